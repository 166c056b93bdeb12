"""Where output goes and in which form: the terminal's width and signs, colour, paging, pipes."""

import codecs
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import typer

from exocli.dataset import Dataset, load
from exocli.faults import DatasetError

if TYPE_CHECKING:
    from exocli.names import Match, UnknownNameError
    from exocli.view.document import Document  # for its name alone: programs do without pages

Format = Literal["table", "plain", "json", "csv", "tsv", "markdown"]
FORMAT_HELP = "table on a terminal, plain in a pipe; json, csv, tsv and markdown go to standard output alone."
_PIPE_WIDTH = 120


class Session:
    """What holds for the whole run: the dataset with the user's folders over it, colour, paging."""

    def __init__(self, overlays: Sequence[Path] = (), *, color: bool = True, pager: bool = True) -> None:
        """Keep the options; the dataset is opened when a command asks for it."""
        self._overlays = overlays
        self.color = color and not os.environ.get("NO_COLOR")
        self.pager = pager

    @cached_property
    def dataset(self) -> Dataset:
        """The bundled dataset with the user's folders over it, which are checked before anything is shown.

        Raises:
            DatasetError: something is wrong with the user's folders; every fault is named.

        """
        dataset = load(*self._overlays)
        if dataset.overlays:
            from exocli.check import problems  # noqa: PLC0415  (the bundled data were checked when they were built)

            if faults := problems(dataset):
                raise DatasetError(faults)
        return dataset

    @property
    def unchecked(self) -> Dataset:
        """The same, for whoever checks it or can do with what is readable."""
        return load(*self._overlays)


def prepare() -> None:
    """Make standard output and error take any text: what their encoding cannot show is spelled (`render.signs`).

    In the C locale both are ASCII, although Python itself opens them as UTF-8 there.
    """
    codecs.register_error("exo.words", _spelled)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="ascii" if _c_locale() else None, errors="exo.words")


def _spelled(error: UnicodeError) -> tuple[str, int]:
    """What stands for signs that cannot be encoded (an error handler of `codecs`)."""
    from exocli.render.signs import in_words  # noqa: PLC0415  (for an output that is not UTF-8)

    if not isinstance(error, UnicodeEncodeError):
        raise error
    return in_words(error.object[error.start : error.end]), error.end


def terminal() -> bool:
    """Standard output is a terminal that can do more than print lines."""
    return sys.stdout.isatty() and capable()


def capable() -> bool:
    """A terminal, if this is one, can do more than print lines: `TERM` names it (Windows has no `TERM`)."""
    return os.environ.get("TERM", "" if os.name == "posix" else "windows") not in {"", "dumb", "unknown"}


def ascii_only() -> bool:
    """Only ASCII can be shown: the output is not UTF-8, or the locale is explicitly C."""
    return _c_locale() or (sys.stdout.encoding or "ascii").replace("-", "").casefold() != "utf8"


def _c_locale() -> bool:
    """Whether the user asked for the C locale; in it, Python itself sets LC_CTYPE to a UTF-8 one (PEP 538)."""
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or ""
    if not os.environ.get("LC_ALL") and asked in {"C.UTF-8", "C.utf8", "UTF-8"}:
        asked = os.environ.get("LANG") or asked
    return asked in {"C", "POSIX"}


def emit(
    session: Session,
    form: Format | None,
    document: Callable[[], "Document"],
    objects: Callable[[], object],
    rows: Callable[[], Sequence[Mapping[str, Any]]],
    columns: Sequence[str] = (),
) -> None:
    """Print a page in the form that was asked for, building only what that form needs.

    `document` is what people read, `objects` the JSON, `rows` the table for CSV and TSV, with
    the columns that are named. Pages say which folders were laid over the dataset.
    """

    def page_() -> "Document":
        from exocli.view.cells import laid_over  # noqa: PLC0415  (programs do without)

        return (*document(), *laid_over(session.dataset))

    form = form or ("table" if terminal() else "plain")
    if form in {"json", "csv", "tsv"}:
        from exocli.render import machine  # noqa: PLC0415  (a form's renderer is loaded when it is used)

        write_bytes(
            machine.json(objects()) if form == "json" else machine.delimited(rows(), ",\t"[form == "tsv"], columns)
        )
    elif form == "markdown":
        from exocli.render import markdown  # noqa: PLC0415

        write_bytes(markdown.write(page_()).encode())
    elif form == "plain":
        from exocli.render import plain  # noqa: PLC0415

        page(session, plain.write(page_(), ascii_only=ascii_only()))
    else:
        page(session, _drawn(page_(), session))


def _drawn(document: "Document", session: Session) -> str:
    """The document as Rich draws it at the width of the terminal."""
    from rich.console import Console  # noqa: PLC0415  (the slowest import there is: only for tables)

    from exocli.render import terminal as drawing  # noqa: PLC0415

    out = io.StringIO()
    styled = terminal() or bool(os.environ.get("FORCE_COLOR"))
    console = Console(
        file=out,
        force_terminal=styled,
        no_color=not session.color,
        width=shutil.get_terminal_size((_PIPE_WIDTH, 40)).columns,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    drawing.draw(document, console, ascii_only=ascii_only())
    drawn = out.getvalue()
    return drawn if styled else re.sub(r" +$", "", drawn, flags=re.MULTILINE)


def page(session: Session, text: str) -> None:
    """Print text, on a terminal through the user's pager where it is longer than the screen (as git does)."""
    if not (session.pager and terminal() and text.count("\n") >= shutil.get_terminal_size().lines):
        write(text)
        return
    import shlex  # noqa: PLC0415  (only for a pager)

    try:
        command = shlex.split(os.environ.get("EXO_PAGER", os.environ.get("PAGER", "less")))
    except ValueError:
        command = []
    if not command or command == ["cat"] or not shutil.which(command[0]):
        write(text)
        return
    environment = {**os.environ, "LESS": os.environ.get("LESS", "FRX")}
    try:
        pager = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
    except OSError:  # a file that may be run and cannot be
        write(text)
        return
    with pager:
        try:
            pager.communicate(text.encode(sys.stdout.encoding or "utf-8", sys.stdout.errors or "strict"))
        except KeyboardInterrupt:
            pager.wait()


def piped() -> bytes:
    """What stands on standard input; nothing where that is closed."""
    return sys.stdin.buffer.read() if sys.stdin is not None else b""


def write(text: str) -> None:
    """Print text; signs that the output cannot show are spelled (`prepare`)."""
    sys.stdout.write(text)
    sys.stdout.flush()


def write_bytes(data: bytes) -> None:
    """Print machine output, UTF-8 whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def unknown(error: "UnknownNameError") -> NoReturn:
    """Say that nothing has that name and which names come near it; leave with exit code 1."""
    lines = [f"exo: nothing is called {error.query!r}."]
    if error.suggestions:
        lines.append(f"Did you mean: {', '.join(error.suggestions)}?")
    lines.append("Every name: exo list conditions|sources|molecules|readouts|pathways|studies|trials|notices")
    complain("\n".join(lines))
    raise typer.Exit(1)


def complain(message: str) -> None:
    """Print a message on standard error. Where nobody can read it (closed, a full disk), the exit code says enough."""
    from exocli.render.signs import clean  # noqa: PLC0415  (only when something is wrong)

    if sys.stderr is None:
        return
    with suppress(OSError):
        sys.stderr.write(clean(message) + "\n")
        sys.stderr.flush()


def also(matches: "Sequence[Match]") -> str:
    """A line on what else has the same name; empty where nothing does."""
    return " · ".join(f"exo show {match.kind}:{match.id}" for match in matches[1:])
