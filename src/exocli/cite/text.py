"""A study → a reference, as text.

The form is that of the NLM (Vancouver) style: authors, title, journal, year;volume(issue):pages, identifiers. A
retracted paper says so first; a record that its page showed only in part says so last.
"""

from typing import Literal, NamedTuple

from exocli.cite import person
from exocli.model import About, Study

# Who made the dataset.
AUTHOR = "The exocli contributors"
_SHOWN_AUTHORS = 6
_STATUS = {"concern": "[expression of concern]", "corrected": "[corrected]"}


def authors(study: Study, most: int = _SHOWN_AUTHORS) -> str:
    """The authors, at most `most` of them and then `et al.`; empty where the page showed none."""
    shown = list(study.authors[:most])
    if study.et_al or len(study.authors) > most:
        shown.append("et al")
    return ", ".join(shown)


class Part(NamedTuple):
    """A piece of a reference; `role` tells the marks (`retracted`, `remark`) from the text, `link` where it leads."""

    text: str
    role: Literal["text", "retracted", "remark"] = "text"
    link: str | None = None


def parts(study: Study) -> tuple[Part, ...]:
    """Return the pieces of a reference in order; what was not seen is left out."""
    pieces = [Part("[RETRACTED]", "retracted")] if study.status == "retracted" else []
    if names := authors(study):
        pieces.append(Part(f"{names}."))
    pieces.append(Part(_sentence(study.title)) if study.title else Part("[Title not seen.]", "remark"))
    if where := place(study):
        pieces.append(Part(f"{where}."))
    if study.doi:
        pieces.append(Part(f"doi:{study.doi}", link=f"https://doi.org/{study.doi}"))
    if study.pmid:
        pieces.append(Part(f"PMID: {study.pmid}", link=f"https://pubmed.ncbi.nlm.nih.gov/{study.pmid}/"))
    if study.pmcid:
        pieces.append(Part(f"PMCID: {study.pmcid}", link=f"https://pmc.ncbi.nlm.nih.gov/articles/{study.pmcid}/"))
    if study.status in _STATUS:
        pieces.append(Part(_STATUS[study.status], "remark"))
    if study.inferred:
        pieces.append(Part(f"[{' and '.join(study.inferred)} read off the identifier]", "remark"))
    if study.partial:
        pieces.append(Part("[record incomplete]", "remark"))
    return tuple(pieces)


def reference(study: Study) -> str:
    """Return the reference as one line; a partial record ends with "[record incomplete]"."""
    return " ".join(part.text for part in parts(study))


def short(study: Study) -> str:
    """Surname and year as one says them (`Zhang 2021`); the key where no author or year was seen."""
    if not study.authors or not study.year:
        return study.key
    return f"{surname(study.authors[0])} {study.year}"


def surname(author: str) -> str:
    """The surname of an author in PubMed's form, with its particle (`van der Pol E` → `van der Pol`)."""
    found = person.person(author)
    return found.literal or f"{found.particle} {found.family}".strip()


def link(study: Study) -> str | None:
    """The address at which the paper can be read: its DOI, else PubMed, else PMC."""
    return next((part.link for part in parts(study) if part.link), None)


def dataset_reference(about: About) -> str:
    """How to cite the dataset itself."""
    return (
        f"{AUTHOR}. {_sentence(about.title)} Version {about.version}. {about.released.year}. Licence {about.licence}."
    )


def _sentence(title: str) -> str:
    return title if title.endswith((".", "?", "!")) else f"{title}."


def place(study: Study) -> str:
    """Where it stands: journal, year, volume, issue and pages in the NLM's punctuation, with what was seen of them."""
    numbers = f"{study.volume or ''}{f'({study.issue})' if study.issue else ''}"
    numbers += f":{study.pages}" if study.pages else ""
    when = str(study.year or "")
    when_where = f"{when};{numbers}" if when and numbers else when or numbers
    return ". ".join(part for part in (study.journal, when_where) if part)
