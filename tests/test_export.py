"""`exo export`: every form holds the whole dataset, whatever stands in it, and comes whole or not at all."""

import csv
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped, unused-ignore]

from conftest import SMALL, Folder
from exocli import Dataset, load, records, schema
from exocli.evidence import conflicts, counted
from exocli.export import ExportError
from exocli.export.forms import FOLDERS, FORMS, Form, export
from exocli.export.relations import Row, filled, tables

on_unix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX shells, limits and devices")
Tables = dict[str, list[Row]]


def needs(form: Form) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed (pip install '.[interop]')")


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    """Each form that can be written here."""
    chosen: Form = request.param
    needs(chosen)
    return chosen


# What an export holds, read back as rows of tables


def from_sqlite(file: Path) -> Tables:
    with closing(sqlite3.connect(file)) as database:
        return {table.name: database.execute(f"SELECT * FROM {table.name}").fetchall() for table in tables()}


def from_csv(folder: Path) -> Tables:
    def unguarded(cell: str) -> str:
        """As the descriptor says: one apostrophe is taken away where apostrophes stand before a sign of a formula."""
        return cell[1:] if re.match(r"'+[=+\-@\t\r\n＝＋－＠]", cell) else cell

    limit = csv.field_size_limit(2**31 - 1)
    found: Tables = {}
    for table in tables():
        with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as opened:
            header, *rows = csv.reader(opened, strict=True)
        assert header == [column.name for column in table.columns]
        found[table.name] = [tuple(map(unguarded, row)) for row in rows]
    csv.field_size_limit(limit)
    return found


def from_parquet(folder: Path) -> Tables:
    from pyarrow import parquet  # noqa: PLC0415  (an extra)

    found: Tables = {}
    for table in tables():
        read = parquet.ParquetFile(folder / table.name / "part-0.parquet").read()
        assert read.column_names == [column.name for column in table.columns]
        found[table.name] = [tuple(row.values()) for row in read.to_pylist()]
    return found


def in_sqlite(row: Row) -> Row:
    return tuple(value if value is None or isinstance(value, int | str) else value.isoformat() for value in row)


def in_csv(row: Row) -> Row:
    words = {None: "", True: "true", False: "false"}
    return tuple(words[value] if value is None or isinstance(value, bool) else str(value) for value in row)


READERS: dict[Form, tuple[Callable[[Path], Tables], Callable[[Row], Row]]] = {
    "sqlite": (from_sqlite, in_sqlite),
    "csv": (from_csv, in_csv),
    "parquet": (from_parquet, lambda row: row),
}


def plain(objects: object) -> Any:
    """Objects as JSON has them: tuples are arrays."""
    return json.loads(json.dumps(objects))


def held(dataset: Dataset, form: Form, path: Path) -> None:
    """See that an export of a form holds the dataset, cell by cell."""
    if form == "json":
        assert json.loads(path.read_bytes()) == plain(records.page(dataset))
    elif form == "jsonl":
        # Unicode's own line breaks are no ends of lines here.
        lines = path.read_bytes().removesuffix(b"\n").split(b"\n")
        assert list(map(json.loads, lines)) == plain(list(records.lines(dataset)))
    else:
        reader, as_held = READERS[form]
        assert reader(path) == {table.name: [as_held(row) for row in rows] for table, rows in filled(dataset)}


def test_every_form_holds_the_whole_dataset(dataset: Dataset, form: Form, tmp_path: Path) -> None:
    export(dataset, form, tmp_path / "out")
    held(dataset, form, tmp_path / "out")


def test_the_same_dataset_gives_the_same_bytes(dataset: Dataset, form: Form, tmp_path: Path) -> None:
    def written(path: Path) -> dict[str, bytes]:
        export(dataset, form, path)
        files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
        return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}

    assert written(tmp_path / "one") == written(tmp_path / "two")


OURS = {
    "studies.toml": """
[ours2026]
title = "Vesicles of our own"
authors = ["Ours A"]
journal = "Journal of Tests"
year = 2026
doi = "10.5555/ours"
seen = ["the laboratory"]
""",
    "conditions/psoriasis.toml": """
[[finding]]
id = "ours2026-1"
study = "ours2026"
source = "adsc"
preparation = "exosome"
effects = [{ on = "TNF", change = "decrease" }]
outcome = "Plaques of our own mice thinned."
direction = "benefit"
role = "therapeutic"
model = "animal"
""",
}


def test_folders_of_the_user_are_in_it(form: Form, tmp_path: Path) -> None:
    dataset = load(Folder(tmp_path / "mine", OURS).path)
    export(dataset, form, tmp_path / "out")
    held(dataset, form, tmp_path / "out")
    assert "ours2026" in dataset.studies
    assert "ours2026-1" in {finding.id for finding in dataset.conditions["psoriasis"].findings}


def test_references_that_lead_nowhere_are_seen_in_sqlite(folder: Folder, tmp_path: Path) -> None:
    """The command checks what it exports; whoever calls the function with what was never checked is told too."""
    folder.change("conditions/wound-repair.toml", 'on = "TNF"', 'on = "TNFX"')
    with pytest.raises(ExportError, match="1 rows name a record that is not there: exo check says which"):
        export(folder.load(), "sqlite", tmp_path / "out")
    assert not (tmp_path / "out").exists()


# Whatever text stands in the data


def toml(text: str) -> str:
    """Text as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def hostile(text: str, form: Form) -> None:
    """Texts of a dataset come back from a form as they are."""
    with tempfile.TemporaryDirectory() as name:
        folder = Folder(Path(name) / "data", SMALL)
        for file, old in (
            ("studies.toml", '"Vesicles close wounds"'),
            ("studies.toml", '"Zhang B"'),
            ("trials.toml", '"gel with vesicles"'),
            ("conditions/wound-repair.toml", '"Wounds of mice closed sooner."'),
        ):
            folder.change(file, old, toml(text))
        dataset = folder.load()
        assert dataset.studies["zhang2021"].title == text
        export(dataset, form, Path(name) / "out")
        held(dataset, form, Path(name) / "out")


HOSTILE = [
    '=HYPERLINK("http://example.org";"x")',
    "'=1+1",
    "''-1",
    "'quoted'",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    'a "b", c; d | e',
    "two\r\nlines\rthree\nfour",
    "\ufeffmark",
    "\u202etfel \u2066x\u2069",
    "\x1b[31mred\x07\x9b31m",
    "\u2028\u2029\x85\x0b\x0c",
    " spaces ",
    "NULL",
    "nan",
    "𝒳 皮膚 é é",
    "'); DROP TABLE studies; --",
    "x" * 2_000_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_no_text_is_lost_or_changed(text: str, form: Form) -> None:
    hostile(text, form)


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts | st.text("='+-@\t\r\n\",; ", min_size=1, max_size=8))
def test_any_text_comes_back(form: Form, text: str) -> None:
    hostile(text, form)


@pytest.mark.parametrize("text", ["", "\0", "a\0b"])
def test_what_other_tools_would_cut_or_take_for_nothing_is_refused(
    text: str, form: Form, folder: Folder, tmp_path: Path
) -> None:
    folder.change("conditions/wound-repair.toml", '"Wounds of mice closed sooner."', toml(text))
    if form in {"json", "jsonl"}:
        export(folder.load(), form, tmp_path / "out")
        held(folder.load(), form, tmp_path / "out")
        return
    with pytest.raises(ExportError, match="outcome of zhang2021-1 in findings"):
        export(folder.load(), form, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["small"]


@given(texts)
@example("=1")
def test_no_cell_of_csv_starts_a_formula(text: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Folder(Path(name) / "data", SMALL)
        folder.change("studies.toml", '"Vesicles close wounds"', toml(text))
        export(folder.load(), "csv", Path(name) / "out")
        with (Path(name) / "out" / "studies.csv").open(encoding="utf-8", newline="") as opened:
            assert not any(
                cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in csv.reader(opened) for cell in row
            )


# JSON


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_is_as_its_schema_says(dataset: Dataset, form: Form, tmp_path: Path) -> None:
    export(dataset, form, tmp_path / "out")
    text = (tmp_path / "out").read_text(encoding="utf-8")
    validator = Draft202012Validator(
        json.loads(json.dumps(schema.schema(f"export-{form}"))), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    for line in [text] if form == "json" else text.splitlines():
        assert [error.message[:200] for error in validator.iter_errors(json.loads(line))] == []


# SQLite


@pytest.fixture(scope="module")
def database(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    file = tmp_path_factory.mktemp("sqlite") / "exo.sqlite"
    export(dataset, "sqlite", file)
    with closing(sqlite3.connect(file)) as opened:
        yield opened


class TestSqlite:
    """The SQLite file."""

    def test_it_is_sound(self, database: sqlite3.Connection) -> None:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("SELECT count(*) FROM pragma_foreign_key_list('effects')").fetchone() == (2,)

    def test_it_refuses_what_would_break_it(self, database: sqlite3.Connection) -> None:
        database.execute("PRAGMA foreign_keys = ON")
        for statement in (
            "INSERT INTO finding_cargo VALUES ('zhang2021-1', 99, 'no-such-molecule')",
            "UPDATE findings SET model = 'mouse'",
            "UPDATE studies SET partial = 2",
            "UPDATE studies SET checked = 'yesterday'",
            "UPDATE targets SET molecule = NULL WHERE kind = 'molecule'",
            "UPDATE findings SET outcome = NULL",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                database.execute(statement)
            database.rollback()

    def test_every_foreign_key_has_an_index(self, database: sqlite3.Connection) -> None:
        for table in tables():
            indexed = {
                database.execute("SELECT name FROM pragma_index_info(?) WHERE seqno = 0", (index,)).fetchone()[0]
                for (index,) in database.execute("SELECT name FROM pragma_index_list(?)", (table.name,))
            }
            assert {column.name for column in table.columns if column.refers} <= indexed, table.name

    def test_what_columns_mean_can_be_asked(self, database: sqlite3.Connection) -> None:
        said = database.execute("SELECT table_name, name, description FROM columns").fetchall()
        assert said == [(table.name, column.name, column.description) for table in tables() for column in table.columns]
        assert {name for (name,) in database.execute("SELECT name FROM tables")} == {table.name for table in tables()}

    def test_what_columns_mean_stands_in_the_schema(self, database: sqlite3.Connection) -> None:
        (schema_,) = database.execute("SELECT sql FROM sqlite_master WHERE name = 'findings'").fetchone()
        assert "  outcome TEXT NOT NULL,  -- One sentence, own words, with the key number." in schema_

    def test_it_is_strict_where_sqlite_is(self, database: sqlite3.Connection) -> None:
        if sqlite3.sqlite_version_info < (3, 37):
            pytest.skip("this SQLite has no STRICT tables")
        kinds = database.execute("SELECT name, strict FROM pragma_table_list").fetchall()
        assert {(table.name, 1) for table in tables()} <= set(kinds)

    def test_the_view_of_evidence_is_what_counts(self, database: sqlite3.Connection, dataset: Dataset) -> None:
        ids = [id_ for (id_,) in database.execute("SELECT id FROM evidence")]
        assert sorted(ids) == sorted(finding.id for finding in counted(dataset.findings(), dataset.retracted))
        assert database.execute("SELECT count(*) FROM evidence WHERE study_status = 'retracted'").fetchone() == (0,)

    def test_every_finding_is_there_with_names(self, database: sqlite3.Connection, dataset: Dataset) -> None:
        database.row_factory = sqlite3.Row
        details = {row["id"]: row for row in database.execute("SELECT * FROM finding_details")}
        database.row_factory = None
        assert len(details) == sum(1 for _ in dataset.findings())
        for finding in dataset.findings():
            row = details[finding.id]
            assert row["source_name"] == dataset.sources[finding.source].name
            assert row["cargo"] == ("; ".join(dataset.molecules[id_].name for id_ in finding.cargo) or None)
            said = [f"{e.change} {dataset.name_of(e.on)}{f' (via {e.via})' if e.via else ''}" for e in finding.effects]
            assert row["effects"] == ("; ".join(said) or None)

    def test_conflicts_are_those_that_exo_shows(self, database: sqlite3.Connection, dataset: Dataset) -> None:
        found = set(database.execute("SELECT condition, target, studies_up, studies_down FROM conflicts"))
        assert found == {
            (id_, row.on, len({finding.study for finding in row.up}), len({finding.study for finding in row.down}))
            for id_, condition in dataset.conditions.items()
            for row in conflicts(counted(condition.findings, dataset.retracted))
        }

    def test_it_can_be_searched(self, database: sqlite3.Connection) -> None:
        query = "SELECT kind, id FROM search WHERE search MATCH ? ORDER BY rank"
        assert ("study", "thakur2023") in database.execute(query, ("cosmetics thakur",)).fetchall()
        assert ("condition", "psoriasis") in database.execute(query, ("psoriasis",)).fetchall()
        findings = [id_ for kind, id_ in database.execute(query, ('"TNF-α" psoriasis',)) if kind == "finding"]
        assert findings
        conditions = {
            row[0]
            for id_ in findings
            for row in database.execute("SELECT condition FROM findings WHERE id = ?", (id_,))
        }
        assert "psoriasis" in conditions

    def test_no_name_has_to_be_quoted(self, database: sqlite3.Connection) -> None:
        for table in tables():
            columns = ", ".join(f"x.{column.name} AS {column.name}" for column in table.columns)
            database.execute(f"SELECT {columns} FROM {table.name} AS x LIMIT 1")


# The command


def exo(*arguments: str, cwd: Path, **options: Any) -> "subprocess.CompletedProcess[bytes]":
    environment = {name: value for name, value in os.environ.items() if name not in {"EXO_DATA", "LC_ALL", "LC_CTYPE"}}
    command = [sys.executable, "-m", "exocli", *arguments]
    environment["LANG"] = "C.UTF-8"
    return subprocess.run(command, capture_output=True, check=False, cwd=cwd, env=environment, **options)


class TestCommand:
    """`exo export` as people and programs run it."""

    @pytest.mark.parametrize(
        ("name", "form"),
        [("a.sqlite", "sqlite"), ("a.db", "sqlite"), ("A.JSON", "json"), ("a.jsonl", "jsonl"), ("a.ndjson", "jsonl")],
    )
    def test_the_end_of_the_name_says_the_form(self, name: str, form: Form, tmp_path: Path, dataset: Dataset) -> None:
        done = exo("export", "-o", name, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        held(dataset, form, tmp_path / name)

    def test_a_folder_is_asked_for_by_its_form(self, tmp_path: Path, dataset: Dataset) -> None:
        done = exo("export", "-f", "csv", "-o", "tables", cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        held(dataset, "csv", tmp_path / "tables")

    @pytest.mark.parametrize("form", ["json", "jsonl"])
    def test_texts_go_to_standard_output_too(self, form: str, tmp_path: Path) -> None:
        done = exo("export", "-f", form, "-o", "-", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, b"")
        exo("export", "-f", form, "-o", "file", cwd=tmp_path)
        assert done.stdout == (tmp_path / "file").read_bytes()

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ((), "say where to: -o exo.sqlite"),
            (("-f", "json"), "say where to: -o exo.sqlite"),
            (("-o", "-"), "only -f json and -f jsonl can be printed"),
            (("-f", "sqlite", "-o", "-"), "only -f json and -f jsonl can be printed"),
            (("-o", "exo.csv"), "csv and parquet write a folder of tables"),
            (("-o", "exo.parquet"), "csv and parquet write a folder of tables"),
            (("-o", "tables/"), "say in which form with -f sqlite|csv|jsonl|json|parquet"),
            (("-f", "xlsx", "-o", "x"), "'xlsx' is not one of"),
        ],
    )
    def test_wrong_usage_is_explained(self, arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
        done = exo("export", *arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, b"")
        assert said in " ".join(re.sub(r"[│╭╰╮╯─]", " ", done.stderr.decode()).split())
        assert not list(tmp_path.iterdir())

    def test_what_is_there_is_replaced_only_with_force(self, tmp_path: Path, form: Form) -> None:
        command = ("export", "-f", form, "-o", "out")
        assert exo(*command, cwd=tmp_path).returncode == 0
        again = exo(*command, cwd=tmp_path)
        assert (again.returncode, again.stderr) == (1, b"exo: out exists; --force replaces it.\n")
        forced = exo(*command, "--force", cwd=tmp_path)
        assert (forced.returncode, forced.stderr) == (0, b"")
        assert [path.name for path in tmp_path.iterdir()] == ["out"]

    def test_one_form_of_folder_takes_the_place_of_another(self, tmp_path: Path, dataset: Dataset) -> None:
        needs("parquet")
        exo("export", "-f", "parquet", "-o", "out", cwd=tmp_path)
        assert exo("export", "-f", "csv", "-o", "out", "--force", cwd=tmp_path).returncode == 0
        held(dataset, "csv", tmp_path / "out")

    @pytest.mark.parametrize("form", FOLDERS)
    def test_a_folder_of_other_things_is_never_replaced(self, form: Form, tmp_path: Path) -> None:
        (tmp_path / "thesis").mkdir()
        (tmp_path / "thesis" / "chapter.tex").write_text("years of work", encoding="utf-8")
        done = exo("export", "-f", form, "-o", "thesis", "--force", cwd=tmp_path)
        assert done.returncode == 1
        assert b"it holds 'chapter.tex', which no export wrote" in done.stderr
        assert (tmp_path / "thesis" / "chapter.tex").read_text(encoding="utf-8") == "years of work"

    def test_a_folder_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        done = exo("export", "-o", "nowhere/exo.sqlite", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, b"exo: nowhere/exo.sqlite: there is no folder nowhere.\n")

    def test_the_name_of_the_file_cannot_write_on_the_terminal(self, tmp_path: Path) -> None:
        done = exo("export", "-o", "\x1b[31m\u202e.json/x.json", cwd=tmp_path)
        assert done.returncode == 1
        assert b"\x1b" not in done.stderr
        assert "\u202e" not in done.stderr.decode()

    def test_a_faulty_folder_of_the_user_is_named_fault_by_fault(self, tmp_path: Path) -> None:
        faulty = OURS["studies.toml"].replace("10.5555/ours", "nonsense") + 'conditions = ["nowhere"]\n'
        Folder(tmp_path / "mine", {"studies.toml": faulty})
        done = exo("--data", "mine", "export", "-o", "exo.json", cwd=tmp_path)
        assert done.returncode == 1
        assert b"'nonsense' is no DOI" in done.stderr
        assert b"'nowhere' is not on file" in done.stderr
        assert not (tmp_path / "exo.json").exists()

    @pytest.mark.parametrize("text", ["\0", "\x1b[31mred", "\u202etfel", "x" * 2_000_000])
    def test_text_that_a_terminal_or_a_table_cannot_take_is_refused(self, text: str, tmp_path: Path) -> None:
        mine = OURS["studies.toml"].replace('"Vesicles of our own"', toml(text))
        Folder(tmp_path / "mine", {"studies.toml": mine})
        done = exo("--data", "mine", "export", "-o", "exo.json", cwd=tmp_path)
        assert done.returncode == 1
        assert done.stderr.startswith(b"exo: mine/studies.toml: [ours2026] title: ")
        assert not set(b"\x1b\0") & set(done.stderr)
        assert [path.name for path in tmp_path.iterdir()] == ["mine"]

    @on_unix
    @pytest.mark.parametrize("force", [(), ("--force",)])
    def test_a_full_disk_leaves_nothing_behind_and_keeps_the_old(
        self, tmp_path: Path, form: Form, force: tuple[str, ...]
    ) -> None:
        """What a full disk does, a limit on the size of files does too."""
        import resource  # noqa: PLC0415  (POSIX alone)

        name = ["export", "-f", form, "-o", "out"]
        if force:
            exo(*name, cwd=tmp_path)
        before = snapshot(tmp_path)
        limits = (10_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
        done = exo(*name, *force, cwd=tmp_path, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits))
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr
        assert done.stderr.startswith(b"exo: ")
        assert snapshot(tmp_path) == before

    def test_without_the_extra_one_is_told_how_to_get_it(self, tmp_path: Path) -> None:
        (tmp_path / "pyarrow.py").write_text("raise ImportError", encoding="utf-8")
        done = exo("export", "-f", "parquet", "-o", "out", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, b"")
        assert b"pip install 'exocli[parquet]'" in done.stderr
        assert not (tmp_path / "out").exists()


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# A bar for what takes long


@on_unix
class TestProgress:
    """The bar, and the line that says what was written."""

    def on_a_terminal(self, code: str, tmp_path: Path, **environment: str) -> str:
        """What a run writes on the terminal that is its standard error."""
        import pty  # noqa: PLC0415  (POSIX alone)

        ours, theirs = pty.openpty()
        ours_alone = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "EXO_DATA"}}
        terminal = {**ours_alone, "TERM": "xterm", **environment}
        command = [sys.executable, "-c", code]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, cwd=tmp_path, env=terminal)
        os.close(theirs)
        said = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:
                break
            if not piece:
                break
            said += piece
        os.close(ours)
        assert process.wait() == 0
        return said.decode()

    RUN = "import sys; sys.argv = ['exo', 'export', '-o', 'exo.json']; from exocli.__main__ import main; main()"
    SLOW = """
import time
from exocli.cli import progress
progress._PATIENCE = 0.1
with progress.progress("Exporting", color=True) as update:
    for done in range(5):
        update(done, 5)
        time.sleep(0.4)
"""

    def test_a_person_is_told_what_was_written(self, tmp_path: Path) -> None:
        said = self.on_a_terminal(self.RUN, tmp_path)
        assert re.fullmatch(r"exo\.json: \d+ conditions, \d+ studies, \d+ findings\r\n", said)

    def test_a_bar_is_shown_for_what_takes_long_and_is_gone_at_the_end(self, tmp_path: Path) -> None:
        said = self.on_a_terminal(self.SLOW, tmp_path)
        assert "Exporting" in said
        assert "80%" in said
        assert said.endswith("\x1b[2K") or "\x1b[2K" in said

    def test_a_dumb_terminal_has_no_bar(self, tmp_path: Path) -> None:
        assert self.on_a_terminal(self.SLOW, tmp_path, TERM="dumb") == ""


def test_nothing_is_left_of_the_imports_of_other_forms() -> None:
    """A form's writer is imported for that form alone: JSON does without SQLite, and none needs Rich off a terminal."""
    code = (
        "import sys; sys.argv = ['exo', 'export', '-f', 'jsonl', '-o', '-']; from exocli.cli.app import run; run(); "
        "print(sorted({'sqlite3', 'rich', 'pyarrow', 'exocli.export.relations'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stderr.strip() == b"[]"
