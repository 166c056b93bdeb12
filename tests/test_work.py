"""A study as a work: what a reference manager is told about it."""

from typing import Any

import msgspec
import pytest

from exocli import Dataset
from exocli.cite.person import Person
from exocli.cite.work import dataset_work, work
from exocli.model import Study


def study(**fields: Any) -> Study:
    """A study with a title and an identifier, and the fields that are given."""
    return msgspec.convert(
        {"key": "zhang2021", "title": "Vesicles close wounds", "doi": "10.5555/zhang", **fields}, Study
    )


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Vesicles close wounds", "Vesicles close wounds"),
        ("Vesicles close wounds.", "Vesicles close wounds"),
        ("Do vesicles close wounds?", "Do vesicles close wounds?"),
        ("Vesicles prevent ...", "Vesicles prevent ..."),
        ("Vesicles\n  close wounds", "Vesicles close wounds"),
        (None, "[Title not seen]"),
    ],
)
def test_a_title_ends_without_the_full_stop_that_pubmed_puts(title: str | None, shown: str) -> None:
    assert work(study(title=title)).title == shown


@pytest.mark.parametrize(
    ("status", "title", "notes"),
    [
        ("retracted", "[RETRACTED] Vesicles close wounds", ("Retracted",)),
        ("concern", "[EXPRESSION OF CONCERN] Vesicles close wounds", ("Expression of concern",)),
        ("corrected", "Vesicles close wounds", ("Corrected",)),
    ],
)
def test_what_became_of_a_paper_is_said(status: str, title: str, notes: tuple[str, ...]) -> None:
    found = work(study(status=status))
    assert (found.title, found.notes) == (title, notes)
    assert found.title == f"{found.mark} Vesicles close wounds".strip()


def test_what_was_not_seen_is_said_and_not_made_up() -> None:
    found = work(study(title=None, partial=True, inferred=["year", "journal"], year=2021))
    assert found.notes == ("Year and journal read off the identifier", "Record incomplete")
    assert (found.authors, found.journal, found.pages) == ((), "", "")


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"pmid": "12"}, ""),
        ({"doi": None, "pmid": "12", "pmcid": "PMC3"}, "https://pubmed.ncbi.nlm.nih.gov/12/"),
        ({"doi": None, "pmcid": "PMC3"}, "https://pmc.ncbi.nlm.nih.gov/articles/PMC3/"),
        ({"doi": None}, ""),
    ],
)
def test_a_paper_without_a_doi_has_an_address(fields: dict[str, Any], url: str) -> None:
    assert work(study(**fields)).url == url


def test_every_study_that_needs_a_word_has_it(dataset: Dataset) -> None:
    for record in dataset.studies.values():
        found = work(record)
        assert found.title.startswith("[RETRACTED] ") == (record.key in dataset.retracted)
        assert ("Record incomplete" in found.notes) == record.partial
        assert any("read off the identifier" in note for note in found.notes) == bool(record.inferred)
        assert len(found.authors) == len(record.authors)


def test_the_dataset_is_a_work_of_its_contributors(dataset: Dataset) -> None:
    found = dataset_work(dataset.about)
    assert found.type == "dataset"
    assert found.authors == (Person(literal="The exocli contributors"),)
    assert (found.version, found.year) == (dataset.about.version, str(dataset.about.released.year))
    assert found.notes == (f"Licence {dataset.about.licence}",)
