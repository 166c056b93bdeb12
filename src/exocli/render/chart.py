"""A matrix on a terminal: as many columns as its width holds, else a list for each row; then what headers stand for."""

from collections.abc import Callable, Iterator, Sequence

from rich.box import Box
from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as RichText

from exocli.render import matrix as fitting
from exocli.render.matrix import Fit
from exocli.view.document import Line, Matrix, Span, Text, plain

Draw = Callable[[Text], RichText]


def drawn(
    matrix: Matrix, width: int, box: Box, spell: Callable[[str], str], draw: Draw, *, prose: int
) -> Iterator[RenderableType]:
    """What Rich prints for a matrix; `draw` turns text into Rich's, `prose` is the widest a running text may be."""
    shown = fitting.spelled(matrix, spell)
    fit = fitting.fit(shown, width, cell_len)
    if fit:
        yield _table(shown, fit, [], box, draw, header=True)
    for place, lines in enumerate(_groups(shown)):
        if place:
            yield ""
        if lines[0].group:
            yield draw(plain(lines[0].group, "heading"))
        if fit:
            yield _table(shown, fit, lines, box, draw)
        else:
            for line in lines:
                yield from _list(line, shown, draw)
    meanings = list(fitting.legend(shown, fit.shown if fit else len(shown.columns)))
    if meanings:
        yield ""
        spans = [span for header, said in meanings for span in (Span(" · "), Span(header, "strong"), Span(f" {said}"))]
        yield Padding(draw(tuple(spans[1:])), (0, max(width - prose, 0), 0, 0), expand=False)


def _groups(matrix: Matrix) -> list[list[Line]]:
    """The rows, a list for each group; the one that sums them up by itself."""
    groups: list[list[Line]] = []
    for line in matrix.lines:
        if line.group or not groups:
            groups.append([])
        groups[-1].append(line)
    return [*groups, [matrix.foot]] if matrix.foot else groups


def _table(matrix: Matrix, fit: Fit, lines: Sequence[Line], box: Box, draw: Draw, *, header: bool = False) -> Table:
    table = Table(box=box, show_header=header, padding=0, show_edge=False, header_style="dim", border_style="dim")
    deepest = max(len(folded) for _, folded in fit.columns)
    table.add_column(draw(plain("\n" * (deepest - 1) + matrix.corner, "dim")), width=fit.name, overflow="fold")
    for width, folded in fit.columns:
        text = "\n" * (deepest - len(folded)) + "\n".join(folded)
        table.add_column(draw(plain(text, "dim")), width=width, justify="right", no_wrap=True)
    for line in lines:
        words = "\n".join(fitting.folded(line.name, fit.name, cell_len))
        name = draw(plain(words, "strong" if line is matrix.foot else ""))
        table.add_row(name, *map(draw, fitting.cells_of(line, fit.shown)))
    return table


def _list(line: Line, matrix: Matrix, draw: Draw) -> Iterator[RenderableType]:
    """A row as lines: what it comes to beside its name, what it has, what it lacks."""
    yield draw((Span(line.name, "strong"), Span("  "), *fitting.margin_of(line, matrix)))
    if has := fitting.filled(line, matrix):
        yield Padding(draw(has), (0, 0, 0, 2))
    if lacks := fitting.gaps(line, matrix):
        many = f"{len(lacks)} of {len(line.cells)}" if has else f"all {len(lacks)}"
        yield Padding(draw(plain(f"– {many} {matrix.things}", "dim")), (0, 0, 0, 2))
