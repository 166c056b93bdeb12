"""The pages of a source, molecule, readout or pathway: where it appears, which way it moves, who says so."""

from collections.abc import Iterable, Sequence

from exocli.dataset import Dataset, Vocabulary
from exocli.evidence import Side, conflicts, counted, shelve, sides, summarise
from exocli.mentions import Mentions, claims_about, family, mentions
from exocli.model import Finding, Molecule, Named, Pathway, Readout, Source
from exocli.view import cells
from exocli.view.condition import SHELF_HEADINGS, caution, claim_grid
from exocli.view.document import (
    Block,
    Document,
    Fields,
    Grid,
    Heading,
    Items,
    Paragraph,
    Row,
    Span,
    Text,
    Title,
    joined,
    plain,
)
from exocli.view.layouts import MOVE_LABELS, MOVE_LAYOUTS, PLACE_LABELS, PLACE_LAYOUTS

_MOLECULE_KINDS = {
    "gene": "gene or its product",
    "family": "molecular family",
    "mirna": "microRNA",
    "mirna-family": "microRNA, arm not named",
    "circrna": "circular RNA",
    "rna": "RNA",
}


def document(kind: Vocabulary, id_: str, dataset: Dataset) -> Document:
    """The page of a source, molecule, readout or pathway."""
    references = cells.References(dataset.studies)
    entry = dataset.vocabulary(kind)[id_]
    ids = family(kind, id_, dataset)
    found = mentions(kind, id_, dataset)
    blocks: list[Block] = [Title(entry.name, cells.titled(_kind(entry), entry))]
    fields = (*_about(entry), *_places_in(kind, entry, ids, dataset), *_evidence(found, ids, dataset))
    blocks.append(Fields(tuple((label, text) for label, text in fields if text)))
    if not found.all():
        blocks.append(Paragraph(plain("No finding on file mentions it.", "warn")))
    if claims := claims_about(kind, id_, dataset):
        blocks += [Heading("What the seed review says", dataset.about.seed), claim_grid(claims, references)]
    blocks += _moves(found, ids, dataset, references)
    if kind == "source":
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


def _moves(found: Mentions, ids: frozenset[str], dataset: Dataset, references: cells.References) -> Iterable[Block]:
    """Which way it moves, condition by condition, and where the studies disagree."""
    if not found.changed and not found.tested:
        return
    shelves = shelve(found.changed, dataset.retracted)
    disputed = [entry for entry in conflicts(shelves["evidence"]) if entry.on in ids]
    if disputed:
        yield Heading("Disputed", "reported to move both ways, over all conditions")
        yield Items(tuple(("↕", cells.conflict(entry, dataset, references, places=True)) for entry in disputed))
    for shelf, findings in shelves.items():
        if findings:
            name, remark = SHELF_HEADINGS[shelf]
            yield Heading(
                "Which way it moves" if shelf == "evidence" else f"Which way it moves: {name.lower()}", remark
            )
            yield _move_grid(findings, ids, dataset, references, tested=False)
    if found.tested:
        yield Heading("Tests of the mechanism", "read-outs of a mimic, inhibitor, knock-down or over-expression")
        yield _move_grid(found.tested, ids, dataset, references, tested=True)


def _move_grid(
    findings: Sequence[Finding],
    ids: frozenset[str],
    dataset: Dataset,
    references: cells.References,
    *,
    tested: bool,
) -> Grid:
    rows: list[Row] = []
    shown = ""
    for finding in sorted(findings, key=lambda finding: (finding.condition, cells.MODEL_ORDER[finding.model])):
        effects = [effect for effect in finding.effects if effect.on in ids and (effect.via is not None) == tested]
        name = dataset.outlines[finding.condition].name
        group, shown = ("" if name == shown else name), name
        cells_ = {
            "effect": cells.effects(effects, dataset),
            "source": cells.source(finding, dataset),
            "model": cells.model(finding),
            "outcome": plain(finding.outcome),
            "level": cells.level(finding),
            "ref": references.mark_of(finding),
        }
        rows.append(Row(cells_, group))
    return Grid(tuple(rows), MOVE_LAYOUTS, MOVE_LABELS, records=True)


def _places(findings: Sequence[Finding], dataset: Dataset, references: cells.References) -> Iterable[Block]:
    """A source's findings, shelf by shelf."""
    for shelf, shelved in shelve(findings, dataset.retracted).items():
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
        cells_ = {
            "source": cells.source(finding, dataset),
            "cargo": plain("\n".join(dataset.name_of(entry) for entry in finding.cargo)),
            "outcome": cells.outcome(finding, dataset),
            "model": cells.model(finding),
            "level": cells.level(finding),
            "ref": references.mark_of(finding),
        }
        rows.append(Row(cells_, group))
    return Grid(tuple(rows), PLACE_LAYOUTS, PLACE_LABELS, records=True)


def _kind(entry: Named) -> str:
    if isinstance(entry, Source):
        return f"source ({entry.kind})"
    if isinstance(entry, Molecule):
        return _MOLECULE_KINDS.get(entry.kind, entry.kind.replace("-", " "))
    return f"read-out ({entry.kind})" if isinstance(entry, Readout) else "pathway"


def _about(entry: Named) -> Iterable[tuple[str, Text]]:
    yield "also called", plain(", ".join(entry.aliases))
    if isinstance(entry, Source):
        yield "abbreviation", plain(entry.abbreviation or "")
        if entry.cl:
            yield "Cell Ontology", plain(entry.cl, "", f"http://purl.obolibrary.org/obo/{entry.cl.replace(':', '_')}")
    if isinstance(entry, Molecule) and entry.hgnc:
        address = f"https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/{entry.hgnc}"
        yield "HGNC", plain(f"{entry.hgnc} ({entry.id})" if entry.kind == "gene" else entry.hgnc, "", address)


def _places_in(kind: Vocabulary, entry: Named, ids: frozenset[str], dataset: Dataset) -> Iterable[tuple[str, Text]]:
    """Where it stands among the entries of its kind."""
    table = dataset.vocabulary(kind)
    if isinstance(entry, Pathway):
        yield "members", plain(", ".join(dataset.name_of(member) for member in entry.members))
    if entry.broader:
        yield "broader", plain(table[entry.broader].name)
    yield "includes", plain(", ".join(table[id_].name for id_ in sorted(ids - {entry.id})))


def _evidence(found: Mentions, ids: frozenset[str], dataset: Dataset) -> Iterable[tuple[str, Text]]:
    if not found.all():
        return
    summary = summarise(found.all(), dataset.retracted)
    yield "evidence", cells.evidence_line(summary)
    if summary.directions:
        yield "direction", cells.directions_line(summary)
    if summary.shelved:
        yield "not counted", cells.shelved_line(summary)
    if found.changed:
        yield "moves", _tally(found, ids, dataset)


def _tally(found: Mentions, ids: frozenset[str], dataset: Dataset) -> Text:
    """How many studies saw it rise and how many saw it fall under therapeutic vesicles."""
    studies = sides(ids, counted(found.changed, dataset.retracted))
    signs: tuple[tuple[Side, Span], ...] = (
        ("up", Span("↑ ", "up")),
        ("down", Span("↓ ", "down")),
        ("same", Span("= ", "same")),
    )
    return joined(
        (
            (sign, Span(f"{len(studies[side])} {'study' if len(studies[side]) == 1 else 'studies'}"))
            for side, sign in signs
            if studies[side]
        ),
        "   ",
    )
