"""References as CSL-JSON. Its official schema is met in `test_interop_references`."""

import json
from typing import Any

import pytest

from exocli import Dataset
from exocli.cite.person import person
from exocli.cite.work import Work, dataset_work, work
from exocli.render import csl

PLAIN = Work(key="zhang2021", type="article", title="Vesicles close wounds", authors=(person("Zhang B"),))


def test_an_item_has_what_was_seen_and_nothing_else(dataset: Dataset) -> None:
    assert csl.item(work(dataset.studies["pmid34167333"])) == {
        "id": "pmid34167333",
        "type": "article-journal",
        "title": "[Title not seen]",
        "PMID": "34167333",
        "URL": "https://pubmed.ncbi.nlm.nih.gov/34167333/",
        "note": "Record incomplete",
    }


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Parra DC", {"family": "Parra", "given": "D. C."}),
        ("van der Pol E", {"family": "Pol", "given": "E.", "non-dropping-particle": "van der"}),
        ("Smith JA 3rd", {"family": "Smith", "given": "J. A.", "suffix": "3rd"}),
        ("Kim", {"family": "Kim"}),
        ("Society for Hair", {"literal": "Society for Hair"}),
    ],
)
def test_a_name_is_in_its_parts(author: str, name: dict[str, str]) -> None:
    assert csl.item(PLAIN._replace(authors=(person(author),)))["author"] == [name]


def test_missing_authors_are_a_literal_et_al() -> None:
    assert csl.item(PLAIN._replace(et_al=True))["author"][-1] == {"literal": "et al."}


def test_the_dataset_has_a_version_a_day_and_a_licence(dataset: Dataset) -> None:
    about = dataset.about
    item = csl.item(dataset_work(about))
    day = about.released
    assert item["type"] == "dataset"
    assert item["issued"] == {"date-parts": [[day.year, day.month, day.day]]}
    assert (item["version"], item["note"]) == (about.version, f"Licence {about.licence}")


def test_the_file_is_an_array_of_items(dataset: Dataset) -> None:
    items: list[dict[str, Any]] = json.loads(csl.write(map(work, dataset.studies.values())))
    assert [item["id"] for item in items] == [*dataset.studies]
    assert len({json.dumps(item) for item in items}) == len(items)


def test_no_control_character_is_passed_on() -> None:
    item = csl.item(PLAIN._replace(title="a\x1b[31m\u202eb\nc", journal="\x9bJ"))
    assert (item["title"], item["container-title"]) == ("a[31mb c", "J")
