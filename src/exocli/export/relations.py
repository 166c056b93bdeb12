"""The dataset as tables: their columns, types, keys and meanings, derived from the types of `exocli.records`.

A kind of record is a table. A field that is a list is a table of its own, named after both (`study_authors`), with a
row for each entry and its `position` in the list, from 1; the effects of findings are `effects`. A field that names a
record is a foreign key. An effect or a claim can be about a molecule, a read-out or a pathway, whose ids share one
space: `targets` lists them all, so that a foreign key can point there.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from msgspec import inspect

from exocli.dataset import TARGETS, Dataset
from exocli.export import ExportError
from exocli.fields import meaning, sentences, sentences_on
from exocli.identifiers import FORMS, TABLE_NAMES
from exocli.records import KINDS, Object, every

Type = Literal["text", "integer", "boolean", "date"]
Value = str | int | datetime.date | None
Row = tuple[Value, ...]

# The table whose ids a field holds; `broader` holds those of its own.
_REFERS: Mapping[str, str] = {
    **dict.fromkeys(("condition", "conditions"), "conditions"),
    **dict.fromkeys(("study", "seed", "supporting", "opposing"), "studies"),
    **dict.fromkeys(("cargo", "content", "members"), "molecules"),
    **dict.fromkeys(("on", "about"), "targets"),
    "source": "sources",
    "pathway": "pathways",
    "headline_notice": "notices",
}
# Names that SQL keeps for itself, and what the columns are called instead.
_RESERVED: Mapping[str, str] = {"group": "condition_group", "on": "target"}
# What an entry of a list is called, where it is no id.
_ENTRIES: Mapping[str, str] = {"aliases": "alias", "authors": "author", "inferred": "field", "seen": "page"}
_TYPES: Mapping[type[inspect.Type], Type] = {
    inspect.StrType: "text",
    inspect.IntType: "integer",
    inspect.BoolType: "boolean",
    inspect.DateType: "date",
}


class Column(NamedTuple):
    """A column: `allowed` are its only values, `form` a regular expression for the whole of each of them.

    `least` and `most` bound an integer; `refers` is the table whose ids it holds; `field` is its name in an object.
    """

    name: str
    type: Type
    description: str
    required: bool = True
    allowed: tuple[str | int, ...] = ()
    form: str | None = None
    least: int | None = None
    most: int | None = None
    refers: str | None = None
    field: str = ""


class Table(NamedTuple):
    """A table of the records of a kind, or of one of their lists (`items`, a field of the records)."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    kind: str
    items: str | None = None


Filled = Iterator[tuple[Table, Iterator[Row]]]

_TARGETS = Table(
    "targets",
    "What an effect or a claim can be about: every molecule, read-out and pathway.",
    (
        Column("id", "text", "Unique over the three tables."),
        Column("kind", "text", "Which of the three it is.", allowed=TARGETS),
        Column("name", "text", "As people say it, repeated from its own table."),
        *(
            Column(kind, "text", f"The id again where it is a {kind}, so that it leads on.", False, refers=f"{kind}s")
            for kind in TARGETS
        ),
    ),
    ("id",),
    "targets",
)


@cache
def tables() -> tuple[Table, ...]:
    """Every table, each kind of record before the lists of its records."""
    return (*(table for kind in KINDS for table in _of_kind(kind)), _TARGETS)


def filled(dataset: Dataset) -> Filled:
    """Every table with its rows, in the order of the dataset; an optional text that is empty is null.

    Raises:
        ExportError: a text or a number is such as no table can hold.

    """
    for kind, objects in every(dataset):
        for table in tables():
            if table.kind == kind:
                yield table, _rows(table, objects)
    yield _TARGETS, _targets(dataset)


def _of_kind(kind: str) -> Iterator[Table]:
    """The table of a kind of record, and those of its lists."""
    name, type_, _ = KINDS[kind]
    fields = _fields(type_)
    lists = {field: found.item_type for field, found in fields.items() if isinstance(found, inspect.VarTupleType)}
    columns = tuple(_column(kind, type_, field, found) for field, found in fields.items() if field not in lists)
    # There is one dataset, of one version.
    key = "id" if "id" in fields else "version"
    yield Table(kind, _described(sentences(type_)), columns, (key,), kind)
    for field, entry in lists.items():
        owner = Column(name, "text", f"The {name} it belongs to.", refers=kind)
        position = Column("position", "integer", "Its place in the list, from 1.", least=1)
        if isinstance(entry, inspect.StructType):
            parts = [_column(kind, entry.cls, part, found) for part, found in _fields(entry.cls).items()]
            called, description = field, _described(sentences(entry.cls))
        else:
            value = _column(kind, type_, field, entry)
            called, description = f"{name}_{field}", f"The `{field}` of each {name}, in order."
            parts = [value._replace(name=_entry(value, kind))]
        yield Table(called, description, (owner, position, *parts), (name, "position"), kind, field)


def _fields(type_: type) -> dict[str, inspect.Type]:
    """The types of the fields of a record by the names they have in objects."""
    described = inspect.type_info(type_)
    if not isinstance(described, inspect.StructType):
        raise TypeError(f"{type_} is no record")
    renamed: Mapping[str, str] = getattr(type_, "renamed", {})
    return {renamed.get(field.name, field.name): field.type for field in described.fields}


def _column(kind: str, record: type, field: str, type_: inspect.Type) -> Column:
    """The column of a field, or of the entries of one that is a list."""
    options = type_.types if isinstance(type_, inspect.UnionType) else (type_,)
    (bare,) = (option for option in options if not isinstance(option, inspect.NoneType))
    allowed = tuple(map(_word, bare.values)) if isinstance(bare, inspect.LiteralType) else ()
    refers = kind if field == "broader" else _REFERS.get(field)
    said = [*sentences_on(record, field), f"An id of {refers}." if refers else meaning(record, field)]
    return Column(
        _RESERVED.get(field, field),
        _TYPES[type(bare)] if not allowed else "integer" if isinstance(allowed[0], int) else "text",
        _described(said),
        required=len(options) == 1,
        allowed=allowed,
        form=_form(kind, field),
        least=bare.ge if isinstance(bare, inspect.IntType) else None,
        most=bare.le if isinstance(bare, inspect.IntType) else None,
        refers=refers,
        field=field,
    )


def _entry(value: Column, kind: str) -> str:
    """What an entry of a list is called: what its id is of, unless that is what the list belongs to."""
    if value.refers is None or value.refers == kind:
        return _ENTRIES.get(value.field, value.field)
    return KINDS[value.refers].name if value.refers in KINDS else "target"


def _word(value: object) -> str | int:
    if not isinstance(value, str | int):
        raise TypeError(f"{value!r} is no value of a column")
    return value


def _form(kind: str, field: str) -> str | None:
    pattern = TABLE_NAMES.get(f"{kind}.toml") if field == "id" else FORMS.get(field)
    return pattern.pattern if pattern else None


def _described(said: Iterable[str]) -> str:
    """Sentences as one text that calls columns by their names."""
    return re.sub("`([a-z]+)`", lambda match: f"`{_RESERVED.get(match[1], match[1])}`", " ".join(filter(None, said)))


def _rows(table: Table, objects: Iterable[Object]) -> Iterator[Row]:
    for values in objects:
        if table.items is None:
            yield _row(table, [values[column.field] for column in table.columns])
            continue
        for position, entry in enumerate(values[table.items], start=1):
            parts = [entry[column.field] for column in table.columns[2:]] if isinstance(entry, dict) else [entry]
            yield _row(table, [values["id"], position, *parts])


def _targets(dataset: Dataset) -> Iterator[Row]:
    for kind in TARGETS:
        for id_, entry in dataset.vocabulary(kind).items():
            yield _row(_TARGETS, [id_, kind, entry.name, *(id_ if kind == other else None for other in TARGETS)])


def _row(table: Table, values: Iterable[Any]) -> Row:
    """Values as the columns of a table hold them."""
    cells: list[Value] = []
    for column, value in zip(table.columns, values, strict=True):
        cell = datetime.date.fromisoformat(value) if column.type == "date" and value else value
        if cell == "" and not column.required:
            cell = None
        if fault := _fault(column, cell):
            raise ExportError(f"{column.name} of {' '.join(map(str, cells[:1])) or 'a row'} in {table.name} {fault}")
        cells.append(cell)
    return tuple(cells)


def _fault(column: Column, cell: Value) -> str | None:
    """Why a value cannot stand in a table; `None` where it can."""
    if isinstance(cell, str) and "\0" in cell:
        return "has a NUL character (U+0000), which other tools take for the end of the text: take it out."
    if cell == "" and column.required:
        return "is empty: fill it in."
    return None
