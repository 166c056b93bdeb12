"""The strokes a picture is made of, as SVG: lines of text with the box they fill, and the ends of lines."""

from collections.abc import Sequence
from typing import Literal

from exocli.chains import Change
from exocli.render.lettering import width, xml
from exocli.render.palette import INK, LINES, PAPER

# How far the end of a line reaches back from its tip.
HEAD = 9.0


def written(
    x: float,
    baseline: float,
    rows: Sequence[str],
    size: float,
    *,
    bold: bool = False,
    colour: str = INK,
    anchor: Literal["start", "middle"] = "start",
) -> list[str]:
    """Rows of text, the first on `baseline`, each over the box it fills."""
    drawn = []
    weight = ' font-weight="bold"' if bold else ""
    for number, row in enumerate(rows):
        y = baseline + number * (size + 4)
        wide = width(row, size, bold=bold)
        left = x - wide / 2 if anchor == "middle" else x
        place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
        drawn.append(room(left, y - size + 1, wide, size + 2, "none"))
        drawn.append(f'<text {place} fill="{colour}"{weight}>{xml(row)}</text>')
    return drawn


def lettered(x: float, baseline: float, text: str, size: float, *, bold: bool = False, colour: str = INK) -> str:
    """A line of text around `x`, in a box that is drawn already."""
    weight = ' font-weight="bold"' if bold else ""
    place = f'x="{x:.1f}" y="{baseline:.1f}" font-size="{size}" text-anchor="middle"'
    return f'<text {place} fill="{colour}"{weight}>{xml(text)}</text>'


def room(left: float, top: float, wide: float, tall: float, fill: str, border: str = "") -> str:
    """A box that text stands in; none overlaps another."""
    place = f'x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
    return f'<rect class="label" {place} fill="{fill}"{border}/>'


def line(path: str, colour: str, thick: float, *, dashed: bool = False) -> str:
    """A line along a path."""
    dashes = ' stroke-dasharray="6 3"' if dashed else ""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{thick:.1f}"{dashes}/>'


def head(change: Change | None, tip: float, y: float) -> str:
    """The end of a level line: an arrowhead (raises), a bar (lowers), a ring (no change), a small arrowhead."""
    colour = LINES[change]
    if change == "down":
        return line(f"M{tip - HEAD:.1f} {y:.1f}H{tip - 2:.1f}M{tip - 2:.1f} {y - 3.5:.1f}V{y + 3.5:.1f}", colour, 2.6)
    if change == "same":
        return f'<circle cx="{tip - 4:.1f}" cy="{y:.1f}" r="3" fill="{PAPER}" stroke="{colour}" stroke-width="1.4"/>'
    half, back = (4 if change else 3), tip - HEAD + 1
    return f'<path d="M{back:.1f} {y - half:.1f}L{tip:.1f} {y:.1f}L{back:.1f} {y + half:.1f}Z" fill="{colour}"/>'
