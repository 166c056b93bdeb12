"""Other people's tools open what `exo export` writes: the sqlite3 shell, DuckDB, pandas, Frictionless, Arrow."""

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from conftest import SMALL, Folder
from exocli import Dataset
from exocli.evidence import counted
from exocli.export.forms import export
from exocli.export.relations import Type, filled, tables

WITHOUT = "is not installed (pip install '.[interop]')"


def tool(name: str) -> Any:
    """A Python package that reads an export; the test is skipped without it."""
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} {WITHOUT}")
    # Others' warnings about themselves are not ours to mend.
    import warnings  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(name)


@pytest.fixture(scope="module")
def exports(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the dataset in every form that can be written here."""
    folder = tmp_path_factory.mktemp("exports")
    export(dataset, "sqlite", folder / "exo.sqlite")
    export(dataset, "csv", folder / "csv")
    export(dataset, "jsonl", folder / "exo.jsonl")
    if importlib.util.find_spec("pyarrow"):
        export(dataset, "parquet", folder / "parquet")
    return folder


@pytest.fixture(scope="module")
def evidence(dataset: Dataset) -> int:
    """How many findings count."""
    return len(counted(dataset.findings(), dataset.retracted))


# What DuckDB makes of a column, of which it knows only the cells; text may look like a number or a date.
GUESSED: Mapping[Type, set[str]] = {
    "text": {"VARCHAR", "DATE", "BIGINT", "DOUBLE"},
    "integer": {"BIGINT"},
    "boolean": {"BOOLEAN"},
    "date": {"DATE"},
}


class TestSqliteShell:
    """The sqlite3 shell."""

    def ask(self, file: Path, query: str) -> str:
        shell = shutil.which("sqlite3")
        if shell is None:
            pytest.skip("the sqlite3 shell is not installed")
        return subprocess.run(
            [shell, "-readonly", file, query], check=True, capture_output=True, encoding="utf-8"
        ).stdout.strip()

    def test_the_file_is_sound(self, exports: Path) -> None:
        assert self.ask(exports / "exo.sqlite", "PRAGMA integrity_check; PRAGMA foreign_key_check") == "ok"

    def test_views_and_search_answer(self, exports: Path, evidence: int) -> None:
        assert self.ask(exports / "exo.sqlite", "SELECT count(*) FROM evidence") == str(evidence)
        query = "SELECT id FROM search WHERE search MATCH 'psoriasis' AND kind = 'condition'"
        assert "psoriasis" in self.ask(exports / "exo.sqlite", query).splitlines()

    def test_the_schema_explains_itself(self, exports: Path) -> None:
        assert "-- One sentence, own words, with the key number." in self.ask(
            exports / "exo.sqlite", ".schema findings"
        )


class TestDuckdb:
    """DuckDB."""

    def test_every_csv_file_has_the_rows_and_the_types(self, exports: Path, dataset: Dataset) -> None:
        duckdb = tool("duckdb")
        for table, rows in filled(dataset):
            read = duckdb.sql(f"FROM read_csv('{exports}/csv/{table.name}.csv', max_line_size=10000000)")
            assert read.columns == [column.name for column in table.columns]
            assert len(read.fetchall()) == sum(1 for _ in rows), table.name
            for column, type_ in zip(table.columns, read.types, strict=True):
                assert str(type_) in GUESSED[column.type], (table.name, column.name)

    def test_every_parquet_table_has_the_rows_and_the_types(self, exports: Path, dataset: Dataset) -> None:
        tool("pyarrow")
        duckdb = tool("duckdb")
        exact = {"text": "VARCHAR", "integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE"}
        for table, rows in filled(dataset):
            read = duckdb.sql(f"FROM '{exports}/parquet/{table.name}/*.parquet'")
            assert list(map(str, read.types)) == [exact[column.type] for column in table.columns]
            assert read.fetchall() == list(rows)

    def test_json_lines_are_a_column_for_each_kind(self, exports: Path, evidence: int) -> None:
        duckdb = tool("duckdb")
        query = f"SELECT count(*) FROM '{exports}/exo.jsonl' WHERE kind = 'finding' AND finding.shelf = 'evidence'"
        assert duckdb.sql(query).fetchall() == [(evidence,)]

    def test_no_name_is_a_word_that_sql_keeps_for_itself(self) -> None:
        duckdb = tool("duckdb")
        words = duckdb.sql("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'").fetchall()
        names = {(name,) for table in tables() for name in (table.name, *(column.name for column in table.columns))}
        assert not names & set(words)


class TestPandas:
    """pandas."""

    def test_csv_is_read_as_the_manual_says(self, exports: Path, dataset: Dataset, evidence: int) -> None:
        pandas = tool("pandas")
        findings = pandas.read_csv(exports / "csv" / "findings.csv", keep_default_na=False, na_values=[""])
        assert (findings["shelf"] == "evidence").sum() == evidence
        assert list(findings["outcome"]) == [finding.outcome for finding in dataset.findings()]
        studies = pandas.read_csv(exports / "csv" / "studies.csv", keep_default_na=False, na_values=[""])
        assert studies["partial"].dtype == bool
        assert len(findings.merge(studies, left_on="study", right_on="id")) == len(findings)

    def test_a_parquet_table_is_a_frame(self, exports: Path, evidence: int) -> None:
        tool("pyarrow")
        findings = tool("pandas").read_parquet(exports / "parquet" / "findings")
        assert (findings["shelf"] == "evidence").sum() == evidence

    def test_json_lines_become_a_frame(self, exports: Path, evidence: int) -> None:
        lines = map(json.loads, (exports / "exo.jsonl").read_text(encoding="utf-8").splitlines())
        findings = tool("pandas").json_normalize([line["finding"] for line in lines if line["kind"] == "finding"])
        assert (findings["shelf"] == "evidence").sum() == evidence


class TestFrictionless:
    """The data package, as Frictionless validates it."""

    def faults(self, folder: Path) -> list[str]:
        # In an interpreter of its own: the package warns of what is deprecated in those that it uses.
        tool("frictionless")
        code = "import sys, frictionless; print(frictionless.validate(sys.argv[1]).to_json())"
        command = [sys.executable, "-W", "ignore", "-c", code, str(folder / "datapackage.json")]
        report = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        checked = [task["name"] for task in report["tasks"]]
        assert checked == [table.name for table in tables()]
        return [error["message"] for task in report["tasks"] for error in task["errors"]] + [
            error["message"] for error in report["errors"]
        ]

    def test_the_dataset_is_valid(self, exports: Path) -> None:
        assert self.faults(exports / "csv") == []

    def test_strange_texts_are_valid(self, folder: Folder, tmp_path: Path) -> None:
        folder.change("studies.toml", '"Vesicles close wounds"', json.dumps('=1+1,"a"\r\nb'))
        folder.change("studies.toml", '"Zhang B"', json.dumps("-x" * 200_000))
        export(folder.load(), "csv", tmp_path / "csv")
        assert self.faults(tmp_path / "csv") == []

    @pytest.mark.parametrize(
        ("file", "old", "new"),
        [
            ("effects.csv", "zhang2021-1,1,wound-closure", "zhang2021-1,1,nothing"),
            ("findings.csv", "therapeutic", "terapeutic"),
            ("study_authors.csv", "zhang2021,1,", "lee2020,1,"),
            ("studies.csv", "10.5555/zhang", "zhang"),
        ],
        ids=["reference", "word", "key", "form"],
    )
    def test_what_is_broken_by_hand_is_seen(self, file: str, old: str, new: str, tmp_path: Path) -> None:
        export(Folder(tmp_path / "small", SMALL).load(), "csv", tmp_path / "csv")
        text = (tmp_path / "csv" / file).read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "csv" / file).write_text(text.replace(old, new), encoding="utf-8", newline="")
        # Beside the length and the checksum of the file, which differ in any case.
        assert len(self.faults(tmp_path / "csv")) > 2

    def test_the_package_says_what_it_is(self, exports: Path, dataset: Dataset) -> None:
        package = json.loads((exports / "csv" / "datapackage.json").read_text(encoding="utf-8"))
        assert package["version"] == dataset.about.version
        assert package["licenses"][0]["name"] == dataset.about.licence
        assert dataset.studies[dataset.about.seed].doi in package["sources"][0]["path"]
        assert {resource["path"] for resource in package["resources"]} == {f"{table.name}.csv" for table in tables()}


class TestArrow:
    """Arrow, which Parquet is read with."""

    def test_columns_say_what_they_mean_and_where_they_lead(self, exports: Path) -> None:
        tool("pyarrow")
        parquet = tool("pyarrow.parquet")
        for table in tables():
            schema = parquet.read_schema(exports / "parquet" / table.name / "part-0.parquet")
            for column in table.columns:
                field = schema.field(column.name)
                assert field.metadata[b"description"].decode() == column.description
                assert field.metadata.get(b"refers") == (f"{column.refers}.id".encode() if column.refers else None)
                assert field.nullable is not column.required

    def test_a_file_says_version_and_licence(self, exports: Path, dataset: Dataset) -> None:
        tool("pyarrow")
        schema = tool("pyarrow.parquet").read_schema(exports / "parquet" / "findings" / "part-0.parquet")
        assert schema.metadata[b"version"].decode() == dataset.about.version
        assert schema.metadata[b"licence"].decode() == dataset.about.licence
