"""The wheel holds what a user needs and nothing else, and works from where it was unpacked.

What is in it, file by file, stands in `tests/__snapshots__/test_wheel.ambr`.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

import exocli
from exocli import compiled

ROOT = Path(__file__).parents[1]
NEEDED = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "docs", "src")
BACKEND = ("hatchling", "hatch_fancy_pypi_readme")
INFO = f"exocli-{exocli.__version__}.dist-info"
MANUAL = f"exocli-{exocli.__version__}.data/data/share/man/man1/exo.1"
# How pip says that it could not fetch the build backend; anything else is a fault of ours.
_OFFLINE = ("No matching distribution found for", "Could not find a version that satisfies", "Network is unreachable")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of this checkout."""
    if not all((ROOT / name).exists() for name in NEEDED):
        pytest.skip("these tests do not stand beside the sources")
    if importlib.util.find_spec("pip") is None:
        pytest.skip("pip, which builds the wheel, is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    source, built = folder / "source", folder / "dist"
    source.mkdir()
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.msgpack"))
        else:
            shutil.copy(ROOT / name, source / name)
    # A file that a user of the checkout may have lying about must not end up in the wheel.
    shutil.copytree(ROOT / "tests", source / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    options = ["--no-deps", "--quiet", "--disable-pip-version-check", "--wheel-dir", str(built)]
    if all(importlib.util.find_spec(name) for name in BACKEND):
        options.append("--no-build-isolation")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"PIP_RETRIES": "1"}
    command = [sys.executable, "-m", "pip", "wheel", *options, str(source)]
    done = subprocess.run(command, capture_output=True, check=False, env=environment, cwd=folder)
    complaint = done.stderr.decode(errors="replace")
    if done.returncode and any(sign in complaint for sign in _OFFLINE):
        pytest.skip("the build backend could not be fetched")
    assert done.returncode == 0, complaint
    assert not list(source.rglob(f"*{compiled.SUFFIX}")), "the build left files in the source tree"
    (file,) = built.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(unpacked: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("EXO_DATA", None)
    command = [sys.executable, *arguments]
    done = subprocess.run(command, capture_output=True, check=True, env=environment, cwd=unpacked)
    assert done.stderr == b""
    return done.stdout.decode()


def test_it_is_for_any_python_on_any_platform(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")


def test_it_holds_the_package_its_manual_page_and_its_licences_and_nothing_else(names: set[str]) -> None:
    sources = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src" / "exocli").rglob("*")
        if path.is_file() and path.suffix not in {compiled.SUFFIX, ".pyc"} and path.name != "search.sqlite"
    }
    made = {f"{name.removesuffix('.toml')}{compiled.SUFFIX}" for name in sources if name.endswith(".toml")}
    described = {f"{INFO}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt")}
    licences = {f"{INFO}/licenses/{name}" for name in ("LICENSE", "src/exocli/data/LICENSE")}
    assert len(sources) > 100
    assert names == sources | made | {"exocli/data/search.sqlite"} | described | licences | {MANUAL}


def test_it_holds_what_is_listed(names: set[str], snapshot: SnapshotAssertion) -> None:
    """A file that comes or goes is seen in the difference: `pytest tests/test_wheel.py --snapshot-update`."""
    folders: dict[str, list[str]] = {}
    for name in sorted(names):
        folder, _, file = name.replace(f"exocli-{exocli.__version__}", "exocli-VERSION").rpartition("/")
        folders.setdefault(folder, []).append(file)
    assert folders == snapshot


def test_it_holds_the_parsed_form_of_every_file_of_the_dataset(names: set[str]) -> None:
    toml = {name for name in names if name.endswith(".toml")}
    parsed = {name for name in names if name.endswith(compiled.SUFFIX)}
    assert parsed == {name.removesuffix(".toml") + compiled.SUFFIX for name in toml}


def test_its_types_are_there_for_type_checkers(names: set[str]) -> None:
    assert "exocli/py.typed" in names


def test_it_holds_both_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"{INFO}/METADATA").decode()
        assert b"CC-BY-4.0" in archive.read(f"{INFO}/licenses/src/exocli/data/LICENSE")
        assert b"MIT" in archive.read(f"{INFO}/licenses/LICENSE")
        assert "exo = exocli.__main__:main" in archive.read(f"{INFO}/entry_points.txt").decode()
    assert "License-Expression: MIT AND CC-BY-4.0" in metadata


def test_its_manual_page_goes_where_man_looks(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read(MANUAL) == (ROOT / "docs" / "exo.1").read_bytes()


def test_what_an_index_shows_leads_nowhere_that_is_not_there(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"{INFO}/METADATA").decode()
    head, _, readme = metadata.partition("\n\n")
    assert "Description-Content-Type: text/markdown" in head
    assert "# exo\n" in readme
    assert "## Taking part" in readme
    links = re.findall(r"\]\(([^)]*)\)", readme)
    assert links
    assert [link for link in links if not link.startswith("https://")] == []


def test_it_prints_the_anti_aging_page_from_where_it_was_unpacked(unpacked: Path) -> None:
    page = run(unpacked, "-m", "exocli", "show", "anti-aging")
    assert page.startswith("Anti-aging (cosmetic use)\n")
    assert "MECHANISMS (therapeutic vesicles)" in page
    assert "contradicted" in page
    where = run(unpacked, "-c", "import exocli; print(exocli.__file__)").strip()
    assert Path(where).is_relative_to(unpacked)


@pytest.mark.parametrize(
    "arguments", [("show", "psoriasis", "-f", "json"), ("list", "molecules", "-f", "csv"), ("check",)]
)
def test_its_parsed_forms_say_what_its_toml_says(unpacked: Path, arguments: tuple[str, ...], tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(unpacked, bare, ignore=shutil.ignore_patterns(f"*{compiled.SUFFIX}"))
    assert run(unpacked, "-m", "exocli", *arguments) == run(bare, "-m", "exocli", *arguments)


def test_every_parsed_form_is_of_the_toml_beside_it(unpacked: Path) -> None:
    files = list((unpacked / "exocli" / "data").rglob("*.toml"))
    assert files
    for file in files:
        assert compiled.read(str(file), file.read_bytes()) is not None, file


def test_the_dataset_of_the_wheel_is_that_of_the_sources(unpacked: Path) -> None:
    for file in (ROOT / "src" / "exocli" / "data").rglob("*.toml"):
        assert (
            unpacked / "exocli" / "data" / file.relative_to(ROOT / "src" / "exocli" / "data")
        ).read_bytes() == file.read_bytes()


def test_running_it_writes_nothing(unpacked: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in unpacked.rglob("*")}
    run(unpacked, "-m", "exocli", "show", "psoriasis", "MMP-1")
    assert {path: path.stat().st_mtime_ns for path in unpacked.rglob("*")} == before
