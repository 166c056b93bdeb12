"""Things of one kind side by side: what they share, what sets them apart, and what moves which way."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import exocli
from exocli import Dataset
from exocli.comparison import Comparison, Move, as_object, compare
from exocli.evidence import direction_of, shelf_of, summarise
from exocli.gapmap import Cell

NONE = Move()


def exo(*arguments: str, columns: int = 120) -> "subprocess.CompletedProcess[str]":
    """Run `exo compare` in a pipe."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EXO_", "LC_", "FORCE_"))}
    source = str(Path(exocli.__file__).parents[1])
    environment = {**kept, "LANG": "C.UTF-8", "COLUMNS": str(columns), "PYTHONPATH": source}
    command = [sys.executable, "-m", "exocli", "compare", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env=environment, encoding="utf-8")


def printed(*arguments: str, columns: int = 120) -> str:
    done = exo(*arguments, columns=columns)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def skin(dataset: Dataset) -> Comparison:
    """Psoriasis beside atopic dermatitis."""
    return compare("condition", ("psoriasis", "atopic-dermatitis"), dataset)


@pytest.fixture(scope="module")
def wounds(dataset: Dataset) -> Comparison:
    """Scars beside wounds: one wants fibroblasts quiet, the other wants them busy."""
    return compare("condition", ("scar", "wound-repair"), dataset)


def sides(found: Comparison, on: str) -> list[tuple[int, int]]:
    """For each item, how many studies saw it rise and how many saw it fall."""
    moves = [item.moves.get(on, NONE) for item in found.items]
    return [(len(move.up.studies), len(move.down.studies)) for move in moves]


class TestConditions:
    def test_each_keeps_its_own_evidence(self, skin: Comparison, dataset: Dataset) -> None:
        for item in skin.items:
            assert item.summary == summarise(dataset.conditions[item.id].findings, dataset.retracted)

    def test_what_both_have_is_shared_and_what_one_has_is_its_own(self, skin: Comparison) -> None:
        psoriasis, dermatitis = skin.items
        assert "adsc" in skin.shared("sources")
        assert "t-cell" in skin.alone("sources", psoriasis)
        assert "milk-colostrum" in skin.alone("sources", dermatitis)
        for facet in ("sources", "cargo", "pathways"):
            parts = [set(skin.shared(facet)), *(set(skin.alone(facet, item)) for item in skin.items)]
            assert sum(map(len, parts)) == len(set.union(*parts))

    def test_of_three_what_two_have_is_shared(self, dataset: Dataset) -> None:
        found = compare("condition", ("scar", "wound-repair", "hair-growth"), dataset)
        assert "macrophage" not in found.items[0].facets["sources"]
        assert "macrophage" in found.shared("sources")
        assert set(found.shared("sources")).isdisjoint(found.alone("sources", found.items[1]))

    def test_read_outs_move_the_same_way_when_they_do_so_in_all(self, skin: Comparison) -> None:
        assert "TNF" in skin.same_way
        assert all(up == 0 and down > 0 for up, down in sides(skin, "TNF"))
        for on in skin.same_way:
            assert {item.moves[on].way for item in skin.items} in ({"up"}, {"down"})

    def test_fibroblasts_are_slowed_in_scars_and_spurred_in_wounds(self, wounds: Comparison) -> None:
        assert "fibroblast-migration" in wounds.opposite
        (scar_up, scar_down), (wound_up, wound_down) = sides(wounds, "fibroblast-migration")
        assert (scar_up, wound_down) == (0, 0)
        assert scar_down > 1
        assert wound_up > 1

    def test_what_one_condition_disputes_is_opposite_to_the_other_too(self, skin: Comparison) -> None:
        assert skin.items[0].moves["IL6"].way == "both"
        assert "IL6" in skin.opposite
        assert "IL6" not in skin.same_way

    def test_a_dispute_within_one_is_no_opposition(self, dataset: Dataset) -> None:
        found = compare("condition", ("psoriasis", "rosacea"), dataset)
        assert found.items[0].moves["IL6"].way == "both"
        assert found.opposite == ()

    def test_nothing_is_both(self, skin: Comparison, wounds: Comparison) -> None:
        for found in (skin, wounds):
            assert set(found.same_way).isdisjoint(found.opposite)

    def test_only_effects_of_therapeutic_vesicles_move_anything(self, wounds: Comparison, dataset: Dataset) -> None:
        for item in wounds.items:
            for on, move in item.moves.items():
                for way, cell in (("up", move.up), ("down", move.down)):
                    for finding in cell.findings:
                        assert shelf_of(finding, dataset.retracted) == "evidence"
                        assert any(e.on == on and e.via is None and direction_of(e) == way for e in finding.effects)

    def test_trials_stand_under_each_condition(self, wounds: Comparison) -> None:
        scar, wound = ({trial.id for trial in item.trials} for item in wounds.items)
        assert "NCT04664738" in scar & wound

    def test_a_condition_without_evidence_is_shown_with_nothing(self, dataset: Dataset) -> None:
        found = compare("condition", ("rosacea", "psoriasis"), dataset)
        assert found.items[0].summary.studies == 0
        assert found.items[0].moves == {}
        assert found.same_way == ()


class TestSources:
    def test_a_source_takes_in_its_kinds_and_says_so(self, dataset: Dataset) -> None:
        adsc, msc = compare("source", ("adsc", "msc"), dataset).items
        assert (adsc.within, msc.within) == ("msc", None)
        for id_, cell in adsc.facets["conditions"].items():
            assert set(cell.findings) <= set(msc.facets["conditions"][id_].findings)

    def test_they_share_conditions(self, dataset: Dataset) -> None:
        found = compare("source", ("adsc", "uc-msc"), dataset)
        assert {"diabetic-wound", "psoriasis"} <= set(found.shared("conditions"))
        assert "atopic-dermatitis" in found.alone("conditions", found.items[0])


class TestMolecules:
    def test_they_move_by_condition(self, dataset: Dataset) -> None:
        found = compare("molecule", ("TNF", "IL6"), dataset)
        assert "atopic-dermatitis" in found.same_way
        assert "psoriasis" in found.opposite
        assert sides(found, "psoriasis")[0][0] == 0

    def test_whose_vesicles_move_them(self, dataset: Dataset) -> None:
        found = compare("molecule", ("TNF", "IL6"), dataset)
        assert "uc-msc" in found.shared("sources")
        assert "adsc" in found.alone("sources", found.items[0])

    def test_who_carries_them_and_where(self, dataset: Dataset) -> None:
        found = compare("molecule", ("miR-21", "miR-125b"), dataset)
        assert {"uc-msc", "ucb-msc"} <= set(found.shared("carriers"))
        assert "scar" in found.shared("carried_in")

    def test_a_molecule_takes_in_its_forms(self, dataset: Dataset) -> None:
        family, form = compare("molecule", ("TGF-beta", "TGFB1"), dataset).items
        assert (family.within, form.within) == (None, "TGF-beta")
        for id_, move in form.moves.items():
            assert set(move.up.findings) <= set(family.moves[id_].up.findings)


class TestPage:
    def test_references_are_marked_and_listed(self) -> None:
        page = printed("scar", "wound repair", "-f", "table")
        line = next(line for line in page.splitlines() if line.startswith("myofibroblasts"))
        assert "↓ 6◐ [" in line
        assert "↑ 2◐ [" in line
        number = line.rsplit("[", 1)[1].split("]")[0]
        assert f"\n{number}. " in page.replace("\n ", "\n")

    @pytest.mark.parametrize("columns", [120, 80, 40])
    @pytest.mark.parametrize(
        "names",
        [("psoriasis", "eczema", "lupus"), ("ADSC", "BM-MSC", "UC-MSC"), ("TNF-α", "IL-6"), ("miR-21", "miR-125b")],
    )
    def test_it_fits_the_terminal(self, names: tuple[str, ...], columns: int) -> None:
        assert max(map(len, printed(*names, "-f", "table", columns=columns).splitlines())) <= columns

    def test_on_a_narrow_terminal_they_stand_one_after_another(self) -> None:
        lines = printed("scar", "wound repair", "-f", "table", columns=40).splitlines()
        place = lines.index("collagen III")
        assert lines[place + 1].startswith("  Scar  ↓ 2◌ [")
        assert lines[place + 2].startswith("  Wound repair  ↑ 2◐ [")

    def test_in_a_pipe_a_fact_is_a_line(self) -> None:
        lines = printed("scar", "wound repair").splitlines()
        assert any(re.fullmatch(r"level 4 uncontrolled: Scar [\d–]+ · Wound repair \d+", line) for line in lines)
        assert any(re.match(r"Only Wound repair: .+ \d+[◉●◐○◌]", line) for line in lines)

    def test_what_is_counted_in_both_is_said(self) -> None:
        assert "Adipose-derived stromal cell is counted within mesenchymal stromal cell too." in printed("adsc", "msc")

    def test_every_page_says_that_nothing_is_approved(self) -> None:
        assert "No exosome product is approved by the FDA" in printed("rosacea", "urticaria")


class TestMachines:
    def test_json_is_an_object_with_ids(self, wounds: Comparison, dataset: Dataset) -> None:
        page = json.loads(printed("scar", "wound repair", "-f", "json"))
        assert page == json.loads(json.dumps(as_object(wounds, dataset)))
        assert (page["kind"], page["of"]) == ("comparison", "condition")
        assert [item["id"] for item in page["items"]] == ["scar", "wound-repair"]
        assert page["items"][0]["evidence"]["studies"] == wounds.items[0].summary.studies
        move = next(move for move in page["opposite"] if move["id"] == "fibroblast-migration")
        assert move["studies"]["scar"]["up"] == move["studies"]["wound-repair"]["down"] == []
        assert set(move["studies"]["scar"]["down"]) <= set(dataset.studies)
        shared = next(entry for entry in page["shared"]["sources"] if entry["id"] == "adsc")
        assert set(shared["studies"]) == {"scar", "wound-repair"}
        assert all(len(entry["studies"]) == 1 for entry in page["distinct"]["sources"])

    def test_csv_has_a_row_for_each_fact_and_a_column_for_each_thing(self, wounds: Comparison) -> None:
        rows = list(csv.DictReader(io.StringIO(printed("scar", "wound repair", "-f", "csv"))))
        assert list(rows[0]) == ["section", "id", "name", "scar", "wound-repair"]
        facts = {(row["section"], row["id"]): (row["scar"], row["wound-repair"]) for row in rows}
        assert len(facts) == len(rows)
        cells = [item.facets["sources"].get("adsc", Cell()) for item in wounds.items]
        assert facts["sources", "adsc"] == tuple(str(len(cell.studies)) for cell in cells)
        assert facts["opposite", "myofibroblasts"] == ("down 6", "up 2")


class TestNames:
    def test_they_are_forgiving(self) -> None:
        page = json.loads(printed("Eczema", "PSORIASIS", "-f", "json"))
        assert [item["id"] for item in page["items"]] == ["atopic-dermatitis", "psoriasis"]

    def test_a_name_of_two_kinds_is_of_the_kind_of_the_other(self) -> None:
        assert json.loads(printed("NRF2", "TNF", "-f", "json"))["of"] == "molecule"

    def test_an_unknown_one_suggests_only_what_can_be_compared(self) -> None:
        done = exo("scar", "repair")
        assert (done.returncode, done.stdout) == (1, "")
        assert "'repair'" in done.stderr
        assert "wound-repair" in done.stderr
        assert "exosom" not in done.stderr.splitlines()[1].lower()

    @pytest.mark.parametrize(
        ("names", "said"),
        [
            (("psoriasis",), "name another"),
            (("eczema", "atopic dermatitis"), "name another"),
            (("psoriasis", "ADSC"), "'psoriasis' is a condition, 'ADSC' is a source"),
            (("zhang2021", "psoriasis"), "'zhang2021' is a study"),
            (("pathway:NRF2", "pathway:MAPK"), "is a pathway"),
        ],
    )
    def test_what_cannot_be_compared_is_a_usage_error(self, names: tuple[str, ...], said: str) -> None:
        done = exo(*names)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in " ".join(done.stderr.split())
