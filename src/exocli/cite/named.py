"""What is named, by a person or by another command's JSON → the studies that are meant.

A study is meant by its key, DOI, PMID or title, and by a finding of it; a condition means the studies of its findings.
Nothing else names studies by itself: a molecule was looked at by too many, for too many reasons.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, get_args

import msgspec

from exocli import names
from exocli.dataset import Dataset
from exocli.model import Study, StudyKind

_STUDY_KINDS = get_args(StudyKind)
# Fields whose entries name studies, in the pages, lists, maps and graphs that `exo` prints.
_LISTS = ("studies", "keys", "reviews")
# Fields that hold such objects.
_HOLDERS = ("cells", "edges", "shared", "distinct", "same_way", "opposite", "up", "down")


class NotCitedError(ValueError):
    """What is named is there and is neither a study nor a condition; the message says what it is."""


class UnreadableError(ValueError):
    """A text names nothing that can be read; the message says why."""


class Skipped(NamedTuple):
    """Something in another command's JSON that names no study: its kind and its id."""

    kind: str
    id: str


def studies(wanted: Iterable[str], dataset: Dataset) -> list[Study]:
    """The studies that are named, each once, in the order of the names; those of a condition by key.

    Raises:
        UnknownNameError: nothing is called that.
        NotCitedError: it is neither a study nor a condition.

    """
    keys = dict.fromkeys(key for name in wanted for key in _keys(name, dataset))
    return [dataset.studies[key] for key in keys]


def names_in(text: str) -> tuple[list[str], list[Skipped]]:
    """The names in a text, and what was skipped: one a line, or JSON that another command printed.

    JSON may be an array, an object, or one of them a line.

    Raises:
        UnreadableError: it begins as JSON and is none.

    """
    if not text.lstrip().startswith(("[", "{")):
        lines = (line.strip() for line in text.splitlines())
        return [line for line in lines if line and not line.startswith("#")], []
    found: list[str] = []
    skipped: list[Skipped] = []
    for value in _values(text):
        for entry in _named(value):
            if isinstance(entry, Skipped):
                skipped.append(entry)
            else:
                found.append(entry)
    return found, skipped


def _keys(name: str, dataset: Dataset) -> Iterable[str]:
    matches = names.resolve(name, dataset)
    for match in matches:
        if match.kind == "study":
            return [match.id]
        if match.kind == "condition":
            return sorted({finding.study for finding in dataset.conditions[match.id].findings})
    raise NotCitedError(f"{name!r} is a {matches[0].kind}; give the key of a study or a condition.")


def _values(text: str) -> list[Any]:
    """The JSON values of a text: one, or one a line."""
    try:
        return [msgspec.json.decode(text)]
    except msgspec.DecodeError as error:
        try:
            return [msgspec.json.decode(line) for line in text.splitlines() if line.strip()]
        except msgspec.DecodeError:
            raise UnreadableError(f"is no JSON: {error}") from None


def _named(value: Any) -> Iterator[str | Skipped]:  # noqa: ANN401  (whatever the JSON holds)
    """The names in a JSON value, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _named(entry)
    elif isinstance(value, dict):
        yield from _of_object(value)


def _of_object(value: Mapping[str, Any]) -> Iterator[str | Skipped]:
    """What an object names: the studies it lists, else the one it is of or is, else the condition it is."""
    id_, kind, study = value.get("id"), value.get("kind"), value.get("study")
    lists = [value[name] for name in _LISTS if isinstance(value.get(name), list | dict)]
    held = [value[name] for name in _HOLDERS if isinstance(value.get(name), list | dict)]
    if lists:
        for entries in lists:
            yield from _listed(entries)
    elif isinstance(study, str | dict):
        yield from _named(study)
    elif held:
        for entries in held:
            yield from _listed(entries)
    elif isinstance(id_, str) and (kind == "study" or (kind in _STUDY_KINDS and "authors" in value)):
        yield f"study:{id_}"
    elif isinstance(id_, str) and (kind == "condition" or "group" in value):
        yield f"condition:{id_}"
    else:
        yield _skipped(value)


def _listed(entries: Any) -> Iterator[str | Skipped]:  # noqa: ANN401
    """The names in a list, or in the lists of an object by whatever names."""
    yield from _named(list(entries.values()) if isinstance(entries, dict) else entries)


def _skipped(value: Mapping[str, Any]) -> Skipped:
    """What an object is that names no study: a hit, a row of a list, a page."""
    kind = str(value.get("kind") or "object")
    inner = value.get(kind)
    id_ = inner.get("id") if isinstance(inner, dict) else value.get("id")
    return Skipped(kind, str(id_ or ""))
