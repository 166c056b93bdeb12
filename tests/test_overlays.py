"""A user's own data: marked wherever they appear, checked before anything is shown, and harmless whatever they hold."""

import io
import json
import os
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import toml, values
from conftest import Folder
from exocli import load
from exocli.check import problems
from exocli.cli.app import run
from exocli.folders import FILES
from exocli.render.signs import clean

STUDY = """
[ours2026]
title = "Vesicles of our own"
authors = ["Ours A"]
journal = "Journal of Tests"
year = 2026
seen = ["laboratory notebook 7"]
"""
FINDING = """
[[finding]]
id = "ours2026-1"
study = "ours2026"
source = "our-cell"
preparation = "exosome"
cargo = ["OURS1"]
effects = [{ on = "TNF", change = "decrease" }]
outcome = "Plaques of our own mice thinned."
direction = "benefit"
role = "therapeutic"
model = "animal"
route = "topical"
"""
OURS = {
    "studies.toml": STUDY,
    "sources.toml": '[our-cell]\nname = "our own cell"\nkind = "cell"\nabbreviation = "OOC"\n',
    "molecules.toml": '[OURS1]\nname = "OURS-1"\nkind = "protein"\n',
    "trials.toml": """
[NCT99999999]
title = "A trial of our own"
conditions = ["psoriasis"]
intervention = "gel"
source = "our-cell"
preparation = "exosome"
""",
    "conditions/psoriasis.toml": FINDING,
    "conditions/paper-cut.toml": 'name = "Paper cut"\ngroup = "regeneration"\nsummary = "A small wound."\n',
}


@pytest.fixture
def ours(tmp_path: Path) -> Folder:
    """A folder with one new record of several kinds."""
    return Folder(tmp_path / "ours", OURS)


def exo(*arguments: str, **changes: str) -> tuple[int, str, str]:
    """Run the command in this process: its exit code, standard output and standard error."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    kept = {name: value for name, value in os.environ.items() if name not in {"EXO_DATA", "COLUMNS"}}
    environment = {**kept, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **changes}
    with (
        patch.object(sys, "argv", ["exo", *arguments]),
        patch.dict(os.environ, environment, clear=True),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = run()
        out.flush()
        err.flush()
    return code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()


def page(folder: Folder, *arguments: str) -> str:
    code, out, err = exo("--data", str(folder.path), *arguments)
    assert (code, err) == (0, "")
    return out


class TestMarks:
    @pytest.mark.parametrize("form", ["plain", "table", "markdown"])
    @pytest.mark.parametrize(
        ("arguments", "marked"),
        [
            (("show", "psoriasis"), "ours2026 ‡ Ours A."),
            (("show", "TNF"), "ours2026 ‡ Ours A."),
            (("show", "OURS1"), "‡ from "),
            (("show", "our-cell"), "‡ from "),
            (("show", "ours2026"), "‡ from "),
            (("show", "NCT99999999"), "‡ from "),
            (("show", "paper-cut"), "‡ from "),
            (("list", "studies"), "ours2026 ‡"),
            (("list", "sources"), "our own cell ‡"),
            (("list", "molecules"), "OURS-1 ‡"),
            (("list", "trials"), "NCT99999999 ‡"),
            (("list", "conditions"), "Paper cut ‡"),
            (("find", "our", "own"), "Vesicles of our own ‡"),
            (("compare", "psoriasis", "eczema"), "ours2026 ‡ Ours A."),
            (("map",), "Paper cut ‡"),
            (("graph", "psoriasis"), "ours2026 ‡ Ours A."),
        ],
        ids=" ".join,
    )
    def test_what_is_the_user_s_own_says_so(
        self, ours: Folder, arguments: tuple[str, ...], marked: str, form: str
    ) -> None:
        text = " ".join(page(ours, *arguments, "-f", form).replace("**", "").replace("`", "").split())
        assert marked in text
        assert f"‡ your own data, laid over the dataset and counted with it: {ours.path}" in text.replace("\\", "")

    def test_a_row_of_a_table_is_marked_at_its_reference(self, ours: Folder) -> None:
        text = page(ours, "show", "psoriasis", "-f", "plain")
        (block,) = (block for block in text.split("\n\n") if "Plaques of our own mice" in block)
        assert re.search(r"^Ref +\[\d+\]‡$", block, re.MULTILINE)
        assert text.count("]‡") == 1

    def test_a_finding_on_a_paper_on_file_is_marked_too(self, ours: Folder) -> None:
        row = FINDING.replace("ours2026-1", "zhang2021-9").replace("ours2026", "zhang2021")
        ours.write("conditions/psoriasis.toml", row)
        text = page(ours, "show", "psoriasis", "-f", "plain")
        assert text.count("]‡") == 1
        assert "zhang2021 ‡" not in text

    def test_a_cell_of_the_map_that_takes_it_in_is_marked(self, ours: Folder) -> None:
        (line,) = (line for line in page(ours, "map", "-f", "plain").splitlines() if line.startswith("Psoriasis:"))
        assert re.match(r"Psoriasis: studies \d+.‡", line)

    def test_a_picture_says_which_folders_it_takes_in(self, ours: Folder) -> None:
        for form in ("svg", "dot", "mermaid"):
            assert f"counted with it: {ours.path}" in " ".join(page(ours, "graph", "psoriasis", "-f", form).split())

    @pytest.mark.parametrize(
        "arguments", [("show", "psoriasis"), ("list", "studies"), ("list", "sources"), ("find", "our own")]
    )
    def test_programs_are_told_the_folder(self, ours: Folder, arguments: tuple[str, ...]) -> None:
        found = json.loads(page(ours, *arguments, "-f", "json"))
        rows = found["findings"] if isinstance(found, dict) else found
        assert {row["overlay"] for row in rows} == {None, str(ours.path)}

    def test_the_dataset_s_own_pages_bear_no_mark(self) -> None:
        for arguments in (("show", "psoriasis"), ("list", "studies"), ("map",)):
            assert "‡" not in exo(*arguments)[1]

    def test_a_reference_to_paste_bears_no_mark(self, ours: Folder) -> None:
        assert page(ours, "cite", "ours2026") == "Ours A. Vesicles of our own. Journal of Tests. 2026.\n"


class TestRows:
    def test_a_row_replaces_another_when_it_says_so(self, ours: Folder, tmp_path: Path) -> None:
        over = Folder(tmp_path / "over", {})
        over.write("conditions/psoriasis.toml", FINDING.replace("[[finding]]", "[[finding]]\noverride = true"))
        over.change("conditions/psoriasis.toml", "thinned", "vanished")
        dataset = load(ours.path, over.path)
        (row,) = (row for row in dataset.conditions["psoriasis"].findings if row.study == "ours2026")
        assert (row.outcome, row.overlay) == ("Plaques of our own mice vanished.", str(over.path))
        assert problems(dataset) == []

    @pytest.mark.parametrize(
        ("override", "complaint"),
        [
            ("true", "override: replaces nothing: no folder before this one has the id"),
            ('"yes"', "override: is true or false, without quotes"),
        ],
    )
    def test_an_override_must_replace_something(self, ours: Folder, override: str, complaint: str) -> None:
        ours.change("conditions/psoriasis.toml", "[[finding]]", f"[[finding]]\noverride = {override}")
        ours.change("molecules.toml", "[OURS1]", f"[OURS1]\noverride = {override}")
        assert sorted(map(str, problems(load(ours.path)))) == [
            f"{ours.path}/conditions/psoriasis.toml: [finding ours2026-1] {complaint}",
            f"{ours.path}/molecules.toml: [OURS1] {complaint}",
        ]

    def test_a_row_of_an_id_that_is_taken_is_named(self, ours: Folder) -> None:
        ours.add("conditions/psoriasis.toml", FINDING)
        assert [str(problem) for problem in problems(load(ours.path))] == [
            (
                f"{ours.path}/conditions/psoriasis.toml: [finding ours2026-1] id: is taken in "
                f"{ours.path}/conditions/psoriasis.toml; say `override = true` to replace it"
            )
        ]


def test_every_fault_of_every_folder_is_named_at_once(ours: Folder, tmp_path: Path) -> None:
    second = Folder(tmp_path / "second", {"molecules.toml": '[XYZ]\nname = "TNF-α"\nkind = "protien"\n'})
    second.write("moleculs.toml", "")
    ours.change("studies.toml", "2026\nseen", '"2026"\njurnal = "J"\nseen')
    ours.change("conditions/psoriasis.toml", '"our-cell"', '"our-cel"')
    ours.change("conditions/psoriasis.toml", '"OURS1"', '"OURS2"')
    code, out, err = exo("--data", str(ours.path), "--data", str(second.path), "show", "psoriasis")
    assert (code, out) == (1, "")
    assert {line.removeprefix("exo: ") for line in err.splitlines()} == {
        f"{ours.path}/studies.toml: [ours2026]: unknown field 'jurnal'; did you mean 'journal'?",
        f"{ours.path}/studies.toml: [ours2026] year: expected `int | null`, got `str` ('2026')",
        (
            f"{ours.path}/conditions/psoriasis.toml: [finding ours2026-1] source: 'our-cel' is not on file; "
            "did you mean 'our-cell'?"
        ),
        (
            f"{ours.path}/conditions/psoriasis.toml: [finding ours2026-1] cargo: 'OURS2' is not on file; "
            "did you mean 'OURS1'?"
        ),
        (
            f"{second.path}/molecules.toml: [XYZ] kind: 'protien' is not allowed; did you mean 'protein'?; allowed: "
            "gene, family, complex, protein, protein-form, mirna, mirna-family, circrna, rna, metabolite, lipid, drug"
        ),
        f"{second.path}/moleculs.toml: is not read; did you mean 'molecules.toml'?; files: {', '.join(FILES)}",
    }


def test_a_study_of_one_s_own_need_not_be_published(ours: Folder) -> None:
    assert problems(load(ours.path)) == []
    ours.change("studies.toml", 'seen = ["laboratory notebook 7"]\n', "")
    assert [problem.field for problem in problems(load(ours.path))] == ["seen"]


def titled(text: str) -> str:
    """A study with a title; the escapes of JSON are TOML's but for DEL."""
    return STUDY.replace('"Vesicles of our own"', json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f"))


def fifo(folder: Path) -> None:
    os.mkfifo(folder / "studies.toml")


def device(folder: Path) -> None:
    (folder / "studies.toml").symlink_to("/dev/zero")


def circle(folder: Path) -> None:
    (folder / "studies.toml").symlink_to("studies.toml")


def heavy(folder: Path) -> None:
    with (folder / "studies.toml").open("wb") as out:
        out.truncate(33 * 2**20)


def named_to_deceive(folder: Path) -> None:
    (folder / "conditions").mkdir()
    (folder / "conditions" / "\x1b[31m\u202e.toml").write_text('name = "x"\ngroup = "hair"\nsummary = "x"\n')


HOSTILE: dict[str, str | bytes | Callable[[Path], None]] = {
    "an escape sequence": titled("\x1b[2J\x1b]0;title\x07"),
    "a C1 control": titled("a\x9b31mb"),
    "a bidirectional override": titled("safe \u202e evil"),
    "an isolate": titled("\u2066a\u2069"),
    "a zero-width space": titled("TN\u200bF"),
    "a NUL": titled("a\x00b"),
    "a bell in a key": STUDY.replace("[ours2026]", '["ours2026\\u0007"]'),
    "2 MB of title": titled("x" * 2_000_000),
    "a nest of arrays": STUDY + "note = " + "[" * 100_000,
    "a nest of inline tables": STUDY + "note = " + "{a=" * 10_000,
    "a nest of keys": STUDY + "note" + ".a" * 50_000 + " = 1",
    "a nest of headers": "[a" + ".a" * 50_000 + "]",
    "an integer without end": STUDY.replace("2026\nseen", "9" * 5_000 + "\nseen"),
    "a hexadecimal one": STUDY.replace("2026\nseen", "0x" + "f" * 5_000 + "\nseen"),
    "infinity": STUDY.replace("2026\nseen", "inf\nseen"),
    "not a number": STUDY.replace("2026\nseen", "nan\nseen"),
    "a date that is none": STUDY + "checked = 2026-02-30",
    "UTF-16": STUDY.encode("utf-16"),
    "UTF-32": STUDY.encode("utf-32"),
    "Latin-1": titled("ageïng").encode("latin-1"),
    "bytes of a program": b"\x7fELF\x02\x01\x01" + bytes(64),
    "a number of the loader's": STUDY + 'overlay = "theirs"',
    "a key that is a path": STUDY.replace("[ours2026]", '["../../etc/passwd"]'),
    "a pipe nobody writes to": fifo,
    "an endless device": device,
    "a link to itself": circle,
    "a file too large": heavy,
    "a file name to deceive": named_to_deceive,
}


@pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and links of POSIX")
@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_hostile_is_refused_in_a_few_plain_lines(what: str, tmp_path: Path) -> None:
    hostile = HOSTILE[what]
    if callable(hostile):
        hostile(tmp_path)
    else:
        (tmp_path / "studies.toml").write_bytes(hostile if isinstance(hostile, bytes) else hostile.encode())
    for arguments in (("show", "psoriasis"), ("list", "studies", "-f", "json"), ("check",)):
        code, out, err = exo("--data", str(tmp_path), *arguments)
        assert (code, out) == (1, "")
        assert err.strip()
        assert clean(err) == err
        assert len(err) < 5_000
        assert "Traceback" not in err


@pytest.mark.parametrize(
    "text",
    ["[bold red]TNF[/bold red]", "[link=https://evil.example]x[/link]", ":smiley:", "[/]", "\\[x", "<b>x</b>", "$x$"],
)
@pytest.mark.parametrize("form", ["plain", "table"])
def test_mark_up_is_text(ours: Folder, text: str, form: str) -> None:
    ours.write("studies.toml", titled(text))
    assert text in page(ours, "show", "ours2026", "-f", form)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.example")'])
@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_no_cell_starts_a_formula(ours: Folder, text: str, form: str) -> None:
    ours.write("studies.toml", titled(text))
    table = page(ours, "list", "studies", "-f", form)
    assert f"'{text[:4]}" in table
    assert not re.search(rf"[,\t]\"?{re.escape(text[:4])}", table)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "| a | b |", "[x](javascript:alert(1))", "`x`"])
def test_mark_down_is_text_in_mark_down(ours: Folder, text: str) -> None:
    ours.write("studies.toml", titled(text))
    shown = page(ours, "show", "ours2026", "-f", "markdown")
    assert text not in shown


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Folder(tmp_path_factory.mktemp("hostile") / "over", {}).path


@given(st.binary(max_size=300), st.sampled_from(["studies.toml", "molecules.toml", "conditions/psoriasis.toml"]))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(playground: Path, data: bytes, name: str) -> None:
    for file in playground.rglob("*.toml"):
        file.unlink()
    (playground / name).write_bytes(data)
    for problem in problems(load(playground)):
        assert problem.message


@given(st.sampled_from(["title", "authors", "year", "status", "seen", "doi", "kind", "conditions"]), values)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_in_a_field_is_taken_or_named(playground: Path, field: str, value: object) -> None:
    for file in playground.rglob("*.toml"):
        file.unlink()
    rest = "".join(f"{line}\n" for line in STUDY.strip().splitlines() if not line.startswith(f"{field} ="))
    text = f"{rest}{field} = {toml(value)}\n"
    (playground / "studies.toml").write_bytes(text.encode("utf-8", "replace"))
    dataset = load(playground)
    if problems(dataset):
        return
    assert getattr(dataset.studies["ours2026"], field) == (tuple(value) if isinstance(value, list) else value)
