"""The page of the evidence gap map, and the sign that says how good the best evidence in a cell is."""

from collections.abc import Mapping, Sequence

from exocli.dataset import Dataset
from exocli.evidence import Tier
from exocli.gapmap import Axis, Cell, Column, GapMap, gathered
from exocli.view.document import Block, Document, Line, Matrix, Paragraph, Span, Style, Text, Title, plain
from exocli.view.listing import GROUPS

_THINGS: Mapping[Axis, str] = {
    "source": "sources",
    "level": "levels",
    "pathway": "pathways",
    "cargo": "cargoes",
    "route": "routes",
}
# From the strongest to the weakest: the darker the sign, the nearer to an answer about people.
_SIGNS: tuple[tuple[str, Style, str], ...] = (
    ("◉", "randomised", "randomised trial"),
    ("●", "people", "other study in people"),
    ("◐", "", "animals"),
    ("○", "dim", "ex vivo"),
    ("◌", "dim", "in vitro"),
)
_PLACES = {"animal": 2, "ex-vivo": 3, "in-vitro": 4}
_LAST_RANDOMISED = 2
_COUNTED = (
    "Only therapeutic vesicles count, no retracted papers, no conditioned medium. A study counts once in each cell and "
    "once in each total; a condition counts its own studies, not those of narrower ones. "
)
_GRADED = "The sign grades how a question was studied, not what came out."


def document(found: GapMap, dataset: Dataset) -> Document:
    """The page of the map, with the key before it."""
    blocks: list[Block] = [Title("Evidence gap map", f"conditions by {found.axis}, dataset {dataset.about.version}")]
    groups = " or ".join(GROUPS[group].lower() for group in found.groups)
    if asked := ", ".join(word for word in (groups, found.filters.said()) if word):
        blocks.append(Paragraph((Span("only ", "dim"), Span(asked, "warn"))))
    return (*blocks, Paragraph(signs()), _matrix(found, dataset), Paragraph(plain(_notes(found), "dim")))


def count(cell: Cell, *, sign: bool = True) -> Text:
    """How many studies a cell holds and, as a sign, the best evidence among them; nothing for a gap."""
    if cell.best is None:
        return ()
    mark, style, _ = _SIGNS[_place(cell.best)]
    own = plain("‡", "own") if any(finding.overlay for finding in cell.findings) else ()
    return (*plain(f"{len(cell.studies)}{mark if sign else ''}", style), *own)


def signs() -> Text:
    """What a count and its sign mean."""
    spans = [Span("Number of studies, and the best evidence among them: ")]
    for place, (mark, style, meaning) in enumerate(_SIGNS):
        spans += [Span(", " if place else ""), Span(mark, style), Span(f" {meaning}")]
    return (*spans, Span("; –", "dim"), Span(" none on file."))


def _notes(found: GapMap) -> str:
    kinds = f"Kinds of one {found.axis} are counted together; --fine keeps them apart. "
    return _COUNTED + (kinds if any(column.family for column in found.columns) else "") + _GRADED


def _matrix(found: GapMap, dataset: Dataset) -> Matrix:
    lines: list[Line] = []
    shown = ""
    for row in sorted(found.rows, key=lambda row: list(GROUPS).index(row.group)):
        group, shown = ("" if row.group == shown else GROUPS[row.group]), row.group
        trials = plain(str(row.trials) if row.trials else "")
        name = f"{row.name} ‡" if dataset.outlines[row.id].overlay else row.name
        lines.append(_line(found, name, row.cells, (count(row.total), trials), group))
    trials = plain(str(found.trials) if found.trials else "")
    return Matrix(
        "Condition",
        _THINGS[found.axis],
        tuple((column.short, _name(column)) for column in found.columns),
        tuple(lines),
        ("Studies", "Trials"),
        _line(found, "All of these", found.totals, (count(found.total), trials)),
    )


def _line(found: GapMap, name: str, cells: Sequence[Cell], margin: tuple[Text, ...], group: str = "") -> Line:
    # A column of one level needs no sign.
    sign = found.axis != "level"
    return Line(name, tuple(count(cell, sign=sign) for cell in cells), margin, _rest(cells, sign=sign), group)


def _rest(cells: Sequence[Cell], *, sign: bool) -> tuple[Text, ...]:
    """What the cells from each place on come to."""
    texts: list[Text] = [()]
    taken = Cell()
    for cell in reversed(cells):
        if cell.findings:
            taken = gathered((taken, cell))
            texts.append(count(taken, sign=sign))
        else:
            texts.append(texts[-1])
    return tuple(reversed(texts))


def _name(column: Column) -> str:
    """The full name; what it says in brackets would set it apart from those that are counted with it here."""
    return column.name.split(" (", 1)[0] if column.family else column.name


def _place(best: Tier) -> int:
    if best.model == "human":
        return 0 if best.level <= _LAST_RANDOMISED else 1
    return _PLACES[best.model]
