"""SQLite: one file with the tables, their keys and meanings, a full-text index and views (`views.sql`).

What a column means stands in the table `columns` and, as a comment, in what `.schema` prints. Tables are STRICT where
the SQLite at hand knows that (3.37, of 2021, and later; a reader has to be as recent).
"""

import datetime
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from exocli import search
from exocli.dataset import Dataset
from exocli.export import ExportError
from exocli.export.relations import Column, Filled, Table

_STRICT = " STRICT" if sqlite3.sqlite_version_info >= (3, 37) else ""
_TYPES = {"text": "TEXT", "integer": "INTEGER", "boolean": "INTEGER", "date": "TEXT"}
# What holds between the columns of one row.
_RULES = {
    "targets": "CHECK (id IS CASE kind WHEN 'molecule' THEN molecule WHEN 'readout' THEN readout ELSE pathway END)"
}
_MEANINGS = f"""
CREATE TABLE tables (name TEXT NOT NULL PRIMARY KEY, description TEXT NOT NULL){_STRICT};
CREATE TABLE columns (
  table_name TEXT NOT NULL REFERENCES tables (name),
  name TEXT NOT NULL,
  type TEXT NOT NULL,  -- text, integer, boolean (0 or 1) or date (ISO 8601)
  required INTEGER NOT NULL,
  refers TEXT REFERENCES tables (name),  -- the table whose ids it holds
  allowed TEXT,  -- the only values, apart by commas
  description TEXT NOT NULL,
  PRIMARY KEY (table_name, name)
){_STRICT};
"""
_SEARCH = """
CREATE VIRTUAL TABLE search USING fts5(
  kind UNINDEXED, id UNINDEXED, name UNINDEXED, names, about, text, tokenize = 'unicode61 remove_diacritics 2'
)
"""


def write(dataset: Dataset, tables: Filled, file: Path) -> None:
    """Write the file. The same dataset gives the same bytes, as long as SQLite is the same.

    Raises:
        ExportError: SQLite could not write it.

    """
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as database:
            # Nobody reads it before it is whole, and it is thrown away if it never is.
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.execute("BEGIN")
            _fill(database, dataset, tables)
            database.execute("COMMIT")
            if broken := database.execute("PRAGMA foreign_key_check").fetchall():
                raise ExportError(f"{len(broken)} rows name a record that is not there: exo check says which.")
    except sqlite3.Error as error:
        raise ExportError(f"SQLite: {error}") from error


def _fill(database: sqlite3.Connection, dataset: Dataset, tables: Filled) -> None:
    _run(database, _MEANINGS)
    for table, rows in tables:
        database.execute(_definition(table))
        marks = ", ".join("?" * len(table.columns))
        database.executemany(f"INSERT INTO {table.name} VALUES ({marks})", map(_stored, rows))  # noqa: S608  (our own names)
        for column in table.columns:
            if column.refers and column.name != table.key[0]:
                database.execute(f"CREATE INDEX {table.name}_{column.name} ON {table.name} ({column.name})")
        database.execute("INSERT INTO tables VALUES (?, ?)", (table.name, table.description))
        database.executemany("INSERT INTO columns VALUES (?, ?, ?, ?, ?, ?, ?)", _meanings(table))
    database.execute(_SEARCH)
    database.executemany("INSERT INTO search VALUES (?, ?, ?, ?, ?, ?)", map(_entry, search.entries(dataset)))
    database.execute("INSERT INTO search (search) VALUES ('optimize')")
    _run(database, (Path(__file__).parent / "views.sql").read_text(encoding="utf-8"))


def _run(database: sqlite3.Connection, script: str) -> None:
    """Run the statements of a script within the transaction that is open, which `executescript` would end."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            database.execute(statement.strip())
            statement = ""


def _entry(entry: search.Entry) -> tuple[str, ...]:
    return entry.kind, entry.id, entry.name, entry.names, entry.about, entry.text


def _stored(row: Iterable[object]) -> tuple[object, ...]:
    """A row as SQLite holds it: dates as text."""
    return tuple(str(value) if isinstance(value, datetime.date) else value for value in row)


def _meanings(table: Table) -> Iterator[tuple[object, ...]]:
    for column in table.columns:
        allowed = ", ".join(map(str, column.allowed)) or None
        yield table.name, column.name, column.type, column.required, column.refers, allowed, column.description


def _definition(table: Table) -> str:
    """The statement that makes a table, with what it and its columns mean as comments."""
    lines = [(_column(column), column.description) for column in table.columns]
    lines.append((f"PRIMARY KEY ({', '.join(table.key)})", ""))
    lines += [(_RULES[table.name], "")] if table.name in _RULES else []
    body = [
        f"  {line}{',' * (number < len(lines))}{said and f'  -- {said}'}"
        for number, (line, said) in enumerate(lines, 1)
    ]
    return "\n".join([f"CREATE TABLE {table.name} (  -- {table.description}", *body, f"){_STRICT}"])


def _column(column: Column) -> str:
    parts = [column.name, _TYPES[column.type]]
    if column.required:
        parts.append("NOT NULL")
    if column.refers:
        parts.append(f"REFERENCES {column.refers} (id)")
    if column.allowed:
        parts.append(f"CHECK ({column.name} IN ({', '.join(map(repr, column.allowed))}))")
    elif column.least is not None and column.most is not None:
        parts.append(f"CHECK ({column.name} BETWEEN {column.least} AND {column.most})")
    elif column.type == "boolean":
        parts.append(f"CHECK ({column.name} IN (0, 1))")
    elif column.type == "date":
        parts.append(f"CHECK ({column.name} IS date({column.name}))")
    return " ".join(parts)
