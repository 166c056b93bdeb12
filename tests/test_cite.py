"""A study as a reference: complete, or plain about what was not seen."""

import datetime
from typing import Any

import msgspec
import pytest

from exocli import cite
from exocli.dataset import Dataset
from exocli.model import Study

WHOLE = "Zhang B, Li C. Vesicles close wounds. Journal of Skin. 2021;5(2):10-19. doi:10.5555/zhang"


def study(**fields: Any) -> Study:
    """A complete record, but for the fields that are given; `None` takes one away."""
    base = {
        "key": "zhang2021",
        "title": "Vesicles close wounds",
        "authors": ["Zhang B", "Li C"],
        "journal": "Journal of Skin",
        "year": 2021,
        "volume": "5",
        "issue": "2",
        "pages": "10-19",
        "doi": "10.5555/zhang",
    }
    return msgspec.convert({name: value for name, value in {**base, **fields}.items() if value is not None}, Study)


def test_the_seed_review_is_cited_in_full(dataset: Dataset) -> None:
    assert cite.reference(dataset.studies["thakur2023"]) == (
        "Thakur A, Shah D, Rai D, Parra DC, Pathikonda S, Kurilova S, et al. "
        "Therapeutic Values of Exosomes in Cosmetics, Skin Care, Tissue Regeneration, and Dermatological Diseases. "
        "Cosmetics. 2023;10(2):65. doi:10.3390/cosmetics10020065"
    )


@pytest.mark.parametrize(
    ("fields", "reference"),
    [
        (
            {},
            WHOLE,
        ),
        (
            {"pmid": "123", "pmcid": "PMC45"},
            f"{WHOLE} PMID: 123 PMCID: PMC45",
        ),
        (
            {"issue": None},
            "Zhang B, Li C. Vesicles close wounds. Journal of Skin. 2021;5:10-19. doi:10.5555/zhang",
        ),
        (
            {"volume": None},
            "Zhang B, Li C. Vesicles close wounds. Journal of Skin. 2021;(2):10-19. doi:10.5555/zhang",
        ),
        (
            {"volume": None, "issue": None, "pages": None},
            "Zhang B, Li C. Vesicles close wounds. Journal of Skin. 2021. doi:10.5555/zhang",
        ),
        (
            {"title": "Do vesicles close wounds?"},
            "Zhang B, Li C. Do vesicles close wounds? Journal of Skin. 2021;5(2):10-19. doi:10.5555/zhang",
        ),
        (
            {"status": "retracted"},
            f"[RETRACTED] {WHOLE}",
        ),
        (
            {"status": "corrected"},
            f"{WHOLE} [corrected]",
        ),
        (
            {"status": "concern"},
            f"{WHOLE} [expression of concern]",
        ),
        (
            {"inferred": ["year", "journal"]},
            f"{WHOLE} [year and journal read off the identifier]",
        ),
        (
            {"authors": None, "year": None, "volume": None, "issue": None, "pages": None, "partial": True},
            "Vesicles close wounds. Journal of Skin. doi:10.5555/zhang [record incomplete]",
        ),
        (
            {"title": None, "journal": None, "partial": True},
            "Zhang B, Li C. [Title not seen.] 2021;5(2):10-19. doi:10.5555/zhang [record incomplete]",
        ),
        (
            {"et_al": True},
            "Zhang B, Li C, et al. Vesicles close wounds. Journal of Skin. 2021;5(2):10-19. doi:10.5555/zhang",
        ),
    ],
)
def test_a_reference_says_what_was_seen_and_marks_what_was_not(fields: dict[str, Any], reference: str) -> None:
    assert cite.reference(study(**fields)) == reference


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, "A A"),
        (6, "A A, B A, C A, D A, E A, F A"),
        (7, "A A, B A, C A, D A, E A, F A, et al"),
    ],
)
def test_six_authors_are_named_and_the_rest_are_et_al(number: int, shown: str) -> None:
    assert cite.authors(study(authors=[f"{letter} A" for letter in "ABCDEFGH"[:number]])) == shown


def test_fewer_authors_can_be_asked_for() -> None:
    assert cite.authors(study(), 1) == "Zhang B, et al"
    assert cite.authors(study(authors=None)) == ""


def test_a_retracted_paper_says_so_first_and_its_mark_has_a_role_of_its_own() -> None:
    first = cite.parts(study(status="retracted"))[0]
    assert (first.text, first.role) == ("[RETRACTED]", "retracted")


def test_every_retracted_paper_of_the_dataset_says_so(dataset: Dataset) -> None:
    for record in dataset.studies.values():
        assert cite.reference(record).startswith("[RETRACTED] ") == (record.key in dataset.retracted)


def test_every_incomplete_record_of_the_dataset_says_so(dataset: Dataset) -> None:
    for record in dataset.studies.values():
        assert ("[record incomplete]" in cite.reference(record)) == record.partial


def test_every_paper_can_be_reached(dataset: Dataset) -> None:
    for record in dataset.studies.values():
        address = cite.link(record)
        assert address is not None
        assert address.startswith("https://")


@pytest.mark.parametrize(
    ("author", "surname"),
    [
        ("Zhang B", "Zhang"),
        ("Zhang", "Zhang"),
        ("Jang YN", "Jang"),
        ("Li X-Y", "Li"),
        ("Zhang J.", "Zhang"),
        ("Lo Cicero A", "Lo Cicero"),
        ("van Niel G", "van Niel"),
        ("Pires das Neves R", "Pires das Neves"),
        ("Flores Rodríguez JC", "Flores Rodríguez"),
        ("O'Brien T", "O'Brien"),
        ("Garcia-Lopez É", "Garcia-Lopez"),
        ("LI X", "LI"),
    ],
)
def test_a_surname_keeps_its_particles(author: str, surname: str) -> None:
    assert cite.surname(author) == surname


@pytest.mark.parametrize(
    ("fields", "short"),
    [
        ({}, "Zhang 2021"),
        ({"authors": ["Lo Cicero A"]}, "Lo Cicero 2021"),
        ({"authors": None}, "zhang2021"),
        ({"year": None}, "zhang2021"),
    ],
)
def test_a_paper_is_called_by_surname_and_year_or_by_its_key(fields: dict[str, Any], short: str) -> None:
    assert cite.short(study(**fields)) == short


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"pmid": "123", "pmcid": "PMC45"}, "https://doi.org/10.5555/zhang"),
        ({"doi": None, "pmid": "123", "pmcid": "PMC45"}, "https://pubmed.ncbi.nlm.nih.gov/123/"),
        ({"doi": None, "pmcid": "PMC45"}, "https://pmc.ncbi.nlm.nih.gov/articles/PMC45/"),
        ({"doi": None}, None),
    ],
)
def test_a_paper_is_read_at_its_doi_or_at_pubmed_or_at_pmc(fields: dict[str, Any], address: str | None) -> None:
    assert cite.link(study(**fields)) == address


def test_the_dataset_can_be_cited(dataset: Dataset) -> None:
    about = msgspec.structs.replace(
        dataset.about, title="A table", version="2026.11", released=datetime.date(2026, 11, 23), licence="CC-BY-4.0"
    )
    assert cite.dataset_reference(about) == (
        "The exocli contributors. A table. Version 2026.11. 2026. Licence CC-BY-4.0."
    )
