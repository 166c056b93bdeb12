"""The machine formats as types: what `-f json` prints, object by object, beside `contract`, which makes the objects.

Every object always has all its keys, whatever default a record here inherits: what was not seen is `null` or an empty
array. `exo schema` turns these types into JSON Schema. A command that prints JSON adds its type here and one line to
`FORMATS`.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from msgspec import field

from exocli import model
from exocli.drawings import ComparisonPage, GraphPage, MapPage
from exocli.model import Record
from exocli.names import Kind
from exocli.records import LINES, ExportPage, FindingObject
from exocli.rows import ROWS, ConditionHead, Ids, StudyObject
from exocli.tallies import EvidenceObject

Part = Literal["changed", "tested", "cargo", "content", "pathway", "source"]


class MentionObject(FindingObject, frozen=True, kw_only=True):
    """A finding and, under `as`, the parts that the thing shown plays in it."""

    as_: tuple[Part, ...] = field(name="as")


class ClaimObject(model.Claim, frozen=True, kw_only=True):
    """A claim of the seed review; `condition` is the name of what it is about."""

    condition: str


class ConditionPage(Record, frozen=True, kw_only=True):
    """The page of a condition, with the filters that were asked for, in words (empty: none).

    `narrower` holds the ids of the conditions taken in; `studies` are those that findings and claims name.
    """

    kind: Literal["condition"]
    condition: ConditionHead
    narrower: Ids
    filters: str
    summary: str
    evidence: EvidenceObject
    claims: tuple[model.Claim, ...]
    findings: tuple[FindingObject, ...]
    studies: tuple[StudyObject, ...]
    reviews: tuple[StudyObject, ...]
    trials: tuple[model.Trial, ...]
    notices: tuple[model.Notice, ...]


class EntityPage(Record, frozen=True, kw_only=True):
    """The findings in which a source, molecule, read-out or pathway appears, and the claims and studies on it."""

    evidence: EvidenceObject
    claims: tuple[model.Claim, ...]
    findings: tuple[MentionObject, ...]
    studies: tuple[StudyObject, ...]


class SourcePage(EntityPage, frozen=True, kw_only=True):
    """The page of a source."""

    kind: Literal["source"]
    source: model.Source


class MoleculePage(EntityPage, frozen=True, kw_only=True):
    """The page of a molecule."""

    kind: Literal["molecule"]
    molecule: model.Molecule


class ReadoutPage(EntityPage, frozen=True, kw_only=True):
    """The page of a read-out."""

    kind: Literal["readout"]
    readout: model.Readout


class PathwayPage(EntityPage, frozen=True, kw_only=True):
    """The page of a pathway."""

    kind: Literal["pathway"]
    pathway: model.Pathway


class StudyPage(Record, frozen=True, kw_only=True):
    """The page of a study with its findings and, for the seed review, its claims."""

    kind: Literal["study"]
    study: StudyObject
    findings: tuple[FindingObject, ...]
    claims: tuple[ClaimObject, ...]


class TrialPage(Record, frozen=True, kw_only=True):
    """The page of a registered trial."""

    kind: Literal["trial"]
    trial: model.Trial


class NoticePage(Record, frozen=True, kw_only=True):
    """The page of a notice."""

    kind: Literal["notice"]
    notice: model.Notice


class Found(Record, frozen=True, kw_only=True):
    """`score` orders hits and measures nothing; `snippet` is the text around what was asked."""

    id: str
    name: str
    score: float
    snippet: str


class HitObject(Found, frozen=True, kw_only=True):
    """A record or an entry of a vocabulary that was found."""

    kind: Kind
    overlay: str | None


class FindingHitObject(Found, frozen=True, kw_only=True):
    """A finding that was found, with the key of its study and the id of its condition."""

    kind: Literal["finding"]
    study: str
    condition: str
    overlay: str | None


class Format(NamedTuple):
    """A machine format: the command that prints it, and what it prints.

    `types` are the objects it may print; `shape` says whether it prints one of them, an array of them, or either.
    """

    command: str
    types: tuple[type[Record], ...]
    shape: Literal["object", "array", "either"]


_PAGES: tuple[type[Record], ...] = (ConditionPage, SourcePage, MoleculePage, ReadoutPage, PathwayPage, StudyPage)
_PAGES += (TrialPage, NoticePage)


def _page(page: type[Record]) -> tuple[str, Format]:
    kind = page.__name__.removesuffix("Page").lower()
    return f"show-{kind}", Format(f"exo show {kind.upper()} -f json", (page,), "object")


# Every machine format by the name `exo schema` knows it by. A new one takes its line here.
FORMATS: Mapping[str, Format] = {
    **{f"list-{kind}": Format(f"exo list {kind} -f json", (row,), "array") for kind, row in ROWS.items()},
    "show": Format("exo show NAME... -f json: any page, or an array of them", _PAGES, "either"),
    **dict(map(_page, _PAGES)),
    "find": Format("exo find QUERY -f json", (HitObject, FindingHitObject), "array"),
    "compare": Format("exo compare A B... -f json", (ComparisonPage,), "object"),
    "map": Format("exo map -f json", (MapPage,), "object"),
    "graph": Format("exo graph NAME -f json", (GraphPage,), "object"),
    "export-json": Format("exo export -f json", (ExportPage,), "object"),
    "export-jsonl": Format("exo export -f jsonl: each of its lines", LINES, "object"),
}
