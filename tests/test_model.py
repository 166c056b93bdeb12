"""What a record is: frozen, typed, closed, and silent about what was not seen."""

from typing import Any

import msgspec
import pytest

from exocli import model
from exocli.dataset import Dataset

RECORDS: list[type[model.Record]] = [
    type_
    for type_ in vars(model).values()
    if isinstance(type_, type) and issubclass(type_, model.Record) and type_ not in {model.Record, model.Named}
]
ROW: dict[str, Any] = {
    "id": "zhang2021-1",
    "condition": "wound-repair",
    "study": "zhang2021",
    "source": "adsc",
    "preparation": "exosome",
    "outcome": "Wounds closed sooner.",
    "direction": "benefit",
    "role": "therapeutic",
    "model": "animal",
}


def row(**fields: Any) -> model.Finding:
    return msgspec.convert({**ROW, **fields}, model.Finding)


@pytest.mark.parametrize("type_", RECORDS)
def test_every_record_is_frozen_closed_and_takes_its_fields_by_name(type_: type[model.Record]) -> None:
    config = type_.__struct_config__
    assert config.frozen
    assert config.forbid_unknown_fields
    assert all(field.required or not isinstance(field.default, list | dict) for field in msgspec.structs.fields(type_))
    with pytest.raises(TypeError):
        type_("positional")


@pytest.mark.parametrize("type_", RECORDS)
def test_every_record_says_what_it_is(type_: type[model.Record]) -> None:
    assert type_.__doc__
    assert type_.__doc__ != model.Record.__doc__


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        row().outcome = "Wounds stayed open."  # type: ignore[misc]


def test_a_record_can_stand_in_a_set(dataset: Dataset) -> None:
    findings = dataset.conditions["psoriasis"].findings
    assert len({*findings, *findings}) == len(findings)


def test_what_was_not_seen_is_none_or_empty() -> None:
    finding = row()
    assert (finding.design, finding.n, finding.route, finding.dose, finding.comparator) == (None,) * 5
    assert (finding.cargo, finding.content, finding.pathway, finding.effects) == ((),) * 4
    study = model.Study(key="pmc7032013")
    assert (study.title, study.journal, study.year, study.doi, study.status) == (None,) * 5
    assert (study.authors, study.seen) == ((), ())
    assert not study.partial
    assert not study.et_al


@pytest.mark.parametrize("field", sorted(ROW))
def test_a_finding_needs_its_study_its_vesicle_and_its_result(field: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=f"missing required field `{field}`"):
        msgspec.convert({name: value for name, value in ROW.items() if name != field}, model.Finding)


def test_a_field_nobody_declared_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `pathways`"):
        row(pathways=["nf-kb"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("preparation", "stem cell"),
        ("direction", "positive"),
        ("role", "therapy"),
        ("model", "mouse"),
        ("design", "randomised"),
        ("route", "cream"),
        ("n", "20"),
        ("n", 20.5),
        ("cargo", "TNF"),
        ("effects", [{"on": "TNF", "change": "up"}]),
        ("effects", [{"on": "TNF", "change": "increase", "via": "agonist"}]),
        ("effects", [{"on": "TNF"}]),
        ("effects", [{"on": "TNF", "change": "increase", "by": "half"}]),
    ],
)
def test_a_value_of_another_type_or_outside_its_list_is_refused(field: str, value: object) -> None:
    with pytest.raises(msgspec.ValidationError, match=rf"`\$\.{field}"):
        row(**{field: value})


def test_a_date_is_a_date() -> None:
    with pytest.raises(msgspec.ValidationError, match="date"):
        msgspec.convert({"key": "zhang2021", "checked": "last week"}, model.Study)
