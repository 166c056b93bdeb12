"""The page of a paper: its citation, what bears on its trust, its findings and, for the seed review, its claims."""

from exocli.dataset import Dataset
from exocli.evidence import shelve
from exocli.mentions import findings_of
from exocli.model import Claim, Finding, Study
from exocli.view import cells
from exocli.view.condition import SHELF_HEADINGS, caution, claim_grid
from exocli.view.document import (
    Block,
    Document,
    Fields,
    Heading,
    Items,
    Paragraph,
    Span,
    Text,
    Title,
    plain,
)

_KIND_NAMES = {
    "primary": "primary study",
    "review": "review",
    "systematic-review": "systematic review",
    "guidance": "guidance",
}
_STATUS_LINES = {
    "retracted": "This paper is retracted. Its findings are listed and never count as evidence.",
    "concern": "The journal has published an expression of concern about this paper.",
    "corrected": "The journal has published a correction to this paper.",
}


def document(study: Study, dataset: Dataset) -> Document:
    """The page of a study."""
    references = cells.References(dataset.studies)
    findings = findings_of(study, dataset)
    blocks: list[Block] = [Title(study.key, cells.titled(_KIND_NAMES[study.kind], study))]
    if study.status:
        blocks.append(Paragraph(plain(_STATUS_LINES[study.status], "bad")))
    blocks.append(Paragraph(cells.citation(study)))
    blocks.append(Fields(tuple((label, text) for label, text in _fields(study, findings, dataset) if text)))
    grouped: dict[str, list[Claim]] = {}
    for name, claim in dataset.claims() if study.key == dataset.about.seed else ():
        grouped.setdefault(name, []).append(claim)
    if grouped:
        blocks.append(Heading("What it says, and what the primary studies show"))
    for name, claims in grouped.items():
        blocks += [Heading(name), claim_grid(claims, references)]
    by_condition: dict[str, list[Finding]] = {}
    for finding in findings:
        by_condition.setdefault(finding.condition, []).append(finding)
    for condition, rows in by_condition.items():
        for shelf, shelved in shelve(rows, dataset.retracted).items():
            if shelved:
                remark = "" if shelf == "evidence" else SHELF_HEADINGS[shelf][0].lower()
                blocks.append(Heading(dataset.outlines[condition].name, remark))
                blocks.append(cells.finding_grid(shelved, dataset, references))
    if len(references.keys) > 1:
        blocks += [Heading("References"), Items(references.items())]
    blocks.append(caution(dataset))
    return tuple(blocks)


def _fields(study: Study, findings: tuple[Finding, ...], dataset: Dataset) -> list[tuple[str, Text]]:
    conditions = dict.fromkeys([finding.condition for finding in findings] + list(study.conditions))
    alike = [key for key in dataset.studies if _stem(key) == _stem(study.key) and key != study.key]
    return [
        ("conditions", plain(", ".join(dataset.outlines[id_].name for id_ in conditions))),
        ("includes", plain(f"{study.included_studies} studies" if study.included_studies else "")),
        ("interests", plain(study.interests or "", "warn")),
        ("note", plain(study.note or "")),
        (
            "inferred",
            plain(f"{' and '.join(study.inferred)} read off the identifier" if study.inferred else ""),
        ),
        ("seen at", plain(", ".join(study.seen))),
        ("checked", plain(str(study.checked or ""))),
        ("see also", (Span(", ".join(alike), "key"), Span(" (same surname and year)", "dim")) if alike else ()),
    ]


def _stem(key: str) -> str:
    """A key without the letter that tells papers of one surname and year apart."""
    return key[:-1] if key[-1:].isalpha() and key[-5:-1].isdigit() else key
