"""The evidence gap map: what counts where, what stays visible though nobody studied it, and what fits a terminal."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

import exocli
from exocli import Dataset
from exocli.evidence import shelf_of, summarise
from exocli.gapmap import Axis, Cell, Column, GapMap, Row, as_object, as_rows, gapmap, gathered
from exocli.selection import Filters
from exocli.view.document import Matrix, Text
from exocli.view.gapmap import document

AXES = get_args(Axis)
HUMAN = Filters(models=("human",))


def printed(*arguments: str, columns: int = 120, **changes: str) -> str:
    """What `exo map` prints at a width."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EXO_", "LC_", "FORCE_"))}
    source = str(Path(exocli.__file__).parents[1])
    environment = {**kept, "LANG": "C.UTF-8", "COLUMNS": str(columns), "PYTHONPATH": source, **changes}
    command = [sys.executable, "-m", "exocli", "map", *arguments]
    return subprocess.run(command, capture_output=True, check=True, env=environment).stdout.decode()


def row(found: GapMap, condition: str) -> Row:
    return next(row for row in found.rows if row.id == condition)


def cell(found: GapMap, condition: str, column: str | None) -> Cell:
    return row(found, condition).cells[[column.id for column in found.columns].index(column)]


def matrix(found: GapMap, dataset: Dataset) -> Matrix:
    return next(block for block in document(found, dataset) if isinstance(block, Matrix))


def text(spans: Text) -> str:
    return "".join(span.text for span in spans)


class TestCells:
    @pytest.mark.parametrize("axis", AXES)
    def test_the_total_of_a_condition_is_its_evidence(self, dataset: Dataset, axis: Axis) -> None:
        for entry in gapmap(axis, dataset).rows:
            summary = summarise(dataset.conditions[entry.id].findings, dataset.retracted)
            assert (len(entry.total.studies), len(entry.total.findings)) == (summary.studies, summary.findings)
            assert entry.total.best == summary.best

    @pytest.mark.parametrize("axis", AXES)
    @pytest.mark.parametrize("fine", [False, True])
    def test_every_finding_stands_in_some_column(self, dataset: Dataset, axis: Axis, fine: bool) -> None:
        for entry in gapmap(axis, dataset, fine=fine).rows:
            assert set(gathered(entry.cells).findings) == set(entry.total.findings)

    def test_conditioned_medium_retracted_papers_and_disease_vesicles_fill_no_cell(self, dataset: Dataset) -> None:
        for column in gapmap("source", dataset).totals:
            assert {shelf_of(finding, dataset.retracted) for finding in column.findings} == {"evidence"}

    def test_a_study_with_two_sources_counts_once_in_their_total(self, dataset: Dataset) -> None:
        found = gapmap("source", dataset)
        for entry in found.rows:
            assert len(entry.total.studies) <= sum(len(cell.studies) for cell in entry.cells)
        assert sum(len(cell.studies) for cell in found.totals) > len(found.total.studies)

    def test_the_best_level_of_a_cell_is_that_of_its_strongest_study(self, dataset: Dataset) -> None:
        best = cell(gapmap("source", dataset), "androgenetic-alopecia", "msc").best
        assert best is not None
        assert (best.level, best.model) == (4, "human")

    def test_a_gap_has_no_studies_and_no_level(self, dataset: Dataset) -> None:
        empty = cell(gapmap("source", dataset), "rosacea", "msc")
        assert (empty.studies, empty.findings, empty.best) == ((), (), None)


class TestRows:
    def test_every_condition_has_a_row_even_without_any_study(self, dataset: Dataset) -> None:
        found = gapmap("source", dataset)
        assert {entry.id for entry in found.rows} == set(dataset.conditions)
        assert row(found, "rosacea").total == Cell()

    def test_registered_trials_stand_beside_a_condition_that_nobody_has_published_on(self, dataset: Dataset) -> None:
        bullosa = row(gapmap("source", dataset), "epidermolysis-bullosa")
        assert (bullosa.total.studies, bullosa.trials) == ((), 1)

    def test_a_trial_of_two_conditions_counts_once_in_the_total(self, dataset: Dataset) -> None:
        found = gapmap("source", dataset)
        assert found.trials == sum(1 for trial in dataset.trials.values() if trial.conditions)
        assert found.trials < sum(entry.trials for entry in found.rows)

    def test_groups_choose_the_rows(self, dataset: Dataset) -> None:
        found = gapmap("source", dataset, groups=("hair", "safety"))
        assert {entry.group for entry in found.rows} == {"hair", "safety"}
        assert found.total.findings == gathered(entry.total for entry in found.rows).findings


class TestColumns:
    def test_most_studies_stand_first(self, dataset: Dataset) -> None:
        found = gapmap("source", dataset)
        assert found.columns[0].id == "msc"
        counts = [len(cell.studies) for cell in found.totals]
        assert counts == sorted(counts, reverse=True)

    def test_a_source_counts_under_the_broadest_it_belongs_to(self, dataset: Dataset) -> None:
        families, fine = gapmap("source", dataset), gapmap("source", dataset, fine=True)
        assert "adsc" not in {column.id for column in families.columns}
        assert {"adsc", "msc", "uc-msc"} <= {column.id for column in fine.columns}
        below = [cell(fine, "diabetic-wound", id_) for id_ in ("msc", "adsc", "bm-msc", "uc-msc")]
        assert set(gathered(below).findings) <= set(cell(families, "diabetic-wound", "msc").findings)

    def test_the_arms_of_a_microrna_are_one_cargo_but_an_mrna_is_no_protein(self, dataset: Dataset) -> None:
        names = {column.id for column in gapmap("cargo", dataset).columns}
        assert "miR-21" in names
        assert "miR-21-5p" not in names
        assert "COL1A1-mRNA" in names
        assert "collagen" not in names

    def test_levels_stand_in_their_order_even_those_that_nobody_reached(self, dataset: Dataset) -> None:
        found = gapmap("level", dataset)
        assert [column.id for column in found.columns] == ["1", "2", "3", "4", "5-animal", "5-ex-vivo", "5-in-vitro"]
        assert found.totals[0] == Cell()

    @pytest.mark.parametrize(
        ("axis", "said"), [("pathway", "none named"), ("cargo", "none tested"), ("route", "not stated")]
    )
    def test_studies_that_do_not_say_have_a_column_without_an_id(self, dataset: Dataset, axis: Axis, said: str) -> None:
        unsaid = next(column for column in gapmap(axis, dataset).columns if column.id is None)
        assert unsaid.name == said

    def test_a_source_that_was_never_tried_in_people_stays_as_a_gap(self, dataset: Dataset) -> None:
        found = gapmap("source", dataset, HUMAN)
        places = [column.id for column in found.columns]
        assert "macrophage" in places
        assert found.totals[places.index("macrophage")] == Cell()

    def test_what_people_cannot_be_is_no_gap(self, dataset: Dataset) -> None:
        assert {column.id for column in gapmap("level", dataset, HUMAN).columns} == {"1", "2", "3", "4"}
        assert "in-culture" not in {column.id for column in gapmap("route", dataset, HUMAN).columns}

    def test_a_source_without_an_entry_keeps_its_id(self, folder: Any) -> None:
        folder.change("conditions/diabetic-wound.toml", 'source = "adsc"', 'source = "unheard-of"')
        assert Column("unheard-of", "unheard-of", "unheard-of") in gapmap("source", folder.load()).columns

    def test_sources_that_are_each_others_kind_do_not_hang_it(self, folder: Any) -> None:
        folder.change("sources.toml", 'abbreviation = "MSC"', 'abbreviation = "MSC"\nbroader = "adsc"')
        assert len(gapmap("source", folder.load()).columns) == 1


class TestFilters:
    def test_people_alone(self, dataset: Dataset) -> None:
        found = gapmap("source", dataset, HUMAN)
        assert {finding.model for finding in found.total.findings} == {"human"}
        assert row(found, "diabetic-wound").total == Cell()

    def test_papers_since_a_year(self, dataset: Dataset) -> None:
        found = gapmap("source", dataset, Filters(since=2024))
        assert 0 < len(found.total.studies) < len(gapmap("source", dataset).total.studies)
        assert min(dataset.studies[key].year or 0 for key in found.total.studies) == 2024


class TestPage:
    def test_a_cell_says_how_many_studies_and_how_good_the_best_is(self, dataset: Dataset) -> None:
        lines = {line.name: line for line in matrix(gapmap("source", dataset), dataset).lines}
        for name, best in {
            "Alopecia areata": "●",
            "Skin flap survival": "◐",
            "Pigment regulation": "◉",
            "Acne": "◌",
        }.items():
            (id_,) = (id_ for id_, condition in dataset.conditions.items() if condition.name == name)
            studies = row(gapmap("source", dataset), id_).total.studies
            assert text(lines[name].margin[0]) == f"{len(studies)}{best}"
        assert lines["Rosacea"].margin[0] == ()

    def test_the_rest_is_what_the_columns_come_to_together(self, dataset: Dataset) -> None:
        found = gapmap("source", dataset)
        line = next(line for line in matrix(found, dataset).lines if line.name == "Wound repair")
        for place in (0, 3, 10):
            studies = {key for cell in row(found, "wound-repair").cells[place:] for key in cell.studies}
            assert text(line.rest[place]).rstrip("◉●◐○◌") == str(len(studies))
        assert line.rest[-1] == ()

    def test_a_level_needs_no_sign(self, dataset: Dataset) -> None:
        foot = matrix(gapmap("level", dataset), dataset).foot
        assert foot is not None
        assert all(text(cell).isdigit() for cell in foot.cells if cell)

    @pytest.mark.parametrize("columns", [120, 80, 60])
    @pytest.mark.parametrize("by", AXES)
    def test_it_fits_the_terminal(self, by: str, columns: int) -> None:
        page = printed("--by", by, "-f", "table", columns=columns)
        assert max(map(len, page.splitlines())) <= columns
        assert "Rosacea" in page

    def test_what_does_not_fit_is_gathered_and_named(self) -> None:
        wide, narrow = (printed("-f", "table", columns=columns) for columns in (120, 80))
        gathered_wide, gathered_narrow = (page[page.index("other (") :] for page in (wide, narrow))
        assert "urine-derived stem cell" in " ".join(gathered_wide.split())
        assert "macrophage" in gathered_narrow
        assert "macrophage" not in gathered_wide

    def test_at_40_columns_it_is_a_list_for_each_condition(self, dataset: Dataset) -> None:
        many = len(gapmap("source", dataset).columns)
        lines = printed("--group", "hair", "-f", "table", columns=40).splitlines()
        assert max(map(len, lines)) <= 40
        place = next(place for place, line in enumerate(lines) if line.startswith("Alopecia areata  studies "))
        assert lines[place].endswith("●, trials –")
        assert re.fullmatch(r"  MSC \d●.*", lines[place + 1])
        shown = lines[place + 1].count("·") + 1
        assert lines[place + 2] == f"  – {many - shown} of {many} sources"
        assert f"  – all {many} sources" in lines

    def test_in_a_pipe_a_condition_is_one_line_with_its_gaps_named(self) -> None:
        lines = printed("--group", "hair").splitlines()
        line = next(line for line in lines if line.startswith("Hair pigmentation: "))
        assert line.startswith("Hair pigmentation: studies 1●, trials –; plant 1●; – MSC, ")

    def test_markdown_has_every_column(self, dataset: Dataset) -> None:
        lines = printed("--group", "safety", "-f", "markdown").splitlines()
        header = next(line for line in lines if line.startswith("| Condition"))
        assert header.count("|") == len(gapmap("source", dataset).columns) + 4
        assert {line.count("|") for line in lines if line.startswith("|")} == {header.count("|")}

    def test_it_is_read_without_colour_and_without_unicode(self) -> None:
        page = printed("--human", "--group", "hair", "-f", "table", columns=80, LANG="C", LC_ALL="C")
        assert page.isascii()
        assert "?" not in page
        assert "# randomised trial, * other study in people, + animals" in " ".join(page.split())


class TestMachines:
    def test_json_has_one_object_for_each_condition_and_column(self, dataset: Dataset) -> None:
        page = json.loads(printed("-f", "json"))
        assert page == json.loads(json.dumps(as_object(gapmap("source", dataset))))
        assert len(page["cells"]) == len(page["rows"]) * len(page["columns"])
        gap = next(c for c in page["cells"] if (c["condition"], c["column"]) == ("rosacea", "msc"))
        assert gap == {
            "condition": "rosacea",
            "column": "msc",
            "studies": 0,
            "findings": 0,
            "best_level": None,
            "best_model": None,
            "keys": [],
        }

    def test_a_cell_names_its_studies(self, dataset: Dataset) -> None:
        for entry in as_object(gapmap("source", dataset))["cells"]:
            assert len(entry["keys"]) == entry["studies"]
            assert all(key in dataset.studies for key in entry["keys"])

    def test_csv_is_the_full_matrix(self, dataset: Dataset) -> None:
        rows = list(csv.DictReader(io.StringIO(printed("--by", "route", "-f", "csv"))))
        assert len(rows) == len(as_rows(gapmap("route", dataset)))
        assert list(rows[0])[:5] == ["condition", "condition_name", "group", "route", "route_name"]

    def test_filters_are_said(self) -> None:
        page = json.loads(printed("--human", "--since", "2024", "--group", "hair", "-f", "json"))
        assert (page["by"], page["filters"], page["groups"]) == ("source", "model human, since 2024", ["hair"])
