"""`exo new`: from a reference file to a folder of one's own, and from there to a page."""

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest
import tomli

from exocli.cli.app import run

PAPER = {
    "type": "article-journal",
    "title": "Vesicles of our own",
    "author": [{"family": "Müller", "given": "Jörg"}],
    "container-title": "Journal of Tests",
    "issued": {"date-parts": [[2031]]},
    "DOI": "10.5555/OURS",
}
ON_FILE = {"title": "On file", "DOI": "10.3390/ijms22020720"}


def exo(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
    """Run the command in this process: its exit code, standard output and standard error."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    environment.pop("EXO_DATA", None)
    with (
        patch.object(sys, "argv", ["exo", *arguments]),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")),
        patch.dict(os.environ, environment, clear=True),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = run()
        out.flush()
        err.flush()
    return code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A reference file with one paper that is not on file."""
    file = tmp_path / "paper.json"
    file.write_text(json.dumps([PAPER]), encoding="utf-8")
    return file


def test_a_table_from_nothing_is_printed() -> None:
    code, out, err = exo("new", "study")
    assert (code, err) == (0, "")
    assert out.startswith("# studies.toml\n[surname-year]\n")
    tomli.loads(out)


def test_a_paper_of_a_reference_file_is_printed_with_the_row_of_a_finding(paper: Path) -> None:
    code, out, err = exo("new", "study", str(paper), "--condition", "eczema")
    assert (code, err) == (0, "")
    study, finding = out.split("# conditions/atopic-dermatitis.toml\n")
    assert tomli.loads(study)["muller2031"]["doi"] == "10.5555/ours"
    assert tomli.loads(finding)["finding"][0]["id"] == "muller2031-1"


def test_a_reference_comes_through_a_pipe() -> None:
    code, out, _ = exo("new", "study", "-", stdin=json.dumps(PAPER))
    assert code == 0
    assert "[muller2031]" in out


def test_an_id_is_for_one_paper() -> None:
    code, out, err = exo(
        "new", "study", "-", "--id", "ours2031", stdin=json.dumps([PAPER, {**PAPER, "DOI": "10.5555/b"}])
    )
    assert (code, out) == (2, "")
    assert "--id is for one study; the file has 2." in " ".join(err.split())


def test_a_file_that_is_not_utf_8_is_named_with_the_byte(tmp_path: Path) -> None:
    file = tmp_path / "paper.json"
    file.write_bytes('[{"title": "Müller"}]'.encode("latin-1"))
    assert exo("new", "study", str(file)) == (1, "", f"exo: {file}: is not UTF-8 text (byte 13)\n")


def test_it_is_added_to_a_folder_checked_filled_in_and_shown(paper: Path, tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    code, out, err = exo("new", "study", str(paper), "--condition", "psoriasis", "--into", str(ours))
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"{ours}/studies.toml: added muller2031",
        f"{ours}/conditions/psoriasis.toml: added muller2031-1",
        f"Fill it in; exo check {ours} says what is missing.",
    ]
    code, _, err = exo("check", str(ours))
    assert code == 1
    assert "[muller2031] seen: say where the record was read" in err
    assert "[finding muller2031-1] direction: '' is not allowed" in err
    said = {"seen = []": 'seen = ["here"]', 'source = ""': 'source = "adsc"', 'direction = ""': 'direction = "benefit"'}
    said |= {'preparation = ""': 'preparation = "exosome"', 'role = ""': 'role = "therapeutic"'}
    said |= {'on = "", change = ""': 'on = "TNF", change = "decrease"', 'outcome = ""': 'outcome = "Less TNF."'}
    said |= {'model = ""': 'model = "animal"'}
    for file in (ours / "studies.toml", ours / "conditions" / "psoriasis.toml"):
        text = file.read_text(encoding="utf-8")
        for blank, filled in said.items():
            text = text.replace(f"\n{blank}", f"\n{filled}") if "on =" not in blank else text.replace(blank, filled)
        file.write_text(text, encoding="utf-8")
    assert exo("check", str(ours))[0] == 0
    assert "Less TNF." in exo("--data", str(ours), "show", "psoriasis")[1]


def test_what_stands_in_a_folder_is_kept(paper: Path, tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    ours.mkdir()
    (ours / "studies.toml").write_text("# Ours.\n", encoding="utf-8")
    assert exo("new", "study", str(paper), "--into", str(ours))[0] == 0
    assert (ours / "studies.toml").read_text(encoding="utf-8").startswith("# Ours.\n\n[muller2031]\n")
    # The folder counts as on file from now on.
    code, _, err = exo("new", "study", str(paper), "--into", str(ours))
    assert (code, err) == (1, "exo: Vesicles of our own is on file: exo show muller2031\n")


def test_of_several_papers_those_on_file_are_passed_over() -> None:
    code, out, err = exo("new", "study", "-", stdin=json.dumps([ON_FILE, PAPER]))
    assert (code, err) == (0, "exo: On file is on file: exo show zhang2021\n")
    assert "[muller2031]" in out
    assert "[zhang2021" not in out


def test_the_next_finding_of_a_study_takes_the_next_number() -> None:
    code, out, _ = exo("new", "finding", "--id", "zhang2021", "--condition", "psoriasis")
    assert code == 0
    assert tomli.loads(out)["finding"][0]["id"] == "zhang2021-3"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("molecule",), "a molecule needs --id, like TNF"),
        (("molecule", "--id", "../../x"), "'../../x' is no id of a molecule; ids look like TNF"),
        (("study", "--id", "Zhang 2021"), "'Zhang 2021' is no id of a study; ids look like zhang2021"),
        (("finding", "--id", "zhang2021"), "a finding needs --condition, and --id with the key of its study"),
        (("molecule", "paper.bib", "--id", "X"), "a reference file is of studies"),
        (("paper",), "is not one of"),
    ],
)
def test_wrong_usage_is_said_and_exits_2(arguments: tuple[str, ...], complaint: str) -> None:
    code, out, err = exo("new", *arguments)
    assert (code, out) == (2, "")
    assert complaint in " ".join(err.split())


@pytest.mark.parametrize(
    ("arguments", "stdin", "complaint"),
    [
        (("molecule", "--id", "TNF"), "", "exo: TNF is on file: exo show molecule:TNF"),
        (("study", "--id", "zhang2021"), "", "exo: zhang2021 is on file: exo show study:zhang2021"),
        (("study", "--condition", "psoriasys"), "", "Did you mean: psoriasis"),
        (("study", "no-such-file.bib"), "", "exo: no-such-file.bib: No such file or directory"),
        (("study", "-"), "hello", "exo: -: is no BibTeX (.bib), RIS (.ris), PubMed (.nbib) or CSL-JSON (.json) file"),
        (("study", "-"), "[]", "exo: -: holds no paper"),
        (("study", os.devnull), "", f"exo: {os.devnull}: is no BibTeX"),
        (("study", "--into", "/dev/null/x"), "", "exo: "),
    ],
)
def test_what_cannot_be_done_is_said_and_exits_1(arguments: tuple[str, ...], stdin: str, complaint: str) -> None:
    code, out, err = exo("new", *arguments, stdin=stdin)
    assert (code, out) == (1, "")
    assert complaint in err
    assert "Traceback" not in err


def test_controls_and_marks_that_hide_text_are_left_out_of_a_reference() -> None:
    paper = {
        **PAPER,
        "title": "Ve\x9bsic\u202eles\tof\x1b our own",
        "author": [{"family": "Mü\u200bller", "given": "J"}],
    }
    code, out, err = exo("new", "study", "-", stdin=json.dumps(paper))
    assert (code, err) == (0, "")
    assert 'title = "Vesicles of our own"' in out
    assert 'authors = ["Müller J"]' in out
