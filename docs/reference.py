"""Write `data.md` from the schemas, `commands.md` from `--help` and the manual page `exo.1`, all in `docs/`.

With `--check`, say if they are stale instead.

The wording is that of the code: to change it, change the code and run `python docs/reference.py`.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import manpage

from exocli.cli.app import COMMANDS
from exocli.schema import schema

FOLDER = Path(__file__).parent
FILES = (
    "dataset.toml",
    "studies.toml",
    "condition.toml",
    "sources.toml",
    "molecules.toml",
    "readouts.toml",
    "pathways.toml",
    "trials.toml",
    "notices.toml",
)
_WIDTH = 100
_DATA = """# Data dictionary

What stands in each TOML file of the dataset, and in the files that `--data` lays over it. `exo schema FILE` gives the
same as JSON Schema, `exo new KIND` a table to fill in, `exo check` proves what holds across the files.

A field that is absent was not seen. In a folder that is laid over, `override = true` puts a table or row in the place
of the one of that id; the id of a table is its name.

Made from the code by `docs/reference.py`.
"""
_COMMANDS = """# Commands

What `--help` says of each command. Made by `docs/reference.py`.
"""


def data_dictionary() -> str:
    """The data dictionary: every field of every file, with its type, whether it must be there, and its meaning."""
    return _DATA + "".join(f"\n{section}" for file in FILES for section in _file(file))


def command_reference() -> str:
    """The reference of the command line: the help of `exo` and of each command."""
    pages = [("exo", _help()), *((f"exo {command}", _help(command)) for command in COMMANDS)]
    return _COMMANDS + "".join(f"\n## `{name}`\n\n```text\n{text.rstrip()}\n```\n" for name, text in pages)


def _file(file: str) -> Iterator[str]:
    whole = schema(file)
    if file in {"condition.toml", "dataset.toml"}:
        name = "conditions/*.toml" if file == "condition.toml" else file
        yield f"## {name}\n\n{whole['description']}\n\n{_fields(whole)}"
    else:
        record = whole["additionalProperties"]["$ref"].rpartition("/")[2]
        yield f"## {file}\n\n{whole['$defs'][record]['description']}\n\n{_fields(whole['$defs'].pop(record))}"
    for record, definition in whole["$defs"].items():
        if file != "dataset.toml":
            yield f"### {record} in {name if file == 'condition.toml' else file}\n\n{_description(definition)}"


def _description(definition: Mapping[str, Any]) -> str:
    return f"{definition['description']}\n\n{_fields(definition)}"


def _fields(definition: Mapping[str, Any]) -> str:
    # A condition's own fields go together: all of them, or findings alone.
    together = definition.get("dependentRequired", {}).values()
    required = {*definition.get("required", ()), *(name for names in together for name in names)}
    lines = ["| field | type | must | meaning |", "|---|---|---|---|"]
    for name, value in definition["properties"].items():
        must = "yes" if name in required else ""
        lines.append(f"| `{name}` | {_type(value)} | {must} | {_meaning(value)} |")
    return "\n".join(lines) + "\n"


def _type(value: Mapping[str, Any]) -> str:
    if "$ref" in value:
        return f"`{value['$ref'].rpartition('/')[2]}`"
    if value.get("type") == "array":
        return f"list of {_type(value['items'])}"
    if value.get("format") == "date":
        return "date"
    return str(value.get("type", "word" if "enum" in value else ""))


def _meaning(value: Mapping[str, Any]) -> str:
    """What a field says, the words it may hold, its limits and its form."""
    said = [value.get("description", "")]
    entry = value.get("items", value)
    if words := entry.get("enum"):
        said.append(f"One of {', '.join(f'`{word}`' for word in words)}.")
    if "minimum" in value:
        said.append(f"From {value['minimum']} to {value['maximum']}.")
    if "pattern" in entry:
        said.append(f"Form: `{entry['pattern']}`.")
    return " ".join(part for part in said if part).replace("|", "\\|").replace("<", "&lt;")


def _help(*command: str) -> str:
    environment = {**os.environ, "COLUMNS": str(_WIDTH), "LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}
    environment.pop("EXO_DATA", None)
    run = [sys.executable, "-m", "exocli", *command, "--help"]
    return subprocess.run(run, check=True, capture_output=True, encoding="utf-8", env=environment).stdout


PAGES = {"data.md": data_dictionary, "commands.md": command_reference, "exo.1": manpage.page}


def main() -> int:
    """Write the pages; with `--check` only name those that are stale, and leave with 1 if there are any."""
    stale = [name for name, page in PAGES.items() if not _is_fresh(name, page())]
    if "--check" in sys.argv[1:]:
        for name in stale:
            sys.stderr.write(f"docs/{name} is stale: python docs/reference.py\n")
        return int(bool(stale))
    for name in stale:
        (FOLDER / name).write_text(PAGES[name](), encoding="utf-8")
    return 0


def _is_fresh(name: str, text: str) -> bool:
    file = FOLDER / name
    return file.exists() and file.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
