"""Objects → JSON, CSV and TSV, for programs: UTF-8 whatever the locale, stable, with ids."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def json(objects: object) -> bytes:
    """Return JSON, two spaces an indent, ending with a line feed."""
    return msgspec.json.format(msgspec.json.encode(objects), indent=2) + b"\n"


def delimited(objects: Sequence[Mapping[str, Any]], delimiter: str) -> bytes:
    """Return a table with a header: RFC 4180 CSV for a comma, one line a row for a tab.

    Arrays become `a; b`, effects become `increase MMP1; decrease TNF`. No cell starts a spreadsheet formula: one
    that would is preceded by an apostrophe.
    """
    columns = list(dict.fromkeys(key for row in objects for key in row))
    rows = [columns, *([_cell(row.get(key)) for key in columns] for row in objects)]
    if delimiter == "\t":
        lines = ("\t".join(re.sub(r"[\t\r\n]+", " ", cell) for cell in row) for row in rows)
        return ("\n".join(lines) + "\n").encode()
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        text = "; ".join(_cell(entry) for entry in value)
    elif isinstance(value, Mapping):
        text = _effect(value) if "on" in value else "; ".join(f"{key}={_cell(entry)}" for key, entry in value.items())
    else:
        text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _effect(effect: Mapping[str, Any]) -> str:
    via = f" (via {effect['via']})" if effect.get("via") else ""
    return f"{effect.get('change', '')} {effect['on']}{via}".strip()
