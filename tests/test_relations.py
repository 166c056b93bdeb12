"""The dataset as tables: keys are unique, references lead somewhere, and every record is there."""

import datetime
import re
from typing import Any

import pytest

from conftest import Folder
from exocli import Dataset, records
from exocli.export import ExportError
from exocli.export.relations import Row, Table, filled, tables

TABLES = {table.name: table for table in tables()}
Tables = dict[str, list[Row]]


@pytest.fixture(scope="module")
def rows(dataset: Dataset) -> Tables:
    return {table.name: list(rows) for table, rows in filled(dataset)}


def column(table: Table, name: str, rows: Tables) -> list[Any]:
    place = [column.name for column in table.columns].index(name)
    return [row[place] for row in rows[table.name]]


def test_every_kind_of_record_is_a_table_and_every_list_one_of_its_own() -> None:
    assert set(records.KINDS) <= set(TABLES)
    assert {"finding_cargo", "finding_content", "finding_pathway", "effects", "study_authors"} <= set(TABLES)
    assert {"condition_broader", "condition_aliases", "pathway_members", "trial_conditions"} <= set(TABLES)
    assert {"claim_supporting", "claim_opposing", "targets"} <= set(TABLES)


def test_every_table_is_filled(dataset: Dataset, rows: Tables) -> None:
    assert list(rows) == list(TABLES)
    page = records.page(dataset)
    for name in records.KINDS:
        assert len(rows[name]) == (1 if name == "dataset" else len(page[name])), name
    assert len(rows["effects"]) == sum(len(finding.effects) for finding in dataset.findings())
    assert len(rows["study_authors"]) == sum(len(study.authors) for study in dataset.studies.values())


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
class TestTable:
    """What holds for every table."""

    def test_it_and_its_columns_say_what_they_mean(self, table: Table) -> None:
        assert table.description.endswith(".")
        for each in table.columns:
            assert each.description.endswith("."), each.name
            assert "\n" not in each.description

    def test_its_key_is_unique_and_never_absent(self, table: Table, rows: Tables) -> None:
        keys = list(zip(*(column(table, name, rows) for name in table.key), strict=True))
        assert len(set(keys)) == len(keys)
        assert all(part is not None for key in keys for part in key)

    def test_its_references_lead_somewhere(self, table: Table, rows: Tables) -> None:
        for each in table.columns:
            if each.refers:
                there = set(column(TABLES[each.refers], "id", rows))
                assert set(column(table, each.name, rows)) - {None} <= there, each.name

    def test_its_values_are_of_their_type_and_as_its_columns_say(self, table: Table, rows: Tables) -> None:
        python = {"text": str, "integer": int, "boolean": bool, "date": datetime.date}
        for each in table.columns:
            found = column(table, each.name, rows)
            assert not (each.required and None in found), each.name
            for value in found:
                if value is not None:
                    assert type(value) is python[each.type]
                    assert not each.allowed or value in each.allowed
                    assert each.form is None or re.fullmatch(each.form, str(value))

    def test_no_id_of_another_record_stands_there_unknown(self, table: Table) -> None:
        """A column that is called after a kind of record leads to it."""
        kinds = {kind.name: name for name, kind in records.KINDS.items()} | {"target": "targets"}
        for each in table.columns:
            if each.name in kinds:
                assert each.refers == kinds[each.name]


def test_what_an_effect_is_on_is_a_molecule_a_readout_or_a_pathway(dataset: Dataset, rows: Tables) -> None:
    assert {row[:3] for row in rows["targets"]} == {
        (id_, kind, entry.name)
        for kind in ("molecule", "readout", "pathway")
        for id_, entry in dataset.vocabulary(kind).items()
    }
    for id_, kind, _, *own in rows["targets"]:
        assert own == [id_ if kind == other else None for other in ("molecule", "readout", "pathway")]


def test_lists_keep_their_order(dataset: Dataset, rows: Tables) -> None:
    key = "zhang2021"
    authors = [(position, author) for study, position, author in rows["study_authors"] if study == key]
    assert authors == list(enumerate(dataset.studies[key].authors, start=1))


def test_an_optional_text_that_is_empty_is_null(folder: Folder) -> None:
    folder.add("notices.toml", 'note = ""\n')
    (row,) = next(rows for table, rows in filled(folder.load()) if table.name == "notices")
    assert row[[each.name for each in TABLES["notices"].columns].index("note")] is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"Wounds of mice closed sooner."', '""', "outcome of zhang2021-1 in findings is empty"),
        ('"Wounds of mice closed sooner."', '"a\\u0000b"', "outcome of zhang2021-1 in findings has a NUL character"),
        ('summary = "Wounds close."', 'summary = "\\u0000"', "summary of wound-repair in conditions has a NUL"),
    ],
)
def test_what_no_table_can_hold_is_named(folder: Folder, old: str, new: str, said: str) -> None:
    folder.change("conditions/wound-repair.toml", old, new)
    with pytest.raises(ExportError, match=re.escape(said)):
        _ = [list(rows) for _, rows in filled(folder.load())]


def test_every_integer_is_bounded_and_fits_into_64_bits() -> None:
    for table in tables():
        for each in table.columns:
            if each.type == "integer" and each.name != "position":
                assert each.allowed or (each.least is not None and each.most is not None and each.most < 2**63)
