"""`exo cite`: references, ready to paste."""

from collections.abc import Iterable
from typing import Annotated, Literal

import typer

from exocli import cite as citing
from exocli import names
from exocli.cli import output
from exocli.cli.app import command_app, examples
from exocli.dataset import Dataset
from exocli.model import Study
from exocli.render import references

Format = Literal["text"]
app = command_app()


@app.command(
    "cite",
    short_help="Print references, ready to paste.",
    epilog=examples(
        "exo cite",
        "exo cite zhang2021",
        "exo cite psoriasis vitiligo",
        "exo cite --all > references.txt",
    ),
)
def cite(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY|CONDITION]...", help="Studies, or whole conditions.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every study in the dataset.")] = False,
    form: Annotated[Format, typer.Option("--format", "-f", help="The form of the references.")] = "text",  # noqa: ARG001  (text is the only form so far)
) -> None:
    """Print references, one a line.

    With nothing named: how to cite the seed review and this dataset. Retracted papers and incomplete records
    say so.
    """
    session: output.Session = ctx.obj
    dataset = session.dataset
    if every:
        lines = references.lines(dataset.studies.values(), links=output.terminal())
    elif name:
        try:
            lines = references.lines(_named(name, dataset), links=output.terminal())
        except names.UnknownNameError as error:
            output.unknown(error)
    else:
        seed = dataset.studies[dataset.about.seed]
        lines = [
            "The seed review:",
            *references.lines([seed], links=output.terminal()),
            "",
            "This dataset:",
            citing.dataset_reference(dataset.about),
        ]
    output.page(session, "\n".join(lines) + "\n")


def _named(wanted: Iterable[str], dataset: Dataset) -> list[Study]:
    """The studies that are named, each once, in the order of the names; those of a condition by key."""
    found: dict[str, Study] = {}
    for name in wanted:
        match = names.resolve(name, dataset)[0]
        if match.kind == "study":
            keys = [match.id]
        elif match.kind == "condition":
            keys = sorted({finding.study for finding in dataset.conditions[match.id].findings})
        else:
            raise typer.BadParameter(f"{name!r} is a {match.kind}; give the key of a study or a condition.")
        found.update((key, dataset.studies[key]) for key in keys)
    return list(found.values())
