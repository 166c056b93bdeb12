"""Reference files → the fields of a study: BibTeX, RIS, PubMed's format and CSL-JSON, as reference managers write them.

CSL-JSON (as Zotero exports it) is read with what is installed; the others are read by the libraries of the extra
`import`. What a file does not say stays absent.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from exocli.identifiers import DOI, PMCID, PMID
from exocli.model import StudyStatus

Form = Literal["bibtex", "ris", "nbib", "csl-json"]
FORMS: tuple[Form, ...] = get_args(Form)
SUFFIXES: Mapping[str, Form] = {
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".ris": "ris",
    ".nbib": "nbib",
    ".json": "csl-json",
    ".csljson": "csl-json",
}
LIBRARIES: Mapping[Form, str] = {"bibtex": "bibtexparser", "ris": "rispy", "nbib": "nbib"}
_SIGNS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("csl-json", re.compile(r"\s*[\[{]")),
    ("bibtex", re.compile(r"\s*(%.*\s+)*@", re.MULTILINE)),
    ("ris", re.compile(r"\s*TY  ?- ", re.MULTILINE)),
    ("nbib", re.compile(r"\s*PMID-", re.MULTILINE)),
)
# As publishers, indexes and reference managers write it in front of a title, or after one.
_RETRACTED = re.compile(
    r"^(\[retracted\]|retracted( article)?:|\(retracted( article)?\))\s*|\s*[(\[]retracted( article)?[)\]]\.?$",
    re.IGNORECASE,
)
_CONCERN = re.compile(r"^(\[expression of concern\]|expression of concern:)\s*", re.IGNORECASE)
_OTHERS = re.compile(r"(et al|and others|others|…|\.\.\.)[.,]*", re.IGNORECASE)


class Reference(NamedTuple):
    """What a reference file says of a paper, in the terms of `model.Study`."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    et_al: bool = False
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    status: StudyStatus | None = None


class ReferenceFileError(ValueError):
    """A reference file cannot be read; the message says why, for the person who gave it."""


def form_of(text: str, suffix: str = "") -> Form:
    """The form of a reference file, by the end of its name or else by how it begins.

    Raises:
        ReferenceFileError: it is none that is known.

    """
    if suffix.lower() in SUFFIXES:
        return SUFFIXES[suffix.lower()]
    for form, sign in _SIGNS:
        if sign.match(text):
            return form
    raise ReferenceFileError("is no BibTeX (.bib), RIS (.ris), PubMed (.nbib) or CSL-JSON (.json) file")


def references(text: str, form: Form) -> list[Reference]:
    """Return the papers of a reference file.

    Raises:
        ReferenceFileError: the text is not of that form, holds no paper, or the library that reads it is missing.

    """
    if form in LIBRARIES and find_spec(LIBRARIES[form]) is None:
        message = f"is {form}, which is read with the extra: pip install 'exocli[import]' (CSL-JSON needs none)"
        raise ReferenceFileError(message)
    found = [_whole(reference) for reference in _READERS[form](text)]
    if all(reference == Reference() for reference in found):
        raise ReferenceFileError("holds no paper")
    return found


def pubmed_name(family: str, given: str = "", particle: str = "", suffix: str = "") -> str:
    """An author as PubMed writes one: surname, initials, suffix.

    >>> pubmed_name("Pol", "Edwin", "van der"), pubmed_name("Cruz", "Juan-Carlos", "de la", "Jr.")
    ('van der Pol E', 'de la Cruz JC Jr')
    """
    initials = given if given.isupper() and given.isalpha() else "".join(re.findall(r"\b[^\W\d_]", given))
    parts = (particle, family, initials.upper(), suffix.rstrip("."))
    return " ".join(part.strip() for part in parts if part.strip())


def _whole(reference: Reference) -> Reference:
    """A reference with its identifiers as their owners write them; what is none is left out."""
    doi = re.sub(
        r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", (reference.doi or "").strip(), flags=re.IGNORECASE
    ).lower()
    pmid = (reference.pmid or "").strip()
    pmcid = (reference.pmcid or "").strip().upper()
    pmcid = f"PMC{pmcid}" if pmcid.isdigit() else pmcid
    title, status = _marked(_line(reference.title), reference.status)
    named = tuple(name for author in reference.authors if (name := _line(author)))
    authors = tuple(name for name in named if not _OTHERS.fullmatch(name))
    return reference._replace(
        title=title,
        status=status,
        authors=authors,
        et_al=reference.et_al or authors != named,
        journal=_line(reference.journal),
        pages=re.sub(r"\s*(--+|[‐‑–—])\s*", "-", _line(reference.pages) or "") or None,
        volume=_line(reference.volume),
        issue=_line(reference.issue),
        doi=doi if DOI.fullmatch(doi) else None,
        pmid=pmid if PMID.fullmatch(pmid) else None,
        pmcid=pmcid if PMCID.fullmatch(pmcid) else None,
    )


def _marked(title: str | None, status: StudyStatus | None) -> tuple[str | None, StudyStatus | None]:
    """A title without the word that the paper was retracted or doubted, and what that word says."""
    marks: tuple[tuple[re.Pattern[str], StudyStatus], ...] = ((_RETRACTED, "retracted"), (_CONCERN, "concern"))
    for mark, meaning in marks:
        if title and mark.search(title):
            return mark.sub("", title) or None, meaning
    return title, status


def _line(text: str | None) -> str | None:
    """Text on one line, without the mark-up that reference managers allow in titles (`<i>`, `<sup>` …)."""
    bare = re.sub(r"</?(?:i|b|u|em|strong|sub|sup|sc|span)\b[^>]*>", "", text or "", flags=re.IGNORECASE)
    return " ".join(bare.split()) or None


def _year(text: object) -> int | None:
    match = re.search(r"\b(1[89]|20|21)\d\d\b", str(text or ""))
    return int(match[0]) if match else None


def _text(value: object) -> str | None:
    return None if value is None or isinstance(value, dict | list) else str(value)


def _csl_json(text: str) -> Iterable[Reference]:
    """Items of CSL-JSON 1.0.2, an array of them or one alone."""
    try:
        data = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ReferenceFileError(f"is not JSON: {error}") from None
    items = data if isinstance(data, list) else [data]
    if not all(isinstance(item, dict) for item in items):
        raise ReferenceFileError("is no CSL-JSON: an array of items is expected")
    for item in items:
        issued = item.get("issued")
        names = item.get("author")
        yield Reference(
            title=_text(item.get("title")),
            authors=tuple(
                _csl_name(name) for name in (names if isinstance(names, list) else ()) if isinstance(name, dict)
            ),
            journal=_text(item.get("container-title")),
            year=_year(issued if isinstance(issued, dict) else ""),
            volume=_text(item.get("volume")),
            issue=_text(item.get("issue")),
            pages=_text(item.get("page")),
            doi=_text(item.get("DOI")),
            pmid=_text(item.get("PMID")),
            pmcid=_text(item.get("PMCID")),
        )


def _csl_name(name: Mapping[str, Any]) -> str:
    if "literal" in name:
        return str(name["literal"])
    particle = " ".join(str(name[part]) for part in ("dropping-particle", "non-dropping-particle") if part in name)
    return pubmed_name(str(name.get("family", "")), str(name.get("given", "")), particle, str(name.get("suffix", "")))


def _bibtex(text: str) -> Iterable[Reference]:
    import bibtexparser  # noqa: PLC0415  (only for BibTeX)
    from bibtexparser import middlewares  # noqa: PLC0415
    from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415  (by which bibtexparser decodes too)

    # What it cannot read is said here, once.
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    decoded = LatexNodes2Text(math_mode="text").latex_to_text
    splitting = [middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
    library = bibtexparser.parse_string(text, append_middleware=splitting)
    if library.failed_blocks:
        line = (library.failed_blocks[0].start_line or 0) + 1
        raise ReferenceFileError(f"is not BibTeX that can be read, from line {line} on")
    for entry in library.entries:
        fields = {key.lower(): field.value for key, field in entry.fields_dict.items()}

        def said(*keys: str, fields: Mapping[str, Any] = fields) -> str | None:
            return next((decoded(str(fields[key])) for key in keys if key in fields), None)

        people = [
            {part: decoded(" ".join(getattr(name, part))) for part in ("last", "first", "von", "jr")}
            for name in fields.get("author", ())
        ]
        names = [pubmed_name(name["last"], name["first"], name["von"], name["jr"]) for name in people]
        archive = said("eprint") if (said("eprinttype", "archiveprefix") or "").lower() in {"pubmed", "pmid"} else None
        yield Reference(
            title=said("title"),
            authors=tuple(names),
            journal=said("journal", "journaltitle"),
            year=_year(said("year", "date")),
            volume=said("volume"),
            issue=said("number", "issue"),
            pages=said("pages", "eid"),
            doi=said("doi"),
            pmid=said("pmid") or archive,
            pmcid=said("pmcid", "pmc"),
        )


def _ris(text: str) -> Iterable[Reference]:
    import rispy  # noqa: PLC0415  (only for RIS)

    try:
        records = rispy.loads(text)
    except (rispy.parser.ParseError, OSError, ValueError, KeyError, TypeError) as error:
        raise ReferenceFileError(f"is not RIS that can be read: {error}") from None
    for record in records:
        pages = [str(record[key]) for key in ("start_page", "end_page") if record.get(key)]
        names = [
            (family.strip(), *(part.strip() for part in rest.split(",")))
            for family, _, rest in (str(name).partition(",") for name in record.get("authors", ()))
        ]
        yield Reference(
            title=record.get("title") or record.get("primary_title"),
            authors=tuple(pubmed_name(name[0], name[1], "", " ".join(name[2:])) for name in names),
            journal=record.get("journal_name") or record.get("secondary_title") or record.get("alternate_title3"),
            year=_year(record.get("year") or record.get("publication_year") or record.get("date")),
            volume=record.get("volume"),
            issue=record.get("number"),
            pages="-".join(pages),
            doi=record.get("doi"),
            pmid=record.get("accession_number"),
            pmcid=record.get("custom2"),
        )


def _nbib(text: str) -> Iterable[Reference]:
    import nbib  # noqa: PLC0415  (only for PubMed's format)
    from nbib.exceptions import MalformedLine, UnknownTagFormat  # noqa: PLC0415

    try:
        records = nbib.read(text)
    except (MalformedLine, UnknownTagFormat, ValueError, KeyError, IndexError, AttributeError) as error:
        raise ReferenceFileError(f"is not PubMed's format: {error}") from None
    for record in records:
        yield Reference(
            title=(record.get("title") or "").removesuffix("."),
            authors=tuple(
                name.get("author_abbreviated") or str(name.get("author", "")) for name in record.get("authors", ())
            ),
            journal=record.get("journal"),
            year=_year(record.get("publication_date")),
            volume=record.get("journal_volume"),
            issue=record.get("journal_issue"),
            pages=record.get("pages"),
            doi=record.get("doi"),
            pmid=str(record.get("pubmed_id") or ""),
            pmcid=str(record.get("pmcid") or ""),
            status="retracted" if "Retracted Publication" in record.get("publication_types", ()) else None,
        )


_READERS: Mapping[Form, Callable[[str], Iterable[Reference]]] = {
    "bibtex": _bibtex,
    "ris": _ris,
    "nbib": _nbib,
    "csl-json": _csl_json,
}
