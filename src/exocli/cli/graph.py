"""`exo graph`: the mechanism of a thing, as a tree or as a picture."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from exocli import graph as mechanism
from exocli import names
from exocli.cli import output
from exocli.cli.app import CommandApp, examples
from exocli.dataset import Dataset
from exocli.selection import Filters

if TYPE_CHECKING:
    from exocli.view.document import Document  # for its name alone: programs do without pages

Format = Literal["table", "plain", "markdown", "mermaid", "dot", "svg", "json", "csv", "tsv"]
Picture = Literal["mermaid", "dot", "svg"]
_PICTURES: dict[str, Picture] = {".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot", ".svg": "svg"}
app = CommandApp()


@app.command(
    "graph",
    short_help="Draw a mechanism from source to outcome.",
    epilog=examples(
        "exo graph psoriasis",
        "exo graph MMP-1 --since 2020",
        "exo graph wound-repair --narrower --min-studies 3",
        "exo graph diabetic-wound -o diabetic-wound.svg",
        "exo graph adsc --human -f dot > adsc.dot",
        "exo graph hair-growth -f mermaid",
    ),
)
def graph(
    ctx: typer.Context,
    name: Annotated[
        list[str], typer.Argument(metavar="NAME...", help="A condition, source, molecule, read-out or pathway.")
    ],
    human: Annotated[bool, typer.Option("--human", help="Only findings in people.")] = False,
    since: Annotated[int | None, typer.Option("--since", metavar="YEAR", help="Only papers since then.")] = None,
    narrower: Annotated[bool, typer.Option("--narrower", help="With the conditions below it.")] = False,
    min_studies: Annotated[
        int, typer.Option("--min-studies", min=1, metavar="N", help="Only read-outs of at least N studies.")
    ] = 1,
    top: Annotated[
        int, typer.Option("--top", min=1, metavar="N", help="The N read-outs that most studies report.")
    ] = mechanism.TOP,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format", "-f", help="table (a tree), plain, markdown; mermaid, dot, svg; json, csv, tsv (edges)."
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write the picture to FILE (.svg, .mmd, .dot)."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")] = False,
) -> None:
    """Show a mechanism: source, cargo, pathway, read-out (up or down) and outcome, with the studies behind each step.

    Only therapeutic vesicles of papers that are not retracted count. Where studies move a read-out both ways, in
    one condition or by one source, it is marked.
    """
    session: output.Session = ctx.obj
    dataset = session.dataset
    picture = _picture(form, file)
    try:
        kind, id_ = _subject(" ".join(name), dataset)
    except names.UnknownNameError as error:
        output.unknown(error)
    if narrower and kind != "condition":
        raise typer.BadParameter(
            f"--narrower is for conditions; {id_!r} is a {kind}, and its narrower forms are in it."
        )
    filters = Filters(models=("human",) if human else (), since=since)
    drawn = mechanism.graph(kind, id_, dataset, filters, with_narrower=narrower, min_studies=min_studies, top=top)
    if picture:
        _put(_drawing(picture, drawn, dataset), file, force=force)
        return

    def document() -> "Document":
        from exocli.view import graph as view  # noqa: PLC0415  (programs do without)

        return view.document(drawn, dataset)

    output.emit(
        session,
        cast("output.Format | None", form),
        document=document,
        objects=lambda: mechanism.objects(drawn),
        rows=lambda: mechanism.objects(drawn)["edges"],
    )


def _picture(form: Format | None, file: Path | None) -> Picture | None:
    """The kind of picture that is asked for, by its format or by the name of the file it is for."""
    if form is None and file is not None:
        form = _PICTURES.get(file.suffix.lower())
    if form in ("mermaid", "dot", "svg"):
        return form
    if file is not None:
        raise typer.BadParameter("-o writes svg, mermaid or dot: say which with -f, or end FILE in .svg, .mmd or .dot.")
    return None


def _subject(name: str, dataset: Dataset) -> tuple[mechanism.Kind, str]:
    """The kind and id of what is named; the likeliest that has a mechanism."""
    matches = names.resolve(name, dataset)
    for match in matches:
        if match.kind in mechanism.KINDS:
            return match.kind, match.id
    raise typer.BadParameter(
        f"{name!r} is a {matches[0].kind}; a graph is of a condition, source, molecule, read-out or pathway."
    )


def _drawing(picture: Picture, drawn: mechanism.Graph, dataset: Dataset) -> str:
    from exocli.view.graph import caption  # noqa: PLC0415  (programs do without)

    words = caption(drawn, dataset)
    if picture == "svg":
        from exocli.render import svg  # noqa: PLC0415  (a form's renderer is loaded when it is used)

        return svg.write(drawn, words)
    if picture == "dot":
        from exocli.render import dot  # noqa: PLC0415

        return dot.write(drawn, words)
    from exocli.render import mermaid  # noqa: PLC0415

    return mermaid.write(drawn, words)


def _put(text: str, file: Path | None, *, force: bool) -> None:
    """Print a picture, or write it to a file, whole or not at all; one is not replaced unless that is asked for."""
    if file is None:
        output.write_bytes(text.encode())
        return
    from exocli.export import ExportError  # noqa: PLC0415  (only for a file)
    from exocli.export.place import placed  # noqa: PLC0415

    try:
        with placed(file, force=force) as place:
            place.write_bytes(text.encode())
    except ExportError as error:
        output.complain(f"exo: {error}")
        raise typer.Exit(1) from None
