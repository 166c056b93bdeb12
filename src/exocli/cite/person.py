"""An author in PubMed's form (`Lo Cicero A`, `van der Pol E`, `Smith JA 3rd`) → the parts of the name.

PubMed writes surname, initials without full stops, and what follows them (Jr, Sr, 2nd, 3rd …):
https://www.nlm.nih.gov/bsd/mms/medlineelements.html#au. A name without initials is a surname, if it is one word, or
else a group.
"""

import re
from typing import NamedTuple

_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|2nd|3rd|[4-9]th|II|III|IV")
# PubMed keeps two initials, some journals all; a longer word in capitals is a surname.
_MOST_INITIALS = 4


class Person(NamedTuple):
    """The parts of a name as CSL 1.0.2 has them; a group has `literal` alone.

    `particle` is what stands before the surname in lower case (van der), which CSL calls non-dropping. `initials`
    are letters, without full stops (`XY`, `X-Y`).
    """

    family: str = ""
    initials: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def given(self) -> str:
        """The initials as people write them: `X. Y.`, `X.-Y.`."""
        parts = (" ".join(f"{letter}." for letter in part) for part in self.initials.split("-"))
        return "-".join(part for part in parts if part)


def person(author: str) -> Person:
    """Split an author.

    >>> person("van der Pol E")
    Person(family='Pol', initials='E', particle='van der', suffix='', literal='')
    """
    words = author.split()
    suffix = ""
    if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) and _initials(words[-2]):  # noqa: PLR2004  (name, initials, suffix)
        suffix = words.pop()
    initials = ""
    while len(words) > 1 and (found := _initials(words[-1])):
        initials = f"{found}{initials}"
        words.pop()
    before = _lower(words)
    particle, family = " ".join(words[:before]), " ".join(words[before:])
    # Only a person has initials; without them, one word that is no acronym is a surname, and so is `van Niel`.
    if initials or (len(words) - before == 1 and not (family.isupper() and len(family) > 1)):
        return Person(family, initials, particle, suffix)
    return Person(literal=" ".join(words))


def _initials(word: str) -> str:
    """The letters of a word of initials (`XY`, `X-Y`, `J.`); empty where it is none."""
    letters = word.replace(".", "")
    few = len(letters.replace("-", "")) <= _MOST_INITIALS
    return letters.strip("-") if few and letters.isupper() and letters.replace("-", "").isalpha() else ""


def _lower(words: list[str]) -> int:
    """How many words at the start, but for the last word, are in lower case."""
    count = 0
    while count < len(words) - 1 and words[count].islower():
        count += 1
    return count
