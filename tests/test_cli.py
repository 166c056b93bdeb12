"""The command as people and programs run it: exit codes, streams, names, filters, locales, pipes, terminals, paging."""

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

import exocli
from exocli import Dataset, contract
from exocli.cli.app import COMMANDS, run

if sys.platform != "win32":
    import fcntl
    import pty
    import struct
    import termios

on_unix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals, devices and shells")
COLOUR = re.compile(r"\x1b\[[\d;]*(?:3[0-7]|9[0-7])[\d;]*m")
# What decides how output looks; tests start without any of it.
_SETTINGS = (
    *("COLUMNS", "LINES", "TERM", "NO_COLOR", "FORCE_COLOR", "EXO_DATA", "EXO_PAGER", "PAGER", "LESS"),
    *("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "PYTHONIOENCODING", "PYTHONUTF8", "PYTHONCOERCECLOCALE"),
)
NEW_STUDY = """
[ours2026]
title = "Vesicles of our own"
authors = ["Ours A"]
journal = "Journal of Tests"
year = 2026
doi = "10.5555/ours"
seen = ["the laboratory"]
"""
NEW_FINDING = """
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
route = "topical"
"""


def environment(**changes: str) -> dict[str, str]:
    """The environment of a run: UTF-8, nothing else decided, the package under test importable from anywhere."""
    kept = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
    source = str(Path(exocli.__file__).parents[1])
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": source, **changes}


def exo(*arguments: str | bytes, **changes: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the command in a pipe."""
    command = [sys.executable, "-m", "exocli", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env=environment(**changes))


def said(*arguments: str | bytes, **changes: str) -> str:
    """What a run that succeeds prints on standard output, with nothing on standard error."""
    done = exo(*arguments, **changes)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def objects(*arguments: str, **changes: str) -> Any:
    """What a run prints as JSON."""
    return json.loads(said(*arguments, "-f", "json", **changes))


def findings(*arguments: str, **changes: str) -> list[Any]:
    found: list[Any] = objects("show", *arguments, **changes)["findings"]
    return found


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """A folder of a user's own: one paper with one finding on psoriasis."""
    folder = tmp_path / "my-data"
    (folder / "conditions").mkdir(parents=True)
    (folder / "studies.toml").write_text(NEW_STUDY, encoding="utf-8")
    (folder / "conditions" / "psoriasis.toml").write_text(NEW_FINDING, encoding="utf-8")
    return folder


# Exit codes and streams


@pytest.mark.parametrize(
    "arguments", [(), ("--help",), ("--version",), ("list",), ("show", "psoriasis"), ("cite",), ("check",)]
)
def test_what_succeeds_exits_0_and_complains_about_nothing(arguments: tuple[str, ...]) -> None:
    assert said(*arguments)


def test_the_version_is_that_of_the_package_and_of_the_dataset(dataset: Dataset) -> None:
    assert said("--version").startswith(f"exo {exocli.__version__}, dataset {dataset.about.version} ")


def test_the_installed_command_is_the_same_as_the_module() -> None:
    script = shutil.which("exo", path=Path(sys.executable).parent)
    if script is None:
        pytest.skip("exo is not installed beside this interpreter")
    done = subprocess.run([script, "--version"], capture_output=True, check=True, env=environment())
    assert done.stdout.decode().startswith("exo ")


@pytest.mark.parametrize("form", ["table", "plain", "json", "csv", "tsv", "markdown"])
def test_an_unknown_name_exits_1_with_suggestions_and_prints_nothing(form: str) -> None:
    done = exo("show", "psoriassis", "-f", form)
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.decode().splitlines()[:2] == [
        "exo: nothing is called 'psoriassis'.",
        "Did you mean: psoriasis, psoriasin, psoriasis-lesions?",
    ]


@pytest.mark.parametrize(
    ("arguments", "suggestion"),
    [
        (("show", "vitilgo"), "vitiligo"),
        (("cite", "zhang2012"), "zhang2021"),
        (("show", "psoriasis", "--source", "adscs-from-fat"), None),
        (("show", "psoriasis", "--source", "fibroblats"), "fibroblast"),
        (("show", "qqqqqqqq"), None),
        (("show", ""), None),
    ],
)
def test_an_unknown_name_of_any_kind_exits_1(arguments: tuple[str, ...], suggestion: str | None) -> None:
    done = exo(*arguments)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"exo: nothing is called ")
    assert suggestion is None or suggestion in done.stderr.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ("shwo", "psoriasis"),
        ("psoriasis",),
        ("",),
        ("--nonsense",),
        ("show",),
        ("show", "psoriasis", "--nonsense"),
        ("show", "psoriasis", "-f", "xml"),
        ("show", "psoriasis", "--level", "6"),
        ("show", "psoriasis", "--level", "two"),
        ("show", "psoriasis", "--model", "mouse"),
        ("show", "psoriasis", "--direction", "up"),
        ("show", "psoriasis", "--role", "none"),
        ("show", "psoriasis", "--since", "yesterday"),
        ("show", "psoriasis", "--sort", "size"),
        ("list", "psoriasis"),
        ("list", "conditions", "studies"),
        ("cite", "MMP1"),
        ("check", "--all"),
        ("--data",),
    ],
)
def test_wrong_usage_exits_2_and_prints_nothing(arguments: tuple[str, ...]) -> None:
    done = exo(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith(b"Error: ")


def test_a_name_in_place_of_a_command_is_pointed_to_show() -> None:
    assert b"exo show hair growth" in exo("hair", "growth").stderr


def test_a_wrong_word_in_a_filter_brings_the_allowed_ones() -> None:
    complaint = exo("show", "psoriasis", "--model", "humans").stderr.decode()
    assert "'humans' is none of human, animal, ex-vivo, in-vitro; did you mean 'human'?" in complaint


@pytest.mark.parametrize("name", ["\x1b[31mred", "\u202etfel", "a\nb", b"\xff\xfe", "皮膚", "-", "--", "a" * 5000])
def test_a_strange_name_is_unknown_and_cannot_write_on_the_terminal(name: str | bytes) -> None:
    done = exo("show", "--", name)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"exo: nothing is called ")
    assert b"\x1b" not in done.stderr
    assert "\u202e" not in done.stderr.decode()


TOKENS = [
    *COMMANDS,
    *contract.LISTS,
    *("psoriasis", "MMP-1", "zhang2021", "NCT05523011", "TNF-α", "hair", "growth", "pathway:nrf2", "study:", ":"),
    *("-f", "json", "csv", "tsv", "markdown", "plain", "table", "text", "--format=json", "--format"),
    *("--model", "human", "--human", "--source", "adsc", "--level", "2", "9", "--direction", "benefit", "--role"),
    *("--since", "2020", "-1", "--narrower", "--brief", "--sort", "year", "--all", "--help", "-h", "--version", "--"),
    *("--data", "/nowhere", ".", "--no-color", "--no-pager", "--install-completion", "--show-completion"),
]
argument = st.sampled_from(TOKENS) | st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=12)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(argument, max_size=6))
def test_nothing_a_user_can_type_prints_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    out, complaints = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with patch.object(sys, "argv", ["exo", *arguments]), redirect_stdout(out), redirect_stderr(complaints):
        code = run()
        complaints.flush()
    assert code in {0, 1, 2}
    written = complaints.buffer
    assert isinstance(written, io.BytesIO)
    assert b"Traceback" not in written.getvalue()
    # Wrong usage is explained; success says nothing beside its answer. A search without a hit exits 1, as grep does.
    assert bool(written.getvalue()) or code != 2
    assert not written.getvalue() or code != 0


# Help


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_help_with_a_line_of_its_own(command: str) -> None:
    assert re.search(rf"^  {command} +[A-Z].*\.$", said("--help"), re.MULTILINE)


@pytest.mark.parametrize("columns", ["80", "40"])
@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_plain_text_with_examples(command: str, columns: str) -> None:
    text = said(command, "--help", COLUMNS=columns)
    assert text.startswith(f"Usage: exo {command} ")
    assert "Examples:" in text
    assert "\x1b" not in text


def test_h_is_help() -> None:
    assert said("show", "-h") == said("show", "--help")


def examples() -> list[str]:
    """Every line below `Examples:` in the help of the command and of its commands."""
    helps = [said("--help"), *(said(command, "--help") for command in COMMANDS)]
    return [line.strip() for text in helps for line in text.partition("Examples:\n")[2].splitlines() if line.strip()]


@on_unix
def test_every_example_in_the_help_works(overlay: Path) -> None:
    found = examples()
    assert len(found) >= 2 * len(COMMANDS)
    (overlay.parent / "paper.json").write_text('{"title": "A paper"}', encoding="utf-8")
    for line in found:
        done = in_shell(line, overlay.parent)
        assert (done.returncode, done.stderr) == (0, b""), line


def in_shell(line: str, cwd: Path) -> "subprocess.CompletedProcess[bytes]":
    """Run a line as a person would type it, with `exo` as the command under test."""
    command = shlex.join([sys.executable, "-m", "exocli"])
    script = f'exo() {{ {command} "$@"; }}\n{line}\n'
    return subprocess.run(["sh", "-c", script], capture_output=True, check=False, cwd=cwd, env=environment())


# Names


@pytest.mark.parametrize(
    ("words", "kind", "id_"),
    [
        (("psoriasis",), "condition", "psoriasis"),
        (("Psoriasis",), "condition", "psoriasis"),
        (("eczema",), "condition", "atopic-dermatitis"),
        (("anti", "ageing"), "condition", "anti-aging"),
        (("hair", "growth"), "condition", "hair-growth"),
        (("Wound", "Repair"), "condition", "wound-repair"),
        (("atopic", "dermatitis"), "condition", "atopic-dermatitis"),
        (("TNF-α",), "molecule", "TNF"),
        (("tnf", "alpha"), "molecule", "TNF"),
        (("TNFa",), "molecule", "TNF"),
        (("pathway:NRF2",), "pathway", "nrf2"),
        (("zhang2021",), "study", "zhang2021"),
        (("10.3390/cosmetics10020065",), "study", "thakur2023"),
        (("https://doi.org/10.3390/cosmetics10020065",), "study", "thakur2023"),
        (("nct05523011",), "trial", "NCT05523011"),
    ],
)
def test_names_are_forgiving(words: tuple[str, ...], kind: str, id_: str) -> None:
    page = objects("show", *words)
    assert page["kind"] == kind
    assert page[kind]["id"] == id_


# Both of these words are names themselves; together they are another.
@pytest.mark.parametrize("name", ["acne scar", "skin inflammation", "skin fibrosis", "skin hydration"])
def test_a_name_of_several_words_needs_no_quotes(name: str) -> None:
    assert objects("show", *name.split()) == objects("show", name)


def test_several_names_are_several_pages_in_the_order_asked_for() -> None:
    text = said("show", "vitiligo", "psoriasis")
    assert 0 == text.index("Vitiligo (disease)") < text.index("Psoriasis (disease)")
    assert [page["condition"]["id"] for page in objects("show", "vitiligo", "psoriasis")] == ["vitiligo", "psoriasis"]


def test_a_name_that_means_two_things_says_what_else_it_means() -> None:
    assert "The same name: exo show pathway:nrf2" in said("show", "NRF2")


# Filters, order, length


@pytest.mark.parametrize(
    ("options", "holds"),
    [
        (("--human",), lambda row: row["model"] == "human"),
        (("--model", "human"), lambda row: row["model"] == "human"),
        (("--model", "animal", "--model", "in-vitro"), lambda row: row["model"] in {"animal", "in-vitro"}),
        (("--model", "animal", "--human"), lambda row: row["model"] in {"animal", "human"}),
        (("--level", "2"), lambda row: row["level"] == 2),
        (("--level", "2", "--level", "3"), lambda row: row["level"] in {2, 3}),
        (("--source", "adsc"), lambda row: row["source"] == "adsc"),
        (("--source", "ADSC"), lambda row: row["source"] == "adsc"),
        (("--direction", "no-effect"), lambda row: row["direction"] == "no-effect"),
        (("--role", "pathogenic"), lambda row: row["role"] == "pathogenic"),
        (("--human", "--level", "2"), lambda row: row["model"] == "human" and row["level"] == 2),
    ],
)
def test_a_filter_keeps_exactly_what_it_names(options: tuple[str, ...], holds: Callable[[Any], bool]) -> None:
    every = findings("wound-repair", "--narrower")
    kept = findings("wound-repair", "--narrower", *options)
    assert {row["id"] for row in kept} == {row["id"] for row in every if holds(row)}
    assert len(kept) < len(every)


def test_some_findings_pass_each_filter() -> None:
    for options in (("--human",), ("--level", "2"), ("--source", "adsc"), ("--direction", "no-effect")):
        assert findings("wound-repair", "--narrower", *options), options


def test_a_wider_source_takes_in_the_narrower_ones() -> None:
    sources = {row["source"] for row in findings("wound-repair", "--source", "msc")}
    assert "adsc" in sources
    assert "plasma" not in sources


def test_since_leaves_out_older_papers_and_papers_without_a_year(dataset: Dataset) -> None:
    kept = {row["study"] for row in findings("wound-repair", "--since", "2022")}
    cited = {finding.study for finding in dataset.conditions["wound-repair"].findings}
    assert kept == {key for key in cited if (dataset.studies[key].year or 0) >= 2022}
    assert kept < cited


def test_what_a_filter_leaves_out_is_left_out_of_the_counts() -> None:
    page = objects("show", "wound-repair", "--human")
    assert page["filters"] == "model human"
    assert {tier["model"] for tier in page["evidence"]["levels"]} == {"human"}


def test_narrower_takes_in_the_conditions_below() -> None:
    alone, wide = objects("show", "wound-repair"), objects("show", "wound-repair", "--narrower")
    assert {row["condition"] for row in alone["findings"]} == {"wound-repair"}
    assert "diabetic-wound" in {row["condition"] for row in wide["findings"]}
    assert "diabetic-wound" in wide["narrower"]


def test_findings_are_sorted_as_asked(dataset: Dataset) -> None:
    def years(rows: Sequence[Any]) -> list[int]:
        return [dataset.studies[row["study"]].year or 0 for row in rows]

    by_level = [row["level"] or 6 for row in findings("wound-repair")]
    assert by_level == sorted(by_level)
    by_year = years(findings("wound-repair", "--sort", "year"))
    assert by_year == sorted(by_year, reverse=True)
    for key in ("source", "study"):
        rows = [row[key] for row in findings("wound-repair", "--sort", key)]
        assert rows == sorted(rows)


def test_brief_leaves_out_the_tables() -> None:
    brief, whole = said("show", "psoriasis", "--brief"), said("show", "psoriasis")
    assert "WHAT THE SEED REVIEW SAYS" in brief
    assert "MECHANISMS" in whole
    assert "MECHANISMS" not in brief


# Forms


def test_a_pipe_gets_plain_text_without_an_escape_code() -> None:
    text = said("show", "psoriasis")
    assert text == said("show", "psoriasis", "-f", "plain")
    assert "\x1b" not in text


def test_plain_text_does_not_depend_on_the_width() -> None:
    assert said("show", "psoriasis", COLUMNS="20") == said("show", "psoriasis", COLUMNS="200")


@pytest.mark.parametrize("columns", [120, 80, 40, 20])
def test_a_table_fits_the_columns_it_is_given(columns: int) -> None:
    text = said("show", "psoriasis", "-f", "table", COLUMNS=str(columns))
    assert max(map(cell_len, text.splitlines())) <= columns
    assert "\x1b" not in text


@pytest.mark.parametrize("columns", ["0", "-5", "1", "3", "many", "100000"])
def test_no_value_of_columns_breaks_a_table(columns: str) -> None:
    done = exo("show", "urticaria", "-f", "table", COLUMNS=columns)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_csv_and_tsv_have_a_row_for_each_finding() -> None:
    ids = [row["id"] for row in findings("psoriasis")]
    comma = list(csv.DictReader(io.StringIO(said("show", "psoriasis", "-f", "csv"))))
    tab = list(csv.DictReader(io.StringIO(said("show", "psoriasis", "-f", "tsv")), delimiter="\t"))
    assert [row["id"] for row in comma] == [row["id"] for row in tab] == ids


@pytest.mark.parametrize("form", ["json", "csv", "tsv", "markdown"])
def test_a_form_for_programs_is_utf_8_in_any_locale(form: str) -> None:
    usual = exo("show", "MMP-1", "-f", form).stdout
    assert "TNF-α" in usual.decode()
    for changes in ({"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "cp1252"}):
        assert exo("show", "MMP-1", "-f", form, **changes).stdout == usual


@pytest.mark.parametrize("arguments", [("cite",), ("cite", "zhang2021"), ("cite", "psoriasis", "vitiligo")])
def test_a_reference_in_a_pipe_is_bare_text(arguments: tuple[str, ...]) -> None:
    text = said(*arguments)
    assert "\x1b" not in text
    assert "doi:10." in text


def test_cite_all_prints_a_line_for_each_study(dataset: Dataset) -> None:
    assert len(said("cite", "--all").splitlines()) == len(dataset.studies)


def test_a_condition_is_cited_by_its_findings(dataset: Dataset) -> None:
    lines = said("cite", "psoriasis").splitlines()
    assert len(lines) >= len({finding.study for finding in dataset.conditions["psoriasis"].findings})


# Locales and encodings


@pytest.mark.parametrize("arguments", [("show", "MMP-1"), ("show", "MMP-1", "-f", "table"), ("list", "molecules")])
@pytest.mark.parametrize("setting", ["LC_ALL=C", "LC_ALL=POSIX", "PYTHONIOENCODING=ascii"])
def test_a_locale_that_is_not_utf_8_gets_words_for_signs(arguments: tuple[str, ...], setting: str) -> None:
    name, _, value = setting.partition("=")
    text = exo(*arguments, **{name: value}).stdout
    assert text.isascii()
    assert b"TNF-alpha" in text


@pytest.mark.parametrize("arguments", [("show", "MMP-1"), ("show", "MMP-1", "-f", "table")])
def test_the_c_locale_gets_words_for_signs(arguments: tuple[str, ...]) -> None:
    assert exo(*arguments, LANG="C").stdout.isascii()


def test_references_are_ascii_in_the_c_locale() -> None:
    assert exo("cite", "--all", LC_ALL="C").stdout.isascii()


@pytest.mark.parametrize("arguments", [("show", "MMP-1"), ("list", "molecules"), ("cite", "--all"), ("show", "TNF-β9")])
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-16", "ascii:strict"])
def test_no_encoding_breaks_the_output(arguments: tuple[str, ...], encoding: str) -> None:
    done = exo(*arguments, PYTHONIOENCODING=encoding)
    assert done.returncode == (1 if "TNF-β9" in arguments else 0)
    assert b"Traceback" not in done.stderr
    (done.stdout or done.stderr).decode(encoding.partition(":")[0])


def test_a_complaint_is_ascii_in_the_c_locale() -> None:
    done = exo("show", "TGF-β9", LC_ALL="C")
    assert done.returncode == 1
    assert done.stderr.isascii()


# Pipes and devices


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "studies", "-f", "json"),
        ("show", "wound-repair"),
        ("show", "wound-repair", "-f", "table"),
        ("show", "wound-repair", "-f", "markdown"),
        ("cite", "--all"),
        ("--help",),
    ],
)
@pytest.mark.parametrize("lines", [0, 1])
def test_a_reader_that_leaves_early_is_no_error_to_speak_of(arguments: tuple[str, ...], lines: int) -> None:
    command = [sys.executable, "-m", "exocli", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout
        assert process.stderr
        for _ in range(lines):
            assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "arguments",
    [(), ("--help",), ("--version",), ("list",), ("show", "psoriasis", "-f", "json"), ("cite",), ("check",)],
)
def test_a_full_disk_exits_1_and_says_so(arguments: tuple[str, ...]) -> None:
    with FULL.open("wb") as device:
        command = [sys.executable, "-m", "exocli", *arguments]
        done = subprocess.run(command, stdout=device, stderr=subprocess.PIPE, check=False, env=environment())
    assert done.returncode == 1
    assert done.stderr == b"exo: No space left on device\n"


@on_unix
@pytest.mark.parametrize("arguments", ["list", "show psoriasis -f json", "cite", "--help", "--version"])
def test_a_closed_standard_output_exits_1_and_says_so(arguments: str, tmp_path: Path) -> None:
    done = in_shell(f"exo {arguments} >&-", tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(b"exo: ")
    assert b"Traceback" not in done.stderr


@on_unix
@pytest.mark.parametrize("arguments", ["show nosuchname", "show", "list -f xml", "list"])
def test_a_closed_standard_error_changes_no_exit_code(arguments: str, tmp_path: Path) -> None:
    assert in_shell(f"exo {arguments} 2>&-", tmp_path).returncode == exo(*arguments.split()).returncode


# A user's own data


def test_a_user_s_rows_stand_beside_the_bundled_ones(overlay: Path) -> None:
    rows = {row["id"] for row in findings("psoriasis")}
    page = json.loads(said("--data", str(overlay), "show", "psoriasis", "-f", "json"))
    assert {row["id"] for row in page["findings"]} == rows | {"ours2026-1"}
    assert "Plaques of our own mice thinned." in said("--data", str(overlay), "show", "psoriasis")


def test_exo_data_names_the_folder_too(overlay: Path) -> None:
    assert "ours2026-1" in {row["id"] for row in findings("psoriasis", EXO_DATA=str(overlay))}


def test_several_folders_can_be_laid_over(overlay: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    theirs = NEW_STUDY.replace("ours2026", "theirs2026").replace("10.5555/ours", "10.5555/theirs")
    (second / "studies.toml").write_text(theirs, encoding="utf-8")
    text = said("--data", str(overlay), "--data", str(second), "cite", "ours2026", "theirs2026")
    assert len(text.splitlines()) == 2


def test_a_user_can_show_and_cite_what_only_their_data_has(overlay: Path) -> None:
    text = said("--data", str(overlay), "cite", "ours2026")
    assert text == "Ours A. Vesicles of our own. Journal of Tests. 2026. doi:10.5555/ours\n"
    assert said("--data", str(overlay), "check").endswith("0 problems\n")


def test_a_record_that_exists_is_replaced_only_when_the_user_says_so(tmp_path: Path) -> None:
    file = tmp_path / "studies.toml"
    file.write_text('[zhang2021]\ntitle = "Another"\n', encoding="utf-8")
    done = exo("--data", str(tmp_path), "show", "zhang2021")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().startswith(f"exo: {file}: [zhang2021]: exists already in ")
    another = 'title = "Another"\npartial = true\npmid = "12345"\nseen = ["our shelf"]\n'
    file.write_text(f"[zhang2021]\noverride = true\n{another}", encoding="utf-8")
    assert "Another." in said("--data", str(tmp_path), "show", "zhang2021")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('model = "animal"', 'model = "mouse"', "[finding ours2026-1] model: 'mouse' is not allowed"),
        ('change = "decrease"', 'change = "decreases"', "[finding ours2026-1] effects[0].change: 'decreases' is not"),
        ('outcome = "Plaques of our own mice thinned."\n', "", "[finding ours2026-1]: the field 'outcome' is missing"),
        ("direction =", "directoin =", "[finding ours2026-1]: unknown field 'directoin'; did you mean 'direction'?"),
    ],
)
def test_a_faulty_file_is_named_with_its_table_and_field(overlay: Path, old: str, new: str, complaint: str) -> None:
    file = overlay / "conditions" / "psoriasis.toml"
    file.write_text(NEW_FINDING.replace(old, new), encoding="utf-8")
    for arguments in (("show", "psoriasis"), ("show", "psoriasis", "-f", "json"), ("check",)):
        done = exo("--data", str(overlay), *arguments)
        assert (done.returncode, done.stdout) == (1, b"")
        assert f"{file}: {complaint}" in done.stderr.decode()


@pytest.mark.parametrize(
    "content",
    [b"[ours2026\n", b"\xff\xfe", b"title = 'no table'\n", b"a = " + b"[" * 3000, b"[ours2026]\ntitle = 1\n"],
)
def test_a_file_that_is_no_dataset_exits_1_and_is_named(overlay: Path, content: bytes) -> None:
    (overlay / "studies.toml").write_bytes(content)
    done = exo("--data", str(overlay), "show", "ours2026")
    assert (done.returncode, done.stdout) == (1, b"")
    assert f"exo: {overlay / 'studies.toml'}: " in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_folder_that_is_not_there_exits_1(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    for done in (exo("--data", str(missing), "list"), exo("list", EXO_DATA=str(missing))):
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr.decode() == f"exo: {missing}: no such folder\n"


def test_a_file_that_cannot_be_read_exits_1_and_is_named(overlay: Path) -> None:
    file = overlay / "sources.toml"
    file.mkdir()
    for arguments in (("show", "adsc"), ("list", "sources"), ("check",)):
        done = exo("--data", str(overlay), *arguments)
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr.decode().startswith(f"exo: {file}: " if arguments != ("check",) else f"{file}: ")


def test_a_retraction_in_a_user_s_data_takes_the_finding_out_of_the_evidence(overlay: Path) -> None:
    for quoted in ('"retracted"', "'retracted'"):
        (overlay / "studies.toml").write_text(f"{NEW_STUDY}status = {quoted}\n", encoding="utf-8")
        page = json.loads(said("--data", str(overlay), "show", "psoriasis", "-f", "json"))
        (row,) = (row for row in page["findings"] if row["id"] == "ours2026-1")
        assert row["shelf"] == "retracted", quoted


def test_a_user_s_condition_is_taken_in_by_the_wider_one(tmp_path: Path) -> None:
    (tmp_path / "conditions").mkdir()
    head = 'name = "Paper cut"\ngroup = "regeneration"\nbroader = ["wound-repair"]\nsummary = "A small wound."\n'
    (tmp_path / "conditions" / "paper-cut.toml").write_text(head, encoding="utf-8")
    page = json.loads(said("--data", str(tmp_path), "show", "wound-repair", "--narrower", "-f", "json"))
    assert "paper-cut" in page["narrower"]


def test_data_with_escape_codes_is_refused_and_writes_none(overlay: Path) -> None:
    hostile = NEW_STUDY.replace("Vesicles of our own", "\\u001b]0;title\\u0007Vesicles\\u202e")
    (overlay / "studies.toml").write_text(hostile, encoding="utf-8")
    for arguments in (("show", "psoriasis"), ("show", "psoriasis", "-f", "table"), ("cite", "ours2026")):
        done = exo("--data", str(overlay), *arguments)
        assert (done.returncode, done.stdout) == (1, b"")
        assert b"[ours2026] title: holds a character that is not shown, U+001B" in done.stderr
        assert not {"\x1b", "\x07", "\u202e"}.intersection(done.stderr.decode())


# Terminals


def on_terminal(*arguments: str, columns: int = 80, rows: int = 24, **changes: str) -> tuple[int, str]:
    """Run the command on a pseudo-terminal of that size; return its exit code and what the screen got."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    changes = {"TERM": "xterm-256color", "PAGER": "cat", **changes}
    command = [sys.executable, "-m", "exocli", *arguments]
    with subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, env=environment(**changes)) as process:
        os.close(inner)
        seen = b""
        # Linux ends the output of a terminal nobody holds any more with an error, macOS with nothing.
        while True:
            try:
                piece = os.read(outer, 65536)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        code = process.wait()
    os.close(outer)
    return code, seen.decode().replace("\r\n", "\n")


def bare(text: str) -> str:
    """What a screen shows of it: no colours, no links."""
    return re.sub(r"\x1b\[[\d;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", text)


@on_unix
@pytest.mark.parametrize("columns", [120, 80, 40])
def test_a_terminal_gets_a_coloured_table_that_fits(columns: int) -> None:
    code, text = on_terminal("show", "psoriasis", columns=columns)
    assert code == 0
    assert COLOUR.search(text)
    assert "\x1b]8;" in text
    lines = bare(text).splitlines()
    assert "\x1b" not in bare(text)
    assert max(map(cell_len, lines)) <= columns
    assert max(map(cell_len, lines)) >= columns - 10
    assert any(line.startswith("─") for line in lines) is (columns > 40)


@on_unix
def test_a_terminal_links_every_reference_to_its_paper(dataset: Dataset) -> None:
    text = on_terminal("show", "psoriasis")[1]
    for finding in dataset.conditions["psoriasis"].findings:
        doi = dataset.studies[finding.study].doi
        assert doi is None or f";https://doi.org/{doi}\x1b\\" in text


@on_unix
def test_a_reference_on_a_terminal_is_linked() -> None:
    assert "\x1b]8;;https://doi.org/10.3390/cosmetics10020065\x1b\\" in on_terminal("cite")[1]


@on_unix
def test_a_terminal_and_a_pipe_say_the_same_in_a_form_for_programs() -> None:
    assert on_terminal("show", "psoriasis", "-f", "json")[1] == said("show", "psoriasis", "-f", "json")


@on_unix
@pytest.mark.parametrize(("flags", "no_color"), [((), "1"), (("--no-color",), ""), (("--no-color",), "1")])
def test_colour_can_be_refused(flags: tuple[str, ...], no_color: str) -> None:
    code, text = on_terminal(*flags, "show", "psoriasis", NO_COLOR=no_color)
    assert code == 0
    assert not COLOUR.search(text)
    assert "Psoriasis" in text


@on_unix
def test_an_empty_no_color_refuses_nothing() -> None:
    assert COLOUR.search(on_terminal("show", "urticaria", NO_COLOR="")[1])


@on_unix
@pytest.mark.parametrize("arguments", [("show", "psoriasis"), ("list",), ("cite",), ("cite", "psoriasis")])
def test_a_dumb_terminal_gets_lines_and_nothing_else(arguments: tuple[str, ...]) -> None:
    code, text = on_terminal(*arguments, TERM="dumb")
    assert code == 0
    assert text == said(*arguments)


@on_unix
def test_columns_outweighs_the_size_of_the_terminal() -> None:
    text = bare(on_terminal("show", "psoriasis", columns=120, COLUMNS="60")[1])
    assert max(map(cell_len, text.splitlines())) <= 60


@on_unix
def test_a_terminal_in_the_c_locale_gets_ascii() -> None:
    assert bare(on_terminal("show", "psoriasis", LC_ALL="C")[1]).isascii()


@on_unix
def test_an_unknown_name_on_a_terminal_exits_1() -> None:
    code, text = on_terminal("show", "psoriassis")
    assert code == 1
    assert "Did you mean: psoriasis" in text


# Paging


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that keeps what it is given in `paged`."""
    script = tmp_path / "pager.py"
    script.write_text(
        "import pathlib, sys\npathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())\nprint('PAGED')\n",
        encoding="utf-8",
    )
    return shlex.join([sys.executable, str(script), str(tmp_path / "paged")])


@on_unix
@pytest.mark.parametrize("arguments", [("show", "psoriasis"), ("list", "studies"), ("cite", "--all")])
def test_long_output_on_a_terminal_goes_through_the_pager(
    arguments: tuple[str, ...], pager: str, tmp_path: Path
) -> None:
    code, text = on_terminal(*arguments, PAGER=pager)
    assert (code, text) == (0, "PAGED\n")
    straight = on_terminal("--no-pager", *arguments, PAGER=pager)[1]
    assert bare((tmp_path / "paged").read_text(encoding="utf-8")) == bare(straight)


@on_unix
def test_a_pager_of_exo_s_own_comes_first(pager: str) -> None:
    assert on_terminal("show", "psoriasis", PAGER="cat", EXO_PAGER=pager)[1] == "PAGED\n"


@on_unix
@pytest.mark.parametrize(
    "arguments",
    [("--no-pager", "show", "psoriasis"), ("show", "psoriasis", "-f", "json"), ("cite",), ("show", "nosuchname")],
)
def test_nothing_else_is_paged(arguments: tuple[str, ...], pager: str, tmp_path: Path) -> None:
    on_terminal(*arguments, PAGER=pager)
    assert not (tmp_path / "paged").exists()


@on_unix
def test_what_fits_on_the_screen_is_not_paged(pager: str, tmp_path: Path) -> None:
    on_terminal("show", "psoriasis", rows=2000, PAGER=pager)
    assert not (tmp_path / "paged").exists()


def test_a_pipe_is_not_paged(pager: str, tmp_path: Path) -> None:
    assert "Psoriasis" in said("show", "psoriasis", PAGER=pager, EXO_PAGER=pager)
    assert not (tmp_path / "paged").exists()


@on_unix
@pytest.mark.parametrize("broken", ["", "cat", "no-such-pager-anywhere --flag"])
def test_without_a_usable_pager_the_page_is_printed(broken: str) -> None:
    code, text = on_terminal("show", "psoriasis", PAGER=broken)
    assert code == 0
    assert "References" in text


@on_unix
@pytest.mark.parametrize("quits", ["head -n 1", "false", "true"])
def test_a_pager_that_quits_early_is_no_error(quits: str) -> None:
    code, text = on_terminal("show", "wound-repair", PAGER=quits)
    assert code == 0
    assert "Traceback" not in text


@on_unix
def test_a_pager_that_cannot_be_parsed_does_not_break_the_page() -> None:
    code, text = on_terminal("show", "psoriasis", PAGER="less '")
    assert "Traceback" not in text
    assert code == 0
