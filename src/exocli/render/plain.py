"""Document → plain text for a pipe: no colour, no truncation, one thing a line, so that grep finds it.

Lists are aligned columns with a header; findings are records, a cell a line behind its label.
"""

from collections.abc import Iterable, Iterator

from exocli.render import matrix
from exocli.render.signs import clean, in_words
from exocli.view.document import (
    Block,
    Document,
    Fields,
    Grid,
    Heading,
    Items,
    Matrix,
    Paragraph,
    Row,
    Text,
    Title,
    Tree,
)


def write(document: Document, *, ascii_only: bool = False) -> str:
    """Return a document as plain text, ending with a line feed."""
    lines: list[str] = []
    for block in document:
        if lines and not isinstance(block, Grid | Items):
            lines.append("")
        lines += _lines(block)
    text = "\n".join(lines) + "\n"
    return in_words(text) if ascii_only else text


def _lines(block: Block) -> Iterable[str]:
    lines: Iterable[str]
    if isinstance(block, Title):
        lines = [f"{clean(block.name)} ({clean(block.kind)})"]
    elif isinstance(block, Heading):
        lines = [clean(block.name).upper() + (f" ({clean(block.remark)})" if block.remark else "")]
    elif isinstance(block, Paragraph):
        lines = [_flat(block.text)]
    elif isinstance(block, Fields):
        lines = _aligned([[label, _flat(text)] for label, text in block.rows])
    elif isinstance(block, Items):
        lines = [f"{mark} {_flat(text)}" for mark, text in block.items]
    elif isinstance(block, Tree):
        lines = [f"{'  ' * depth}{_flat(text)}" for depth, text in block.branches]
    elif isinstance(block, Matrix):
        lines = _lists(block)
    else:
        lines = _records(block) if block.records else _columns(block)
    return lines


def _flat(text: Text) -> str:
    """A text on one line: what stood on lines of its own follows a full stop, or a semicolon."""
    lines = clean("".join(span.text for span in text)).split("\n")
    return "".join(
        line if not place else f"{' ' if before.endswith('.') else '; '}{line}"
        for place, (before, line) in enumerate(zip(["", *lines], lines, strict=False))
    )


def _records(grid: Grid) -> Iterator[str]:
    widest = max(len(label) for _, label in grid.labels)
    for place, row in enumerate(grid.rows):
        if place or row.group:
            yield ""
        if row.group:
            yield f"{clean(row.group)}:"
        for name, label in grid.labels:
            if row.cells[name]:
                yield f"{label:<{widest}}  {_flat(row.cells[name])}"


def _lists(block: Matrix) -> Iterator[str]:
    """A line for each row of a matrix: what it comes to, what it has, and after the dash what it lacks."""
    for place, line in enumerate((*block.lines, *([block.foot] if block.foot else ()))):
        if place and (line.group or line is block.foot):
            yield ""
        if line.group:
            yield f"{clean(line.group)}:"
        lacking = matrix.gaps(line, block)
        if len(lacking) == len(line.cells):
            lacking = [f"all {len(lacking)} {block.things}"]
        parts = (
            _flat(matrix.margin_of(line, block)),
            _flat(matrix.filled(line, block)),
            clean(f"– {', '.join(lacking)}") if lacking else "",
        )
        yield f"{clean(line.name)}: " + "; ".join(part for part in parts if part)
    if meanings := list(matrix.legend(block, len(block.columns))):
        yield ""
        yield from (clean(f"{header}: {meaning}") for header, meaning in meanings)


def _columns(grid: Grid) -> list[str]:
    columns = [(header, names) for header, names, *_ in grid.layouts[0].columns]
    table = [[header for header, _ in columns]]
    groups: dict[int, str] = {}
    for row in grid.rows:
        if row.group:
            groups[len(table)] = row.group
        table.append([_cell(row, names) for _, names in columns])
    lines = _aligned(table)
    for place in sorted(groups, reverse=True):
        lines[place:place] = ["", f"{clean(groups[place])}:"]
    return lines


def _cell(row: Row, names: tuple[str, ...]) -> str:
    return "; ".join(_flat(row.cells[name]) for name in names if row.cells[name])


def _aligned(table: list[list[str]]) -> list[str]:
    """Rows with columns as wide as their widest cell, two spaces apart, nothing cut."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
