"""What completes what: the commands, options, words, names and keys that can stand where the cursor is.

Shells and Typer are not known here: `exocli.cli.completion` says which parameters a command has, and writes the
answer as each shell takes it. Ids are offered first, since no table has to be parsed for them; names and aliases
(`eczema`) where no id begins with what was typed.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from exocli.dataset import Dataset
from exocli.names import KINDS, Kind, Match, entries

# The kinds of things a parameter names, by command and parameter. A command whose parameter names something takes
# its line here; one that is called after a kind (`--source`) names things of that kind.
NAMED: Mapping[tuple[str, str], tuple[Kind, ...]] = {
    ("show", "name"): KINDS,
    ("cite", "name"): ("condition", "study"),
    ("compare", "name"): ("condition", "source", "molecule"),
    ("graph", "name"): ("condition", "source", "molecule", "readout", "pathway"),
}
# More candidates than this are offered bare: what they are would have to be read, and nobody reads it.
_DESCRIBED = 50


class Candidate(NamedTuple):
    """What can stand at the cursor, and what it is."""

    value: str
    about: str = ""


class Parameter(NamedTuple):
    """An option (it has `flags`) or an argument of a command, and what its value may be.

    `takes`: it has a value; `many`: it can be given again; `candidates`, `kinds`, `paths`: the value is one of some
    words, names something of these kinds, or is a path.
    """

    flags: tuple[str, ...] = ()
    about: str = ""
    takes: bool = True
    many: bool = False
    candidates: tuple[Candidate, ...] = ()
    kinds: tuple[Kind, ...] = ()
    paths: bool = False


class Place(NamedTuple):
    """What the cursor stands on: the values of a parameter (or none), the flags that fit, what has been given."""

    parameter: Parameter | None
    flags: tuple[Parameter, ...]
    given: tuple[str, ...]
    prefix: str
    typed: str


def kinds_named(command: str, parameter: str) -> tuple[Kind, ...]:
    """The kinds of things that a parameter of a command names; none where it names nothing."""
    return NAMED.get((command, parameter), tuple(kind for kind in KINDS if kind == parameter))


def command_in(parameters: Sequence[Parameter], words: Sequence[str]) -> int | None:
    """Where the command stands among words that may begin with options of the whole; `None` where it does not yet."""
    valued = {flag for parameter in parameters if parameter.takes for flag in parameter.flags}
    for place_, word in enumerate(words):
        if not word.startswith("-") and (place_ == 0 or words[place_ - 1] not in valued):
            return place_
    return None


def place(parameters: Sequence[Parameter], words: Sequence[str], typed: str) -> Place:
    """Find out what the cursor stands on after the words of a command; `typed` is what stands before the cursor."""
    by_flag = {flag: parameter for parameter in parameters for flag in parameter.flags}
    arguments = [parameter for parameter in parameters if not parameter.flags]
    used: list[Parameter] = []
    given: list[str] = []
    waiting: Parameter | None = None
    only_arguments = False
    for word in words:
        if waiting is not None:
            waiting = None
        elif word == "--" and not only_arguments:
            only_arguments = True
        elif word.startswith("-") and word != "-" and not only_arguments:
            flag, equals, _ = word.partition("=")
            if (found := by_flag.get(flag)) is not None:
                used.append(found)
                waiting = found if found.takes and not equals else None
        else:
            given.append(word)
    if waiting is not None:
        return Place(waiting, (), (), "", typed)
    flag, equals, value = typed.partition("=")
    if equals and flag.startswith("--") and not only_arguments:
        return Place(by_flag.get(flag), (), (), f"{flag}=", value)
    free = tuple(entry for entry in parameters if entry.flags and (entry.many or entry not in used))
    if typed.startswith("-") and not only_arguments:
        return Place(None, free, (), "", typed)
    argument = arguments[min(len(given), len(arguments) - 1)] if arguments else None
    if argument is not None and len(given) >= len(arguments) and not argument.many:
        argument = None
    return Place(argument, () if only_arguments or typed else free, tuple(given), "", typed)


def candidates(at: Place, dataset: Callable[[], Dataset], *, described: bool) -> list[Candidate]:
    """What can stand at a place; with `described`, also what each is. Paths are left to the shell."""
    found: list[Candidate] = []
    if at.parameter is not None:
        found += beginning_with(at.typed, at.parameter.candidates)
        if at.parameter.kinds:
            found += named(at.typed, at.parameter.kinds, dataset(), described=described)
        found = [entry for entry in found if entry.value not in at.given]
    if not found and not (at.parameter and at.parameter.paths):
        found += beginning_with(at.typed, _flags(at.flags, at.typed))
    return [Candidate(f"{at.prefix}{value}", about) for value, about in dict(reversed(found)).items()][::-1]


def beginning_with(typed: str, known: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that begin with what was typed, in whatever case."""
    start = typed.casefold()
    return [entry for entry in known if entry.value.casefold().startswith(start)]


def named(typed: str, kinds: Sequence[Kind], dataset: Dataset, *, described: bool) -> list[Candidate]:
    """Ids of the kinds that begin with what was typed, or else names and aliases that do.

    `kind:` before a name asks for that kind alone. Where nothing was typed, conditions stand for everything.
    """
    before, colon, after = typed.partition(":")
    asked = tuple(kind for kind in kinds if kind == before.casefold()) if colon else ()
    if asked:
        prefix, start = f"{before}:", after
    else:
        prefix, start = "", typed
        asked = ("condition",) if not typed and "condition" in kinds else tuple(kinds)
    found = [(kind, id_) for kind in asked for id_ in _ids(kind, dataset) if _begins(id_, start)]
    if found:
        describe = described and len(found) <= _DESCRIBED
        answers = [Candidate(f"{prefix}{id_}", _about(kind, id_, dataset) if describe else "") for kind, id_ in found]
    else:
        matches = _by_other_names(start, asked, dataset)
        answers = [Candidate(f"{prefix}{match.name}", f"{match.kind} {match.id}") for match in matches]
    if not colon and len(kinds) > 1:
        others = (kind for kind in kinds if typed or kind not in asked)
        answers += beginning_with(typed, (Candidate(f"{kind}:", f"every {kind}") for kind in others))
    return answers


def _by_other_names(start: str, kinds: Sequence[Kind], dataset: Dataset) -> list[Match]:
    """What has a display name or alias that begins so: conditions, else the first vocabulary that has some."""
    for kind in ("condition", "molecule", "source", "readout", "pathway"):
        if kind in kinds and (found := [match for match in entries(dataset, (kind,)) if _begins(match.name, start)]):
            return found
    return []


def _begins(name: str, start: str) -> bool:
    return name[: len(start)].casefold() == start.casefold()


def _ids(kind: Kind, dataset: Dataset) -> Iterable[str]:
    tables: Mapping[Kind, Callable[[], Iterable[str]]] = {
        "condition": lambda: dataset.outlines,
        "study": lambda: dataset.studies,
        "trial": lambda: dataset.trials,
        "notice": lambda: dataset.notices,
        "source": lambda: dataset.sources,
        "molecule": lambda: dataset.molecules,
        "readout": lambda: dataset.readouts,
        "pathway": lambda: dataset.pathways,
    }
    return tables[kind]()


def _about(kind: Kind, id_: str, dataset: Dataset) -> str:
    """What an id stands for, in a few words."""
    if kind == "study":
        return dataset.studies[id_].title or "study"
    if kind == "trial":
        return dataset.trials[id_].title
    if kind == "notice":
        return dataset.notices[id_].title
    if kind == "condition":
        return dataset.outlines[id_].name
    return f"{kind} {dataset.vocabulary(kind)[id_].name}"


def _flags(parameters: Iterable[Parameter], typed: str) -> Iterator[Candidate]:
    """Long flags, and short ones after a single hyphen."""
    for parameter in parameters:
        for flag in parameter.flags:
            if flag.startswith("--") or typed in {"-", flag}:
                yield Candidate(flag, parameter.about)


class Line(NamedTuple):
    """A command line up to the cursor: its words without quotes, the last one apart, and the quote open in that."""

    words: tuple[str, ...]
    typed: str
    quote: str


def split(line: str) -> Line:
    """Split a line into words as a POSIX shell does, however it ends.

    >>> split("exo show 'wound re")
    Line(words=('exo', 'show'), typed='wound re', quote="'")
    """
    words: list[str] = []
    word, quote, begun = "", "", False
    signs = iter(line)
    for sign in signs:
        if sign == "\\" and quote != "'":
            following = next(signs, "")
            word += following if not quote or following in '"\\$`' else sign + following
            begun = True
        elif quote:
            word, quote = (word, "") if sign == quote else (word + sign, quote)
        elif sign in "'\"":
            quote, begun = sign, True
        elif sign not in " \t\n":
            word, begun = word + sign, True
        elif begun:
            words.append(word)
            word, begun = "", False
    return Line(tuple(words), word, quote)


def folders(words: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """The folders of data that a line names with `--data`, else those of `EXO_DATA`, with `~` and variables put in."""
    named_folders = [
        word if word != "--data" else following
        for word, following in zip(words, (*words[1:], ""), strict=True)
        if word == "--data" or word.startswith("--data=")
    ]
    raw = [folder.removeprefix("--data=") for folder in named_folders]
    raw = raw or environment.get("EXO_DATA", "").split(os.pathsep)
    return [os.path.expanduser(os.path.expandvars(folder)) for folder in raw if folder]  # noqa: PTH111  (as a shell)
