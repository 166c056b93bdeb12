"""The objects that `exo list -f json` prints, as types: one row a record, with how much is known about it.

They belong to `exocli.formats`, which says what a default here means and where each is printed.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from msgspec import Meta

from exocli import model
from exocli.evidence import Level
from exocli.model import Model, Record

Count = Annotated[int, Meta(ge=0)]
Ids = tuple[str, ...]
Studies = Annotated[Count, Meta(description="Studies whose findings count as evidence for treatment.")]
Findings = Annotated[Count, Meta(description="Findings that count as evidence for treatment.")]
Best = Annotated[Level | None, Meta(description="The best OCEBM 2011 level, 1 to 5; null without evidence.")]
BestModel = Annotated[Model | None, Meta(description="The model in which that level is reached.")]
Human = Annotated[Count, Meta(description="Studies in people.")]


class ConditionHead(Record, frozen=True, kw_only=True):
    """What a condition is called and where it stands; `broader` holds ids."""

    id: str
    name: str
    group: model.Group
    broader: Ids
    aliases: Ids
    icd10: Ids
    overlay: str | None


class ConditionRow(ConditionHead, frozen=True, kw_only=True):
    """A condition with how much is known. `conflicts` counts disputed read-outs, `trials` registered trials."""

    studies: Studies
    findings: Findings
    human: Human
    best_level: Best
    best_model: BestModel
    conflicts: Count
    trials: Count


class Counted(Record, frozen=True, kw_only=True):
    """An entry of a vocabulary with how much is known; `conditions` holds the ids of those it has evidence in."""

    id: str
    name: str
    aliases: Ids
    overlay: str | None
    studies: Studies
    findings: Findings
    conditions: Ids


class Moved(Counted, frozen=True, kw_only=True):
    """`raised`, `lowered` and `unchanged` count the studies in which therapeutic vesicles did that to it."""

    raised: Count
    lowered: Count
    unchanged: Count


class SourceRow(Counted, frozen=True, kw_only=True):
    """A source; `cl` is its Cell Ontology id, `broader` the id of the wider source."""

    abbreviation: str | None
    kind: model.SourceKind
    cl: str | None
    broader: str | None


class MoleculeRow(Moved, frozen=True, kw_only=True):
    """A molecule; `hgnc` is its HGNC id, `as_cargo` counts the studies that tested it as cargo."""

    kind: model.MoleculeKind
    hgnc: str | None
    broader: str | None
    as_cargo: Count


class ReadoutRow(Moved, frozen=True, kw_only=True):
    """A read-out."""

    kind: model.ReadoutKind


class PathwayRow(Counted, frozen=True, kw_only=True):
    """A pathway; `members` holds the ids of its molecules."""

    members: Ids
    broader: str | None


class StudyObject(model.Study, frozen=True, kw_only=True):
    """A study; `id` is its citation key."""

    renamed: ClassVar[Mapping[str, str]] = {"key": "id"}


class StudyRow(StudyObject, frozen=True, kw_only=True):
    """A study with the number of its findings, counted as evidence or not, and the ids of the conditions it is on."""

    findings: Count
    conditions: Ids


class TrialRow(model.Trial, frozen=True, kw_only=True):
    """A registered trial; `name` is its title, `enrolment` counts people."""

    renamed: ClassVar[Mapping[str, str]] = {"title": "name"}


class NoticeRow(model.Notice, frozen=True, kw_only=True):
    """A notice; `name` is its title."""

    renamed: ClassVar[Mapping[str, str]] = {"title": "name"}


ROWS: Mapping[str, type[Record]] = {
    "conditions": ConditionRow,
    "sources": SourceRow,
    "molecules": MoleculeRow,
    "readouts": ReadoutRow,
    "pathways": PathwayRow,
    "studies": StudyRow,
    "trials": TrialRow,
    "notices": NoticeRow,
}
