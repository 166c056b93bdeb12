"""Conditions, sources or molecules side by side: what they share, what sets them apart, what moves which way.

Only evidence counts (`evidence.shelf_of`). Effects with `via` are tests of a mechanism and move nothing here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

from exocli import contract
from exocli.dataset import Dataset, Vocabulary
from exocli.evidence import MODELS, Level, Summary, counted, direction_of, summarise
from exocli.gapmap import Cell
from exocli.mentions import family, mentions
from exocli.model import Finding, Model, Trial

Kind = Literal["condition", "source", "molecule"]
Facet = Literal["conditions", "sources", "cargo", "pathways", "carriers", "carried_in"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# What things of a kind are compared by. Of a molecule: where vesicles move it, whose vesicles do, which sources carry
# it as tested cargo, and where.
FACETS: Mapping[Kind, tuple[Facet, ...]] = {
    "condition": ("sources", "cargo", "pathways"),
    "source": ("conditions", "cargo", "pathways"),
    "molecule": ("conditions", "sources", "carriers", "carried_in"),
}


class Move(NamedTuple):
    """The findings in which something rises and those in which it falls."""

    up: Cell = Cell()
    down: Cell = Cell()

    @property
    def way(self) -> Literal["up", "down", "both"] | None:
        """Which way it goes; `both` where studies disagree, `None` where it does not move."""
        if self.up.findings and self.down.findings:
            return "both"
        return "up" if self.up.findings else "down" if self.down.findings else None


class Item(NamedTuple):
    """One of the things compared: its evidence as a whole and by facet, and what moves.

    `moves` is by what an effect can be on for a condition or source, by condition for a molecule. `within` is the
    other item, if any, that takes this one in (ADSC in MSC), so that its studies count in both.
    """

    id: str
    name: str
    summary: Summary
    facets: Mapping[Facet, Mapping[str, Cell]]
    moves: Mapping[str, Move]
    trials: tuple[Trial, ...]
    within: str | None


class Comparison(NamedTuple):
    """Things of one kind side by side. `same_way` and `opposite` are ids of what moves (`Item.moves`).

    The same way: up in all and down in none, or down in all and up in none. Opposite: up in one, down in another.
    """

    kind: Kind
    items: tuple[Item, ...]
    same_way: tuple[str, ...]
    opposite: tuple[str, ...]

    def shared(self, facet: Facet) -> tuple[str, ...]:
        """What at least two of them have: first what most have, then what most studies are of."""
        return tuple(id_ for id_ in self._ranked(facet) if self._having(facet, id_) > 1)

    def alone(self, facet: Facet, item: Item) -> tuple[str, ...]:
        """What only this one has, most studies first."""
        return tuple(id_ for id_ in self._ranked(facet) if id_ in item.facets[facet] and self._having(facet, id_) == 1)

    def _having(self, facet: Facet, id_: str) -> int:
        return sum(1 for item in self.items if id_ in item.facets[facet])

    def _ranked(self, facet: Facet) -> list[str]:
        studies: dict[str, int] = {}
        for item in self.items:
            for id_, cell in item.facets[facet].items():
                studies[id_] = studies.get(id_, 0) + len(cell.studies)
        return sorted(studies, key=lambda id_: (-self._having(facet, id_), -studies[id_], id_))


def compare(kind: Kind, ids: Sequence[str], dataset: Dataset) -> Comparison:
    """Return things of one kind, named by their ids, side by side."""
    items = tuple(_ITEMS[kind](id_, ids, dataset) for id_ in ids)
    moved = dict.fromkeys(on for item in items for on in item.moves)
    moves = {on: [item.moves.get(on, Move()) for item in items] for on in moved}
    ranked = sorted(moves, key=lambda on: (-sum(_weight(move) for move in moves[on]), on))
    return Comparison(
        kind,
        items,
        tuple(on for on in ranked if {move.way for move in moves[on]} in ({"up"}, {"down"})),
        tuple(on for on in ranked if _opposed(moves[on])),
    )


def name_of(id_: str, facet: Facet, dataset: Dataset) -> str:
    """The display name of what stands under a facet."""
    if facet in {"conditions", "carried_in"}:
        return dataset.outlines[id_].name
    if facet in {"sources", "carriers"}:
        return dataset.sources[id_].name if id_ in dataset.sources else id_
    return dataset.name_of(id_)


def moved_name(id_: str, kind: Kind, dataset: Dataset) -> str:
    """The display name of what moves: a condition for molecules, else what an effect can be on."""
    return dataset.outlines[id_].name if kind == "molecule" else dataset.name_of(id_)


def as_object(found: Comparison, dataset: Dataset) -> dict[str, Any]:
    """The comparison for programs; every study is a citation key."""

    def entry(facet: Facet, id_: str) -> dict[str, Any]:
        keys = {item.id: list(item.facets[facet][id_].studies) for item in found.items if id_ in item.facets[facet]}
        return {"id": id_, "name": name_of(id_, facet, dataset), "studies": keys}

    def moved(on: str) -> dict[str, Any]:
        sides = {item.id: item.moves.get(on, Move()) for item in found.items}
        return {
            "id": on,
            "name": moved_name(on, found.kind, dataset),
            "studies": {id_: {"up": list(m.up.studies), "down": list(m.down.studies)} for id_, m in sides.items()},
        }

    facets = FACETS[found.kind]
    return {
        "kind": "comparison",
        "of": found.kind,
        "items": [
            {
                "id": item.id,
                "name": item.name,
                "within": item.within,
                "evidence": contract.evidence(item.summary),
                "trials": [trial.id for trial in item.trials],
            }
            for item in found.items
        ],
        "shared": {facet: [entry(facet, id_) for id_ in found.shared(facet)] for facet in facets},
        "distinct": {
            facet: [entry(facet, id_) for item in found.items for id_ in found.alone(facet, item)] for facet in facets
        },
        "same_way": [moved(on) for on in found.same_way],
        "opposite": [moved(on) for on in found.opposite],
    }


def as_rows(found: Comparison, dataset: Dataset) -> list[dict[str, Any]]:
    """The comparison as a table: a row for each fact compared, a column for each item.

    A cell counts studies (findings by direction are findings); a move is `up 2`, `down 1` or `up 2; down 1`.
    """
    items = found.items

    def row(section: str, id_: str, name: str, values: Iterable[object]) -> dict[str, Any]:
        cells = dict(zip((item.id for item in items), values, strict=True))
        return {"section": section, "id": id_, "name": name, **cells}

    rows = [
        row("evidence", "studies", "studies", (item.summary.studies for item in items)),
        row("evidence", "findings", "findings", (item.summary.findings for item in items)),
        row("evidence", "human", "studies in people", (item.summary.human for item in items)),
    ]
    for level, model in tiers(found):
        counts = (studies_at(item, level, model) for item in items)
        rows.append(row("level", f"{level}-{model}", f"level {level}, {model}", counts))
    rows += [
        row("direction", way, way, (item.summary.directions.get(way, 0) for item in items)) for way in directions(found)
    ]
    rows.append(row("trials", "trials", "registered trials", (len(item.trials) for item in items)))
    for facet in FACETS[found.kind]:
        for id_ in (*found.shared(facet), *(id_ for item in items for id_ in found.alone(facet, item))):
            counts = (len(item.facets[facet].get(id_, Cell()).studies) for item in items)
            rows.append(row(facet, id_, name_of(id_, facet, dataset), counts))
    for section, moved in (("same_way", found.same_way), ("opposite", found.opposite)):
        for on in moved:
            moves = (item.moves.get(on, Move()) for item in items)
            rows.append(row(section, on, moved_name(on, found.kind, dataset), map(_said, moves)))
    return rows


def tiers(found: Comparison) -> list[tuple[Level, Model]]:
    """The levels and models that any of them reaches, strongest first."""
    reached = {(tier.level, tier.model) for item in found.items for tier in item.summary.tiers}
    return sorted(reached, key=lambda tier: (tier[0], MODELS.index(tier[1])))


def studies_at(item: Item, level: Level, model: Model) -> int:
    """How many of its studies reach a level in a model."""
    return sum(tier.studies for tier in item.summary.tiers if (tier.level, tier.model) == (level, model))


def directions(found: Comparison) -> list[str]:
    """The directions that any findings of theirs have, the most frequent first."""
    counts: dict[str, int] = {}
    for item in found.items:
        for way, number in item.summary.directions.items():
            counts[way] = counts.get(way, 0) + number
    return sorted(counts, key=lambda way: -counts[way])


def _condition(id_: str, _: Sequence[str], dataset: Dataset) -> Item:
    condition = dataset.conditions[id_]
    rows = counted(condition.findings, dataset.retracted)
    facets: dict[Facet, Mapping[str, Cell]] = {
        "sources": _by(rows, lambda row: (row.source,)),
        "cargo": _by(rows, lambda row: row.cargo),
        "pathways": _by(rows, lambda row: row.pathway),
    }
    trials = tuple(dataset.trials.having("conditions", id_))
    return Item(
        id_, condition.name, summarise(condition.findings, dataset.retracted), facets, _moves(rows), trials, None
    )


def _source(id_: str, others: Sequence[str], dataset: Dataset) -> Item:
    kinds = family("source", id_, dataset)
    found = mentions("source", id_, dataset).source
    rows = counted(found, dataset.retracted)
    facets: dict[Facet, Mapping[str, Cell]] = {
        "conditions": _by(rows, lambda row: (row.condition,)),
        "cargo": _by(rows, lambda row: row.cargo),
        "pathways": _by(rows, lambda row: row.pathway),
    }
    trials = tuple(trial for trial in dataset.trials.values() if trial.source in kinds)
    summary = summarise(found, dataset.retracted)
    within = _within("source", id_, others, dataset)
    return Item(id_, dataset.sources[id_].name, summary, facets, _moves(rows), trials, within)


def _molecule(id_: str, others: Sequence[str], dataset: Dataset) -> Item:
    forms = family("molecule", id_, dataset)
    found = mentions("molecule", id_, dataset)
    changed, carried = counted(found.changed, dataset.retracted), counted(found.cargo, dataset.retracted)
    facets: dict[Facet, Mapping[str, Cell]] = {
        "conditions": _by(changed, lambda row: (row.condition,)),
        "sources": _by(changed, lambda row: (row.source,)),
        "carriers": _by(carried, lambda row: (row.source,)),
        "carried_in": _by(carried, lambda row: (row.condition,)),
    }
    moves = {
        condition: Move(Cell(_moving(cell.findings, forms, "up")), Cell(_moving(cell.findings, forms, "down")))
        for condition, cell in facets["conditions"].items()
    }
    summary = summarise(found.all(), dataset.retracted)
    within = _within("molecule", id_, others, dataset)
    return Item(id_, dataset.molecules[id_].name, summary, facets, moves, (), within)


def _within(kind: Vocabulary, id_: str, others: Sequence[str], dataset: Dataset) -> str | None:
    return next((other for other in others if other != id_ and id_ in family(kind, other, dataset)), None)


def _by(rows: Iterable[Finding], ids_of: Callable[[Finding], Iterable[str]]) -> dict[str, Cell]:
    found: dict[str, list[Finding]] = {}
    for row in rows:
        for id_ in dict.fromkeys(ids_of(row)):
            found.setdefault(id_, []).append(row)
    return {id_: Cell(tuple(findings)) for id_, findings in found.items()}


def _moves(rows: Sequence[Finding]) -> dict[str, Move]:
    """Everything that vesicles move, with the findings on each side."""
    on = {effect.on: frozenset({effect.on}) for row in rows for effect in row.effects if effect.via is None}
    moves = {id_: Move(Cell(_moving(rows, ids, "up")), Cell(_moving(rows, ids, "down"))) for id_, ids in on.items()}
    return {id_: move for id_, move in moves.items() if move.way}


def _moving(rows: Iterable[Finding], ids: frozenset[str], way: str) -> tuple[Finding, ...]:
    """The findings in which vesicles move one of some ids that way."""
    return tuple(
        row for row in rows if any(e.on in ids and e.via is None and direction_of(e) == way for e in row.effects)
    )


def _opposed(moves: Sequence[Move]) -> bool:
    """Whether one rises and another falls; both in one alone is that one's own dispute."""
    return any(one.up.findings and other.down.findings for one in moves for other in moves if one is not other)


def _weight(move: Move) -> int:
    return len(move.up.studies) + len(move.down.studies)


def _said(move: Move) -> str:
    sides = (("up", move.up.studies), ("down", move.down.studies))
    return "; ".join(f"{way} {len(keys)}" for way, keys in sides if keys)


_ITEMS: Mapping[Kind, Callable[[str, Sequence[str], Dataset], Item]] = {
    "condition": _condition,
    "source": _source,
    "molecule": _molecule,
}
