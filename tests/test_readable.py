"""What can be read is read, and everything that cannot is named."""

from conftest import Folder
from exocli.readable import read

WOUND = "conditions/wound-repair.toml"


def test_of_a_sound_dataset_everything_is_read(folder: Folder) -> None:
    faults, readable = read(folder.load())
    assert faults == []
    assert readable is not None
    assert list(readable.studies) == ["thakur2023", "zhang2021", "lee2020"]
    assert list(readable.vocabulary("pathway")) == ["smad"]
    assert len(readable.conditions["wound-repair"].findings) == 1


def test_a_record_that_cannot_be_read_hides_no_other(folder: Folder) -> None:
    folder.change("studies.toml", "year = 2021", 'year = "2021"')
    folder.change("sources.toml", 'abbreviation = "ADSC"', "abbreviation = 1")
    folder.add(WOUND, '\n[[finding]]\nid = "zhang2021-9"\n')
    faults, readable = read(folder.load())
    assert {(problem.table, problem.field) for problem in faults} >= {
        ("zhang2021", "year"),
        ("adsc", "abbreviation"),
        ("finding zhang2021-9", ""),
    }
    assert readable is not None
    assert list(readable.studies) == ["thakur2023", "lee2020"]
    assert list(readable.sources) == ["msc"]
    assert [finding.id for finding in readable.conditions["wound-repair"].findings] == ["zhang2021-1"]


def test_where_a_whole_file_cannot_be_read_there_is_nothing_to_go_by(folder: Folder) -> None:
    folder.write("studies.toml", "[a")
    folder.change("sources.toml", 'kind = "cell"\ncl', 'kind = "cells"\ncl')
    faults, readable = read(folder.load())
    assert readable is None
    assert {problem.file for problem in faults} == {
        str(folder.path / name) for name in ("studies.toml", "sources.toml")
    }


def test_a_condition_that_is_no_toml_is_named_beside_the_others(folder: Folder) -> None:
    folder.write(WOUND, "name = ")
    faults, readable = read(folder.load())
    assert [problem.file for problem in faults] == [str(folder.path / WOUND)]
    assert readable is not None
    assert list(readable.conditions) == ["diabetic-wound"]
