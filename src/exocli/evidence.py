"""How strong the evidence is: levels, summaries and conflicts, computed from findings and never stored.

Levels are those of the Oxford Centre for Evidence-Based Medicine (OCEBM 2011) for the question "does this
intervention help?": 1 systematic review of randomised trials, 2 randomised trial, 3 non-randomised controlled
study, 4 case series, single arm or case report, 5 mechanism-based reasoning. Everything short of people (animal,
ex vivo, in vitro) is level 5 and always shown with its model. None of this is a measure of efficacy.
"""

from collections.abc import Container, Iterable, Mapping
from typing import Literal, NamedTuple

from exocli.model import Effect, Finding, Model

Level = Literal[1, 2, 3, 4, 5]
Shelf = Literal["evidence", "pathogenic", "physiological", "association", "conditioned-medium", "retracted"]
Side = Literal["up", "down", "same"]

LEVEL_NAMES: Mapping[int, str] = {
    1: "systematic review of randomised trials",
    2: "randomised trial",
    3: "non-randomised controlled study",
    4: "case series, single arm or case report",
    5: "mechanism-based: animal, ex vivo or in vitro",
}
MODELS: tuple[Model, ...] = ("human", "animal", "ex-vivo", "in-vitro")
_LEVELS: Mapping[str, Level] = {"systematic-review": 1, "rct": 2, "controlled": 3}
_UP = {"increase", "activate"}
_DOWN = {"decrease", "inhibit"}


class Tier(NamedTuple):
    """How many studies reach one level in one model (`human` for levels 1 to 4)."""

    level: Level
    model: Model
    studies: int


class Conflict(NamedTuple):
    """A readout that therapeutic vesicles are reported to move both ways, with the findings on each side."""

    on: str
    up: tuple[Finding, ...]
    down: tuple[Finding, ...]


class Summary(NamedTuple):
    """What the findings of a condition amount to.

    `studies` and `findings` count evidence alone (`shelf_of`); `directions` counts those findings by direction;
    `shelved` counts the findings on every other shelf. `human` is the number of studies in people.
    """

    studies: int
    findings: int
    human: int
    tiers: tuple[Tier, ...]
    directions: Mapping[str, int]
    conflicts: tuple[Conflict, ...]
    shelved: Mapping[str, int]

    @property
    def best(self) -> Tier | None:
        """The strongest tier, or `None` where there is no evidence."""
        return self.tiers[0] if self.tiers else None


def level_of(finding: Finding) -> Level | None:
    """Return the OCEBM 2011 level of a finding for treatment benefit.

    People without a stated design are taken as level 4, the lowest for people. An observation that only goes with
    the disease (`association`), in people, answers another question and has no level.
    """
    if finding.model != "human":
        return 5
    if finding.direction == "association" or finding.role != "therapeutic":
        return None
    return _LEVELS.get(finding.design or "", 4)


def shelf_of(finding: Finding, retracted: Container[str]) -> Shelf:
    """Where a finding belongs: `evidence`, or the reason why it does not count as evidence for treatment.

    Papers whose key is in `retracted` never count; conditioned medium is no vesicle preparation; vesicles that
    drive a disease or do their work in healthy skin, and mere associations, are shown apart.
    """
    if finding.study in retracted:
        return "retracted"
    if finding.preparation == "conditioned-medium":
        return "conditioned-medium"
    if finding.role != "therapeutic":
        return "pathogenic" if finding.role == "pathogenic" else "physiological"
    return "association" if finding.direction == "association" else "evidence"


def shelve(findings: Iterable[Finding], retracted: Container[str]) -> dict[Shelf, list[Finding]]:
    """Sort findings onto their shelves, in the order in which they are shown."""
    shelves: dict[Shelf, list[Finding]] = {
        "evidence": [],
        "pathogenic": [],
        "physiological": [],
        "association": [],
        "conditioned-medium": [],
        "retracted": [],
    }
    for finding in findings:
        shelves[shelf_of(finding, retracted)].append(finding)
    return shelves


def counted(findings: Iterable[Finding], retracted: Container[str]) -> list[Finding]:
    """The findings that count as evidence (`shelf_of`), in the order given."""
    return [finding for finding in findings if shelf_of(finding, retracted) == "evidence"]


def direction_of(effect: Effect) -> Side:
    """Which way an effect goes."""
    if effect.change in _UP:
        return "up"
    return "down" if effect.change in _DOWN else "same"


def sides(ids: Container[str], findings: Iterable[Finding]) -> Mapping[Side, set[str]]:
    """The studies whose findings move any of `ids` up, down or not at all.

    Effects with `via` are tests of a mechanism and take no side. A study may stand on more than one.
    """
    studies: dict[Side, set[str]] = {"up": set(), "down": set(), "same": set()}
    for finding in findings:
        for effect in finding.effects:
            if effect.via is None and effect.on in ids:
                studies[direction_of(effect)].add(finding.study)
    return studies


def conflicts(findings: Iterable[Finding]) -> tuple[Conflict, ...]:
    """Readouts that findings report to move in opposite directions, most findings first.

    Effects with `via` (a mimic, an inhibitor …) are tests of a mechanism and take no side. Both sides in one study
    alone (an early and a late time point, two doses) is that study's own result and no conflict.
    """
    up: dict[str, list[Finding]] = {}
    down: dict[str, list[Finding]] = {}
    for finding in findings:
        for effect in finding.effects:
            if effect.via is None and effect.change != "no-change":
                (up if direction_of(effect) == "up" else down).setdefault(effect.on, []).append(finding)
    both = [
        Conflict(on, tuple(up[on]), tuple(down[on]))
        for on in up
        if on in down and len({finding.study for finding in up[on] + down[on]}) > 1
    ]
    return tuple(sorted(both, key=lambda conflict: (-len(conflict.up) - len(conflict.down), conflict.on)))


def summarise(findings: Iterable[Finding], retracted: Container[str]) -> Summary:
    """Return what findings amount to: studies per level and model, directions, conflicts, and what did not count."""
    shelves = shelve(findings, retracted)
    evidence = shelves["evidence"]
    reached: dict[tuple[Level, Model], set[str]] = {}
    directions: dict[str, int] = {}
    for finding in evidence:
        level = level_of(finding)
        if level is not None:
            reached.setdefault((level, finding.model), set()).add(finding.study)
        directions[finding.direction] = directions.get(finding.direction, 0) + 1
    tiers = sorted(reached, key=lambda tier: (tier[0], MODELS.index(tier[1])))
    return Summary(
        studies=len({finding.study for finding in evidence}),
        findings=len(evidence),
        human=len({finding.study for finding in evidence if finding.model == "human"}),
        tiers=tuple(Tier(level, model, len(reached[level, model])) for level, model in tiers),
        directions=dict(sorted(directions.items(), key=lambda item: -item[1])),
        conflicts=conflicts(evidence),
        shelved={shelf: len(rows) for shelf, rows in shelves.items() if rows and shelf != "evidence"},
    )
