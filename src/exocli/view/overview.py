"""The page of `exo` alone: what is in it, as of when, and what to try first."""

from exocli.dataset import Dataset
from exocli.evidence import summarise
from exocli.view.condition import caution
from exocli.view.document import Document, Fields, Heading, Items, Paragraph, Span, Text, Title, plain

_TRY = (
    ("exo show anti-aging", "a condition: the evidence, who disagrees, every finding"),
    ("exo show MMP-1", "a molecule: which way it moves, where, who says so"),
    ("exo cite psoriasis", "the references of a condition, ready to paste"),
)
_WIDEST = max(len(command) for command, _ in _TRY)


def document(dataset: Dataset) -> Document:
    """The overview: counts, date, three commands."""
    findings = tuple(dataset.findings())
    summary = summarise(findings, dataset.retracted)
    about = dataset.about
    return (
        Title("exo", "the reference on extracellular vesicles (exosomes) in skin"),
        Paragraph(
            plain(
                "Which vesicle, from which cell, carrying what, did what, in which model of which skin condition, "
                "according to which paper, and how strong is that evidence?"
            )
        ),
        Fields(
            (
                ("conditions", _counted(len(dataset.conditions), "exo list")),
                ("studies", _counted(len(dataset.studies), "exo list studies")),
                (
                    "findings",
                    (
                        Span(str(len(findings)), "strong"),
                        Span(
                            f"  {summary.findings} are evidence for treatment, from {summary.studies} studies, "
                            f"{summary.human} of them in people"
                        ),
                    ),
                ),
                ("trials", _counted(len(dataset.trials), "exo list trials")),
                ("notices", _counted(len(dataset.notices), "exo list notices")),
                ("as of", plain(f"{about.released}, dataset {about.version}; newest item {about.cutoff}")),
            )
        ),
        Heading("Three things to try"),
        Items(
            tuple(("$", (Span(f"{command:<{_WIDEST}}", "key"), Span(f"  {said}", "dim"))) for command, said in _TRY),
        ),
        Paragraph((Span("Every command: "), Span("exo --help", "key"))),
        caution(dataset),
    )


def _counted(count: int, command: str) -> Text:
    return (Span(str(count), "strong"), Span(f"  {command}", "dim"))
