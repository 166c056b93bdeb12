"""The page of a comparison: the evidence side by side, what is shared, what moves the same way and what does not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from exocli.comparison import (
    FACETS,
    Comparison,
    Facet,
    Item,
    Move,
    directions,
    moved_name,
    name_of,
    studies_at,
    tiers,
)
from exocli.dataset import Dataset
from exocli.evidence import Tier
from exocli.gapmap import Cell
from exocli.view import cells
from exocli.view.condition import caution, trial_grid
from exocli.view.document import (
    Block,
    Column,
    Document,
    Grid,
    Heading,
    Items,
    Layout,
    Line,
    Matrix,
    Paragraph,
    Row,
    Span,
    Text,
    Title,
    joined,
    plain,
)
from exocli.view.gapmap import count, signs

# The facets that are tables of their own; where a molecule moves and who carries it is said with its moves.
_FACET_NAMES: Mapping[Facet, str] = {
    "conditions": "Conditions",
    "sources": "Sources",
    "cargo": "Cargo that was tested",
    "pathways": "Pathways",
}
_COUNTED = (
    "Only therapeutic vesicles count, no retracted papers, no conditioned medium. The number of studies is no measure "
    "of efficacy."
)
# The least width of a column of names, and of a column of moves with their references.
_NAME, _SIDE = 18, 20


def document(found: Comparison, dataset: Dataset) -> Document:
    """The page of a comparison."""
    page = _Page(found, dataset)
    return (
        Title(", ".join(item.name for item in found.items), f"{found.kind}s compared"),
        *page.within(),
        Paragraph(signs()),
        page.evidence(),
        *(block for facet in FACETS[found.kind] for block in page.facet(facet)),
        *page.moves(),
        *page.carried(),
        *page.trials(),
        *page.references(),
        Paragraph(plain(f"{_COUNTED} {cells.LEVEL_KEY}", "dim")),
        caution(dataset),
    )


class _Page:
    """The sections, which share the numbers of references."""

    def __init__(self, found: Comparison, dataset: Dataset) -> None:
        self._found = found
        self._dataset = dataset
        self._references = cells.References(dataset.studies)
        self._names = tuple(_short(found.kind, item, dataset) for item in found.items)
        self._all = "both" if len(found.items) == 2 else f"all {len(found.items)}"  # noqa: PLR2004  (a pair)

    def within(self) -> Iterator[Block]:
        """Which of them belongs to another of them."""
        names = {item.id: item.name for item in self._found.items}
        for item in self._found.items:
            if item.within:
                said = f"{item.name} is counted within {names[item.within]} too."
                yield Paragraph(plain(said[0].upper() + said[1:], "warn"))

    def evidence(self) -> Matrix:
        """Studies and findings, by level and by direction."""
        items = self._found.items
        shares = [
            (way.replace("-", " "), [_share(item.summary.directions.get(way, 0), item) for item in items])
            for way in directions(self._found)
        ]
        levels = [
            (f"level {cells.tier(Tier(*at, 0))}", [_number(studies_at(item, *at)) for item in items])
            for at in tiers(self._found)
        ]
        people = [_number(item.summary.human) for item in items]
        lines = [
            *_lines(
                "Studies", [("all", [_number(item.summary.studies) for item in items]), *levels, ("in people", people)]
            ),
            *_lines("Findings", [("all", [_number(item.summary.findings) for item in items]), *shares]),
            *_lines("Also on file", [("disputed read-outs", [_number(len(item.summary.conflicts)) for item in items])]),
        ]
        if self._found.kind != "molecule":
            lines.append(Line("registered trials", tuple(_number(len(item.trials)) for item in items)))
        return self._matrix("Evidence", lines)

    def facet(self, facet: Facet) -> Iterator[Block]:
        """What at least two of them have, with the studies of each; then what one alone has."""
        if facet not in _FACET_NAMES or (self._found.kind == "molecule" and facet != "sources"):
            return
        shared = self._found.shared(facet)
        own = [(item, self._found.alone(facet, item)) for item in self._found.items]
        if not shared and not any(ids for _, ids in own):
            return
        moving = self._found.kind == "molecule"
        yield Heading("Sources whose vesicles move them" if moving else _FACET_NAMES[facet], "studies, best evidence")
        if shared:
            lines = [
                Line(
                    name_of(id_, facet, self._dataset),
                    tuple(count(item.facets[facet].get(id_, Cell())) for item in self._found.items),
                )
                for id_ in shared
            ]
            yield self._matrix("Shared", lines)
        else:
            yield Paragraph(plain("None shared.", "dim"))
        for name, (item, ids) in zip(self._names, own, strict=True):
            if ids:
                listed = (
                    (Span(f"{name_of(id_, facet, self._dataset)} "), *count(item.facets[facet][id_])) for id_ in ids
                )
                yield Paragraph((Span(f"Only {name}: ", "strong"), *joined(listed, " · ")))

    def moves(self) -> Iterator[Block]:
        """What moves the same way in all of them, what moves opposite ways and, for molecules, where else they move."""
        found = self._found
        what = "Conditions in which they move" if found.kind == "molecule" else "Read-outs that move"
        first = "Condition" if found.kind == "molecule" else "Read-out"
        yield Heading(f"{what} the same way in {self._all}" if found.kind != "molecule" else f"{what} the same way")
        yield self._moved(first, found.same_way) if found.same_way else Paragraph(plain("None on file.", "dim"))
        yield Heading(f"{what} opposite ways", "up in one, down in another")
        yield self._moved(first, found.opposite) if found.opposite else Paragraph(plain("None on file.", "dim"))
        if found.kind == "molecule":
            shown = {*found.same_way, *found.opposite}
            rest = sorted({on for item in found.items for on, move in item.moves.items() if move.way} - shown)
            if rest:
                yield Heading("Conditions in which only some of them move")
                yield self._moved(first, rest)

    def carried(self) -> Iterator[Block]:
        """Where molecules were tested as the cargo, by condition."""
        if self._found.kind != "molecule":
            return
        ids = (
            *self._found.shared("carried_in"),
            *(id_ for i in self._found.items for id_ in self._found.alone("carried_in", i)),
        )
        yield Heading("As cargo that was tested", "studies, sources, references")
        if not ids:
            yield Paragraph(plain("None on file.", "dim"))
            return
        rows = [
            (
                self._dataset.outlines[id_].name,
                [
                    self._side("", item.facets["carried_in"].get(id_, Cell()), sources=True)
                    for item in self._found.items
                ],
            )
            for id_ in ids
        ]
        yield self._grid("Condition", rows)

    def trials(self) -> Iterator[Block]:
        """The registered trials: first those that concern several of them, then each one's own."""
        several = [
            t for i in self._found.items for t in i.trials if sum(t in other.trials for other in self._found.items) > 1
        ]
        groups = [(f"In {self._all}" if len(self._names) == 2 else "In several", tuple(dict.fromkeys(several)))]  # noqa: PLR2004
        groups += [
            (name, tuple(trial for trial in item.trials if trial not in several))
            for name, item in zip(self._names, self._found.items, strict=True)
        ]
        grids = [(name, trial_grid(trials, self._dataset)) for name, trials in groups if trials]
        if grids:
            rows = [
                row._replace(group="" if place else name) for name, grid in grids for place, row in enumerate(grid.rows)
            ]
            yield Heading("Registered trials")
            yield grids[0][1]._replace(rows=tuple(rows))

    def references(self) -> Iterator[Block]:
        """The studies that were marked."""
        if self._references.keys:
            yield Heading("References")
            yield Items(self._references.items())

    def _matrix(self, corner: str, lines: Iterable[Line]) -> Matrix:
        return Matrix(corner, f"{self._found.kind}s", tuple((name, name) for name in self._names), tuple(lines))

    def _moved(self, first: str, ids: Iterable[str]) -> Grid:
        sources = self._found.kind == "molecule"
        rows = [
            (
                moved_name(on, self._found.kind, self._dataset),
                [self._sides(item.moves.get(on, Move()), sources=sources) for item in self._found.items],
            )
            for on in ids
        ]
        return self._grid(first, rows)

    def _grid(self, first: str, rows: Sequence[tuple[str, Sequence[Text]]]) -> Grid:
        """A column for each of them or, where those would not fit, each on a line of its own below the name."""
        places = [f"item-{place}" for place in range(len(self._names))]
        columns = [Column(name, (place,), ratio=_SIDE) for name, place in zip(self._names, places, strict=True)]
        wide = Layout(_NAME + _SIDE * len(columns), (Column(first, ("name",), ratio=_NAME), *columns))
        narrow = Layout(0, (Column(first, ("name", "below"), ratio=1),))
        drawn = []
        for name, sides in rows:
            below = ((Span(f"  {item}  ", "dim"), *side) for item, side in zip(self._names, sides, strict=True) if side)
            cells_ = {"name": plain(name, "strong"), "below": joined(below, "\n")}
            drawn.append(Row({**cells_, **dict(zip(places, sides, strict=True))}))
        return Grid(tuple(drawn), (wide, narrow), (("name", first),))

    def _sides(self, move: Move, *, sources: bool) -> Text:
        return joined((self._side("↑ ", move.up, sources=sources), self._side("↓ ", move.down, sources=sources)), "  ")

    def _side(self, arrow: str, cell: Cell, *, sources: bool) -> Text:
        """How many studies, by vesicles of which sources where that is asked, and which."""
        if not cell.findings:
            return ()
        names = dict.fromkeys(_abbreviated(row.source, self._dataset) for row in cell.findings) if sources else ()
        return (
            *plain(arrow, "up" if arrow.startswith("↑") else "down"),
            *count(cell),
            *plain(f" {', '.join(names)}" if names else ""),
            Span(" "),
            *self._references.marks(cell.studies),
        )


def _lines(group: str, rows: Iterable[tuple[str, Sequence[Text]]]) -> Iterator[Line]:
    """Rows of a matrix under a heading."""
    for place, (name, texts) in enumerate(rows):
        yield Line(name, tuple(texts), group="" if place else group)


def _number(value: int) -> Text:
    return plain(str(value) if value else "")


def _share(value: int, item: Item) -> Text:
    """A number of findings and its share of them all."""
    return plain(f"{value} ({value / item.summary.findings:.0%})" if value else "")


def _short(kind: str, item: Item, dataset: Dataset) -> str:
    return _abbreviated(item.id, dataset) if kind == "source" else item.name


def _abbreviated(id_: str, dataset: Dataset) -> str:
    record = dataset.sources.get(id_)
    return (record.abbreviation or record.name) if record else id_
