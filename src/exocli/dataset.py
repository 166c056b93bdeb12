"""TOML files → `Dataset`, reading no more of them than a question needs.

A dataset is a folder (§ `exocli/data`). Further folders of the same shape can be laid over it: new ids add, an id
that exists is an error unless its table says `override = true`, and a condition's file adds findings to it.

Start-up is the product's speed, so nothing is parsed before it is asked for: a vocabulary file is cut at its table
headers, and only the tables that are wanted go through the TOML parser. A file that cannot be cut safely (nested
tables, a `[` at the start of a line inside a string) is parsed whole; the records are the same either way.
"""

import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, Literal, NamedTuple, TypeVar

import msgspec
import tomli

from exocli import compiled, model

BUNDLED = Path(__file__).parent / "data"

Vocabulary = Literal["source", "molecule", "readout", "pathway"]
# What an effect can be on; the three share one space of ids.
TARGETS: tuple[Vocabulary, ...] = ("molecule", "readout", "pathway")

# A table that nobody has asked for yet: TOML text, a value of a parsed form, or values.
Body = str | msgspec.Raw | dict[str, Any]

T_co = TypeVar("T_co", bound=model.Record, covariant=True)
R = TypeVar("R", bound=model.Record)
_HEADER = re.compile(r"""[A-Za-z0-9_-]+|"[^"\\\n]+"|'[^'\n]+'""")


class Problem(NamedTuple):
    """One fault: the file, the table in it, the field, and a sentence for the person who can mend it."""

    file: str
    table: str
    field: str
    message: str

    def __str__(self) -> str:
        """`file: [table] field: message`, leaving out what does not apply."""
        where = " ".join(part for part in (f"[{self.table}]" if self.table else "", self.field) if part)
        return f"{self.file}: {where}: {self.message}" if where else f"{self.file}: {self.message}"


class DatasetError(ValueError):
    """The dataset cannot be read as it stands; `problems` holds every fault that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the faults and say them all, one a line."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


def load(*overlays: str | os.PathLike[str], bundled: bool = True) -> "Dataset":
    """Return the bundled dataset with the folders `overlays` laid over it, in order.

    With `bundled=False` the overlays stand alone. Files are read when a record is asked for.

    Raises:
        DatasetError: an overlay is no folder. (Faults in a file are raised when it is read.)

    """
    roots = tuple(Path(overlay) for overlay in overlays)
    missing = [Problem(str(root), "", "", "no such folder") for root in roots if not root.is_dir()]
    if missing:
        raise DatasetError(missing)
    return Dataset((BUNDLED, *roots) if bundled else roots)


class Dataset:
    """The dataset: a mapping of records for each kind, read lazily, and never changed."""

    def __init__(self, roots: Sequence[Path]) -> None:
        """Name the folders; nothing is read yet."""
        self.roots = tuple(roots)

    @cached_property
    def about(self) -> model.About:
        """Title, version, licence and seed review: `dataset.toml` of the first folder that has one."""
        for root in self.roots:
            file = os.path.join(root, "dataset.toml")
            if os.path.exists(file):
                data = _load(file)
                claims = data.pop("claim", [])
                return _record(model.About, {**data, "claims": claims}, file, "")
        raise DatasetError([Problem(str(self.roots[0]), "", "", "has no dataset.toml")])

    @cached_property
    def studies(self) -> "Table[model.Study]":
        """The bibliography, by citation key."""
        return Table(model.Study, "studies.toml", self.roots, id_field="key")

    @cached_property
    def sources(self) -> "Table[model.Source]":
        """Cells and organisms of origin."""
        return Table(model.Source, "sources.toml", self.roots)

    @cached_property
    def molecules(self) -> "Table[model.Molecule]":
        """Genes, proteins, RNAs, metabolites."""
        return Table(model.Molecule, "molecules.toml", self.roots)

    @cached_property
    def readouts(self) -> "Table[model.Readout]":
        """Processes, phenotypes and clinical measures."""
        return Table(model.Readout, "readouts.toml", self.roots)

    @cached_property
    def pathways(self) -> "Table[model.Pathway]":
        """Signalling routes and regulatory axes."""
        return Table(model.Pathway, "pathways.toml", self.roots)

    @cached_property
    def trials(self) -> "Table[model.Trial]":
        """Registered trials."""
        return Table(model.Trial, "trials.toml", self.roots)

    @cached_property
    def notices(self) -> "Table[model.Notice]":
        """Regulation, guidance and adverse events."""
        return Table(model.Notice, "notices.toml", self.roots)

    @cached_property
    def conditions(self) -> "Conditions":
        """The conditions with their claims and findings, one file each."""
        return Conditions(self.roots)

    @cached_property
    def outlines(self) -> "Conditions":
        """The conditions without their claims and findings: names, groups and places, cheap to read."""
        return Conditions(self.roots, rows=False)

    def vocabulary(self, kind: Vocabulary) -> Mapping[str, model.Named]:
        """The entries of a kind: sources, molecules, readouts or pathways."""
        tables: dict[Vocabulary, Mapping[str, model.Named]] = {
            "source": self.sources,
            "molecule": self.molecules,
            "readout": self.readouts,
            "pathway": self.pathways,
        }
        return tables[kind]

    def narrower(self, condition: str) -> list[str]:
        """Ids of the conditions below a condition, at any depth (SKOS narrower), nearest first."""
        found: list[str] = []
        queue = [condition]
        while queue:
            below = [id_ for id_ in self.outlines.directly_below(queue.pop(0)) if id_ not in (condition, *found)]
            found += below
            queue += below
        return found

    def findings(self) -> Iterator[model.Finding]:
        """Every finding of every condition, in file order."""
        for condition in self.conditions.values():
            yield from condition.findings

    @cached_property
    def retracted(self) -> "Retracted":
        """The keys of retracted studies."""
        return Retracted(self.studies)

    def claims(self) -> Iterator[tuple[str, model.Claim]]:
        """Every claim of the seed review with the name of what it is about: first exosomes in general."""
        yield from (("Exosomes in skin", claim) for claim in self.about.claims)
        for condition in self.conditions.values():
            yield from ((condition.name, claim) for claim in condition.claims)

    def name_of(self, entry: str) -> str:
        """The display name of a molecule, readout or pathway id (what an effect can be on); else the id itself."""
        for kind in TARGETS:
            table = self.vocabulary(kind)
            if entry in table:
                return table[entry].name
        return entry


class Table(Mapping[str, T_co], Generic[T_co]):
    """The records of one vocabulary file, by id; a record is parsed when it is first asked for."""

    def __init__(self, type_: type[T_co], filename: str, roots: Sequence[Path], *, id_field: str = "id") -> None:
        """Name the file and the record type; the file is cut at its headers on first use."""
        self.filename = filename
        self._type = type_
        self._id_field = id_field
        self._roots = roots
        self._records: dict[str, T_co] = {}

    @cached_property
    def _tables(self) -> dict[str, tuple[str, Body]]:
        """Id → (file, TOML text of its table or, where the file was parsed whole, its values)."""
        tables: dict[str, tuple[str, Body]] = {}
        for root in self._roots:
            file = os.path.join(root, self.filename)
            if not os.path.exists(file):
                continue
            for id_, body in _bodies(file).items():
                if id_ in tables and not _overrides(body, file):
                    raise DatasetError([_exists_already(file, id_, tables[id_][0])])
                tables[id_] = (file, body)
        return tables

    def __getitem__(self, id_: str) -> T_co:
        if id_ not in self._records:
            file, body = self._tables[id_]
            values = _parse_table(body, file)
            values.pop("override", None)
            self._records[id_] = _record(self._type, {self._id_field: id_, **values}, file, id_)
        return self._records[id_]

    def __contains__(self, id_: object) -> bool:
        return id_ in self._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def having(self, field: str, value: str, among: Iterable[str] | None = None) -> Iterator[T_co]:
        """Records (of the ids `among`, else all) whose field is `value`, or holds it; few tables are parsed for it."""
        for id_ in self._tables if among is None else among:
            if _may_hold(self._tables[id_][1], value):
                found = getattr(self[id_], field)
                if value == found or (isinstance(found, tuple) and value in found):
                    yield self[id_]


class Retracted(Container[str]):
    """The keys of retracted studies, looked up one by one, so that only the studies asked about are read."""

    def __init__(self, studies: Table[model.Study]) -> None:
        """Keep the bibliography."""
        self._studies = studies

    def __contains__(self, key: object) -> bool:
        return key in self._studies and next(self._studies.having("status", "retracted", (str(key),)), None) is not None


class Conditions(Mapping[str, model.Condition]):
    """The conditions by id, which is the name of the file in `conditions/`."""

    def __init__(self, roots: Sequence[Path], *, rows: bool = True) -> None:
        """Name the folders; a condition's file is read when it is first asked for, its rows only with `rows`."""
        self._roots = roots
        self._rows = rows
        self._records: dict[str, model.Condition] = {}

    @cached_property
    def _files(self) -> dict[str, list[str]]:
        files: dict[str, list[str]] = {}
        for root in self._roots:
            folder = os.path.join(root, "conditions")
            for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
                if name.endswith(".toml"):
                    files.setdefault(name[:-5], []).append(os.path.join(folder, name))
        return files

    @cached_property
    def _heads(self) -> dict[str, list[str]]:
        """What stands before the first row of each condition's files, unparsed."""
        return {id_: [_head(file) for file in files] for id_, files in self._files.items()}

    def __getitem__(self, id_: str) -> model.Condition:
        if id_ not in self._records:
            self._records[id_] = _condition(id_, self._files[id_], rows=self._rows)
        return self._records[id_]

    def __contains__(self, id_: object) -> bool:
        return id_ in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def directly_below(self, id_: str) -> Iterator[str]:
        """Ids of the conditions that name `id_` as broader; only files that mention it are parsed."""
        for other, heads in self._heads.items():
            if any(f'"{id_}"' in head for head in heads) and id_ in self[other].broader:
                yield other


def _condition(id_: str, files: Sequence[str], *, rows: bool) -> model.Condition:
    """One condition from its file, with the rows that later files add to it."""
    head: dict[str, Any] = {}
    claims: list[model.Claim] = []
    findings: list[model.Finding] = []
    for file in files:
        data = _load(file) if rows else _outline(file)
        claims += [_record(model.Claim, row, file, _row("claim", row)) for row in _rows(data, "claim", file)]
        findings += [
            _record(model.Finding, {"condition": id_, **row}, file, _row("finding", row))
            for row in _rows(data, "finding", file)
        ]
        override = data.pop("override", False)
        if head and data and not override:
            raise DatasetError([_exists_already(file, id_, files[0])])
        head.update(data)
    base = _record(model.Condition, {"id": id_, **head}, files[-1], "")
    return msgspec.structs.replace(base, claims=tuple(claims), findings=tuple(findings))


def _rows(data: dict[str, Any], name: str, file: str) -> list[dict[str, Any]]:
    rows = data.pop(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DatasetError([Problem(_short(file), name, "", f"write each {name} as [[{name}]]")])
    return rows


def _row(kind: str, row: Mapping[str, Any]) -> str:
    return f"{kind} {row.get('id', '(no id)')}"


def _exists_already(file: str, id_: str, other: str) -> Problem:
    return Problem(_short(file), id_, "", f"exists already in {_short(other)}; say `override = true` to replace it")


def _read(file: str) -> bytes:
    try:
        with open(file, "rb") as opened:
            return opened.read()
    except OSError as error:
        raise DatasetError([Problem(_short(file), "", "", error.strerror or str(error))]) from None


def _text(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise DatasetError([Problem(_short(file), "", "", f"is not UTF-8 text (byte {error.start})")]) from None


def _load(file: str) -> dict[str, Any]:
    """A whole file: its parsed form where the wheel brings it, else its TOML."""
    data = _read(file)
    return compiled.read(file, data) or _parse(_text(data, file), file)


def _outline(file: str) -> dict[str, Any]:
    """What stands at the head of a condition's file, before its first row: little text, parsed at once."""
    return _parse(_head(file), file)


def _head(file: str) -> str:
    head, found, _ = _read(file).partition(b"\n[[")
    return _text(head + b"\n" if found else head, file)


def _bodies(file: str) -> Mapping[str, Body]:
    """The tables of a vocabulary file by name, each as values or as the TOML text that holds them."""
    data = _read(file)
    return compiled.tables(file, data) or _cut(_text(data, file), file)


def _parse(text: str, file: str) -> dict[str, Any]:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise DatasetError([Problem(_short(file), "", "", str(error))]) from None
    except RecursionError:
        raise DatasetError([Problem(_short(file), "", "", "is nested too deeply")]) from None


def _cut(text: str, file: str) -> "dict[str, str] | dict[str, dict[str, Any]]":
    """The tables of a file by name: as text where it can be cut at its headers, else parsed."""
    parts = ("\n" + text).split("\n[")
    tables: dict[str, str] = {}
    for part in parts[1:]:
        header, bracket, body = part.partition("]")
        if not bracket or not _HEADER.fullmatch(header) or header.strip("\"'") in tables:
            return _whole(text, file)
        tables[header.strip("\"'")] = body
    if re.search(r"^[^\s#]", parts[0], re.MULTILINE):
        return _whole(text, file)
    return tables


def _whole(text: str, file: str) -> dict[str, dict[str, Any]]:
    tables = _parse(text, file)
    for name, values in tables.items():
        if not isinstance(values, dict):
            raise DatasetError([Problem(_short(file), "", name, "stands outside a table: write it below a [name]")])
    return tables


def _parse_table(body: Body, file: str) -> dict[str, Any]:
    """The values of one table; text that does not parse alone is reported from the whole file, with its line."""
    if isinstance(body, dict):
        return dict(body)
    if isinstance(body, msgspec.Raw):
        unpacked: dict[str, Any] = compiled.value(body)
        return unpacked
    try:
        return tomli.loads(body)
    except (tomli.TOMLDecodeError, RecursionError):
        _parse(_text(_read(file), file), file)
        raise DatasetError([Problem(_short(file), "", "", "has a `[` at the start of a line in a value")]) from None


def _may_hold(body: Body, word: str) -> bool:
    """Whether a word can stand in a table at all: a cheap look before the table is parsed."""
    if isinstance(body, dict):
        return True
    return word in body if isinstance(body, str) else word.encode() in bytes(body)


def _overrides(body: Body, file: str) -> bool:
    return _parse_table(body, file).get("override") is True


def _record(type_: type[R], values: dict[str, Any], file: str, table: str) -> R:
    try:
        return msgspec.convert(values, type_)
    except msgspec.ValidationError as error:
        from exocli.faults import explain  # noqa: PLC0415  (only a broken file pays for it)

        raise DatasetError([explain(error, type_, values, _short(file), table)]) from None


def _short(file: str) -> str:
    """A file's name as a person would say it: bundled files from `data/` on, others as they were named."""
    path = Path(file)
    return str(path.relative_to(BUNDLED.parent)) if path.is_relative_to(BUNDLED) else file
