"""What `exo check` proves: break one thing in a small dataset, and exactly that is named."""

from pathlib import Path

import pytest

from conftest import Folder
from exocli.check import open_folders, problems
from exocli.dataset import BUNDLED, Dataset

WOUND = "conditions/wound-repair.toml"
DIABETIC = "conditions/diabetic-wound.toml"
ROW = f"{WOUND}: [finding zhang2021-1]"
CLAIM = f"{WOUND}: [claim seed-closure]"
ANIMAL_ROW = 'model = "animal"\nroute = "topical"'


def test_the_bundled_dataset_has_no_problems(dataset: Dataset) -> None:
    assert problems(dataset) == []


def test_the_small_dataset_has_no_problems(folder: Folder) -> None:
    assert folder.problems() == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('doi = "10.5555/zhang"', 'doi = "doi:10.5555/zhang"', "doi: 'doi:10.5555/zhang' is no DOI"),
        ('doi = "10.5555/zhang"', 'doi = "10.5/zhang"', "doi: '10.5/zhang' is no DOI"),
        ('pmid = "12345"', 'pmid = "PMID 12345"', "pmid: 'PMID 12345' is no PMID"),
        ('pmid = "12345"', 'pmid = "012345"', "pmid: '012345' is no PMID"),
        ('pmcid = "PMC678"', 'pmcid = "678"', "pmcid: '678' is no PMCID"),
        ('doi = "10.5555/zhang"', 'doi = "10.5555/THAKUR"', "doi: 10.5555/THAKUR stands also under [thakur2023]"),
        ('year = 2021\ndoi = "10.5555/zhang"', 'doi = "10.5555/zhang"', "lacks year: complete it or say `partial"),
        (
            'year = 2021\ndoi = "10.5555/zhang"',
            'year = 2021\npartial = true\ndoi = "10.5555/zhang"',
            "partial: nothing",
        ),
        (
            'authors = ["Zhang B"]',
            'authors = ["Zhang B"]\nconditions = ["wound-repai"]',
            "conditions: 'wound-repai' is not on file; did you mean 'wound-repair'?",
        ),
    ],
)
def test_a_study_is_whole_and_its_identifiers_are_in_their_official_form(
    folder: Folder, old: str, new: str, fault: str
) -> None:
    folder.change("studies.toml", old, new)
    (problem,) = folder.problems()
    assert problem.startswith("studies.toml: [zhang2021]")
    assert fault in problem


def test_a_study_has_an_identifier(folder: Folder) -> None:
    folder.change("studies.toml", 'pmid = "23456"\n', "")
    assert folder.problems() == ["studies.toml: [lee2020]: has no doi, pmid or pmcid"]


def test_a_study_says_where_it_was_read(folder: Folder) -> None:
    folder.change("studies.toml", 'seen = ["pubmed"]', "seen = []")
    assert folder.problems() == ["studies.toml: [lee2020] seen: say where the record was read"]


@pytest.mark.parametrize("key", ["Lee2020", "lee20", "lee-2020", "2020lee", "lee2020bc"])
def test_a_key_is_surname_and_year(folder: Folder, key: str) -> None:
    folder.change("studies.toml", "[lee2020]", f"[{key}]")
    (problem,) = folder.problems()
    assert problem.startswith(f"studies.toml: [{key}]: a key is surname and year")


@pytest.mark.parametrize("key", ["lee2020b", "pmid23456", "pmc23456", "doi-10-5555-lee"])
def test_a_second_paper_of_a_year_and_a_partial_record_have_their_keys(folder: Folder, key: str) -> None:
    folder.change("studies.toml", "[lee2020]", f"[{key}]")
    assert folder.problems() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("sources.toml", '"CL:0002570"', '"CL:2570"', "[adsc] cl: 'CL:2570' is no Cell Ontology id (CL:0000000)"),
        (
            "sources.toml",
            'broader = "msc"',
            'broader = "mcs"',
            "[adsc] broader: 'mcs' is not on file; did you mean 'msc'?",
        ),
        ("molecules.toml", '"HGNC:11892"', '"11892"', "[TNF] hgnc: '11892' is no HGNC id (HGNC:11892)"),
        (
            "pathways.toml",
            'members = ["TGFB1"]',
            'members = ["TGFB11"]',
            "[smad] members: 'TGFB11' is not on file; did you mean 'TGFB1'?",
        ),
        ("trials.toml", "[NCT00000001]", "[NCT0000001]", "[NCT0000001]: is no registry number (NCT05523011)"),
        ("trials.toml", '"2024-02"', '"2024-13"', "[NCT00000001] start: '2024-13' is no date"),
        ("trials.toml", '"2024-02"', '"February 2024"', "[NCT00000001] start: 'February 2024' is no date"),
        ("trials.toml", '"10.5555/trial"', '"PMC1"', "[NCT00000001] results: 'PMC1' is no DOI"),
        ("trials.toml", '"adsc"', '"adcs"', "[NCT00000001] source: 'adcs' is not on file; did you mean 'adsc'?"),
        (
            "trials.toml",
            '["diabetic-wound"]',
            '["diabetic-wounds"]',
            "[NCT00000001] conditions: 'diabetic-wounds' is not on file; did you mean 'diabetic-wound'?",
        ),
        ("notices.toml", '"2019-12-06"', '"6 December 2019"', "[us-notice] date: '6 December 2019' is no date"),
        ("notices.toml", '"https://www.fda.gov/"', '"www.fda.gov"', "[us-notice] url: give the whole address"),
        ("notices.toml", "[us-notice]\n", '[us-notice]\ndoi = "fda"\n', "[us-notice] doi: 'fda' is no DOI"),
        (
            "notices.toml",
            "[us-notice]\n",
            '[us-notice]\nconditions = ["skin"]\n',
            "[us-notice] conditions: 'skin' is not on file",
        ),
        ("dataset.toml", 'seed = "thakur2023"', 'seed = "thakur2032"', "seed: 'thakur2032' is not in studies.toml"),
        (
            "dataset.toml",
            'headline_notice = "us-notice"',
            'headline_notice = "fda"',
            "headline_notice: 'fda' is not in notices.toml",
        ),
        (DIABETIC, '"E11.6"', '"E11,6"', "icd10: 'E11,6' is no ICD-10 code (L40.0)"),
        (
            DIABETIC,
            'broader = ["wound-repair"]',
            'broader = ["wound-repar"]',
            "broader: 'wound-repar' is not on file; did you mean 'wound-repair'?",
        ),
    ],
)
def test_every_other_record_keeps_to_its_form_and_names_what_is_on_file(
    folder: Folder, file: str, old: str, new: str, fault: str
) -> None:
    folder.change(file, old, new)
    (problem,) = folder.problems()
    assert problem.startswith(f"{file}: {fault}")


def test_the_id_of_a_notice_is_words_and_hyphens(folder: Folder) -> None:
    notice = (folder.path / "notices.toml").read_text(encoding="utf-8")
    folder.add("notices.toml", notice.replace("[us-notice]", "[US_notice]"))
    assert folder.problems() == ["notices.toml: [US_notice]: an id is lower-case words joined by hyphens"]


def test_the_pmid_of_a_notice_is_in_its_official_form(folder: Folder) -> None:
    folder.change("notices.toml", "[us-notice]\n", '[us-notice]\npmid = "PMC1"\n')
    assert folder.problems() == ["notices.toml: [us-notice] pmid: 'PMC1' is no PMID"]


def test_an_id_that_nothing_resembles_is_named_without_a_suggestion(folder: Folder) -> None:
    folder.change("trials.toml", '"adsc"', '"zzz"')
    assert folder.problems() == ["trials.toml: [NCT00000001] source: 'zzz' is not on file"]


def test_an_id_of_a_condition_is_lower_case_words(folder: Folder) -> None:
    (folder.path / DIABETIC).rename(folder.path / "conditions" / "Diabetic wound.toml")
    folder.change("trials.toml", '"diabetic-wound"', '"Diabetic wound"')
    (problem,) = folder.problems()
    assert problem.startswith("conditions/Diabetic wound.toml: the file's name is the id")


def test_an_id_of_a_source_is_lower_case_words(folder: Folder) -> None:
    folder.add("sources.toml", '\n[Keratinocyte]\nname = "keratinocyte"\nkind = "cell"\n')
    assert folder.problems() == ["sources.toml: [Keratinocyte]: an id is lower-case words joined by hyphens"]


def test_wider_entries_that_lead_in_a_circle_are_named(folder: Folder) -> None:
    folder.change("molecules.toml", 'name = "TGF-β"\n', 'name = "TGF-β"\nbroader = "TGFB1"\n')
    assert folder.problems() == [
        "molecules.toml: [TGF-beta] broader: leads back to itself",
        "molecules.toml: [TGFB1] broader: leads back to itself",
    ]


def test_only_what_leads_back_to_itself_is_named(folder: Folder) -> None:
    folder.change("sources.toml", "[msc]\n", '[msc]\nbroader = "msc"\n')
    assert folder.problems() == ["sources.toml: [msc] broader: leads back to itself"]


def test_what_an_effect_can_be_on_has_one_id_in_all_three_files(folder: Folder) -> None:
    folder.add("readouts.toml", '\n[SMAD]\nname = "a readout"\nkind = "process"\n')
    assert folder.problems() == ["pathways.toml: [smad]: the id is taken in readouts.toml"]


def test_wider_conditions_that_lead_in_a_circle_are_named(folder: Folder) -> None:
    folder.change(WOUND, 'aliases = ["wound healing"]', 'broader = ["diabetic-wound"]')
    assert folder.problems() == [
        f"{DIABETIC}: broader: leads back to itself",
        f"{WOUND}: broader: leads back to itself",
    ]


@pytest.mark.parametrize("alias", ["tnf alpha", "TNFa", "Tumor Necrosis Factor", "tnf", "TNF-Α"])
def test_a_name_means_one_molecule_however_it_is_written(folder: Folder, alias: str) -> None:
    folder.change("molecules.toml", 'name = "TGF-β"\n', f'name = "TGF-β"\naliases = ["{alias}"]\n')
    found = folder.problems()
    assert found
    assert all(problem.startswith("molecules.toml: [TGF-beta] aliases: ") for problem in found)
    assert all(f"{alias!r} is also a name of 'TNF'" in problem for problem in found)


def test_a_name_means_one_condition(folder: Folder) -> None:
    folder.change(DIABETIC, 'icd10 = ["E11.6"]', 'aliases = ["Wound-Healing"]')
    assert folder.problems() == [
        f"{WOUND}: [wound-repair] aliases: 'wound healing' is also a name of 'diabetic-wound' ('Wound-Healing')"
    ]


def test_a_molecule_and_a_pathway_may_share_a_name(folder: Folder) -> None:
    folder.change("pathways.toml", 'name = "TGF-β/SMAD"', 'name = "TGF-β"')
    assert folder.problems() == []


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        (
            '"supported"\nsupporting = ["zhang2021"]',
            '"supported"',
            ["supporting: 'supported' needs supporting studies"],
        ),
        ('verdict = "supported"', 'verdict = "contradicted"', ["opposing: 'contradicted' needs opposing studies"]),
        ('verdict = "supported"', 'verdict = "mixed"', ["opposing: 'mixed' needs opposing studies"]),
        ('verdict = "supported"', 'verdict = "untested"', ["supporting: 'untested' has no supporting studies"]),
        (
            '"supported"\nsupporting',
            '"mixed"\nopposing',
            ["supporting: 'mixed' needs supporting studies"],
        ),
        (
            'supporting = ["zhang2021"]',
            'supporting = ["zhang2012"]',
            ["supporting: 'zhang2012' is not on file; did you mean 'zhang2021'?"],
        ),
        (
            'supporting = ["zhang2021"]',
            'supporting = ["zhang2021", "lee2020"]',
            ["supporting: lee2020 is retracted and bears nothing out"],
        ),
        (
            'supporting = ["zhang2021"]',
            'supporting = ["zhang2021"]\nopposing = ["lee2020"]',
            ["opposing: lee2020 is retracted and bears nothing out"],
        ),
        ('about = ["wound-closure"]', 'about = ["msc"]', ["about: 'msc' is no molecule, readout or pathway"]),
    ],
)
def test_a_verdict_rests_on_studies_that_are_on_file_and_not_retracted(
    folder: Folder, old: str, new: str, faults: list[str]
) -> None:
    folder.change(WOUND, old, new)
    assert folder.problems() == [f"{CLAIM} {fault}" for fault in faults]


def test_the_general_claims_keep_the_same_rules(folder: Folder) -> None:
    folder.change("dataset.toml", '"untested"', '"supported"')
    assert folder.problems() == ["dataset.toml: [claim seed-outlook] supporting: 'supported' needs supporting studies"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('study = "zhang2021"\n', 'study = "zhang2021"\ncondition = "burn"\n', "condition: is 'burn' in the file of"),
        ('source = "adsc"', 'source = "adcs"', "source: 'adcs' is not on file; did you mean 'adsc'?"),
        ('cargo = ["TGFB1"]', 'cargo = ["TGFB11"]', "cargo: 'TGFB11' is not on file; did you mean 'TGFB1'?"),
        ('cargo = ["TGFB1"]', 'cargo = ["wound-closure"]', "cargo: 'wound-closure' is not on file"),
        ('cargo = ["TGFB1"]', 'content = ["TNFA"]', "content: 'TNFA' is not on file; did you mean 'TNF'?"),
        ('pathway = ["smad"]', 'pathway = ["smads"]', "pathway: 'smads' is not on file; did you mean 'smad'?"),
        ('{ on = "TNF",', '{ on = "TNG",', "effects: 'TNG' is no molecule, readout or pathway; did you mean 'TNF'?"),
        (ANIMAL_ROW, 'model = "in-vitro"\nroute = "topical"', "route: is 'in-culture' in every in-vitro row"),
        (ANIMAL_ROW, 'model = "in-vitro"', "route: is 'in-culture' in every in-vitro row and in no other"),
        (ANIMAL_ROW, 'model = "animal"\nroute = "in-culture"', "route: is 'in-culture' in every in-vitro row"),
        (ANIMAL_ROW, 'model = "animal"\ndesign = "rct"', "design: design and n belong to human rows"),
        (ANIMAL_ROW, 'model = "animal"\nn = 8', "design: design and n belong to human rows"),
        ('id = "zhang2021-1"', 'id = "zhang2021"', "id: is the study's key and a number (zhang2021-1)"),
        ('id = "zhang2021-1"', 'id = "zhang2021-a"', "id: is the study's key and a number (zhang2021-1)"),
        ('id = "zhang2021-1"', 'id = "lee2020-1"', "id: is the study's key and a number (zhang2021-1)"),
        ('{ on = "TNF", change = "decrease" }', '{ on = "wound-closure", change = "activate" }', "effects: names one"),
    ],
)
def test_a_row_keeps_the_reading_rules(folder: Folder, old: str, new: str, fault: str) -> None:
    folder.change(WOUND, old, new)
    (problem,) = folder.problems()
    assert problem.startswith(f"{WOUND}: [finding ")
    assert f"] {fault}" in problem


def test_a_row_of_a_study_that_is_not_on_file_is_named(folder: Folder) -> None:
    folder.change(WOUND, 'id = "zhang2021-1"\nstudy = "zhang2021"', 'id = "zhang2012-1"\nstudy = "zhang2012"')
    assert folder.problems() == [
        f"{WOUND}: [finding zhang2012-1] study: 'zhang2012' is not on file; did you mean 'zhang2021'?"
    ]


@pytest.mark.parametrize("change", ["decrease", "inhibit", "no-change"])
def test_a_target_does_not_move_both_ways_in_one_row(folder: Folder, change: str) -> None:
    folder.change(WOUND, '{ on = "TNF", change = "decrease" }', f'{{ on = "wound-closure", change = "{change}" }}')
    assert folder.problems() == [
        f"{ROW} effects: 'wound-closure' moves both ways in one row: split the row",
        f"{ROW} effects: names one target twice",
    ]


def test_the_vesicles_and_a_test_of_the_mechanism_may_move_one_target_apart(folder: Folder) -> None:
    opposite = '{ on = "wound-closure", change = "decrease", via = "inhibitor" }'
    folder.change(WOUND, '{ on = "TNF", change = "decrease" }', opposite)
    assert folder.problems() == []


def test_two_rows_of_one_condition_do_not_share_an_id(folder: Folder) -> None:
    text = (folder.path / WOUND).read_text(encoding="utf-8")
    folder.add(WOUND, "\n[[finding]]" + text.partition("[[finding]]")[2])
    assert folder.problems() == [f"{ROW} id: is taken in conditions/wound-repair.toml"]


def test_rows_of_two_conditions_do_not_share_an_id(folder: Folder) -> None:
    folder.change(DIABETIC, 'id = "zhang2021-2"', 'id = "zhang2021-1"')
    assert folder.problems() == [f"{ROW} id: is taken in conditions/diabetic-wound.toml"]


@pytest.mark.parametrize(
    "file",
    ["studies.toml", "sources.toml", "molecules.toml", "readouts.toml", "pathways.toml", "trials.toml", "notices.toml"],
)
def test_a_missing_file_is_named(folder: Folder, file: str) -> None:
    (folder.path / file).unlink()
    assert folder.problems() == [f"{file}: is missing or empty"]


def test_a_folder_without_conditions_says_so(folder: Folder) -> None:
    for file in (folder.path / "conditions").iterdir():
        file.unlink()
    assert folder.problems() == ["conditions/: is missing or empty"]


def test_a_missing_dataset_file_is_named(folder: Folder) -> None:
    (folder.path / "dataset.toml").unlink()
    assert folder.problems() == [f"{folder.path}: has no dataset.toml"]


def test_every_broken_rule_is_named_at_once(folder: Folder) -> None:
    folder.change("studies.toml", 'pmid = "12345"', 'pmid = "x"')
    folder.change("molecules.toml", '"HGNC:11766"', '"11766"')
    folder.change("trials.toml", '"2024-02"', '"soon"')
    folder.change(WOUND, ANIMAL_ROW, 'model = "animal"\nroute = "in-culture"\nn = 8')
    folder.change(DIABETIC, 'source = "adsc"', 'source = "adcs"')
    assert [problem.partition(": ")[2].partition(":")[0] for problem in folder.problems()] == [
        "[zhang2021] pmid",
        "[TGFB1] hgnc",
        "[NCT00000001] start",
        "[finding zhang2021-2] source",
        "[finding zhang2021-1] route",
        "[finding zhang2021-1] design",
    ]


def test_every_record_that_cannot_be_read_is_named_at_once(folder: Folder) -> None:
    folder.change("studies.toml", "year = 2021", 'year = "2021"')
    folder.change("studies.toml", "year = 2020", 'year = "2020"')
    folder.change("sources.toml", 'kind = "cell"\ncl', 'kind = "cells"\ncl')
    folder.change(WOUND, 'role = "therapeutic"', 'role = "therapy"')
    folder.change(DIABETIC, 'group = "regeneration"', 'group = "wounds"')
    found = folder.problems()
    assert len(found) == 5
    for part in ("[zhang2021] year", "[lee2020] year", "[adsc] kind", "[finding zhang2021-1] role", "group: 'wounds'"):
        assert sum(part in problem for problem in found) == 1


def test_every_row_that_cannot_be_read_is_named_at_once(folder: Folder) -> None:
    folder.change(WOUND, 'role = "therapeutic"', 'role = "therapy"')
    folder.change(WOUND, 'verdict = "supported"', 'verdict = "true"')
    found = folder.problems()
    assert len(found) == 2
    assert any("[finding zhang2021-1] role" in problem for problem in found)
    assert any("[claim seed-closure] verdict" in problem for problem in found)


def test_a_dataset_file_that_cannot_be_read_is_named(folder: Folder) -> None:
    folder.change("dataset.toml", "released = 2026-01-31", 'released = "soon"')
    (problem,) = folder.problems()
    assert problem.startswith(f"{folder.path / 'dataset.toml'}: released: ")


def test_a_dataset_file_that_cannot_be_read_is_named_beside_others(folder: Folder) -> None:
    folder.change("dataset.toml", "released = 2026-01-31", 'released = "soon"')
    folder.change("studies.toml", "year = 2020", 'year = "2020"')
    found = folder.problems()
    assert len(found) == 2
    assert any("dataset.toml: released: " in problem for problem in found)


def test_what_dataset_toml_says_wrong_is_named_beside_other_faults(folder: Folder) -> None:
    folder.change("dataset.toml", 'seed = "thakur2023"', 'seed = "nobody1999"')
    folder.change("studies.toml", 'pmid = "12345"', 'pmid = "x"')
    assert folder.problems() == [
        "dataset.toml: seed: 'nobody1999' is not in studies.toml",
        "studies.toml: [zhang2021] pmid: 'x' is no PMID",
    ]


def test_a_folder_with_its_own_dataset_file_stands_alone(folder: Folder) -> None:
    opened = open_folders([folder.path])
    assert opened.roots == (folder.path,)
    assert problems(opened) == []


def test_a_folder_without_one_is_checked_over_the_bundled_data(tmp_path: Path, dataset: Dataset) -> None:
    (tmp_path / "sources.toml").write_text('[my-cell]\nname = "my cell"\nkind = "cell"\nbroader = "mcs"\n')
    opened = open_folders([tmp_path])
    assert opened.roots == (BUNDLED, tmp_path)
    assert len(opened.sources) == len(dataset.sources) + 1
    assert list(map(str, problems(opened))) == [
        f"{tmp_path / 'sources.toml'}: [my-cell] broader: 'mcs' is not on file; did you mean 'msc'?"
    ]
