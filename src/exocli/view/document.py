"""The parts a page is made of. A view builds them, a renderer in `exocli.render` draws them.

Text is a tuple of spans. A span's style names what it means (`up`, `harm`, `key` …), never a colour; its link
is an address that a terminal may make clickable.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

Style = Literal[
    "",
    "strong",
    "dim",
    "key",
    "up",
    "down",
    "same",
    "good",
    "bad",
    "warn",
    "level",
    "heading",
    "found",
    "own",
    "randomised",
    "people",
]


class Span(NamedTuple):
    """A run of text with one meaning."""

    text: str
    style: Style = ""
    link: str | None = None


Text = tuple[Span, ...]


class Title(NamedTuple):
    """The name of the page and, beside it, what kind of thing it is."""

    name: str
    kind: str


class Heading(NamedTuple):
    """The name of a section, and a remark beside it."""

    name: str
    remark: str = ""


class Paragraph(NamedTuple):
    """Running text."""

    text: Text


class Fields(NamedTuple):
    """Labelled values, one a line."""

    rows: tuple[tuple[str, Text], ...]


class Items(NamedTuple):
    """A list; `marks` stand before the items (numbers, bullets)."""

    items: tuple[tuple[str, Text], ...]


class Tree(NamedTuple):
    """A tree: branches with their depth, 0 for the trunk; a deeper one hangs on the branch above it."""

    branches: tuple[tuple[int, Text], ...]


class Column(NamedTuple):
    """A column of a grid: its header, the cells it stacks, and its share of the width (or a fixed width)."""

    header: str
    cells: tuple[str, ...]
    ratio: int = 0
    width: int = 0
    right: bool = False


class Layout(NamedTuple):
    """The columns a grid has when at least `min_width` columns of text are there."""

    min_width: int
    columns: tuple[Column, ...]


class Row(NamedTuple):
    """The cells of a row by name. A `group` opens a new group of rows under that heading."""

    cells: dict[str, Text]
    group: str = ""


class Grid(NamedTuple):
    """Rows that are drawn as a table, or one after another where no layout fits.

    `layouts` go from wide to narrow. `labels` names the cells in the order in which a row is read on its own.
    `records`: even where width is no limit (plain text), rows read better one after another.
    """

    rows: tuple[Row, ...]
    layouts: tuple[Layout, ...]
    labels: tuple[tuple[str, str], ...]
    records: bool = False


class Line(NamedTuple):
    """A row of a matrix: its name, what it comes to (`margin`), a cell for each column; an empty text is a gap.

    `rest[n]` is what the columns from n on come to when they are taken together. A `group` opens a group of rows.
    """

    name: str
    cells: tuple[Text, ...]
    margin: tuple[Text, ...] = ()
    rest: tuple[Text, ...] = ()
    group: str = ""


class Matrix(NamedTuple):
    """Rows by columns in which a gap says as much as a cell: every one is drawn.

    A column is a short header and its full name; `things` is what the columns are ("sources"), `corner` what the rows
    are ("Condition"), `margin` heads what the rows come to. Where width gives out, the last columns are gathered in
    one (if the lines have a `rest`); where not even that fits, each row becomes a list. `foot` sums up the rows.
    """

    corner: str
    things: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    margin: tuple[str, ...] = ()
    foot: Line | None = None


Block = Title | Heading | Paragraph | Fields | Items | Tree | Grid | Matrix
Document = tuple[Block, ...]


def plain(text: str, style: Style = "", link: str | None = None) -> Text:
    """Text of a single span; no span at all for nothing."""
    return (Span(text, style, link),) if text else ()


def joined(texts: Iterable[Text], separator: str = ", ") -> Text:
    """Texts in a row, with a separator between them."""
    spans: list[Span] = []
    for text in texts:
        if spans and text:
            spans.append(Span(separator))
        spans += text
    return tuple(spans)
