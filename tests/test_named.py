"""What is named, by a person or by another command's JSON → studies."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exocli import Dataset, contract
from exocli.cite import named
from exocli.cite.named import Skipped
from exocli.names import UnknownNameError


def keys(dataset: Dataset, *wanted: str) -> list[str]:
    return [study.key for study in named.studies(wanted, dataset)]


def from_json(value: Any) -> list[str]:
    return named.names_in(json.dumps(value))[0]


def test_studies_come_in_the_order_of_their_names_and_once(dataset: Dataset) -> None:
    assert keys(dataset, "zhang2021", "thakur2023", "ZHANG2021") == ["zhang2021", "thakur2023"]


def test_a_study_is_named_by_any_of_its_identifiers(dataset: Dataset) -> None:
    study = dataset.studies["chang2023"]
    assert keys(dataset, f"PMID {study.pmid}", f"https://doi.org/{study.doi}", str(study.pmcid)) == ["chang2023"]


def test_a_condition_means_the_studies_of_its_findings(dataset: Dataset) -> None:
    expected = {finding.study for finding in dataset.conditions["vitiligo"].findings}
    assert keys(dataset, "vitiligo") == sorted(expected)
    assert keys(dataset, "eczema") == keys(dataset, "atopic-dermatitis")


def test_what_is_no_study_and_no_condition_is_not_cited(dataset: Dataset) -> None:
    with pytest.raises(named.NotCitedError, match="is a molecule"):
        named.studies(["MMP1"], dataset)
    with pytest.raises(UnknownNameError):
        named.studies(["nosuchname"], dataset)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("zhang2021\nthakur2023\n", ["zhang2021", "thakur2023"]),
        ("# mine\n\n  zhang2021  \r\n10.3390/cosmetics10020065", ["zhang2021", "10.3390/cosmetics10020065"]),
        ("wound repair", ["wound repair"]),
        ('["zhang2021", "psoriasis"]', ["zhang2021", "psoriasis"]),
        (
            '{"kind": "primary", "id": "a2020", "authors": []}\n{"kind": "study", "id": "b2020"}\n',
            ["study:a2020", "study:b2020"],
        ),
        ("", []),
        ("[]", []),
    ],
)
def test_a_text_names_one_a_line_or_in_json(text: str, names: list[str]) -> None:
    assert named.names_in(text) == (names, [])


def test_a_hit_names_its_study_or_its_condition_or_nothing() -> None:
    hits = [
        {"kind": "finding", "id": "zhang2021-1", "study": "zhang2021", "condition": "psoriasis"},
        {"kind": "study", "id": "thakur2023"},
        {"kind": "condition", "id": "vitiligo"},
        {"kind": "molecule", "id": "TNF"},
        {"kind": "trial", "id": "NCT05523011"},
    ]
    assert named.names_in(json.dumps(hits)) == (
        ["zhang2021", "study:thakur2023", "condition:vitiligo"],
        [Skipped("molecule", "TNF"), Skipped("trial", "NCT05523011")],
    )


def test_a_list_of_studies_names_them_all(dataset: Dataset) -> None:
    names, skipped = named.names_in(json.dumps(contract.listed("studies", dataset), default=str))
    assert keys(dataset, *names) == [*dataset.studies]
    assert skipped == []


def test_a_list_of_conditions_names_their_studies(dataset: Dataset) -> None:
    names = from_json(contract.listed("conditions", dataset))
    assert names == [f"condition:{id_}" for id_ in dataset.conditions]


@pytest.mark.parametrize("kind", ["sources", "molecules", "trials", "notices", "pathways", "readouts"])
def test_other_lists_name_no_study(kind: str, dataset: Dataset) -> None:
    rows = contract.listed(kind, dataset)
    names, skipped = named.names_in(json.dumps(rows, default=str))
    assert names == []
    assert [entry.id for entry in skipped] == [row["id"] for row in rows]


def test_a_page_names_the_studies_it_shows(dataset: Dataset) -> None:
    page = contract.entity("molecule", "MMP1", dataset)
    assert from_json(page) == [f"study:{study['id']}" for study in page["studies"]]
    assert from_json([page, page]) == from_json(page) * 2
    study = json.loads(json.dumps(contract.study(dataset.studies["zhang2021"], dataset), default=str))
    assert from_json(study) == ["study:zhang2021"]
    trial = contract.single("trial", dataset.trials["NCT05523011"])
    assert named.names_in(json.dumps(trial, default=str)) == ([], [Skipped("trial", "NCT05523011")])


def test_a_map_a_graph_and_a_comparison_name_the_studies_in_them() -> None:
    assert from_json({"kind": "map", "rows": [{"id": "x"}], "cells": [{"keys": []}, {"keys": ["a2020"]}]}) == ["a2020"]
    assert from_json({"kind": "graph", "edges": [{"studies": 1, "keys": ["a2020", "b2020"]}]}) == ["a2020", "b2020"]
    shared = {"sources": [{"id": "adsc", "studies": {"scar": ["a2020"], "burn": ["b2020"]}}]}
    moved = [{"id": "TNF", "studies": {"scar": {"up": ["c2020"], "down": []}}}]
    page = {"kind": "comparison", "shared": shared, "distinct": {}, "same_way": moved, "opposite": []}
    assert from_json(page) == ["a2020", "b2020", "c2020"]


@pytest.mark.parametrize("text", ["[", "{'a': 1}", '["a"] trailing', "{}{}", "[1}"])
def test_what_begins_as_json_and_is_none_is_refused(text: str) -> None:
    with pytest.raises(named.UnreadableError):
        named.names_in(text)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_any_json_is_read_without_a_complaint(value: Any) -> None:
    names, skipped = named.names_in(json.dumps([value]))
    assert all(isinstance(name, str) for name in names)
    assert all(isinstance(entry, Skipped) for entry in skipped)
