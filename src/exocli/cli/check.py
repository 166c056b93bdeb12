"""`exo check`: prove that the dataset holds together."""

from pathlib import Path
from typing import Annotated

import typer

from exocli.check import open_folders, problems
from exocli.cli import output
from exocli.cli.app import CommandApp, examples

app = CommandApp()


@app.command(
    "check",
    short_help="Prove that the dataset holds together.",
    epilog=examples(
        "exo check",
        "exo check my-data/",
        "exo --data my-data/ check",
    ),
)
def check(
    ctx: typer.Context,
    folder: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[DIR]...", readable=False, help="Folders of TOML files; one with a dataset.toml stands alone."
        ),
    ] = None,
) -> None:
    """Check the dataset, or the folders named, and name every fault at once.

    Leaves with 0 when all is well and with 1 when something is not.
    """
    session: output.Session = ctx.obj
    dataset = open_folders(folder) if folder else session.unchecked
    faults = problems(dataset)
    if faults:
        for fault in faults:
            output.complain(str(fault))
        output.complain(f"{len(faults)} {'problem' if len(faults) == 1 else 'problems'}")
        raise typer.Exit(1)
    findings = sum(len(condition.findings) for condition in dataset.conditions.values())
    output.write(
        f"dataset {dataset.about.version}: {len(dataset.conditions)} conditions, {len(dataset.studies)} studies, "
        f"{findings} findings, {len(dataset.trials)} trials, {len(dataset.notices)} notices, 0 problems\n"
    )
