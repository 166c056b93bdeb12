"""The wheel holds what a user needs and nothing else, and works from where it was unpacked."""

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from exocli import compiled

ROOT = Path(__file__).parents[1]
NEEDED = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "src")
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
    if importlib.util.find_spec("hatchling"):
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


def test_it_holds_every_module_and_every_file_of_the_dataset(names: set[str]) -> None:
    package = ROOT / "src" / "exocli"
    expected = {
        path.relative_to(ROOT / "src").as_posix() for kind in ("*.py", "*.toml") for path in package.rglob(kind)
    }
    assert len(expected) > 60
    assert expected <= names


def test_it_holds_the_parsed_form_of_every_file_of_the_dataset(names: set[str]) -> None:
    toml = {name for name in names if name.endswith(".toml")}
    parsed = {name for name in names if name.endswith(compiled.SUFFIX)}
    assert parsed == {name.removesuffix(".toml") + compiled.SUFFIX for name in toml}


def test_its_types_are_there_for_type_checkers(names: set[str]) -> None:
    assert "exocli/py.typed" in names


def test_it_holds_both_licences(wheel: Path, names: set[str]) -> None:
    (info,) = {name.partition("/")[0] for name in names if name.partition("/")[0].endswith(".dist-info")}
    assert {f"{info}/licenses/LICENSE", f"{info}/licenses/src/exocli/data/LICENSE"} <= names
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"{info}/METADATA").decode()
        assert b"CC-BY-4.0" in archive.read(f"{info}/licenses/src/exocli/data/LICENSE")
        assert b"MIT" in archive.read(f"{info}/licenses/LICENSE")
        assert "exo = exocli.__main__:main" in archive.read(f"{info}/entry_points.txt").decode()
    assert "License-Expression: MIT AND CC-BY-4.0" in metadata


def test_it_holds_nothing_else(names: set[str]) -> None:
    shells = (".bash", ".fish", ".zsh")
    allowed = (".py", ".toml", compiled.SUFFIX, "/search.sqlite", "/py.typed", "/LICENSE", "/views.sql", *shells)
    strangers = [name for name in names if ".dist-info/" not in name and not name.endswith(allowed)]
    assert not strangers
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"exocli"}
    assert not [name for name in names if "test" in name.lower() or "__pycache__" in name]


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
