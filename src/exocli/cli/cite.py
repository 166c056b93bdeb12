"""`exo cite`: references, ready to paste or to import."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from exocli import cite as citing
from exocli import names
from exocli.cite import named
from exocli.cli import output
from exocli.cli.app import CommandApp, examples
from exocli.dataset import Dataset
from exocli.model import Study

if TYPE_CHECKING:
    from exocli.cite.work import Work  # for its name alone: text does without works

Format = Literal["text", "bibtex", "ris", "csl-json", "nbib"]
_SKIPPED_SHOWN = 5
app = CommandApp()


@app.command(
    "cite",
    short_help="Print references, ready to paste or to import.",
    epilog=examples(
        "exo cite",
        "exo cite zhang2021",
        "exo cite psoriasis -f bibtex > refs.bib",
        "exo cite psoriasis vitiligo -f ris > refs.ris",
        "exo find miR-21 scar --kind finding -f json | exo cite -",
        "exo cite --all -f csl-json > exo.json",
    ),
)
def cite(
    ctx: typer.Context,
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY|CONDITION]...", help="Studies, or whole conditions; - reads them from a pipe."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every study in the dataset.")] = False,
    form: Annotated[
        Format,
        typer.Option(
            "--format", "-f", help="text; bibtex (also for biblatex), ris, csl-json, nbib for reference managers."
        ),
    ] = "text",
    style: Annotated[
        str | None,
        typer.Option(
            "--style",
            metavar="STYLE",
            help="Text in any CSL style (apa, vancouver, nature ...) or a .csl file; list names them all.",
        ),
    ] = None,
) -> None:
    """Print references: text, one a line, in NLM form or in any style, or a file for a reference manager.

    With nothing named: the seed review and this dataset. A pipe may bring keys, one a line, or the JSON of another
    command. Retracted papers say so in every form; incomplete records, too.
    """
    session: output.Session = ctx.obj
    if style is not None and form != "text":
        raise typer.BadParameter(f"--style is for text; {form} leaves the style to the program that reads it.")
    if style is not None and style.casefold() == "list":
        _list_styles(session, name or [])
        return
    if every and name:
        raise typer.BadParameter("--all cites everything; name no study beside it.")
    dataset = session.dataset
    studies = [*dataset.studies.values()] if every else _studies(name, dataset) if name else []
    if studies or name:
        _print(session, form, style, studies)
    else:
        _print_own(session, form, style, dataset)


def _print(session: output.Session, form: Format, style: str | None, studies: Sequence[Study]) -> None:
    if not studies:
        output.complain("exo: no study is named")
        raise typer.Exit(1)
    if form == "text" and style is None:
        from exocli.render import references  # noqa: PLC0415  (a form's renderer is loaded when it is used)

        output.page(session, "\n".join(references.lines(studies, links=output.terminal())) + "\n")
        return
    from exocli.cite.work import work  # noqa: PLC0415  (text does without)

    _put(session, form, style, list(map(work, studies)))


def _print_own(session: output.Session, form: Format, style: str | None, dataset: Dataset) -> None:
    """How to cite the seed review and the dataset."""
    seed = dataset.studies[dataset.about.seed]
    if form == "text" and style is None:
        from exocli.render import references  # noqa: PLC0415

        reviewed = references.lines([seed], links=output.terminal())
        rows = ["The seed review:", *reviewed, "", "This dataset:", citing.dataset_reference(dataset.about)]
        output.page(session, "\n".join(rows) + "\n")
        return
    from exocli.cite.work import dataset_work, work  # noqa: PLC0415

    _put(session, form, style, [work(seed), dataset_work(dataset.about)])


def _put(session: output.Session, form: Format, style: str | None, works: "Sequence[Work]") -> None:
    """Print works in a format or a style; of a format, only its writer is loaded."""
    if form == "bibtex":
        from exocli.render import bibtex  # noqa: PLC0415

        output.write_bytes(bibtex.write(works).encode())
    elif form == "ris":
        from exocli.render import ris  # noqa: PLC0415

        output.write_bytes(ris.write(works).encode())
    elif form == "nbib":
        from exocli.render import nbib  # noqa: PLC0415

        output.write_bytes(nbib.write(works).encode())
        if not any(work.pmid for work in works):
            output.complain("exo: none of these has a PMID on file, by which programs know this format; ris may serve.")
    elif form == "csl-json":
        from exocli.render import csl  # noqa: PLC0415

        output.write_bytes(csl.write(works))
    else:
        output.page(session, "\n".join(_styled(works, style or "")) + "\n")


def _styled(works: "Sequence[Work]", asked: str) -> list[str]:
    from exocli.cite import styles  # noqa: PLC0415  (of an extra, as what follows)
    from exocli.render import styled  # noqa: PLC0415

    try:
        return styled.lines(works, styles.style(asked))
    except styles.UnknownStyleError as error:
        near = f"\nDid you mean: {', '.join(error.nearest)}?" if error.nearest else ""
        output.complain(f"exo: there is no style {error.asked!r}.{near}\nEvery style: exo cite --style list [WORD]...")
    except styles.NoStylesError:
        _no_styles()
    except styles.StyleError as error:
        output.complain(f"exo: {error}")
    raise typer.Exit(1)


def _list_styles(session: output.Session, words: Sequence[str]) -> None:
    from exocli.cite import styles  # noqa: PLC0415
    from exocli.render.signs import line  # noqa: PLC0415

    try:
        rows = [f"{id_}\t{line(title)}" for id_, title in styles.listed(words)]
    except styles.NoStylesError:
        _no_styles()
        raise typer.Exit(1) from None
    if not rows:
        output.complain(f"exo: no style has {' and '.join(map(repr, words))} in its name")
        raise typer.Exit(1)
    if output.terminal():
        width = max(len(row.partition("\t")[0]) for row in rows)
        rows = [f"{id_:{min(width, 40)}}  {title}" for id_, _, title in (row.partition("\t") for row in rows)]
    output.page(session, "\n".join(rows) + "\n")


def _no_styles() -> None:
    output.complain(
        "exo: citation styles come with an extra of the package: pip install 'exocli[csl]'\n"
        "(or pipx install --force 'exocli[csl]', or uv tool install 'exocli[csl]'; in a clone, '.[csl]').\n"
        "Without it: text in NLM form, bibtex, ris, csl-json, nbib."
    )


def _studies(wanted: Sequence[str], dataset: Dataset) -> list[Study]:
    """The studies that are named, with those that a pipe names for `-`."""
    asked: list[str] = []
    for name in wanted:
        asked += _piped() if name == "-" else [name]
    try:
        return named.studies(asked, dataset)
    except names.UnknownNameError as error:
        output.unknown(error)
    except named.NotCitedError as error:
        raise typer.BadParameter(str(error)) from None


def _piped() -> list[str]:
    """The names that stand on standard input; what names no study is said."""
    try:
        found, skipped = named.names_in(output.piped().decode("utf-8-sig"))
    except UnicodeDecodeError:
        output.complain("exo: standard input is not UTF-8")
        raise typer.Exit(1) from None
    except named.UnreadableError as error:
        output.complain(f"exo: standard input {error}")
        raise typer.Exit(1) from None
    if skipped:
        shown = [f"{entry.id or '?'} ({entry.kind})" for entry in skipped[:_SKIPPED_SHOWN]]
        more = [f"{len(skipped) - _SKIPPED_SHOWN} more"] if len(skipped) > _SKIPPED_SHOWN else []
        output.complain(f"exo: skipped, since they name no study: {', '.join([*shown, *more])}")
    return found
