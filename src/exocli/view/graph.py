"""A mechanism as a page: for each source, what it carried, by which pathway, what moved, and how that ended.

The words of a picture (its title and notes, and what stands beside an edge) are here too: each form of picture says
the same.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from exocli.chains import Best, Chain, Effect, best_of
from exocli.dataset import Dataset
from exocli.evidence import MODELS
from exocli.graph import Edge, Graph, Node, source_name
from exocli.model import Source
from exocli.view import cells
from exocli.view.condition import caution
from exocli.view.document import (
    Block,
    Document,
    Fields,
    Heading,
    Items,
    Paragraph,
    Span,
    Style,
    Text,
    Title,
    Tree,
    joined,
    plain,
)

SIGNS: dict[str, str] = {"up": "↑", "down": "↓", "same": "="}
COLUMN_NAMES = {
    "source": "Source",
    "cargo": "Cargo tested",
    "pathway": "Pathway",
    "readout": "Read-out",
    "direction": "Outcome",
}
MEANING = (
    "An edge joins what studies report together; it does not prove the step, and a path along edges of different "
    "studies is no study's result."
)
_STYLES: dict[str, Style] = {"up": "up", "down": "down", "same": "same"}
_DISPUTED = "moved both ways in the same condition, or by the same source"
_KIND_NAMES = {"readout": "read-out"}


class Caption(NamedTuple):
    """The words around a picture: its title, a line below it, and notes at its foot."""

    title: str
    subtitle: str
    notes: tuple[str, ...]


def document(graph: Graph, dataset: Dataset) -> Document:
    """The mechanism as a tree: source, cargo and pathway, read-outs with their direction, and outcome."""
    references = cells.References(dataset.studies)
    blocks: list[Block] = [Title(graph.name, f"mechanism of a {kind}" if (kind := _kind(graph)) else "mechanism")]
    none = plain("no vesicle study within these limits", "warn") if graph.said else ()
    line = cells.evidence_line(graph.summary)
    fields: list[tuple[str, Text]] = [("evidence", line if graph.summary.findings else none or line)]
    if graph.summary.findings:
        fields.append(("outcomes", cells.directions_line(graph.summary)))
    fields += [("only", plain(graph.said))] if graph.said else []
    fields += [("shown", plain(shown))] if (shown := _shown(graph, dataset)) else []
    blocks.append(Fields(tuple(fields)))
    blocks += _trees(graph, dataset, references)
    if references.keys:
        blocks += [Heading("References"), Items(references.items())]
    if graph.chains:
        key = "↑ raised, ↓ lowered, = no change; → outcome of the finding. A branch joins what a "
        key += "finding reports together; it does not prove the step."
        key += f" ↕ {_DISPUTED}." if graph.disputed else ""
        blocks += [Paragraph(plain(key, "dim")), Paragraph(plain(cells.LEVEL_KEY, "dim"))]
    return (*blocks, caution(dataset))


def caption(graph: Graph, dataset: Dataset) -> Caption:
    """The words around the picture of a graph."""
    summary = graph.summary
    counts = f"{_counted(summary.studies, 'study', 'studies')}, {_counted(summary.findings, 'finding', 'findings')}"
    if not graph.chains:
        return Caption(graph.name, f"{counts}: nothing to draw{f' ({graph.said})' if graph.said else ''}", ())
    notes = [f"Shown: {shown}." if (shown := _shown(graph, dataset)) else "", MEANING]
    if graph.together:
        notes.append("Where a column is full, what the fewest studies name stands together as “other”.")
    short = [f"{node.label} {node.name}" for node in graph.nodes if node.label != node.name]
    notes += [f"{'; '.join(short)}."] if short else []
    notes += [f"Takes in {said}."] if (said := cells.folders_said(dataset)) else []
    notes.append(f"Only therapeutic vesicles of papers that are not retracted count. {cells.LEVEL_KEY}")
    notes.append(f"{dataset.about.caution} {dataset.about.title}, {dataset.about.version}, {dataset.about.licence}.")
    subtitle = f"Mechanism of therapeutic vesicles as studies report it: {counts}"
    return Caption(graph.name, subtitle + (f" ({graph.said})" if graph.said else ""), tuple(filter(None, notes)))


def best(entry: Best) -> str:
    """`level 4 human`, `level 5 animal`: a level is never shown without its model."""
    return f"level {entry.level} {cells.MODEL_NAMES[entry.model]}"


def weight(entry: Node | Edge) -> str:
    """How many studies, and the best level among them: `3 studies · level 5 animal`."""
    return f"{_counted(len(entry.keys), 'study', 'studies')} · {best(entry.best)}"


def edge_label(edge: Edge) -> str:
    """What stands beside an edge: which way its target moved, how many studies say so, the best level."""
    sign = f"{SIGNS[edge.change]} " if edge.change else ""
    return f"{sign}{weight(edge)}{' · ↕ both ways' if edge.conflicting else ''}"


def _kind(graph: Graph) -> str:
    return _KIND_NAMES.get(graph.kind, graph.kind)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _shown(graph: Graph, dataset: Dataset) -> str:
    """What is drawn of how much, and what was left out."""
    if not graph.left_out and not graph.left_out_studies:
        return ""
    kept, rest = len(graph.readouts), len(graph.left_out)
    words = f"{kept} of {kept + rest} read-outs, those that most studies report"
    if missing := len(graph.left_out_studies):
        people = f" (in people: {graph.left_out_human})" if graph.left_out_human else ""
        words += f"; left out: {_counted(missing, 'study', 'studies')}{people} with other read-outs only"
    quarrels = [conflict.on for conflict in graph.summary.conflicts if conflict.on in graph.left_out]
    if quarrels and graph.kind == "condition":
        words += f"; disputed and left out: {', '.join(dataset.name_of(on) for on in quarrels)}"
    return words


def _trees(graph: Graph, dataset: Dataset, references: cells.References) -> Iterable[Tree]:
    """A tree for each source, the one with the most studies first."""
    by_source: dict[str, list[Chain]] = {}
    for chain in graph.chains:
        by_source.setdefault(chain.finding.source, []).append(chain)

    def rank(source: str) -> tuple[object, ...]:
        findings = [chain.finding for chain in by_source[source]]
        level, model = best_of(findings)
        return (-len({row.study for row in findings}), level, MODELS.index(model), source)

    for source in sorted(by_source, key=rank):
        yield Tree(tuple(_branches(source, by_source[source], graph, dataset, references)))


def _branches(
    source: str, chains: Sequence[Chain], graph: Graph, dataset: Dataset, references: cells.References
) -> Iterable[tuple[int, Text]]:
    findings = [chain.finding for chain in chains]
    record = dataset.sources.get(source)
    name = Span(source_name(source, dataset), "strong")
    full = f"  {record.name}" if isinstance(record, Source) and record.abbreviation else ""
    studies = _counted(len({finding.study for finding in findings}), "study", "studies")
    yield 0, (name, Span(full), Span(f"  {studies}, best {best(best_of(findings))}", "dim"))
    ways: dict[tuple[tuple[str, ...], tuple[str, ...], tuple[Effect, ...]], list[Chain]] = {}
    for chain in chains:
        ways.setdefault((chain.cargo, chain.pathways, chain.moved), []).append(chain)
    # What names neither cargo nor pathway hangs on the source itself, and stands first.
    for way, alike in sorted(ways.items(), key=lambda item: (any(item[0]), -len(item[1]))):
        if any(way):
            yield 1, _way(alike, graph, dataset)
        for leaf in _leaves(alike, graph, dataset, references):
            yield 1 + any(way), leaf


def _way(alike: Sequence[Chain], graph: Graph, dataset: Dataset) -> Text:
    """What was carried, and by which pathway it is said to have worked."""
    chain = alike[0]
    spans: list[Span] = []
    if chain.cargo:
        spans += [Span("cargo ", "dim"), Span(", ".join(dataset.name_of(entry) for entry in chain.cargo), "key")]
    if chain.pathways:
        spans.append(Span(" → pathway " if spans else "pathway ", "dim"))
        names = []
        for entry in chain.pathways:
            signs = [Span(f"{SIGNS[way]} ", _STYLES[way]) for on, way in chain.moved if on == entry]
            quarrel = any((row.finding.id, entry) in graph.disputed for row in alike)
            names.append((*signs, Span(dataset.name_of(entry), "key"), *_dispute(quarrel)))
        spans += joined(names)
    return tuple(spans)


def _leaves(alike: Sequence[Chain], graph: Graph, dataset: Dataset, references: cells.References) -> Iterable[Text]:
    """The read-outs at the end of one way, most studied first, each with what it came to."""
    moved: dict[Effect | None, list[Chain]] = {}
    for chain in alike:
        for effect in chain.effects or (None,):
            moved.setdefault(effect, []).append(chain)
    order = {on: place for place, on in enumerate(graph.readouts)}
    for effect in sorted(moved, key=lambda effect: (order[effect[0]], effect[1]) if effect else (len(order), "")):
        findings = [chain.finding for chain in moved[effect]]
        keys = list(dict.fromkeys(finding.study for finding in findings))
        said = (
            f"  {len(keys)} studies, best {best(best_of(findings))}"
            if len(keys) > 1
            else f"  {best(best_of(findings))}"
        )
        head = [Span(f"{SIGNS[effect[1]]} ", _STYLES[effect[1]]), Span(dataset.name_of(effect[0]))] if effect else []
        quarrel = effect is not None and any((finding.id, effect[0]) in graph.disputed for finding in findings)
        outcomes = joined(
            plain(way.replace("-", " "), cells.DIRECTION_STYLES[way])
            for way in dict.fromkeys(finding.direction for finding in findings)
        )
        spans = [*(head or [Span("no read-out", "dim")]), *_dispute(quarrel), Span(said, "dim"), Span(" → ", "dim")]
        yield (*spans, *outcomes, Span("  "), *references.marks(keys))


def _dispute(quarrel: bool) -> Text:
    return (Span(" ↕", "warn"),) if quarrel else ()
