"""How much room text takes in a picture, and how it is broken into lines and written as XML.

Which font a viewer has is not known, so widths are generous: no less than those of DejaVu Sans, the widest of the
usual ones.
"""

import re
import unicodedata
from xml.sax.saxutils import escape

from exocli.render.signs import clean

_NARROW = frozenset("iljtfrI.,:;|!'`()[]/\\- ·")
_WIDE = frozenset("mwMW@%—…")
# XML 1.0 has no surrogates and no non-characters, not even escaped.
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text, in the unit of the font's size."""
    return sum(map(_em, text)) * size * (1.1 if bold else 1.0)


def lines(text: str, size: float, most: float, *, bold: bool = False) -> list[str]:
    """Text in lines no wider than `most`, broken at spaces, after hyphens and slashes, and within a word at need."""
    broken: list[str] = [""]
    for word in re.findall(r"[^\s/-]+[/-]*\s*|[\s/-]+", " ".join(text.split())):
        if broken[-1] and width((broken[-1] + word).rstrip(), size, bold=bold) > most:
            broken[-1] = broken[-1].rstrip()
            broken.append("")
        for sign in word:
            if broken[-1] and width(broken[-1] + sign, size, bold=bold) > most and not sign.isspace():
                broken.append("")
            broken[-1] += sign
    return [line.strip() for line in broken if line.strip()] or [""]


def xml(text: str) -> str:
    """Text as XML, in content and in quoted attributes; signs that XML cannot hold are dropped."""
    return escape(_NOT_XML.sub("", clean(text)).replace("\n", " "), {'"': "&quot;", "'": "&#39;"})


def _em(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0.0
    if sign in _NARROW:
        return 0.42
    if sign in _WIDE or unicodedata.east_asian_width(sign) in "WF" or not sign.isprintable():
        return 1.02
    return 0.72 if sign.isupper() else 0.84 if sign in "→↑↓↕≥≤" else 0.64
