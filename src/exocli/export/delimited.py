"""CSV: a folder with a file for each table, and the descriptor that says what they are (Frictionless Data Package)."""

import csv
import datetime
from pathlib import Path

from exocli.dataset import Dataset
from exocli.export import package
from exocli.export.relations import Filled, Value
from exocli.render import machine

_NOTE = (
    "One CSV file a table (RFC 4180, UTF-8); an empty cell is null. A text that a spreadsheet would take for a formula "
    "has an apostrophe before it: where a cell begins with apostrophes and then one of = + - @, a tab or a line break, "
    "take one apostrophe away to have the text itself."
)


def write(dataset: Dataset, tables: Filled, folder: Path) -> None:
    """Write the folder."""
    folder.mkdir()
    files = []
    for table, rows in tables:
        file = folder / f"{table.name}.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened, lineterminator="\r\n")
            writer.writerow(column.name for column in table.columns)
            writer.writerows(map(_cell, row) for row in rows)
        files.append((table, file))
    package.describe(dataset, folder, files, _NOTE)


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return machine.guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
