"""A study, or the dataset itself → a work: what a reference manager or a citation style is told about it.

What a reader must know of a reference travels with it. A retracted paper, and one with an expression of concern, says
so at the head of its title, since a title is all that every style prints; the rest (a correction, a year read off the
identifier, an incomplete record) is a note. Nothing that was not seen is made up: a work may have no authors or year.
"""

import datetime
from collections.abc import Sequence
from typing import Literal, NamedTuple

from exocli.cite import text
from exocli.cite.person import Person, person
from exocli.model import About, Study, StudyKind, StudyStatus

_MARKS = {"retracted": "[RETRACTED] ", "concern": "[EXPRESSION OF CONCERN] "}
_STATUS = {"retracted": "Retracted", "concern": "Expression of concern", "corrected": "Corrected"}
_NO_TITLE = "[Title not seen]"


class Work(NamedTuple):
    """What can be cited; empty fields were not seen.

    `title` is the title with its mark, `mark` that mark alone; `et_al`: there are more authors than these; `place` is
    journal, year, volume and pages as the NLM writes them; `notes` are for the reader of the reference. `released`
    and `version` belong to a dataset.
    """

    key: str
    type: Literal["article", "dataset"]
    title: str
    mark: str = ""
    authors: tuple[Person, ...] = ()
    et_al: bool = False
    journal: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    place: str = ""
    notes: tuple[str, ...] = ()
    kind: StudyKind | None = None
    status: StudyStatus | None = None
    released: datetime.date | None = None
    version: str = ""

    @property
    def url(self) -> str:
        """Where it can be read, if it has no DOI, which says that by itself."""
        if self.doi:
            return ""
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmcid}/" if self.pmcid else ""


def work(study: Study) -> Work:
    """A study as a work."""
    title = " ".join((study.title or "").split())
    mark = _MARKS.get(study.status or "", "")
    return Work(
        key=study.key,
        type="article",
        # The full stop that PubMed puts after a title is the style's business.
        title=mark + (title[:-1] if title.endswith(".") and not title.endswith("..") else title or _NO_TITLE),
        mark=mark.strip(),
        authors=tuple(person(author) for author in study.authors if author.strip()),
        et_al=study.et_al,
        journal=study.journal or "",
        year=str(study.year or ""),
        volume=study.volume or "",
        issue=study.issue or "",
        pages=(study.pages or "").replace("–", "-"),
        doi=study.doi or "",
        pmid=study.pmid or "",
        pmcid=study.pmcid or "",
        place=text.place(study),
        notes=tuple(_notes(study)),
        kind=study.kind,
        status=study.status,
    )


def dataset_work(about: About) -> Work:
    """The dataset itself as a work."""
    return Work(
        key=f"exo-{about.version}",
        type="dataset",
        title=about.title,
        authors=(Person(literal=text.AUTHOR),),
        year=str(about.released.year),
        place=f"Version {about.version}. {about.released.year}",
        notes=(f"Licence {about.licence}",),
        released=about.released,
        version=about.version,
    )


def _notes(study: Study) -> Sequence[str]:
    notes = [_STATUS[study.status]] if study.status else []
    if study.inferred:
        notes.append(f"{' and '.join(study.inferred).capitalize()} read off the identifier")
    if study.partial:
        notes.append("Record incomplete")
    return notes
