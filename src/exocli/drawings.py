"""The machine formats of `exo compare`, `exo map` and `exo graph` as types, for `exocli.formats`."""

from typing import Annotated, Literal

from msgspec import Meta, field

from exocli.model import Group, Model, Record
from exocli.rows import Best, BestModel, Count, Findings, Ids, Studies
from exocli.tallies import EvidenceObject

Keys = Annotated[tuple[str, ...], Meta(description="Citation keys of the studies.")]


class ComparedItem(Record, frozen=True, kw_only=True):
    """One of the things compared; `within` is the id of another of them that takes it in."""

    id: str
    name: str
    within: str | None
    evidence: EvidenceObject
    trials: Ids


class SharedEntry(Record, frozen=True, kw_only=True):
    """A source, molecule, pathway or condition with the studies that have it, by the id of the thing compared."""

    id: str
    name: str
    studies: dict[str, tuple[str, ...]]


class Sides(Record, frozen=True, kw_only=True):
    """The studies that saw something raised and those that saw it lowered."""

    up: Keys
    down: Keys


class MovedEntry(Record, frozen=True, kw_only=True):
    """A read-out (for molecules: a condition) with both sides, by the id of the thing compared."""

    id: str
    name: str
    studies: dict[str, Sides]


class ComparisonPage(Record, frozen=True, kw_only=True):
    """Things of one kind side by side."""

    kind: Literal["comparison"]
    of: Literal["condition", "source", "molecule"]
    items: tuple[ComparedItem, ...]
    shared: dict[str, tuple[SharedEntry, ...]]
    distinct: dict[str, tuple[SharedEntry, ...]]
    same_way: tuple[MovedEntry, ...]
    opposite: tuple[MovedEntry, ...]


class Counted(Record, frozen=True, kw_only=True):
    """How many studies and findings there are, and the best evidence among them."""

    studies: Studies
    findings: Findings
    best_level: Best
    best_model: BestModel


class MapColumn(Counted, frozen=True, kw_only=True):
    """A column of the map with its total; `id` is null where the studies name none.

    `family`: narrower entries count in it too.
    """

    id: str | None
    name: str
    family: bool


class MapRow(Counted, frozen=True, kw_only=True):
    """A condition with its total and its registered trials."""

    id: str
    name: str
    group: Group
    trials: Count


class MapTotal(Counted, frozen=True, kw_only=True):
    """Everything on the map."""

    trials: Count


class MapCell(Counted, frozen=True, kw_only=True):
    """A condition by a column; without studies it is a gap."""

    condition: str
    column: str | None
    keys: Keys


class MapPage(Record, frozen=True, kw_only=True):
    """The evidence gap map."""

    kind: Literal["map"]
    by: Literal["source", "level", "pathway", "cargo", "route"]
    filters: str
    groups: tuple[Group, ...]
    columns: tuple[MapColumn, ...]
    rows: tuple[MapRow, ...]
    total: MapTotal
    cells: tuple[MapCell, ...]


class GraphSubject(Record, frozen=True, kw_only=True):
    """What a graph is about."""

    kind: Literal["condition", "source", "molecule", "readout", "pathway"]
    id: str
    name: str


class GraphNode(Record, frozen=True, kw_only=True):
    """A box of the graph; its kind is its column."""

    id: str
    kind: Literal["source", "cargo", "pathway", "readout", "direction"]
    name: str


class GraphEdge(Record, frozen=True, kw_only=True):
    """What findings report together; `change` is set on edges into a read-out."""

    origin: str = field(name="from")
    target: str = field(name="to")
    change: Literal["up", "down", "same"] | None
    studies: Studies
    keys: Keys
    best_level: Best
    best_model: Model
    conflicting: bool


class GraphRest(Record, frozen=True, kw_only=True):
    """What the picture leaves out, and what shares a box, by column."""

    readouts: Ids
    studies: Keys
    together: dict[str, tuple[str, ...]]


class GraphPage(Record, frozen=True, kw_only=True):
    """A mechanism as nodes and edges."""

    kind: Literal["graph"]
    of: GraphSubject
    filters: str
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    left_out: GraphRest
