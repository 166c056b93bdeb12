"""Works → a BibTeX database, for BibTeX (any .bst style) and for biblatex with Biber.

Articles are `@article`, the dataset `@misc`, which both know. Names are written `von Last, Jr, First`; a name that is
one piece (a group, a surname with small words inside) stands in braces. What a reader must know of a reference is its
`note`, which styles print. `pmid` and `pmcid` are fields that JabRef and Zotero know.
"""

import re
from collections.abc import Iterable, Iterator

from exocli.cite.person import Person
from exocli.cite.work import Work
from exocli.render import latex
from exocli.render.signs import clean, line


def write(works: Iterable[Work]) -> str:
    """A database with one entry a work, in order."""
    return "\n".join(map(entry, works))


def entry(work: Work) -> str:
    """One entry, on several lines, ending with a line feed."""
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(work) if value)
    return f"@{'misc' if work.type == 'dataset' else 'article'}{{{_key(work.key)},\n{fields}}}\n"


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    key = _key(work.key)
    yield "author", " and ".join([*map(_name, work.authors), *(["others"] if work.et_al else [])])
    # By what BibTeX sorts and labels an entry that has no author.
    yield "key", "" if work.authors else key
    # A mark keeps its capitals.
    mark = f"{{{work.mark}}} " if work.mark else ""
    yield "title", mark + latex.title(line(work.title).removeprefix(work.mark).strip())
    yield "journal", _text(work.journal)
    yield "year", _text(work.year)
    yield "volume", _text(work.volume)
    yield "number", _text(work.issue)
    yield "pages", re.sub("-+", "--", _text(work.pages))
    yield "version", _text(work.version)
    yield "howpublished", f"Data set, version {_text(work.version)}" if work.version else ""
    yield "doi", _verbatim(work.doi)
    yield "pmid", _text(work.pmid)
    yield "pmcid", _text(work.pmcid)
    yield "url", _verbatim(work.url)
    yield "note", _text("; ".join(work.notes))


def _name(person: Person) -> str:
    """A name as BibTeX parses it."""
    if person.literal:
        return f"{{{_text(person.literal)}}}"
    family = _text(person.family)
    # BibTeX takes what stands before the last small word for the particle.
    if any(word[:1].islower() for word in person.family.split()[1:]) or re.search(r",|\band\b", family):
        family = f"{{{family}}}"
    last = f"{_text(person.particle)} {family}".strip()
    return ", ".join(part for part in (last, _text(person.suffix), _text(person.given)) if part)


def _text(value: str) -> str:
    return latex.text(line(value))


def _verbatim(value: str) -> str:
    """An address or DOI, which BibTeX passes on as it is; braces and backslashes would not survive that."""
    return re.sub(r"[{}\\\s]", lambda match: f"%{ord(match[0]):02X}", clean(value))


def _key(key: str) -> str:
    """A citation key: what would end it is left out."""
    return re.sub(r"[^\w.:+/-]", "", key)
