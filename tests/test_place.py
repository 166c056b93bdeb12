"""A file or folder appears whole or not at all, and nothing that is not an earlier export is ever taken away."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from exocli.export import ExportError
from exocli.export.package import DESCRIPTOR, not_an_export
from exocli.export.place import placed

on_unix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals, links and devices")


def names(folder: Path) -> list[str]:
    """What stands in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def export_to(folder: Path, *files: str) -> None:
    """A folder as an export leaves it."""
    folder.mkdir()
    listed = ", ".join(f'{{"path": "{file}"}}' for file in files)
    (folder / DESCRIPTOR).write_text(f'{{"exported_by": "exocli 0", "resources": [{listed}]}}', encoding="utf-8")
    for file in files:
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text("old", encoding="utf-8")


class TestFile:
    """A place for a file."""

    def test_it_is_there_when_all_is_written(self, tmp_path: Path) -> None:
        with placed(tmp_path / "new", force=False) as written:
            written.write_text("whole", encoding="utf-8")
            assert not (tmp_path / "new").exists()
        assert (tmp_path / "new").read_text(encoding="utf-8") == "whole"
        assert names(tmp_path) == ["new"]

    @pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
    def test_nothing_is_left_of_what_fails_and_the_old_stays(self, tmp_path: Path, error: type[BaseException]) -> None:
        (tmp_path / "old").write_text("old", encoding="utf-8")

        def fail() -> None:
            with placed(tmp_path / "old", force=True) as written:
                written.write_text("half", encoding="utf-8")
                raise error

        with pytest.raises(error):
            fail()
        assert names(tmp_path) == ["old"]
        assert (tmp_path / "old").read_text(encoding="utf-8") == "old"

    def test_a_full_disk_is_said_with_the_name_of_the_file(self, tmp_path: Path) -> None:
        with pytest.raises(ExportError, match=r"new: No space left on device"), placed(tmp_path / "new", force=False):
            raise OSError(28, "No space left on device")
        assert names(tmp_path) == []

    def test_what_is_there_is_replaced_only_when_that_is_asked_for(self, tmp_path: Path) -> None:
        file = tmp_path / "file"
        file.write_text("old", encoding="utf-8")
        with pytest.raises(ExportError, match="exists; --force replaces it"), placed(file, force=False):
            pytest.fail("it was let in")
        with placed(file, force=True) as written:
            written.write_text("new", encoding="utf-8")
        assert file.read_text(encoding="utf-8") == "new"

    def test_what_comes_to_stand_there_meanwhile_stays(self, tmp_path: Path) -> None:
        file = tmp_path / "file"

        def write() -> None:
            with placed(file, force=False) as written:
                written.write_text("mine", encoding="utf-8")
                file.write_text("theirs", encoding="utf-8")

        with pytest.raises(ExportError, match="exists"):
            write()
        assert file.read_text(encoding="utf-8") == "theirs"
        assert names(tmp_path) == ["file"]

    @pytest.mark.parametrize("force", [False, True])
    def test_a_folder_is_not_replaced_by_a_file(self, tmp_path: Path, *, force: bool) -> None:
        (tmp_path / "folder").mkdir()
        with (
            pytest.raises(ExportError, match="is a folder; this form is a file"),
            placed(tmp_path / "folder", force=force),
        ):
            pytest.fail("it was let in")

    @pytest.mark.parametrize("where", ["nowhere/new", "file/new"])
    def test_the_folder_it_goes_to_has_to_be_there(self, tmp_path: Path, where: str) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(ExportError, match="there is no folder"), placed(tmp_path / where, force=False):
            pytest.fail("it was let in")

    def test_a_folder_that_cannot_be_written_to_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object, **__: object) -> str:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "mkdir", refuse)
        with pytest.raises(ExportError, match="new: Permission denied"), placed(tmp_path / "new", force=False):
            pytest.fail("it was let in")

    @on_unix
    def test_a_link_stays_a_link_to_what_is_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "there").mkdir()
        (tmp_path / "there" / "file").write_text("old", encoding="utf-8")
        (tmp_path / "link").symlink_to(tmp_path / "there" / "file")
        with placed(tmp_path / "link", force=True) as written:
            written.write_text("new", encoding="utf-8")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "there" / "file").read_text(encoding="utf-8") == "new"

    @on_unix
    @pytest.mark.parametrize("device", [os.devnull, "pipe"])
    def test_a_device_or_a_pipe_is_not_replaced(self, tmp_path: Path, device: str) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ExportError, match="is no ordinary file"), placed(tmp_path / device, force=True):
            pytest.fail("it was let in")

    @on_unix
    def test_it_has_the_rights_that_new_files_have(self, tmp_path: Path) -> None:
        (tmp_path / "other").write_text("", encoding="utf-8")
        with placed(tmp_path / "new", force=False) as written:
            written.write_text("", encoding="utf-8")
        assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


class TestFolder:
    """A place for a folder."""

    def test_an_earlier_export_is_replaced_as_a_whole(self, tmp_path: Path) -> None:
        export_to(tmp_path / "out", "a.csv", "b.csv")
        with placed(tmp_path / "out", force=True, folder=not_an_export) as written:
            export_to(written, "a.csv")
        assert names(tmp_path) == ["out"]
        assert names(tmp_path / "out") == ["a.csv", DESCRIPTOR]

    def test_an_empty_folder_is_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        with placed(tmp_path / "out", force=True, folder=not_an_export) as written:
            export_to(written, "a.csv")
        assert names(tmp_path / "out") == ["a.csv", DESCRIPTOR]

    @pytest.mark.parametrize("file", ["thesis.txt", "tables/thesis.txt"])
    def test_a_folder_with_anything_else_in_it_is_not(self, tmp_path: Path, file: str) -> None:
        export_to(tmp_path / "out", "tables/a.csv")
        (tmp_path / "out" / file).write_text("years of work", encoding="utf-8")
        with (
            pytest.raises(ExportError, match=f"it holds '{file}', which no export wrote"),
            placed(tmp_path / "out", force=True, folder=not_an_export),
        ):
            pytest.fail("it was let in")

    @pytest.mark.parametrize(
        "said", ["", "{}", "[]", '{"exported_by": 1, "resources": 1}', '{"resources": [{}]}', "\0"]
    )
    def test_a_descriptor_of_somebody_else_does_not_make_it_one(self, tmp_path: Path, said: str) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / DESCRIPTOR).write_text(said, encoding="utf-8")
        (tmp_path / "out" / "a.csv").write_text("theirs", encoding="utf-8")
        assert not_an_export(tmp_path / "out") == "it holds 'a.csv', which no export wrote."

    def test_a_package_of_another_program_stays(self, tmp_path: Path) -> None:
        export_to(tmp_path / "out", "a.csv")
        (tmp_path / "out" / DESCRIPTOR).write_text('{"resources": [{"path": "a.csv"}]}', encoding="utf-8")
        assert not_an_export(tmp_path / "out")

    def test_the_old_one_is_put_back_where_the_new_one_cannot_take_its_place(self, tmp_path: Path) -> None:
        export_to(tmp_path / "out", "a.csv")
        with pytest.raises(ExportError), placed(tmp_path / "out", force=True, folder=not_an_export):
            pass  # nothing is written, so that there is nothing to rename
        assert names(tmp_path) == ["out"]
        assert (tmp_path / "out" / "a.csv").read_text(encoding="utf-8") == "old"

    def test_a_file_is_not_replaced_by_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("", encoding="utf-8")
        with (
            pytest.raises(ExportError, match="is a file; this form is a folder"),
            placed(tmp_path / "out", force=True, folder=not_an_export),
        ):
            pytest.fail("it was let in")

    @pytest.mark.parametrize("here", [".", "", "../here"])
    def test_the_folder_one_is_in_stays(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: str) -> None:
        (tmp_path / "here").mkdir()
        monkeypatch.chdir(tmp_path / "here")
        with (
            pytest.raises(ExportError, match="is the folder you are in"),
            placed(Path(here), force=True, folder=not_an_export),
        ):
            pytest.fail("it was let in")


WRITER = """
import sys, time
from pathlib import Path
from exocli.export.place import placed
with placed(Path("file"), force=True) as written:
    written.write_text("half")
    print("half", flush=True)
    time.sleep(60)
"""


@on_unix
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)])
def test_a_signal_leaves_nothing_behind(tmp_path: Path, sent: signal.Signals) -> None:
    (tmp_path / "file").write_text("old", encoding="utf-8")
    command = [sys.executable, "-c", WRITER]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        assert len(names(tmp_path)) == 2
        process.send_signal(sent)
        assert process.wait() != 0
    assert names(tmp_path) == ["file"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "old"
