"""The page of a condition: what is hoped, what was found, how strong it is, who disagrees."""

from collections.abc import Iterable, Sequence

from exocli.dataset import Dataset
from exocli.evidence import Shelf, shelve
from exocli.model import Claim, Condition, Notice, Trial
from exocli.selection import Selection
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


def document(selection: Selection, dataset: Dataset, *, brief: bool = False) -> Document:
    """The page of a condition. `brief` stops after the disputed read-outs and the claims."""
    condition, summary = selection.condition, selection.summary
    references = cells.References(dataset.studies)
    blocks: list[Block] = [
        Title(condition.name, cells.titled(_GROUP_NAMES[condition.group], condition)),
        Fields(tuple(_head(condition, dataset))),
        Paragraph(plain(condition.summary)),
        Fields(tuple(_evidence(selection))),
    ]
    if summary.conflicts:
        blocks.append(Heading("Disputed read-outs", "the same read-out, reported to move both ways"))
        blocks.append(Items(tuple(("↕", cells.conflict(entry, dataset, references)) for entry in summary.conflicts)))
    if selection.claims:
        blocks += [
            Heading("What the seed review says", dataset.about.seed),
            claim_grid(selection.claims, references),
        ]
    if not brief:
        blocks += _findings(selection, dataset, references)
        blocks += _reviews(selection)
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
            "claim": (Span(claim.text), *cells.own(claim), Span(f"\n({claim.basis})", "dim")),
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
        state = [trial.status or "status not seen"]
        state += [f"(seen {trial.status_seen})"] if trial.status_seen else []
        cells_ = {
            "id": (Span(trial.id, "key", trial_link(trial.id)), *cells.own(trial)),
            "title": plain(trial.title),
            "product": cells.product(trial.source, trial.preparation, dataset),
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


def _head(condition: Condition, dataset: Dataset) -> Iterable[tuple[str, Text]]:
    if condition.aliases:
        yield "also called", plain(", ".join(condition.aliases))
    if condition.icd10:
        yield "ICD-10", plain(", ".join(condition.icd10))
    if condition.broader:
        yield "broader", plain(", ".join(dataset.outlines[id_].name for id_ in condition.broader))
    if below := dataset.narrower(condition.id):
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
    for shelf, findings in shelve(selection.findings, dataset.retracted).items():
        if findings:
            yield Heading(*SHELF_HEADINGS[shelf])
            yield cells.finding_grid(findings, dataset, references)


def _reviews(selection: Selection) -> Iterable[Block]:
    """Reviews on the condition: systematic ones first, each with the number of studies it says it includes."""
    if not selection.reviews:
        return
    ranked = sorted(selection.reviews, key=lambda study: (study.kind != "systematic-review", -(study.year or 0)))
    items = []
    for study in ranked:
        kind = "systematic review" if study.kind == "systematic-review" else "review"
        included = f" of {study.included_studies} studies" if study.included_studies else ""
        items.append((f"{kind}{included}", cells.reference(study)))
    yield Heading("Reviews", "for reading on; not graded here")
    yield Items(tuple(items))


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
        *cells.own(notice),
        Span(f" ({notice.kind.replace('-', ' ')}; {by}). "),
        Span(f"{notice.summary} "),
        Span(notice.id, "key", notice.url),
    )
