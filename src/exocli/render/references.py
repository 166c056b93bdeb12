"""Studies → references, one a line, with clickable identifiers where a terminal takes them (OSC 8)."""

from collections.abc import Iterable

from exocli import cite
from exocli.model import Study
from exocli.render.signs import address, clean


def lines(studies: Iterable[Study], *, links: bool) -> list[str]:
    """One line a study. `links` puts OSC 8 hyperlinks on DOI, PMID and PMCID."""
    return [" ".join(_part(part, links=links) for part in cite.parts(study)) for study in studies]


def _part(part: cite.Part, *, links: bool) -> str:
    text = clean(part.text)
    return f"\x1b]8;;{address(part.link)}\x1b\\{text}\x1b]8;;\x1b\\" if links and part.link else text
