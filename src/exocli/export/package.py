"""The descriptor of a folder of tables: `datapackage.json`, as Frictionless Data Package 1 has it.

It says of every file which table it is, with the types, keys and constraints of its columns, its length and its
SHA-256. By it a folder is known again as an earlier export.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from exocli import __version__, cite
from exocli.dataset import Dataset
from exocli.export.relations import Column, Table
from exocli.render import machine

DESCRIPTOR = "datapackage.json"
_MARK = "exported_by"
_TYPES = {"text": "string", "integer": "integer", "boolean": "boolean", "date": "date"}


def describe(dataset: Dataset, folder: Path, files: Iterable[tuple[Table, Path]], note: str) -> None:
    """Write the descriptor of the files of a folder; `note` says what a reader of them has to know."""
    about = dataset.about
    seed = dataset.studies[about.seed]
    laid_over = [f"Laid over the dataset: {', '.join(dataset.overlays)}."] if dataset.overlays else []
    resources = [_resource(table, file, folder) for table, file in files]
    tabular = all(resource["profile"] == "tabular-data-resource" for resource in resources)
    descriptor = {
        "profile": "tabular-data-package" if tabular else "data-package",
        "name": "exocli",
        "title": about.title,
        "version": about.version,
        "description": " ".join((note, *laid_over, about.caution)),
        "licenses": [{"name": about.licence, "path": f"https://spdx.org/licenses/{about.licence}.html"}],
        "contributors": [{"title": "The exocli contributors"}],
        "sources": [{"title": cite.reference(seed), **({"path": link} if (link := cite.link(seed)) else {})}],
        _MARK: f"exocli {__version__}",
        "resources": resources,
    }
    (folder / DESCRIPTOR).write_bytes(machine.json(descriptor))


def not_an_export(folder: Path) -> str | None:
    """Why a folder is not known to hold an earlier export and nothing else; `None` where it does, or is empty."""
    entries = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    if not entries:
        return None
    known = {DESCRIPTOR, *_listed(folder / DESCRIPTOR)}
    known |= {parent.as_posix() for path in known for parent in Path(path).parents}
    if strange := sorted(entries - known):
        return f"it holds {strange[0]!r}, which no export wrote."
    return None


def _listed(descriptor: Path) -> Iterator[str]:
    """The files that a descriptor of an export lists; none where it is none."""
    try:
        said: Any = msgspec.json.decode(descriptor.read_bytes())
        marked = str(said[_MARK]).startswith("exocli ")
        yield from [str(resource["path"]) for resource in said["resources"]] if marked else []
    except (OSError, msgspec.DecodeError, LookupError, TypeError):
        return


def _resource(table: Table, file: Path, folder: Path) -> dict[str, Any]:
    form = file.suffix.removeprefix(".")
    own: dict[str, Any] = (
        {"profile": "tabular-data-resource", "mediatype": "text/csv", "encoding": "utf-8"}
        if form == "csv"
        else {"profile": "data-resource", "mediatype": "application/vnd.apache.parquet"}
    )
    data = file.read_bytes()
    return {
        "name": table.name,
        "path": file.relative_to(folder).as_posix(),
        "description": table.description,
        "format": form,
        **own,
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    return {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
        "foreignKeys": [
            {
                "fields": [column.name],
                # In its own table a reference names none.
                "reference": {"resource": "" if column.refers == table.name else column.refers, "fields": ["id"]},
            }
            for column in table.columns
            if column.refers
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.allowed:
        constraints["enum"] = list(column.allowed)
    if column.form:
        constraints["pattern"] = f"({column.form})"
    bounds = {"minimum": column.least, "maximum": column.most}
    constraints |= {name: bound for name, bound in bounds.items() if bound is not None}
    return {
        "name": column.name,
        "type": _TYPES[column.type],
        "description": column.description,
        **({"constraints": constraints} if constraints else {}),
    }
