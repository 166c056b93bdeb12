"""`exo schema`: every machine format and every TOML file is as its JSON Schema says, and nothing else is."""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomli
from jsonschema import Draft202012Validator  # type: ignore[import-untyped, unused-ignore]

from exocli import Dataset, contract, names, schema, search
from exocli.dataset import BUNDLED
from exocli.formats import FORMATS
from exocli.selection import select

FILES = sorted(BUNDLED.rglob("*.toml"))
FINDING = """
[[finding]]
id = "zhang2021-9"
study = "zhang2021"
source = "adsc"
preparation = "exosome"
effects = [{ on = "TNF", change = "decrease" }]
outcome = "Plaques thinned."
direction = "benefit"
role = "therapeutic"
model = "animal"
"""
STUDY = """
[ours2026]
title = "Vesicles of our own"
doi = "10.5555/ours"
checked = 2026-11-23
"""


@cache
def validator(kind: str) -> Any:
    # What is printed is JSON: what Python has beside it must not be what makes a schema valid.
    return Draft202012Validator(
        json.loads(msgspec.json.encode(schema.schema(kind))), format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def faults(kind: str, instance: object) -> list[str]:
    plain = json.loads(msgspec.json.encode(instance))
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(kind).iter_errors(plain)]


def kind_of_file(file: Path) -> str:
    return "condition.toml" if file.parent.name == "conditions" else file.name


def toml_faults(kind: str, text: str) -> list[str]:
    return faults(kind, tomli.loads(text))


def page(kind: str, id_: str, dataset: Dataset) -> contract.Object:
    if kind == "condition":
        return contract.selection(select(dataset.conditions[id_], dataset, with_narrower=True), dataset)
    if kind == "study":
        return contract.study(dataset.studies[id_], dataset)
    if kind == "trial":
        return contract.single(kind, dataset.trials[id_])
    if kind == "notice":
        return contract.single(kind, dataset.notices[id_])
    assert kind in {"source", "molecule", "readout", "pathway"}
    return contract.entity(kind, id_, dataset)  # type: ignore[arg-type]


def ids(kind: str, dataset: Dataset) -> list[str]:
    """Every condition; of the other kinds a sample, and of studies the seed review and a retracted one too."""
    if kind == "condition":
        return list(dataset.conditions)
    table: Any = getattr(dataset, {"study": "studies"}.get(kind, f"{kind}s"))
    sample = list(table)[:: max(1, len(table) // 10)]
    retracted = [study.key for study in dataset.studies.having("status", "retracted")] if kind == "study" else []
    return [*sample, *([dataset.about.seed] if kind == "study" else []), *retracted[:1]]


def objects(definitions: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((name, value) for name, value in definitions.items() if value.get("type") == "object")


class TestSchemas:
    """The schemas themselves."""

    @pytest.mark.parametrize("kind", schema.KINDS)
    def test_a_schema_is_valid_and_says_which_draft_it_is(self, kind: str) -> None:
        found = validator(kind).schema
        Draft202012Validator.check_schema(found)
        assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert found["title"]

    @pytest.mark.parametrize("kind", schema.KINDS)
    def test_every_record_is_closed_and_described(self, kind: str) -> None:
        for name, definition in objects(validator(kind).schema["$defs"]):
            assert definition["additionalProperties"] is False, name
            assert definition["description"], name

    @pytest.mark.parametrize("kind", FORMATS)
    def test_every_object_of_a_format_has_all_its_keys(self, kind: str) -> None:
        for name, definition in objects(validator(kind).schema["$defs"]):
            assert set(definition["required"]) == set(definition["properties"]), name

    @pytest.mark.parametrize("kind", [kind for kind in schema.KINDS if kind.endswith(".toml")])
    def test_a_toml_file_has_no_null_and_every_field_is_explained(self, kind: str) -> None:
        found = validator(kind).schema
        assert '"null"' not in json.dumps(found)
        for definition in (*found["$defs"].values(), found):
            for field, value in definition.get("properties", {}).items():
                assert value["description"], field

    def test_a_field_is_explained_by_the_docstring_that_names_it(self) -> None:
        cargo = validator("condition.toml").schema["$defs"]["Finding"]["properties"]["cargo"]["description"]
        assert cargo.startswith("`cargo` holds the mediators that were tested")
        assert cargo.endswith("Ids from molecules.toml.")

    def test_there_is_one_for_every_list_every_page_and_every_file(self) -> None:
        assert {f"list-{kind}" for kind in contract.LISTS} <= set(schema.KINDS)
        assert {f"show-{kind}" for kind in names.KINDS} <= set(schema.KINDS)
        assert {kind_of_file(file) for file in FILES} <= set(schema.KINDS)
        assert set(FORMATS) <= set(schema.KINDS)


class TestOutput:
    """What `-f json` prints."""

    @pytest.mark.parametrize("kind", contract.LISTS)
    def test_a_list_is_as_its_schema_says(self, kind: str, dataset: Dataset) -> None:
        listed = contract.listed(kind, dataset)
        assert listed
        assert faults(f"list-{kind}", listed) == []

    @pytest.mark.parametrize("kind", names.KINDS)
    def test_a_page_is_as_its_schema_says(self, kind: str, dataset: Dataset) -> None:
        for id_ in ids(kind, dataset):
            shown = page(kind, id_, dataset)
            assert faults(f"show-{kind}", shown) == [], id_
        assert faults("show", shown) == []

    def test_several_pages_are_an_array_of_pages(self, dataset: Dataset) -> None:
        shown = [page("molecule", "TNF", dataset), page("condition", "psoriasis", dataset)]
        assert faults("show", shown) == []
        assert faults("show", [*shown, {"kind": "molecule"}])
        assert faults("show-molecule", shown)

    def test_a_search_is_as_its_schema_says(self, dataset: Dataset) -> None:
        found = contract.hits(search.find("wound closure in diabetic mice", dataset, limit=200))
        assert {"finding", "condition"} <= {hit["kind"] for hit in found}
        assert faults("find", found) == []
        assert faults("find", [{**found[0], "colour": "red"}])

    @pytest.mark.parametrize(
        ("kind", "arguments"),
        [
            ("compare", ["scar", "wound-repair"]),
            ("compare", ["adsc", "msc", "uc-msc"]),
            ("compare", ["TNF-α", "IL-6"]),
            ("map", []),
            ("map", ["--by", "pathway", "--human"]),
            ("map", ["--by", "level", "--group", "disease"]),
            ("graph", ["psoriasis"]),
            ("graph", ["MMP-1"]),
            ("graph", ["adsc", "--human"]),
        ],
    )
    def test_a_drawing_is_as_its_schema_says(self, kind: str, arguments: list[str]) -> None:
        command = [sys.executable, "-m", "exocli", kind, *arguments, "-f", "json"]
        drawn = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        assert faults(kind, drawn) == []
        assert faults(kind, {**drawn, "colour": "red"})

    @pytest.mark.parametrize("kind", contract.LISTS)
    def test_a_row_with_a_key_too_many_or_too_few_is_refused(self, kind: str, dataset: Dataset) -> None:
        row = contract.listed(kind, dataset)[0]
        assert faults(f"list-{kind}", [{**row, "colour": "red"}])
        for key in row:
            assert faults(f"list-{kind}", [{name: value for name, value in row.items() if name != key}]), key

    @pytest.mark.parametrize(
        ("part", "key", "value"),
        [
            ("findings", "model", "mouse"),
            ("findings", "level", 6),
            ("findings", "shelf", "top"),
            ("claims", "verdict", "true"),
            ("studies", "status", "withdrawn"),
            ("trials", "preparation", "serum"),
        ],
    )
    def test_a_word_that_is_not_in_its_list_is_refused(
        self, part: str, key: str, value: object, dataset: Dataset
    ) -> None:
        shown = page("condition", "wound-repair", dataset)
        assert faults("show-condition", {**shown, part: [{**shown[part][0], key: value}]})

    def test_counts_by_direction_have_directions_as_keys(self, dataset: Dataset) -> None:
        shown = page("condition", "psoriasis", dataset)
        assert shown["evidence"]["directions"]
        for key, count in (("up", 1), ("benefit", -1)):
            assert faults("show-condition", {**shown, "evidence": {**shown["evidence"], "directions": {key: count}}})


class TestFiles:
    """The TOML files."""

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
    def test_a_bundled_file_is_as_its_schema_says(self, file: Path) -> None:
        assert toml_faults(kind_of_file(file), file.read_text(encoding="utf-8")) == []

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
    def test_an_unknown_field_is_refused(self, file: Path) -> None:
        data = tomli.loads(file.read_text(encoding="utf-8"))
        name, record = next((name, value) for name, value in data.items() if name not in {"claim", "finding"})
        wrong = {**data, name: {**record, "colour": "red"}} if isinstance(record, dict) else {**data, "colour": "red"}
        assert faults(kind_of_file(file), wrong)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('model = "animal"', 'model = "mouse"'),
            ('change = "decrease"', 'change = "decreases"'),
            ('change = "decrease"', 'change = "decrease", via = "magic"'),
            ('direction = "benefit"', 'direction = "good"'),
            ('preparation = "exosome"', 'preparation = "exosomes"'),
            ('outcome = "Plaques thinned."', ""),
            ('study = "zhang2021"', 'study = "zhang2021"\ncondition = "psoriasis"'),
            ('role = "therapeutic"', 'role = "therapeutic"\ncargo = "TNF"'),
            ('role = "therapeutic"', 'role = "therapeutic"\nn = "20"'),
        ],
    )
    def test_a_finding_that_exo_would_refuse_is_refused(self, old: str, new: str) -> None:
        assert toml_faults("condition.toml", FINDING) == []
        assert FINDING.count(old) == 1
        assert toml_faults("condition.toml", FINDING.replace(old, new))

    def test_findings_may_stand_alone_but_a_condition_is_whole(self) -> None:
        head = 'name = "Paper cut"\ngroup = "regeneration"\nsummary = "A small wound."\n'
        assert toml_faults("condition.toml", head + FINDING) == []
        assert toml_faults("condition.toml", f"override = true\n{head}") == []
        for line in head.splitlines():
            assert toml_faults("condition.toml", head.replace(line, "")), line
        for unknown in ('id = "paper-cut"', "findings = []", 'group = "wounds"'):
            assert toml_faults("condition.toml", f"{unknown}\n{head.replace(head.splitlines()[1], '')}"), unknown

    @pytest.mark.parametrize(
        ("field", "fits"),
        [
            ("override = true", True),
            ('status = "retracted"', True),
            ('status = "withdrawn"', False),
            ('key = "ours2026"', False),
            ('pmid = "12345"', True),
            ("pmid = 12345", False),
            ('pmid = "PMC12345"', False),
            ('inferred = ["year"]', True),
            ('inferred = ["title"]', False),
            ('year = "2026"', False),
        ],
    )
    def test_a_study_has_the_fields_of_a_study(self, field: str, *, fits: bool) -> None:
        assert toml_faults("studies.toml", STUDY) == []
        assert (toml_faults("studies.toml", STUDY + field) == []) is fits

    @pytest.mark.parametrize(
        ("file", "table"),
        [("studies.toml", "Ours"), ("sources.toml", "Our_Cells"), ("trials.toml", "TRIAL-1")],
    )
    def test_a_table_is_called_as_exo_check_wants_it(self, file: str, table: str) -> None:
        (name, record) = next(iter(tomli.loads((BUNDLED / file).read_text(encoding="utf-8")).items()))
        assert faults(file, {name: record}) == []
        assert faults(file, {table: record})

    def test_dates_are_dates(self) -> None:
        assert toml_faults("studies.toml", STUDY.replace("2026-11-23", '"yesterday"'))

    def test_the_dataset_s_file_has_claims_as_rows_and_no_override(self) -> None:
        text = (BUNDLED / "dataset.toml").read_text(encoding="utf-8")
        assert "[[claim]]" in text
        assert toml_faults("dataset.toml", f"override = true\n{text}")
        assert toml_faults("dataset.toml", text.replace("[[claim]]", "[[claims]]"))


class TestNames:
    """How a schema is asked for."""

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("list-conditions", "list-conditions"),
            ("list conditions", "list-conditions"),
            ("Show Molecule", "show-molecule"),
            ("studies.toml", "studies.toml"),
            ("condition toml", "condition.toml"),
        ],
    )
    def test_spelling_does_not_matter(self, asked: str, found: str) -> None:
        assert schema.kind_of(asked) == found

    @pytest.mark.parametrize(
        ("asked", "near"),
        [
            ("conditions", ("list-conditions", "show-condition", "condition.toml")),
            ("trials.json", ()),
            ("", ()),
            ("sohw-study", ("show-study",)),
        ],
    )
    def test_an_unknown_name_is_told_the_nearest(self, asked: str, near: tuple[str, ...]) -> None:
        with pytest.raises(schema.UnknownKindError) as caught:
            schema.kind_of(asked)
        assert set(near) <= set(caught.value.nearest)
        assert near or asked or caught.value.nearest == ()


class TestCommand:
    """`exo schema`."""

    def exo(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "exocli", "schema", *arguments]
        return subprocess.run(command, capture_output=True, check=False, encoding="utf-8")

    def test_alone_it_lists_every_schema(self) -> None:
        done = self.exo()
        assert (done.returncode, done.stderr) == (0, "")
        assert all(kind in done.stdout for kind in schema.KINDS)
        assert json.loads(self.exo("-f", "json").stdout) == schema.kinds()

    def test_it_prints_the_schema_and_nothing_else(self) -> None:
        for arguments in (("show-condition",), ("show", "condition"), ("show-condition", "-f", "json")):
            done = self.exo(*arguments)
            assert (done.returncode, done.stderr) == (0, "")
            assert json.loads(done.stdout) == validator("show-condition").schema

    def test_an_unknown_kind_is_wrong_usage_and_is_told_the_nearest(self) -> None:
        done = self.exo("conditions")
        assert (done.returncode, done.stdout) == (2, "")
        assert "list-conditions, show-condition, condition.toml" in done.stderr
        assert self.exo("studies.toml", "-f", "csv").returncode == 2
