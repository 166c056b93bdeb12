"""What a folder may hold: every file in it is read, or it is named."""

from pathlib import Path

import pytest

from conftest import SMALL, Folder
from exocli.folders import FILES, problems


def told(root: Path) -> list[str]:
    return [str(problem).removeprefix(f"{root}/") for problem in problems(str(root))]


def test_a_folder_of_known_files_has_no_problems(tmp_path: Path) -> None:
    assert told(Folder(tmp_path / "small", SMALL).path) == []


@pytest.mark.parametrize("file", FILES)
def test_any_one_file_is_enough(tmp_path: Path, file: str) -> None:
    (tmp_path / file).touch()
    assert told(tmp_path) == []


def test_one_condition_is_enough(tmp_path: Path) -> None:
    (tmp_path / "conditions").mkdir()
    (tmp_path / "conditions" / "psoriasis.toml").touch()
    assert told(tmp_path) == []


def test_what_is_no_toml_or_is_hidden_is_passed_over(tmp_path: Path) -> None:
    for name in ("studies.toml", "README.md", ".studies.toml.swp", ".hidden.toml"):
        (tmp_path / name).touch()
    (tmp_path / "figures").mkdir()
    assert told(tmp_path) == []


def test_a_slip_in_a_name_is_named_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "studies.toml").touch()
    (tmp_path / "study.toml").touch()
    (tmp_path / "psoriasis.toml").touch()
    (tmp_path / "condition").mkdir()
    (tmp_path / "condition" / "psoriasis.toml").touch()
    assert told(tmp_path) == [
        "condition: holds TOML files that nothing reads; did you mean 'conditions'?",
        f"psoriasis.toml: is not read; a condition stands in conditions/; files: {', '.join(FILES)}",
        f"study.toml: is not read; did you mean 'studies.toml'?; files: {', '.join(FILES)}",
    ]


def test_a_folder_of_other_things_is_no_folder_of_data(tmp_path: Path) -> None:
    (problem,) = told(tmp_path)
    assert problem == f"{tmp_path}: holds none of {', '.join(FILES)} and no conditions/"
