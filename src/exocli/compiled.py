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
_DECODER = msgspec.msgpack.Decoder(tuple[tuple[int, int], dict[str, msgspec.Raw]])


def read(file: str, text: bytes) -> dict[str, Any] | None:
    """The content of a TOML file from its parsed form; `None` where there is none or it was made from other text."""
    found = tables(file, text)
    return None if found is None else {name: value(table) for name, table in found.items()}


def tables(file: str, text: bytes) -> dict[str, msgspec.Raw] | None:
    """Like `read`, with every top-level value still packed: `value` unpacks one when it is wanted."""
    try:
        with open(f"{file.removesuffix('.toml')}{SUFFIX}", "rb") as opened:
            data = opened.read()
    except OSError:
        return None
    try:
        made_from, found = _DECODER.decode(data)
    except msgspec.DecodeError:
        return None
    return found if made_from == _stamp(text) else None


def value(packed: msgspec.Raw) -> Any:  # noqa: ANN401  (whatever the TOML file holds)
    """Unpack one value of `tables`."""
    return msgspec.msgpack.decode(packed)


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
