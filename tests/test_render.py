"""Documents and objects as they are printed: terminal, plain text, Markdown, JSON, CSV, TSV, and the signs in them."""

import csv
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len
from rich.console import Console

from exocli import Dataset, cite, contract
from exocli.render import machine, markdown, plain, references, signs, terminal
from exocli.selection import select
from exocli.view import condition, entity, listing, registry, study
from exocli.view.document import (
    Column,
    Document,
    Fields,
    Grid,
    Heading,
    Items,
    Layout,
    Paragraph,
    Row,
    Span,
    Text,
    Title,
)

WIDTHS = (120, 80, 40, 20)
ESCAPE = "\x1b"
# Bidirectional controls (Unicode Standard Annex 9) can make a line read as something else than it says.
BIDI = {"\u061c", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
# Chance alone seldom meets the signs that do harm.
HARMFUL = [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *sorted(BIDI), "\u2028", "\u2029", "\ufeff", "|", "\\"]
anything = st.text(st.sampled_from(HARMFUL) | st.characters(exclude_categories=()))
any_text = st.text(st.sampled_from(HARMFUL) | st.characters(codec="utf-8"))
PAGES = (
    "psoriasis",
    "wound-repair",
    "urticaria",
    "hidradenitis-suppurativa",
    "MMP1",
    "adsc",
    "seed review",
    "trial",
    "notice",
    "list conditions",
    "list studies",
    "list notices",
)


def page(name: str, dataset: Dataset) -> Document:
    if name.startswith("list "):
        kind = name.removeprefix("list ")
        return listing.document(kind, contract.listed(kind, dataset), dataset)
    others: dict[str, Callable[[], Document]] = {
        "MMP1": lambda: entity.document("molecule", "MMP1", dataset),
        "adsc": lambda: entity.document("source", "adsc", dataset),
        "seed review": lambda: study.document(dataset.studies[dataset.about.seed], dataset),
        "trial": lambda: registry.trial_document(dataset.trials["NCT05523011"], dataset),
        "notice": lambda: registry.notice_document(dataset.notices[dataset.about.headline_notice], dataset),
    }
    if name in others:
        return others[name]()
    return condition.document(select(dataset.conditions[name], dataset), dataset)


def drawn(document: Document, width: int, *, ascii_only: bool = False, styled: bool = False) -> str:
    """A page as a terminal of that width gets it; without `styled`, the signs alone."""
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=styled,
        color_system="standard" if styled else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    terminal.draw(document, console, ascii_only=ascii_only)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def cells(document: Document) -> Iterator[str]:
    """Everything a page says but its headings and labels."""
    for block in document:
        if isinstance(block, Paragraph):
            yield words(block.text)
        elif isinstance(block, Fields):
            yield from (words(text) for _, text in block.rows)
        elif isinstance(block, Items):
            yield from (words(text) for _, text in block.items)
        elif isinstance(block, Grid):
            yield from (words(row.cells[name]) for row in block.rows for name, _ in block.labels if row.cells[name])


def words(text: Text) -> str:
    return "".join(span.text for span in text)


def one_of_each(text: str, link: str | None = None) -> Document:
    """A page with a block of every kind that says the same thing."""
    said = (Span(text, "", link),)
    columns = (Column("Here", ("here",), ratio=1), Column("There", ("there",), width=8))
    row = Row({"here": said, "there": said})
    labels = (("here", "Here"), ("there", "There"))
    return (
        Title("Page", "test"),
        Heading("Section", "remark"),
        Paragraph(said),
        Fields((("label", said),)),
        Items((("1.", said),)),
        Grid((row, row), (Layout(30, columns),), labels),
        Grid((row, row), (Layout(30, columns),), labels, records=True),
    )


# Terminal


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_no_line_is_wider_than_the_terminal(name: str, width: int, dataset: Dataset) -> None:
    for ascii_only in (False, True):
        for line in drawn(page(name, dataset), width, ascii_only=ascii_only).splitlines():
            assert cell_len(line) <= width, line


@given(text=any_text, width=st.integers(min_value=20, max_value=160))
def test_no_text_is_wider_than_the_terminal(text: str, width: int) -> None:
    for line in drawn(one_of_each(text), width).split("\n"):
        assert cell_len(line) <= width, line


def test_signs_of_double_width_fit_too() -> None:
    for width in WIDTHS:
        for line in drawn(one_of_each("皮膚の細胞外小胞" * 20), width).splitlines():
            assert cell_len(line) <= width, line


def test_a_very_wide_terminal_does_not_get_very_long_lines(dataset: Dataset) -> None:
    assert max(map(cell_len, drawn(page("psoriasis", dataset), 400).splitlines())) <= 150


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["psoriasis", "urticaria", "MMP1", "seed review", "trial", "notice"])
def test_nothing_that_a_page_says_is_cut(name: str, width: int, dataset: Dataset) -> None:
    document = page(name, dataset)
    said = Counter("".join("".join(cells(document)).split()))
    assert not said - Counter(drawn(document, width))


@pytest.mark.parametrize("width", [120, 80])
def test_findings_are_a_table_where_there_is_room(width: int, dataset: Dataset) -> None:
    lines = drawn(page("psoriasis", dataset), width).splitlines()
    assert any(line.startswith("Source") and line.rstrip().endswith("Ref") for line in lines)
    assert any(re.fullmatch("─+", line.strip()) for line in lines)


@pytest.mark.parametrize("width", [40, 20])
def test_a_narrow_terminal_gets_findings_one_after_another(width: int, dataset: Dataset) -> None:
    document = page("psoriasis", dataset)
    lines = drawn(document, width).splitlines()
    assert not any("─" in line for line in lines)
    grids = [block for block in document if isinstance(block, Grid) and "outcome" in block.rows[0].cells]
    outcomes = [line for line in lines if line.startswith("Outcome ")]
    assert len(outcomes) == sum(len(grid.rows) for grid in grids)


def test_a_terminal_gets_colour_and_links(dataset: Dataset) -> None:
    text = drawn(page("psoriasis", dataset), 120, styled=True)
    assert re.search(r"\x1b\[[\d;]*3[1-7]m", text)
    link = cite.link(dataset.studies[dataset.conditions["psoriasis"].findings[0].study])
    assert re.search(rf"\x1b\]8;[^;]*;{re.escape(str(link))}\x1b\\", text)


def test_every_link_that_is_opened_is_closed(dataset: Dataset) -> None:
    for line in drawn(page("psoriasis", dataset), 80, styled=True).splitlines():
        links = re.findall(r"\x1b\]8;[^;]*;([^\x1b]*)\x1b\\", line)
        assert all(bool(link) is (place % 2 == 0) for place, link in enumerate(links)), line
        assert len(links) % 2 == 0, line


def test_a_terminal_that_shows_ascii_gets_ascii(dataset: Dataset) -> None:
    text = drawn(page("psoriasis", dataset), 120, ascii_only=True)
    assert text.isascii()
    assert "down TNF-alpha" in text


@given(any_text)
def test_no_data_can_control_the_terminal(text: str) -> None:
    shown = drawn(one_of_each(text), 80)
    assert not any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in shown)
    assert not BIDI.intersection(shown)


@given(any_text)
@example("\x1b\\\x1b]0;title\x07")
def test_no_data_can_break_out_of_a_link(address: str) -> None:
    shown = drawn(one_of_each("text", f"https://example.org/{address}"), 80, styled=True)
    # Every escape is one that the page itself writes: a style, or the start or end of a link.
    rest = re.sub(r"\x1b\[[\d;]*m|\x1b\]8;[^;\x1b\x07]*;[^\x1b\x07]*\x1b\\", "", shown)
    assert ESCAPE not in rest
    assert "\x07" not in rest


# Plain text


@pytest.mark.parametrize("name", PAGES)
def test_plain_text_cuts_nothing(name: str, dataset: Dataset) -> None:
    document = page(name, dataset)
    text = plain.write(document)
    for cell in cells(document):
        for line in cell.split("\n"):
            assert line in text


@pytest.mark.parametrize("name", PAGES)
def test_plain_text_has_no_escape_code(name: str, dataset: Dataset) -> None:
    text = plain.write(page(name, dataset))
    assert not any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in text)
    assert text.endswith("\n")


def test_a_finding_in_plain_text_is_a_line_for_each_cell(dataset: Dataset) -> None:
    document = page("psoriasis", dataset)
    lines = plain.write(document).splitlines()
    grids = [block for block in document if isinstance(block, Grid) and block.records]
    assert grids
    for grid in grids:
        for name, label in grid.labels:
            for row in grid.rows:
                first = words(row.cells[name]).split("\n")[0]
                assert not first or any(line.startswith(label) and first in line for line in lines)


@given(any_text.filter(bool))
def test_a_cell_in_plain_text_is_one_line(text: str) -> None:
    columns = (Column("Here", ("here",), ratio=1),)
    row = Row({"here": (Span(text),)})
    grid = Grid((row, row, row), (Layout(0, columns),), (("here", "Here"),))
    assert plain.write((grid,)).count("\n") == 1 + 3
    records = grid._replace(records=True)
    # A blank line stands between two records.
    assert plain.write((records,)).count("\n") == 3 + 2


def test_a_list_in_plain_text_keeps_its_columns_in_line(dataset: Dataset) -> None:
    lines = plain.write(page("list trials", dataset)).splitlines()
    header = next(line for line in lines if line.startswith("Trial "))
    start = header.index("Title")
    for line in lines:
        if line.startswith("NCT"):
            assert line[start - 2 : start] == "  "
            assert line[start] != " "


@given(anything)
def test_plain_text_can_be_had_in_ascii(text: str) -> None:
    assert plain.write(one_of_each(text), ascii_only=True).isascii()


# Markdown


def table_rows(text: str) -> Iterator[list[str]]:
    """The pipe tables of a Markdown page, each as its lines."""
    for block in text.rstrip("\n").split("\n\n"):
        if block.startswith("|"):
            yield block.split("\n")


def pipes(line: str) -> int:
    """How many pipes divide cells: those that no backslash escapes."""
    return re.sub(r"\\.", "", line).count("|")


@pytest.mark.parametrize("name", PAGES)
def test_every_row_of_a_markdown_table_has_as_many_cells_as_its_header(name: str, dataset: Dataset) -> None:
    for header, rule, *rows in table_rows(markdown.write(page(name, dataset))):
        assert re.fullmatch(r"\|(-+:?\|)+", rule)
        assert rows
        for line in (rule, *rows):
            assert pipes(line) == pipes(header), line
            assert line.startswith("|")
            assert line.endswith("|")


@given(any_text)
def test_no_text_breaks_a_markdown_table(text: str) -> None:
    for header, rule, *rows in table_rows(markdown.write(one_of_each(text))):
        assert {pipes(line) for line in (rule, *rows)} == {pipes(header)}
        assert len(rows) == 2


@given(st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), min_size=1).filter(str.strip))
def test_text_in_a_markdown_table_reads_as_it_was_written(text: str) -> None:
    rendered = MarkdownIt("commonmark").enable("table").parse(markdown.write(one_of_each(text)))
    inside = [
        "".join(child.content for child in token.children or ())
        for before, token in pairwise(rendered)
        if before.type == "td_open"
    ]
    assert set(inside) == {text.strip()}


@pytest.mark.parametrize(
    "address",
    [
        "https://doi.org/10.3390/cosmetics10020065",
        "https://doi.org/10.1016/S0022-202X(15)30000-0",
        "https://example.org/a?b=c&d=_e_*f*",
    ],
)
def test_a_link_in_markdown_leads_where_it_should(address: str) -> None:
    assert addresses(markdown.write((Paragraph((Span("[1]", "key", address),)),))) == [address]


@pytest.mark.parametrize(
    "doi",
    [
        "10.1002/(SICI)1097-0134(19990101)34:1<1::AID-PROT1>3.0.CO;2-0",
        "10.1000/a|b",
        "10.1000/a\\b",
    ],
)
def test_a_doi_with_odd_signs_stays_a_link_in_a_markdown_table(doi: str) -> None:
    column = Column("Ref", ("ref",))
    row = Row({"ref": (Span("[1]", "key", f"https://doi.org/{doi}"),)})
    text = markdown.write((Grid((row,), (Layout(0, (column,)),), (("ref", "Ref"),)),))
    (header, _, line) = text.rstrip().split("\n")
    assert pipes(line) == pipes(header)
    assert len(addresses(text)) == 1


def addresses(text: str) -> list[str]:
    """Where the links of a Markdown page lead."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    children = (child for token in tokens for child in token.children or ())
    return [str(child.attrs["href"]) for child in children if child.type == "link_open"]


def test_a_markdown_page_links_its_references(dataset: Dataset) -> None:
    found = addresses(markdown.write(page("psoriasis", dataset)))
    cited = {finding.study for finding in dataset.conditions["psoriasis"].findings}
    assert {str(cite.link(dataset.studies[key])) for key in cited} <= set(found)


def test_a_markdown_page_has_one_title_and_its_sections(dataset: Dataset) -> None:
    document = page("psoriasis", dataset)
    lines = markdown.write(document).splitlines()
    assert [line for line in lines if line.startswith("# ")] == ["# Psoriasis"]
    sections = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert sections == [block.name for block in document if isinstance(block, Heading)]


# JSON, CSV, TSV

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(values)
def test_json_comes_back_as_it_was(value: object) -> None:
    data = machine.json(value)
    assert json.loads(data) == value
    assert data.endswith(b"\n")


def test_json_spells_greek_letters_and_not_their_codes(dataset: Dataset) -> None:
    assert "TNF-α".encode() in machine.json(contract.listed("molecules", dataset))


# A NUL byte is no text; the csv module of Python 3.10 refuses to read one.
cell_values = any_text.map(lambda text: text.replace("\x00", ""))
table_row = st.tuples(cell_values, cell_values | st.none()).map(lambda row: {"id": row[0], "name": row[1]})
tables = st.lists(table_row, min_size=1)


@given(tables)
def test_csv_reads_back_row_by_row(rows: list[dict[str, Any]]) -> None:
    header, *read = csv.reader(io.StringIO(machine.delimited(rows, ",").decode(), newline=""))
    assert header == ["id", "name"]
    written = [[row["id"], row["name"] or ""] for row in rows]
    assert [[unguarded(cell) for cell in row] for row in read] == [[unguarded(cell) for cell in row] for row in written]


def unguarded(cell: str) -> str:
    return cell.removeprefix("'")


@given(tables)
@example([{"id": "a\rb", "name": None}])
def test_tsv_has_a_line_a_row_and_the_same_columns_in_each(rows: list[dict[str, Any]]) -> None:
    text = machine.delimited(rows, "\t").decode()
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(read) == 1 + len(rows)
    assert {len(line) for line in read} == {2}


@given(tables, st.sampled_from(",\t"))
def test_no_cell_starts_a_formula(rows: list[dict[str, Any]], delimiter: str) -> None:
    text = machine.delimited(rows, delimiter).decode()
    reader = (
        csv.reader(io.StringIO(text, newline=""))
        if delimiter == ","
        else (line.split("\t") for line in text.split("\n"))
    )
    for row in reader:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_is_guarded_and_still_readable(formula: str) -> None:
    (_, (cell,)) = csv.reader(io.StringIO(machine.delimited([{"a": formula}], ",").decode(), newline=""))
    assert cell == f"'{formula}"


def test_arrays_and_effects_are_words_in_a_cell() -> None:
    effects = [
        {"on": "MMP1", "change": "decrease", "via": None},
        {"on": "TNF", "change": "increase", "via": "inhibitor"},
    ]
    row = {"effects": effects, "cargo": ["miR-21", "HSP90"], "n": 12, "partial": True, "year": None}
    assert machine.delimited([row], ",").decode().splitlines() == [
        "effects,cargo,n,partial,year",
        "decrease MMP1; increase TNF (via inhibitor),miR-21; HSP90,12,true,",
    ]


@pytest.mark.parametrize("kind", contract.LISTS)
def test_every_list_is_a_table_of_its_objects(kind: str, dataset: Dataset) -> None:
    objects = contract.listed(kind, dataset)
    for delimiter in ",\t":
        text = machine.delimited(objects, delimiter).decode()
        header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        assert header == list(objects[0])
        assert {len(row) for row in rows} == {len(header)}
        assert [row[0] for row in rows] == [entry["id"] for entry in objects]


# References


def test_a_reference_is_one_line_with_its_identifiers_linked(dataset: Dataset) -> None:
    record = dataset.studies["thakur2023"]
    (bare,) = references.lines([record], links=False)
    assert bare == cite.reference(record)
    (linked,) = references.lines([record], links=True)
    assert f"{ESCAPE}]8;;https://doi.org/{record.doi}{ESCAPE}\\doi:{record.doi}{ESCAPE}]8;;{ESCAPE}\\" in linked
    assert re.sub(r"\x1b\]8;;[^\x1b]*\x1b\\", "", linked) == bare


# Signs


@given(anything)
def test_clean_text_has_no_control_no_bidirectional_and_no_escape_character(text: str) -> None:
    cleaned = signs.clean(text)
    assert not any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in cleaned)
    assert not BIDI.intersection(cleaned)
    assert not any(unicodedata.category(sign) in {"Zl", "Zp"} for sign in cleaned)


def test_each_harmful_sign_goes_and_a_line_feed_stays() -> None:
    for sign in HARMFUL:
        kept = sign if sign in "\n|\\" else " " if sign in "\t\r\u2028\u2029" else ""
        assert signs.clean(f"a{sign}b") == f"a{kept}b", hex(ord(sign))


@given(anything)
@example("a\ud800b")
def test_cleaning_takes_nothing_else_away(text: str) -> None:
    # What stands for bytes that were no text becomes the sign for that.
    shown = ["\ufffd" if unicodedata.category(sign) == "Cs" else sign for sign in text]
    kept = [sign for sign in shown if unicodedata.category(sign) not in {"Cc", "Cf", "Zl", "Zp"} and sign != " "]
    cleaned = [sign for sign in signs.clean(text) if unicodedata.category(sign) not in {"Cc", "Cf"} and sign != " "]
    assert cleaned == kept


@given(anything)
def test_clean_text_stays_as_it_is(text: str) -> None:
    cleaned = signs.clean(text)
    assert signs.clean(cleaned) == cleaned


def test_an_escape_sequence_in_the_data_is_defused() -> None:
    assert (
        signs.clean("\x1b]8;;https://evil.example\x1b\\click\x1b[31m\u202egnp")
        == "]8;;https://evil.example\\click[31mgnp"
    )


@given(anything)
def test_any_text_can_be_said_in_ascii(text: str) -> None:
    assert signs.in_words(text).isascii()


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_stays_as_it_is(text: str) -> None:
    assert signs.in_words(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("↓ TGF-β1", "down TGF-beta1"),
        ("↑ Δ", "up Delta"),
        ("SA-β-Gal ≥ 5 µg", "SA-beta-Gal >= 5 ug"),
        ("Müller, Łukasz, Ørsted", "Muller, Lukasz, Orsted"),
        ("10–20 × 10⁹", "10-20 x 109"),
        ("“sham”…", '"sham"...'),
        ("皮", "?"),
    ],
)
def test_arrows_greek_letters_and_accents_are_said_in_words(text: str, said: str) -> None:
    assert signs.in_words(text) == said


def test_no_sign_of_the_dataset_is_lost_in_ascii(dataset: Dataset) -> None:
    said = [
        *(finding.outcome for finding in dataset.findings()),
        *(claim.reason for _, claim in dataset.claims()),
        *(cite.reference(record) for record in dataset.studies.values()),
        *(
            entry.name
            for kind in ("source", "molecule", "readout", "pathway")
            for entry in dataset.vocabulary(kind).values()
        ),
    ]
    for text in said:
        # Letters of another script (a title in Chinese) have no words for them.
        lost = sum(unicodedata.name(letter, "").startswith("CJK") for letter in text)
        assert signs.in_words(text).count("?") == text.count("?") + lost, text
