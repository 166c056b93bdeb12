"""The mechanism as a graph: findings → source, cargo, pathway, read-out, outcome, and the edges between them.

Only evidence counts (`exocli.evidence`): therapeutic vesicles, no retracted papers, no conditioned medium, and effects
without `via`. A finding is a chain through the columns that it names; one that names no cargo goes from its source
straight to its pathway or read-outs. An edge joins what findings report together. It is no proof of that step, and a
path along edges of several studies is nobody's result; `Edge.keys` says whose each edge is.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from exocli.chains import Best, Chain, Change, best_of, chain_of, in_dispute, ranking, trimmed
from exocli.dataset import Dataset, Vocabulary
from exocli.evidence import Summary, counted, summarise
from exocli.mentions import family, mentions
from exocli.model import Finding
from exocli.selection import NO_FILTERS, Filters, admits

Column = Literal["source", "cargo", "pathway", "readout", "direction"]
Kind = Literal["condition", "source", "molecule", "readout", "pathway"]

COLUMNS: tuple[Column, ...] = ("source", "cargo", "pathway", "readout", "direction")
KINDS: tuple[Kind, ...] = ("condition", "source", "molecule", "readout", "pathway")
DIRECTIONS = ("benefit", "equivalent", "mixed", "no-effect", "harm", "safety")
# So many read-outs make a picture that can be read on a slide.
TOP = 12
# Beside so many read-outs, as many boxes in the other columns; what is beyond them is drawn as one node.
_CROWD: Mapping[Column, int] = {"source": 12, "cargo": 8, "pathway": 8}
# No id in a TOML file is written like this.
_OTHERS = "(others)"
_CHANGES: tuple[Change | None, ...] = ("up", "down", "same", None)


class Node(NamedTuple):
    """Something in a column, `label` its short name. `keys` are the studies that name it.

    `disputed`: a pathway or read-out that is reported to move both ways.
    """

    id: str
    kind: Column
    name: str
    label: str
    keys: tuple[str, ...]
    best: Best
    disputed: bool


class Edge(NamedTuple):
    """What findings report together. `change` is which way `target` moved; `None` where nothing is said of it.

    `conflicting`: another study saw the target move the other way, in the same condition or by the same source.
    """

    origin: str
    target: str
    change: Change | None
    keys: tuple[str, ...]
    best: Best
    conflicting: bool


class Graph(NamedTuple):
    """The mechanism of a thing.

    `summary` is of all its evidence, `chains` of what is drawn. `left_out` holds the read-outs that are not drawn,
    `left_out_studies` the studies with nothing in the picture (`left_out_human` of them in people), `together` the ids
    that share a node of their column.
    `disputed` holds pairs of a finding's id and what it moves, where another study saw that move the other way.
    """

    kind: Kind
    id: str
    name: str
    said: str
    summary: Summary
    chains: tuple[Chain, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    readouts: tuple[str, ...]
    left_out: tuple[str, ...]
    left_out_studies: tuple[str, ...]
    left_out_human: int
    together: Mapping[Column, tuple[str, ...]]
    disputed: frozenset[tuple[str, str]]


def graph(
    kind: Kind,
    id_: str,
    dataset: Dataset,
    filters: Filters = NO_FILTERS,
    *,
    with_narrower: bool = False,
    min_studies: int = 1,
    top: int = TOP,
) -> Graph:
    """Return the mechanism of a condition, source, molecule, read-out or pathway (each with its narrower forms).

    `with_narrower` takes in the conditions below a condition. Of the read-outs that at least `min_studies` studies
    report, the `top` are kept: by number of studies, then those in dispute, then by level.
    """
    below = dataset.narrower(id_) if kind == "condition" and with_narrower else []
    conditions = [dataset.conditions[entry] for entry in (id_, *below)] if kind == "condition" else []
    name = conditions[0].name if kind == "condition" else dataset.vocabulary(kind)[id_].name
    found = (
        [finding for condition in conditions for finding in condition.findings]
        if kind == "condition"
        else mentions(kind, id_, dataset).all()
    )
    asked = (finding for finding in found if admits(filters, finding, dataset))
    evidence = counted(asked, dataset.retracted)
    ids = None if kind in ("condition", "source") else family(_vocabulary(kind), id_, dataset)
    chains = [chain for finding in evidence if (chain := chain_of(finding, dataset, ids))]
    disputed = in_dispute(chains, dataset)
    ranked = ranking(((readout, chain.finding) for chain in chains for readout, _ in chain.effects), disputed)
    enough = [readout for readout, findings in ranked.items() if len({row.study for row in findings}) >= min_studies]
    kept = enough[:top]
    drawn = [short for chain in chains if (short := trimmed(chain, kept, min_studies))]
    node_of, together = _nodes(drawn, disputed, dataset, max(top, TOP) / TOP)
    nodes = tuple(dict.fromkeys(node_of.values()))
    place = {node.id: number for number, node in enumerate(nodes)}
    edges = _edges(drawn, node_of, disputed)
    edges.sort(key=lambda edge: (place[edge.origin], place[edge.target], _CHANGES.index(edge.change)))
    shown = {chain.finding.study for chain in drawn}
    gone = [chain.finding for chain in chains if chain.finding.study not in shown]
    said = [filters.said(), f"at least {min_studies} studies a read-out" if min_studies > 1 else ""]
    said.append(f"with {', '.join(dataset.outlines[entry].name.lower() for entry in below)}" if below else "")
    return Graph(
        kind=kind,
        id=id_,
        name=name,
        said="; ".join(word for word in said if word),
        summary=summarise((chain.finding for chain in chains), dataset.retracted),
        chains=tuple(drawn),
        nodes=nodes,
        edges=tuple(edges),
        readouts=tuple(kept),
        left_out=tuple(readout for readout in ranked if readout not in kept),
        left_out_studies=_keys(gone),
        left_out_human=len({finding.study for finding in gone if finding.model == "human"}),
        together=together,
        disputed=frozenset(disputed),
    )


def objects(drawn: Graph) -> dict[str, Any]:
    """Return the graph as plain objects, in a stable order: columns from left to right, the most studied first."""
    return {
        "kind": "graph",
        "of": {"kind": drawn.kind, "id": drawn.id, "name": drawn.name},
        "filters": drawn.said,
        "nodes": [{"id": node.id, "kind": node.kind, "name": node.name} for node in drawn.nodes],
        "edges": [
            {
                "from": edge.origin,
                "to": edge.target,
                "change": edge.change,
                "studies": len(edge.keys),
                "keys": list(edge.keys),
                "best_level": edge.best.level,
                "best_model": edge.best.model,
                "conflicting": edge.conflicting,
            }
            for edge in drawn.edges
        ],
        "left_out": {
            "readouts": list(drawn.left_out),
            "studies": list(drawn.left_out_studies),
            "together": {column: list(ids) for column, ids in drawn.together.items()},
        },
    }


def source_name(id_: str, dataset: Dataset) -> str:
    """The short name of a source, where it has one."""
    record = dataset.sources.get(id_)
    return (record.abbreviation or record.name) if record else id_


def _vocabulary(kind: Kind) -> Vocabulary:
    return "source" if kind == "condition" else kind


def _members(chain: Chain) -> dict[Column, tuple[str, ...]]:
    """What a chain has in each column."""
    return {
        "source": (chain.finding.source,),
        "cargo": chain.cargo,
        "pathway": chain.pathways,
        "readout": tuple(dict.fromkeys(on for on, _ in chain.effects)),
        "direction": (chain.finding.direction,),
    }


def _nodes(
    chains: Sequence[Chain], disputed: set[tuple[str, str]], dataset: Dataset, room: float
) -> tuple[dict[tuple[Column, str], Node], dict[Column, tuple[str, ...]]]:
    """The node of each id in its column, and the ids that share one because their column is full."""
    nodes: dict[tuple[Column, str], Node] = {}
    together: dict[Column, tuple[str, ...]] = {}
    for column in COLUMNS:
        ranked = ranking(((id_, chain.finding) for chain in chains for id_ in _members(chain)[column]), disputed)
        if column == "direction":
            ranked = {id_: ranked[id_] for id_ in DIRECTIONS if id_ in ranked}
        most = int(_CROWD.get(column, len(ranked)) * room)
        rest = tuple(ranked)[most - 1 :] if len(ranked) > most else ()
        for id_, findings in ranked.items():
            if id_ not in rest:
                moves = column in ("pathway", "readout")
                quarrel = moves and any((finding.id, id_) in disputed for finding in findings)
                nodes[column, id_] = _node(id_, _names(column, id_, dataset), column, findings, quarrel)
        if rest:
            together[column] = rest
            findings = [finding for id_ in rest for finding in ranked[id_]]
            name = f"{len(rest)} other {_PLURALS[column]}"
            node = _node(_OTHERS, (name, name), column, findings)
            nodes.update({(column, id_): node for id_ in rest})
    return nodes, together


def _edges(
    chains: Sequence[Chain], nodes: Mapping[tuple[Column, str], Node], disputed: set[tuple[str, str]]
) -> list[Edge]:
    """What stands in neighbouring columns of a chain is joined, once for each way the right one moved."""
    found: dict[tuple[str, str, Change | None], list[tuple[Finding, str]]] = {}
    for chain in chains:
        filled = [[(column, id_) for id_ in ids] for column, ids in _members(chain).items() if ids]
        for origins, targets in pairwise(filled):
            for column, id_ in targets:
                effects = {"pathway": chain.moved, "readout": chain.effects}.get(column, ())
                ways: list[Change | None] = [way for on, way in effects if on == id_]
                for way in ways or [None]:
                    for origin in dict.fromkeys(nodes[origin].id for origin in origins):
                        edge = (origin, nodes[column, id_].id, way)
                        found.setdefault(edge, []).append((chain.finding, id_))
    return [
        Edge(
            origin,
            target,
            way,
            _keys(finding for finding, _ in rows),
            best_of(finding for finding, _ in rows),
            way in ("up", "down") and any((finding.id, id_) in disputed for finding, id_ in rows),
        )
        for (origin, target, way), rows in found.items()
    ]


_PLURALS: Mapping[Column, str] = {"source": "sources", "cargo": "cargoes", "pathway": "pathways"}


def _node(
    id_: str, names: tuple[str, str], column: Column, findings: Sequence[Finding], disputed: bool = False
) -> Node:
    return Node(f"{column}:{id_}", column, *names, _keys(findings), best_of(findings), disputed)


def _names(column: Column, id_: str, dataset: Dataset) -> tuple[str, str]:
    """The full and the short name of what stands in a column."""
    if column == "source" and id_ in dataset.sources:
        return dataset.sources[id_].name, source_name(id_, dataset)
    name = id_.replace("-", " ") if column == "direction" else dataset.name_of(id_)
    return name, name


def _keys(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(sorted({finding.study for finding in findings}))
