"""TOML files → `Dataset`, reading no more of them than a question needs.

A dataset is a folder (§ `exocli/data`). Further folders of the same shape can be laid over it: new ids add, an id
that exists is an error unless its table says `override = true`, and a condition's file adds findings to it. A record
that was laid over says so (`overlay`).

Nothing is read before it is asked for, and nothing is read twice (`exocli.files` says how).
"""

import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, Literal, NamedTuple, TypeVar

import msgspec

from exocli import files, model
from exocli.faults import DatasetError, Problem, explain
from exocli.files import BUNDLED

Vocabulary = Literal["source", "molecule", "readout", "pathway"]
# What an effect can be on; the three share one space of ids.
TARGETS: tuple[Vocabulary, ...] = ("molecule", "readout", "pathway")

T_co = TypeVar("T_co", bound=model.Record, covariant=True)
R = TypeVar("R", bound=model.Record)
Row = TypeVar("Row", model.Claim, model.Finding)

__all__ = [
    "BUNDLED",
    "TARGETS",
    "Conditions",
    "Dataset",
    "DatasetError",
    "Problem",
    "Table",
    "Vocabulary",
    "load",
]


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


class Layer(NamedTuple):
    """A folder of TOML files; `overlay` is what the records of a folder laid over another say of themselves."""

    root: str
    overlay: str | None


class Dataset:
    """The dataset: a mapping of records for each kind, read lazily, and never changed."""

    def __init__(self, roots: Sequence[Path]) -> None:
        """Name the folders; nothing is read yet."""
        self.roots = tuple(roots)
        self.layers = tuple(Layer(str(root), str(root) if place else None) for place, root in enumerate(self.roots))

    @property
    def overlays(self) -> tuple[str, ...]:
        """The folders laid over the first, as they were named."""
        return tuple(layer.overlay for layer in self.layers if layer.overlay is not None)

    @cached_property
    def about(self) -> model.About:
        """Title, version, licence and seed review: `dataset.toml` of the first folder that has one."""
        for root in self.roots:
            file = os.path.join(root, "dataset.toml")
            if os.path.exists(file):
                data = files.whole(file)
                faults: list[Problem] = []
                claims = _laid_over((), model.Claim, _rows(data, "claim", file), file, self.layers[0], faults)
                about = _record(model.About, data, file, "")
                if faults:
                    raise DatasetError(faults)
                return msgspec.structs.replace(about, claims=tuple(claims))
        raise DatasetError([Problem(str(self.roots[0]), "", "", "has no dataset.toml")])

    @cached_property
    def studies(self) -> "Table[model.Study]":
        """The bibliography, by citation key."""
        return Table(model.Study, "studies.toml", self.layers, id_field="key")

    @cached_property
    def sources(self) -> "Table[model.Source]":
        """Cells and organisms of origin."""
        return Table(model.Source, "sources.toml", self.layers)

    @cached_property
    def molecules(self) -> "Table[model.Molecule]":
        """Genes, proteins, RNAs, metabolites."""
        return Table(model.Molecule, "molecules.toml", self.layers)

    @cached_property
    def readouts(self) -> "Table[model.Readout]":
        """Processes, phenotypes and clinical measures."""
        return Table(model.Readout, "readouts.toml", self.layers)

    @cached_property
    def pathways(self) -> "Table[model.Pathway]":
        """Signalling routes and regulatory axes."""
        return Table(model.Pathway, "pathways.toml", self.layers)

    @cached_property
    def trials(self) -> "Table[model.Trial]":
        """Registered trials."""
        return Table(model.Trial, "trials.toml", self.layers)

    @cached_property
    def notices(self) -> "Table[model.Notice]":
        """Regulation, guidance and adverse events."""
        return Table(model.Notice, "notices.toml", self.layers)

    @cached_property
    def conditions(self) -> "Conditions":
        """The conditions with their claims and findings, one file each."""
        return Conditions(self._condition_files)

    @cached_property
    def outlines(self) -> "Conditions":
        """The conditions without their claims and findings: names, groups and places, cheap to read."""
        return Conditions(self._condition_files, rows=False)

    @cached_property
    def _condition_files(self) -> dict[str, list[tuple[str, Layer]]]:
        """The files of each condition, by its id, in the order of the folders."""
        found: dict[str, list[tuple[str, Layer]]] = {}
        for layer in self.layers:
            folder = os.path.join(layer.root, "conditions")
            for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
                if name.endswith(".toml"):
                    found.setdefault(name[:-5], []).append((os.path.join(folder, name), layer))
        return found

    def vocabulary(self, kind: Vocabulary) -> "Table[model.Named]":
        """The entries of a kind: sources, molecules, readouts or pathways."""
        tables: dict[Vocabulary, Table[model.Named]] = {
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

    def __init__(self, type_: type[T_co], filename: str, layers: Sequence[Layer], *, id_field: str = "id") -> None:
        """Name the file and the record type; the file is cut at its headers on first use."""
        self.filename = filename
        self._type = type_
        self._id_field = id_field
        self._layers = layers
        # The file and folder of each table that was laid over; all others stand in the first folder's file.
        self._laid_over: dict[str, tuple[str, str]] = {}
        self._records: dict[str, T_co] = {}

    @cached_property
    def _bodies(self) -> Mapping[str, files.Body]:
        """Each table by id, not parsed yet; the last of several that override each other counts."""
        bodies: Mapping[str, files.Body] = {}
        faults: list[Problem] = []
        for root, overlay in self._layers:
            file = os.path.join(root, self.filename)
            if not os.path.exists(file):
                continue
            found = files.bodies(file)
            if overlay is not None:
                for id_, body in found.items():
                    other = self._place(id_)[0] if id_ in bodies else None
                    override = files.table(body, file).get("override", False)
                    if fault := _may_lie_over(override, id_, file, other, ""):
                        faults.append(fault)
                    else:
                        self._laid_over[id_] = (file, overlay)
            bodies = {**bodies, **found} if bodies else found
        if faults:
            raise DatasetError(faults)
        return bodies

    def _place(self, id_: str) -> tuple[str, str | None]:
        """The file that a table stands in, and the folder laid over that it comes from, if it does."""
        return self._laid_over.get(id_) or (os.path.join(self._layers[0].root, self.filename), None)

    def __getitem__(self, id_: str) -> T_co:
        if id_ not in self._records:
            body = self._bodies[id_]
            file, overlay = self._place(id_)
            values = files.table(body, file)
            values.pop("override", None)
            self._records[id_] = _named(self._type, self._id_field, id_, values, file, id_, overlay)
        return self._records[id_]

    def __contains__(self, id_: object) -> bool:
        return id_ in self._bodies

    def __iter__(self) -> Iterator[str]:
        return iter(self._bodies)

    def __len__(self) -> int:
        return len(self._bodies)

    def having(self, field: str, value: str, among: Iterable[str] | None = None) -> Iterator[T_co]:
        """Records (of the ids `among`, else all) whose field is `value`, or holds it; few tables are parsed for it."""
        bodies = self._bodies if among is None else {id_: self._bodies[id_] for id_ in among}
        for id_ in files.holding(bodies, value):
            found = getattr(self[id_], field)
            if value == found or (isinstance(found, tuple) and value in found):
                yield self[id_]

    def holding(self, folded: str | None = None) -> Iterator[T_co]:
        """Records whose id is a word in small letters, or that hold it as they are written; without a word all."""
        for id_ in self if folded is None else files.holding(self._bodies, folded, folded=True):
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

    def __init__(self, places: Mapping[str, list[tuple[str, Layer]]], *, rows: bool = True) -> None:
        """Name the files; a condition's is read when it is first asked for, its rows only with `rows`."""
        self._files = places
        self._rows = rows
        self._records: dict[str, model.Condition] = {}

    @cached_property
    def _heads(self) -> dict[str, list[str]]:
        """What stands before the first row of each condition's files, unparsed."""
        return {id_: [files.head(file) for file, _ in places] for id_, places in self._files.items()}

    def __getitem__(self, id_: str) -> model.Condition:
        if id_ not in self._records:
            condition, faults = self.readable(id_)
            if condition is None or faults:
                raise DatasetError(faults)
            self._records[id_] = condition
        return self._records[id_]

    def readable(self, id_: str) -> tuple[model.Condition | None, list[Problem]]:
        """A condition with those of its rows that can be read, and the faults of the others.

        Raises:
            DatasetError: one of its files cannot be read at all.

        """
        return _condition(id_, self._files[id_], rows=self._rows)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def holding(self, folded: str | None = None) -> Iterator[model.Condition]:
        """Conditions whose id is a word in small letters, or whose head holds it as it is written; without one all."""
        for id_ in self._files:
            if folded is None or folded == id_ or any(folded in head.casefold() for head in self._heads[id_]):
                yield self[id_]

    def directly_below(self, id_: str) -> Iterator[str]:
        """Ids of the conditions that name `id_` as broader; only files that mention it are parsed."""
        for other, heads in self._heads.items():
            if any(id_ in head for head in heads) and id_ in self[other].broader:
                yield other


def _condition(
    id_: str, places: Sequence[tuple[str, Layer]], *, rows: bool
) -> tuple[model.Condition | None, list[Problem]]:
    """One condition from its files, with the rows that can be read, and a fault for each row that cannot."""
    head: dict[str, Any] = {}
    said_in, said_by = places[0]
    claims: list[model.Claim] = []
    findings: list[model.Finding] = []
    faults: list[Problem] = []
    for file, layer in places:
        data = files.whole(file) if rows else files.outline(file)
        claims = _laid_over(claims, model.Claim, _rows(data, "claim", file), file, layer, faults)
        with_condition = [{"condition": id_, **row} for row in _rows(data, "finding", file)]
        findings = _laid_over(findings, model.Finding, with_condition, file, layer, faults)
        if not data:
            continue
        override = data.pop("override", False)
        if fault := _may_lie_over(override, id_, file, said_in if head else None, ""):
            faults.append(fault)
        elif data or override:
            head, said_in, said_by = data, file, layer
    try:
        base = _named(model.Condition, "id", id_, head, said_in, "", said_by.overlay)
    except DatasetError as error:
        return None, [*error.problems, *faults]
    return msgspec.structs.replace(base, claims=tuple(claims), findings=tuple(findings)), faults


def _rows(data: dict[str, Any], name: str, file: str) -> list[dict[str, Any]]:
    rows = data.pop(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DatasetError([Problem(files.named(file), name, "", f"write each {name} as [[{name}]]")])
    return rows


def _laid_over(
    before: Sequence[Row],
    type_: type[Row],
    rows: Iterable[dict[str, Any]],
    file: str,
    layer: Layer,
    faults: list[Problem],
) -> list[Row]:
    """The rows before, with those of a file after them or, where they say so, in the place of the row of that id.

    The faults of rows that cannot be read are added to `faults`.
    """
    laid = list(before)
    places = {row.id: place for place, row in enumerate(before)}
    kind = type_.__name__.lower()
    for values in rows:
        id_ = str(values.get("id", "(no id)"))
        override = values.pop("override", False)
        # Two rows of one id are the business of `exocli.check`, which sees the files of all conditions.
        if override is not False and (fault := _may_lie_over(override, id_, file, "" if id_ in places else None, kind)):
            faults.append(fault)
            continue
        try:
            row = _record(type_, values, file, f"{kind} {id_}", layer.overlay)
        except DatasetError as error:
            faults += error.problems
            continue
        if override:
            laid[places[id_]] = row
        else:
            laid.append(row)
    return laid


def _may_lie_over(override: object, id_: str, file: str, other: str | None, kind: str) -> Problem | None:
    """What is wrong with a table of an id that stands already in the file `other`, or in none."""

    def fault(field: str, message: str) -> Problem:
        return Problem(files.named(file), f"{kind} {id_}".strip(), field, message)

    if not isinstance(override, bool):
        return fault("override", "is true or false, without quotes")
    if override and other is None:
        return fault("override", "replaces nothing: no folder before this one has the id")
    if other is not None and not override:
        return fault("", f"exists already in {files.named(other)}; say `override = true` to replace it")
    return None


def _named(
    type_: type[R], field: str, id_: str, values: dict[str, Any], file: str, table: str, overlay: str | None
) -> R:
    """A record whose id is the name of its table or file, and stands nowhere else."""
    if field in values:
        raise DatasetError([Problem(files.named(file), table, field, f"is the name {id_!r} already: drop the field")])
    return _record(type_, {field: id_, **values}, file, table, overlay)


def _record(type_: type[R], values: dict[str, Any], file: str, table: str, overlay: str | None = None) -> R:
    """A record of a table's values.

    Raises:
        DatasetError: a field is missing, unknown, or holds what it may not hold.

    """
    if "overlay" in values:
        raise DatasetError([Problem(files.named(file), table, "overlay", "unknown field 'overlay'")])
    if overlay is not None:
        values = {**values, "overlay": overlay}
    try:
        return msgspec.convert(values, type_)
    except msgspec.ValidationError:
        raise DatasetError(explain(type_, values, files.named(file), table)) from None
