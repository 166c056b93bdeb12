"""A condition with the findings that were asked for: filters, narrower conditions, order."""

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeVar

from exocli.dataset import Dataset, Table
from exocli.evidence import MODELS, Summary, level_of, summarise
from exocli.model import Claim, Condition, Finding, Notice, Study, Trial

Concerns = TypeVar("Concerns", Trial, Notice, Study)
Sort = Literal["level", "year", "source", "study"]


class Filters(NamedTuple):
    """Which findings a page is about; empty means all."""

    models: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    directions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    since: int | None = None

    def said(self) -> str:
        """The filters in words; empty where there are none."""
        words = [
            f"model {' or '.join(self.models)}" if self.models else "",
            f"source {' or '.join(self.sources)}" if self.sources else "",
            f"level {' or '.join(map(str, self.levels))}" if self.levels else "",
            f"direction {' or '.join(self.directions)}" if self.directions else "",
            f"role {' or '.join(self.roles)}" if self.roles else "",
            f"since {self.since}" if self.since else "",
        ]
        return ", ".join(word for word in words if word)


NO_FILTERS = Filters()


class Selection(NamedTuple):
    """A condition with the findings that were asked for, and what they amount to."""

    condition: Condition
    narrower: tuple[str, ...]
    findings: tuple[Finding, ...]
    summary: Summary
    claims: tuple[Claim, ...]
    reviews: tuple[Study, ...]
    trials: tuple[Trial, ...]
    notices: tuple[Notice, ...]
    filters: Filters


def select(
    condition: Condition,
    dataset: Dataset,
    filters: Filters = NO_FILTERS,
    *,
    with_narrower: bool = False,
    sort: Sort = "level",
) -> Selection:
    """Return the findings of a condition (with `with_narrower`, of those below it too), filtered and sorted.

    Findings in people stand before animals, ex vivo and in vitro when
    sorted by level.
    """
    below = tuple(dataset.narrower(condition.id)) if with_narrower else ()
    conditions = (condition, *(dataset.conditions[id_] for id_ in below))
    ids = {entry.id for entry in conditions}
    kept = [finding for entry in conditions for finding in entry.findings if admits(filters, finding, dataset)]
    kept.sort(key=_sort_key(sort, dataset))
    return Selection(
        condition=condition,
        narrower=below,
        findings=tuple(kept),
        summary=summarise(kept, dataset.retracted),
        claims=tuple(claim for entry in conditions for claim in entry.claims),
        reviews=_concerning(ids, dataset.studies),
        trials=_concerning(ids, dataset.trials),
        notices=_concerning(ids, dataset.notices),
        filters=filters,
    )


def admits(filters: Filters, finding: Finding, dataset: Dataset) -> bool:
    """Whether a finding passes every filter."""
    return (
        (not filters.models or finding.model in filters.models)
        and (not filters.sources or finding.source in filters.sources)
        and (not filters.levels or level_of(finding) in filters.levels)
        and (not filters.directions or finding.direction in filters.directions)
        and (not filters.roles or finding.role in filters.roles)
        and (filters.since is None or _year(finding, dataset) >= filters.since)
    )


def _year(finding: Finding, dataset: Dataset) -> int:
    """The year of the paper, 0 where none was seen."""
    study = dataset.studies.get(finding.study)
    return (study.year or 0) if study else 0


def _sort_key(sort: Sort, dataset: Dataset) -> Callable[[Finding], tuple[object, ...]]:
    def key(finding: Finding) -> tuple[object, ...]:
        year = -_year(finding, dataset)
        by_level = (
            level_of(finding) or 6,
            MODELS.index(finding.model),
            year,
            finding.study,
            finding.id,
        )
        first = {"level": (), "year": (year,), "source": (finding.source,), "study": (finding.study,)}
        return (*first[sort], *by_level)

    return key


def _concerning(ids: set[str], table: Table[Concerns]) -> tuple[Concerns, ...]:
    """The records that name one of the conditions: reviews, trials, notices."""
    found = (record for id_ in sorted(ids) for record in table.having("conditions", id_))
    return tuple(dict.fromkeys(found))
