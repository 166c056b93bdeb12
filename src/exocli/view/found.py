"""The page of a search: hits, best first, with the words around what was asked."""

from collections.abc import Sequence

from exocli.dataset import Dataset
from exocli.search import Hit
from exocli.view import cells
from exocli.view.document import Block, Column, Document, Grid, Layout, Paragraph, Row, Span, Text, Title, plain

_KIND_NAMES = {"readout": "read-out"}
_LABELS = (("what", "What"), ("snippet", "Says"), ("show", "Show"))
_LAYOUTS = (
    Layout(
        72,
        (
            Column("", ("kind",), width=9),
            Column("What", ("what",), ratio=26),
            Column("Says", ("snippet",), ratio=56),
            Column("exo show …", ("show",), ratio=18),
        ),
    ),
)


def document(query: str, hits: Sequence[Hit], dataset: Dataset) -> Document:
    """The page of a search."""
    count = f"{len(hits)} {'hit' if len(hits) == 1 else 'hits'}, best first"
    blocks: list[Block] = [Title(query, count if hits else "nothing found")]
    if not hits:
        blocks.append(Paragraph(plain("No word of it is on file. exo list shows what is.", "warn")))
        return tuple(blocks)
    rows = [
        Row({"kind": _kind(hit), "what": _what(hit, dataset), "snippet": _said(hit), "show": _show(hit)})
        for hit in hits
    ]
    blocks.append(Grid(tuple(rows), _LAYOUTS, _LABELS, records=True))
    return tuple(blocks)


def _kind(hit: Hit) -> Text:
    return plain(_KIND_NAMES.get(hit.kind, hit.kind), "dim")


def _what(hit: Hit, dataset: Dataset) -> Text:
    """The name; for a finding its paper and condition, for a retracted paper the word."""
    spans = [Span(hit.name, "strong"), *cells.own(hit)]
    key = hit.study or (hit.id if hit.kind == "study" else None)
    if key is not None and key in dataset.retracted:
        spans.append(Span(" retracted", "bad"))
    return tuple(spans)


def _said(hit: Hit) -> Text:
    return tuple(Span(text, "found" if asked else "") for text, asked in hit.snippet)


def _show(hit: Hit) -> Text:
    return plain(hit.study or hit.id, "key")
