"""Where a source, molecule, readout or pathway appears, and the part it plays there."""

import pytest

from conftest import Folder
from exocli.dataset import Dataset, Vocabulary
from exocli.evidence import direction_of, shelf_of
from exocli.mentions import claims_about, family, findings_of, mentions

WOUND = "conditions/wound-repair.toml"


def test_mmp1_falls(dataset: Dataset) -> None:
    rows = [
        row for row in mentions("molecule", "MMP1", dataset).changed if row.condition in {"anti-aging", "photoaging"}
    ]
    evidence = [row for row in rows if shelf_of(row, dataset.retracted) == "evidence"]
    assert {"ellistasari2022", "liang2020", "oh2018", "pmc7032013"} <= {row.study for row in evidence}
    for row in rows:
        assert {direction_of(effect) for effect in row.effects if effect.on == "MMP1" and not effect.via} == {"down"}


def test_the_page_of_tgf_beta_covers_tgf_beta_1(dataset: Dataset) -> None:
    assert {"TGF-beta", "TGFB1"} <= family("molecule", "TGF-beta", dataset)
    assert family("molecule", "TGFB1", dataset) == {"TGFB1"}
    wide = {row.id for row in mentions("molecule", "TGF-beta", dataset).all()}
    narrow = {row.id for row in mentions("molecule", "TGFB1", dataset).all()}
    assert narrow
    assert narrow < wide


def test_the_page_of_mesenchymal_cells_covers_those_of_fat(dataset: Dataset) -> None:
    assert {"msc", "adsc", "bm-msc"} <= family("source", "msc", dataset)
    fat = mentions("source", "adsc", dataset).source
    assert fat
    assert {row.source for row in fat} == {"adsc"}
    assert set(fat) < set(mentions("source", "msc", dataset).source)


def test_a_family_reaches_down_to_any_depth(folder: Folder) -> None:
    folder.add("molecules.toml", '\n[LAP]\nname = "LAP"\nkind = "protein"\nbroader = "TGFB1"\n')
    assert family("molecule", "TGF-beta", folder.load()) == {"TGF-beta", "TGFB1", "LAP"}


@pytest.mark.parametrize(
    ("kind", "id_", "part"),
    [
        ("readout", "wound-closure", "changed"),
        ("molecule", "TNF", "changed"),
        ("molecule", "TGFB1", "cargo"),
        ("molecule", "TGF-beta", "cargo"),
        ("pathway", "smad", "pathway"),
        ("source", "adsc", "source"),
        ("source", "msc", "source"),
    ],
)
def test_a_finding_stands_under_the_part_that_an_entry_plays(
    folder: Folder, kind: Vocabulary, id_: str, part: str
) -> None:
    found = mentions(kind, id_, folder.load())
    played = {name for name, rows in found._asdict().items() if "zhang2021-1" in {row.id for row in rows}}
    assert played == {part}


@pytest.mark.parametrize("via", ["mimic", "inhibitor", "knockdown", "overexpression"])
def test_a_test_of_the_mechanism_is_no_effect_of_the_vesicles(folder: Folder, via: str) -> None:
    folder.change(WOUND, '{ on = "TNF", change = "decrease" }', f'{{ on = "TNF", change = "decrease", via = "{via}" }}')
    found = mentions("molecule", "TNF", folder.load())
    assert [row.id for row in found.tested] == ["zhang2021-1"]
    assert found.changed == ()


def test_what_was_measured_in_the_vesicles_is_not_what_was_tested(folder: Folder) -> None:
    folder.change(WOUND, 'cargo = ["TGFB1"]', 'content = ["TGFB1"]')
    found = mentions("molecule", "TGFB1", folder.load())
    assert ([row.id for row in found.content], found.cargo) == (["zhang2021-1"], ())


def test_a_finding_that_plays_two_parts_is_told_once(folder: Folder) -> None:
    folder.change(WOUND, 'cargo = ["TGFB1"]', 'cargo = ["TNF"]')
    found = mentions("molecule", "TNF", folder.load())
    assert (len(found.changed), len(found.cargo)) == (1, 1)
    assert [row.id for row in found.all()] == ["zhang2021-1"]


def test_what_nobody_mentions_has_no_findings(folder: Folder) -> None:
    folder.add("molecules.toml", '\n[IL6]\nname = "IL-6"\nkind = "gene"\n')
    assert mentions("molecule", "IL6", folder.load()).all() == ()


def test_the_review_is_quoted_on_what_it_speaks_of(dataset: Dataset) -> None:
    assert "seed-mmp1" in {claim.id for claim in claims_about("molecule", "MMP1", dataset)}
    assert "seed-wrinkles" in {claim.id for claim in claims_about("readout", "wrinkles", dataset)}
    assert claims_about("source", "adsc", dataset) == ()


def test_a_claim_on_a_form_stands_on_the_page_of_its_family(folder: Folder) -> None:
    folder.change(WOUND, 'about = ["wound-closure"]', 'about = ["TGFB1"]')
    dataset = folder.load()
    assert [claim.id for claim in claims_about("molecule", "TGF-beta", dataset)] == ["seed-closure"]
    assert claims_about("molecule", "TNF", dataset) == ()


def test_a_study_has_findings_in_every_condition_it_speaks_of(folder: Folder) -> None:
    dataset = folder.load()
    rows = findings_of(dataset.studies["zhang2021"], dataset)
    assert {(row.id, row.condition) for row in rows} == {
        ("zhang2021-1", "wound-repair"),
        ("zhang2021-2", "diabetic-wound"),
    }
    assert findings_of(dataset.studies["thakur2023"], dataset) == ()
