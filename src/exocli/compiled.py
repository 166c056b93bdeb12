"""The parsed form of a TOML file, kept beside it in the wheel as Python keeps `.pyc` files beside its sources.

The TOML is what counts: its parsed form is taken only while it was made from exactly that text (length and CRC-32),
and where there is none, as in a checkout, the TOML is parsed. The build writes it (`hatch_build.py`); nothing
is ever written at run time.
"""

import zlib
from pathlib import Path
from typing import Any

import msgspec
import tomli

SUFFIX = ".msgpack"


def read(file: Path, text: bytes) -> dict[str, Any] | None:
    """The tables of a TOML file from its parsed form; `None` where there is none or it was made from other text."""
    try:
        data = file.with_suffix(SUFFIX).read_bytes()
    except OSError:
        return None
    made_from, tables = msgspec.msgpack.decode(data, type=tuple[tuple[int, int], dict[str, Any]])
    return tables if made_from == _stamp(text) else None


def write(folder: Path) -> list[Path]:
    """Write the parsed form of every TOML file below a folder; return the files written."""
    written = []
    for file in sorted(folder.rglob("*.toml")):
        text = file.read_bytes()
        parsed = file.with_suffix(SUFFIX)
        parsed.write_bytes(msgspec.msgpack.encode((_stamp(text), tomli.loads(text.decode()))))
        written.append(parsed)
    return written


def _stamp(text: bytes) -> tuple[int, int]:
    return len(text), zlib.crc32(text)
