"""The dataset's files: TOML text, cut at its table headers or parsed whole, or the parsed form a wheel brings.

Start-up is the product's speed. A vocabulary file is cut at its headers and only the tables that are wanted are
parsed; of a condition's file the head alone can be read. A file that cannot be cut safely (multi-line strings, nested
or indented tables) is parsed whole: the tables are the same either way.
"""

import codecs
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import tomli

from exocli import compiled
from exocli.faults import DatasetError, Problem

BUNDLED = Path(__file__).parent / "data"
# The bundled files have kilobytes; a file of this many bytes was not written by a curator.
LARGEST = 32 * 2**20

# A table that nobody has asked for yet: TOML text, a value of a parsed form, or values.
Body = str | msgspec.Raw | dict[str, Any]

_HEADER = re.compile(r"""[A-Za-z0-9_-]+|"[^"\\\n]+"|'[^'\n]+'""")
# What a cut at `[` at the start of a line could mistake for a header, or miss.
_UNSAFE = re.compile(r'"""|\'\'\'|^[ \t]+\[', re.MULTILINE)


def whole(file: str) -> dict[str, Any]:
    """Return everything in a file.

    Raises:
        DatasetError: it cannot be read, is not UTF-8, or is not TOML.

    """
    data = _read(file)
    found = compiled.read(file, data)
    return _parse(_text(data, file), file) if found is None else found


def head(file: str) -> str:
    """Return the text before a file's first array of tables: a condition without its claims and findings.

    Where a multi-line string could hide the place, the text goes on to the end.
    """
    data = _read(file, upto=b"\n[[")
    before = b"" if data.startswith(b"[[") else data.partition(b"\n[[")[0] + b"\n"
    return _text(_read(file) if b'"""' in before or b"'''" in before else before, file)


def outline(file: str) -> dict[str, Any]:
    """Return what a file says outside arrays of tables."""
    values = _parse(head(file), file)
    return {name: value for name, value in values.items() if not (isinstance(value, list) and _rows(value))}


def bodies(file: str) -> Mapping[str, Body]:
    """Return the tables of a vocabulary file by name, each not parsed yet where that is safe."""
    data = _read(file)
    found = compiled.tables(file, data)
    return _cut(_text(data, file), file) if found is None else found


def table(body: Body, file: str) -> dict[str, Any]:
    """Return the values of one table; text that does not parse is reported from the whole file, with its line."""
    if isinstance(body, dict):
        return dict(body)
    if isinstance(body, msgspec.Raw):
        unpacked: dict[str, Any] = compiled.value(body)
        return unpacked
    try:
        return tomli.loads(body)
    except (ValueError, RecursionError):
        values: dict[str, Any] = whole(file)
        raise DatasetError([Problem(named(file), "", "", f"cannot be cut into its {len(values)} tables")]) from None


def holding(bodies: Mapping[str, Body], word: str, *, folded: bool = False) -> list[str]:
    """The names of tables that a word can stand in at all: a cheap look before any is parsed.

    `folded`: the word is in small letters, may stand in any, and may be the name of the table.
    """
    packed = word.encode(errors="surrogatepass")  # an argument may be no text
    if folded:
        return [name for name, body in bodies.items() if name.casefold() == word or _folded(body, word, packed)]
    return [
        name
        for name, body in bodies.items()
        if isinstance(body, dict) or (word in body if isinstance(body, str) else packed in bytes(body))
    ]


def _folded(body: Body, word: str, packed: bytes) -> bool:
    if isinstance(body, dict):
        return True
    return word in body.casefold() if isinstance(body, str) else packed in bytes(body).lower()


def named(file: str) -> str:
    """Return a file's name as a person would say it: bundled files from `data/` on, others as they were given."""
    path = Path(file)
    return str(path.relative_to(BUNDLED.parent)) if path.is_relative_to(BUNDLED) else os.fspath(file)


def _read(file: str, *, upto: bytes = b"") -> bytes:
    """The bytes of a file, at least as far as `upto`.

    By the calls of the system itself: there may be thousands of files, and file objects cost more than they.
    """
    try:
        opened = os.open(file, _READING)
    except OSError as error:
        raise DatasetError([Problem(named(file), "", "", error.strerror or str(error))]) from None
    try:
        state = os.fstat(opened)
        if not stat.S_ISREG(state.st_mode):
            raise DatasetError([Problem(named(file), "", "", "is no regular file")])
        if state.st_size > LARGEST:
            message = f"has {state.st_size:,} bytes; at most {LARGEST:,} are read"
            raise DatasetError([Problem(named(file), "", "", message)])
        data = os.read(opened, _BLOCK if upto else state.st_size + 1)
        # Some files say that they have no size (those of /proc): they are read to their end.
        while len(data) != state.st_size and not (upto and upto in data) and (more := os.read(opened, LARGEST)):
            data += more
        return data.removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise DatasetError([Problem(named(file), "", "", error.strerror or str(error))]) from None
    finally:
        os.close(opened)


# What is asked for at once where the beginning of a file may do: more than the head of a condition has.
_BLOCK = 4096
# Without waiting: a pipe that nobody writes to would be waited for without end.
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def _text(data: bytes, file: str) -> str:
    try:
        return data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise DatasetError([Problem(named(file), "", "", f"is not UTF-8 text (byte {error.start})")]) from None


def _parse(text: str, file: str) -> dict[str, Any]:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise DatasetError([Problem(named(file), "", "", str(error))]) from None
    except ValueError:  # what TOML allows and Python does not take in: an integer of thousands of digits
        raise DatasetError([Problem(named(file), "", "", "holds a number with too many digits")]) from None
    except RecursionError:
        raise DatasetError([Problem(named(file), "", "", "is nested too deeply")]) from None


def _cut(text: str, file: str) -> Mapping[str, Body]:
    """The tables of a file by name: as text where it can be cut at its headers, else parsed."""
    parts = ("\n" + text).split("\n[")
    found: dict[str, Body] = {}
    for part in parts[1:]:
        header, closed, body = part.partition("]")
        name, rest = header.strip("\"'"), body.partition("\n")[0].strip()
        if not closed or not _HEADER.fullmatch(header) or name in found or (rest and not rest.startswith("#")):
            return _parsed(text, file)
        found[name] = body
    if _UNSAFE.search(text) or re.search(r"^[^\s#]", parts[0], re.MULTILINE):
        return _parsed(text, file)
    return found


def _parsed(text: str, file: str) -> Mapping[str, Body]:
    tables = _parse(text, file)
    for name, values in tables.items():
        if not isinstance(values, dict):
            message = "stands outside a table: write it below a [name]"
            raise DatasetError([Problem(named(file), "", name, message)])
    return tables


def _rows(value: list[Any]) -> bool:
    return any(isinstance(entry, dict) for entry in value)
