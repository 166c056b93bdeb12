"""What a word is to a search: its parts, its spellings, and where it stands in a text.

Greek letters are spelled, British spellings become American, compounds stand whole and in parts (`TNF-α`, `tnf alpha`,
`TNFa`; `miR-21-5p` under `miR-21` too), a plural finds its singular, and four letters are the beginning of others.
"""

import itertools
import re
import unicodedata
from typing import NamedTuple

from exocli import names

BEGINNING = 4
_SHORT = 3
# No name has more parts; a chain of thousands would be joined in thousands of ways.
_PARTS = 20
_ENDINGS = ("ations", "ation", "ions", "ion", "ing", "ed", "es")
_STOP = frozenset(
    """a an and any are as at be been by can could did do does for from has have how i in is it its let lets me of on or
    shown tell than that the their them there these they this to was were what when where which who why will with
    work works""".split()  # noqa: SIM905  (a list of one word a line says no more)
)
_WORD = re.compile(r"[^\W_]+(?:[-‐‑–/.'’][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_MICRORNA = re.compile(r"\b(?:mirna|microrna|mir)[- ]?(?=\d)")
_MEMBER = re.compile(r"([a-z]{3,})\d+")


def folded(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a text as they are indexed, in a row, and beside them the compounds, joined."""
    parts: list[str] = []
    compounds: list[str] = []
    for word in words_of(text):
        own, joined = forms(word)
        parts += own
        compounds += joined
    return parts, compounds


def words_of(text: str) -> list[str]:
    """The words of a text, compounds whole; a microRNA is called miR, as its name has it."""
    return _WORD.findall(_MICRORNA.sub("mir-", unicodedata.normalize("NFKC", text).casefold()))


def forms(word: str) -> tuple[list[str], list[str]]:
    """A word's parts, and what they are joined to: `miR-21-5p` → mir, 21, 5p; mir21, mir215p; `TNF-α` also tnfa.

    The member of a family is found by the family too: `TGF-β2` under tgfbeta.
    """
    if word.isascii() and word.isalpha():
        return [names.fold(word)], []
    parts = [part for part in map(names.fold, _PART.findall(word)) if part]
    joined = ["".join(parts[:count]) for count in range(2, min(len(parts), _PARTS) + 1)]
    if parts and (member := _MEMBER.fullmatch(parts[-1])):
        joined.append("".join([*parts[:-1], member[1]]))
    if not word.isascii():
        joined += sorted(names.folds(word))  # in one order, so that a build gives the same index each time
    return parts, list(dict.fromkeys(joined))


def kept(words: list[str]) -> list[str]:
    """Words without those that every question has; all of them where there are no others."""
    return [word for word in words if word not in _STOP] or words


def spellings(word: str) -> tuple[list[str], list[str]]:
    """What a word is looked for as: itself and its singular; and, from four letters on, as the beginning of others."""
    singular = word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > _SHORT else word
    exact = list(dict.fromkeys((word, singular)))
    if not word.isalpha():
        return exact, []
    stem = next((word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)), singular)
    beginnings = [form for form in dict.fromkeys((word, stem)) if len(form) > BEGINNING]
    return exact, beginnings or ([word] if len(word) == BEGINNING and singular == word else [])


class Wanted(NamedTuple):
    """What is to be marked in a snippet: words, and beginnings of words."""

    exact: frozenset[str]
    beginnings: tuple[str, ...]

    @classmethod
    def of(cls, query: str) -> "Wanted":
        """What a query asks for."""
        words = kept(words_of(query))
        exact = {names.fold(first + second) for first, second in itertools.pairwise(words)}
        beginnings: list[str] = []
        for word in words:
            parts, joined = forms(word)
            exact.update(joined)
            if len(parts) == 1:
                more, begun = spellings(parts[0])
                exact.update(more)
                beginnings += begun
        return cls(frozenset(exact), tuple(beginnings))

    def has(self, word: str) -> bool:
        """Whether a word of a text was asked for."""
        parts, joined = forms(word.casefold())
        return any(
            form in self.exact or form.startswith(self.beginnings) for form in {*parts, *joined} if len(form) > 1
        )


_SNIPPET = 200
_BEFORE = 60


def snippet(text: str, wanted: Wanted) -> tuple[tuple[str, bool], ...]:
    """About 200 signs of a text around the words asked for, cut at words, as (text, asked for) in turn."""
    spots = [match.span() for match in _WORD.finditer(text) if wanted.has(match[0])]
    start, end = 0, len(text)
    if end > _SNIPPET:
        first = spots[0][0] if spots else 0
        start = _next_word(text, max(0, min(first - _BEFORE, end - _SNIPPET)))
        if end > start + _SNIPPET:
            cut = text.rfind(" ", start, start + _SNIPPET)
            end = cut if cut > start else start + _SNIPPET
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for first, last in spots:
        if first >= at and last <= end:
            pieces += [(text[at:first], False), (text[first:last], True)]
            at = last
    pieces.append((text[at:end] + ("…" if end < len(text) else ""), False))
    return tuple(piece for piece in pieces if piece[0])


def _next_word(text: str, place: int) -> int:
    """Where the next word begins, or the place itself where a text has no more spaces."""
    if place == 0 or text[place - 1] == " ":
        return place
    space = text.find(" ", place)
    return place if space < 0 else space + 1
