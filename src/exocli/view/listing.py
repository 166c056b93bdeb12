"""The pages of `exo list`: one grid a kind, drawn from the objects of the machine contract."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from exocli import cite
from exocli.dataset import Dataset
from exocli.view import cells
from exocli.view.document import (
    Block,
    Column,
    Document,
    Grid,
    Layout,
    Paragraph,
    Row,
    Span,
    Text,
    Title,
    plain,
)

Object = Mapping[str, Any]
Cell = Callable[[Object, Dataset], Text]

GROUPS = {
    "cosmetic": "Cosmetic use",
    "regeneration": "Regeneration",
    "disease": "Disease",
    "hair": "Hair",
    "safety": "Safety",
}


def document(kind: str, objects: Sequence[Object], dataset: Dataset) -> Document:
    """The page that lists the records of a kind."""
    name, spec = _PAGES[kind]
    if kind == "conditions":
        objects = sorted(objects, key=lambda row: list(GROUPS).index(row["group"]))
    rows: list[Row] = []
    shown = ""
    for row in objects:
        group = GROUPS[row["group"]] if kind == "conditions" else ""
        filled = {key: cell(row, dataset) for key, _, _, cell in spec}
        if row["overlay"]:
            first = spec[0][0]
            filled[first] = (*filled[first], Span(" ‡", "own"))
        rows.append(Row(filled, group if group != shown else ""))
        shown = group
    columns = tuple(column for _, _, column, _ in spec)
    narrow = tuple(column for _, essential, column, _ in spec if essential)
    labels = tuple((key, column.header) for key, _, column, _ in spec)
    layouts = (Layout(96, columns), Layout(56, narrow), Layout(36, narrow[:2]))
    blocks: list[Block] = [
        Title(name, f"{len(objects)}, dataset {dataset.about.version}"),
        Grid(tuple(rows), layouts, labels),
    ]
    if hint := _HINTS.get(kind):
        blocks.append(Paragraph(plain(hint, "dim")))
    return tuple(blocks)


def _text(key: str) -> Cell:
    return lambda row, _: plain("" if row[key] is None else str(row[key]))


def _key(row: Object, _: Dataset) -> Text:
    return plain(row["id"], "key")


def _number(key: str) -> Cell:
    return lambda row, _: plain(str(row[key])) if row[key] else plain("–", "dim")


def _best(row: Object, _: Dataset) -> Text:
    if row["best_level"] is None:
        return plain("–", "dim")
    return (Span(str(row["best_level"]), "level"), Span(f" {cells.MODEL_NAMES[row['best_model']]}"))


def _moves(row: Object, _: Dataset) -> Text:
    spans: list[Span] = []
    if row["raised"]:
        spans.append(Span(f"↑ {row['raised']}", "up"))
    if row["lowered"]:
        spans.append(Span(f"{'  ' if spans else ''}↓ {row['lowered']}", "down"))
    return tuple(spans)


def _names(key: str) -> Cell:
    return lambda row, _: plain(", ".join(row[key]))


def _condition_names(row: Object, dataset: Dataset) -> Text:
    return plain(", ".join(dataset.outlines[id_].name for id_ in row["conditions"]))


def _citation(row: Object, dataset: Dataset) -> Text:
    study = dataset.studies[row["id"]]
    spans = [Span("RETRACTED ", "bad")] if study.status == "retracted" else []
    spans += [Span(study.title or "[title not seen]")]
    spans += [Span(f" {cite.authors(study, 1)}", "dim")] if study.authors else []
    return tuple(spans)


def _journal(row: Object, _: Dataset) -> Text:
    return plain(f"{row['journal'] or '–'}{' (incomplete)' if row['partial'] else ''}")


def _address(row: Object, _: Dataset) -> Text:
    return plain(row["id"], "key", row["url"])


def _said_by(row: Object, _: Dataset) -> Text:
    return plain(f"{row['body']}, {row['jurisdiction']}{' (as reported)' if row['secondary'] else ''}")


# Each column: its cell's key, whether a narrow terminal keeps it, its shape, and how to fill it.
Spec = tuple[tuple[str, bool, Column, Cell], ...]


def _spec(*columns: tuple[str, bool, Column, Cell]) -> Spec:
    return columns


_PAGES: Mapping[str, tuple[str, Spec]] = {
    "conditions": (
        "Conditions",
        _spec(
            ("name", True, Column("Condition", ("name",), ratio=30), _text("name")),
            ("best", True, Column("Best level", ("best",), width=11), _best),
            ("studies", True, Column("Studies", ("studies",), width=7, right=True), _number("studies")),
            ("human", True, Column("In people", ("human",), width=9, right=True), _number("human")),
            ("findings", False, Column("Findings", ("findings",), width=8, right=True), _number("findings")),
            (
                "conflicts",
                False,
                Column("Disputed", ("conflicts",), width=8, right=True),
                _number("conflicts"),
            ),
            ("trials", False, Column("Trials", ("trials",), width=6, right=True), _number("trials")),
            ("id", True, Column("exo show …", ("id",), ratio=24), _key),
        ),
    ),
    "sources": (
        "Sources",
        _spec(
            ("name", True, Column("Source", ("name",), ratio=34), _text("name")),
            ("abbreviation", False, Column("Short", ("abbreviation",), width=6), _text("abbreviation")),
            ("kind", False, Column("Kind", ("kind",), width=9), _text("kind")),
            ("studies", True, Column("Studies", ("studies",), width=7, right=True), _number("studies")),
            ("findings", False, Column("Findings", ("findings",), width=8, right=True), _number("findings")),
            ("cl", False, Column("Cell Ontology", ("cl",), width=13), _text("cl")),
            ("id", True, Column("exo show …", ("id",), ratio=24), _key),
        ),
    ),
    "molecules": (
        "Molecules",
        _spec(
            ("name", True, Column("Molecule", ("name",), ratio=26), _text("name")),
            ("kind", False, Column("Kind", ("kind",), width=13), _text("kind")),
            ("studies", True, Column("Studies", ("studies",), width=7, right=True), _number("studies")),
            ("moves", True, Column("Moves", ("moves",), width=11), _moves),
            ("cargo", False, Column("As cargo", ("cargo",), width=8, right=True), _number("as_cargo")),
            ("hgnc", False, Column("HGNC", ("hgnc",), width=11), _text("hgnc")),
            ("id", True, Column("exo show …", ("id",), ratio=20), _key),
        ),
    ),
    "readouts": (
        "Read-outs",
        _spec(
            ("name", True, Column("Read-out", ("name",), ratio=36), _text("name")),
            ("kind", False, Column("Kind", ("kind",), width=10), _text("kind")),
            ("studies", True, Column("Studies", ("studies",), width=7, right=True), _number("studies")),
            ("moves", True, Column("Moves", ("moves",), width=11), _moves),
            ("id", True, Column("exo show …", ("id",), ratio=30), _key),
        ),
    ),
    "pathways": (
        "Pathways",
        _spec(
            ("name", True, Column("Pathway", ("name",), ratio=30), _text("name")),
            ("members", False, Column("Members", ("members",), ratio=30), _names("members")),
            ("studies", True, Column("Studies", ("studies",), width=7, right=True), _number("studies")),
            ("findings", False, Column("Findings", ("findings",), width=8, right=True), _number("findings")),
            ("id", True, Column("exo show …", ("id",), ratio=24), _key),
        ),
    ),
    "studies": (
        "Studies",
        _spec(
            ("id", True, Column("Key", ("id",), ratio=16), _key),
            ("citation", True, Column("Title", ("citation",), ratio=48), _citation),
            ("year", True, Column("Year", ("year",), width=4), _text("year")),
            ("journal", False, Column("Journal", ("journal",), ratio=20), _journal),
            ("findings", False, Column("Findings", ("findings",), width=8, right=True), _number("findings")),
        ),
    ),
    "trials": (
        "Registered trials",
        _spec(
            ("id", True, Column("Trial", ("id",), width=21), _key),
            ("name", True, Column("Title", ("name",), ratio=40), _text("name")),
            ("conditions", False, Column("Conditions", ("conditions",), ratio=18), _condition_names),
            ("phase", False, Column("Phase", ("phase",), width=7), _text("phase")),
            ("n", False, Column("n", ("n",), width=4, right=True), _text("enrolment")),
            ("status", True, Column("Status", ("status",), ratio=12), _text("status")),
        ),
    ),
    "notices": (
        "Notices",
        _spec(
            ("id", False, Column("Notice", ("id",), ratio=24), _address),
            ("name", True, Column("Title", ("name",), ratio=40), _text("name")),
            ("date", True, Column("Date", ("date",), width=10), _text("date")),
            ("kind", True, Column("Kind", ("kind",), width=14), _text("kind")),
            ("said_by", False, Column("By", ("said_by",), ratio=26), _said_by),
        ),
    ),
}
_HINTS = {
    "conditions": "Best level: OCEBM 2011, from 2 (randomised trial) to 5 (animal, ex vivo, in vitro). "
    "Only therapeutic vesicles count.",
    "molecules": "Moves: studies in which therapeutic vesicles raised or lowered it, over all conditions.",
    "readouts": "Moves: studies in which therapeutic vesicles raised or lowered it, over all conditions.",
}
