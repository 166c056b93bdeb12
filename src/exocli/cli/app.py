"""The app: what holds for every command, and where each is found."""

import errno
import importlib
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from exocli import __version__

COMMANDS = (
    *("list", "show", "find", "compare", "map", "graph", "cite", "export"),
    *("check", "new", "schema", "completion"),
)


def examples(*commands: str) -> str:
    """An epilog with one command a line, as help prints it."""
    return "\b\nExamples:\n" + "\n".join(f"  {command}" for command in commands)


def command_app() -> typer.Typer:
    """The Typer app of one command: plain help that wraps at any width, errors without a traceback."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


class Commands(TyperGroup):
    """The commands by name; a command's module is imported when the command is wanted."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002  (Click's own type differs by Typer version)
        """The commands in the order in which help lists them."""
        return [*COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002
        """The command, or `None` where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        return typer.main.get_command(importlib.import_module(f"exocli.cli.{cmd_name}").app)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """Find the command; a name in its place is most likely meant for `show`."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            ctx.fail(f"There is no command {args[0]!r}. To look it up: exo show {' '.join(args)}")
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="The reference on extracellular vesicles (exosomes) in skin: which vesicle, from which cell, carrying "
    "what, did what, in which model, according to which paper, and how strong that evidence is.",
    epilog=examples("exo list conditions", "exo show anti-aging", "exo show MMP-1", "exo cite psoriasis"),
)


def _version(asked: bool) -> None:
    if asked:
        from exocli.dataset import load  # noqa: PLC0415  (only --version needs it here)

        about = load().about
        typer.echo(f"exo {__version__}, dataset {about.version} ({about.released}, newest item {about.cutoff})")
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            envvar="EXO_DATA",
            metavar="DIR",
            help="Lay the TOML files in DIR over the dataset (repeatable).",
        ),
    ] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour; so does NO_COLOR.")] = False,
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Do not page long output on a terminal.")] = False,
    version: Annotated[  # noqa: ARG001  (handled before anything else)
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Keep what holds for every command; without one, show what is in it."""
    from exocli.cli import output  # noqa: PLC0415  (not for --help and --version)

    session = output.Session(overlays=tuple(data or ()), color=not no_color, pager=not no_pager)
    ctx.obj = session
    if ctx.invoked_subcommand is None:
        from exocli.view import overview  # noqa: PLC0415  (for this page alone)

        output.emit(session, None, document=lambda: overview.document(session.dataset), objects=list, rows=list)


def run() -> int:
    """Run the command line, flush standard output and return the exit code."""
    from exocli.cli import output  # noqa: PLC0415  (not for --help and --version)
    from exocli.faults import DatasetError  # noqa: PLC0415

    if sys.stdout is None:
        output.complain("exo: standard output is closed")
        return 1
    try:
        app(prog_name="exo")
        code: int | str | None = 0
    except DatasetError as error:
        for problem in error.problems:
            output.complain(f"exo: {problem}")
        return 1
    except SystemExit as exit_:
        code = exit_.code
    except OSError as error:
        output.complain(f"exo: {error.strerror or error}")
        return 1
    try:
        sys.stdout.flush()
    except OSError as error:
        if error.errno != errno.EPIPE:
            output.complain(f"exo: {error.strerror or error}")
        return 1
    return code if isinstance(code, int) else int(code is not None)
