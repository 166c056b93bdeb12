"""Works → CSL-JSON, the data that citation styles are fed with: Zotero, Mendeley, Pandoc and citeproc read it.

Items follow the data schema of CSL 1.0.2 (https://resource.citationstyles.org/schema/v1.0/input/json/csl-data.json).
CSL has no word for authors that are missing: where the page showed only the first, the last is a literal `et al.`
"""

from collections.abc import Iterable, Iterator
from typing import Any

from exocli.cite.person import Person
from exocli.cite.work import Work
from exocli.render import machine
from exocli.render.signs import line

Item = dict[str, Any]
ET_AL = "et al."


def write(works: Iterable[Work]) -> bytes:
    """An array with one item a work, in order."""
    return machine.json([item(work) for work in works])


def item(work: Work) -> Item:
    """One item; what was not seen is left out."""
    return {name: value for name, value in _variables(work) if value}


def _variables(work: Work) -> Iterator[tuple[str, Any]]:
    yield "id", line(work.key)
    yield "type", "dataset" if work.type == "dataset" else "article-journal"
    yield "title", line(work.title)
    yield "author", [*map(_name, work.authors), *([{"literal": ET_AL}] if work.et_al else [])]
    yield "container-title", line(work.journal)
    yield "issued", _issued(work)
    yield "volume", line(work.volume)
    yield "issue", line(work.issue)
    yield "page", line(work.pages)
    yield "version", line(work.version)
    yield "DOI", line(work.doi)
    yield "PMID", line(work.pmid)
    yield "PMCID", line(work.pmcid)
    yield "URL", line(work.url)
    yield "note", line("; ".join(work.notes))


def _issued(work: Work) -> Item:
    if work.released:
        return {"date-parts": [[work.released.year, work.released.month, work.released.day]]}
    return {"date-parts": [[int(work.year)]]} if work.year else {}


def _name(person: Person) -> Item:
    parts = {
        "family": person.family,
        "given": person.given,
        "non-dropping-particle": person.particle,
        "suffix": person.suffix,
        "literal": person.literal,
    }
    return {name: line(value) for name, value in parts.items() if value}
