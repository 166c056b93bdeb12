"""The small pieces that pages share: an effect, a level, a reference, a row of findings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from exocli import cite
from exocli.dataset import Dataset
from exocli.evidence import LEVEL_NAMES, MODELS, Conflict, Summary, Tier, direction_of, level_of
from exocli.model import Effect, Finding, Study
from exocli.view.document import Block, Grid, Paragraph, Row, Span, Style, Text, joined, plain
from exocli.view.layouts import FINDING_LABELS, FINDING_LAYOUTS

MODEL_NAMES = {"human": "human", "animal": "animal", "ex-vivo": "ex vivo", "in-vitro": "in vitro"}
GROUP_NAMES = {"human": "In people", "animal": "In animals", "ex-vivo": "Ex vivo", "in-vitro": "In vitro"}
DESIGN_NAMES = {
    "systematic-review": "systematic review",
    "rct": "RCT",
    "controlled": "controlled",
    "single-arm": "single arm",
    "case-series": "case series",
    "case-report": "case report",
}
PREPARATION_NAMES = {
    "exosome": "exosomes",
    "small-ev": "small EVs",
    "ev": "EVs",
    "microvesicle": "microvesicles",
    "apoptotic-body": "apoptotic bodies",
    "engineered-ev": "engineered EVs",
    "ev-mimetic": "EV mimetics",
    "plant-ev": "plant EVs",
    "bacterial-ev": "bacterial EVs",
    "mixed": "mixed preparation",
    "conditioned-medium": "conditioned medium",
}
VERDICT_STYLES: Mapping[str, Style] = {
    "supported": "good",
    "contradicted": "bad",
    "mixed": "warn",
    "untested": "dim",
}
DIRECTION_STYLES: Mapping[str, Style] = {
    "benefit": "good",
    "harm": "bad",
    "mixed": "warn",
    "no-effect": "warn",
    "equivalent": "",
    "safety": "",
    "association": "dim",
}
_ARROWS: Mapping[str, tuple[str, Style]] = {"up": ("↑", "up"), "down": ("↓", "down"), "same": ("=", "same")}
_PART_STYLES: Mapping[str, Style] = {"text": "", "retracted": "bad", "remark": "warn"}
_SHELF_NAMES = {
    "pathogenic": "on vesicles that drive the disease",
    "physiological": "on vesicles in healthy skin",
    "association": "observational",
    "conditioned-medium": "on conditioned medium",
    "retracted": "retracted",
}


class Overlaid(Protocol):
    """A record that may have been laid over the dataset."""

    @property
    def overlay(self) -> str | None:
        """The folder it is from; `None` for the dataset's own."""


def own(record: Overlaid) -> Text:
    """The sign of a record that the user laid over the dataset; nothing for the dataset's own."""
    return plain(" ‡", "own") if record.overlay else ()


def _beside(record: Overlaid) -> Text:
    """The same close to a number, where there is no room."""
    return plain("‡", "own") if record.overlay else ()


def titled(kind: str, record: Overlaid) -> str:
    """What a page is about, beside its title, with the folder of a record that was laid over."""
    return f"{kind}; ‡ from {record.overlay}" if record.overlay else kind


def laid_over(dataset: Dataset) -> Iterator[Block]:
    """What the sign means, at the foot of every page; nothing where no folder was laid over."""
    if said := folders_said(dataset):
        yield Paragraph((Span("‡ ", "own"), Span(said, "dim")))


def folders_said(dataset: Dataset) -> str:
    """Which folders were laid over the dataset; empty where none was."""
    folders = ", ".join(dataset.overlays)
    return f"your own data, laid over the dataset and counted with it: {folders}" if folders else ""


class References:
    """The numbered references of a page: a study gets the next number when it is first mentioned."""

    def __init__(self, studies: Mapping[str, Study]) -> None:
        """Start at one."""
        self._studies = studies
        self.keys: list[str] = []

    def mark(self, key: str) -> Text:
        """`[3]`, linked to the paper; a retracted one says so."""
        if key not in self.keys:
            self.keys.append(key)
        study = self._studies.get(key)
        number = Span(f"[{self.keys.index(key) + 1}]", "key", cite.link(study) if study else None)
        if study is None:
            return (number,)
        retracted = plain(" retracted", "bad") if study.status == "retracted" else ()
        return (number, *_beside(study), *retracted)

    def mark_of(self, finding: Finding) -> Text:
        """The mark of a finding's study; a finding of the user's own says so, whoever's the study is."""
        study = self._studies.get(finding.study)
        return self.mark(finding.study) + (_beside(finding) if study is None or not study.overlay else ())

    def marks(self, keys: Iterable[str]) -> Text:
        """The marks of several studies in a row, by number."""
        distinct = list(dict.fromkeys(keys))
        for key in distinct:
            self.mark(key)
        return joined((self.mark(key) for key in sorted(distinct, key=self.keys.index)), " ")

    def items(self) -> tuple[tuple[str, Text], ...]:
        """The list of references, in the order of their numbers, each with the interests its page names."""
        return tuple((f"{number}.", self._item(key)) for number, key in enumerate(self.keys, 1))

    def _item(self, key: str) -> Text:
        study = self._studies.get(key)
        if study is None:
            return plain(key)
        interests = (Span(" Interests: ", "warn"), Span(study.interests, "dim")) if study.interests else ()
        return (*reference(study), *interests)


def reference(study: Study) -> Text:
    """A reference with its key before it and its identifiers linked."""
    return (Span(study.key, "key"), *own(study), Span(" "), *citation(study))


def citation(study: Study) -> Text:
    """A reference with its identifiers linked."""
    return joined((plain(part.text, _PART_STYLES[part.role], part.link) for part in cite.parts(study)), " ")


def effects(entries: Sequence[Effect], dataset: Dataset) -> Text:
    """Effects one a line: an arrow, the name of what moved and, for a test of the mechanism, by what means."""
    lines: list[Text] = []
    for effect in entries:
        arrow, style = _ARROWS[direction_of(effect)]
        line = (Span(f"{arrow} ", style), Span(dataset.name_of(effect.on)))
        lines.append((*line, Span(f" ({effect.via})", "dim")) if effect.via else line)
    return joined(lines, "\n")


def level(finding: Finding) -> Text:
    """The OCEBM level as a digit; a dash for an observation that has none."""
    value = level_of(finding)
    return plain("–" if value is None else str(value), "level")


def model(finding: Finding) -> Text:
    """The model with what narrows it: design and number of people, or the species and cells."""
    spans = [Span(MODEL_NAMES[finding.model], "strong")]
    if finding.design:
        spans.append(Span(f", {DESIGN_NAMES[finding.design]}"))
    if finding.n is not None:
        spans.append(Span(f", n = {finding.n}"))
    if finding.model_detail:
        spans.append(Span(f"\n{finding.model_detail}", "dim"))
    return tuple(spans)


def product(source_id: str, preparation: str, dataset: Dataset) -> Text:
    """Where the vesicles come from and what the preparation is called (`ADSC exosomes`)."""
    record = dataset.sources.get(source_id)
    name = (record.abbreviation or record.name) if record else source_id
    if record is not None and record.kind == "other":
        return (Span(PREPARATION_NAMES[preparation], "strong"), Span(f" ({name})"))
    return (Span(name, "strong"), Span(f" {PREPARATION_NAMES[preparation]}"))


def source(finding: Finding, dataset: Dataset) -> Text:
    """The product, with the details of its source and its modification below."""
    details = [detail for detail in (finding.source_detail, finding.modification) if detail]
    return (
        *product(finding.source, finding.preparation, dataset),
        *(Span(f"\n{detail}", "dim") for detail in details),
    )


def outcome(finding: Finding, dataset: Dataset) -> Text:
    """The outcome, the direction where it is not a plain benefit, the comparator and any caution."""
    spans: list[Span] = []
    if finding.role == "therapeutic" and finding.direction != "benefit":
        spans.append(Span(f"{finding.direction.replace('-', ' ')}: ", DIRECTION_STYLES[finding.direction]))
    spans.append(Span(finding.outcome))
    if finding.comparator:
        spans.append(Span(f"\nvs {finding.comparator}", "dim"))
    if finding.content:
        names = ", ".join(dataset.name_of(entry) for entry in finding.content)
        spans.append(Span(f"\nalso measured in the vesicles: {names}", "dim"))
    if finding.caution:
        spans.append(Span(f"\nCaution: {finding.caution}", "warn"))
    return tuple(spans)


def finding_grid(findings: Sequence[Finding], dataset: Dataset, references: References) -> Grid:
    """The mechanism table: one row a finding, grouped by the model in which it was seen."""
    rows: list[Row] = []
    grouped: set[str] = set()
    for finding in findings:
        group = "" if finding.model in grouped else GROUP_NAMES[finding.model]
        grouped.add(finding.model)
        cells = {
            "source": source(finding, dataset),
            "cargo": plain("\n".join(dataset.name_of(entry) for entry in finding.cargo)),
            "pathway": plain("\n".join(dataset.pathways[entry].name for entry in finding.pathway)),
            "effect": effects(finding.effects, dataset),
            "outcome": outcome(finding, dataset),
            "model": model(finding),
            "level": level(finding),
            "graded": (Span("level ", "dim"), *level(finding)),
            "ref": references.mark_of(finding),
        }
        rows.append(Row(cells, group))
    return Grid(tuple(rows), FINDING_LAYOUTS, FINDING_LABELS, records=True)


def tier(entry: Tier) -> str:
    """`2 RCT` for people, `5 animal` for the rest: a level 5 is never shown without its model."""
    if entry.model == "human":
        return {1: "1 systematic review", 2: "2 RCT", 3: "3 controlled", 4: "4 uncontrolled"}[entry.level]
    return f"5 {MODEL_NAMES[entry.model]}"


def evidence_line(summary: Summary) -> Text:
    """Studies per level, best level first, and the share of findings by direction."""
    if not summary.findings:
        return plain("no vesicle study on file", "warn")
    tiers = joined(
        ((Span(f"level {tier(entry)}: "), Span(str(entry.studies), "strong")) for entry in summary.tiers),
        " · ",
    )
    studies = "1 study" if summary.studies == 1 else f"{summary.studies} studies"
    findings = "1 finding" if summary.findings == 1 else f"{summary.findings} findings"
    return (Span(f"{studies}, {findings}", "strong"), Span("; studies at "), *tiers)


def directions_line(summary: Summary) -> Text:
    """The findings by direction, as counts and shares."""
    return joined(
        (
            (
                Span(name.replace("-", " "), DIRECTION_STYLES[name]),
                Span(f" {count} ({count / summary.findings:.0%})"),
            )
            for name, count in summary.directions.items()
        ),
        " · ",
    )


def shelved_line(summary: Summary) -> Text:
    """The findings that do not count as evidence for treatment, and why."""
    return plain(" · ".join(f"{count} {_SHELF_NAMES[shelf]}" for shelf, count in summary.shelved.items()))


def conflict(entry: Conflict, dataset: Dataset, references: References, *, places: bool = False) -> Text:
    """A disputed readout: who saw it rise, who saw it fall, each with the model and, with `places`, the condition."""

    def side(findings: tuple[Finding, ...]) -> Text:
        remarks: dict[str, list[str]] = {}
        for finding in findings:
            remark = MODEL_NAMES[finding.model]
            if places:
                remark = f"{remark}, {dataset.outlines[finding.condition].name.lower()}"
            by_study = remarks.setdefault(finding.study, [])
            if remark not in by_study:
                by_study.append(remark)
        marks = {finding.study: references.mark_of(finding) for finding in findings}
        return joined(((*marks[study], Span(f" {'; '.join(said)}", "dim")) for study, said in remarks.items()), " · ")

    return (
        Span(dataset.name_of(entry.on), "strong"),
        Span("\n↑ ", "up"),
        *side(entry.up),
        Span("\n↓ ", "down"),
        *side(entry.down),
    )


def best(summary: Summary) -> str:
    """The best level as a short cell: `2 human`, `5 animal`, or a dash."""
    return f"{summary.best.level} {MODEL_NAMES[summary.best.model]}" if summary.best else "–"


LEVEL_KEY = "Level (OCEBM 2011): " + "; ".join(f"{number} {name}" for number, name in LEVEL_NAMES.items()) + "."
MODEL_ORDER = {name: place for place, name in enumerate(MODELS)}
