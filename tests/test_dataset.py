"""How TOML files become a dataset: cut lazily, the same as parsed whole, and one folder laid over another."""

import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from conftest import Folder
from exocli import load, model
from exocli.dataset import BUNDLED, Dataset, DatasetError

VOCABULARIES: dict[str, tuple[type[model.Record], str]] = {
    "studies": (model.Study, "key"),
    "sources": (model.Source, "id"),
    "molecules": (model.Molecule, "id"),
    "readouts": (model.Readout, "id"),
    "pathways": (model.Pathway, "id"),
    "trials": (model.Trial, "id"),
    "notices": (model.Notice, "id"),
}
CONDITIONS = sorted(file.stem for file in (BUNDLED / "conditions").glob("*.toml"))
LEE = 'title = "Vesicles that were not"'
WOUND = "conditions/wound-repair.toml"


@pytest.fixture(scope="module")
def sources_only(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The bundled TOML files without any parsed form beside them."""
    copy = tmp_path_factory.mktemp("toml") / "data"
    shutil.copytree(BUNDLED, copy, ignore=shutil.ignore_patterns("*.msgpack"))
    return load(copy, bundled=False)


def whole(file: str) -> dict[str, Any]:
    """A bundled file as the TOML parser alone reads it."""
    return tomli.loads((BUNDLED / file).read_text(encoding="utf-8"))


class TestCutting:
    @pytest.mark.parametrize("name", VOCABULARIES)
    def test_a_file_cut_at_its_headers_gives_the_records_of_the_whole_file(
        self, sources_only: Dataset, name: str
    ) -> None:
        type_, id_field = VOCABULARIES[name]
        expected = {
            id_: msgspec.convert({id_field: id_, **values}, type_) for id_, values in whole(f"{name}.toml").items()
        }
        table = getattr(sources_only, name)
        assert list(table) == list(expected)
        assert dict(table) == expected

    @pytest.mark.parametrize("id_", CONDITIONS)
    def test_a_condition_is_what_its_file_says(self, sources_only: Dataset, id_: str) -> None:
        data = whole(f"conditions/{id_}.toml")
        condition = sources_only.conditions[id_]
        claims = data.pop("claim", [])
        findings = [{"condition": id_, **row} for row in data.pop("finding", [])]
        assert condition.claims == msgspec.convert(claims, tuple[model.Claim, ...])
        assert condition.findings == msgspec.convert(findings, tuple[model.Finding, ...])
        assert sources_only.outlines[id_] == msgspec.convert({"id": id_, **data}, model.Condition)
        assert msgspec.structs.replace(condition, claims=(), findings=()) == sources_only.outlines[id_]

    def test_what_is_installed_says_the_same(self, sources_only: Dataset, dataset: Dataset) -> None:
        assert dataset.about == sources_only.about
        assert dict(dataset.conditions) == dict(sources_only.conditions)
        for name in VOCABULARIES:
            assert dict(getattr(dataset, name)) == dict(getattr(sources_only, name))

    def test_only_the_record_that_is_asked_for_is_parsed(self, folder: Folder) -> None:
        folder.change("studies.toml", LEE, "title = not TOML")
        studies = folder.load().studies
        assert list(studies) == ["thakur2023", "zhang2021", "lee2020"]
        assert studies["zhang2021"].title == "Vesicles close wounds"
        with pytest.raises(DatasetError, match=r"Invalid value \(at line"):
            studies["lee2020"]

    def test_only_the_condition_that_is_asked_for_is_read(self, folder: Folder) -> None:
        folder.write(WOUND, "not TOML")
        conditions = folder.load().conditions
        assert list(conditions) == ["diabetic-wound", "wound-repair"]
        assert conditions["diabetic-wound"].name == "Diabetic wound"
        with pytest.raises(DatasetError):
            conditions["wound-repair"]

    def test_a_head_is_read_to_its_end_though_a_string_in_it_looks_like_a_row(self, folder: Folder) -> None:
        folder.change(
            "conditions/diabetic-wound.toml",
            'broader = ["wound-repair"]\nicd10 = ["E11.6"]\nsummary = "Wounds stay open."',
            'summary = """\n[[finding]]\n"""\nbroader = ["wound-repair"]',
        )
        dataset = folder.load()
        outline = dataset.outlines["diabetic-wound"]
        assert (outline.summary, outline.findings) == ("[[finding]]\n", ())

    def test_what_stands_behind_such_a_string_is_seen(self, folder: Folder) -> None:
        folder.change(
            "conditions/diabetic-wound.toml",
            'broader = ["wound-repair"]\nicd10 = ["E11.6"]\nsummary = "Wounds stay open."',
            'summary = """\n[[finding]]\n"""\nbroader = ["wound-repair"]',
        )
        assert folder.load().narrower("wound-repair") == ["diabetic-wound"]

    def test_an_outline_does_not_read_the_rows(self, folder: Folder) -> None:
        folder.add(WOUND, "\n[[finding]]\nnot TOML\n")
        assert folder.load().outlines["wound-repair"].name == "Wound repair"

    @pytest.mark.parametrize(
        "note",
        [
            "[sic]",
            "[see note 3]",
            "[lee2020]",
            "[[finding]]",
            "[ ]",
        ],
    )
    @pytest.mark.parametrize("quotes", ['"""', "'''"])
    def test_a_bracket_at_the_start_of_a_line_in_a_string_is_text(self, folder: Folder, note: str, quotes: str) -> None:
        folder.change("studies.toml", LEE, f"{LEE}\nnote = {quotes}\none\n{note}\ntwo{quotes}")
        studies = folder.load().studies
        assert studies["lee2020"].note == f"one\n{note}\ntwo"
        assert list(studies) == ["thakur2023", "zhang2021", "lee2020"]

    def test_a_bracket_at_the_start_of_a_line_in_an_array_is_a_value(self, folder: Folder) -> None:
        folder.change("pathways.toml", '["TGFB1"]', '\n[\n"TGFB1"\n]\n')
        folder.change("pathways.toml", "members = \n", "members = ")
        assert folder.load().pathways["smad"].members == ("TGFB1",)

    @pytest.mark.parametrize(
        ("header", "id_"),
        [
            ('["lee2020"]', "lee2020"),
            ("['lee2020']", "lee2020"),
            ('["lee 2020"]', "lee 2020"),
            ("['lee]2020']", "lee]2020"),
            ('["lee.2020"]', "lee.2020"),
            ('["lee\\u00e9"]', "leeé"),
            ('["lee\\"s"]', 'lee"s'),
            ("[ lee2020 ]", "lee2020"),
            ("[lee2020] # the one that was retracted", "lee2020"),
            ("[lee-2020_b]", "lee-2020_b"),
        ],
    )
    def test_a_table_is_found_by_its_name_however_it_is_quoted(self, folder: Folder, header: str, id_: str) -> None:
        folder.change("studies.toml", "[lee2020]", header)
        studies = folder.load().studies
        assert list(studies) == ["thakur2023", "zhang2021", id_]
        assert studies[id_].key == id_
        assert studies[id_].authors == ("Lee C",)

    def test_a_header_may_be_indented(self, folder: Folder) -> None:
        folder.change("sources.toml", "[adsc]", "  [adsc]")
        sources = folder.load().sources
        assert list(sources) == ["msc", "adsc"]
        assert sources["adsc"].abbreviation == "ADSC"

    @given(st.text(), st.lists(st.text()))
    def test_any_text_in_a_field_comes_back_as_it_was(
        self, tmp_path_factory: pytest.TempPathFactory, name: str, aliases: list[str]
    ) -> None:
        path = tmp_path_factory.mktemp("any")
        lines = ",\n".join(quoted(alias) for alias in aliases)
        (path / "sources.toml").write_text(
            f'[a]\nname = {quoted(name)}\nkind = "cell"\naliases = [\n{lines}\n]\n[b]\nname = "b"\nkind = "cell"\n',
            encoding="utf-8",
        )
        sources = load(path, bundled=False).sources
        assert (sources["a"].name, sources["a"].aliases) == (name, tuple(aliases))
        assert sources["b"].name == "b"


def quoted(text: str) -> str:
    """Text as a TOML string; JSON's escapes are TOML's, but for characters beyond 16 bits and DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class TestText:
    @pytest.mark.parametrize("file", ["studies.toml", "dataset.toml", WOUND])
    def test_windows_line_ends_and_a_byte_order_mark_make_no_difference(self, folder: Folder, file: str) -> None:
        plain = folder.load()
        before = (dict(plain.studies), plain.about, dict(plain.conditions), dict(plain.outlines))
        text = (folder.path / file).read_text(encoding="utf-8")
        folder.write(file, b"\xef\xbb\xbf" + text.strip().replace("\n", "\r\n").encode())
        changed = folder.load()
        assert (dict(changed.studies), changed.about, dict(changed.conditions), dict(changed.outlines)) == before

    @pytest.mark.parametrize("file", ["studies.toml", "dataset.toml", WOUND])
    def test_a_file_that_is_not_utf_8_is_named(self, folder: Folder, file: str) -> None:
        folder.write(file, 'x = "ageïng"'.encode("latin-1"))
        with pytest.raises(DatasetError) as caught:
            folder.read()
        assert str(caught.value) == f"{folder.path / file}: is not UTF-8 text (byte 8)"

    def test_a_folder_in_place_of_a_file_is_named(self, folder: Folder) -> None:
        (folder.path / "sources.toml").unlink()
        (folder.path / "sources.toml").mkdir()
        with pytest.raises(DatasetError, match=r"sources\.toml: "):
            folder.read()

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ('colour = "blue"\n[a]\n', "colour: stands outside a table: write it below a [name]"),
            ("[a]\n[a]\n", "Cannot declare ('a',) twice (at line 2, column 3)"),
            ("[a\n", "Expected ']' at the end of a table declaration"),
            ("[a", "Expected ']' at the end of a table declaration"),
            ("[é]\n", "Invalid"),
            ("a = " + "[" * 5000, "is nested too deeply"),
            ('[a]\nname = "a"\nkind = "cell"\n[a.b]\n', "[a]: unknown field 'b'"),
            ('[[a]]\nname = "a"\n', "a: stands outside a table"),
        ],
    )
    def test_what_is_no_list_of_tables_is_refused(self, folder: Folder, text: str, fault: str) -> None:
        folder.write("sources.toml", text)
        with pytest.raises(DatasetError) as caught:
            folder.read()
        assert str(caught.value).startswith(f"{folder.path / 'sources.toml'}: {fault}")

    def test_a_field_on_the_line_of_a_header_is_refused(self, folder: Folder) -> None:
        folder.change("sources.toml", "[msc]\nname", "[msc] name")
        with pytest.raises(DatasetError, match="Expected newline"):
            folder.read()

    @pytest.mark.parametrize(
        ("file", "old", "new"),
        [
            ("studies.toml", LEE, f'{LEE}\nkey = "kim2020"'),
            ("sources.toml", 'name = "mesenchymal stromal cell"', 'name = "MSC"\nid = "adsc"'),
            (WOUND, 'name = "Wound repair"', 'name = "Wound repair"\nid = "burn"'),
        ],
    )
    def test_the_name_of_a_table_is_its_id_and_nothing_else(
        self, folder: Folder, file: str, old: str, new: str
    ) -> None:
        folder.change(file, old, new)
        with pytest.raises(DatasetError, match=r"\b(id|key)\b"):
            folder.read()


def retracted(dataset: Dataset) -> set[str]:
    """The keys that are taken for retracted."""
    return {key for key in dataset.studies if key in dataset.retracted}


class TestSieve:
    """`having` reads text before it parses tables, and must not miss one for the way it is written."""

    @pytest.mark.parametrize(
        "status",
        ['"retracted"', "'retracted'", '"""retracted"""', "'''\nretracted'''"],
    )
    def test_a_retracted_study_is_found_however_it_is_quoted(self, folder: Folder, status: str) -> None:
        folder.change("studies.toml", '"retracted"', status)
        assert retracted(folder.load()) == {"lee2020"}

    def test_a_value_is_found_in_its_field_alone(self, folder: Folder) -> None:
        folder.change("studies.toml", 'status = "retracted"', 'note = "retracted"')
        folder.change("studies.toml", '"Vesicles close wounds"', '"retracted"')
        assert retracted(folder.load()) == set()

    def test_a_list_has_what_stands_in_it(self, folder: Folder) -> None:
        trials = folder.load().trials
        assert [trial.id for trial in trials.having("conditions", "diabetic-wound")] == ["NCT00000001"]
        assert list(trials.having("conditions", "diabetic")) == []

    def test_a_list_has_it_however_it_is_quoted(self, folder: Folder) -> None:
        folder.change("trials.toml", '["diabetic-wound"]', "['diabetic-wound']")
        assert [trial.id for trial in folder.load().trials.having("conditions", "diabetic-wound")] == ["NCT00000001"]

    def test_a_file_parsed_whole_gives_the_same(self, folder: Folder) -> None:
        folder.change("studies.toml", "[thakur2023]", "[ thakur2023 ]")
        assert retracted(folder.load()) == {"lee2020"}


class TestOverlays:
    @pytest.fixture
    def over(self, tmp_path: Path) -> Folder:
        """An empty folder to lay over another."""
        return Folder(tmp_path / "over", {})

    def test_a_new_id_adds(self, folder: Folder, over: Folder) -> None:
        over.write("sources.toml", '[mouse]\nname = "mouse"\nkind = "organism"\n')
        sources = load(folder.path, over.path, bundled=False).sources
        assert list(sources) == ["msc", "adsc", "mouse"]
        assert sources["mouse"].kind == "organism"
        assert sources["msc"].abbreviation == "MSC"

    def test_it_lies_over_the_bundled_data_unless_told_otherwise(self, over: Folder, dataset: Dataset) -> None:
        over.write("sources.toml", '[zebra]\nname = "zebra"\nkind = "organism"\n')
        assert set(load(over.path).sources) == {*dataset.sources, "zebra"}
        assert set(load(str(over.path), bundled=False).sources) == {"zebra"}

    @pytest.mark.parametrize("said", ["", "override = false\n"])
    def test_an_id_that_exists_is_an_error(self, folder: Folder, over: Folder, said: str) -> None:
        over.write("sources.toml", f'[msc]\n{said}name = "mine"\nkind = "cell"\n')
        sources = load(folder.path, over.path, bundled=False).sources
        with pytest.raises(DatasetError) as caught:
            list(sources)
        assert str(caught.value) == (
            f"{over.path / 'sources.toml'}: [msc]: exists already in {folder.path / 'sources.toml'}; "
            "say `override = true` to replace it"
        )

    def test_override_replaces_the_whole_record(self, folder: Folder, over: Folder) -> None:
        over.write("sources.toml", '[msc]\noverride = true\nname = "mine"\nkind = "cell"\n')
        sources = load(folder.path, over.path, bundled=False).sources
        assert sources["msc"] == model.Source(id="msc", name="mine", kind="cell", overlay=str(over.path))
        assert list(sources) == ["msc", "adsc"]

    def test_the_last_of_several_counts(self, folder: Folder, over: Folder, tmp_path: Path) -> None:
        last = Folder(tmp_path / "last", {})
        for name, layer in (("second", over), ("third", last)):
            layer.write("sources.toml", f'[msc]\noverride = true\nname = "{name}"\nkind = "cell"\n')
        assert load(folder.path, over.path, last.path, bundled=False).sources["msc"].name == "third"
        assert load(folder.path, last.path, over.path, bundled=False).sources["msc"].name == "second"

    def test_a_study_can_be_marked_retracted(self, folder: Folder, over: Folder) -> None:
        over.write("studies.toml", '[zhang2021]\noverride = true\nstatus = "retracted"\n')
        assert retracted(load(folder.path, over.path, bundled=False)) == {"zhang2021", "lee2020"}

    def test_the_file_of_a_condition_adds_its_rows(self, folder: Folder, over: Folder) -> None:
        rows = (folder.path / WOUND).read_text(encoding="utf-8").partition("[[claim]]")[2]
        over.write(WOUND, "[[claim]]" + rows.replace("zhang2021-1", "zhang2021-7").replace("seed-closure", "mine"))
        conditions = load(folder.path, over.path, bundled=False).conditions
        assert [finding.id for finding in conditions["wound-repair"].findings] == ["zhang2021-1", "zhang2021-7"]
        assert [claim.id for claim in conditions["wound-repair"].claims] == ["seed-closure", "mine"]
        assert conditions["wound-repair"].name == "Wound repair"
        assert len(conditions["diabetic-wound"].findings) == 1

    def test_rows_that_are_added_do_not_stand_in_the_outline(self, folder: Folder, over: Folder) -> None:
        rows = (folder.path / WOUND).read_text(encoding="utf-8").partition("[[finding]]")[2]
        over.write(WOUND, "[[finding]]" + rows.replace("zhang2021-1", "zhang2021-7"))
        dataset = load(folder.path, over.path, bundled=False)
        assert dataset.outlines["wound-repair"] == folder.load().outlines["wound-repair"]
        assert len(dataset.conditions["wound-repair"].findings) == 2

    def test_a_condition_that_exists_is_an_error(self, folder: Folder, over: Folder) -> None:
        over.write(WOUND, 'name = "Mine"\ngroup = "hair"\nsummary = "Mine."\n')
        dataset = load(folder.path, over.path, bundled=False)
        for conditions in (dataset.conditions, dataset.outlines):
            with pytest.raises(DatasetError, match=r"exists already in .*; say `override = true` to replace it"):
                conditions["wound-repair"]

    def test_override_replaces_what_a_condition_says_and_keeps_its_rows(self, folder: Folder, over: Folder) -> None:
        over.write(WOUND, 'override = true\nname = "Mine"\ngroup = "hair"\nsummary = "Mine."\n')
        dataset = load(folder.path, over.path, bundled=False)
        condition = dataset.conditions["wound-repair"]
        assert (condition.name, condition.group, condition.summary) == ("Mine", "hair", "Mine.")
        assert dataset.outlines["wound-repair"].name == "Mine"
        assert [finding.id for finding in condition.findings] == ["zhang2021-1"]

    def test_a_new_condition_adds(self, folder: Folder, over: Folder) -> None:
        over.write("conditions/rosacea.toml", 'name = "Rosacea"\ngroup = "disease"\nsummary = "Redness."\n')
        conditions = load(folder.path, over.path, bundled=False).conditions
        assert set(conditions) == {"diabetic-wound", "wound-repair", "rosacea"}
        assert conditions["rosacea"].findings == ()

    def test_the_first_folder_says_what_the_dataset_is(self, folder: Folder, over: Folder) -> None:
        over.write("dataset.toml", (folder.path / "dataset.toml").read_text().replace("A small", "Another"))
        assert load(folder.path, over.path, bundled=False).about.title == "A small dataset"
        assert load(over.path, bundled=False).about.title == "Another dataset"

    def test_a_folder_that_is_not_there_is_an_error_and_all_are_named(self, folder: Folder, tmp_path: Path) -> None:
        with pytest.raises(DatasetError) as caught:
            load(tmp_path / "nowhere", folder.path, folder.path / "studies.toml")
        assert str(caught.value).splitlines() == [
            f"{tmp_path / 'nowhere'}: no such folder",
            f"{folder.path / 'studies.toml'}: no such folder",
        ]

    def test_an_overlay_does_not_change_the_dataset_it_lies_over(self, over: Folder, dataset: Dataset) -> None:
        over.write("sources.toml", '[msc]\noverride = true\nname = "mine"\nkind = "cell"\n')
        assert load(over.path).sources["msc"].name == "mine"
        assert dataset.sources["msc"].name != "mine"
        assert load().sources["msc"].name != "mine"


class TestNarrower:
    def test_the_conditions_below_a_condition_are_found(self, folder: Folder) -> None:
        dataset = folder.load()
        assert dataset.narrower("wound-repair") == ["diabetic-wound"]
        assert dataset.narrower("diabetic-wound") == []

    def test_the_nearest_stand_first(self, folder: Folder) -> None:
        head = 'group = "regeneration"\nsummary = "A wound."\n'
        folder.write("conditions/a.toml", f'name = "Foot"\nbroader = ["diabetic-wound"]\n{head}')
        folder.write("conditions/z.toml", f'name = "Burn"\nbroader = ["wound-repair"]\n{head}')
        assert folder.load().narrower("wound-repair") == ["diabetic-wound", "z", "a"]

    def test_a_circle_comes_to_an_end(self, folder: Folder) -> None:
        folder.change(WOUND, 'aliases = ["wound healing"]', 'broader = ["diabetic-wound"]')
        assert folder.load().narrower("wound-repair") == ["diabetic-wound"]

    def test_a_name_in_single_quotes_is_seen(self, folder: Folder) -> None:
        folder.change("conditions/diabetic-wound.toml", '["wound-repair"]', "['wound-repair']")
        assert folder.load().narrower("wound-repair") == ["diabetic-wound"]

    def test_a_condition_that_only_speaks_of_another_is_not_below_it(self, folder: Folder) -> None:
        folder.change("conditions/diabetic-wound.toml", 'broader = ["wound-repair"]', 'aliases = ["wound-repair"]')
        assert folder.load().narrower("wound-repair") == []

    def test_the_bundled_conditions_know_what_is_below_them(self, dataset: Dataset) -> None:
        assert {"androgenetic-alopecia", "alopecia-areata"} <= set(dataset.narrower("hair-growth"))
        assert "diabetic-wound" in dataset.narrower("wound-repair")
        assert "photoaging" in dataset.narrower("anti-aging")


class TestQuestions:
    def test_findings_and_claims_come_from_every_condition(self, folder: Folder) -> None:
        dataset = folder.load()
        assert [finding.id for finding in dataset.findings()] == ["zhang2021-2", "zhang2021-1"]
        assert [finding.condition for finding in dataset.findings()] == ["diabetic-wound", "wound-repair"]
        assert [(name, claim.id) for name, claim in dataset.claims()] == [
            ("Exosomes in skin", "seed-outlook"),
            ("Wound repair", "seed-closure"),
        ]

    def test_what_an_effect_is_on_has_a_display_name(self, folder: Folder) -> None:
        dataset = folder.load()
        assert [dataset.name_of(id_) for id_ in ("TNF", "wound-closure", "smad", "no-such-id")] == [
            "TNF-α",
            "wound closure",
            "TGF-β/SMAD",
            "no-such-id",
        ]

    def test_an_id_that_is_not_on_file_is_a_key_error(self, folder: Folder) -> None:
        dataset = folder.load()
        for table in (dataset.studies, dataset.conditions):
            assert "nobody1999" not in table
            with pytest.raises(KeyError):
                table["nobody1999"]

    def test_a_record_is_read_once(self, folder: Folder) -> None:
        dataset = folder.load()
        assert dataset.studies["zhang2021"] is dataset.studies["zhang2021"]
        assert dataset.conditions["wound-repair"] is dataset.conditions["wound-repair"]
