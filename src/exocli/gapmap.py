"""The evidence gap map: conditions by source, level, pathway, cargo or route, and how much is known in each cell.

Evidence gap maps (Snilstveit et al. 2016, doi 10.1016/j.jclinepi.2016.05.015) lay studies out on a grid, so that what
nobody has studied shows as an empty cell; registered trials, as studies under way, stand beside it. Only evidence
counts (`evidence.shelf_of`), and a cell's best level grades the design of its studies, never an effect.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from exocli.dataset import Dataset
from exocli.evidence import LEVEL_NAMES, MODELS, Tier, counted, level_of
from exocli.model import Finding, Molecule, Named, Source
from exocli.selection import NO_FILTERS, Filters, admits

Axis = Literal["source", "level", "pathway", "cargo", "route"]


class Cell(NamedTuple):
    """The findings of one condition in one column; without any, a gap."""

    findings: tuple[Finding, ...] = ()

    @property
    def studies(self) -> tuple[str, ...]:
        """The keys of its studies, each once."""
        return tuple(sorted({finding.study for finding in self.findings}))

    @property
    def best(self) -> Tier | None:
        """The strongest level and model, with the number of studies that reach it; `None` for a gap."""
        graded = [((level, MODELS.index(row.model)), row) for row in self.findings if (level := level_of(row))]
        if not graded:
            return None
        best = min(grade for grade, _ in graded)
        level = level_of(next(row for grade, row in graded if grade == best)) or 5
        return Tier(level, MODELS[best[1]], len({row.study for grade, row in graded if grade == best}))


class Column(NamedTuple):
    """A column: a source, pathway, molecule, route, or a level with its model (`5-animal`).

    `id` is `None` where studies do not say (no route, no pathway). `family`: what is below it is counted with it.
    """

    id: str | None
    name: str
    short: str
    family: bool = False


class Row(NamedTuple):
    """A condition with a cell for each column, everything known of it taken together, and its registered trials."""

    id: str
    name: str
    group: str
    cells: tuple[Cell, ...]
    total: Cell
    trials: int


class GapMap(NamedTuple):
    """The map. A study may stand in several cells; every total counts it once.

    `trials` is the number of registered trials in its conditions; no filter holds for them.
    """

    axis: Axis
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Cell, ...]
    total: Cell
    trials: int
    filters: Filters
    groups: tuple[str, ...]


def gapmap(
    axis: Axis,
    dataset: Dataset,
    filters: Filters = NO_FILTERS,
    groups: Sequence[str] = (),
    *,
    fine: bool = False,
) -> GapMap:
    """Return the map of conditions (of some groups, or all) by an axis, the columns with most studies first.

    A column is there when any vesicle study on file belongs in it, whatever the filters leave of it. A source
    or pathway counts under the broadest it belongs to, a microRNA's arm under the microRNA; with `fine` each stands by
    itself.
    """
    conditions = [entry for entry in dataset.conditions.values() if not groups or entry.group in groups]
    known = counted(dataset.findings(), dataset.retracted)
    by_condition: dict[str, list[Finding]] = {entry.id: [] for entry in conditions}
    for finding in known:
        if finding.condition in by_condition and admits(filters, finding, dataset):
            by_condition[finding.condition].append(finding)
    here = [row for rows in by_condition.values() for row in rows]
    places = _Places(axis, dataset, fine=fine)
    columns = places.columns(known, here, filters)
    rows = tuple(
        Row(
            entry.id,
            entry.name,
            entry.group,
            places.cells(by_condition[entry.id], columns),
            Cell(tuple(by_condition[entry.id])),
            sum(1 for trial in dataset.trials.values() if entry.id in trial.conditions),
        )
        for entry in conditions
    )
    trials = sum(1 for trial in dataset.trials.values() if by_condition.keys() & set(trial.conditions))
    total = Cell(tuple(here))
    return GapMap(axis, tuple(columns), rows, places.cells(here, columns), total, trials, filters, tuple(groups))


def gathered(cells: Iterable[Cell]) -> Cell:
    """What several cells come to when they are taken together: a finding that stands in two counts once."""
    return Cell(tuple({row.id: row for cell in cells for row in cell.findings}.values()))


def as_object(found: GapMap) -> dict[str, Any]:
    """The map for programs: rows, columns and every cell, gaps too."""
    return {
        "kind": "map",
        "by": found.axis,
        "filters": found.filters.said(),
        "groups": list(found.groups),
        "columns": [
            {"id": column.id, "name": column.name, "family": column.family, **_counts(cell)}
            for column, cell in zip(found.columns, found.totals, strict=True)
        ],
        "rows": [
            {"id": row.id, "name": row.name, "group": row.group, **_counts(row.total), "trials": row.trials}
            for row in found.rows
        ],
        "total": {**_counts(found.total), "trials": found.trials},
        "cells": [
            {"condition": row.id, "column": column.id, **_counts(cell), "keys": list(cell.studies)}
            for row, column, cell in _every(found)
        ],
    }


def as_rows(found: GapMap) -> list[dict[str, Any]]:
    """The map as a table: a row for each condition and column, gaps too."""
    return [
        {
            "condition": row.id,
            "condition_name": row.name,
            "group": row.group,
            found.axis: column.id,
            f"{found.axis}_name": column.name,
            **_counts(cell),
            "keys": list(cell.studies),
        }
        for row, column, cell in _every(found)
    ]


def _every(found: GapMap) -> Iterator[tuple[Row, Column, Cell]]:
    for row in found.rows:
        for column, cell in zip(found.columns, row.cells, strict=True):
            yield row, column, cell


def _counts(cell: Cell) -> dict[str, Any]:
    best = cell.best
    return {
        "studies": len(cell.studies),
        "findings": len(cell.findings),
        "best_level": best.level if best else None,
        "best_model": best.model if best else None,
    }


class _Places:
    """Into which columns of an axis a finding falls."""

    def __init__(self, axis: Axis, dataset: Dataset, *, fine: bool) -> None:
        self._axis = axis
        self._dataset = dataset
        self._broadest: dict[str, str] = {}
        self._table = _TABLES[axis](dataset) if axis in _TABLES else {}
        self._families = {self._above(id_) for id_ in self._table} if not fine else set()

    def of(self, finding: Finding) -> set[str | None]:
        """The ids of the columns of a finding; `None` is the column of those that do not say."""
        ids = _IDS[self._axis](finding)
        return {self._root(id_) if self._families else id_ for id_ in ids} or {None}

    def columns(self, known: Iterable[Finding], here: Iterable[Finding], filters: Filters) -> list[Column]:
        """The columns in their order: levels by rank, the others by studies here, then by studies on file."""
        if self._axis == "level":
            # People alone: an animal's level is left out and no gap.
            return [column for (_, model), column in _LEVELS.items() if not filters.models or model in filters.models]
        counts: dict[str | None, tuple[set[str], set[str]]] = {}
        for place, findings in enumerate((here, known)):
            for finding in findings:
                for id_ in self.of(finding):
                    counts.setdefault(id_, (set(), set()))[place].add(finding.study)
        if filters.models == ("human",):
            # Nobody is studied in a dish: that is no gap.
            counts.pop("in-culture", None)
        columns = {id_: self._column(id_) for id_ in counts}
        ranked = sorted(counts, key=lambda id_: (*(-len(keys) for keys in counts[id_]), columns[id_].name))
        return [columns[id_] for id_ in ranked]

    def cells(self, findings: Iterable[Finding], columns: Iterable[Column]) -> tuple[Cell, ...]:
        """A cell for each column."""
        found: dict[str | None, list[Finding]] = {}
        for finding in findings:
            for id_ in self.of(finding):
                found.setdefault(id_, []).append(finding)
        return tuple(Cell(tuple(found.get(column.id, ()))) for column in columns)

    def _root(self, id_: str) -> str:
        """The broadest entry that an id belongs to (a loop, which `exo check` names, ends where it closes)."""
        if id_ not in self._broadest:
            path = [id_]
            while (above := self._above(path[-1])) and above not in path:
                path.append(above)
            self._broadest[id_] = path[-1]
        return self._broadest[id_]

    def _above(self, id_: str) -> str | None:
        entry = self._table.get(id_)
        # The arms of a microRNA are one cargo; an mRNA is none of the protein it codes for.
        if entry is None or (isinstance(entry, Molecule) and entry.kind != "mirna"):
            return None
        return entry.broader

    def _column(self, id_: str | None) -> Column:
        if id_ is None:
            return Column(None, _UNSAID[self._axis], _UNSAID[self._axis])
        if self._axis == "route":
            return Column(id_, id_.replace("-", " "), id_.replace("-", " "))
        entry = self._table.get(id_)
        name = entry.name if entry else id_
        abbreviation = (entry.abbreviation if isinstance(entry, Source) else None) or ""
        # A letter alone (T for T cell) says nothing at the head of a column.
        short = abbreviation if len(abbreviation) > 1 else name.split(" (", 1)[0]
        return Column(id_, name, short, family=id_ in self._families)


def _rank_of(finding: Finding) -> str:
    return _LEVELS[level_of(finding) or 5, finding.model].id or ""


_IDS: Mapping[Axis, Callable[[Finding], Iterable[str]]] = {
    "source": lambda finding: (finding.source,),
    "level": lambda finding: (_rank_of(finding),),
    "pathway": lambda finding: finding.pathway,
    "cargo": lambda finding: finding.cargo,
    "route": lambda finding: (finding.route,) if finding.route else (),
}
# The axes whose entries belong to broader ones.
_TABLES: Mapping[Axis, Callable[[Dataset], Mapping[str, Named]]] = {
    "source": lambda dataset: dataset.sources,
    "pathway": lambda dataset: dataset.pathways,
    "cargo": lambda dataset: dataset.molecules,
}
_UNSAID: Mapping[Axis, str] = {"pathway": "none named", "cargo": "none tested", "route": "not stated"}
_LEVELS: Mapping[tuple[int, str], Column] = {
    (1, "human"): Column("1", LEVEL_NAMES[1], "1 SR"),
    (2, "human"): Column("2", LEVEL_NAMES[2], "2 RCT"),
    (3, "human"): Column("3", LEVEL_NAMES[3], "3 contr."),
    (4, "human"): Column("4", LEVEL_NAMES[4], "4 series"),
    (5, "animal"): Column("5-animal", "mechanism-based, animals", "5 animal"),
    (5, "ex-vivo"): Column("5-ex-vivo", "mechanism-based, ex vivo", "5 ex vivo"),
    (5, "in-vitro"): Column("5-in-vitro", "mechanism-based, in vitro", "5 in vitro"),
}
