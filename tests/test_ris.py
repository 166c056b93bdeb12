"""References in RIS."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exocli import Dataset
from exocli.cite.person import Person, person
from exocli.cite.work import Work, dataset_work, work
from exocli.render import ris

PLAIN = Work(key="zhang2021", type="article", title="Vesicles close wounds", authors=(person("Zhang B"),))


def tagged(**changes: Any) -> list[str]:
    """The lines of a record between its first and its last."""
    return ris.record(PLAIN._replace(**changes)).split("\r\n")[1:-2]


def test_a_record_begins_with_its_type_and_ends_with_er(dataset: Dataset) -> None:
    lines = ris.record(work(dataset.studies["zhang2021"])).split("\r\n")
    assert lines[0] == "TY  - JOUR"
    assert lines[-2:] == ["ER  - ", ""]
    assert ris.record(dataset_work(dataset.about)).startswith("TY  - DATA\r\n")


@pytest.mark.parametrize(
    ("author", "line"),
    [
        ("Zhang B", "AU  - Zhang, B."),
        ("van der Pol E", "AU  - van der Pol, E."),
        ("Smith JA Jr", "AU  - Smith, J. A., Jr"),
        ("Society for Skin, Hair and Nails", "AU  - Society for Skin Hair and Nails"),
    ],
)
def test_a_name_is_surname_initials_suffix(author: str, line: str) -> None:
    assert line in tagged(authors=(person(author),))


def test_missing_authors_are_said_as_endnote_wants_it() -> None:
    assert tagged(et_al=True)[1:3] == ["AU  - Zhang, B.", "AU  - et al.,"]
    assert not any(line.startswith("AU") for line in tagged(authors=()))


@pytest.mark.parametrize(
    ("pages", "lines"),
    [
        ("10-19", ["SP  - 10", "EP  - 19"]),
        ("312-322.e9", ["SP  - 312", "EP  - 322.e9"]),
        ("e0167801", ["SP  - e0167801"]),
        ("", []),
    ],
)
def test_pages_begin_and_end(pages: str, lines: list[str]) -> None:
    assert [line for line in tagged(pages=pages) if line[:2] in {"SP", "EP"}] == lines


def test_what_became_of_a_paper_is_in_its_title_and_its_notes(dataset: Dataset) -> None:
    for key in ("chang2023", "zhang2023"):
        record = ris.record(work(dataset.studies[key]))
        assert "TI  - [RETRACTED] " in record
        assert "N1  - Retracted\r\n" in record


@given(st.text(), st.text())
def test_no_text_begins_a_line_of_its_own(title: str, author: str) -> None:
    record = ris.record(PLAIN._replace(title=title, authors=(Person(literal=author), person(author)), notes=(title,)))
    assert record.startswith("TY  - JOUR\r\n")
    assert record.count("\r\nER  - \r\n") == 1
    assert record.count("\r\nTI  - ") <= 1
    assert "\x1b" not in record
