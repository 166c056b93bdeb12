"""A matrix on a terminal: how many columns fit, how headers fold, what stands for the columns that do not fit."""

import pytest

from exocli.render import markdown, plain
from exocli.render.matrix import filled, fit, folded, gaps, legend
from exocli.view.document import Line, Matrix
from exocli.view.document import plain as text


def matrix(columns: int, *, rest: bool = True) -> Matrix:
    """A row with a number in every second column."""
    cells = tuple(text("" if place % 2 else str(place)) for place in range(columns))
    gathered = tuple(text(f"+{columns - place}") for place in range(columns + 1)) if rest else ()
    line = Line("a condition", cells, (text("9"),), gathered)
    names = tuple((f"S{place}", f"source {place}") for place in range(columns))
    return Matrix("Condition", "sources", names, (line,), ("Studies",))


def test_all_columns_stand_where_they_fit() -> None:
    drawn = fit(matrix(4), 80)
    assert drawn is not None
    assert drawn.shown == 4


@pytest.mark.parametrize("width", range(30, 120))
def test_what_is_drawn_is_never_wider_than_the_terminal(width: int) -> None:
    drawn = fit(matrix(30), width)
    if drawn is not None:
        assert drawn.name + sum(taken + 1 for taken, _ in drawn.columns) <= width
        assert drawn.shown >= 3


def test_the_last_columns_are_gathered_in_one() -> None:
    drawn = fit(matrix(30), 60)
    assert drawn is not None
    assert drawn.shown < 30
    assert drawn.columns[-1][1] == ("other",)
    header, names = list(legend(matrix(30), drawn.shown))[-1]
    assert header == f"other ({30 - drawn.shown} sources)"
    assert names.endswith("source 29")


def test_without_room_for_three_columns_there_is_no_table() -> None:
    assert fit(matrix(30), 30) is None


def test_nothing_is_gathered_where_nothing_stands_for_the_rest() -> None:
    assert fit(matrix(30, rest=False), 60) is None


@pytest.mark.parametrize(
    ("header", "width", "lines"),
    [
        ("Wnt/β-catenin", 7, ("Wnt/β-", "catenin")),
        ("PI3K/AKT", 6, ("PI3K/", "AKT")),
        ("source not stated", 6, ("source", "not", "stated")),
        ("source not stated", 12, ("source not", "stated")),
        ("macrophage", 4, ("macrophage",)),
        ("miR-21", 6, ("miR-21",)),
    ],
)
def test_a_header_folds_where_a_word_a_slash_or_a_hyphen_ends(header: str, width: int, lines: tuple[str, ...]) -> None:
    assert folded(header, width, len) == lines


def test_a_list_shows_gaps_one_by_one_where_columns_are_few() -> None:
    few, many = matrix(4), matrix(8)
    assert "".join(span.text for span in filled(few.lines[0], few)) == "S0 0 · S1 – · S2 2 · S3 –"
    assert gaps(few.lines[0], few) == []
    assert "".join(span.text for span in filled(many.lines[0], many)) == "S0 0 · S2 2 · S4 4 · S6 6"
    assert gaps(many.lines[0], many) == ["S1", "S3", "S5", "S7"]


def test_in_a_pipe_a_row_is_a_line() -> None:
    assert (
        plain.write((matrix(8),)).splitlines()[0]
        == "a condition: studies 9; S0 0 · S2 2 · S4 4 · S6 6; – S1, S3, S5, S7"
    )


def test_in_markdown_every_gap_has_its_cell() -> None:
    lines = markdown.write((matrix(3),)).splitlines()
    assert lines[0] == "| Condition | Studies | S0 | S1 | S2 |"
    assert lines[2] == "| a condition | 9 | 0 | – | 2 |"
    assert "- **S1** source 1" in lines
