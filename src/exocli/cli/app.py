"""The app: what holds for every command, and where each is found."""

import errno
import importlib
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from exocli import __version__

COMMANDS = (
    *("list", "show", "find", "compare", "map", "graph", "cite", "export"),
    *("check", "new", "schema", "completion"),
)


F = TypeVar("F", bound=Callable[..., Any])
# What Typer raises of its own accord; it gives the class no name of its own that all its releases have.
_WRONG_USAGE: Any = typer.BadParameter.__mro__[2]


def examples(*commands: str) -> str:
    """An epilog with one command a line, as help prints it."""
    return "\b\nExamples:\n" + "\n".join(f"  {command}" for command in commands)


class Command(TyperCommand):
    """A command whose help is spelled where its signs cannot be shown."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  (Click's own type differs by Typer version)
        """The help, which Typer would print as UTF-8 where the output is ASCII."""
        from exocli.cli.output import ascii_only  # noqa: PLC0415  (only for help)
        from exocli.render.signs import in_words  # noqa: PLC0415

        text = super().get_help(ctx)
        return in_words(text) if ascii_only() else text


class CommandApp(typer.Typer):
    """The Typer app of one command: plain help that wraps at any width, errors without a traceback."""

    def __init__(self) -> None:
        """Say so to Typer."""
        super().__init__(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

    def command(self, name: str | None = None, **settings: Any) -> Callable[[F], F]:  # noqa: ANN401
        """A decorator that makes a function the command."""
        return super().command(name, cls=Command, **settings)


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
            readable=False,  # whether it is, the loader finds out, and says so of files as well
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
    output.prepare()
    try:
        # A number where a command left with one (`typer.Exit`).
        code = app(prog_name="exo", standalone_mode=False)
        sys.stdout.flush()
    except DatasetError as error:
        for problem in error.problems:
            output.complain(f"exo: {problem}")
        return 1
    except _WRONG_USAGE as error:
        said = io.StringIO()
        error.show(said)
        output.complain(said.getvalue().removesuffix("\n"))
        return int(error.exit_code)
    except SystemExit as exit_:
        code = exit_.code
    except OSError as error:
        if error.errno != errno.EPIPE:
            place = f"{error.filename}: " if error.filename else ""
            output.complain(f"exo: {place}{error.strerror or error}")
        return 1
    return code if isinstance(code, int) else int(code is not None)
