"""Document → Markdown (GitHub's dialect: pipe tables), with links."""

import re
from collections.abc import Iterator

from exocli.render import matrix
from exocli.render.signs import clean
from exocli.view.document import Document, Fields, Grid, Heading, Items, Matrix, Paragraph, Span, Text, Title, Tree

_IN_ADDRESS = re.compile(r"[<>|\\\s]")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def write(document: Document) -> str:
    """Return a document as Markdown, ending with a line feed."""
    blocks: list[str] = []
    for block in document:
        if isinstance(block, Title):
            blocks.append(f"# {_escaped(block.name)}\n\n*{_escaped(block.kind)}*")
        elif isinstance(block, Heading):
            remark = f"\n\n*{_escaped(block.remark)}*" if block.remark else ""
            blocks.append(f"## {_escaped(block.name)}{remark}")
        elif isinstance(block, Paragraph):
            blocks.append(_inline(block.text))
        elif isinstance(block, Fields):
            blocks.append("\n".join(f"- **{_escaped(label)}**: {_inline(text)}" for label, text in block.rows))
        elif isinstance(block, Items):
            blocks.append("\n".join(_item(mark, text) for mark, text in block.items))
        elif isinstance(block, Tree):
            blocks.append("\n".join(f"{'  ' * depth}- {_inline(text)}" for depth, text in block.branches))
        elif isinstance(block, Matrix):
            blocks.append("\n".join(_matrix(block)))
        else:
            blocks.append("\n".join(_table(block)))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _item(mark: str, text: Text) -> str:
    """An item of a list; a number stays a number, a date or sign stands before the text."""
    if mark.rstrip(".").isdigit():
        return f"{mark} {_inline(text)}"
    return f"- {_escaped(mark)} {_inline(text)}"


def _table(grid: Grid) -> Iterator[str]:
    columns = grid.layouts[0].columns
    yield "| " + " | ".join(_escaped(column.header) for column in columns) + " |"
    yield "|" + "|".join("---:" if column.right else "---" for column in columns) + "|"
    for row in grid.rows:
        if row.group:
            yield f"| **{_escaped(row.group)}** |" + " |" * (len(columns) - 1)
        texts = (
            "<br>".join(_inline(row.cells[name]) for name in column.cells if row.cells[name]) for column in columns
        )
        yield "| " + " | ".join(texts) + " |"


def _matrix(block: Matrix) -> Iterator[str]:
    """Every column of a matrix, and what the headers stand for."""
    headers = [*block.margin, *(header for header, _ in block.columns)]
    yield "| " + " | ".join(map(_escaped, (block.corner, *headers))) + " |"
    yield "|---|" + "---:|" * len(headers)
    for line in (*block.lines, *([block.foot] if block.foot else ())):
        if line.group:
            yield f"| **{_escaped(line.group)}** |" + " |" * len(headers)
        cells = map(_inline, matrix.cells_of(line, len(line.cells)))
        yield "| " + " | ".join((_escaped(line.name), *cells)) + " |"
    if meanings := list(matrix.legend(block, len(block.columns))):
        yield ""
        yield from (f"- **{_escaped(header)}** {_escaped(meaning)}" for header, meaning in meanings)


def _inline(text: Text) -> str:
    return "".join(map(_span, text)).replace("\n", "<br>")


def _span(span: Span) -> str:
    text = _escaped(span.text)
    if span.link:
        return f"[{text}](<{_IN_ADDRESS.sub(lambda sign: f'%{ord(sign[0]):02X}', clean(span.link))}>)"
    return f"**{text}**" if span.style in {"strong", "bad", "found"} and text.strip() == text else text


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", clean(text))
