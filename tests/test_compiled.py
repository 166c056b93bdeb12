"""The parsed form beside a TOML file: the same records, taken only while it is that file's own."""

import shutil
from pathlib import Path

import msgspec
import pytest
import tomli

from conftest import Folder
from exocli import compiled, load
from exocli.dataset import BUNDLED, Dataset

TABLES = ("studies", "sources", "molecules", "readouts", "pathways", "trials", "notices", "conditions", "outlines")


def test_the_parsed_form_gives_the_same_records(tmp_path: Path) -> None:
    for name in ("text", "parsed"):
        shutil.copytree(BUNDLED, tmp_path / name, ignore=shutil.ignore_patterns("*.msgpack"))
    compiled.write(tmp_path / "parsed")
    text, parsed = (load(tmp_path / name, bundled=False) for name in ("text", "parsed"))
    assert parsed.about == text.about
    assert all((key in parsed.retracted) == (key in text.retracted) for key in text.studies)
    assert list(parsed.trials.having("conditions", "psoriasis")) == list(text.trials.having("conditions", "psoriasis"))
    for name in TABLES:
        assert dict(getattr(parsed, name)) == dict(getattr(text, name))
        assert list(getattr(parsed, name)) == list(getattr(text, name))


def test_every_toml_file_gets_its_parsed_form(folder: Folder) -> None:
    texts = sorted(folder.path.rglob("*.toml"))
    assert compiled.write(folder.path) == [file.with_suffix(compiled.SUFFIX) for file in texts]
    for file in texts:
        parsed = compiled.read(str(file), file.read_bytes())
        assert parsed is not None
        assert list(parsed) == list(tomli.loads(file.read_text(encoding="utf-8")))


def test_the_parsed_form_is_what_is_read(folder: Folder) -> None:
    compiled.write(folder.path)
    file = folder.path / "sources.msgpack"
    stamp, tables = msgspec.msgpack.decode(file.read_bytes())
    tables["msc"]["name"] = "read from the parsed form"
    file.write_bytes(msgspec.msgpack.encode((stamp, tables)))
    assert folder.load().sources["msc"].name == "read from the parsed form"


def test_a_broken_record_is_named_in_the_parsed_form_too(folder: Folder) -> None:
    folder.change("studies.toml", "year = 2020", 'year = "2020"')
    from_text = folder.problems()
    compiled.write(folder.path)
    assert folder.problems() == from_text != []


def test_there_need_be_no_parsed_form(folder: Folder) -> None:
    file = folder.path / "sources.toml"
    assert compiled.read(str(file), file.read_bytes()) is None


@pytest.mark.parametrize("name", ["wound sealing", "wound closing"])
def test_the_parsed_form_of_an_older_text_is_not_taken(folder: Folder, name: str) -> None:
    compiled.write(folder.path)
    folder.change("readouts.toml", "wound closure", name)
    assert folder.load().readouts["wound-closure"].name == name


def test_the_parsed_form_of_another_file_is_not_taken(folder: Folder) -> None:
    compiled.write(folder.path)
    shutil.copy(folder.path / "molecules.msgpack", folder.path / "sources.msgpack")
    assert list(folder.load().sources) == ["msc", "adsc"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"name,kind\n", id="text"),
        pytest.param(b"\xff\x00\xc1", id="bytes"),
        pytest.param(msgspec.msgpack.encode({"msc": {"name": "mine"}}), id="another-shape"),
        pytest.param(msgspec.msgpack.encode(("1", {})), id="another-stamp"),
    ],
)
def test_a_file_that_is_no_parsed_form_is_not_taken(folder: Folder, data: bytes) -> None:
    folder.write("sources.msgpack", data)
    assert list(folder.load().sources) == ["msc", "adsc"]


def test_a_parsed_form_cut_short_is_not_taken(folder: Folder) -> None:
    compiled.write(folder.path)
    file = folder.path / "sources.msgpack"
    file.write_bytes(file.read_bytes()[:-5])
    assert list(folder.load().sources) == ["msc", "adsc"]


def test_reading_writes_nothing(folder: Folder) -> None:
    def files(path: Path) -> dict[Path, int]:
        return {file: file.stat().st_mtime_ns for file in path.rglob("*")}

    before = files(folder.path)
    folder.read()
    assert folder.problems() == []
    assert files(folder.path) == before


def test_reading_the_bundled_data_writes_nothing(dataset: Dataset) -> None:
    before = sorted(BUNDLED.rglob("*"))
    assert dataset.about
    assert list(dataset.findings())
    assert sorted(BUNDLED.rglob("*")) == before
