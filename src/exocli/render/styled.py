"""Works → references in a style of the Citation Style Language, by citeproc-py, as lines of plain text.

What a reader must know stays visible in every style: notes follow the reference in brackets, and a retracted paper says
so even where the style prints no titles.
"""

import re
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from exocli.cite.styles import Style, StyleError
from exocli.cite.work import Work
from exocli.render import csl
from exocli.render.signs import line

_MARKUP = re.compile(r"</?(?:i|b|sup|sub)>")
# A style joins the last name with a word; before `et al.` there is none.
_JOINED = re.compile(r"(,?) (?:&|and|und|et|y|e|en|og|och|ja) et al\.")
_APOSTROPHE = re.compile(r"(?<=\w)'")
_TWO_ENDS = re.compile(r"(?<=[?!])\.(?= |$)")


def lines(works: Iterable[Work], style: Style) -> list[str]:
    """One reference a work, as the style orders them.

    Raises:
        StyleError: the style has no bibliography, or citeproc-py cannot read it.

    """
    cited = list(works)
    items = [_item(work, number) for number, work in enumerate(cited)]
    with warnings.catch_warnings():
        # citeproc-py warns of what it leaves out of a style, not of anything a user could change.
        warnings.simplefilter("ignore")
        try:
            written = _bibliography(items, style)
        except StyleError:
            raise
        except Exception as error:
            # A style is a program that somebody else wrote, run by an interpreter with gaps; both fail in many ways.
            why = line(str(error)) or type(error).__name__
            raise StyleError(f"citeproc-py cannot use the style {style.id}: {why}") from error
    return [_finished(text, cited[number], items[number]["title"]) for number, text in written.items()]


def _bibliography(items: list[csl.Item], style: Style) -> Mapping[int, str]:
    """References by the numbers of their items, as the style orders them."""
    from citeproc import (  # noqa: PLC0415  (an extra, and slow to import)
        Citation,
        CitationItem,
        CitationStylesBibliography,
        CitationStylesStyle,
        formatter,
    )
    from citeproc.source.json import CiteProcJSON  # noqa: PLC0415
    from citeproc.string import String  # noqa: PLC0415

    parsed = CitationStylesStyle(str(style.file), locale=style.locale, validate=False)
    if not parsed.has_bibliography():
        raise StyleError(f"the style {style.id} has footnotes only, no list of references.")
    source = CiteProcJSON(items)
    for item in source.values():
        for name in item.get("author", ()):
            # What it needs of a name where a style sets names in capitals.
            name.update({part: String(text) for part, text in name.items()})
    bibliography = CitationStylesBibliography(parsed, source, formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    bibliography.sort()
    set_apart = parsed.root.bibliography.get("second-field-align") is not None
    # One by one: the interpreter leaves out what it finds empty, and then nobody knows which is which.
    return {
        int(entry.key): _text(parsed.render_bibliography([entry]), entry.number if set_apart else None)
        for entry in bibliography.items
    }


def _item(work: Work, number: int) -> csl.Item:
    """A work as citeproc-py takes it, by a number, since it folds ids.

    It leaves to us what the reference implementation does: markup goes, apostrophes become typographic.
    """
    bare = _MARKUP.sub("", work.title)
    # In APA it would make "In (Version 2026.11)" of a version, and most styles drop it: it goes to the notes.
    item = csl.item(work._replace(title=bare, version=""))
    printed: csl.Item = {
        name: _typographic(item[name]) for name in ("title", "container-title", "author") if name in item
    }
    return {**item, **printed, "id": str(number)}


def _typographic(value: Any) -> Any:  # noqa: ANN401  (text, names, or the parts of a name)
    """The same with typographic apostrophes."""
    if isinstance(value, str):
        return _APOSTROPHE.sub("’", value)
    if isinstance(value, dict):
        return {part: _typographic(text) for part, text in value.items()}
    return [_typographic(entry) for entry in value]


def _text(rendered: Iterable[object], number: int | None) -> str:
    """A reference on one line; a space goes after a number that the style sets apart by layout."""
    text = _TWO_ENDS.sub("", line(" ".join(map(str, rendered))))
    return text if number is None else re.sub(rf"^([(\[]?{number}[.)\]]*)(?=\S)", r"\1 ", text)


def _finished(text: str, work: Work, title: str) -> str:
    """A reference with what citeproc-py leaves undone, and with the notes that it does not say by itself."""
    if not work.authors:
        text = _once(text, title)
    if work.et_al:
        text = without_joint(text, work)
    said = text.casefold()
    version = [f"Version {work.version}"] if work.version else []
    notes = [note for note in (*version, *work.notes) if f"[{note}]".casefold() not in said]
    return f"{text} [{'; '.join(notes)}]".strip() if notes else text


def _once(text: str, title: str) -> str:
    """A reference without authors, in which the title stands in their place and not again, as CSL demands.

    citeproc-py prints it again where the style names it by a macro.
    """
    shown = re.compile(rf"[“‘\"]?{re.escape(title)}[.,]?[”’\"]?[.,]?\s*", re.IGNORECASE)
    places = list(shown.finditer(text))
    return f"{text[: places[1].start()]}{text[places[1].end() :]}".strip() if len(places) > 1 else text


def without_joint(text: str, work: Work) -> str:
    """A reference whose last author is `et al.`, without the word that joins the last author to the others."""
    return _JOINED.sub(" et al." if len(work.authors) == 1 else r"\1 et al.", text)
