"""Records to fill in: commented TOML of each kind, from its schema, with what a reference file says in its place.

What must be said stands open and empty, so that `exo check` names it; what may be said stands commented out. Nothing
is filled in that the reference did not say: neither `seen` nor `checked`, which only a reader can know.
"""

import json
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, get_args

from exocli import schema
from exocli.bibliography import Reference
from exocli.cite import surname
from exocli.dataset import Dataset
from exocli.identifiers import ID, KEY, TABLE_NAMES

Kind = Literal["study", "finding", "condition", "source", "molecule", "readout", "pathway", "trial", "notice"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# The schema of each kind's file, and the type in it.
TYPES: Mapping[Kind, tuple[str, str]] = {
    "study": ("studies.toml", "Study"),
    "finding": ("condition.toml", "Finding"),
    "condition": ("condition.toml", ""),
    "source": ("sources.toml", "Source"),
    "molecule": ("molecules.toml", "Molecule"),
    "readout": ("readouts.toml", "Readout"),
    "pathway": ("pathways.toml", "Pathway"),
    "trial": ("trials.toml", "Trial"),
    "notice": ("notices.toml", "Notice"),
}
# What is no field to fill in: rows of their own, and what belongs to laying over.
_NO_FIELDS = {"claim", "finding", "override"}
# Optional in the schema, since a page may not show them, and yet the first thing to fill in.
_WANTED = {"title", "authors", "journal", "year", "seen", "effects", "aliases"}
_CITED = ("title", "authors", "journal", "year")
_IDENTIFIERS = ("doi", "pmid", "pmcid")
# The key of a paper of which nothing is known; `exo check` takes it for none.
NAMELESS = "surname-year"
_COMMENT_AT, _WIDTH = 40, 110


class Table(NamedTuple):
    """A table to fill in: the file it belongs in, what it is called there, and its text."""

    file: str
    name: str
    text: str


def study(reference: Reference, key: str) -> Table:
    """The table of a paper, with what a reference says of it; all of it open where there is no reference."""
    said = {field: value for field, value in reference._asdict().items() if value}
    if said and not all(field in said for field in _CITED):
        said["partial"] = True
    open_ = () if any(field in said for field in _IDENTIFIERS) else _IDENTIFIERS[:1]
    return Table("studies.toml", key, _table("study", f"[{key}]", {"kind": "primary", **said}, open_))


def form_of_id(kind: Kind) -> re.Pattern[str]:
    """What the id of a kind looks like; of a finding, the key of its study."""
    return {"finding": KEY, "condition": ID}.get(kind) or TABLE_NAMES[TYPES[kind][0]]


def finding(key: str, condition: str, number: int = 1) -> Table:
    """The row of a finding of a study, to go into the file of its condition."""
    id_ = f"{key}-{number}"
    return Table(f"conditions/{condition}.toml", id_, _table("finding", "[[finding]]", {"id": id_, "study": key}))


def record(kind: Kind, id_: str) -> Table:
    """The table of any other kind; a condition is a file of its own."""
    if kind == "condition":
        return Table(f"conditions/{id_}.toml", id_, _table(kind, "", {}))
    return Table(TYPES[kind][0], id_, _table(kind, f"[{id_}]", {}))


def key_of(reference: Reference, taken: Iterable[str]) -> str:
    """The citation key of a paper: surname and year, `b`, `c` … for the next; else its identifier.

    >>> key_of(Reference(authors=("Müller-Lüdenscheidt J",), year=2021), ["mullerludenscheidt2021"])
    'mullerludenscheidt2021b'
    """
    if not (reference.authors and reference.year):
        if reference.pmid:
            return f"pmid{reference.pmid}"
        if reference.pmcid:
            return reference.pmcid.lower()
        return f"doi-{_words(reference.doi)}" if reference.doi else NAMELESS
    stem = f"{_words(surname(reference.authors[0])).replace('-', '')}{reference.year}"
    known = set(taken)
    return next(
        key for key in (stem, *(f"{stem}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")) if key not in known
    )


def on_file(reference: Reference, dataset: Dataset) -> str | None:
    """The key under which a paper is on file already, by its identifiers; `None` where it is not."""
    asked = {(field, getattr(reference, field)) for field in ("doi", "pmid", "pmcid")}
    for key, entry in dataset.studies.items():
        if any(value and getattr(entry, field) == value for field, value in asked):
            return key
    return None


def _words(text: str) -> str:
    """Lower-case words of ASCII letters and digits, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def _table(kind: Kind, header: str, said: Mapping[str, Any], wanted: Iterable[str] = ()) -> str:
    lines = [header] if header else []
    lines += _lines(kind, said, {*_WANTED, *wanted, *said})
    return "\n".join(lines) + "\n"


def _lines(kind: Kind, said: Mapping[str, Any], wanted: set[str]) -> Iterator[str]:
    """The fields with what each says as a comment: first what is said or must be, then what may be."""
    file, type_ = TYPES[kind]
    whole = schema.schema(file)
    definition = whole["$defs"][type_] if type_ else whole
    fields = {name: value for name, value in definition["properties"].items() if name not in _NO_FIELDS}
    # Of a condition's file no field is required, since it may bring findings alone.
    required = set(definition.get("required", ())) or {"name", "group", "summary"}
    first = [name for name in fields if name in wanted or name in required]
    for name in first:
        value = fields[name]
        if name == "effects":
            words = ", ".join(whole["$defs"]["Effect"]["properties"]["change"]["enum"])
            value = {**value, "description": f"{value['description']} `on` is an id, `change` one of: {words}."}
        yield from _field(f"{name} = {_toml(said.get(name, _empty(value)))}", value)
    yield ""
    yield "# What follows may be said: take away the # where it is."
    for name, value in fields.items():
        if name not in first:
            yield from _field(f"# {name} = {_toml(_empty(value))}", value)


def _field(code: str, value: Mapping[str, Any]) -> Iterator[str]:
    """A field with its comment: beside it where there is room, else above."""
    words = value.get("enum") or value.get("items", {}).get("enum", ())
    said = [value.get("description", ""), f"One of: {', '.join(map(str, words))}." if words else ""]
    comment = " ".join(part for part in said if part)
    beside = f"{code:<{_COMMENT_AT}}  # {comment}"
    if len(beside) <= _WIDTH or not comment:
        yield beside if comment else code
        return
    yield from (f"# {line}" for line in textwrap.wrap(comment, _WIDTH, break_on_hyphens=False))
    yield code


def _empty(value: Mapping[str, Any]) -> object:
    """What stands where nothing is said yet; `exo check` takes none of it for an answer."""
    if value.get("type") == "array":
        return [{"on": "", "change": ""}] if "$ref" in value["items"] else []
    return {"boolean": True, "integer": 0}.get(value.get("type", ""), "")


def _toml(value: object) -> str:
    """A value as TOML writes it; the strings of JSON are TOML's but for DEL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{name} = {_toml(entry)}' for name, entry in value.items())} }}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
