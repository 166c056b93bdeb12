"""What a folder of data may hold: files of known names. One that nothing reads is a slip that nobody would notice."""

import os
import unicodedata
from collections.abc import Iterator

from exocli.faults import Problem, nearest

CONDITIONS = "conditions"
# Controls, formats (bidirectional ones too), bytes that are no text, and ends of lines and paragraphs.
_UNPRINTED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
FILES = (
    "dataset.toml",
    "studies.toml",
    "sources.toml",
    "molecules.toml",
    "readouts.toml",
    "pathways.toml",
    "trials.toml",
    "notices.toml",
)


def problems(root: str) -> Iterator[Problem]:
    """Files of a folder that would be passed over in silence, a folder without any that is read, or of no plain name.

    What is laid over says from where, on every page and in every form: a name must be such as can be printed.
    """
    if any(unicodedata.category(sign) in _UNPRINTED for sign in root):
        yield Problem(root, "", "", f"{root!r} has a character in its name that is not shown: rename the folder")
    read = 0
    for entry in _entries(root):
        if entry.is_dir():
            tables = [table for table in _entries(entry.path) if table.name.endswith(".toml")]
            if entry.name == CONDITIONS:
                read += len(tables)
            elif tables:
                close = nearest(entry.name, (CONDITIONS,))
                yield Problem(entry.path, "", "", f"holds TOML files that nothing reads{close}")
        elif entry.name in FILES:
            read += 1
        elif entry.name.endswith(".toml"):
            close = nearest(entry.name, FILES, likeness=0.75) or f"; a condition stands in {CONDITIONS}/"
            yield Problem(entry.path, "", "", f"is not read{close}; files: {', '.join(FILES)}")
    if not read:
        yield Problem(root, "", "", f"holds none of {', '.join(FILES)} and no {CONDITIONS}/")


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    with os.scandir(folder) as found:
        return sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda entry: entry.name)
