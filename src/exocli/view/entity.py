"""The pages of a source, molecule, readout or pathway: where it appears, which way it moves, who says so."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from exocli.dataset import Dataset
from exocli.evidence import Summary, conflicts, direction_of, shelve, summarise
from exocli.model import Finding, Molecule, Pathway, Readout, Source
from exocli.view import cells
from exocli.view.condition import SHELF_HEADINGS, caution
from exocli.view.document import Block, Document, Fields, Grid, Heading, Items, Paragraph, Row, Span, Text, Title, joined, plain
from exocli.view.layouts import MOVE_LABELS, MOVE_LAYOUTS, PLACE_LABELS, PLACE_LAYOUTS

Entity = Source | Molecule | Readout | Pathway


class Mentions(NamedTuple):
    """The findings an entity appears in, by the part it plays there."""

    changed: tuple[Finding, ...] = ()
    tested: tuple[Finding, ...] = ()
    cargo: tuple[Finding, ...] = ()
    content: tuple[Finding, ...] = ()
    pathway: tuple[Finding, ...] = ()
    source: tuple[Finding, ...] = ()

    def all(self) -> tuple[Finding, ...]:
        """Every finding once, in the order of the parts."""
        return tuple({finding.id: finding for part in self for finding in part}.values())


def family(entity: Entity, dataset: Dataset) -> frozenset[str]:
    """The ids that an entity's page covers: its own and those of its narrower forms (TGF-β1 for TGF-β)."""
    table: Iterable[Entity]
    if isinstance(entity, Readout):
        return frozenset({entity.id})
    tables = {Source: dataset.sources, Molecule: dataset.molecules, Pathway: dataset.pathways}
    table = tables[type(entity)].values()  # type: ignore[attr-defined, index]
    ids = {entity.id}
    while more := {other.id for other in table if getattr(other, "broader", None) in ids} - ids:
        ids |= more
    return frozenset(ids)


def mentions(entity: Entity, dataset: Dataset) -> Mentions:
    """Return the findings an entity (or a narrower form of it) appears in.

    `changed` holds effects of the vesicles themselves, `tested` those that carry `via`.
    """
    ids = family(entity, dataset)
    findings = tuple(dataset.findings())

    def having(has: Callable[[Finding], bool]) -> tuple[Finding, ...]:
        return tuple(finding for finding in findings if has(finding))

    if isinstance(entity, Source):
        return Mentions(source=having(lambda finding: finding.source in ids))
    return Mentions(
        changed=having(lambda finding: any(e.on in ids and e.via is None for e in finding.effects)),
        tested=having(lambda finding: any(e.on in ids and e.via is not None for e in finding.effects)),
        cargo=having(lambda finding: bool(ids.intersection(finding.cargo))),
        content=having(lambda finding: bool(ids.intersection(finding.content))),
        pathway=having(lambda finding: bool(ids.intersection(finding.pathway))),
    )


def document(entity: Entity, dataset: Dataset) -> Document:
    """The page of a source, molecule, readout or pathway."""
    references = cells.References(dataset.studies)
    found = mentions(entity, dataset)
    summary = summarise(found.all(), dataset.studies)
    blocks: list[Block] = [Title(entity.name, _kind(entity))]
    blocks.append(Fields(tuple((label, text) for label, text in _fields(entity, found, summary, dataset) if text)))
    if not found.all():
        blocks.append(Paragraph(plain("No finding on file mentions it.", "warn")))
    blocks += _moves(entity, found, dataset, references)
    if isinstance(entity, Source):
        blocks += _places(found.source, dataset, references)
    else:
        for heading, findings in (
            ("Carried as cargo", found.cargo),
            ("Measured in the vesicles, not tested", found.content),
            ("Named as the pathway", found.pathway),
        ):
            if findings:
                blocks += [Heading(heading), place_grid(findings, dataset, references)]
    if references.keys:
        blocks += [Heading("References"), Items(references.items())]
    blocks.append(caution(dataset))
    return tuple(blocks)


def _moves(entity: Entity, found: Mentions, dataset: Dataset, references: cells.References) -> Iterable[Block]:
    """Which way it moves, condition by condition, and where the studies disagree."""
    if not found.changed and not found.tested:
        return
    ids = family(entity, dataset)
    shelves = shelve(found.changed, dataset.studies)
    by_condition: dict[str, list[Finding]] = {}
    for finding in shelves["evidence"]:
        by_condition.setdefault(finding.condition, []).append(finding)
    disputed = [
        entry for findings in by_condition.values() for entry in conflicts(findings) if entry.on in ids
    ]
    if disputed:
        yield Heading("Disputed", "reported to move both ways in one condition")
        yield Items(tuple(("↕", cells.conflict(entry, dataset, references)) for entry in disputed))
    for shelf, findings in shelves.items():
        if findings:
            name, remark = SHELF_HEADINGS[shelf]
            yield Heading("Which way it moves" if shelf == "evidence" else f"Which way it moves: {name.lower()}", remark)
            yield _move_grid(findings, ids, dataset, references, tested=False)
    if found.tested:
        yield Heading("Tests of the mechanism", "read-outs of a mimic, inhibitor, knock-down or over-expression")
        yield _move_grid(found.tested, ids, dataset, references, tested=True)


def _move_grid(
    findings: Sequence[Finding], ids: frozenset[str], dataset: Dataset, references: cells.References, *, tested: bool
) -> Grid:
    rows: list[Row] = []
    shown = ""
    for finding in sorted(findings, key=lambda finding: (finding.condition, cells.MODEL_ORDER[finding.model])):
        effects = [effect for effect in finding.effects if effect.on in ids and (effect.via is not None) == tested]
        name = dataset.outlines[finding.condition].name
        group, shown = ("" if name == shown else name), name
        study = dataset.studies.get(finding.study)
        cells_ = {
            "effect": cells.effects(effects, dataset),
            "source": cells.source(finding, dataset),
            "model": cells.model(finding),
            "outcome": plain(finding.outcome),
            "level": cells.level(finding, study),
            "ref": references.mark(finding.study),
        }
        rows.append(Row(cells_, group))
    return Grid(tuple(rows), MOVE_LAYOUTS, MOVE_LABELS, records=True)


def _places(findings: Sequence[Finding], dataset: Dataset, references: cells.References) -> Iterable[Block]:
    """A source's findings, shelf by shelf."""
    for shelf, shelved in shelve(findings, dataset.studies).items():
        if shelved:
            yield Heading(*SHELF_HEADINGS[shelf])
            yield place_grid(shelved, dataset, references)


def place_grid(findings: Sequence[Finding], dataset: Dataset, references: cells.References) -> Grid:
    """Findings by condition: what was carried, what moved, in which model, by which paper."""
    rows: list[Row] = []
    shown = ""
    for finding in sorted(findings, key=lambda finding: (finding.condition, cells.MODEL_ORDER[finding.model])):
        name = dataset.outlines[finding.condition].name
        group, shown = ("" if name == shown else name), name
        study = dataset.studies.get(finding.study)
        cells_ = {
            "source": cells.source(finding, dataset),
            "cargo": plain("\n".join(dataset.name_of(entry) for entry in finding.cargo)),
            "outcome": cells.outcome(finding, dataset),
            "model": cells.model(finding),
            "level": cells.level(finding, study),
            "ref": references.mark(finding.study),
        }
        rows.append(Row(cells_, group))
    return Grid(tuple(rows), PLACE_LAYOUTS, PLACE_LABELS, records=True)


def _kind(entity: Entity) -> str:
    if isinstance(entity, Pathway):
        return "pathway"
    if isinstance(entity, Readout):
        return f"read-out ({entity.kind})"
    kind = {"mirna": "microRNA", "mirna-family": "microRNA, arm not named", "circrna": "circular RNA", "rna": "RNA"}
    return f"{'source' if isinstance(entity, Source) else 'molecule'} ({kind.get(entity.kind, entity.kind.replace('-', ' '))})"


def _fields(
    entity: Entity, found: Mentions, summary: Summary, dataset: Dataset
) -> Iterable[tuple[str, Text]]:
    yield "also called", plain(", ".join(entity.aliases))
    if isinstance(entity, Source):
        yield "abbreviation", plain(entity.abbreviation or "")
        if entity.cl:
            address = f"http://purl.obolibrary.org/obo/{entity.cl.replace(':', '_')}"
            yield "Cell Ontology", plain(entity.cl, "", address)
    if isinstance(entity, Molecule) and entity.hgnc:
        address = f"https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/{entity.hgnc}"
        yield "HGNC", plain(f"{entity.hgnc} ({entity.id})" if entity.kind == "gene" else entity.hgnc, "", address)
    if isinstance(entity, Pathway):
        yield "members", plain(", ".join(dataset.name_of(member) for member in entity.members))
    below = sorted(family(entity, dataset) - {entity.id})
    if not isinstance(entity, Readout) and entity.broader:
        table = {Source: dataset.sources, Molecule: dataset.molecules, Pathway: dataset.pathways}[type(entity)]
        yield "broader", plain(table[entity.broader].name)  # type: ignore[attr-defined]
    if below:
        table = {Source: dataset.sources, Molecule: dataset.molecules, Pathway: dataset.pathways}[type(entity)]  # type: ignore[index]
        yield "includes", plain(", ".join(table[id_].name for id_ in below))  # type: ignore[attr-defined]
    if found.all():
        yield "evidence", cells.evidence_line(summary)
        if summary.directions:
            yield "direction", cells.directions_line(summary)
        if summary.shelved:
            yield "not counted", cells.shelved_line(summary)
    if not isinstance(entity, Source) and found.changed:
        yield "moves", _tally(found, family(entity, dataset), dataset)


def _tally(found: Mentions, ids: frozenset[str], dataset: Dataset) -> Text:
    """How many studies saw it rise and how many saw it fall under therapeutic vesicles."""
    sides: dict[str, set[str]] = {"up": set(), "down": set(), "same": set()}
    for finding in shelve(found.changed, dataset.studies)["evidence"]:
        for effect in finding.effects:
            if effect.on in ids and effect.via is None:
                sides[direction_of(effect)].add(finding.study)
    signs: tuple[tuple[str, Span], ...] = (
        ("up", Span("↑ ", "up")),
        ("down", Span("↓ ", "down")),
        ("same", Span("= ", "same")),
    )
    return joined(
        ((sign, Span(f"{len(sides[side])} {'study' if len(sides[side]) == 1 else 'studies'}")) for side, sign in signs if sides[side]),
        "   ",
    )
