"""What is wrong with a dataset, said to the person who can mend it: where, what was found, what is allowed."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, get_args

import msgspec

from exocli import model

_AT = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?$", re.DOTALL)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "group": get_args(model.Group),
    "preparation": get_args(model.Preparation),
    "change": get_args(model.Change),
    "via": get_args(model.Via),
    "direction": get_args(model.Direction),
    "role": get_args(model.Role),
    "model": get_args(model.Model),
    "design": get_args(model.Design),
    "route": get_args(model.Route),
    "verdict": get_args(model.Verdict),
    "status": get_args(model.StudyStatus),
    "inferred": get_args(model.Inferable),
}
_LONGEST = 800
_MOST_BITS = 1000
_KINDS: Mapping[object, tuple[str, ...]] = {
    model.Study: get_args(model.StudyKind),
    model.Source: get_args(model.SourceKind),
    model.Molecule: get_args(model.MoleculeKind),
    model.Readout: get_args(model.ReadoutKind),
    model.Notice: get_args(model.NoticeKind),
}


class Problem(NamedTuple):
    """One fault: the file, the table in it, the field, and a sentence for the person who can mend it."""

    file: str
    table: str
    field: str
    message: str

    def __str__(self) -> str:
        """`file: [table] field: message`, leaving out what does not apply and the middle of what is very long."""
        table, field, message = (_short(part) for part in (self.table, self.field, self.message))
        where = " ".join(part for part in (f"[{table}]" if table else "", field) if part)
        return f"{self.file}: {where}: {message}" if where else f"{self.file}: {message}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"


class DatasetError(ValueError):
    """The dataset cannot be read as it stands; `problems` holds every fault that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the faults and say them all, one a line."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


def explain(
    error: msgspec.ValidationError,
    type_: type[model.Record],
    values: Mapping[str, Any],
    file: str,
    table: str,
) -> Problem:
    """Say which field of which table is wrong, what stands there and what may stand there."""
    match = _AT.match(str(error))
    what, path = (match["what"], match["path"] or "") if match else (str(error), "")
    if unknown := re.search(r"unknown field `([^`]+)`", what):
        known = [field.name for field in msgspec.structs.fields(type_)]
        return Problem(file, table, path, f"unknown field {unknown[1]!r}{nearest(unknown[1], known)}")
    if missing := re.search(r"missing required field `([^`]+)`", what):
        return Problem(file, table, path, f"the field {missing[1]!r} is missing")
    name = re.sub(r"\[[^\]]*\]$", "", path).rpartition(".")[2]
    choices = _KINDS.get(type_, ()) if name == "kind" else _CHOICES.get(name, ())
    found = _at(values, path)
    if choices and isinstance(found, str):
        allowed = ", ".join(choices)
        return Problem(file, table, path, f"{found!r} is not allowed{nearest(found, choices)}; allowed: {allowed}")
    shown = f" ({found!r})" if isinstance(found, str | int | float) and not _huge(found) else ""
    return Problem(file, table, path, f"{what[:1].lower()}{what[1:]}{shown}")


def nearest(word: str, known: "list[str] | tuple[str, ...]") -> str:
    """`; did you mean 'x'?` with the nearest of the known words, or nothing."""
    import difflib  # noqa: PLC0415  (only for a wrong word)

    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def _huge(value: object) -> bool:
    """An integer that Python would not write out (more than 4,300 digits)."""
    return isinstance(value, int) and value.bit_length() > _MOST_BITS


def _at(values: Any, path: str) -> Any:  # noqa: ANN401  (whatever the TOML file held)
    """What stands at a msgspec path (`effects[0].change`) in the raw values; `None` where it leads nowhere."""
    for step in re.findall(r"[^.\[\]]+", path):
        try:
            values = values[int(step)] if isinstance(values, list) else values[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return values
