"""How strong the evidence is: OCEBM 2011 levels, what counts and what does not, and which studies disagree."""

from typing import Any

import msgspec
import pytest

from exocli.dataset import Dataset
from exocli.evidence import (
    LEVEL_NAMES,
    Tier,
    conflicts,
    direction_of,
    level_of,
    shelf_of,
    shelve,
    summarise,
)
from exocli.model import Effect, Finding

RETRACTED = {"lee2020"}


def row(study: str = "zhang2021", **fields: Any) -> Finding:
    """A therapeutic benefit of exosomes in animals, but for the fields that are given."""
    base = {
        "id": f"{study}-1",
        "condition": "wound-repair",
        "study": study,
        "source": "adsc",
        "preparation": "exosome",
        "outcome": "",
        "direction": "benefit",
        "role": "therapeutic",
        "model": "animal",
    }
    return msgspec.convert({**base, **fields}, Finding)


def moves(study: str, change: str, *, on: str = "TNF", via: str | None = None, number: int = 1) -> Finding:
    """A row that reports one effect."""
    return row(study, id=f"{study}-{number}", effects=[{"on": on, "change": change, "via": via}])


class TestLevel:
    @pytest.mark.parametrize(
        ("design", "level"),
        [
            ("systematic-review", 1),
            ("rct", 2),
            ("controlled", 3),
            ("single-arm", 4),
            ("case-series", 4),
            ("case-report", 4),
            (None, 4),
        ],
    )
    def test_in_people_it_follows_from_the_design(self, design: str | None, level: int) -> None:
        assert level_of(row(model="human", design=design)) == level

    @pytest.mark.parametrize("model", ["animal", "ex-vivo", "in-vitro"])
    def test_short_of_people_it_is_5(self, model: str) -> None:
        assert level_of(row(model=model)) == 5
        assert level_of(row(model=model, role="pathogenic")) == 5

    @pytest.mark.parametrize(
        "fields", [{"direction": "association"}, {"role": "pathogenic"}, {"role": "physiological"}]
    )
    def test_an_observation_in_people_has_none(self, fields: dict[str, str]) -> None:
        assert level_of(row(model="human", design="controlled", **fields)) is None

    @pytest.mark.parametrize("direction", ["no-effect", "mixed", "harm", "equivalent", "safety"])
    def test_a_result_against_the_treatment_has_the_level_of_its_design(self, direction: str) -> None:
        assert level_of(row(model="human", design="rct", direction=direction)) == 2

    def test_every_level_has_a_name(self) -> None:
        assert list(LEVEL_NAMES) == [1, 2, 3, 4, 5]


class TestShelf:
    @pytest.mark.parametrize(
        ("fields", "shelf"),
        [
            ({}, "evidence"),
            ({"direction": "harm"}, "evidence"),
            ({"direction": "no-effect"}, "evidence"),
            ({"direction": "safety"}, "evidence"),
            ({"direction": "association"}, "association"),
            ({"role": "pathogenic"}, "pathogenic"),
            ({"role": "pathogenic", "direction": "association"}, "pathogenic"),
            ({"role": "physiological"}, "physiological"),
            ({"preparation": "conditioned-medium"}, "conditioned-medium"),
            ({"preparation": "conditioned-medium", "role": "pathogenic"}, "conditioned-medium"),
            ({"study": "lee2020"}, "retracted"),
            ({"study": "lee2020", "preparation": "conditioned-medium"}, "retracted"),
        ],
    )
    def test_a_finding_counts_or_says_why_not(self, fields: dict[str, str], shelf: str) -> None:
        assert shelf_of(row(**fields), RETRACTED) == shelf

    def test_every_finding_stands_on_one_shelf_in_its_order(self) -> None:
        rows = [row("a2020"), row("lee2020"), row("b2020", role="pathogenic"), row("c2020")]
        shelves = shelve(rows, RETRACTED)
        assert shelves["evidence"] == [rows[0], rows[3]]
        assert shelves["retracted"] == [rows[1]]
        assert shelves["pathogenic"] == [rows[2]]
        assert sum(map(len, shelves.values())) == len(rows)

    def test_a_retracted_study_never_counts(self, dataset: Dataset) -> None:
        for condition in dataset.conditions.values():
            summary = summarise(condition.findings, dataset.retracted)
            without = [finding for finding in condition.findings if finding.study not in dataset.retracted]
            assert summary._replace(shelved={}) == summarise(without, ())._replace(shelved={})
            assert summary.shelved.get("retracted", 0) == len(condition.findings) - len(without)

    def test_the_wound_study_that_was_retracted_is_on_its_shelf(self, dataset: Dataset) -> None:
        shelves = shelve(dataset.conditions["wound-repair"].findings, dataset.retracted)
        assert "zhang2023" in {finding.study for finding in shelves["retracted"]}


class TestDirection:
    @pytest.mark.parametrize(
        ("change", "direction"),
        [
            ("increase", "up"),
            ("activate", "up"),
            ("decrease", "down"),
            ("inhibit", "down"),
            ("no-change", "same"),
        ],
    )
    def test_a_change_goes_one_way(self, change: str, direction: str) -> None:
        assert direction_of(msgspec.convert({"on": "TNF", "change": change}, Effect)) == direction


class TestConflicts:
    @pytest.mark.parametrize(
        ("up", "down"), [("increase", "decrease"), ("activate", "inhibit"), ("increase", "inhibit")]
    )
    def test_two_studies_that_move_a_target_apart_disagree(self, up: str, down: str) -> None:
        one, other = moves("a2020", up), moves("b2020", down)
        (conflict,) = conflicts([one, other])
        assert conflict == ("TNF", (one,), (other,))
        assert conflicts([other, one]) == (conflict,)

    def test_two_studies_that_move_a_target_alike_agree(self) -> None:
        assert conflicts([moves("a2020", "increase"), moves("b2020", "activate")]) == ()

    def test_two_targets_are_no_conflict(self) -> None:
        assert conflicts([moves("a2020", "increase"), moves("b2020", "decrease", on="IL6")]) == ()

    @pytest.mark.parametrize("via", ["mimic", "inhibitor", "knockdown", "overexpression"])
    def test_a_test_of_the_mechanism_takes_no_side(self, via: str) -> None:
        assert conflicts([moves("a2020", "increase"), moves("b2020", "decrease", via=via)]) == ()

    def test_no_change_takes_no_side(self) -> None:
        assert conflicts([moves("a2020", "increase"), moves("b2020", "no-change")]) == ()

    def test_two_results_of_one_study_are_no_conflict(self) -> None:
        assert conflicts([moves("a2020", "increase"), moves("a2020", "decrease", number=2)]) == ()

    def test_a_second_study_makes_them_one(self) -> None:
        early, late = moves("a2020", "increase"), moves("a2020", "decrease", number=2)
        other = moves("b2020", "decrease")
        assert conflicts([early, late, other]) == (("TNF", (early,), (late, other)),)

    def test_the_one_with_most_findings_stands_first(self) -> None:
        rows = [moves("a2020", "increase", on="IL6"), moves("b2020", "decrease", on="IL6")]
        rows += [moves("a2020", "increase"), moves("b2020", "decrease"), moves("c2020", "decrease")]
        assert [conflict.on for conflict in conflicts(rows)] == ["TNF", "IL6"]

    def test_th17_cells_in_lupus_are_disputed(self, dataset: Dataset) -> None:
        summary = summarise(dataset.conditions["lupus"].findings, dataset.retracted)
        (th17,) = [conflict for conflict in summary.conflicts if conflict.on == "th17-cells"]
        assert "xie2022" in {finding.study for finding in th17.up}
        assert "li2024b" in {finding.study for finding in th17.down}

    def test_collagen_iii_in_photoaging_is_disputed(self, dataset: Dataset) -> None:
        summary = summarise(dataset.conditions["photoaging"].findings, dataset.retracted)
        (collagen,) = [conflict for conflict in summary.conflicts if conflict.on == "collagen-III"]
        assert "lu2023" in {finding.study for finding in collagen.up}
        assert "liang2020" in {finding.study for finding in collagen.down}

    def test_only_evidence_is_set_against_evidence(self, dataset: Dataset) -> None:
        for condition in dataset.conditions.values():
            for conflict in summarise(condition.findings, dataset.retracted).conflicts:
                for finding in (*conflict.up, *conflict.down):
                    assert shelf_of(finding, dataset.retracted) == "evidence"


class TestSummary:
    def test_studies_are_counted_once_a_level_and_model(self) -> None:
        rows = [
            row("a2020", model="in-vitro"),
            row("a2020", model="animal"),
            row("a2020", model="animal", id="a2020-2"),
            row("b2020", model="human", design="rct"),
            row("c2020", model="human", direction="no-effect"),
        ]
        summary = summarise(rows, ())
        assert (summary.studies, summary.findings, summary.human) == (3, 5, 2)
        assert summary.tiers == (
            Tier(2, "human", 1),
            Tier(4, "human", 1),
            Tier(5, "animal", 1),
            Tier(5, "in-vitro", 1),
        )
        assert summary.best == Tier(2, "human", 1)
        assert dict(summary.directions) == {"benefit": 4, "no-effect": 1}
        assert dict(summary.shelved) == {}

    def test_what_does_not_count_is_counted_apart(self) -> None:
        rows = [row("lee2020"), row("b2020", preparation="conditioned-medium", model="human", design="rct")]
        summary = summarise(rows, RETRACTED)
        assert (summary.studies, summary.findings, summary.human) == (0, 0, 0)
        assert summary.best is None
        assert (summary.tiers, summary.conflicts, dict(summary.directions)) == ((), (), {})
        assert dict(summary.shelved) == {"retracted": 1, "conditioned-medium": 1}

    def test_the_most_frequent_direction_stands_first(self) -> None:
        rows = [row("a2020", direction="harm"), row("b2020"), row("c2020")]
        assert list(summarise(rows, ()).directions) == ["benefit", "harm"]

    def test_nothing_amounts_to_nothing(self) -> None:
        summary = summarise([], ())
        assert summary.best is None
        assert summary.studies == 0

    def test_no_finding_is_lost(self, dataset: Dataset) -> None:
        for condition in dataset.conditions.values():
            summary = summarise(condition.findings, dataset.retracted)
            assert summary.findings + sum(summary.shelved.values()) == len(condition.findings)
            assert sum(summary.directions.values()) == summary.findings
