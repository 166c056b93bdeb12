"""What is wrong with a dataset, said to the person who can mend it: where, what was found, what is allowed."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args, get_origin

import msgspec

from exocli import model

_LONGEST = 800
_MOST_BITS = 1000


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


def explain(type_: type[model.Record], values: Mapping[str, Any], file: str, table: str, at: str = "") -> list[Problem]:
    """Say of every field that is wrong what stands there and what may stand there; nothing where all is well.

    `at` is where the values stand in the table, if they are not the table itself (`effects[0].`).
    """
    fields = {field.name: field for field in msgspec.structs.fields(type_)}
    found = [
        Problem(file, table, at.rstrip("."), f"unknown field {name!r}{nearest(name, tuple(fields))}")
        for name in values
        if name not in fields
    ]
    for name, field in fields.items():
        if name in values:
            found += _wrong(field.type, values[name], Problem(file, table, f"{at}{name}", ""))
        elif field.required:
            found.append(Problem(file, table, at.rstrip("."), f"the field {name!r} is missing"))
    return found


def _wrong(hint: Any, value: Any, blank: Problem) -> list[Problem]:  # noqa: ANN401  (whatever the TOML file held)
    """What is wrong with a value, or with each entry of a list, as problems filled in after `blank`."""
    if get_origin(hint) is tuple and isinstance(value, list):
        of = get_args(hint)[0]
        entries = [(entry, blank._replace(field=f"{blank.field}[{place}]")) for place, entry in enumerate(value)]
        return [problem for entry, at in entries for problem in _wrong(of, entry, at)]
    if isinstance(hint, type) and issubclass(hint, model.Record) and isinstance(value, dict):
        return explain(hint, value, blank.file, blank.table, f"{blank.field}.")
    try:
        msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        words = _words(hint)
        if words and isinstance(value, str):
            message = f"{value!r} is not allowed{nearest(value, words)}; allowed: {', '.join(words)}"
        else:
            shown = f" ({value!r})" if isinstance(value, str | int | float) and not _huge(value) else ""
            message = f"{str(error)[:1].lower()}{str(error)[1:]}{shown}"
        return [blank._replace(message=message)]
    return []


def _words(hint: Any) -> tuple[str, ...]:  # noqa: ANN401  (any annotation)
    """The words of a Literal, wherever it stands in an annotation."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return next((words for part in get_args(hint) if (words := _words(part))), ())


def nearest(word: str, known: "list[str] | tuple[str, ...]", likeness: float = 0.5) -> str:
    """`; did you mean 'x'?` with the nearest of the known words, or nothing where none is alike (0 to 1)."""
    import difflib  # noqa: PLC0415  (only for a wrong word)

    close = difflib.get_close_matches(word, known, n=1, cutoff=likeness)
    return f"; did you mean {close[0]!r}?" if close else ""


def _huge(value: object) -> bool:
    """An integer that Python would not write out (more than 4,300 digits)."""
    return isinstance(value, int) and value.bit_length() > _MOST_BITS
