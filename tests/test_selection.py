"""Which findings a page of a condition shows, and in which order."""

import pytest

from conftest import Folder
from exocli.dataset import Dataset
from exocli.evidence import MODELS, level_of
from exocli.selection import Filters, select

WOUND = "conditions/wound-repair.toml"


def test_without_filters_every_finding_is_shown(dataset: Dataset) -> None:
    for condition in dataset.conditions.values():
        chosen = select(condition, dataset)
        assert sorted(finding.id for finding in chosen.findings) == sorted(finding.id for finding in condition.findings)
        assert chosen.claims == condition.claims
        assert chosen.filters.said() == ""


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        (Filters(models=("human",)), "model"),
        (Filters(models=("in-vitro", "ex-vivo")), "model"),
        (Filters(sources=("adsc",)), "source"),
        (Filters(directions=("mixed", "no-effect")), "direction"),
        (Filters(roles=("pathogenic",)), "role"),
    ],
)
def test_a_filter_admits_what_has_one_of_its_values(dataset: Dataset, filters: Filters, field: str) -> None:
    wanted = {value for values in filters if isinstance(values, tuple) for value in values}
    condition = dataset.conditions["psoriasis"]
    shown = {finding.id for finding in select(condition, dataset, filters).findings}
    assert shown == {finding.id for finding in condition.findings if getattr(finding, field) in wanted}
    assert 0 < len(shown) < len(condition.findings)


def test_a_level_admits_findings_of_that_level(dataset: Dataset) -> None:
    condition = dataset.conditions["anti-aging"]
    shown = select(condition, dataset, Filters(levels=(2, 4))).findings
    assert {level_of(finding) for finding in shown} == {2, 4}


def test_a_year_admits_papers_from_then_on(dataset: Dataset) -> None:
    condition = dataset.conditions["wound-repair"]
    shown = {finding.id for finding in select(condition, dataset, Filters(since=2023)).findings}
    years = {finding.id: dataset.studies[finding.study].year for finding in condition.findings}
    assert shown == {id_ for id_, year in years.items() if year is not None and year >= 2023}
    assert None in years.values()
    assert 2023 in {years[id_] for id_ in shown}


def test_filters_apply_together(dataset: Dataset) -> None:
    filters = Filters(models=("animal",), sources=("adsc", "bm-msc"), since=2020)
    shown = select(dataset.conditions["wound-repair"], dataset, filters).findings
    assert shown
    for finding in shown:
        assert finding.model == "animal"
        assert finding.source in {"adsc", "bm-msc"}
        assert (dataset.studies[finding.study].year or 0) >= 2020


def test_the_summary_is_of_what_is_shown(dataset: Dataset) -> None:
    chosen = select(dataset.conditions["anti-aging"], dataset, Filters(models=("human",)))
    assert chosen.summary.findings + sum(chosen.summary.shelved.values()) == len(chosen.findings)
    assert {tier.model for tier in chosen.summary.tiers} == {"human"}


def test_filters_can_be_said() -> None:
    filters = Filters(("human",), ("adsc", "msc"), (1, 2), ("benefit",), ("therapeutic",), 2020)
    assert filters.said() == (
        "model human, source adsc or msc, level 1 or 2, direction benefit, role therapeutic, since 2020"
    )


def test_by_level_people_stand_before_animals_and_cells(dataset: Dataset) -> None:
    rows = select(dataset.conditions["anti-aging"], dataset).findings
    assert len({finding.model for finding in rows}) > 2
    order = [(level_of(finding) or 6, MODELS.index(finding.model)) for finding in rows]
    assert order == sorted(order)


def test_within_a_level_the_newest_paper_stands_first(dataset: Dataset) -> None:
    rows = select(dataset.conditions["wound-repair"], dataset, Filters(models=("animal",))).findings
    years = [dataset.studies[finding.study].year or 0 for finding in rows]
    assert years == sorted(years, reverse=True)


def test_by_year_the_newest_paper_stands_first(dataset: Dataset) -> None:
    rows = select(dataset.conditions["wound-repair"], dataset, sort="year").findings
    years = [dataset.studies[finding.study].year or 0 for finding in rows]
    assert years == sorted(years, reverse=True)


def test_by_source_and_by_study_they_stand_together(dataset: Dataset) -> None:
    condition = dataset.conditions["wound-repair"]
    by_source = [finding.source for finding in select(condition, dataset, sort="source").findings]
    by_study = [finding.study for finding in select(condition, dataset, sort="study").findings]
    assert by_source == sorted(by_source)
    assert by_study == sorted(by_study)


def test_narrower_conditions_are_taken_in_when_asked_for(folder: Folder) -> None:
    dataset = folder.load()
    condition = dataset.conditions["wound-repair"]
    alone = select(condition, dataset)
    assert (alone.narrower, [finding.id for finding in alone.findings]) == ((), ["zhang2021-1"])
    assert (alone.trials, alone.notices) == ((), ())
    both = select(condition, dataset, with_narrower=True)
    assert (both.narrower, [finding.id for finding in both.findings]) == (
        ("diabetic-wound",),
        ["zhang2021-2", "zhang2021-1"],
    )
    assert [trial.id for trial in both.trials] == ["NCT00000001"]
    assert both.summary.human == 1


def test_the_trials_and_notices_that_name_the_condition_are_shown_once(folder: Folder) -> None:
    folder.change("trials.toml", '["diabetic-wound"]', '["diabetic-wound", "wound-repair"]')
    folder.change("notices.toml", "[us-notice]\n", '[us-notice]\nconditions = ["wound-repair"]\n')
    dataset = folder.load()
    chosen = select(dataset.conditions["wound-repair"], dataset, with_narrower=True)
    assert [trial.id for trial in chosen.trials] == ["NCT00000001"]
    assert [notice.id for notice in chosen.notices] == ["us-notice"]
    below = select(dataset.conditions["diabetic-wound"], dataset)
    assert below.notices == ()
