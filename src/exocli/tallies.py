"""What findings amount to, as types of the machine formats: levels, sides of a dispute, counts."""

from typing import Annotated, get_args

from msgspec import Meta

from exocli import model
from exocli.evidence import Level, Shelf
from exocli.model import Model, Record
from exocli.rows import Best, BestModel, Count, Findings, Human, Studies


def _counted(literal: object) -> Meta:
    """The keys that a mapping of counts may have."""
    return Meta(extra_json_schema={"propertyNames": {"enum": list(get_args(literal))}})


class TierObject(Record, frozen=True, kw_only=True):
    """How many studies reach an OCEBM 2011 level in a model."""

    level: Level
    model: Model
    studies: Count


class SideObject(Record, frozen=True, kw_only=True):
    """A finding that takes a side in a dispute: its id, the key of its study, its model."""

    finding: str
    study: str
    model: Model


class ConflictObject(Record, frozen=True, kw_only=True):
    """A read-out (the id `on`) that therapeutic vesicles are reported to move both ways, with who says which."""

    on: str
    up: tuple[SideObject, ...]
    down: tuple[SideObject, ...]


class EvidenceObject(Record, frozen=True, kw_only=True):
    """What findings amount to. Everything but `not_counted` is of evidence for treatment alone.

    `directions` counts findings by direction, `not_counted` those on every other shelf.
    """

    studies: Studies
    findings: Findings
    human: Human
    best_level: Best
    best_model: BestModel
    levels: tuple[TierObject, ...]
    directions: Annotated[dict[str, Count], _counted(model.Direction)]
    conflicts: tuple[ConflictObject, ...]
    not_counted: Annotated[dict[str, Count], _counted(Shelf)]
