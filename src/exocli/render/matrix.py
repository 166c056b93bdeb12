"""How much of a matrix fits a width, and how its rows read as lists: what the renderers share."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from exocli.view.document import Line, Matrix, Span, Text, joined, plain

GAP = plain("–", "dim")
_REST = "other"
# A header breaks at a space and after a slash or hyphen; a short one does not break, and one
# that would take more lines gets a wider column.
_CHUNKS = re.compile(r"[^ ]+?[/-](?=[^ ])|[^ ]+")
_UNBROKEN = 6
_HEADER_LINES = 3
_NARROWEST = 4
_WIDEST = 10
# Names fold where that lets more columns in.
_SHORTEST_NAME = 16
_SHARE_OF_NAMES = 0.23
# With fewer columns than this a map says less than lists do.
_FEWEST = 3
# A list shows the gaps of a row one by one where there are no more columns than this.
_FEW = 6


class Fit(NamedTuple):
    """How a matrix is drawn: the width of its names, and of each column with its header, one string a line.

    `shown` is the number of columns that stand by themselves; the others are gathered in the last one.
    """

    name: int
    columns: tuple[tuple[int, tuple[str, ...]], ...]
    shown: int


def spelled(matrix: Matrix, spell: Callable[[str], str]) -> Matrix:
    """A matrix with every text as `spell` writes it, so that widths are those of what is shown."""

    def of(texts: tuple[Text, ...]) -> tuple[Text, ...]:
        return tuple(tuple(span._replace(text=spell(span.text)) for span in text) for text in texts)

    def line(old: Line) -> Line:
        return Line(spell(old.name), of(old.cells), of(old.margin), of(old.rest), spell(old.group))

    return matrix._replace(
        corner=spell(matrix.corner),
        things=spell(matrix.things),
        columns=tuple((spell(header), spell(name)) for header, name in matrix.columns),
        lines=tuple(map(line, matrix.lines)),
        margin=tuple(map(spell, matrix.margin)),
        foot=line(matrix.foot) if matrix.foot else None,
    )


def fit(matrix: Matrix, width: int, measure: Callable[[str], int] = len) -> Fit | None:
    """Return how a matrix is drawn in a width, with as many columns as there is room for; `None` where a list is due.

    `measure` says how wide a text is shown.
    """
    lines = [*matrix.lines, *([matrix.foot] if matrix.foot else [])]

    def column(header: str, cells: Sequence[Text]) -> tuple[int, tuple[str, ...]]:
        """The width of a column, and its header on as few lines as that takes."""
        inside = max((measure("".join(span.text for span in cell)) for cell in cells), default=0)
        for wide in range(max(_NARROWEST, inside, min(measure(header), _UNBROKEN)), _WIDEST):
            words = folded(header, wide, measure)
            if len(words) <= _HEADER_LINES and max(map(measure, words)) <= wide:
                return wide, words
        words = folded(header, max(_WIDEST, inside), measure)
        return max(inside, *map(measure, words)), words

    margin = [column(header, [line.margin[place] for line in lines]) for place, header in enumerate(matrix.margin)]
    body = [column(header, [line.cells[place] for line in lines]) for place, (header, _) in enumerate(matrix.columns)]
    longest = max((measure(line.name) for line in lines), default=0)
    whole = [*matrix.margin, *(header for header, _ in matrix.columns)]
    unfolded = tuple(
        (max(taken, measure(header)), (header,)) for header, (taken, _) in zip(whole, [*margin, *body], strict=True)
    )
    if longest + sum(taken + 1 for taken, _ in unfolded) <= width:
        return Fit(longest, unfolded, len(body))
    name = min(longest, max(_SHORTEST_NAME, round(width * _SHARE_OF_NAMES)))
    gathers = all(line.rest for line in lines)
    for shown in range(len(body), 0, -1):
        columns = [*margin, *body[:shown]]
        if shown < len(body):
            if not gathers or shown < _FEWEST:
                return None
            columns.append(column(_REST, [line.rest[shown] for line in lines]))
        left = width - sum(taken + 1 for taken, _ in columns)
        if left >= name:
            return Fit(min(longest, left), tuple(columns), shown)
    return None


def cells_of(line: Line, shown: int) -> tuple[Text, ...]:
    """The cells of a row as they are drawn: what it comes to, its columns, and the rest as one; gaps are dashes."""
    rest = (line.rest[shown],) if shown < len(line.cells) else ()
    return tuple(cell or GAP for cell in (*line.margin, *line.cells[:shown], *rest))


def margin_of(line: Line, matrix: Matrix) -> Text:
    """What a row comes to, each number behind its name."""
    return joined(
        (
            (Span(f"{header.lower()} ", "dim"), *(cell or GAP))
            for header, cell in zip(matrix.margin, line.margin, strict=True)
        ),
        ", ",
    )


def filled(line: Line, matrix: Matrix) -> Text:
    """The cells of a row, each behind its header: all of them where they are few, else those that are no gaps."""
    few = len(matrix.columns) <= _FEW
    pairs = zip(matrix.columns, line.cells, strict=True)
    return joined(((Span(f"{header} "), *(cell or GAP)) for (header, _), cell in pairs if cell or few), " · ")


def gaps(line: Line, matrix: Matrix) -> list[str]:
    """The headers of the columns in which a row has nothing, where its list does not show them as dashes."""
    if len(matrix.columns) <= _FEW:
        return []
    return [header for (header, _), cell in zip(matrix.columns, line.cells, strict=True) if not cell]


def legend(matrix: Matrix, shown: int) -> Iterator[tuple[str, str]]:
    """What headers stand for, and what is gathered under `other`: (header, meaning)."""
    for header, name in matrix.columns[:shown]:
        if header != name:
            yield header, name
    if rest := matrix.columns[shown:]:
        yield f"{_REST} ({len(rest)} {matrix.things})", ", ".join(name for _, name in rest)


def folded(header: str, width: int, measure: Callable[[str], int]) -> tuple[str, ...]:
    """A header or name on lines of at most a width, where its words allow."""
    lines = [""]
    for match in _CHUNKS.finditer(header):
        gap = " " if match.start() and header[match.start() - 1] == " " else ""
        if lines[-1] and measure(lines[-1] + gap + match[0]) > width:
            lines.append(match[0])
        else:
            lines[-1] += (gap if lines[-1] else "") + match[0]
    return tuple(lines)
