"""A study as a reference: as text for pages (`text`), and as a work for reference managers and styles (`work`).

`exocli.render` writes works as BibTeX, RIS, PubMed's format and CSL-JSON, and in any CSL style.
"""

from exocli.cite.text import Part, authors, dataset_reference, link, parts, reference, short, surname

__all__ = ["Part", "authors", "dataset_reference", "link", "parts", "reference", "short", "surname"]
