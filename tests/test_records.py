"""Every record of the dataset as a plain object: nothing is lost, nothing is twice, all is as its type says."""

import msgspec
import pytest

from exocli import Dataset, model, records
from exocli.evidence import level_of, shelf_of

KINDS = [name for name in records.KINDS if name != "dataset"]


def fields(type_: type[model.Record]) -> set[str]:
    return {field.name for field in msgspec.structs.fields(type_)}


def test_the_page_has_every_record_of_the_dataset(dataset: Dataset) -> None:
    page = records.page(dataset)
    assert [row["id"] for row in page["conditions"]] == list(dataset.conditions)
    assert [row["id"] for row in page["studies"]] == list(dataset.studies)
    assert [row["id"] for row in page["findings"]] == [finding.id for finding in dataset.findings()]
    assert [row["id"] for row in page["claims"]] == [claim.id for _, claim in dataset.claims()]
    for kind in ("sources", "molecules", "readouts", "pathways", "trials", "notices"):
        assert [row["id"] for row in page[kind]] == list(getattr(dataset, kind)), kind
    assert page["dataset"]["version"] == dataset.about.version


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_has_every_field_of_its_type(kind: str, dataset: Dataset) -> None:
    type_ = records.KINDS[kind].type
    renamed = getattr(type_, "renamed", {})
    expected = {renamed.get(field, field) for field in fields(type_)}
    assert all(set(row) == expected for row in records.page(dataset)[kind])


@pytest.mark.parametrize(
    ("type_", "made", "apart"),
    [(model.Condition, records.Condition, {"claims", "findings"}), (model.About, records.About, {"claims"})],
    ids=["condition", "about"],
)
def test_what_the_model_adds_is_there_by_itself(
    type_: type[model.Record], made: type[model.Record], apart: set[str]
) -> None:
    assert fields(made) == fields(type_) - apart


def test_a_finding_has_its_level_and_its_shelf(dataset: Dataset) -> None:
    for row, finding in zip(records.page(dataset)["findings"], dataset.findings(), strict=True):
        assert row["level"] == level_of(finding)
        assert row["shelf"] == shelf_of(finding, dataset.retracted)


def test_a_finding_of_a_retracted_paper_is_there_and_does_not_count(dataset: Dataset) -> None:
    page = records.page(dataset)
    retracted = {row["id"] for row in page["studies"] if row["status"] == "retracted"}
    shelves = {row["shelf"] for row in page["findings"] if row["study"] in retracted}
    assert shelves == {"retracted"}


def test_a_claim_says_which_condition_it_is_about(dataset: Dataset) -> None:
    claims = records.page(dataset)["claims"]
    assert [row["id"] for row in claims if row["condition"] is None] == [claim.id for claim in dataset.about.claims]
    for id_, condition in dataset.conditions.items():
        assert [row["id"] for row in claims if row["condition"] == id_] == [claim.id for claim in condition.claims]


def test_lines_are_the_records_of_the_page_one_by_one(dataset: Dataset) -> None:
    page = records.page(dataset)
    lines = list(records.lines(dataset))
    assert lines[0] == {"kind": "dataset", "dataset": page["dataset"]}
    for name in KINDS:
        kind = records.KINDS[name].name
        assert [line[kind] for line in lines if line["kind"] == kind] == page[name]
