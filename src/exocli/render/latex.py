r"""Text → LaTeX as BibTeX databases carry it: in ASCII where LaTeX has a command, so that every program reads it.

An accented letter is written as BibTeX's "special character" (`{\'e}`), which BibTeX sorts, abbreviates and changes
the case of as one letter (O. Patashnik, BibTeXing, 1988, §4). What LaTeX has no command for stays in UTF-8.
"""

import re
import unicodedata
from collections.abc import Iterator

_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
    "\u0328": "k",
    "\u0331": "b",
}
_SIGNS = {
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    # BibTeX counts braces, escaped or not.
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "\\": r"{\textbackslash}",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    "`": r"{\textasciigrave}",
    "\u00a0": "~",
    "ß": r"{\ss}",
    "æ": r"{\ae}",
    "Æ": r"{\AE}",
    "œ": r"{\oe}",
    "Œ": r"{\OE}",
    "ø": r"{\o}",
    "Ø": r"{\O}",
    "ł": r"{\l}",
    "Ł": r"{\L}",
    "ı": r"{\i}",
    "‐": "-",
    "‑": "-",
    "–": "--",
    "—": "---",
    "−": r"$-$",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"{\ldots}",
    "·": r"$\cdot$",
    "•": r"{\textbullet}",
    "°": r"{\textdegree}",
    "±": r"$\pm$",
    "×": r"$\times$",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "→": r"$\rightarrow$",
    "↑": r"$\uparrow$",
    "↓": r"$\downarrow$",
    "′": r"$'$",
    "µ": r"$\mu$",
    "®": r"{\textregistered}",
    "™": r"{\texttrademark}",
    "©": r"{\textcopyright}",
}
_GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER (FINAL SIGMA|[A-Z]+)")
# Greek capitals that LaTeX takes from the Latin alphabet, and the small omicron.
_LATIN = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧο", "ABEZHIKMNOPTXo", strict=True))
_MARKUP = re.compile(r"<(i|b|sup|sub)>(.*?)</\1>", re.DOTALL)
_MARKS = {"i": r"\textit", "b": r"\textbf", "sup": r"\textsuperscript", "sub": r"\textsubscript"}
_PARTS = re.compile(r"[-‐‑–/]+")
# The word itself, without the signs around it.
_BARE = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_LONG = 4


def text(plain: str) -> str:
    r"""Text with every sign that means something to LaTeX escaped, accents and Greek letters as commands.

    >>> print(text("Buzás & β"))
    Buz{\'a}s \& $\beta$
    """
    return plain if plain.isascii() and plain.isalnum() else "".join(_signs(plain))


def title(marked: str) -> str:
    """A title: `<i>`, `<b>`, `<sup>` and `<sub>` as commands, and capitals that must stay in braces.

    Bibliography styles put titles into small letters. What is no common word keeps its capitals: acronyms, gene
    symbols, whatever has Greek letters; in a title that capitalises names alone, those names too.
    """
    words = re.findall(r"[^\W\d_]{%d,}" % _LONG, _MARKUP.sub(" ", marked))[1:]  # noqa: UP031  (braces)
    in_capitals = sum(word[0].isupper() for word in words) * 2 > len(words)
    written: list[str] = []
    end = 0
    for match in _MARKUP.finditer(marked):
        written += _words(marked[end : match.start()], first=not end, in_capitals=in_capitals)
        written.append(f"{_MARKS[match[1]]}{{{text(match[2])}}}")
        end = match.end()
    written += _words(marked[end:], first=not end, in_capitals=in_capitals)
    return "".join(written)


def _words(plain: str, *, first: bool, in_capitals: bool) -> Iterator[str]:
    """The words of a title and the spaces between them, those in braces that must keep their capitals."""
    begins = first
    for piece in re.split(r"(\s+)", plain):
        before, word, after = _BARE.findall(piece)[0]
        name = word[:1].isupper() and not in_capitals and not begins
        kept = f"{{{text(word)}}}" if name or _fixed(word) else text(word)
        yield f"{text(before)}{kept}{text(after)}"
        begins = after.endswith((":", ".", "?", "!")) or (begins and not word)


def _fixed(word: str) -> bool:
    """Whether a style may not put a word into small letters: it, or a part of it, is more than a capitalised word.

    So are a capital inside (miR), letters beside digits (p38MAPK), a letter alone (vitamin C; not the article), and
    letters that are not Latin.
    """
    return not word.isascii() or any(
        any(letter.isupper() for letter in part[1:])
        or (any(map(str.isdigit, part)) and any(map(str.isalpha, part)))
        or (len(part) == 1 and part.isupper() and part != "A")
        for part in _PARTS.split(word)
    )


def _signs(plain: str) -> Iterator[str]:
    before = ""
    for sign in unicodedata.normalize("NFC", plain):
        if sign == before == "-":
            # Two hyphens would become a dash.
            yield "{}-"
        elif sign in _SIGNS:
            yield _SIGNS[sign]
        elif sign.isascii():
            yield sign
        elif sign in _LATIN:
            yield _LATIN[sign]
        else:
            yield _greek(sign) or _raised(sign) or _accented(sign)
        before = sign


def _greek(sign: str) -> str:
    match = _GREEK.fullmatch(unicodedata.name(sign, ""))
    if not match:
        return ""
    name = match[2].replace("LAMDA", "LAMBDA").replace("FINAL SIGMA", "VARSIGMA").lower()
    # The forms of a Greek text; LaTeX keeps the plain names for those of mathematics.
    name = f"var{name}" if name in {"epsilon", "phi"} and match[1] == "SMALL" else name
    return f"$\\{name if match[1] == 'SMALL' else name.capitalize()}$"


def _raised(sign: str) -> str:
    """A superscript or subscript letter (`⁺`, `₂`)."""
    form, _, codes = unicodedata.decomposition(sign).partition("> ")
    base = "".join(chr(int(code, 16)) for code in codes.split())
    if form not in {"<super", "<sub"} or not (base.isascii() and (base.isalnum() or base in "+-=()")):
        return ""
    return f"${'^' if form == '<super' else '_'}{{{base}}}$"


def _accented(sign: str) -> str:
    """A letter and its accent as a command; the sign itself where LaTeX lacks that, or where it has two accents.

    Biber undoes the inner of two commands alone, and pdfLaTeX fails at the other.
    """
    letter, *marks = list(unicodedata.normalize("NFD", sign))
    if len(marks) != 1 or not letter.isascii() or marks[0] not in _ACCENTS:
        return sign
    command = _ACCENTS[marks[0]]
    return f"{{\\{command}{' ' if command.isalpha() else ''}{letter}}}"
