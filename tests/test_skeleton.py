"""Records to fill in: TOML that says what is wanted, and that `exo check` does not take for filled in."""

from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from conftest import Folder
from exocli import load, schema, skeleton
from exocli.bibliography import Reference
from exocli.check import problems
from exocli.dataset import Dataset
from exocli.skeleton import KINDS, Kind, key_of, on_file

PAPER = Reference('A "title"\twith \\ and α', ("Müller J", "Lee A"), False, "Skin", 2031, "1", None, "2-3", "10.5555/x")
IDS: dict[Kind, str] = {
    "source": "our-cell",
    "molecule": "XYZ1",
    "readout": "our-score",
    "pathway": "our-pathway",
    "trial": "NCT99999999",
    "notice": "our-notice",
    "condition": "our-condition",
}


def test_a_paper_stands_in_it_as_the_reference_says() -> None:
    table = skeleton.study(PAPER, "muller2031")
    assert (table.file, table.name) == ("studies.toml", "muller2031")
    values = tomli.loads(table.text)["muller2031"]
    assert values == {
        "kind": "primary",
        "title": PAPER.title,
        "authors": ["Müller J", "Lee A"],
        "journal": "Skin",
        "year": 2031,
        "volume": "1",
        "pages": "2-3",
        "doi": "10.5555/x",
        "seen": [],
    }


def test_what_only_a_reader_knows_is_left_to_the_reader() -> None:
    text = skeleton.study(PAPER, "muller2031").text
    assert "\nseen = []" in text
    assert "\n# checked = " in text
    assert "\n# interests = " in text


def test_a_record_without_its_citation_is_partial() -> None:
    assert tomli.loads(skeleton.study(PAPER._replace(year=None), "doi-10-5555-x").text)["doi-10-5555-x"]["partial"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_kind_is_there_once_open_or_commented(kind: Kind) -> None:
    file, type_ = skeleton.TYPES[kind]
    whole = schema.schema(file)
    fields = (whole["$defs"][type_] if type_ else whole)["properties"].keys() - {"override", "claim", "finding"}
    text = _table(kind).text
    for field in fields:
        lines = [line for line in text.splitlines() if line.removeprefix("# ").startswith(f"{field} = ")]
        assert len(lines) == 1, (field, lines)


def _table(kind: Kind) -> skeleton.Table:
    if kind == "study":
        return skeleton.study(Reference(), skeleton.NAMELESS)
    return skeleton.finding("zhang2021", "psoriasis", 9) if kind == "finding" else skeleton.record(kind, IDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_that_nobody_filled_in_is_not_taken_for_one(kind: Kind, tmp_path: Path) -> None:
    table = _table(kind)
    over = Folder(tmp_path / "over", {})
    over.write(table.file, table.text)
    faults = problems(load(over.path))
    assert faults
    assert {Path(problem.file) for problem in faults} == {over.path / table.file}


def test_a_record_that_was_filled_in_passes(tmp_path: Path) -> None:
    over = Folder(tmp_path / "over", {})
    over.write("studies.toml", skeleton.study(PAPER, "muller2031").text.replace("seen = []", 'seen = ["doi.org"]'))
    row = skeleton.finding("muller2031", "psoriasis").text
    for blank, said in (
        ('source = ""', 'source = "adsc"'),
        ('preparation = ""', 'preparation = "exosome"'),
        ('{ on = "", change = "" }', '{ on = "TNF", change = "decrease" }'),
        ('outcome = ""', 'outcome = "Less."'),
        ('direction = ""', 'direction = "benefit"'),
        ('role = ""', 'role = "therapeutic"'),
        ('model = ""', 'model = "animal"'),
    ):
        assert row.count(blank) == 1
        row = row.replace(blank, said)
    over.write("conditions/psoriasis.toml", row)
    dataset = load(over.path)
    assert problems(dataset) == []
    assert dataset.conditions["psoriasis"].findings[-1].overlay == str(over.path)


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        (PAPER, "muller2031"),
        (PAPER._replace(authors=("van der Pol E",)), "vanderpol2031"),
        (PAPER._replace(authors=("Lo-Cicero A",)), "locicero2031"),
        (PAPER._replace(authors=()), "doi-10-5555-x"),
        (PAPER._replace(authors=(), pmid="123"), "pmid123"),
        (PAPER._replace(year=None, doi=None, pmcid="PMC12"), "pmc12"),
        (Reference(), skeleton.NAMELESS),
    ],
)
def test_a_key_is_surname_and_year_or_the_identifier(reference: Reference, key: str) -> None:
    assert key_of(reference, ()) == key


def test_the_next_paper_of_a_surname_and_year_takes_a_letter() -> None:
    assert key_of(PAPER, ["muller2031"]) == "muller2031b"
    assert key_of(PAPER, ["muller2031", "muller2031b"]) == "muller2031c"


def test_a_paper_on_file_is_known_by_any_identifier(dataset: Dataset) -> None:
    study = dataset.studies["zhang2021"]
    for field in ("doi", "pmid", "pmcid"):
        if value := getattr(study, field):
            assert on_file(Reference(**{field: value}), dataset) == "zhang2021"
    assert on_file(Reference(title=study.title), dataset) is None


@given(st.text(), st.lists(st.text(min_size=1)), st.text())
def test_any_text_is_written_as_toml(title: str, authors: list[str], journal: str) -> None:
    reference = Reference(title=title or None, authors=tuple(authors), journal=journal or None)
    try:
        title.encode()
    except UnicodeEncodeError:
        return
    values = tomli.loads(skeleton.study(reference, "x2000").text)["x2000"]
    assert values["title"] == title
    assert values["authors"] == authors
