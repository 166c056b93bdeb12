"""The manual page `exo.1`, in man(7), from the commands' own help; `docs/reference.py` writes it.

What no command says of itself (exit codes, environment, files) stands here.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from exocli import __version__
from exocli.cli.app import COMMANDS, app

_CITATION = Path(__file__).parents[1] / "CITATION.cff"
# What Typer gives of a command or parameter; Click's own types differ by Typer version.
Described = Any

_DESCRIPTION = """\
The answer comes from a dataset that is installed with the command: findings of primary studies, each with its model and
its evidence level (OCEBM 2011), set against the studies that disagree. Nothing is fetched from a network, and nothing
is written that was not named. It is for research and education and is not medical advice.

Without a command, exo shows what is on file, as of when, and what to try. On a terminal it draws tables that fit the
width and pages what is longer than the screen; in a pipe it prints plain text, one thing a line. --format chooses
another form.
"""
_HELP = {"-h, --help": "Show the help of exo, or after a command its own, and leave."}
_EXIT = {
    "0": "Done.",
    "1": "Nothing has that name or was found, the data are faulty, or a file could not be read or written.",
    "2": "The command was not used as it can be.",
}
_ENVIRONMENT = {
    "EXO_DATA": "Folders to lay over the dataset, as --data does; between several stands a colon (on Windows ;).",
    "EXO_PAGER, PAGER": "What shows output that is longer than the screen, in this order; without them less. "
    "An empty value or cat: no pager.",
    "LESS": "Options of less; FRX where it is not set.",
    "NO_COLOR": "Not empty: no colour, as with --no-color.",
    "FORCE_COLOR": "Not empty: tables asked for in a pipe have colour and links.",
    "COLUMNS, LINES": "The size of the terminal, where it is not what the terminal says.",
    "TERM": "With the value dumb: plain text and no pager.",
    "LC_ALL, LC_CTYPE, LANG": "In the locale C or POSIX, and where output is not UTF-8, signs are written in ASCII.",
    "EXO_COMPLETE": "Set by the scripts of exo completion when a shell asks what can stand at the cursor.",
}
_FILES = {
    "DIR/dataset.toml": "In a folder that exo check is given: the folder is a dataset that stands alone.",
    "DIR/studies.toml, sources.toml, molecules.toml, readouts.toml, pathways.toml, trials.toml, notices.toml": (
        "The tables of a folder that --data lays over the dataset; each may be absent."
    ),
    "DIR/conditions/*.toml": "A condition each, with its findings and claims.",
}
EXAMPLES = {
    "What is known about exosomes against the ageing of skin, with the conditions below it:": (
        "exo show anti-aging --narrower"
    ),
    "Which way a molecule moves, in which condition, by which paper:": "exo show MMP-1",
    "The findings in people, for a program:": "exo show psoriasis --human -f json",
    "The references of what was found, for a reference manager:": (
        "exo find '\"wound closure\" hydrogel' --kind finding -f json | exo cite - -f ris"
    ),
    "Everything, as one SQLite file:": "exo export -o exo.sqlite",
    "A folder of one's own, checked, then laid over the dataset:": "exo check my-data && exo --data my-data list",
}


def page() -> str:
    """The manual page, as man(1) reads it."""
    group: Described = typer.main.get_command(app)
    commands = [group.get_command(None, name) for name in COMMANDS]
    sections = (
        ("NAME", ["exo \\- the reference on extracellular vesicles in skin"]),
        ("SYNOPSIS", _synopsis(commands)),
        ("DESCRIPTION", _paragraphs(group.help, _DESCRIPTION.rstrip())),
        ("OPTIONS", ["These go before the command.", *_parameters(group), *_defined(_HELP)]),
        ("COMMANDS", [line for command in commands for line in _command(command)]),
        ("EXIT STATUS", _defined(_EXIT)),
        ("ENVIRONMENT", _defined(_ENVIRONMENT)),
        ("FILES", [*_defined(_FILES), *_paragraphs("exo schema FILE describes each of them.")]),
        ("EXAMPLES", [line for example in EXAMPLES.items() for line in _example(*example)]),
        ("SEE ALSO", [_references(("less", 1), ("sqlite3", 1), ("jq", 1))]),
    )
    lines = [
        '.\\" Made from the code by docs/reference.py.',
        f'.TH EXO 1 "{_released()}" "exo {__version__}" "User Commands"',
    ]
    for title, body in sections:
        lines += [f".SH {title}", *body]
    # A heading begins a paragraph by itself.
    return re.sub(r"^(\.S[HS] .*\n)\.PP\n", r"\1", "\n".join(lines) + "\n", flags=re.MULTILINE)


def _released() -> str:
    """The day of the release, as CITATION.cff has it."""
    (day,) = re.findall(r'^date-released: "(.+)"$', _CITATION.read_text(encoding="utf-8"), re.MULTILINE)
    return str(day)


def _synopsis(commands: list[Described]) -> list[str]:
    lines = [f"\\fBexo\\fR [{_italic('options')}] {_italic('command')} [{_italic('arguments')}]"]
    for command in commands:
        arguments = [_argument(parameter) for parameter in command.params if parameter.param_type_name == "argument"]
        lines += [".br", " ".join([f"\\fBexo {command.name}\\fR", f"[{_italic('options')}]", *arguments])]
    return lines


def _command(command: Described) -> list[str]:
    shown = command.epilog.partition("Examples:\n")[2]
    return [
        f".SS exo {command.name}",
        *_paragraphs(command.help),
        *_parameters(command),
        ".PP",
        "Examples:",
        *_code(textwrap.dedent(shown).splitlines()),
    ]


def _parameters(command: Described) -> list[str]:
    """The arguments, then the options, each with its words, limits and default."""
    lines: list[str] = []
    for parameter in sorted(command.params, key=lambda parameter: parameter.param_type_name):
        if parameter.param_type_name == "argument":
            tag = _italic(_name(parameter))
        else:
            flags = ", ".join(f"\\fB{_plain(flag)}\\fR" for flag in sorted(parameter.opts, key=len))
            tag = flags if parameter.is_flag else f"{flags} {_italic(_name(parameter))}"
        lines += [".TP", tag, *running(" ".join(_said(parameter)))]
    return lines


def _said(parameter: Described) -> Iterator[str]:
    """What is to be said of a parameter, sentence by sentence."""
    yield parameter.help
    if words := getattr(parameter.type, "choices", None):
        yield f"One of {', '.join(words)}."
    low, high = getattr(parameter.type, "min", None), getattr(parameter.type, "max", None)
    if low is not None:
        yield f"From {low}{'' if high is None else f' to {high}'}."
    if parameter.param_type_name == "option" and parameter.multiple and "repeatable" not in parameter.help:
        yield "Can be given several times."
    if isinstance(parameter.default, (str, int)) and not isinstance(parameter.default, bool):
        yield f"Default: {parameter.default}."


def _argument(parameter: Described) -> str:
    """An argument as the synopsis shows it."""
    name = _italic(_name(parameter)) + (" ..." if parameter.nargs != 1 else "")
    return name if parameter.required else f"[{name}]"


def _name(parameter: Described) -> str:
    """What stands for a value."""
    if parameter.metavar:
        return str(parameter.metavar).strip("[].")
    return "N" if getattr(parameter.type, "min", None) is not None else str(parameter.name).upper()


def _example(said: str, command: str) -> list[str]:
    return [*_paragraphs(said), *_code([command])]


def _code(lines: list[str]) -> list[str]:
    return [".PP", ".RS 4", ".EX", *map(_line, lines), ".EE", ".RE"]


def _defined(terms: Mapping[str, str]) -> list[str]:
    return [line for name, said in terms.items() for line in (".TP", f"\\fB{_plain(name)}\\fR", *running(said))]


def _paragraphs(*texts: str) -> list[str]:
    """Paragraphs of running text; one that begins with Click's mark, a backspace, stands as it is."""
    lines: list[str] = []
    for part in (part for text in texts for part in text.split("\n\n")):
        if part.startswith("\b"):
            lines += _code(textwrap.dedent(part.removeprefix("\b\n")).splitlines())
        else:
            lines += [".PP", *running(" ".join(part.split()))]
    return lines


def running(text: str) -> list[str]:
    """Running text: a new line after each sentence, as man pages have it, and none too long for mandoc."""
    sentences = re.split(r"(?<=[.!?]) (?=[A-Z-])", text)
    return [
        _line(line)
        for sentence in sentences
        for line in textwrap.wrap(sentence, 72, break_long_words=False, break_on_hyphens=False)
    ]


def _line(text: str) -> str:
    """A line of text that no man page takes for a request."""
    return re.sub(r"^(?=[.'])", r"\\&", _plain(text))


def _plain(text: str) -> str:
    """Text whose signs stay what they are: backslashes, and hyphens that can be copied into a shell."""
    return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")


def _italic(text: str) -> str:
    return f"\\fI{_plain(text)}\\fR"


def _references(*pages: tuple[str, int]) -> str:
    return ", ".join(f"\\fB{name}\\fR({section})" for name, section in pages)
