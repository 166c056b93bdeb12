"""Identifiers are written as their owners write them."""

import re

import pytest

from exocli import identifiers
from exocli.dataset import Dataset


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("DOI", ["10.3390/ijms22020720", "10.1002/(sici)1097-4547"], ["doi:10.1/x", "10.1/x", "10.3390/ x", ""]),
        ("PMID", ["1", "34167333"], ["0123", "PMID 1", "1234567890"]),
        ("PMCID", ["PMC7828312"], ["7828312", "pmc7828312", "PMC0"]),
        ("TRIAL", ["NCT05523011", "ACTRN12620000944932", "IRCT20200127046282N24"], ["NCT1", "05523011"]),
        ("HGNC", ["HGNC:11892"], ["11892", "HGNC:0"]),
        ("CL", ["CL:0002570"], ["CL:2570", "CL_0002570"]),
        ("ICD10", ["L40", "L40.0", "E11.62"], ["l40", "40.0", "L40.000"]),
        ("DATE", ["2024", "2024-02", "2024-02-27"], ["2024-13", "02-2024", "2024-02-32"]),
        ("KEY", ["zhang2021", "zhang2021b", "pmid34167333", "pmc7032013", "doi-10-1111-x"], ["Zhang2021", "zhang21"]),
        ("ID", ["adsc", "wnt-beta-catenin"], ["ADSC", "wnt--beta", "-wnt", "wnt_beta"]),
        ("SYMBOL", ["TNF", "C5b-9", "circ_0011129"], ["TNF α", "../TNF", ""]),
    ],
)
def test_an_identifier_has_its_form(form: str, good: list[str], bad: list[str]) -> None:
    pattern: re.Pattern[str] = getattr(identifiers, form)
    assert [text for text in good if not pattern.fullmatch(text)] == []
    assert [text for text in bad if pattern.fullmatch(text)] == []


def test_the_bundled_tables_have_names_of_that_form(dataset: Dataset) -> None:
    tables = {
        table.filename: table
        for table in (
            dataset.studies,
            dataset.sources,
            dataset.molecules,
            dataset.readouts,
            dataset.pathways,
            dataset.trials,
            dataset.notices,
        )
    }
    assert tables.keys() == identifiers.TABLE_NAMES.keys()
    for file, form in identifiers.TABLE_NAMES.items():
        assert [name for name in tables[file] if not form.fullmatch(name)] == []
