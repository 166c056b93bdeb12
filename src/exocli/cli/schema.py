"""`exo schema`: JSON Schema of what `exo` prints and reads."""

from typing import TYPE_CHECKING, Annotated

import typer

from exocli import schema as schemas
from exocli.cli import output
from exocli.cli.app import CommandApp, examples

if TYPE_CHECKING:
    from exocli.view.document import Document  # for its name alone: programs do without pages

app = CommandApp()


@app.command(
    "schema",
    short_help="Print the JSON Schema of a format or a TOML file.",
    epilog=examples(
        "exo schema",
        "exo schema show-condition",
        "exo schema list studies",
        "exo schema studies.toml > studies.schema.json",
    ),
)
def schema(
    ctx: typer.Context,
    kind: Annotated[
        list[str] | None, typer.Argument(metavar="[KIND]", help="A format or a TOML file; nothing: all that there are.")
    ] = None,
    form: Annotated[output.Format | None, typer.Option("--format", "-f", help="The form of the list.")] = None,
) -> None:
    """Print the JSON Schema (draft 2020-12) of a machine format or of a TOML file; without KIND, list them.

    An editor with TOML schemas (Taplo, Even Better TOML) checks a file and explains its fields when the file's first
    line is "#:schema ./studies.schema.json". What "exo cite -f csl-json" prints is described by the data schema of
    CSL 1.0.2: https://resource.citationstyles.org/schema/v1.0/input/json/csl-data.json
    """
    session: output.Session = ctx.obj
    if not kind:
        output.emit(session, form, document=_list, objects=schemas.kinds, rows=schemas.kinds)
        return
    if form not in {None, "json"}:
        raise typer.BadParameter("a schema is JSON; only the list of schemas has other forms")
    from exocli.render import machine  # noqa: PLC0415  (not for the list)

    try:
        found = schemas.schema(schemas.kind_of(" ".join(kind)))
    except schemas.UnknownKindError as error:
        near = f" Did you mean: {', '.join(error.nearest)}?" if error.nearest else ""
        raise typer.BadParameter(f"there is no schema {error.query!r}.{near} All of them: exo schema") from None
    output.write_bytes(machine.json(found))


def _list() -> "Document":
    from exocli.view import schemas as view  # noqa: PLC0415  (programs do without)

    return view.document(schemas.kinds())
