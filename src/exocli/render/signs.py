"""Signs that a terminal can show: nothing that controls it, and words where it cannot show the sign.

Data comes from TOML files that anyone may write; whatever stands in them, no escape sequence, control character
or bidirectional override reaches a terminal.
"""

import re
import unicodedata

# C0 and C1 controls but for the line feed, the bidirectional controls, the marks that hide text, and what stands for
# bytes that were no text (in an argument that is not UTF-8).
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_WORDS = {
    "↑": "up",
    "↓": "down",
    "↕": "up/down",
    "→": "->",
    "≥": ">=",
    "≤": "<=",
    "×": "x",
    "±": "+/-",
    "µ": "u",
    "·": "|",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "−": "-",
    "…": "...",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "′": "'",
    "•": "*",
    "‡": "^",
    "°": " degrees ",
    "ß": "ss",
    "ø": "o",
    "ı": "i",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "æ": "ae",
    "œ": "oe",
    "─": "-",
    # How good the best evidence is, from randomised trials to cells in a dish: the more ink, the better.
    "◉": "#",
    "●": "*",
    "◐": "+",
    "○": "o",
    "◌": ".",
    "│": "|",
    "├": "|",
    "└": "`",
}


def clean(text: str) -> str:
    """Text without control characters; tabs and carriage returns become spaces, bytes that were no text a sign."""
    return _CONTROLS.sub(_instead, text)


def _instead(control: re.Match[str]) -> str:
    if control[0] in "\t\r\u2028\u2029":
        return " "
    return "\ufffd" if "\ud800" <= control[0] <= "\udfff" else ""


def line(text: str) -> str:
    """Text on one line without control characters."""
    return " ".join(clean(text).split())


def address(link: str) -> str:
    """An address as a terminal may be given it: on one line, without control characters or spaces."""
    return re.sub(r"\s+", "%20", clean(link).strip())


def in_words(text: str) -> str:
    """Text in ASCII: arrows and Greek letters as words, accents dropped, the rest as `?`.

    >>> in_words("↓ TGF-β1, Müller")
    'down TGF-beta1, Muller'
    """
    if text.isascii():
        return text
    signs: list[str] = []
    for sign in text:
        if sign.isascii():
            signs.append(sign)
        elif sign in _WORDS:
            signs.append(_WORDS[sign])
        else:
            signs.append(_spelled(sign))
    return "".join(signs)


def _spelled(sign: str) -> str:
    name = unicodedata.name(sign, "")
    if greek := re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+)", name):
        return greek[2].lower() if greek[1] == "SMALL" else greek[2].capitalize()
    base = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return base or "?"
