"""`exo export`: the whole dataset for other tools."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from exocli.cli import output
from exocli.cli.app import CommandApp, examples
from exocli.cli.progress import progress
from exocli.export import ExportError, forms

app = CommandApp()


@app.command(
    "export",
    short_help="Write the whole dataset for other tools.",
    epilog=examples(
        "exo export -o exo.sqlite",
        "exo export -f csv -o exo-csv",
        "exo export -o exo.jsonl",
        "exo export -f jsonl -o - | head -n 1",
        "exo export -o exo.sqlite --force",
    ),
)
def export(
    ctx: typer.Context,
    path: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="PATH", help="The file, or for csv and parquet the folder; - prints."),
    ] = None,
    form: Annotated[
        forms.Form | None,
        typer.Option("--format", "-f", help="By default by the end of PATH: .sqlite, .db, .json, .jsonl."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace PATH, a file or an earlier export.")] = False,
) -> None:
    """Write everything on file, with your own folders (--data) over it, as SQLite, CSV, JSON, JSON Lines or Parquet.

    csv and parquet are folders of tables; parquet needs the extra exocli[parquet]. PATH appears whole or not at all.
    "exo schema export-json" and "exo schema export-jsonl" describe the JSON.
    """
    session: output.Session = ctx.obj
    chosen, place = _asked(form, path)
    try:
        if place is None:
            for piece in forms.text(session.dataset, chosen):
                output.write_bytes(piece)
            return
        with progress("Exporting", color=session.color) as watch:
            forms.export(session.dataset, chosen, place, force=force, watch=watch)
    except ExportError as error:
        output.complain(f"exo: {error}")
        raise typer.Exit(1) from None
    if sys.stderr is not None and sys.stderr.isatty():
        dataset = session.dataset
        output.complain(
            f"{place}: {len(dataset.conditions)} conditions, {len(dataset.studies)} studies, "
            f"{sum(1 for _ in dataset.findings())} findings"
        )


def _asked(form: forms.Form | None, path: Path | None) -> tuple[forms.Form, Path | None]:
    """The form and the place that are asked for; no place is standard output."""
    if path is None:
        raise typer.BadParameter("say where to: -o exo.sqlite (or .json, .jsonl), or -f csv -o FOLDER.")
    if str(path) == "-":
        if form not in forms.TEXTS:
            raise typer.BadParameter("only -f json and -f jsonl can be printed; the others are files or folders.")
        return form, None
    chosen = form or forms.SUFFIXES.get(path.suffix.lower())
    if chosen is None:
        raise typer.BadParameter(
            f"say in which form with -f {'|'.join(forms.FORMS)}; the end of {path.name!r} does not. "
            "csv and parquet write a folder of tables, the others a file."
        )
    return chosen, path
