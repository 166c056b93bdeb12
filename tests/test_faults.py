"""What a person is told about a field that is wrong: file, table, field, what stands there, what may stand there."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest

from conftest import Folder
from exocli import model
from exocli.dataset import DatasetError, Problem
from exocli.faults import explain, nearest

WOUND = "conditions/wound-repair.toml"


def told(type_: type[model.Record], **values: Any) -> Problem:
    """What is said of values that are no such record."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(values, type_)
    (problem,) = explain(type_, values, "studies.toml", "zhang2021")
    return problem


def test_every_fault_of_a_record_is_told_at_once() -> None:
    values = {"kind": "cell line", "abbreviation": 7, "aliases": ["a", 1], "clo": "x"}
    assert [str(problem) for problem in explain(model.Source, values, "sources.toml", "x")] == [
        "sources.toml: [x]: unknown field 'clo'; did you mean 'cl'?",
        "sources.toml: [x]: the field 'id' is missing",
        "sources.toml: [x]: the field 'name' is missing",
        "sources.toml: [x] aliases[1]: expected `str`, got `int` (1)",
        (
            "sources.toml: [x] kind: 'cell line' is not allowed; did you mean 'cell'?; "
            "allowed: cell, tissue, biofluid, organism, other"
        ),
        "sources.toml: [x] abbreviation: expected `str | null`, got `int` (7)",
    ]


def test_a_record_with_nothing_wrong_has_no_fault() -> None:
    assert explain(model.Source, {"id": "x", "name": "x", "kind": "cell"}, "sources.toml", "x") == []


def test_a_fault_names_file_table_and_field() -> None:
    problem = told(model.Study, key="zhang2021", year="2021")
    assert problem[:3] == ("studies.toml", "zhang2021", "year")
    assert str(problem) == "studies.toml: [zhang2021] year: expected `int | null`, got `str` ('2021')"


def test_a_fault_leaves_out_what_does_not_apply() -> None:
    assert str(Problem("studies.toml", "", "", "is missing")) == "studies.toml: is missing"
    assert str(Problem("dataset.toml", "", "seed", "is unknown")) == "dataset.toml: seed: is unknown"
    assert str(Problem("studies.toml", "zhang2021", "", "is odd")) == "studies.toml: [zhang2021]: is odd"


def test_an_unknown_field_is_answered_with_the_nearest_known() -> None:
    assert told(model.Study, key="zhang2021", jurnal="Skin").message == (
        "unknown field 'jurnal'; did you mean 'journal'?"
    )


def test_an_unknown_field_like_no_other_is_answered_without_a_guess() -> None:
    assert told(model.Study, key="zhang2021", zzzzz="Skin").message == "unknown field 'zzzzz'"


def test_a_missing_field_is_named() -> None:
    assert told(model.Source, id="adsc", kind="cell").message == "the field 'name' is missing"


def test_a_wrong_word_is_answered_with_the_nearest_and_all_that_are_allowed() -> None:
    problem = told(model.Study, key="zhang2021", status="retract")
    assert problem.field == "status"
    assert "'retract' is not allowed" in problem.message
    assert "did you mean 'retracted'?" in problem.message
    assert problem.message.endswith("allowed: retracted, concern, corrected")


def test_a_field_in_a_row_is_found_by_its_path() -> None:
    effects = [{"on": "TNF", "change": "decrease"}, {"on": "IL6", "change": "down"}]
    problem = told(
        model.Finding,
        id="zhang2021-1",
        condition="burn",
        study="zhang2021",
        source="adsc",
        preparation="exosome",
        effects=effects,
        outcome="",
        direction="benefit",
        role="therapeutic",
        model="animal",
    )
    assert problem.field == "effects[1].change"
    assert problem.message.startswith("'down' is not allowed")
    assert problem.message.endswith("allowed: increase, decrease, inhibit, activate, no-change")


def enumerated() -> Iterator[Any]:
    """Every field of every record whose words are listed."""
    for type_ in vars(model).values():
        if isinstance(type_, type) and issubclass(type_, model.Record):
            for field, hint in get_type_hints(type_).items():
                for words in (hint, *get_args(hint)):
                    if get_origin(words) is Literal:
                        yield type_, field, get_origin(hint) is tuple, get_args(words)


@pytest.mark.parametrize(
    ("type_", "field", "several", "allowed"),
    [pytest.param(*case, id=f"{case[0].__name__}.{case[1]}") for case in enumerated()],
)
def test_every_field_with_a_list_of_words_says_them(
    type_: type[model.Record], field: str, several: bool, allowed: tuple[str, ...]
) -> None:
    sample: dict[str, Any] = {
        required.name: () if get_origin(required.type) is tuple else "x"
        for required in msgspec.structs.fields(type_)
        if required.required and get_origin(required.type) is not Literal
    }
    for other, hint in get_type_hints(type_).items():
        if get_origin(hint) is Literal:
            sample[other] = get_args(hint)[0]
    problem = told(type_, **{**sample, field: ["xyzzy"] if several else "xyzzy"})
    assert problem.field.startswith(field)
    assert problem.message == f"'xyzzy' is not allowed; allowed: {', '.join(allowed)}"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("increse", "; did you mean 'increase'?"),
        ("decreased", "; did you mean 'decrease'?"),
        ("up", ""),
        ("", ""),
    ],
)
def test_a_guess_is_made_only_where_a_word_is_near(word: str, said: str) -> None:
    assert nearest(word, get_args(model.Change)) == said


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("studies.toml", "year = 2021", 'year = "2021"', "[zhang2021] year: expected `int | null`, got `str` ('2021')"),
        (
            "sources.toml",
            "abbreviation",
            "abreviation",
            "[msc]: unknown field 'abreviation'; did you mean 'abbreviation'?",
        ),
        ("pathways.toml", 'name = "TGF-β/SMAD"\n', "", "[smad]: the field 'name' is missing"),
        ("notices.toml", '"safety-notice"', '"notice"', "[us-notice] kind: 'notice' is not allowed; did you mean"),
        (
            "trials.toml",
            '"exosome"',
            '"exosomes"',
            "[NCT00000001] preparation: 'exosomes' is not allowed; did you mean",
        ),
        ("dataset.toml", "released = 2026-01-31", "released = 2026", "released: expected `date`, got `int`"),
        ("dataset.toml", '"untested"', '"unclear"', "[claim seed-outlook] verdict: 'unclear' is not allowed"),
        (
            WOUND,
            '"regeneration"',
            '"regenerative"',
            "group: 'regenerative' is not allowed; did you mean 'regeneration'?",
        ),
        (WOUND, '"supported"', '"true"', "[claim seed-closure] verdict: 'true' is not allowed"),
        (WOUND, 'change = "increase"', 'change = "up"', "[finding zhang2021-1] effects[0].change: 'up' is not allowed"),
        (WOUND, 'id = "zhang2021-1"\n', "", "[finding (no id)]: the field 'id' is missing"),
        (WOUND, "[[finding]]", "[finding]", "[finding]: write each finding as [[finding]]"),
        (WOUND, 'name = "Wound repair"', "name = Wound repair", ""),
    ],
)
def test_reading_a_broken_file_says_where_and_what(folder: Folder, file: str, old: str, new: str, fault: str) -> None:
    text = (folder.path / file).read_text(encoding="utf-8")
    folder.write(file, text.replace(old, new, 1))
    with pytest.raises(DatasetError) as caught:
        folder.read()
    (problem,) = caught.value.problems
    assert str(problem) == str(caught.value)
    assert str(problem).startswith(f"{folder.path / file}: {fault}")
