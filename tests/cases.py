"""What strangers type, write and pipe, and in what surroundings: strategies, and what must hold in every case.

The commands and their options are read off the command line itself, the records off the model, so that what is new is
tried without a word here. `tests/test_soak.py` tries some hundred cases; `bench/soak.py` tens of thousands.
"""

import importlib
import io
import json
import os
import re
import shlex
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path, PurePath
from typing import Any, Literal, NamedTuple, get_args, get_origin
from unittest.mock import patch

import msgspec
import typer
from hypothesis import strategies as st

from exocli import model
from exocli.cli.app import COMMANDS, app, run
from exocli.cli.completion import PATHS, answer
from exocli.render.signs import clean

# What is done, what is not found or faulty, what was used wrongly.
EXIT_CODES = {0, 1, 2}
# Seconds of processor time; the slowest page of the whole dataset takes a fifth of it.
AT_MOST = 2.0

# What no terminal, spreadsheet, shell, mark-up or parser should take for more than text. SGR 5, 8 and 41 (blinking,
# concealed, on red) are none that `exo` itself uses, so that they can be told from its own.
CONTROLS = (
    *("\x1b[5m", "\x1b[8;41m", "\x1b]0;owned\x07", "\x9b5m", "\x1b]8;;https://evil.example\x1b\\", "\x1bc", "\x7f"),
    *("\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\r", "\n", "\t", "\x85", "\u2028", "\udcff"),
)
FRAGMENTS = (
    *(
        "[blink]x[/blink]",
        "[/]",
        "[link=https://evil.example]",
        "[[",
        "]]",
        ":skull:",
        "<b>",
        "</text>",
        "&amp;",
        "-->",
    ),
    *("=1+1", "@SUM(A1)", "$(id)", "`id`", "%s%n", "{0}", "'; DROP TABLE", '"', "'", "\\", "\\x1b", "{", "}", "#", "~"),
    *(
        "皮膚",
        "עור",
        "e\u0301",
        "İ",
        "ß",
        "ﬁ",
        "α",
        "µ",
        "🧴",
        "𝔸",
        "\U000e0041",
        "A" * 3000,
        "a " * 700,
        "-" * 90,
        "(" * 500,
    ),
    *(
        "",
        " ",
        ".",
        ":",
        "study:",
        "-",
        "--",
        "0",
        "-1",
        "1e999",
        "NaN",
        "9" * 400,
        "2021",
        "*",
        "NEAR(",
        '"a b',
        "NOT",
    ),
)
NAMES = (
    *("wound-repair", "wound healing", "diabetic-wound", "TNF", "TNF-α", "tgf beta", "TGFB1", "adsc", "MSC", "E11.6"),
    *("zhang2021", "lee2020", "thakur2023", "10.5555/zhang", "PMC678", "NCT00000001", "us-notice", "smad"),
    *("pathway:smad", "study:zhang2021", "wound", "closure", "vesicles", "zhang2012", "tnff", "ours2026", "-"),
)
FILES = ("studies.toml", "sources.toml", "molecules.toml", "readouts.toml", "pathways.toml", "trials.toml")
PLACES = (
    *("out.svg", "out.mmd", "out.dot", "out.json", "out.jsonl", "out.sqlite", "out", "mine", "data", "paper.bib"),
    *("paper.ris", "paper.nbib", "paper.json", "own.csl", "nowhere/out.json", "-", ".", "", "/dev/null", "/dev/full"),
)
# A record of each kind that stands without the others; a case changes some of it.
RECORDS: Mapping[str, dict[str, Any]] = {
    "studies.toml": {
        "ours2026": {
            "title": "Vesicles of our own",
            "authors": ["Ours A"],
            "journal": "Journal of Tests",
            "year": 2026,
            "seen": ["laboratory notebook 7"],
        }
    },
    "sources.toml": {"our-cell": {"name": "our own cell", "kind": "cell", "abbreviation": "OOC"}},
    "molecules.toml": {"OURS1": {"name": "OURS-1", "kind": "protein", "aliases": ["ours one"]}},
    "readouts.toml": {"our-score": {"name": "our own score", "kind": "process"}},
    "pathways.toml": {"our-axis": {"name": "our own axis", "members": ["TGFB1"]}},
    "trials.toml": {
        "NCT99999999": {
            "title": "A trial of our own",
            "conditions": ["wound-repair"],
            "intervention": "gel",
            "source": "adsc",
            "preparation": "exosome",
        }
    },
    "conditions/wound-repair.toml": {
        "finding": [
            {
                "id": "zhang2021-9",
                "study": "zhang2021",
                "source": "adsc",
                "preparation": "exosome",
                "cargo": ["TGFB1"],
                "effects": [{"on": "TNF", "change": "decrease"}],
                "outcome": "Wounds of our own mice closed.",
                "direction": "benefit",
                "role": "therapeutic",
                "model": "animal",
                "route": "topical",
            }
        ]
    },
}
TYPES: Mapping[str, type[model.Record]] = {
    "studies.toml": model.Study,
    "sources.toml": model.Source,
    "molecules.toml": model.Molecule,
    "readouts.toml": model.Readout,
    "pathways.toml": model.Pathway,
    "trials.toml": model.Trial,
    "conditions/wound-repair.toml": model.Finding,
}
PAPERS: Mapping[str, bytes] = {
    "paper.bib": b"@article{a1, title={Vesicles {of} \\'Etudes}, author={M{\\\"u}ller, J and others}, year={2031},\n"
    b" journal=J, doi={10.5555/OURS}}\n@string{J = {Journal}}\n@comment{x}\n",
    "paper.ris": b"TY  - JOUR\r\nTI  - Vesicles\r\nAU  - M\xc3\xbcller, J\r\nPY  - 2031/02\r\nDO  - 10.5555/ours\r\n"
    b"ER  - \r\n",
    "paper.nbib": b"PMID- 123\nTI  - Vesicles of\n      our own\nFAU - Ours, Anna\nDP  - 2031 Jan\n"
    b"LID - 10.5555/ours [doi]\n\n",
    "paper.json": b'[{"type": "article-journal", "title": "Vesicles", "author": [{"family": "M", "given": "J"}], '
    b'"issued": {"date-parts": [[2031, 1]]}, "DOI": "10.5555/OURS"}]',
    "names.txt": b"zhang2021\n# no name\n\nwound-repair\n",
    "hits.json": b'[{"kind": "finding", "id": "zhang2021-1", "study": "zhang2021", "condition": "wound-repair"}, '
    b'{"kind": "molecule", "id": "TNF"}]',
    "own.csl": b'<?xml version="1.0" encoding="utf-8"?>\n<style xmlns="http://purl.org/net/xbiblio/csl" '
    b'class="in-text" version="1.0"><info><title>Own</title><id>own</id><updated>2026-01-01T00:00:00Z</updated></info>'
    b'<citation><layout><text variable="title"/></layout></citation><bibliography><layout suffix=".">'
    b'<names variable="author"><name/></names><text variable="title" prefix=" "/></layout></bibliography></style>',
}


# What a record is called by its header, its file or its folder, and may not say of itself.
_IDS = {"id", "key", "condition", "overlay"}
# Fields in which people write what they like, and those of them that are lists.
LISTS = {"authors", "aliases", "seen"}
FREE = LISTS | {
    *("title", "journal", "note", "outcome", "name", "intervention", "sponsor", "country", "volume", "pages"),
    *("source_detail", "model_detail", "modification", "dose", "comparator", "caution", "abbreviation"),
}


class Surroundings(NamedTuple):
    """What output goes to: a terminal or not, its encoding, and the variables that decide how it looks."""

    terminal: bool
    encoding: str
    variables: Mapping[str, str]


class Case(NamedTuple):
    """A command line, what stands on standard input, and the files in the folder where it is run."""

    arguments: tuple[str, ...]
    stdin: bytes = b""
    files: Mapping[str, bytes] = {}
    surroundings: Surroundings = Surroundings(terminal=False, encoding="utf-8", variables={})


class Outcome(NamedTuple):
    """What a run came to; `new` is what it left in the folder."""

    code: int
    out: str
    err: str
    seconds: float
    new: frozenset[str]


# Strategies

letters = st.text(st.characters(exclude_characters="/\x00", codec="utf-8"), max_size=20)
# An argument need not be UTF-8: Python hands its other bytes on as lone surrogates.
typed = st.text(st.characters(exclude_characters="/\x00"), max_size=12)
control = st.sampled_from(CONTROLS)
fragment = st.sampled_from(FRAGMENTS) | control.map(lambda sign: sign.encode(errors="replace").decode())
text = letters | fragment | st.lists(st.sampled_from(NAMES) | fragment | letters, max_size=4).map(" ".join)
word = st.sampled_from(NAMES) | fragment | typed | text | control
# What `exo check` lets through: no controls, and more than spaces.
prose = text.map(clean).filter(lambda said: bool(said.strip()))
number = st.integers(-3, 12) | st.integers(1990, 2030) | st.sampled_from([10**30, -(10**30), 2**63])
surroundings = st.builds(
    Surroundings,
    terminal=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8", "utf-8", "ascii", "cp1252"]),
    variables=st.fixed_dictionaries(
        {},
        optional={
            "COLUMNS": st.sampled_from(["0", "1", "20", "33", "40", "80", "300", "-5", "many"]),
            "TERM": st.sampled_from(["xterm-256color", "dumb", "", "linux"]),
            "NO_COLOR": st.sampled_from(["", "1"]),
            "FORCE_COLOR": st.just("1"),
            "LC_ALL": st.sampled_from(["C", "POSIX", "C.UTF-8"]),
        },
    ),
)


def parameters(command: str | None) -> list[Any]:
    """The parameters of a command, or of `exo` itself, as Typer knows them."""
    of = app if command is None else importlib.import_module(f"exocli.cli.{command}").app
    found: list[Any] = typer.main.get_command(of).params
    return found


def value(parameter: Any) -> st.SearchStrategy[str]:
    """What may be given to a parameter: mostly what it takes, now and then what it does not."""
    type_ = parameter.type
    if parameter.name == "style":
        return st.sampled_from(["own.csl", "own.csl", "paper.bib", "nowhere.csl"])
    listed = parameter.metavar.split("|") if "|" in (parameter.metavar or "") else ()
    if choices := getattr(type_, "choices", listed):
        return st.sampled_from([str(choice) for choice in choices]) | st.sampled_from(["json", "xml", "\x1b[5m"])
    if type_.name in {"path", "file", "filename", "directory"}:
        return st.sampled_from(PLACES) | fragment.filter(lambda place: not place.startswith(("/", "..")))
    if "int" in type_.name:
        return number.map(str) | fragment
    return word


@st.composite
def arguments(draw: st.DrawFn, command: str | None = None) -> tuple[str, ...]:
    """A command line: a command, what it takes in some order, and now and then what nothing takes."""
    command = command or draw(st.sampled_from(COMMANDS))
    words: list[str] = []
    for parameter in parameters(command):
        if parameter.param_type_name == "option":
            if draw(st.integers(0, 3)) == 0:
                flag = draw(st.sampled_from([*parameter.opts, *parameter.secondary_opts]))
                words += [flag] if getattr(parameter, "is_flag", False) else [flag, draw(value(parameter))]
        else:
            many = 3 if parameter.nargs == -1 else 1
            words += draw(st.lists(value(parameter), min_size=int(parameter.required), max_size=many))
    if draw(st.integers(0, 4)) == 0:
        nothing_takes = draw(st.sampled_from(["--help", "--nonsense", "--"]) | word | word.map("--{}".format))
        words.insert(draw(st.integers(0, len(words))), nothing_takes)
    before = draw(st.sampled_from([(), (), (), ("--data", "data"), ("--no-color",), ("--no-pager",), ("--version",)]))
    return (*before, command, *words)


@st.composite
def mutated(draw: st.DrawFn, whole: bytes) -> bytes:
    """Bytes with some places cut out, doubled, or filled with something else."""
    data = whole
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 30)))
        put = draw(st.binary(max_size=6) | fragment.map(str.encode) | st.just(data[start:end] * 2) | st.just(b""))
        data = data[:start] + put + data[end:]
    return data


def toml(value: object) -> str:
    """A value as TOML; the escapes of JSON are TOML's but for DEL."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{toml(name)} = {toml(entry)}' for name, entry in value.items())}}}"
    if isinstance(value, float):
        return repr(value) if "." in repr(value) or "inf" in repr(value) else f"{value:.1f}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


scalars: st.SearchStrategy[Any] = st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values: st.SearchStrategy[Any] = (
    scalars
    | st.lists(scalars | st.lists(scalars, max_size=2), max_size=3)
    | st.dictionaries(st.text(max_size=5), scalars | st.lists(scalars, max_size=2), max_size=3)
)


def field_value(hint: Any) -> st.SearchStrategy[Any]:
    """What may stand in a field: what its type asks for, with texts of any kind."""
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is tuple:
        return st.lists(field_value(get_args(hint)[0]), max_size=3)
    if isinstance(hint, type) and issubclass(hint, model.Record):
        known = {field.name: field.type for field in msgspec.structs.fields(hint)}
        return st.fixed_dictionaries({name: field_value(type_) for name, type_ in known.items() if name != "via"})
    if hint is int:
        return number
    if inner := [part for part in get_args(hint) if part is not type(None)]:
        return st.one_of([field_value(part) for part in inner])
    return st.sampled_from(NAMES) | text


@st.composite
def tables(draw: st.DrawFn, name: str, *, sound: bool) -> bytes:
    """A file of records: sound ones, whatever their texts say, or such as have anything in some of their fields."""
    fields = {field.name: field.type for field in msgspec.structs.fields(TYPES[name]) if field.name not in _IDS}
    written: list[str] = []
    for id_, record in RECORDS[name].items():
        changed = dict(record[0] if isinstance(record, list) else record)
        for field in draw(st.lists(st.sampled_from(sorted(fields)), max_size=2)):
            if not sound:
                changed[field] = draw(field_value(fields[field]) | field_value(fields[field]) | values)
            elif field in FREE:
                changed[field] = draw(st.lists(prose, min_size=1, max_size=3) if field in LISTS else prose)
        wild = not sound and draw(st.booleans())
        header = f"[[{id_}]]" if isinstance(record, list) else f"[{toml(draw(text)) if wild else id_}]"
        written += [header, *(f"{field} = {toml(entry)}" for field, entry in changed.items()), ""]
    return "\n".join(written).encode("utf-8", "replace")


@st.composite
def overlays(draw: st.DrawFn) -> dict[str, bytes]:
    """A folder of somebody's own data, by the names of its files: sound but for something, or any bytes."""
    folder = draw(st.sampled_from(["data"] * 5) | text.filter(_is_name))
    how = draw(st.sampled_from(["sound", "sound", "sound", "wild", "mutated", "bytes"]))
    found = {}
    for name in draw(st.lists(st.sampled_from(sorted(RECORDS)), min_size=1, max_size=3, unique=True)):
        content = st.binary(max_size=200) if how == "bytes" else tables(name, sound=how != "wild")
        found[f"{folder}/{name}"] = draw(content.flatmap(mutated) if how == "mutated" else content)
    if how != "sound" and draw(st.integers(0, 9)) == 0:
        found[f"{folder}/conditions/{draw(text.filter(_is_name))}.toml"] = draw(st.binary(max_size=50))
    return found


def _is_name(name: str) -> bool:
    """Whether a file system takes it for the name of a file."""
    return 0 < len(name.encode("utf-8", "surrogateescape")) < 200 and name not in {".", ".."} and "/" not in name


COMMANDS_WITH_DATA = tuple(command for command in COMMANDS if command not in {"schema", "completion"})

typings = st.builds(lambda line, around: Case(line, surroundings=around), arguments(), surroundings)
queries = st.builds(
    lambda command, words, around: Case((command, "--", *words), surroundings=around),
    st.sampled_from(["find", "show", "cite", "compare", "graph"]),
    st.lists(word, min_size=1, max_size=5),
    surroundings,
)
data = st.builds(
    lambda files, rest, surrounded: Case(
        ("--data", next(iter(files)).partition("/")[0], *(word for word in rest if word not in {"--data", "data"})),
        files=files,
        surroundings=surrounded,
    ),
    overlays(),
    st.sampled_from(COMMANDS_WITH_DATA).flatmap(arguments),
    surroundings,
)
loads = st.builds(
    lambda files, rest: Case(("--data", next(iter(files)).partition("/")[0], *rest), files=files),
    overlays(),
    st.sampled_from([("show", "zhang2021"), ("show", "wound-repair", "-f", "json"), ("check",), ("list", "studies")]),
)


@st.composite
def references(draw: st.DrawFn) -> Case:
    """A reference file, a style or names in a pipe, whole or not, for a command that reads it."""
    name = draw(st.sampled_from(sorted(PAPERS)))
    content = draw(mutated(PAPERS[name]) | mutated(PAPERS[name]) | st.binary(max_size=100))
    if name == "own.csl":
        line = draw(st.sampled_from([("cite", "zhang2021", "--style", name), ("cite", "--style", name)]))
    elif name in {"names.txt", "hits.json"}:
        line = ("cite", "-", "-f", draw(st.sampled_from(["text", "bibtex", "ris", "nbib", "csl-json"])))
    else:
        more = draw(st.sampled_from([(), ("--condition", "wound-repair"), ("--into", "mine"), ("--id", "ours2026")]))
        line = ("new", "study", draw(st.sampled_from([name, "-"])), *more)
    return Case(line, stdin=content, files={name: content}, surroundings=draw(surroundings))


@st.composite
def completions(draw: st.DrawFn) -> Case:
    """What a shell asks when the tabulator is pressed."""
    line = draw(arguments())
    shell = draw(st.sampled_from(["bash", "zsh", "fish", "\x1b[5m"]))
    variables = {"EXO_COMPLETE": shell}
    if shell == "bash":
        variables["COMP_LINE"] = " ".join(("exo", *line)).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        variables["COMP_POINT"] = draw(st.integers(-3, 200).map(str) | st.sampled_from(["", "x"]))
    files = draw(overlays())
    return Case(line, files=files, surroundings=Surroundings(terminal=False, encoding="utf-8", variables=variables))


# Command lines that are known to work


def examples(command: str) -> list[str]:
    """The lines below `Examples:` in the help of a command, as they would be typed in a shell."""
    of: Any = typer.main.get_command(importlib.import_module(f"exocli.cli.{command}").app)
    return [line.strip() for line in of.epilog.partition("Examples:\n")[2].splitlines() if line.strip()]


def printing(command: str) -> tuple[str, ...]:
    """The first example of a command that only prints, with every file of a user's own left out."""
    for line in examples(command):
        words = shlex.split(line)[1:]
        if not {"-o", "--into", ">", "|"} & set(words) and not any(word.endswith((".json", "/")) for word in words):
            return tuple(words)
    return (command, "-f", "jsonl", "-o", "-")


# Running a case


class Screen(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Whatever it is."""
        return True


@contextmanager
def laid_out(case: Case, folder: Path) -> Iterator[None]:
    """The files of a case in a folder, which is the current one for a while."""
    for name, content in case.files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def environment(case: Case) -> dict[str, str]:
    """The variables of a run: nothing decided but by the case."""
    decisive = ("EXO_", "LC_", "LANG", "COLUMNS", "LINES", "TERM", "NO_COLOR", "FORCE_COLOR", "PAGER", "PYTHONIO")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(decisive)}
    return {**kept, "LANG": "C.UTF-8", "PAGER": "cat", **case.surroundings.variables}


def outcome(case: Case, folder: Path) -> Outcome:
    """Run a case in this process, in an empty folder of its own. A traceback is an exception here."""
    stream = Screen if case.surroundings.terminal else io.TextIOWrapper
    out, err = (stream(io.BytesIO(), case.surroundings.encoding) for _ in range(2))
    variables = environment(case)
    with (
        laid_out(case, folder),
        patch.object(sys, "argv", ["exo", *case.arguments]),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(case.stdin), "utf-8")),
        patch.dict(os.environ, variables, clear=True),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        before = _names(folder)
        begun = time.process_time()
        shell = variables.get("EXO_COMPLETE")
        code = answer(shell, case.arguments) if shell else run()
        seconds = time.process_time() - begun
        out.flush()
        err.flush()
    said, complained = (_decoded(stream.buffer.getvalue(), case) for stream in (out, err))  # type: ignore[attr-defined]
    return Outcome(code, said, complained, seconds, frozenset(_names(folder) - before))


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def _decoded(data: bytes, case: Case) -> str:
    """Output as text: forms for programs are UTF-8, pages are in the encoding of the stream."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode(case.surroundings.encoding)


def _asked_for(name: str, arguments: tuple[str, ...]) -> bool:
    """Whether a file or folder is named by an argument, or leads to what is, or stands below it."""
    places = [PurePath(argument) for argument in arguments]
    path = PurePath(name)
    return any(path.is_relative_to(place) or place.is_relative_to(path) for place in places)


# What must hold

# The codes that `exo` itself writes on a terminal: its styles, and links (OSC 8).
_OWN = re.compile(
    r"\x1b\[(?:[01247]|3[0-7]|9[0-7])?(?:;(?:[01247]|3[0-7]|9[0-7]))*m|\x1b\]8;(?:id=\d+)?;[^\x00-\x1f\x7f-\x9f]*\x1b\\"
)
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\r(?!\n)"
)


def faults(case: Case, found: Outcome) -> list[str]:
    """Everything that should not be so about the outcome of a case."""
    variables = case.surroundings.variables
    completing = "EXO_COMPLETE" in variables
    coloured = case.surroundings.terminal or bool(variables.get("FORCE_COLOR"))
    shown = _OWN.sub("", found.out) if coloured else found.out
    # Only what a command was told to write may stay, and nothing of what failed.
    left = set(found.new) if found.code else {name for name in found.new if not _asked_for(name, case.arguments)}
    left |= {name for name in found.new if ".exo-" in name}
    return [
        fault
        for fault, so in (
            (f"exit code {found.code}", found.code not in (EXIT_CODES | {PATHS} if completing else EXIT_CODES)),
            (f"{found.seconds:.1f} s", found.seconds > AT_MOST),
            ("a traceback", "Traceback" in found.err),
            (f"controls on standard output: {_CONTROL.findall(shown)}", _CONTROL.search(shown)),
            (f"controls on standard error: {_CONTROL.findall(found.err)}", _CONTROL.search(found.err)),
            ("wrong usage is not explained", found.code == 2 and not found.err.strip()),
            (f"files are left: {sorted(left)}", left),
        )
        if so
    ]
