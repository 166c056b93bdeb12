"""`exo` alone: what is in it, as of when, and what to try."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from exocli import Dataset
from exocli.render import plain
from exocli.view import overview


def exo(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "exocli", *arguments]
    return subprocess.run(command, capture_output=True, check=False, encoding="utf-8")


@pytest.fixture
def text(dataset: Dataset) -> str:
    return plain.write(overview.document(dataset))


def test_it_counts_what_is_in_it(text: str, dataset: Dataset) -> None:
    counted = dict(re.findall(r"^(\w+) +(\d+)  ", text, flags=re.MULTILINE))
    assert counted == {
        "conditions": str(len(dataset.conditions)),
        "studies": str(len(dataset.studies)),
        "findings": str(sum(1 for _ in dataset.findings())),
        "trials": str(len(dataset.trials)),
        "notices": str(len(dataset.notices)),
    }


def test_what_is_on_file_is_not_all_evidence(text: str, dataset: Dataset) -> None:
    found = re.search(r"(\d+) are evidence for treatment, from (\d+) studies, (\d+) of them in people", text)
    assert found
    evidence, studies, people = map(int, found.groups())
    assert people < studies < evidence < sum(1 for _ in dataset.findings())


def test_it_says_as_of_when_and_that_it_is_no_advice(text: str, dataset: Dataset) -> None:
    about = dataset.about
    assert all(word in text for word in (str(about.released), about.version, about.cutoff, about.caution))


def test_the_three_things_to_try_work(text: str) -> None:
    tried = re.findall(r"^\$ (exo .+?)  ", text, flags=re.MULTILINE)
    assert len(tried) == 3
    for command in tried:
        done = exo(*shlex.split(command)[1:])
        assert (done.returncode, done.stderr) == (0, ""), command


def test_exo_alone_prints_it_and_help_is_a_flag_away(text: str) -> None:
    assert exo().stdout == text
    assert exo("--help").stdout.startswith("Usage: exo ")


def test_a_user_s_own_data_is_counted(tmp_path: Path, dataset: Dataset) -> None:
    ours = '[ours2026]\ntitle = "Ours"\npartial = true\nseen = ["our shelf"]\n'
    (tmp_path / "studies.toml").write_text(ours, encoding="utf-8")
    assert re.search(rf"^studies +{len(dataset.studies) + 1}  ", exo("--data", str(tmp_path)).stdout, re.MULTILINE)
    missing = exo("--data", str(tmp_path / "missing"))
    assert (missing.returncode, missing.stdout) == (1, "")
    assert missing.stderr.endswith("no such folder\n")
