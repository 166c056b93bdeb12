"""Document → a terminal, with Rich: colour, links, tables that fit the width."""

from collections.abc import Callable, Iterator

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.style import Style as RichStyle
from rich.table import Table
from rich.text import Text as RichText

from exocli.render.signs import clean, in_words
from exocli.view.document import (
    Block,
    Document,
    Fields,
    Grid,
    Heading,
    Items,
    Layout,
    Paragraph,
    Row,
    Style,
    Text,
    Title,
)

_STYLES: dict[Style, RichStyle] = {
    "": RichStyle(),
    "strong": RichStyle(bold=True),
    "dim": RichStyle(dim=True),
    "key": RichStyle(color="cyan"),
    # Up and down are directions, not good and bad: neither is green or red.
    "up": RichStyle(color="bright_blue", bold=True),
    "down": RichStyle(color="bright_magenta", bold=True),
    "same": RichStyle(dim=True),
    "good": RichStyle(color="green"),
    "bad": RichStyle(color="red", bold=True),
    "warn": RichStyle(color="yellow"),
    "level": RichStyle(bold=True),
    "heading": RichStyle(color="cyan", bold=True),
}
# Wider lines than this are hard to read; a wider terminal gets margins, not longer lines.
_WIDEST = 150
_PROSE = 100


def draw(document: Document, console: Console, *, ascii_only: bool = False) -> None:
    """Print a document on a console, at most 150 columns wide."""
    console.print(Page(document, ascii_only=ascii_only), width=min(console.width, _WIDEST), soft_wrap=False)


class Page:
    """A document as something Rich can print."""

    def __init__(self, document: Document, *, ascii_only: bool = False) -> None:
        """Keep the document; `ascii_only` spells out what is not ASCII."""
        self._document = document
        self._spell: Callable[[str], str] = (lambda text: in_words(clean(text))) if ascii_only else clean
        self._box = box.ASCII2 if ascii_only else box.SIMPLE_HEAD

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw block after block, with a blank line where a section begins."""
        for place, block in enumerate(self._document):
            if place and not isinstance(block, Grid | Items):
                yield ""
            yield from self._block(block, options.max_width)

    def _block(self, block: Block, width: int) -> Iterator[RenderableType]:
        if isinstance(block, Title):
            line = RichText(self._spell(block.name), _STYLES["heading"])
            line.append(self._spell(f"  {block.kind}"), _STYLES["dim"])
            yield line
        elif isinstance(block, Heading):
            line = RichText(self._spell(block.name), _STYLES["strong"])
            if block.remark:
                line.append(self._spell(f"  {block.remark}"), _STYLES["dim"])
            yield line
        elif isinstance(block, Paragraph):
            yield _Narrow(self._text(block.text), min(width, _PROSE))
        elif isinstance(block, Fields):
            yield self._pairs(tuple((label, text) for label, text in block.rows), _STYLES["dim"])
        elif isinstance(block, Items):
            yield self._pairs(block.items, _STYLES["dim"], right=True)
        else:
            yield from self._grid(block, width)

    def _pairs(self, rows: tuple[tuple[str, Text], ...], style: RichStyle, *, right: bool = False) -> Table:
        """Two columns: labels as wide as the widest, then text."""
        table = Table.grid(padding=(0, 2, 0, 0), expand=False)
        table.add_column(style=style, no_wrap=True, justify="right" if right else "left")
        table.add_column(overflow="fold")
        for label, text in rows:
            table.add_row(self._spell(label), self._text(text))
        return table

    def _grid(self, grid: Grid, width: int) -> Iterator[RenderableType]:
        layout = next((layout for layout in grid.layouts if layout.min_width <= width), None)
        if layout is None:
            yield from self._records(grid)
            return
        filled = {name for row in grid.rows for name, text in row.cells.items() if text}
        layout = layout._replace(
            columns=tuple(column for column in layout.columns if filled.intersection(column.cells))
        )
        group: list[Row] = []
        first = True
        for row in (*grid.rows, None):
            if group and (row is None or row.group):
                if group[0].group:
                    yield RichText(f"{'' if first else chr(10)}{self._spell(group[0].group)}", _STYLES["heading"])
                yield self._table(grid, layout, group, header=first)
                group, first = [], False
            if row is not None:
                group.append(row)

    def _table(self, grid: Grid, layout: Layout, rows: list[Row], *, header: bool) -> Table:
        table = Table(
            box=self._box,
            show_header=header,
            header_style=_STYLES["dim"],
            border_style=_STYLES["dim"],
            expand=True,
            padding=(0, 1, 0, 0),
            show_edge=False,
            leading=1 if grid.records else 0,
        )
        for column in layout.columns:
            table.add_column(
                self._spell(column.header),
                ratio=column.ratio or None,
                width=column.width or None,
                justify="right" if column.right else "left",
                overflow="fold",
            )
        for row in rows:
            cells = []
            for column in layout.columns:
                texts = [self._text(row.cells[name]) for name in column.cells if row.cells[name]]
                cells.append(RichText("\n").join(texts))
            table.add_row(*cells)
        return table

    def _records(self, grid: Grid) -> Iterator[RenderableType]:
        """Rows one after another, each cell on a line of its own behind its label."""
        widest = max((len(label) for _, label in grid.labels), default=0)
        for row in grid.rows:
            if row.group:
                yield RichText(self._spell(row.group), _STYLES["heading"])
            table = Table.grid(padding=(0, 1, 0, 0))
            table.add_column(style=_STYLES["dim"], width=widest)
            table.add_column(overflow="fold")
            for name, label in grid.labels:
                if row.cells[name]:
                    table.add_row(self._spell(label), self._text(row.cells[name]))
            yield Padding(Group(table), (0, 0, 1, 0))

    def _text(self, text: Text) -> RichText:
        line = RichText()
        for span in text:
            style = _STYLES[span.style]
            line.append(self._spell(span.text), style + RichStyle(link=span.link) if span.link else style)
        return line


class _Narrow:
    """Text in at most `width` columns, however wide the terminal is."""

    def __init__(self, text: RichText, width: int) -> None:
        self._text = text
        self._width = width

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from console.render(self._text, options.update(width=self._width))
