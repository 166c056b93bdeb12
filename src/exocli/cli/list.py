"""`exo list`: everything of a kind, with how much is known about it."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from exocli import contract
from exocli.cli import output
from exocli.cli.app import CommandApp, examples

if TYPE_CHECKING:
    from exocli.view.document import Document  # for its name alone: programs do without pages

Kind = Literal["conditions", "sources", "molecules", "readouts", "pathways", "studies", "trials", "notices"]
app = CommandApp()


@app.command(
    "list",
    short_help="List everything of a kind.",
    epilog=examples(
        "exo list",
        "exo list molecules",
        "exo list studies -f csv > studies.csv",
        "exo list trials -f json",
    ),
)
def list_(
    ctx: typer.Context,
    kind: Annotated[Kind, typer.Argument(help="What to list.")] = "conditions",
    form: Annotated[output.Format | None, typer.Option("--format", "-f", help=output.FORMAT_HELP)] = None,
) -> None:
    """List conditions, sources, molecules, readouts, pathways, studies, trials or notices.

    Counts are of evidence for treatment: therapeutic vesicles, no retracted papers, no conditioned medium.
    """
    session: output.Session = ctx.obj
    objects = contract.listed(kind, session.dataset)

    def document() -> "Document":
        from exocli.view import listing  # noqa: PLC0415  (programs do without)

        return listing.document(kind, objects, session.dataset)

    output.emit(
        session,
        form,
        document=document,
        objects=lambda: objects,
        rows=lambda: objects,
    )
