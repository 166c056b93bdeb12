"""Every record of the dataset as a plain object, kind by kind, and the types of these objects: what `exo export` gives.

Objects are flat but for lists that belong to a record alone (the effects of a finding, the authors of a study). Claims
and findings are kinds of their own and name their condition. The types are those of the model, with what is
computed: the level and the shelf of a finding. Every object always has all its keys.
"""

from collections.abc import Callable, Iterator, Mapping
from types import GenericAlias
from typing import Any, Literal, NamedTuple, cast

import msgspec

from exocli import contract, model
from exocli.dataset import Dataset
from exocli.evidence import Level, Shelf
from exocli.model import Record
from exocli.rows import StudyObject

Object = dict[str, Any]


class FindingObject(model.Finding, frozen=True, kw_only=True):
    """A finding with its OCEBM 2011 `level` (null for an observation) and its `shelf`.

    The shelf is `evidence`, or the reason why the finding does not count as evidence for treatment.
    """

    level: Level | None
    shelf: Shelf


class ClaimRecord(model.Claim, frozen=True, kw_only=True):
    """A claim of the seed review; `condition` is null where it speaks of exosomes in general."""

    condition: str | None


def _without(type_: type[Record], *apart: str) -> type[Record]:
    """A record type without the fields that stand elsewhere; whatever else the model gives it is there by itself."""
    kept = [
        (field.name, field.type) if field.required else (field.name, field.type, field.default)
        for field in msgspec.structs.fields(type_)
        if field.name not in apart
    ]
    return _made(type_.__name__, type_.__doc__ or "", kept)


def _made(name: str, meaning: str, fields: Any) -> type[Record]:  # noqa: ANN401  (what msgspec takes)
    namespace = {"__doc__": meaning}
    made = msgspec.defstruct(name, fields, bases=(Record,), namespace=namespace, frozen=True, kw_only=True)
    return cast("type[Record]", made)


About = _without(model.About, "claims")
Condition = _without(model.Condition, "claims", "findings")


class Kind(NamedTuple):
    """A kind of record: what one is called, its type, and how a dataset's are made into objects."""

    name: str
    type: type[Record]
    objects: Callable[[Dataset], list[Object]]


def _about(dataset: Dataset) -> list[Object]:
    return [_apart(dataset.about, "claims")]


def _conditions(dataset: Dataset) -> list[Object]:
    return [_apart(condition, "claims", "findings") for condition in dataset.conditions.values()]


def _claims(dataset: Dataset) -> list[Object]:
    general = [(None, claim) for claim in dataset.about.claims]
    own = [(id_, claim) for id_, condition in dataset.conditions.items() for claim in condition.claims]
    return [{**msgspec.to_builtins(claim), "condition": id_} for id_, claim in (*general, *own)]


def _findings(dataset: Dataset) -> list[Object]:
    return contract.findings(dataset.findings(), dataset)


def _studies(dataset: Dataset) -> list[Object]:
    return [contract.study_object(study) for study in dataset.studies.values()]


def _table(name: str) -> Callable[[Dataset], list[Object]]:
    """The records of a vocabulary or registry as they are."""

    def objects(dataset: Dataset) -> list[Object]:
        return [msgspec.to_builtins(record) for record in getattr(dataset, name).values()]

    return objects


def _apart(record: Record, *fields: str) -> Object:
    values: Object = msgspec.to_builtins(record)
    return {name: value for name, value in values.items() if name not in fields}


# Every kind by the name of its array in JSON and of its table elsewhere.
KINDS: Mapping[str, Kind] = {
    "dataset": Kind("dataset", About, _about),
    "conditions": Kind("condition", Condition, _conditions),
    "claims": Kind("claim", ClaimRecord, _claims),
    "findings": Kind("finding", FindingObject, _findings),
    "studies": Kind("study", StudyObject, _studies),
    "sources": Kind("source", model.Source, _table("sources")),
    "molecules": Kind("molecule", model.Molecule, _table("molecules")),
    "readouts": Kind("readout", model.Readout, _table("readouts")),
    "pathways": Kind("pathway", model.Pathway, _table("pathways")),
    "trials": Kind("trial", model.Trial, _table("trials")),
    "notices": Kind("notice", model.Notice, _table("notices")),
}

# The whole as one object, and a record on a line of its own.
ExportPage = _made(
    "ExportPage",
    "Everything on file: the dataset itself, and an array of each kind of record.",
    [(name, kind.type if name == "dataset" else GenericAlias(tuple, (kind.type, ...))) for name, kind in KINDS.items()],
)
LINES: tuple[type[Record], ...] = tuple(
    _made(
        f"{kind.name.capitalize()}Line",
        f"A line with a record: its kind, and under `{kind.name}` the record itself.",
        [("kind", Literal[kind.name]), (kind.name, kind.type)],
    )
    for kind in KINDS.values()
)


def page(dataset: Dataset) -> Object:
    """Everything on file as one object (`ExportPage`)."""
    return {name: objects[0] if name == "dataset" else objects for name, objects in every(dataset)}


def lines(dataset: Dataset) -> Iterator[Object]:
    """Every record as an object of its own (`LINES`), the dataset itself first."""
    for name, objects in every(dataset):
        kind = KINDS[name].name
        yield from ({"kind": kind, kind: values} for values in objects)


def every(dataset: Dataset) -> Iterator[tuple[str, list[Object]]]:
    """Each kind with the objects of its records, in the order of `KINDS`."""
    for name, kind in KINDS.items():
        yield name, kind.objects(dataset)
