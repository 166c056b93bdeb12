"""Where things stand in a picture of columns: their order, with few crossings, and their heights.

A link that passes over columns gets a lane there, a thin place of its own between the boxes, which all links that
leave the same box share; so no line runs through a box. The order is found by sweeps of barycentres (Sugiyama, Tagawa
and Toda 1981, doi:10.1109/TSMC.1981.4308636), the heights by pulling each place towards its neighbours without
changing that order.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

# A box in its own column, or its lane in a column further right.
Place = tuple[str, int]
Link = tuple[str, str]
_SWEEPS = 24
_PULLS = 16


class Route(NamedTuple):
    """Places in columns, which of them are boxes (not lanes), and the steps that links are made of."""

    columns: tuple[tuple[Place, ...], ...]
    boxes: frozenset[Place]
    steps: tuple[tuple[Place, Place], ...]


def route(columns: Sequence[Sequence[str]], links: Iterable[Link]) -> Route:
    """Give every link its steps; lanes stand in a column after its boxes."""
    column_of = {box: number for number, boxes in enumerate(columns) for box in boxes}
    places: list[list[Place]] = [[(box, number) for box in boxes] for number, boxes in enumerate(columns)]
    steps: dict[tuple[Place, Place], None] = {}
    for origin, target in links:
        way = [(origin, number) for number in range(column_of[origin], column_of[target])]
        way.append((target, column_of[target]))
        for place in way[1:-1]:
            if place not in places[place[1]]:
                places[place[1]].append(place)
        steps.update(dict.fromkeys(pairwise(way)))
    return Route(tuple(map(tuple, places)), frozenset((box, at) for box, at in column_of.items()), tuple(steps))


def ordered(layers: Route) -> Route:
    """The places of each column in an order in which few steps cross."""
    before, after = _neighbours(layers)
    current = [list(column) for column in layers.columns]
    best, fewest = [list(column) for column in current], _crossings(current, layers.steps)
    for sweep in range(_SWEEPS):
        rightwards = sweep % 2 == 0
        numbers = range(1, len(current)) if rightwards else range(len(current) - 2, -1, -1)
        for number in numbers:
            rank = {place: at for at, place in enumerate(current[number - 1 if rightwards else number + 1])}
            beside = before if rightwards else after
            at_now = {place: float(at) for at, place in enumerate(current[number])}
            weight = {
                place: _mean([rank[other] for other in beside.get(place, ())], at_now[place])
                for place in current[number]
            }
            current[number].sort(key=lambda place: (weight[place], at_now[place]))
        crossings = _crossings(current, layers.steps)
        if crossings < fewest:
            best, fewest = [list(column) for column in current], crossings
    return layers._replace(columns=tuple(map(tuple, best)))


def centres(layers: Route, heights: Mapping[Place, float], gap: float) -> tuple[dict[Place, float], float]:
    """The middle of each place, from the top, and the height of the picture. Places keep their order and `gap`."""
    total = max((_stacked(column, heights, gap) for column in layers.columns), default=0.0)
    middle: dict[Place, float] = {}
    for column in layers.columns:
        top = (total - _stacked(column, heights, gap)) / 2
        for place in column:
            middle[place] = top + heights[place] / 2
            top += heights[place] + gap
    before, after = _neighbours(layers)
    for pull in range(_PULLS):
        columns = layers.columns if pull % 2 == 0 else layers.columns[::-1]
        for column in columns:
            wished = [
                _mean([middle[other] for other in (*before.get(place, ()), *after.get(place, ()))], middle[place])
                for place in column
            ]
            middle.update(zip(column, _apart(column, wished, heights, gap, total), strict=True))
    return middle, total


def _apart(
    column: Sequence[Place], wished: Sequence[float], heights: Mapping[Place, float], gap: float, total: float
) -> list[float]:
    """The middles nearest to those wished at which nothing overlaps: isotonic regression by pooling violators."""
    offsets: list[float] = []
    down = 0.0
    for place in column:
        offsets.append(down + heights[place] / 2)
        down += heights[place] + gap
    room = total - (down - gap)
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=True):
        pools.append((wish - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (first, many), (second, more) = pools[-2:]
            pools[-2:] = [((first * many + second * more) / (many + more), many + more)]
    shifts = [min(max(shift, 0.0), room) for shift, many in pools for _ in range(many)]
    return [shift + offset for shift, offset in zip(shifts, offsets, strict=True)]


def _stacked(column: Sequence[Place], heights: Mapping[Place, float], gap: float) -> float:
    return sum(heights[place] for place in column) + gap * max(len(column) - 1, 0)


def _neighbours(layers: Route) -> tuple[dict[Place, list[Place]], dict[Place, list[Place]]]:
    """For each place, those it is joined to on its left and on its right."""
    before: dict[Place, list[Place]] = {}
    after: dict[Place, list[Place]] = {}
    for origin, target in layers.steps:
        after.setdefault(origin, []).append(target)
        before.setdefault(target, []).append(origin)
    return before, after


def _crossings(columns: Sequence[Sequence[Place]], steps: Iterable[tuple[Place, Place]]) -> int:
    rank = {place: at for column in columns for at, place in enumerate(column)}
    between: dict[int, list[tuple[int, int]]] = {}
    for origin, target in steps:
        between.setdefault(origin[1], []).append((rank[origin], rank[target]))
    return sum(
        (left[0] - right[0]) * (left[1] - right[1]) < 0
        for pairs in between.values()
        for at, left in enumerate(pairs)
        for right in pairs[at + 1 :]
    )


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
