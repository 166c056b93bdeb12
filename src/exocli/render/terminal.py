"""Document → a terminal, with Rich: colour, links, tables that fit the width."""

from collections.abc import Callable, Iterator, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.style import Style as RichStyle
from rich.table import Table
from rich.text import Text as RichText

from exocli.render import chart
from exocli.render.signs import address, clean, in_words
from exocli.view.document import (
    Block,
    Column,
    Document,
    Fields,
    Grid,
    Heading,
    Items,
    Layout,
    Matrix,
    Paragraph,
    Row,
    Style,
    Text,
    Title,
    Tree,
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
    # Shades that hold on a dark and on a light ground, and without colour.
    "randomised": RichStyle(color="cyan", bold=True, reverse=True),
    "own": RichStyle(color="bright_yellow", bold=True),
    "people": RichStyle(color="cyan", bold=True),
    "found": RichStyle(bold=True, underline=True),
}
# Wider lines than this are hard to read; a wider terminal gets margins, not longer lines.
_WIDEST = 150
_PROSE = 100
# A column gives way to longer words than this (links, locus names): they are broken.
_WIDEST_WORD = 15
_GAP = 1


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
        elif isinstance(block, Tree):
            yield from self._tree(block, width)
        elif isinstance(block, Matrix):
            yield from chart.drawn(block, width, self._box, self._spell, self._text, prose=min(width, _PROSE))
        else:
            yield from self._grid(block, width)

    def _tree(self, tree: Tree, width: int) -> Iterator[RenderableType]:
        """Branches behind guides; a line that is too long goes on under its own beginning."""
        depths = [depth for depth, _ in tree.branches]
        for place, (depth, text) in enumerate(tree.branches):
            # A guide runs on at a depth as long as another branch of that depth follows on the same bough.
            following = depths[place + 1 :]
            open_ = [_goes_on(following, level) for level in range(1, depth + 1)]
            before = "".join("│  " if more else "   " for more in open_[:-1])
            first, then = ("", "") if not depth else (f"{before}{'├' if open_[-1] else '└'}─ ", before)
            then += ("│  " if open_[-1] else "   ") if depth else ""
            # Details of what has branches of its own stand beside the guide that leads to those.
            then += "│  " if _goes_on(following, depth + 1) else "   "
            yield _Hanging(self._text(text), self._spell(first), self._spell(then), width)

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
        for place, rows in enumerate(_groups(grid)):
            if rows[0].group:
                yield RichText(f"{chr(10) if place else ''}{self._spell(rows[0].group)}", _STYLES["heading"])
            # Groups of records fill different cells and get the columns they need; lists keep theirs in line.
            shown = rows if grid.records else grid.rows
            yield self._table(grid, _filled(layout, shown), rows, width, header=grid.records or not place)

    def _table(self, grid: Grid, layout: Layout, rows: list[Row], width: int, *, header: bool) -> Table:
        widths = _widths(layout, rows if grid.records else grid.rows, width)
        table = Table(
            box=self._box,
            show_header=header,
            header_style=_STYLES["dim"],
            border_style=_STYLES["dim"],
            padding=(0, _GAP, 0, 0),
            show_edge=False,
            leading=1 if grid.records else 0,
        )
        for column, share in zip(layout.columns, widths, strict=True):
            table.add_column(
                self._spell(column.header),
                width=share,
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
        for place, row in enumerate(grid.rows):
            if place:
                yield ""
            if row.group:
                yield RichText(self._spell(row.group), _STYLES["heading"])
            table = Table.grid(padding=(0, 1, 0, 0))
            table.add_column(style=_STYLES["dim"], width=widest)
            table.add_column(overflow="fold")
            for name, label in grid.labels:
                if row.cells[name]:
                    table.add_row(self._spell(label), self._text(row.cells[name]))
            yield table

    def _text(self, text: Text) -> RichText:
        line = RichText()
        for span in text:
            style = _STYLES[span.style]
            line.append(self._spell(span.text), style + RichStyle(link=address(span.link)) if span.link else style)
        return line


def _goes_on(following: Sequence[int], depth: int) -> bool:
    """Whether, of the branches that follow, one is of this depth before the bough it would hang on ends."""
    return next((other for other in following if other <= depth), -1) == depth


def _groups(grid: Grid) -> list[list[Row]]:
    """The rows of a grid, a list for each group."""
    groups: list[list[Row]] = []
    for row in grid.rows:
        if row.group or not groups:
            groups.append([])
        groups[-1].append(row)
    return groups


def _filled(layout: Layout, rows: Sequence[Row]) -> Layout:
    """A layout without the columns that no row fills."""
    filled = {name for row in rows for name, text in row.cells.items() if text}
    return layout._replace(columns=tuple(column for column in layout.columns if filled.intersection(column.cells)))


def _widths(layout: Layout, rows: Sequence[Row], total: int) -> list[int]:
    """The widths of columns that share `total`: by their ratios, but none below its longest word (within reason).

    Fixed columns have their width; a column whose share is too narrow for its words gets what they need, and the
    others share what is left.
    """
    columns = layout.columns
    # Rich sets a column's padding and the divider of its box beside it.
    left = total - sum(column.width for column in columns) - (_GAP + 1) * (len(columns) - 1) - _GAP
    needs = {place: _longest_word(rows, column) for place, column in enumerate(columns) if column.ratio}
    widths = [column.width for column in columns]
    sharing = dict.fromkeys(needs)
    while sharing:
        ratios = sum(columns[place].ratio for place in sharing)
        tight = [place for place in sharing if left * columns[place].ratio // ratios < needs[place]]
        if not tight or len(tight) == len(sharing):
            break
        for place in tight:
            widths[place] = needs[place]
            left -= needs[place]
            del sharing[place]
    for place in [*sharing]:
        # Each takes its share of what is left, so that the last takes the remainder of the divisions.
        widths[place] = max(1, left * columns[place].ratio // sum(columns[other].ratio for other in sharing))
        left -= widths[place]
        del sharing[place]
    return widths


def _longest_word(rows: Sequence[Row], column: Column) -> int:
    """The width at which no word of a column is broken, within reason."""
    spans = (span for row in rows for name in column.cells for span in row.cells[name])
    words = (word for span in spans for word in span.text.split())
    return min(max(map(cell_len, (*words, *column.header.split()))), _WIDEST_WORD)


class _Narrow:
    """Text in at most `width` columns, however wide the terminal is."""

    def __init__(self, text: RichText, width: int) -> None:
        self._text = text
        self._width = width

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from console.render(self._text, options.update(width=self._width))


class _Hanging:
    """Text whose lines stand behind a beginning: one for the first, another for those that follow."""

    def __init__(self, text: RichText, first: str, then: str, width: int) -> None:
        self._text = text
        self._first = first
        self._then = then
        self._width = max(width - len(then), _WIDEST_WORD)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for place, line in enumerate(self._text.wrap(console, self._width, overflow="fold")):
            line.rstrip()
            yield RichText.assemble((self._then if place else self._first, _STYLES["dim"]), line)
