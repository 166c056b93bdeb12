"""JSON Schema (draft 2020-12) of every machine format and of every TOML file, so that programs and editors can check.

Both come from types: the machine formats from `exocli.formats`, the TOML files from `exocli.model`. A TOML table
differs from its record in four ways: the id is the table's name and no field, there is no null and no `overlay`, and
`override` may stand in it. What holds across tables is the business of `exocli.check`.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from exocli import model
from exocli.fields import MEANINGS, is_record, meaning, sentences, sentences_on
from exocli.formats import FORMATS, Format
from exocli.identifiers import FORMS, TABLE_NAMES
from exocli.names import fold

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# The files of one table a record: what a table is, and the field that is the table's name.
_TABLES: Mapping[str, tuple[type[model.Record], str]] = {
    "studies.toml": (model.Study, "key"),
    "sources.toml": (model.Source, "id"),
    "molecules.toml": (model.Molecule, "id"),
    "readouts.toml": (model.Readout, "id"),
    "pathways.toml": (model.Pathway, "id"),
    "trials.toml": (model.Trial, "id"),
    "notices.toml": (model.Notice, "id"),
}
_FILES: Mapping[str, str] = {
    "studies.toml": "the bibliography",
    "sources.toml": "cells and organisms of origin",
    "molecules.toml": "genes, proteins, RNAs, metabolites",
    "readouts.toml": "processes, phenotypes and clinical measures",
    "pathways.toml": "signalling routes",
    "trials.toml": "registered trials",
    "notices.toml": "regulation, guidance, adverse events",
    "condition.toml": "each file in conditions/: a condition with its claims and findings",
    "dataset.toml": "the dataset itself; a folder with it stands alone",
}
# Every schema by name, with what it describes.
KINDS: Mapping[str, str] = {**{kind: format_.command for kind, format_ in FORMATS.items()}, **_FILES}


class UnknownKindError(LookupError):
    """There is no schema of that name; `nearest` holds those that come near it."""

    def __init__(self, query: str, nearest: tuple[str, ...]) -> None:
        """Keep what was asked and what comes near it."""
        self.query = query
        self.nearest = nearest
        super().__init__(query)


def kind_of(query: str) -> str:
    """The name of a schema as it is written in `KINDS`; case, spaces and hyphens do not matter.

    Raises:
        UnknownKindError: none is called that.

    >>> kind_of("list conditions"), kind_of("studies.toml")
    ('list-conditions', 'studies.toml')
    """
    asked = fold(query)
    for kind in KINDS:
        if fold(kind) == asked:
            return kind
    stem = asked.removesuffix("toml").rstrip("s") or asked
    within = tuple(kind for kind in KINDS if asked and stem in fold(kind))
    raise UnknownKindError(query, within or tuple(difflib.get_close_matches(query, KINDS, n=3)))


def kinds() -> list[dict[str, str]]:
    """Every schema as an object: its name (`id`), the group it belongs to, and what it describes."""
    return [
        {"id": kind, "group": "TOML files" if kind in _FILES else "Machine formats", "describes": described}
        for kind, described in KINDS.items()
    ]


def schema(kind: str) -> Schema:
    """Return the JSON Schema of a machine format or a TOML file (a key of `KINDS`)."""
    if kind in FORMATS:
        return _output(FORMATS[kind])
    if kind == "condition.toml":
        return _condition_file()
    return _dataset_file() if kind == "dataset.toml" else _table_file(kind)


def _output(format_: Format) -> Schema:
    """A machine format: every object has all its keys."""
    definitions = _definitions(format_.types)
    for definition in definitions.values():
        definition["required"] = list(definition["properties"])
        for field in definition["properties"].values():
            field.pop("default", None)
    references = [_reference(type_) for type_ in format_.types]
    one: Schema = references[0] if len(references) == 1 else {"anyOf": references}
    many = {"type": "array", "items": one}
    body = {"object": one, "array": many, "either": {"anyOf": [*references, many]}}[format_.shape]
    return {"$schema": DIALECT, "title": format_.command, **body, "$defs": definitions}


def _table_file(file: str) -> Schema:
    """A file of one table a record."""
    type_, id_field = _TABLES[file]
    definitions = _written(_definitions([type_]))
    table = definitions[type_.__name__]
    _drop(table, id_field)
    table["properties"]["override"] = {"type": "boolean", "description": MEANINGS["override"]}
    body: Schema = {"type": "object", "additionalProperties": _reference(type_)}
    if file in TABLE_NAMES:
        body["propertyNames"] = {"pattern": _whole(TABLE_NAMES[file])}
    return {"$schema": DIALECT, "title": file, **body, "$defs": definitions}


def _condition_file() -> Schema:
    """A condition with its claims and findings, or findings and claims alone, which are added to the condition."""
    definitions = _written(_definitions([model.Condition]))
    _drop(definitions["Finding"], "condition")
    for row in ("Claim", "Finding"):
        definitions[row]["properties"]["override"] = {"type": "boolean", "description": MEANINGS["override"]}
    body = definitions.pop("Condition")
    for field in ("id", "claims", "findings"):
        _drop(body, field)
    head = body.pop("required")
    body["dependentRequired"] = {field: [name for name in head if name != field] for field in body["properties"]}
    body["properties"] |= {
        "override": {"type": "boolean", "description": MEANINGS["override"]},
        "claim": {"type": "array", "items": _reference(model.Claim), "description": MEANINGS["claim"]},
        "finding": {"type": "array", "items": _reference(model.Finding), "description": MEANINGS["finding"]},
    }
    return {"$schema": DIALECT, **body, "title": "condition.toml", "$defs": definitions}


def _dataset_file() -> Schema:
    definitions = _written(_definitions([model.About]))
    body = definitions.pop("About")
    body["properties"]["claim"] = {**body["properties"].pop("claims"), "description": MEANINGS["claim"]}
    return {"$schema": DIALECT, **body, "title": "dataset.toml", "$defs": definitions}


def _definitions(types: Iterable[type[model.Record]]) -> dict[str, Schema]:
    """Types and those in them by name, with their docstrings as descriptions of the types and of their fields."""
    types = tuple(types)
    _, definitions = msgspec.json.schema_components(types, ref_template="#/$defs/{name}")
    known = {type_.__name__: type_ for type_ in _with_parts(types)}
    for name, definition in definitions.items():
        renamed: Mapping[str, str] = getattr(known[name], "renamed", {})
        fields = {renamed.get(field, field): value for field, value in definition["properties"].items()}
        definition["description"] = " ".join(sentences(known[name]))
        definition["properties"] = {
            field: {**value, **_described(known[name], field, value)} for field, value in fields.items()
        }
    return definitions


def _with_parts(types: Iterable[type]) -> Iterable[type]:
    """Record types with those they hold, at any depth."""
    for type_ in types:
        yield type_
        for field in msgspec.structs.fields(type_):
            yield from _with_parts(part for part in _arguments(field.type) if is_record(part))


def _arguments(type_: Any) -> Iterable[Any]:  # noqa: ANN401  (any annotation)
    yield type_
    for argument in getattr(type_, "__args__", ()):
        yield from _arguments(argument)


def _described(type_: type, field: str, value: Schema) -> Schema:
    """The description of a field: its own or the sentences that name it, then what it refers to or how it looks."""
    own = [value["description"]] if "description" in value else []
    text = " ".join(part for part in (*(own or sentences_on(type_, field)), meaning(type_, field)) if part)
    return {"description": text} if text else {}


def _written(definitions: dict[str, Schema]) -> dict[str, Schema]:
    """Records as they are written in TOML: an absent field in place of null, identifiers in their official form."""
    for definition in definitions.values():
        definition["properties"] = {
            field: _in_form(field, _without_null(value))
            for field, value in definition["properties"].items()
            if field != "overlay"
        }
    return definitions


def _without_null(value: Schema) -> Schema:
    """A field without the null, and the empty default, that stand for its absence."""
    kept = {key: entry for key, entry in value.items() if key != "default" or entry not in (None, (), [])}
    options = [option for option in kept.pop("anyOf", []) if option != {"type": "null"}]
    return {**kept, **options[0]} if options else kept


def _in_form(field: str, value: Schema) -> Schema:
    if field not in FORMS:
        return value
    pattern = {"pattern": _whole(FORMS[field])}
    return {**value, "items": {**value["items"], **pattern}} if "items" in value else {**value, **pattern}


def _whole(pattern: re.Pattern[str]) -> str:
    return f"^(?:{pattern.pattern})$"


def _drop(definition: Schema, field: str) -> None:
    del definition["properties"][field]
    definition["required"] = [name for name in definition.get("required", ()) if name != field]


def _reference(type_: type) -> Schema:
    return {"$ref": f"#/$defs/{type_.__name__}"}
