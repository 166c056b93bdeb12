"""Dataset → file or folder, in any of the forms; which forms there are, and by what they are known."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from exocli.dataset import Dataset
from exocli.export.place import placed

if TYPE_CHECKING:
    from exocli.export.relations import Filled  # for its name alone: JSON does without tables

Form = Literal["sqlite", "csv", "jsonl", "json", "parquet"]
FORMS: tuple[Form, ...] = get_args(Form)
# The forms that are a folder, and those that are a text, which can go to standard output too.
FOLDERS: tuple[Form, ...] = ("csv", "parquet")
TEXTS: tuple[Form, ...] = ("json", "jsonl")
SUFFIXES: Mapping[str, Form] = {
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
}
# Called with how many of the tables are written, and how many there are.
Watch = Callable[[int, int], None]


def text(dataset: Dataset, form: Form) -> Iterator[bytes]:
    """The dataset as JSON or JSON Lines, in pieces."""
    from exocli.export import documents  # noqa: PLC0415  (a form's writer is loaded when it is used)

    return documents.json(dataset) if form == "json" else documents.jsonl(dataset)


def export(dataset: Dataset, form: Form, path: Path, *, force: bool = False, watch: Watch | None = None) -> None:
    """Write the whole dataset to a file or, as CSV or Parquet, a folder; it appears whole or not at all.

    With `force` what stands at `path` is replaced: a file, or a folder that is empty or an earlier export. The dataset
    is one that `exocli.check` finds no fault with: foreign keys lead somewhere because its references do.

    Raises:
        ExportError: the path is taken or cannot be written to, the form needs an extra, or a value fits no table.

    """
    with placed(path, force=force, folder=_not_an_export if form in FOLDERS else None) as place:
        if form in TEXTS:
            with place.open("wb") as file:
                file.writelines(text(dataset, form))
            return
        from exocli.export.relations import filled, tables  # noqa: PLC0415  (a form's writer is loaded when it is used)

        rows = _watched(filled(dataset), len(tables()), watch) if watch else filled(dataset)
        if form == "sqlite":
            from exocli.export import sqlite  # noqa: PLC0415

            sqlite.write(dataset, rows, place)
        elif form == "csv":
            from exocli.export import delimited  # noqa: PLC0415

            delimited.write(dataset, rows, place)
        else:
            from exocli.export import parquet  # noqa: PLC0415

            parquet.write(dataset, rows, place)


def _not_an_export(folder: Path) -> str | None:
    from exocli.export import package  # noqa: PLC0415  (only for folders)

    return package.not_an_export(folder)


def _watched(tables: "Filled", every: int, watch: Watch) -> "Filled":
    """Tables, telling whoever watches how far it is."""
    for done, table in enumerate(tables):
        watch(done, every)
        yield table
    watch(every, every)
