"""`exo map`: the evidence gap map."""

from typing import TYPE_CHECKING, Annotated, get_args

import typer

from exocli import gapmap
from exocli.cli import output
from exocli.cli.app import CommandApp, examples
from exocli.cli.options import words
from exocli.model import Group
from exocli.selection import Filters

if TYPE_CHECKING:
    from exocli.view.document import Document  # for its name alone: programs do without pages

app = CommandApp()


@app.command(
    "map",
    short_help="Map what has been studied, and what has not.",
    epilog=examples(
        "exo map",
        "exo map --human",
        "exo map --by pathway --group disease",
        "exo map --by level",
        "exo map --fine --since 2022 -f csv > gaps.csv",
    ),
)
def map_(
    ctx: typer.Context,
    by: Annotated[gapmap.Axis, typer.Option("--by", help="What the columns are.")] = "source",
    fine: Annotated[bool, typer.Option("--fine", help="Keep kinds of a source, pathway or microRNA apart.")] = False,
    human: Annotated[bool, typer.Option("--human", help="Only studies in people.")] = False,
    group: Annotated[list[str] | None, words("--group", get_args(Group), "Only these conditions.")] = None,
    since: Annotated[int | None, typer.Option("--since", metavar="YEAR", help="Only papers since then.")] = None,
    form: Annotated[output.Format | None, typer.Option("--format", "-f", help=output.FORMAT_HELP)] = None,
) -> None:
    """Map conditions by source, level, pathway, cargo or route: how many studies, the best evidence, and the gaps.

    Columns with most studies stand first; what does not fit the terminal is gathered in the last one. The machine
    forms hold every condition and column, those without a study too.
    """
    session: output.Session = ctx.obj
    dataset = session.dataset
    filters = Filters(models=("human",) if human else (), since=since)
    found = gapmap.gapmap(by, dataset, filters, tuple(group or ()), fine=fine)

    def document() -> "Document":
        from exocli.view import gapmap as view  # noqa: PLC0415  (programs do without)

        return view.document(found, dataset)

    output.emit(
        session,
        form,
        document=document,
        objects=lambda: gapmap.as_object(found),
        rows=lambda: gapmap.as_rows(found),
    )
