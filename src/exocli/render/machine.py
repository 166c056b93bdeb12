"""Objects → JSON, CSV and TSV, for programs: UTF-8 whatever the locale, stable, with ids."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

# A spreadsheet takes a cell that begins with one of these for a formula, in some locales with a full-width sign too.
# Apostrophes before it belong to it, so that what was guarded can be told from what was written so.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def json(objects: object) -> bytes:
    """Return JSON, two spaces an indent, ending with a line feed."""
    return msgspec.json.format(msgspec.json.encode(objects), indent=2) + b"\n"


def delimited(objects: Sequence[Mapping[str, Any]], delimiter: str, columns: Sequence[str] = ()) -> bytes:
    """Return a table with a header: RFC 4180 CSV for a comma, one line a row for a tab.

    The columns are those of the rows unless they are named. Arrays become `a; b`, effects become `increase MMP1;
    decrease TNF`. No cell starts a spreadsheet formula: one that would is preceded by an apostrophe.
    """
    columns = list(columns or dict.fromkeys(key for row in objects for key in row))
    rows = [columns, *([_cell(row.get(key)) for key in columns] for row in objects)]
    if delimiter == "\t":
        lines = ("\t".join(re.sub(r"[\t\r\n]+", " ", cell) for cell in row) for row in rows)
        return ("\n".join(lines) + "\n").encode()
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: one that would be taken so is preceded by an apostrophe.

    To have the text back, one apostrophe is taken away where apostrophes stand before such a sign.

    >>> guarded("-1"), guarded("'-1"), guarded("'s")
    ("'-1", "''-1", "'s")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def _cell(value: object) -> str:
    return guarded(_said(value))


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "; ".join(map(_said, value))
    if isinstance(value, Mapping):
        return _effect(value) if "on" in value else "; ".join(f"{key}={_said(entry)}" for key, entry in value.items())
    return str(value)


def _effect(effect: Mapping[str, Any]) -> str:
    via = f" (via {effect['via']})" if effect.get("via") else ""
    return f"{effect.get('change', '')} {effect['on']}{via}".strip()
