"""The world around the command: full disks, closed streams, other locales, signals, pagers, folders that are gone.

Whatever it is, the answer is whole or there is a plain complaint; the exit code says which, and no half file is left.
Lines to run are the examples of each command's help, so that a new command is tried too.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from rich.cells import cell_len

import exocli
from cases import printing
from exocli.cli.app import COMMANDS
from exocli.export import ExportError
from exocli.export.place import append

if sys.platform == "win32":
    pytest.skip("POSIX streams, signals and devices", allow_module_level=True)

from test_cli import bare, on_terminal

FULL = Path("/dev/full")
full = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
EXO = (sys.executable, "-m", "exocli")
BARE = {"PYTHONPATH": str(Path(exocli.__file__).parents[1]), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
WRITING = (
    ("export", "-o", "out.sqlite"),
    ("export", "-o", "out.json"),
    ("export", "-o", "out.jsonl"),
    ("export", "-f", "csv", "-o", "out"),
    ("graph", "psoriasis", "-o", "out.svg"),
    ("new", "study", "--condition", "psoriasis", "--into", "out"),
)


def exo(
    *arguments: str, cwd: Path | None = None, prepare: Callable[[], None] | None = None, env: Mapping[str, str] = BARE
) -> "subprocess.CompletedProcess[bytes]":
    """Run the command in an environment with nothing in it but what is said."""
    return subprocess.run(
        [*EXO, *arguments],
        input=b"",
        capture_output=True,
        check=False,
        cwd=cwd,
        env=env,
        preexec_fn=prepare,  # limits are set for the command alone
    )


def shell(line: str, cwd: Path) -> "subprocess.CompletedProcess[bytes]":
    """Run a line of a shell in which `exo` is the command under test."""
    script = f'exo() {{ {shlex.join(EXO)} "$@"; }}\n{line}\n'
    return subprocess.run(["sh", "-c", script], capture_output=True, check=False, cwd=cwd, env=BARE)


def names(folder: Path) -> list[str]:
    """What stands in a folder and below, hidden files too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# Locales, encodings, environment


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("setting", ["LC_ALL=C", "PYTHONIOENCODING=ascii", "PYTHONIOENCODING=cp1252"])
def test_where_signs_cannot_be_shown_help_and_pages_are_spelled(command: str, setting: str) -> None:
    name, _, value = setting.partition("=")
    for arguments in ((command, "--help"), printing(command)):
        done = exo(*arguments, env=BARE | {name: value})
        assert (done.returncode, done.stderr) == (0, b"")
        # Forms for programs are UTF-8 wherever they are printed.
        if command != "export":
            assert done.stdout.decode(value if name == "PYTHONIOENCODING" else "ascii")


@pytest.mark.parametrize("mode", [{"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONUTF8": "1"}])
def test_the_c_locale_is_ascii_whatever_python_makes_of_it(mode: dict[str, str]) -> None:
    for arguments in (("show", "TNF-α"), ("find", "--help"), ("cite", "--all"), ("show", "TGF-β9")):
        done = exo(*arguments, env={**BARE, "LC_ALL": "C", **mode})
        assert done.returncode == (1 if "TGF-β9" in arguments else 0)
        assert done.stdout.isascii()
        assert done.stderr.isascii()


def test_a_greek_letter_is_spelled_in_help_and_complaints() -> None:
    assert b"exo find TNF-alpha" in exo("find", "--help", env=BARE | {"PYTHONIOENCODING": "cp1252"}).stdout
    assert (
        b"There is no command 'TNF-alpha'."
        in exo("TNF-α", env=BARE | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "1"}).stderr
    )


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("home", [None, "/dev/null"])
def test_neither_a_home_nor_a_terminal_is_needed(command: str, home: str | None, tmp_path: Path) -> None:
    done = exo(*printing(command), cwd=tmp_path, env=BARE | ({"HOME": home} if home else {}))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout
    assert names(tmp_path) == []


def test_a_terminal_that_says_not_what_it_is_gets_lines_and_nothing_else() -> None:
    for term in ("", "dumb", "unknown"):
        assert "\x1b" not in on_terminal("show", "psoriasis", TERM=term)[1]
    assert "\x1b" in on_terminal("show", "psoriasis", TERM="xterm")[1]


# Widths

PAGES = [printing(command) for command in COMMANDS if command not in {"cite", "export", "check", "new", "completion"}]


@pytest.mark.parametrize("columns", [20, 33, 139, 300])
@pytest.mark.parametrize("arguments", [(), *PAGES], ids=" ".join)
def test_no_page_on_a_terminal_is_wider_than_it(arguments: tuple[str, ...], columns: int) -> None:
    code, text = on_terminal(*arguments, columns=columns)
    assert code == 0
    assert max(map(cell_len, bare(text).splitlines())) <= columns


# What is typed


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "conditions", "{}"),
        ("list", "--{}"),
        ("{}",),
        ("show", "psoriasis", "-{}"),
        ("show", "--since", "{}"),
        ("graph", "psoriasis", "-o", "{}"),
        ("export", "-o", "{}.json", "-f", "csv", "--{}"),
        ("check", "{}"),
        ("new", "study", "{}"),
    ],
    ids=" ".join,
)
def test_a_complaint_about_what_was_typed_cannot_write_on_the_terminal(arguments: tuple[str, ...]) -> None:
    code, text = on_terminal(*(word.format("\x1b[5m\x9b5m\u202e\x07") for word in arguments))
    assert code in {1, 2}
    assert text.strip()
    assert not {"\x1b", "\x9b", "\u202e", "\x07"} & set(text)


@pytest.mark.parametrize("command", ["show", "cite", "graph", "find"])
def test_a_name_as_long_as_a_book_is_answered_at_once(command: str) -> None:
    for name in ("a" * 100_000, "miR-21-" * 15_000, "aab " * 25_000):
        begun = time.monotonic()
        done = exo(command, name)
        assert done.returncode == (2 if command == "find" else 1)
        assert time.monotonic() - begun < 10  # it was minutes


def test_a_query_of_an_abstract_s_length_is_answered_and_a_longer_one_told_the_limit() -> None:
    assert exo("find", "wound closure " * 500).returncode == 0
    assert b"a query has at most 8,000 signs; this one has 8,400." in exo("find", "wound closure " * 600).stderr


def test_data_with_chains_of_thousands_are_searched_and_shown(tmp_path: Path) -> None:
    chain = "".join(f'[s{n}]\nname = "n{n}"\nkind = "cell"\nbroader = "s{n + 1}"\n' for n in range(2_000))
    (tmp_path / "sources.toml").write_text(f'{chain}[s2000]\nname = "end"\nkind = "cell"\n', encoding="utf-8")
    row = 'title = "{}"\nauthors = ["Ours A"]\njournal = "J"\nyear = 2026\nseen = ["here"]\n'
    rows = (f"[ours2026{letter}]\n" + row.format(letter + "-a" * 4_900) for letter in "bcdefgh")
    (tmp_path / "studies.toml").write_text("".join(rows), encoding="utf-8")
    for arguments in (("show", "s2000"), ("graph", "s2000"), ("find", "a-a-a-a")):
        begun = time.monotonic()
        done = exo("--data", str(tmp_path), *arguments)
        assert (done.returncode, done.stderr) == (0, b"")
        assert time.monotonic() - begun < 10


def test_a_folder_whose_name_cannot_be_printed_is_refused(tmp_path: Path) -> None:
    for name in (b"a\x1b[5m", "b\u202e".encode(), b"c\xff"):
        folder = os.fsencode(tmp_path) + b"/" + name
        os.mkdir(folder)  # noqa: PTH102  (a name of bytes)
        with open(folder + b"/studies.toml", "wb") as file:  # noqa: PTH123
            file.write(b'[ours2026]\ntitle = "Ours"\npartial = true\nseen = ["here"]\n')
        for form in ("json", "csv", "plain", "markdown"):
            done = subprocess.run(
                [*EXO, "--data", folder, "list", "studies", "-f", form], capture_output=True, check=False, env=BARE
            )
            assert (done.returncode, done.stdout) == (1, b"")
            assert b"has a character in its name that is not shown: rename the folder" in done.stderr
            assert not {"\x1b", "\u202e"} & set(done.stderr.decode())


# Streams


@full
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_said_by_every_command(command: str, tmp_path: Path) -> None:
    done = shell(f"exo {shlex.join(printing(command))} > /dev/full", tmp_path)
    assert (done.returncode, done.stderr) == (1, b"exo: No space left on device\n")


@full
@pytest.mark.parametrize(
    ("line", "code"),
    [("show nosuchname", 1), ("show", 2), ("list -f xml", 2), ("list", 0), ("--data /nowhere list", 1)],
)
@pytest.mark.parametrize("where", ["2>/dev/full", "2>&-", "2>/dev/full >&2", "2>&- >&-", "</dev/null 2>&- <&-"])
def test_a_complaint_that_nobody_can_read_changes_no_exit_code(
    line: str, code: int, where: str, tmp_path: Path
) -> None:
    done = shell(f"exo {line} {where}", tmp_path)
    nowhere_to_print = ">&2" in where or ">&-" in where.replace("2>&-", "")
    assert done.returncode == (max(code, 1) if ">&2" in where else 1 if nowhere_to_print else code)
    assert done.stderr == b""


@pytest.mark.parametrize("arguments", ["cite -", "new study -"])
@pytest.mark.parametrize("source", ["<&-", "</dev/null", "</dev/zero head", "< binary"])
def test_a_standard_input_without_text_is_told(arguments: str, source: str, tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(bytes(range(256)) * 100)
    line = f"head -c 9999 /dev/zero | exo {arguments}" if "head" in source else f"exo {arguments} {source}"
    done = shell(line, tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"exo: ")
    assert b"Traceback" not in done.stderr


# Files


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for 24 kB."""
    place = tmp_path / "tiny"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here (it takes root)")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("arguments", WRITING, ids=" ".join)
def test_a_file_system_that_is_full_keeps_no_half_file(arguments: tuple[str, ...], tiny: Path) -> None:
    (tiny / "filler").write_bytes(bytes(20_000))
    done = exo(*arguments, cwd=tiny)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"exo: ")
    assert b"Traceback" not in done.stderr
    assert names(tiny) == ["filler"]


def small_files() -> None:
    """Let no file grow beyond 1 kB."""
    import resource  # noqa: PLC0415  (POSIX)

    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))


@pytest.mark.parametrize("arguments", WRITING, ids=" ".join)
def test_a_limit_on_files_keeps_no_half_file(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = exo(*arguments, cwd=tmp_path, prepare=small_files)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"exo: ")
    assert names(tmp_path) == []


def test_a_file_that_cannot_be_replaced_whole_stays(tmp_path: Path) -> None:
    (tmp_path / "out.svg").write_text("old", encoding="utf-8")
    done = exo("graph", "psoriasis", "-o", "out.svg", "--force", cwd=tmp_path, prepare=small_files)
    assert done.returncode == 1
    assert done.stderr.startswith(b"exo: out.svg: ")
    assert (tmp_path / "out.svg").read_text(encoding="utf-8") == "old"


@full
@pytest.mark.parametrize("arguments", [("graph", "psoriasis", "-f", "svg"), ("export", "-f", "json")], ids=" ".join)
def test_a_device_is_no_file_to_write(arguments: tuple[str, ...], tmp_path: Path) -> None:
    for force in ((), ("--force",)):
        done = exo(*arguments, "-o", "/dev/full", *force, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, b"exo: /dev/full is no ordinary file.\n")


class TestAppend:
    """Texts are added to all of the files or to none."""

    def test_files_and_folders_that_are_not_there_are_made(self, tmp_path: Path) -> None:
        (tmp_path / "old").write_text("a = 1\n", encoding="utf-8")
        append({tmp_path / "old": "b = 2\n", tmp_path / "new" / "er" / "file": "c = 3\n"})
        assert (tmp_path / "old").read_text(encoding="utf-8") == "a = 1\n\nb = 2\n"
        assert (tmp_path / "new" / "er" / "file").read_text(encoding="utf-8") == "c = 3\n"

    def test_where_one_cannot_be_written_none_is(self, tmp_path: Path) -> None:
        (tmp_path / "old").write_text("a = 1\n", encoding="utf-8")
        (tmp_path / "folder").mkdir()
        with pytest.raises(ExportError, match="folder is no ordinary file"):
            append({tmp_path / "new" / "file": "c", tmp_path / "old": "b", tmp_path / "folder": "d"})
        assert names(tmp_path) == ["folder", "old"]
        assert (tmp_path / "old").read_text(encoding="utf-8") == "a = 1\n"

    @full
    def test_a_full_disk_leaves_the_file_as_it_was(self, tmp_path: Path) -> None:
        (tmp_path / "full").symlink_to(FULL)
        with pytest.raises(ExportError, match="full is no ordinary file"):
            append({tmp_path / "full": "c"})


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_is_gone_is_no_matter_to_what_only_prints(command: str, tmp_path: Path) -> None:
    done = shell(f"mkdir gone && cd gone && rmdir ../gone && exo {shlex.join(printing(command))}", tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


@pytest.mark.parametrize("arguments", WRITING, ids=" ".join)
def test_nothing_is_written_to_a_folder_that_is_gone(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = shell(f"mkdir gone && cd gone && rmdir ../gone && exo {shlex.join(arguments)}", tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.endswith(b"No such file or directory\n")
    assert names(tmp_path) == []


# Data of one's own


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in {"schema", "completion"}])
@pytest.mark.parametrize(
    ("place", "says"), [("nothing", "no such folder"), ("file", "no such folder"), ("empty", "holds none of")]
)
def test_a_folder_of_data_that_is_none_is_named(command: str, place: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    if (command, place) == ("new", "empty"):
        pytest.skip("exo new fills an empty folder")
    done = exo(*printing(command), cwd=tmp_path, env=BARE | {"EXO_DATA": place})
    assert (done.returncode, done.stdout) == (1, b"")
    assert f"{place}: {says}" in done.stderr.decode()


@pytest.mark.parametrize("what", [".", "conditions", "studies.toml", "conditions/psoriasis.toml"])
def test_what_may_not_be_read_is_named(what: str, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    folder = tmp_path / "mine"
    (folder / "conditions").mkdir(parents=True)
    for file in ("studies.toml", "conditions/psoriasis.toml"):
        (folder / file).write_text("", encoding="utf-8")
    (folder / what).chmod(0)
    try:
        for arguments in (("list",), ("find", "psoriasis"), ("check",), ("check", str(folder))):
            done = exo(*arguments, env=BARE | {"EXO_DATA": str(folder)})
            assert (done.returncode, done.stdout) == (1, b"")
            assert str(folder / what) in done.stderr.decode()
            assert done.stderr.endswith((b": Permission denied\n", b": Permission denied\n1 problem\n"))
    finally:
        (folder / what).chmod(0o700)


# Signals


def interrupted(*arguments: str, sent: signal.Signals, cwd: Path) -> tuple[int, bytes]:
    """Send a signal to a command that writes to a file, as soon as it does; its exit code and its complaints."""
    process = subprocess.Popen([*EXO, *arguments], cwd=cwd, stderr=subprocess.PIPE, env=BARE)
    with process:
        while not list(cwd.glob(".exo-*")):
            assert process.poll() is None, "it was done before it could be interrupted"
            time.sleep(0.001)
        process.send_signal(sent)
        code = process.wait()
        assert process.stderr is not None
        return code, process.stderr.read()


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("form", ["sqlite", "csv"])
def test_an_export_that_is_interrupted_leaves_nothing(
    sent: signal.Signals, code: int, form: str, tmp_path: Path
) -> None:
    assert interrupted("export", "-f", form, "-o", "out", sent=sent, cwd=tmp_path) == (code, b"")
    assert names(tmp_path) == []


def test_a_hangup_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    command = ["nohup", *EXO, "export", "-o", "out.sqlite"]
    process = subprocess.Popen(command, cwd=tmp_path, env=BARE, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with process:
        while not list(tmp_path.glob(".exo-*")):
            assert process.poll() is None
            time.sleep(0.001)
        process.send_signal(signal.SIGHUP)
        assert process.wait() == 0
    assert names(tmp_path) == ["out.sqlite"]


def test_ctrl_c_while_a_pipe_is_waited_for_is_quiet() -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*EXO, "export", "-f", "json", "-o", "-"], env=BARE, **pipes) as process:  # type: ignore[call-overload]
        assert process.stdout.read(1) == b"{"  # it is at work, and waits for a reader of the rest
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
        assert process.stderr.read() == b""


def test_ctrl_c_while_standard_input_is_waited_for_is_quiet() -> None:
    reader, writer = os.pipe()
    with subprocess.Popen([*EXO, "cite", "-"], env=BARE, stdin=reader, stderr=subprocess.PIPE) as process:
        os.close(reader)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
        assert process.stderr is not None
        assert process.stderr.read() == b""
    os.close(writer)


# Pagers


@pytest.mark.parametrize(
    "script", [None, "#!/nonexistent/shell\n", "not a program\n", "#!/bin/sh\nkill -9 $$\n", "#!/bin/sh\nexit 3\n"]
)
def test_a_pager_that_is_not_there_or_dies_is_no_error(script: str | None, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    if script is not None:
        pager.write_text(script, encoding="utf-8")
        pager.chmod(0o755)
    code, text = on_terminal("show", "psoriasis", PAGER=str(pager))
    assert code == 0
    assert "Traceback" not in text
    # What cannot be run at all has shown nothing, and the page is printed.
    assert ("References" in text) is (script is None or not script.startswith("#!/bin/sh"))


def test_a_pager_gets_ascii_in_the_c_locale(tmp_path: Path) -> None:
    on_terminal("cite", "--all", PAGER=f"tee {tmp_path}/paged", LC_ALL="C")
    assert (tmp_path / "paged").read_bytes().isascii()
