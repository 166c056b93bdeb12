"""`exo find`: full-text search over everything on file."""

from typing import TYPE_CHECKING, Annotated, get_args

import typer

from exocli import contract, names, search
from exocli.cli import output
from exocli.cli.app import CommandApp, examples
from exocli.cli.options import words
from exocli.dataset import Dataset
from exocli.model import Model

if TYPE_CHECKING:
    from exocli.view.document import Document  # for its name alone: programs do without pages

app = CommandApp()


@app.command(
    "find",
    short_help="Search everything for words.",
    epilog=examples(
        "exo find TNF-α",
        "exo find which miRNA lets ADSC exosomes help hypertrophic scars",
        "exo find melasma --kind trial",
        "exo find angiogenesis --condition diabetic-wound --model animal --since 2022",
        "exo find '\"wound closure\" hydrogel' -f json",
    ),
)
def find(
    ctx: typer.Context,
    query: Annotated[list[str], typer.Argument(metavar="QUERY...", help="Words, or a question; quotes make a phrase.")],
    kind: Annotated[list[str] | None, words("--kind", get_args(search.Kind), "Only this kind of thing.")] = None,
    condition: Annotated[
        list[str] | None, typer.Option("--condition", metavar="NAME", help="Only this condition and those below it.")
    ] = None,
    model: Annotated[list[str] | None, words("--model", get_args(Model), "Only findings in this model.")] = None,
    since: Annotated[int | None, typer.Option("--since", metavar="YEAR", help="Only papers since then.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many hits at most.")] = 20,
    form: Annotated[output.Format | None, typer.Option("--format", "-f", help=output.FORMAT_HELP)] = None,
) -> None:
    """Search findings, studies, conditions, sources, molecules, read-outs, pathways, trials and notices.

    Greek letters, hyphens, spellings and aliases make no difference. More of the words found rank higher; none is
    demanded, and nothing but quotes is an operator.
    """
    session: output.Session = ctx.obj
    dataset = session.dataset
    try:
        scope = search.Scope(tuple(kind or ()), _conditions(condition or [], dataset), tuple(model or ()), since)
    except names.UnknownNameError as error:
        output.unknown(error)
    asked = " ".join(query)
    if len(asked) > search.LONGEST:
        raise typer.BadParameter(f"a query has at most {search.LONGEST:,} signs; this one has {len(asked):,}.")
    hits = search.find(asked, dataset, scope, limit)

    def document() -> "Document":
        from exocli.view import found  # noqa: PLC0415  (programs do without)

        return found.document(asked, hits, dataset)

    output.emit(
        session,
        form,
        document=document,
        objects=lambda: contract.hits(hits),
        rows=lambda: contract.hits(hits),
        columns=contract.HIT_COLUMNS,
    )
    if not hits:
        output.complain(f"exo: nothing on file fits {asked!r}")
        raise typer.Exit(1)


def _conditions(wanted: list[str], dataset: Dataset) -> tuple[str, ...]:
    """Ids of conditions by name, each with those below it."""
    ids = [names.resolve(f"condition:{name}", dataset)[0].id for name in wanted]
    return tuple(dict.fromkeys(below for id_ in ids for below in (id_, *dataset.narrower(id_))))
