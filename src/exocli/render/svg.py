"""Graph → SVG: columns from source to outcome, drawn here, without any other program.

Directions differ in shape as well as in colour (an arrowhead raises, a bar lowers, a ring leaves as it is), so the
picture holds in grey and for colour-blind readers; the colours are those of Okabe and Ito.
"""

from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import NamedTuple

from exocli.chains import Change
from exocli.graph import COLUMNS, Edge, Graph, Node
from exocli.render.layered import Place, Route, centres, ordered, route
from exocli.render.lettering import lines, width, xml
from exocli.render.palette import FAINT, FILLS, INK, LINES, NEUTRAL, PAPER, thickness
from exocli.render.strokes import HEAD, head, lettered, line, room, written
from exocli.view.graph import COLUMN_NAMES, Caption, best, edge_label, weight

_FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
_HEADING, _SAID, _NAME, _SMALL, _COUNT, _NOTE = 22.0, 13.0, 13.0, 10.0, 9.5, 11.0
_MARGIN, _PAD, _GAP = 28.0, 9.0, 11.0
_WIDEST_NAME = 158.0
_SHORTEST_CURVE, _LONGEST_CURVE, _WIDEST_SPREAD = 56.0, 150.0, 240.0
_PITCH, _TIGHT = 13.0, 8.0
_LANE = 5.0
# A picture with few columns is spread to this, the shape of a slide.
_NARROWEST = 1240.0


class Card(NamedTuple):
    """A node as it is drawn: its name in lines, and what enters it from the left, from top to bottom."""

    node: Node
    names: tuple[str, ...]
    below: str
    entries: tuple[Edge, ...]


class Frame(NamedTuple):
    """Where things stand: the left edge and width of each column, the room for counts before it, the middles."""

    lefts: tuple[float, ...]
    widths: tuple[float, ...]
    counts: tuple[float, ...]
    middles: dict[Place, float]
    bottom: float


def write(graph: Graph, words: Caption) -> str:
    """Return a graph as an SVG document, as wide as what is in it."""
    columns = [column for column in COLUMNS if any(node.kind == column for node in graph.nodes)]
    cards = {node.id: _card(node, graph.edges) for node in graph.nodes}
    layers = ordered(
        route(
            [[node.id for node in graph.nodes if node.kind == column] for column in columns],
            [(edge.origin, edge.target) for edge in graph.edges],
        )
    )
    room_ = _NARROWEST - 2 * _MARGIN
    title = lines(words.title, _HEADING, room_, bold=True)
    said = lines(words.subtitle, _SAID, room_)
    below = _MARGIN + 8 + (_HEADING + 4) * len(title)
    top = below + (_SAID + 4) * len(said) + 44
    body = written(_MARGIN, _MARGIN + 8, title, _HEADING, bold=True)
    body += written(_MARGIN, below, said, _SAID, colour=FAINT)
    frame = _frame(layers, cards, top)
    total = max(frame.lefts[-1] + frame.widths[-1] + _MARGIN if columns else 0.0, _NARROWEST)
    for column, left, wide in zip(columns, frame.lefts, frame.widths, strict=True):
        body += written(left + wide / 2, top - 24, [COLUMN_NAMES[column]], _NAME, bold=True, anchor="middle")
    body += _lines(layers, cards, frame)
    for places in layers.columns:
        for place in (place for place in places if place in layers.boxes):
            body += _box(cards[place[0]], place, frame)
    bottom = frame.bottom
    if columns:
        legend, bottom = _legend(graph, bottom + 30, total)
        body += legend
    notes = [row for note in words.notes for row in lines(note, _NOTE, total - 2 * _MARGIN)]
    body += written(_MARGIN, bottom + 22, notes, _NOTE, colour=FAINT)
    height = bottom + 22 + (_NOTE + 4) * len(notes) + _MARGIN / 2
    size = f'width="{total:.0f}" height="{height:.0f}"'
    view = f'viewBox="0 0 {total:.0f} {height:.0f}" role="img" font-family="{_FONT}"'
    opening = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view}>',
        f"<title>{xml(words.title)}</title>",
        f"<desc>{xml(words.subtitle)}</desc>",
        f'<rect {size} fill="{PAPER}"/>',
    ]
    return "\n".join([*opening, *body, "</svg>", ""])


def _card(node: Node, edges: Iterable[Edge]) -> Card:
    below = f"{'↕ ' if node.disputed else ''}{weight(node)}"
    names = tuple(lines(node.label, _NAME, _WIDEST_NAME, bold=True))
    return Card(node, names, below, tuple(edge for edge in edges if edge.target == node.id))


def _count(edge: Edge) -> str:
    """What stands at the end of a line: nothing for a single study at level 5, the common case."""
    if len(edge.keys) == 1 and edge.best.level == 5:  # noqa: PLR2004  (the lowest level there is)
        return ""
    return f"{len(edge.keys)} · {best(edge.best).replace('level ', 'L')}"


def _pitch(edge: Edge) -> float:
    return _PITCH if _count(edge) else _TIGHT


def _tall(card: Card) -> float:
    """The height of a box: room for its text, and for everything that enters it."""
    return max(16 * len(card.names) + 13 + 2 * 6, sum(map(_pitch, card.entries)) + 8)


def _frame(layers: Route, cards: Mapping[str, Card], top: float) -> Frame:
    """Measure the columns and set everything in its place."""
    heights: dict[Place, float] = {}
    widths: list[float] = []
    counts: list[float] = []
    curves: list[float] = []
    for places in layers.columns:
        boxes = [cards[place[0]] for place in places if place in layers.boxes]
        entries = [edge for card in boxes for edge in card.entries]
        heights.update((place, _tall(cards[place[0]]) if place in layers.boxes else _LANE) for place in places)
        texts = [width(name, _NAME, bold=True) for card in boxes for name in card.names]
        texts += [width(card.below, _SMALL) for card in boxes]
        widths.append(max(texts) + 2 * _PAD)
        counts.append(max((width(_count(edge), _COUNT) for edge in entries), default=0.0) + 8)
        # The more lines there are, the more room they get to part.
        curves.append(min(max(40 + 1.3 * len(entries), _SHORTEST_CURVE), _LONGEST_CURVE))
    gaps = max(len(widths) - 1, 1)
    spare = (_NARROWEST - 2 * _MARGIN - sum(widths) - sum(counts[1:])) / gaps - HEAD
    spread = min(spare, _WIDEST_SPREAD)
    steps = [max(curve, spread) + count + HEAD for curve, count in zip(curves, counts, strict=True)][1:]
    offsets = accumulate((wide + step for wide, step in zip(widths, steps, strict=False)), initial=_MARGIN)
    middles, total = centres(layers, heights, _GAP)
    shifted = {place: top + middle for place, middle in middles.items()}
    return Frame(tuple(offsets)[: len(widths)], tuple(widths), tuple(counts), shifted, top + total)


def _lines(layers: Route, cards: Mapping[str, Card], frame: Frame) -> list[str]:
    """Lanes, then edges with their heads, then counts, so that no line runs over a count."""
    lanes: list[str] = []
    edges: list[str] = []
    counts: list[str] = []
    origins: dict[Place, dict[str, Place]] = {}
    for origin, target in layers.steps:
        origins.setdefault(target, {})[origin[0]] = origin
        if target not in layers.boxes:
            end = frame.lefts[target[1]] + frame.widths[target[1]]
            lanes.append(line(_curve(origin, frame, target[1], frame.middles[target], end), NEUTRAL, 1.6))
    for place, before in origins.items():
        if place in layers.boxes:
            card, tip = cards[place[0]], frame.lefts[place[1]] - 1
            entries = sorted(card.entries, key=lambda edge: frame.middles[before[edge.origin]])
            y = frame.middles[place] - sum(map(_pitch, entries)) / 2
            for edge in entries:
                y += _pitch(edge) / 2
                path = _curve(before[edge.origin], frame, place[1], y, tip - HEAD + 2)
                keys = ", ".join(edge.keys)
                said = f"{cards[edge.origin].node.label} → {card.node.label}: {edge_label(edge)} ({keys})"
                drawn = line(path, LINES[edge.change], thickness(len(edge.keys), 1.3), dashed=edge.conflicting)
                edges.append(f"<g><title>{xml(said)}</title>{drawn}{head(edge.change, tip, y)}</g>")
                counts += _counted(edge, tip - HEAD - 2, y)
                y += _pitch(edge) / 2
    return [*lanes, *edges, *counts]


def _curve(origin: Place, frame: Frame, number: int, y: float, end: float) -> str:
    """From the right of a place, in one bend, to the height `y`, and level from before the counts on."""
    start, from_y = frame.lefts[origin[1]] + frame.widths[origin[1]], frame.middles[origin]
    level = frame.lefts[number] - HEAD - frame.counts[number]
    half = (start + level) / 2
    return f"M{start:.1f} {from_y:.1f}C{half:.1f} {from_y:.1f} {half:.1f} {y:.1f} {level:.1f} {y:.1f}H{end:.1f}"


def _counted(edge: Edge, end: float, y: float) -> list[str]:
    if not (count := _count(edge)):
        return []
    wide = width(count, _COUNT)
    return [room(end - wide, y - 6, wide, 12, PAPER), lettered(end - wide / 2, y + 3.3, count, _COUNT)]


def _box(card: Card, place: Place, frame: Frame) -> list[str]:
    left, wide, middle, tall = frame.lefts[place[1]], frame.widths[place[1]], frame.middles[place], _tall(card)
    border = f' rx="5" stroke="{INK}" ' + (
        'stroke-width="2" stroke-dasharray="6 3"' if card.node.disputed else 'stroke-width="1"'
    )
    said = f"{card.node.name}: {weight(card.node)} ({', '.join(card.node.keys)})"
    x, y = left + wide / 2, middle - (16 * len(card.names) + 13) / 2
    return [
        f"<g><title>{xml(said)}</title>",
        room(left, middle - tall / 2, wide, tall, FILLS[card.node.kind], border),
        *(lettered(x, y + 12.5 + 16 * row, name, _NAME, bold=True) for row, name in enumerate(card.names)),
        lettered(x, y + 16 * len(card.names) + 9.5, card.below, _SMALL, colour=FAINT),
        "</g>",
    ]


def _legend(graph: Graph, top: float, total: float) -> tuple[list[str], float]:
    """Samples of what is in the picture, in rows that fit; and where they end."""
    drawn: list[str] = []
    x, y = _MARGIN, top
    changes = {edge.change for edge in graph.edges}
    samples = [(_sample(change), said) for change, said in _CHANGES.items() if change in changes]
    if any(edge.conflicting for edge in graph.edges):
        samples.append((_DISPUTED, "↕ moved both ways: in one condition, or by one source"))
    samples.append(
        ("", "2 · L5 animal: two studies, best level 5 (animal); no count: one study at level 5; thicker: more studies")
    )
    for sample, said in samples:
        before = 40 if sample else 0
        wide = before + width(said, _NOTE)
        if x + wide > total - _MARGIN and x > _MARGIN:
            x, y = _MARGIN, y + 20
        drawn += [f'<g transform="translate({x:.1f} {y:.1f})">{sample}</g>'] if sample else []
        drawn += written(x + before, y + 4, [said], _NOTE)
        x += wide + 22
    return drawn, y + 6


_CHANGES: Mapping[Change | None, str] = {
    "up": "raised",
    "down": "lowered",
    "same": "no change",
    None: "reported together",
}
_DISPUTED = line("M0 0H34", INK, 1.8, dashed=True)


def _sample(change: Change | None) -> str:
    return line("M0 0H26", LINES[change], 1.8) + head(change, 34, 0)
