"""References in PubMed's tagged format."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exocli import Dataset
from exocli.cite.person import person
from exocli.cite.work import Work, dataset_work, work
from exocli.render import nbib

PLAIN = Work(
    key="zhang2021", type="article", title="Vesicles close wounds", authors=(person("Zhang B"),), kind="primary"
)


def lines(**changes: Any) -> list[str]:
    return nbib.record(PLAIN._replace(**changes)).splitlines()


def test_a_record_has_a_tag_of_four_signs_on_each_line(dataset: Dataset) -> None:
    assert nbib.record(work(dataset.studies["zhang2023"])).splitlines()[:3] == [
        "PMID- " + str(dataset.studies["zhang2023"].pmid),
        "VI  - " + str(dataset.studies["zhang2023"].volume),
        "IP  - " + str(dataset.studies["zhang2023"].issue),
    ]


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Parra DC", ["FAU - Parra, D C", "AU  - Parra DC"]),
        ("van der Pol E", ["FAU - van der Pol, E", "AU  - van der Pol E"]),
        ("Li X-Y", ["FAU - Li, X-Y", "AU  - Li X-Y"]),
        ("Smith JA 3rd", ["FAU - Smith, J A, 3rd", "AU  - Smith JA 3rd"]),
        ("Society for Hair", ["CN  - Society for Hair"]),
    ],
)
def test_a_name_is_written_in_full_and_as_pubmed_lists_it(author: str, expected: list[str]) -> None:
    assert [line for line in lines(authors=(person(author),)) if line[:3] in {"FAU", "AU ", "CN "}] == expected


def test_long_titles_go_on_below_themselves_and_identifiers_do_not() -> None:
    shown = lines(title="vesicles " * 30, doi="10.1000/" + "x" * 120)
    assert [line[:6] for line in shown if "vesicles" in line] == ["TI  - ", *["      "] * 3]
    assert max(len(line) for line in shown if "vesicles" in line) <= 87
    assert any(line.startswith("AID - 10.1000/") and line.endswith(" [doi]") for line in shown)


@pytest.mark.parametrize(
    ("changes", "types"),
    [
        ({}, ["Journal Article"]),
        ({"kind": "systematic-review"}, ["Journal Article", "Systematic Review"]),
        ({"status": "retracted"}, ["Journal Article", "Retracted Publication"]),
    ],
)
def test_the_type_of_publication_is_said(changes: dict[str, Any], types: list[str]) -> None:
    assert [line[6:] for line in lines(**changes) if line.startswith("PT")] == types


def test_papers_that_pubmed_has_come_first(dataset: Dataset) -> None:
    works = [dataset_work(dataset.about), *map(work, dataset.studies.values())]
    records = nbib.write(works).split("\n\n")
    known = [record.startswith("PMID- ") for record in records]
    assert known == sorted(known, reverse=True)
    assert sum(known) == sum(bool(study.pmid) for study in dataset.studies.values())


@given(st.text(), st.text())
@example(title="a-word-that-is-longer-than-a-line" * 3, author="")
def test_no_text_begins_an_element_of_its_own(title: str, author: str) -> None:
    record = nbib.record(PLAIN._replace(title=title, authors=(person(author),), notes=(title,)))
    assert all(line[4:6] == "- " or line.startswith("      ") for line in record.splitlines())
    assert "\n\n" not in record
