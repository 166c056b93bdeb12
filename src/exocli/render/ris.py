"""Works → RIS, the tagged format of Reference Manager that EndNote, Zotero and Mendeley import.

Tags as the RIS specification of 2011 has them for JOUR and DATA; a line is a tag, two spaces, a hyphen, a space and the
value, and ends with a carriage return and a line feed. PubMed's and PMC's numbers stand where EndNote keeps them (AN,
C2). `et al.,` with its comma is how EndNote is told that authors are missing.
"""

from collections.abc import Iterable, Iterator

from exocli.cite.person import Person
from exocli.cite.work import Work
from exocli.render.signs import line


def write(works: Iterable[Work]) -> str:
    """One record a work, in order, with an empty line between them."""
    return "\r\n".join(map(record, works))


def record(work: Work) -> str:
    """One record, from TY to ER."""
    tagged = [f"{tag}  - {text}" for tag, value in _fields(work) if (text := line(value))]
    return "".join(f"{row}\r\n" for row in [*tagged, "ER  - "])


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    yield "TY", "DATA" if work.type == "dataset" else "JOUR"
    yield "ID", work.key
    for author in work.authors:
        yield "AU", _name(author)
    yield "AU", "et al.," if work.et_al else ""
    yield "TI", work.title
    yield "T2", work.journal
    yield "PY", work.year
    yield "DA", f"{work.released:%Y/%m/%d}/" if work.released else ""
    yield "VL", work.volume
    yield "IS", work.issue
    first, _, last = work.pages.partition("-")
    yield "SP", first
    yield "EP", last
    yield "ET", work.version
    yield "DO", work.doi
    yield "AN", work.pmid
    yield "C2", work.pmcid
    yield "UR", f"https://doi.org/{work.doi}" if work.doi else work.url
    for note in work.notes:
        yield "N1", note


def _name(person: Person) -> str:
    """Surname, initials, suffix, apart by commas; a group as it is called, without commas, which would cut it."""
    if person.literal:
        return person.literal.replace(",", "")
    return ", ".join(
        part for part in (f"{person.particle} {person.family}".strip(), person.given, person.suffix) if part
    )
