"""Whatever strangers type, write or pipe: an answer or a plain complaint, soon, and nothing else.

In every case: no traceback, an exit code that is documented, at most 2 s, no control character, escape sequence or
mark-up of somebody else's on either stream, and no file that was not asked for. Some hundred cases are tried here,
against a small dataset; `python bench/soak.py` tries tens of thousands of the same (Hypothesis profile `soak`).
"""

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import exocli
from cases import (
    PAPERS,
    Case,
    Outcome,
    completions,
    data,
    environment,
    faults,
    laid_out,
    loads,
    outcome,
    queries,
    references,
)
from cases import typings as typed
from conftest import SMALL, Folder

# Where an example fails, Hypothesis would trace it to explain why; traced, a case takes ten times as long.
untraced = settings(phases=set(Phase) - {Phase.explain})
# How many cases of each kind were tried; `bench/soak.py` reports it.
TRIED: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def _small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """In place of the bundled dataset a small one: a case takes a hundredth of a second, the code is the same."""
    small = Folder(tmp_path_factory.mktemp("bundled") / "data", SMALL).path
    with pytest.MonkeyPatch.context() as patch:
        for module in ("dataset", "files", "search"):
            patch.setattr(f"exocli.{module}.BUNDLED", small)
        # What is imported for a style alone takes longer than the style: it is no part of a case.
        outcome(Case(("cite", "zhang2021", "--style", "own.csl"), files=PAPERS), tmp_path_factory.mktemp("first"))
        yield


def tried(kind: str, case: Case) -> None:
    """Run a case of a kind in a folder of its own and see that all is well."""
    TRIED[kind] += 1
    with tempfile.TemporaryDirectory() as folder:
        inner = Path(folder, "here")
        inner.mkdir()
        assert faults(case, outcome(case, inner)) == []


@untraced
@given(typed)
def test_whatever_is_typed(case: Case) -> None:
    tried("command lines", case)


@untraced
@given(queries)
def test_whatever_is_asked_for(case: Case) -> None:
    tried("names and queries", case)


@untraced
@given(loads)
def test_whatever_stands_in_a_folder_of_data(case: Case) -> None:
    tried("folders of data, read", case)


@untraced
@given(data)
def test_whatever_is_done_with_a_folder_of_data(case: Case) -> None:
    tried("folders of data, any command", case)


@untraced
@given(references())
def test_whatever_a_reference_file_a_style_or_a_pipe_holds(case: Case) -> None:
    tried("reference files, styles and pipes", case)


@untraced
@given(completions())
def test_whatever_is_completed(case: Case) -> None:
    tried("completions", case)


@settings(untraced, max_examples=max(1, settings().max_examples // 10))
@given(st.one_of(typed, queries, data, references(), completions()))
def test_as_a_process_of_its_own(case: Case) -> None:
    TRIED["processes"] += 1
    if any("\x00" in word for word in case.arguments):
        return
    with tempfile.TemporaryDirectory() as folder:
        inner = Path(folder, "here")
        inner.mkdir()
        source = str(Path(exocli.__file__).parents[1])
        variables = {**environment(case), "PYTHONPATH": source, "PYTHONIOENCODING": case.surroundings.encoding}
        with laid_out(case, inner):
            before = set(inner.rglob("*"))
            command = [sys.executable, "-m", "exocli", *case.arguments]
            done = subprocess.run(
                command, input=case.stdin, capture_output=True, check=False, env=variables, timeout=60
            )
            new = {path.relative_to(inner).as_posix() for path in inner.rglob("*") if path not in before}
        piped = case._replace(surroundings=case.surroundings._replace(terminal=False))
        out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
        assert faults(piped, Outcome(done.returncode, out, err, 0.0, frozenset(new))) == []
