"""Works → PubMed's tagged format (MEDLINE, `.nbib`), which reference managers import.

Elements as https://www.nlm.nih.gov/bsd/mms/medlineelements.html describes them: a tag of four characters, a hyphen, a
space; long values go on below themselves. Papers that PubMed does not have come last and have no PMID, since readers
know the format by the PMID of its first record.
"""

import textwrap
from collections.abc import Iterable, Iterator

from exocli.cite.person import Person
from exocli.cite.work import Work
from exocli.render.signs import line

_WIDTH = 87
_TYPES = {
    "primary": ("Journal Article",),
    "review": ("Journal Article", "Review"),
    "systematic-review": ("Journal Article", "Systematic Review"),
    "guidance": ("Journal Article", "Practice Guideline"),
    None: ("Dataset",),
}
_STATUS_TYPES = {"retracted": "Retracted Publication"}
# Identifiers and names stay on one line: readers put the lines of an identifier together without a space.
_WRAPPED = {"TI", "JT", "GN", "SO"}


def write(works: Iterable[Work]) -> str:
    """One record a work, with an empty line after each; those with a PMID first."""
    return "".join(f"{record(work)}\n" for work in sorted(works, key=lambda work: not work.pmid))


def record(work: Work) -> str:
    """One record, its lines ending with a line feed."""
    return "".join(_element(tag, text) for tag, value in _fields(work) if (text := line(value)))


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    yield "PMID", work.pmid
    yield "VI", work.volume
    yield "IP", work.issue
    yield "DP", f"{work.released:%Y %b} {work.released.day}" if work.released else work.year
    yield "TI", work.title
    yield "PG", work.pages
    yield "LID", f"{work.doi} [doi]" if work.doi else ""
    for author in work.authors:
        if author.literal:
            yield "CN", author.literal
        else:
            yield from (("FAU", _full(author)), ("AU", _short(author)))
    yield "CN", "et al." if work.et_al else ""
    for type_ in _TYPES[work.kind]:
        yield "PT", type_
    yield "PT", _STATUS_TYPES.get(work.status or "", "")
    yield "JT", work.journal
    yield "PMC", work.pmcid
    yield "AID", f"{work.doi} [doi]" if work.doi else ""
    yield "GN", "; ".join(work.notes)
    yield "SO", f"{work.place}{f'. doi: {work.doi}' if work.doi else ''}." if work.place else ""


def _element(tag: str, value: str) -> str:
    if tag not in _WRAPPED:
        return f"{tag:4}- {value}\n"
    # The value alone: with its tag before it, a word too long for the line would leave the tag behind.
    rows = textwrap.wrap(value, _WIDTH - 6, break_long_words=False, break_on_hyphens=False)
    return f"{tag:4}- " + "\n      ".join(rows) + "\n"


def _full(person: Person) -> str:
    """`van der Pol, E`, as PubMed has it where it knows the initials alone."""
    given = person.initials if "-" in person.initials else " ".join(person.initials)
    family = f"{person.particle} {person.family}".strip()
    return ", ".join(part for part in (family, given, person.suffix) if part)


def _short(person: Person) -> str:
    return " ".join(part for part in (person.particle, person.family, person.initials, person.suffix) if part)
