"""The pages of a registered trial and of a notice."""

from exocli import cite
from exocli.dataset import Dataset
from exocli.model import Notice, Trial
from exocli.view import cells
from exocli.view.condition import caution, trial_link
from exocli.view.document import Document, Fields, Paragraph, Span, Text, Title, plain


def trial_document(trial: Trial, dataset: Dataset) -> Document:
    """The page of a trial: what the registry said, and when it was seen to say so."""
    source = dataset.sources.get(trial.source)
    link = trial_link(trial.id)
    results = next((study for study in dataset.studies.values() if trial.results and study.doi == trial.results), None)
    rows: list[tuple[str, Text]] = [
        ("registry", plain(link, "", link) if link else ()),
        ("conditions", plain(", ".join(dataset.outlines[id_].name for id_ in trial.conditions))),
        ("intervention", plain(trial.intervention)),
        (
            "source",
            plain(
                (source.name if source else trial.source) + (f"; {trial.source_detail}" if trial.source_detail else "")
            ),
        ),
        ("preparation", plain(cells.PREPARATION_NAMES[trial.preparation])),
        ("route", plain((trial.route or "").replace("-", " "))),
        ("phase", plain(trial.phase or "")),
        ("enrolment", plain("" if trial.enrolment is None else str(trial.enrolment))),
        ("sponsor", plain(", ".join(word for word in (trial.sponsor, trial.country) if word))),
        ("start", plain(trial.start or "")),
        ("completion", plain(trial.completion or "")),
        (
            "status",
            plain((trial.status or "not seen") + (f" (seen {trial.status_seen})" if trial.status_seen else "")),
        ),
        (
            "results",
            plain(f"doi:{trial.results}", "", f"https://doi.org/{trial.results}") if trial.results else (),
        ),
        ("paper", cells.reference(results) if results else ()),
        ("note", plain(trial.note or "")),
        ("seen at", plain(", ".join(trial.seen))),
    ]
    return (
        Title(trial.id, cells.titled("registered trial", trial)),
        Paragraph(plain(trial.title, "strong")),
        Fields(tuple((label, text) for label, text in rows if text)),
        caution(dataset),
    )


def notice_document(notice: Notice, dataset: Dataset) -> Document:
    """The page of a notice: who said what, when, and whether it was read at its source."""
    identifiers = [f"doi:{notice.doi}"] if notice.doi else []
    identifiers += [f"PMID: {notice.pmid}"] if notice.pmid else []
    study = next((s for s in dataset.studies.values() if notice.doi and s.doi == notice.doi), None)
    rows: list[tuple[str, Text]] = [
        ("body", plain(notice.body)),
        ("jurisdiction", plain(notice.jurisdiction)),
        ("date", plain(notice.date or "not seen")),
        ("conditions", plain(", ".join(dataset.outlines[id_].name for id_ in notice.conditions))),
        ("address", plain(notice.url, "", notice.url)),
        (
            "identifiers",
            plain(", ".join(identifiers), "", f"https://doi.org/{notice.doi}" if notice.doi else None),
        ),
        ("study", (Span(study.key, "key"), Span(f"  {cite.short(study)}")) if study else ()),
        ("read", plain("a report about it, not the body's own document", "warn") if notice.secondary else ()),
        ("note", plain(notice.note or "")),
        ("seen at", plain(", ".join(notice.seen))),
    ]
    return (
        Title(notice.title, cells.titled(notice.kind.replace("-", " "), notice)),
        Paragraph(plain(notice.summary)),
        Fields(tuple((label, text) for label, text in rows if text)),
        caution(dataset),
    )
