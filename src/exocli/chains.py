"""Findings as chains: source, cargo, pathway and read-outs, with which way they moved, and where chains disagree.

Effects with `via` (a mimic, an inhibitor …) test a mechanism and are in no chain.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from exocli.dataset import Dataset
from exocli.evidence import MODELS, Level, conflicts, direction_of, level_of
from exocli.model import Finding, Model

Change = Literal["up", "down", "same"]
Effect = tuple[str, Change]


class Best(NamedTuple):
    """The strongest evidence: the OCEBM level, and the model it was reached in."""

    level: Level
    model: Model


class Chain(NamedTuple):
    """What of one finding is drawn: the ids in each column, and which way pathways and read-outs moved."""

    finding: Finding
    cargo: tuple[str, ...]
    pathways: tuple[str, ...]
    moved: tuple[Effect, ...]
    effects: tuple[Effect, ...]


def best_of(findings: Iterable[Finding]) -> Best:
    """The best level among findings that count as evidence, with its model; people before animals before cells."""
    levels = ((level_of(finding) or 5, MODELS.index(finding.model)) for finding in findings)
    level, place = min(levels)
    return Best(level, MODELS[place])


def chain_of(finding: Finding, dataset: Dataset, ids: frozenset[str] | None) -> Chain | None:
    """A finding as a chain; with `ids` (the forms of a molecule, read-out or pathway) only what goes through those.

    An effect on a pathway is the direction of that pathway, not a read-out at its end.
    """
    own = [(effect.on, direction_of(effect)) for effect in finding.effects if effect.via is None]
    moved = tuple(dict.fromkeys(effect for effect in own if effect[0] in dataset.pathways))
    effects = tuple(dict.fromkeys(effect for effect in own if effect not in moved))
    pathways = tuple(dict.fromkeys((*finding.pathway, *(on for on, _ in moved))))
    chain = Chain(finding, finding.cargo, pathways, moved, effects)
    if ids is None:
        return chain
    if ids.intersection(chain.cargo):
        return chain._replace(cargo=tuple(entry for entry in chain.cargo if entry in ids))
    if ids.intersection(pathways):
        return chain._replace(
            pathways=tuple(entry for entry in pathways if entry in ids),
            moved=tuple(effect for effect in moved if effect[0] in ids),
        )
    through = tuple(effect for effect in effects if effect[0] in ids)
    return chain._replace(effects=through) if through else None


def trimmed(chain: Chain, kept: Sequence[str], min_studies: int) -> Chain | None:
    """A chain with the kept read-outs alone; one that had others only is not drawn."""
    effects = tuple(sorted((effect for effect in chain.effects if effect[0] in kept), key=lambda e: kept.index(e[0])))
    if not effects and (chain.effects or min_studies > 1):
        return None
    return chain._replace(effects=effects)


def in_dispute(chains: Sequence[Chain], dataset: Dataset) -> set[tuple[str, str]]:
    """Finding and entry, where findings of one condition, or of one source, move the entry both ways.

    "Source not stated" and mixed sources are no one source.
    """
    groups: dict[tuple[str, str], list[Finding]] = {}
    shown = {(chain.finding.id, on) for chain in chains for on, _ in (*chain.moved, *chain.effects)}
    for finding in (chain.finding for chain in chains):
        groups.setdefault(("condition", finding.condition), []).append(finding)
        record = dataset.sources.get(finding.source)
        if record is not None and record.kind != "other":
            groups.setdefault(("source", finding.source), []).append(finding)
    return {
        (finding.id, conflict.on)
        for findings in groups.values()
        for conflict in conflicts(findings)
        for finding in (*conflict.up, *conflict.down)
        if (finding.id, conflict.on) in shown
    }


def ranking(
    named: Iterable[tuple[str, Finding]], disputed: set[tuple[str, str]] | None = None
) -> dict[str, list[Finding]]:
    """Id → its findings, by number of studies; of equals first what is in dispute, then by best level and id."""
    found: dict[str, list[Finding]] = {}
    for id_, finding in named:
        found.setdefault(id_, []).append(finding)

    def rank(id_: str) -> tuple[object, ...]:
        quarrel = any((finding.id, id_) in (disputed or ()) for finding in found[id_])
        level, model = best_of(found[id_])
        return (-len({row.study for row in found[id_]}), not quarrel, level, MODELS.index(model), id_.casefold())

    return {id_: found[id_] for id_ in sorted(found, key=rank)}
