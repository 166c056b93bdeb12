"""`exo compare`: things of one kind side by side."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from exocli import comparison, names
from exocli.cli import output
from exocli.cli.app import CommandApp, examples
from exocli.comparison import KINDS, Comparison
from exocli.dataset import Dataset

if TYPE_CHECKING:
    from exocli.view.document import Document  # for its name alone: programs do without pages

app = CommandApp()


@app.command(
    "compare",
    short_help="Set conditions, sources or molecules side by side.",
    epilog=examples(
        'exo compare scar "wound repair"',
        "exo compare psoriasis eczema lupus",
        "exo compare ADSC UC-MSC",
        "exo compare TNF-α IL-6",
        "exo compare scar wound-repair -f json",
    ),
)
def compare(
    ctx: typer.Context,
    name: Annotated[
        list[str], typer.Argument(metavar="NAME...", help="Two or more of one kind; several words in quotes.")
    ],
    form: Annotated[output.Format | None, typer.Option("--format", "-f", help=output.FORMAT_HELP)] = None,
) -> None:
    """Compare conditions, sources or molecules: the evidence, what they share, and what moves which way.

    What moves is what therapeutic vesicles moved, with the studies on each side: the same way in all of them, or up
    in one and down in another. Names are forgiving, as in exo show.
    """
    session: output.Session = ctx.obj
    dataset = session.dataset
    try:
        found = _compared(name, dataset)
    except names.UnknownNameError as error:
        output.unknown(error)

    def document() -> "Document":
        from exocli.view import comparison as view  # noqa: PLC0415  (programs do without)

        return view.document(found, dataset)

    output.emit(
        session,
        form,
        document=document,
        objects=lambda: comparison.as_object(found, dataset),
        rows=lambda: comparison.as_rows(found, dataset),
    )


def _compared(wanted: Sequence[str], dataset: Dataset) -> Comparison:
    """What is named, compared as the first kind that all the names can be of."""
    called = [{match.kind: match.id for match in reversed(_resolved(name, dataset))} for name in wanted]
    kind = next((kind for kind in KINDS if all(kind in kinds for kinds in called)), None)
    if kind is None:
        said = ", ".join(f"{name!r} is a {next(reversed(kinds))}" for name, kinds in zip(wanted, called, strict=True))
        raise typer.BadParameter(f"{said}. Name conditions, sources or molecules: two or more of one kind.")
    ids = list(dict.fromkeys(kinds[kind] for kinds in called))
    if len(ids) == 1:
        raise typer.BadParameter(f"That is one {kind}, {ids[0]!r}: name another to compare it with.")
    return comparison.compare(kind, ids, dataset)


def _resolved(name: str, dataset: Dataset) -> list[names.Match]:
    """What is called that; where nothing is, only names that can be compared are suggested (no titles of papers)."""
    found = names.called(name, dataset)
    if not found:
        raise names.UnknownNameError(name, names.suggest(name, dataset, KINDS))
    return found
