"""`exo completion`: the script by which a shell completes, and the answers that `exo` gives to it.

The script calls `exo` with `EXO_COMPLETE` set to the shell's name; `exocli.__main__` passes that on to `answer`.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import typer

from exocli import completion as completing
from exocli.cli import output
from exocli.cli.app import COMMANDS, CommandApp, examples
from exocli.cli.app import app as whole
from exocli.completion import Candidate, Parameter
from exocli.dataset import Dataset, load
from exocli.render.signs import clean

Shell = Literal["bash", "zsh", "fish"]
app = CommandApp()

# The exit code that leaves the place to the shell, which completes paths better than anybody.
PATHS = 3
_ONE_OF = re.compile(r"[a-z0-9-]+(\|[a-z0-9-]+)+")
_PATH_TYPES = {"path", "file", "filename", "directory"}
_FEW = 20
_BREAKS = (":", "=")
_FIRST_LINE = re.compile(r'"""`exo [a-z]+`: (.+?)\.?(?:""")?')


@app.command(
    "completion",
    short_help="Print the script by which a shell completes.",
    epilog=examples("exo completion bash", "exo completion zsh"),
)
def completion(shell: Annotated[Shell, typer.Argument(help="Your shell.")]) -> None:
    """Print the script by which bash, zsh or fish completes commands, options, their values, names and keys.

    One line in your shell's start-up file installs it:

    \b
      ~/.bashrc                   eval "$(exo completion bash)"
      ~/.zshrc                    eval "$(exo completion zsh)"
      ~/.config/fish/config.fish  exo completion fish | source
    """  # noqa: D301  (Click keeps the lines of a paragraph that begins so)
    output.write((Path(__file__).parent / f"completion.{shell}").read_text(encoding="utf-8"))


class Writer:
    """How zsh and fish take an answer: a line each, the candidate and what it is apart by a tab."""

    described = True

    def line(self, candidate: Candidate) -> str:
        """One candidate."""
        return "\t".join(" ".join(text.split()) for text in candidate)


class BashWriter(Writer):
    """How bash takes an answer: quoted, and only what takes the place of the word that Readline sees.

    Readline breaks words at colons and equals signs too: of `pathway:NR` it replaces `NR`.
    """

    described = False

    def __init__(self, typed: str, seen: str, quote: str) -> None:
        """Keep the quote that is open, and how much of what was typed stands before the word Readline sees."""
        self._quote = quote
        before = typed[: len(typed) - len(seen)] if typed.endswith(seen) else ""
        self._before = len(before) if quote or before.endswith(_BREAKS) else 0

    def line(self, candidate: Candidate) -> str:
        """One candidate."""
        text = candidate.value[self._before :]
        if self._quote == "'":
            return text.replace("'", "'\\''")
        special = r"([\\\"$`])" if self._quote else r"([^\w@%+=:,./-])"
        return re.sub(special, r"\\\1", text)


class Question(NamedTuple):
    """What a shell asks: the words before the cursor, and how an answer to the last of them is written."""

    words: tuple[str, ...]
    typed: str
    writer: Writer


def answer(shell: str, arguments: Sequence[str]) -> int:
    """Print what can stand at the cursor; return 0, or `PATHS` where that is a path.

    Whatever is asked, and whatever is wrong with the data, a person who presses the tabulator sees no complaint.
    """
    try:
        question = _from_bash(arguments, os.environ) if shell == "bash" else _from_words(arguments)
        found = _found(question)
        if found is None:
            return PATHS
        # An id of somebody's own data that cannot be shown cannot be typed either.
        shown = [candidate._replace(about=clean(candidate.about)) for candidate in found if _plain(candidate.value)]
        lines = "".join(f"{question.writer.line(candidate)}\n" for candidate in shown)
        sys.stdout.buffer.write(lines.encode(errors="surrogateescape"))
        sys.stdout.buffer.flush()
    except Exception:  # noqa: BLE001  (said above)
        return 0
    return 0


def _plain(text: str) -> bool:
    return clean(text) == text


def _from_words(arguments: Sequence[str]) -> Question:
    """What zsh and fish ask: the words of the line after the command, the last up to the cursor."""
    *words, typed = arguments
    return Question(tuple(words), typed, Writer())


def _from_bash(arguments: Sequence[str], environment: Mapping[str, str]) -> Question:
    """What bash asks: the line and the cursor's place in it, and as first argument the word that Readline sees.

    Where there is no line, the words that follow stand for it, up to the number of the current one.
    """
    seen, *words = arguments
    if line := environment.get("COMP_LINE"):
        parsed = completing.split(line[: max(0, _number(environment.get("COMP_POINT"), len(line)))])
        before = parsed.words[1:]
    else:
        current = _number(environment.get("COMP_CWORD"), len(words) - 1)
        if not 0 < current < len(words):
            raise ValueError(current)
        parsed = completing.split(words[current])
        before, seen = tuple(words[1:current]), parsed.typed
    # Readline shows what stands in an open quote as it is.
    seen = seen if parsed.quote else completing.split(seen).typed
    return Question(before, parsed.typed, BashWriter(parsed.typed, seen, parsed.quote))


def _number(text: str | None, otherwise: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return otherwise


def _found(question: Question) -> list[Candidate] | None:
    """What can stand at the cursor; `None` where that is a path."""
    words, described = question.words, question.writer.described
    root: Any = typer.main.get_command(whole)
    parameters = _parameters("", root)
    called = completing.command_in(parameters, words)
    if called is None:
        commands = Parameter(candidates=tuple(map(Candidate, COMMANDS)))
        at = completing.place((*parameters, commands), words, question.typed)
        if described and at.parameter is commands:
            at = at._replace(parameter=Parameter(candidates=tuple(Candidate(name, _about(name)) for name in COMMANDS)))
    else:
        command = root.get_command(None, words[called])
        if command is None:
            return []
        at = completing.place(_parameters(words[called], command), words[called + 1 :], question.typed)
    if at.parameter is not None and at.parameter.paths:
        return None

    def dataset() -> Dataset:
        return load(*completing.folders(words, os.environ))

    return completing.candidates(at, dataset, described=described)


def _about(command: str) -> str:
    """What a command does, from the first line of its module: importing them all would take as long again."""
    with (Path(__file__).parent / f"{command}.py").open(encoding="utf-8") as module:
        said = _FIRST_LINE.fullmatch(module.readline().strip())
    return said[1] if said else ""


def _parameters(name: str, command: Any) -> tuple[Parameter, ...]:  # noqa: ANN401  (Click's own type differs by Typer version)
    """The parameters of a command as completion wants them."""
    return (*_described(name, command), Parameter(("--help", "-h"), "Show this message and exit.", takes=False))


def _described(name: str, command: Any) -> Iterator[Parameter]:  # noqa: ANN401
    for parameter in command.params:
        option = parameter.param_type_name == "option"
        yield Parameter(
            flags=(*parameter.opts, *parameter.secondary_opts) if option else (),
            about=getattr(parameter, "help", None) or "",
            takes=not getattr(parameter, "is_flag", False),
            many=parameter.nargs == -1 or bool(getattr(parameter, "multiple", False)),
            candidates=tuple(map(Candidate, _words(name, parameter))),
            kinds=completing.kinds_named(name, parameter.name),
            paths=parameter.type.name in _PATH_TYPES,
        )


def _words(command: str, parameter: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The words among which the value of a parameter is chosen."""
    type_ = parameter.type
    if choices := getattr(type_, "choices", ()):
        return tuple(map(str, choices))
    if _ONE_OF.fullmatch(parameter.metavar or ""):
        return tuple(parameter.metavar.split("|"))
    low, high = getattr(type_, "min", None), getattr(type_, "max", None)
    if low is not None and high is not None and high - low < _FEW:
        return tuple(map(str, range(low, high + 1)))
    if (command, parameter.name) == ("cite", "style"):
        from exocli.cite.styles import COMMON  # noqa: PLC0415  (only for this)

        return (*COMMON, "list")
    if (command, parameter.name) == ("schema", "kind"):
        from exocli.schema import KINDS  # noqa: PLC0415  (only for this)

        return tuple(KINDS)
    return ()
