"""Mechanisms: from findings to nodes and edges, as a tree and as pictures."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from conftest import Folder
from exocli import Dataset
from exocli.cli.app import app
from exocli.evidence import summarise
from exocli.graph import COLUMNS, Edge, Graph, Kind, graph, objects
from exocli.render import dot, markdown, mermaid, plain, svg
from exocli.render.lettering import lines, width
from exocli.selection import Filters
from exocli.view.graph import caption, document

PICTURES: tuple[tuple[Kind, str], ...] = (
    ("condition", "psoriasis"),
    ("condition", "anti-aging"),
    ("condition", "diabetic-wound"),
    ("condition", "wound-repair"),
    ("molecule", "MMP1"),
    ("source", "adsc"),
    ("condition", "rosacea"),
)
HOSTILE = "</text><script>alert(1)</script> \"q\" 'a' & `b` \\\\ #1; | [x] {y} %% <!-- ]]> \x1b[31m"
Box = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def psoriasis(dataset: Dataset) -> Graph:
    return graph("condition", "psoriasis", dataset)


@pytest.fixture
def hostile(folder: Folder) -> Dataset:
    """A small dataset whose names are made to break whatever they are written into."""
    name = HOSTILE.replace("\\", "\\\\").replace('"', '\\"').replace("\x1b", "\\u001b")
    for file, old in (
        ("molecules.toml", 'name = "TGF-β1"'),
        ("pathways.toml", 'name = "TGF-β/SMAD"'),
        ("readouts.toml", 'name = "wound closure"'),
        ("conditions/wound-repair.toml", 'name = "Wound repair"'),
    ):
        folder.change(file, old, f'name = "{name}"')
    return folder.load()


def edge(drawn: Graph, origin: str, target: str, change: str | None = None) -> Edge:
    return next(e for e in drawn.edges if (e.origin, e.target, e.change) == (origin, target, change))


def boxes(picture: str) -> list[Box]:
    """The boxes of all labels, by the SVG's own coordinates: left, top, right, bottom."""
    found = []
    for rect in ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}rect"):
        if rect.get("class") == "label":
            x, y, wide, tall = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
            found.append((x, y, x + wide, y + tall))
    return found


def drawn_svg(kind: Kind, id_: str, dataset: Dataset, **options: Any) -> str:
    found = graph(kind, id_, dataset, **options)
    return svg.write(found, caption(found, dataset))


class TestEdges:
    def test_a_finding_runs_through_the_columns_it_names(self, folder: Folder) -> None:
        found = graph("condition", "wound-repair", folder.load())
        assert [(e.origin, e.target, e.change) for e in found.edges] == [
            ("source:adsc", "cargo:TGFB1", None),
            ("cargo:TGFB1", "pathway:smad", None),
            ("pathway:smad", "readout:TNF", "down"),
            ("pathway:smad", "readout:wound-closure", "up"),
            ("readout:TNF", "direction:benefit", None),
            ("readout:wound-closure", "direction:benefit", None),
        ]

    def test_a_finding_without_cargo_and_pathway_goes_straight_to_its_readouts(self, folder: Folder) -> None:
        found = graph("condition", "diabetic-wound", folder.load())
        assert [(e.origin, e.target) for e in found.edges] == [
            ("source:adsc", "readout:wound-closure"),
            ("readout:wound-closure", "direction:benefit"),
        ]
        assert found.edges[0].best == (2, "human")

    def test_an_effect_on_a_pathway_is_the_direction_of_the_pathway(self, folder: Folder) -> None:
        folder.change("conditions/wound-repair.toml", '{ on = "TNF", change', '{ on = "smad", change')
        found = graph("condition", "wound-repair", folder.load())
        assert edge(found, "cargo:TGFB1", "pathway:smad", "down")
        assert "readout:smad" not in {node.id for node in found.nodes}

    def test_a_molecule_that_is_cargo_and_readout_is_two_nodes(self, folder: Folder) -> None:
        folder.change("conditions/wound-repair.toml", '{ on = "TNF", change', '{ on = "TGFB1", change')
        found = graph("condition", "wound-repair", folder.load())
        assert edge(found, "source:adsc", "cargo:TGFB1", None)
        assert edge(found, "pathway:smad", "readout:TGFB1", "down")

    def test_tests_of_the_mechanism_do_not_count(self, folder: Folder) -> None:
        folder.change("conditions/wound-repair.toml", 'on = "TNF", ', 'on = "TNF", via = "mimic", ')
        assert "readout:TNF" not in {node.id for node in graph("condition", "wound-repair", folder.load()).nodes}

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('preparation = "exosome"', 'preparation = "conditioned-medium"'),
            ('role = "therapeutic"', 'role = "pathogenic"'),
            ('study = "zhang2021"', 'study = "lee2020"'),
        ],
        ids=["conditioned medium", "vesicles that drive the disease", "a retracted paper"],
    )
    def test_what_is_no_evidence_is_not_drawn(self, folder: Folder, old: str, new: str) -> None:
        folder.change("conditions/wound-repair.toml", old, new)
        assert graph("condition", "wound-repair", folder.load()).nodes == ()

    @pytest.mark.parametrize(("kind", "id_"), PICTURES)
    def test_edges_join_nodes_from_left_to_right(self, dataset: Dataset, kind: Kind, id_: str) -> None:
        found = graph(kind, id_, dataset)
        column = {node.id: COLUMNS.index(node.kind) for node in found.nodes}
        assert all(column[e.origin] < column[e.target] for e in found.edges)
        assert {e.origin for e in found.edges} | {e.target for e in found.edges} == set(column)

    def test_the_whole_graph_names_every_study_of_the_condition(self, dataset: Dataset) -> None:
        found = graph("condition", "diabetic-wound", dataset, top=999)
        condition = dataset.conditions["diabetic-wound"]
        keys = {key for e in found.edges for key in e.keys}
        assert len(keys) == summarise(condition.findings, dataset.retracted).studies
        assert (found.left_out, found.left_out_studies) == ((), ())

    def test_only_what_leads_through_a_molecule_is_on_its_graph(self, dataset: Dataset) -> None:
        found = graph("molecule", "MMP1", dataset)
        assert [node.id for node in found.nodes if node.kind == "readout"] == ["readout:MMP1"]
        assert {e.change for e in found.edges if e.target == "readout:MMP1"} == {"down"}

    @pytest.mark.parametrize(
        ("kind", "id_", "own"),
        [
            ("molecule", "miR-21", {"cargo:miR-21", "cargo:miR-21-5p", "cargo:miR-21-3p"}),
            ("pathway", "nrf2", {"pathway:nrf2", "pathway:keap1-nrf2"}),
        ],
    )
    def test_other_cargo_and_other_pathways_are_not_on_the_graph_of_one(
        self, dataset: Dataset, kind: Kind, id_: str, own: set[str]
    ) -> None:
        found = graph(kind, id_, dataset)
        (column,) = {node.partition(":")[0] for node in own}
        shown = {node.id for node in found.nodes if node.kind == column}
        assert f"{column}:{id_}" in shown
        assert shown <= own
        assert found.readouts


class TestConflicts:
    def test_both_ways_in_one_condition_is_a_conflict(self, psoriasis: Graph) -> None:
        assert [node.id for node in psoriasis.nodes if node.disputed] == ["readout:IL6"]
        to_il6 = [e for e in psoriasis.edges if e.target == "readout:IL6"]
        assert {e.change for e in to_il6} == {"up", "down"}
        assert all(e.conflicting for e in to_il6)
        assert not any(e.conflicting for e in psoriasis.edges if e.target != "readout:IL6")

    def against(self, folder: Folder, *, source: str) -> Graph:
        """Another study, in another condition, that saw the other direction."""
        folder.change("studies.toml", 'status = "retracted"\n', "")
        folder.change("conditions/diabetic-wound.toml", 'study = "zhang2021"', 'study = "lee2020"')
        folder.change("conditions/diabetic-wound.toml", 'change = "increase"', 'change = "decrease"')
        folder.change("conditions/diabetic-wound.toml", 'source = "adsc"', f'source = "{source}"')
        return graph("readout", "wound-closure", folder.load())

    def test_both_ways_by_one_source_is_a_conflict_in_whatever_condition(self, folder: Folder) -> None:
        found = self.against(folder, source="adsc")
        assert [e.conflicting for e in found.edges if e.target == "readout:wound-closure"] == [True, True]

    def test_two_sources_in_two_conditions_do_not_conflict(self, folder: Folder) -> None:
        found = self.against(folder, source="msc")
        assert [e.conflicting for e in found.edges if e.target == "readout:wound-closure"] == [False, False]

    def test_a_source_that_is_not_stated_is_no_one_source(self, folder: Folder) -> None:
        folder.change("sources.toml", 'abbreviation = "ADSC"\nkind = "cell"', 'abbreviation = "ADSC"\nkind = "other"')
        assert not any(e.conflicting for e in self.against(folder, source="adsc").edges)


class TestWhatIsLeftOut:
    def test_the_readouts_that_most_studies_report_are_kept(self, dataset: Dataset) -> None:
        found = graph("condition", "diabetic-wound", dataset, top=2)
        assert found.readouts == ("wound-closure", "angiogenesis")
        assert re.search(r"\b2 of \d\d read-outs", plain.write(document(found, dataset)))

    def test_it_is_said_how_many_studies_are_not_in_the_picture(self, dataset: Dataset, psoriasis: Graph) -> None:
        shown = {key for e in psoriasis.edges for key in e.keys}
        assert len(shown) + len(psoriasis.left_out_studies) == psoriasis.summary.studies
        left_out = f"left out: {len(psoriasis.left_out_studies)} studies (in people: 1)"
        assert left_out in " ".join(caption(psoriasis, dataset).notes)

    def test_a_readout_of_few_studies_goes_where_more_are_asked_for(self, dataset: Dataset) -> None:
        found = graph("condition", "diabetic-wound", dataset, min_studies=5)
        assert all(len(node.keys) >= 5 for node in found.nodes if node.kind == "readout")

    def test_a_full_column_draws_its_least_studied_together(self, dataset: Dataset) -> None:
        found = graph("condition", "diabetic-wound", dataset)
        pathways = [node for node in found.nodes if node.kind == "pathway"]
        assert len(pathways) == 8
        assert pathways[-1].name == f"{len(found.together['pathway'])} other pathways"

    def test_filters_hold(self, dataset: Dataset) -> None:
        found = graph("condition", "psoriasis", dataset, Filters(models=("human",)))
        assert {e.best.model for e in found.edges} == {"human"}
        late = graph("condition", "psoriasis", dataset, Filters(since=2024))
        years = [dataset.studies[key].year for e in late.edges for key in e.keys]
        assert all(year and year >= 2024 for year in years)

    def test_narrower_conditions_come_in_when_asked_for(self, folder: Folder) -> None:
        small = folder.load()
        assert graph("condition", "wound-repair", small, with_narrower=True).summary.human == 1
        assert graph("condition", "wound-repair", small).summary.human == 0


class TestObject:
    def test_it_has_the_form_that_is_promised(self, psoriasis: Graph) -> None:
        said = objects(psoriasis)
        assert said["kind"] == "graph"
        assert said["of"] == {"kind": "condition", "id": "psoriasis", "name": "Psoriasis"}
        assert all(node.keys() == {"id", "kind", "name"} for node in said["nodes"])
        keys = {"from", "to", "change", "studies", "keys", "best_level", "best_model", "conflicting"}
        assert all(row.keys() == keys and row["studies"] == len(row["keys"]) for row in said["edges"])

    def test_it_is_the_same_every_time(self, dataset: Dataset, psoriasis: Graph) -> None:
        assert objects(graph("condition", "psoriasis", dataset)) == objects(psoriasis)


class TestTree:
    def test_a_branch_leads_from_source_to_outcome(self, dataset: Dataset) -> None:
        said = plain.write(document(graph("molecule", "MMP1", dataset), dataset))
        assert "fungus or yeast  1 study, best level 5 in vitro\n  cargo miR-CM1 → pathway miR-CM1/MICAL2\n" in said
        assert "\n    ↓ MMP-1  level 5 in vitro → benefit  [" in said

    def test_a_dispute_is_marked_where_it_stands(self, dataset: Dataset, psoriasis: Graph) -> None:
        said = plain.write(document(psoriasis, dataset))
        assert "↑ IL-6 ↕" in said
        assert "↓ IL-6 ↕" in said
        assert "↓ IL-17 ↕" not in said

    def test_in_markdown_it_is_a_nested_list(self, dataset: Dataset, psoriasis: Graph) -> None:
        said = markdown.write(document(psoriasis, dataset))
        assert "\n- **T**  T cell  1 study, best level 5 animal\n  - cargo dimethyl fumarate\n    - ↓ " in said

    @pytest.mark.parametrize("columns", [40, 80, 120])
    def test_on_a_terminal_it_fits_and_its_guides_hold(self, columns: int) -> None:
        result = CliRunner().invoke(app, ["graph", "psoriasis", "-f", "table"], env={"COLUMNS": str(columns)})
        assert max(map(len, result.stdout.splitlines())) <= columns
        assert "\n└─ cargo dimethyl fumarate\n   ├─ ↓ " in result.stdout


class TestSvg:
    @pytest.mark.parametrize(("kind", "id_"), PICTURES)
    def test_no_two_labels_overlap_and_all_are_in_the_picture(self, dataset: Dataset, kind: Kind, id_: str) -> None:
        picture = drawn_svg(kind, id_, dataset)
        wide, tall = map(float, re.findall(r'viewBox="0 0 (\d+) (\d+)"', picture)[0])
        found = boxes(picture)
        assert len(found) > 1
        for left, top, right, bottom in found:
            assert 0 <= left < right <= wide
            assert 0 <= top < bottom <= tall
        for one, other in combinations(found, 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)

    @pytest.mark.parametrize("top", [1, 40, 999])
    def test_nor_do_they_in_small_and_large_pictures(self, dataset: Dataset, top: int) -> None:
        found = boxes(drawn_svg("condition", "wound-repair", dataset, top=top, with_narrower=True))
        for one, other in combinations(found, 2):
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]

    def test_every_name_and_every_study_is_in_it(self, dataset: Dataset, psoriasis: Graph) -> None:
        picture = drawn_svg("condition", "psoriasis", dataset)
        titles = " ".join(
            title.text or "" for title in ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}title")
        )
        assert all(node.name in titles for node in psoriasis.nodes)
        assert all(key in titles for e in psoriasis.edges for key in e.keys)

    def test_directions_differ_in_shape_not_only_in_colour(self, dataset: Dataset) -> None:
        picture = drawn_svg("condition", "psoriasis", dataset)
        assert "<circle" in picture
        assert 'stroke-dasharray="6 3"' in picture
        assert {"raised", "lowered", "no change"} <= {text.text for text in ET.fromstring(picture).iter() if text.text}

    def test_hostile_names_stay_names(self, hostile: Dataset) -> None:
        picture = drawn_svg("condition", "wound-repair", hostile)
        assert "{http://www.w3.org/2000/svg}script" not in {element.tag for element in ET.fromstring(picture).iter()}
        assert "\x1b" not in picture

    def test_an_empty_graph_says_so(self, dataset: Dataset) -> None:
        assert "nothing to draw" in drawn_svg("condition", "rosacea", dataset)


class TestLettering:
    def test_a_line_is_no_wider_than_asked(self) -> None:
        assert all(width(line, 13) <= 90 for line in lines("keratinocyte proliferation and migration-linked", 13, 90))

    def test_nothing_of_a_text_is_lost(self) -> None:
        text = "miR-138-5p/SIRT1/FOXO1 supercalifragilisticexpialidocious"
        assert "".join(lines(text, 13, 60)).replace(" ", "") == text.replace(" ", "")


class TestDot:
    @pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
    @pytest.mark.parametrize("id_", ["psoriasis", "diabetic-wound", "rosacea"])
    def test_graphviz_accepts_it(self, dataset: Dataset, id_: str) -> None:
        found = graph("condition", id_, dataset)
        self.accepted(dot.write(found, caption(found, dataset)))

    @pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
    def test_graphviz_accepts_hostile_names(self, hostile: Dataset) -> None:
        found = graph("condition", "wound-repair", hostile)
        self.accepted(dot.write(found, caption(found, hostile)))

    def accepted(self, text: str) -> None:
        run = subprocess.run(["dot", "-Tcanon"], input=text.encode(), capture_output=True, check=False)
        assert (run.returncode, run.stderr) == (0, b"")

    def test_what_lowers_ends_in_a_bar(self, dataset: Dataset, psoriasis: Graph) -> None:
        said = dot.write(psoriasis, caption(psoriasis, dataset)).splitlines()
        line = next(line for line in said if '"pathway:complement" -> "readout:IL17"' in line)
        assert "arrowhead=tee" in line
        assert 'label="↓ 1 study · level 5 animal"' in line


class TestMermaid:
    def test_an_edge_carries_direction_studies_and_level(self, dataset: Dataset, psoriasis: Graph) -> None:
        said = mermaid.write(psoriasis, caption(psoriasis, dataset))
        assert said.startswith('---\ntitle: "Psoriasis"\n---\nflowchart LR\n')
        assert '--x|"↓ 1 study · level 4 human"|' in said
        assert '|"↑ 1 study · level 5 in vitro · ↕ both ways"|' in said

    def test_labels_hold_nothing_that_mermaid_would_read(self, hostile: Dataset) -> None:
        found = graph("condition", "wound-repair", hostile)
        chart = mermaid.write(found, caption(found, hostile)).split("---\n", 2)[2]
        for line in chart.splitlines():
            if not line.startswith("  %%"):
                assert line.count('"') in (0, 2)
                for label in re.findall(r'"(.*)"', line):
                    assert not set("<>`[]{}|\\'&") & set(label.replace("<br/>", ""))

    def test_an_empty_graph_says_so(self, dataset: Dataset) -> None:
        found = graph("condition", "rosacea", dataset)
        assert 'empty["0 studies, 0 findings: nothing to draw"]' in mermaid.write(found, caption(found, dataset))


class TestCommand:
    """`exo graph`."""

    @staticmethod
    def run(*words: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(app, ["graph", *words])
        return result.exit_code, result.stdout, result.stderr

    def test_the_name_of_a_file_says_which_picture(self, tmp_path: Path) -> None:
        for name, start in (("g.svg", "<svg"), ("g.dot", "digraph"), ("g.mmd", "---")):
            assert self.run("psoriasis", "-o", str(tmp_path / name)) == (0, "", "")
            assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)

    def test_a_file_is_replaced_only_by_force(self, tmp_path: Path) -> None:
        file = tmp_path / "g.svg"
        file.write_text("mine", encoding="utf-8")
        code, _, said = self.run("psoriasis", "-o", str(file))
        assert (code, file.read_text(encoding="utf-8")) == (1, "mine")
        assert "--force" in said
        assert self.run("psoriasis", "-o", str(file), "--force")[0] == 0
        assert file.read_text(encoding="utf-8").startswith("<svg")

    def test_a_file_that_cannot_be_written_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "missing" / "g.svg"
        assert self.run("psoriasis", "-o", str(file)) == (1, "", f"exo: {file}: there is no folder {file.parent}.\n")

    @pytest.mark.parametrize(
        "words",
        [
            ("psoriasis", "-o", "g.pdf"),
            ("psoriasis", "-f", "json", "-o", "g.json"),
            ("thakur2023",),
            ("MMP-1", "--narrower"),
            ("psoriasis", "--top", "0"),
        ],
    )
    def test_wrong_usage_is_said_to_be_wrong(self, words: tuple[str, ...]) -> None:
        assert self.run(*words)[0] == 2

    def test_an_unknown_name_is_met_with_near_ones(self) -> None:
        code, _, said = self.run("psorriasis")
        assert code == 1
        assert "psoriasis" in said

    def test_names_may_have_spaces(self) -> None:
        assert self.run("hair", "growth", "-f", "csv")[1].startswith("from,to,change,studies,keys,")
