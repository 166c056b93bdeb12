"""The page of a condition: what is hoped, what was found, how strong it is, who disagrees."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, TypeVar

from exocli.dataset import Dataset, Table
from exocli.evidence import Shelf, Summary, level_of, narrower, shelve, summarise
from exocli.model import Claim, Condition, Finding, Notice, Trial
from exocli.view import cells
from exocli.view.document import (
    Block,
    Document,
    Fields,
    Grid,
    Heading,
    Items,
    Paragraph,
    Row,
    Span,
    Text,
    Title,
    joined,
    plain,
)
from exocli.view.layouts import CLAIM_LABELS, CLAIM_LAYOUTS, TRIAL_LABELS, TRIAL_LAYOUTS

Concerns = TypeVar("Concerns", Trial, Notice)

Sort = Literal["level", "year", "source", "study"]
SHELF_HEADINGS: dict[Shelf, tuple[str, str]] = {
    "evidence": ("Mechanisms", "therapeutic vesicles"),
    "pathogenic": ("Vesicles that drive the disease", "not evidence for treatment"),
    "physiological": ("Vesicles in healthy skin", "not evidence for treatment"),
    "association": ("Observations", "what goes with the disease; not evidence for treatment"),
    "conditioned-medium": ("Conditioned medium", "context; no vesicles were isolated, not counted"),
    "retracted": ("Retracted", "listed so that nobody is misled; never counted"),
}
_GROUP_NAMES = {
    "cosmetic": "cosmetic use",
    "regeneration": "regeneration",
    "disease": "disease",
    "hair": "hair",
    "safety": "safety",
}


class Filters(NamedTuple):
    """Which findings a page is about; empty means all."""

    models: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    directions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    since: int | None = None

    def said(self) -> str:
        """The filters in words; empty where there are none."""
        words = [
            f"model {' or '.join(self.models)}" if self.models else "",
            f"source {' or '.join(self.sources)}" if self.sources else "",
            f"level {' or '.join(map(str, self.levels))}" if self.levels else "",
            f"direction {' or '.join(self.directions)}" if self.directions else "",
            f"role {' or '.join(self.roles)}" if self.roles else "",
            f"since {self.since}" if self.since else "",
        ]
        return ", ".join(word for word in words if word)


class Selection(NamedTuple):
    """A condition with the findings that were asked for, and what they amount to."""

    condition: Condition
    narrower: tuple[str, ...]
    findings: tuple[Finding, ...]
    summary: Summary
    claims: tuple[Claim, ...]
    trials: tuple[Trial, ...]
    notices: tuple[Notice, ...]
    filters: Filters


def select(
    condition: Condition,
    dataset: Dataset,
    filters: Filters = Filters(),
    *,
    with_narrower: bool = False,
    sort: Sort = "level",
) -> Selection:
    """Return the findings of a condition (with `with_narrower`, of those below it too), filtered and sorted.

    Findings in people stand before animals, ex vivo and in vitro when
    sorted by level.
    """
    below = tuple(narrower(condition.id, dataset.outlines)) if with_narrower else ()
    conditions = (condition, *(dataset.conditions[id_] for id_ in below))
    ids = {entry.id for entry in conditions}
    kept = [
        finding for entry in conditions for finding in entry.findings if _admits(filters, finding, dataset)
    ]
    kept.sort(key=_sort_key(sort, dataset))
    return Selection(
        condition=condition,
        narrower=below,
        findings=tuple(kept),
        summary=summarise(kept, dataset.studies),
        claims=tuple(claim for entry in conditions for claim in entry.claims),
        trials=_concerning(ids, dataset.trials),
        notices=_concerning(ids, dataset.notices),
        filters=filters,
    )


def document(selection: Selection, dataset: Dataset, *, brief: bool = False) -> Document:
    """The page of a condition. `brief` stops after the disputed read-outs and the claims."""
    condition, summary = selection.condition, selection.summary
    references = cells.References(dataset.studies)
    blocks: list[Block] = [
        Title(condition.name, _GROUP_NAMES[condition.group]),
        Fields(tuple(_head(condition, dataset))),
        Paragraph(plain(condition.summary)),
        Fields(tuple(_evidence(selection))),
    ]
    if summary.conflicts:
        blocks.append(Heading("Disputed read-outs", "the same read-out, reported to move both ways"))
        blocks.append(
            Items(tuple(("↕", cells.conflict(entry, dataset, references)) for entry in summary.conflicts))
        )
    if selection.claims:
        blocks += [Heading("What the seed review says", dataset.about.seed), claim_grid(selection.claims, references)]
    if not brief:
        blocks += _findings(selection, dataset, references)
        blocks += _trials_and_notices(selection, dataset)
        if references.keys:
            blocks += [Heading("References"), Items(references.items())]
        blocks.append(Paragraph(plain(cells.LEVEL_KEY, "dim")))
    elif references.keys:
        blocks += [Heading("References"), Items(references.items())]
    blocks.append(caution(dataset))
    return tuple(blocks)


def claim_grid(claims: Iterable[Claim], references: cells.References) -> Grid:
    """What the seed review says, with the verdict and the studies on each side."""
    rows = []
    for claim in claims:
        studies = [
            (Span(f"{label} ", "dim"), *references.marks(keys))
            for label, keys in (("for", claim.supporting), ("against", claim.opposing))
            if keys
        ]
        cells_ = {
            "claim": (Span(claim.text), Span(f"\n({claim.basis})", "dim")),
            "verdict": plain(claim.verdict, cells.VERDICT_STYLES[claim.verdict]),
            "reason": plain(claim.reason),
            "studies": joined(studies, "\n"),
        }
        rows.append(Row(cells_))
    return Grid(tuple(rows), CLAIM_LAYOUTS, CLAIM_LABELS, records=True)


def caution(dataset: Dataset) -> Paragraph:
    """The line that every page of a condition ends with."""
    notice = dataset.notices[dataset.about.headline_notice]
    return Paragraph((Span(f"{dataset.about.caution} ", "warn"), Span(notice.id, "key", notice.url)))


def trial_grid(trials: Sequence[Trial], dataset: Dataset) -> Grid:
    """Registered trials with what the registry page said."""
    rows = []
    for trial in trials:
        source = dataset.sources.get(trial.source)
        state = [trial.status or "status not seen"]
        state += [f"(seen {trial.status_seen})"] if trial.status_seen else []
        cells_ = {
            "id": plain(trial.id, "key", trial_link(trial.id)),
            "title": plain(trial.title),
            "product": (
                Span((source.abbreviation or source.name) if source else trial.source, "strong"),
                Span(f" {cells.PREPARATION_NAMES[trial.preparation]}"),
            ),
            "phase": plain(trial.phase or "–"),
            "n": plain("–" if trial.enrolment is None else str(trial.enrolment)),
            "status": plain(" ".join(state)),
            "results": plain(f"doi:{trial.results}", "", f"https://doi.org/{trial.results}") if trial.results else (),
        }
        rows.append(Row(cells_))
    return Grid(tuple(rows), TRIAL_LAYOUTS, TRIAL_LABELS)


def trial_link(id_: str) -> str | None:
    """The registry's address of a trial, where the id is the registry's own number."""
    return f"https://clinicaltrials.gov/study/{id_}" if id_.startswith("NCT") else None


def _admits(filters: Filters, finding: Finding, dataset: Dataset) -> bool:
    study = dataset.studies.get(finding.study)
    return (
        (not filters.models or finding.model in filters.models)
        and (not filters.sources or finding.source in filters.sources)
        and (not filters.levels or level_of(finding, study) in filters.levels)
        and (not filters.directions or finding.direction in filters.directions)
        and (not filters.roles or finding.role in filters.roles)
        and (filters.since is None or (study is not None and (study.year or 0) >= filters.since))
    )


def _sort_key(sort: Sort, dataset: Dataset) -> Callable[[Finding], tuple[object, ...]]:
    def key(finding: Finding) -> tuple[object, ...]:
        study = dataset.studies.get(finding.study)
        year = -(study.year or 0) if study else 0
        by_level = (level_of(finding, study) or 6, cells.MODEL_ORDER[finding.model], year, finding.study, finding.id)
        first = {"level": (), "year": (year,), "source": (finding.source,), "study": (finding.study,)}
        return (*first[sort], *by_level)

    return key


def _concerning(ids: set[str], table: Table[Concerns]) -> tuple[Concerns, ...]:
    """The trials or notices that name one of the conditions."""
    found = [record for id_ in sorted(ids) for record in table.mentioning(f'"{id_}"') if id_ in record.conditions]
    return tuple({record.id: record for record in found}.values())


def _head(condition: Condition, dataset: Dataset) -> Iterable[tuple[str, Text]]:
    if condition.aliases:
        yield "also called", plain(", ".join(condition.aliases))
    if condition.icd10:
        yield "ICD-10", plain(", ".join(condition.icd10))
    if condition.broader:
        yield "broader", plain(", ".join(dataset.outlines[id_].name for id_ in condition.broader))
    if below := narrower(condition.id, dataset.outlines):
        names = ", ".join(dataset.outlines[id_].name for id_ in below)
        yield "narrower", (Span(names), Span(f"  (take them in: exo show {condition.id} --narrower)", "dim"))


def _evidence(selection: Selection) -> Iterable[tuple[str, Text]]:
    summary = selection.summary
    if said := selection.filters.said():
        yield "only", plain(said, "warn")
    yield "evidence", cells.evidence_line(summary)
    if summary.directions:
        yield "direction", cells.directions_line(summary)
    if summary.shelved:
        yield "not counted", cells.shelved_line(summary)


def _findings(selection: Selection, dataset: Dataset, references: cells.References) -> Iterable[Block]:
    """A table for each shelf that holds findings: the evidence first, then what does not count."""
    for shelf, findings in shelve(selection.findings, dataset.studies).items():
        if findings:
            yield Heading(*SHELF_HEADINGS[shelf])
            yield cells.finding_grid(findings, dataset, references)


def _trials_and_notices(selection: Selection, dataset: Dataset) -> Iterable[Block]:
    if selection.trials:
        yield Heading("Registered trials")
        yield trial_grid(selection.trials, dataset)
    general = len(dataset.notices) - len(selection.notices)
    yield Heading("Notices", f"{general} more on exosome products: exo list notices")
    if selection.notices:
        yield Items(tuple((notice.date or "undated", notice_line(notice)) for notice in selection.notices))


def notice_line(notice: Notice) -> Text:
    """A notice in a line or two."""
    by = f"{notice.body}, {notice.jurisdiction}" + (", as reported" if notice.secondary else "")
    return (
        Span(notice.title, "strong"),
        Span(f" ({notice.kind.replace('-', ' ')}; {by}). "),
        Span(f"{notice.summary} "),
        Span(notice.id, "key", notice.url),
    )
