"""What is printed, as it was last looked at. After a change: read the difference, then `pytest --snapshot-update`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

import exocli

PAGES = (
    "urticaria",
    "zhang2021",
    "NCT05523011",
    "us-fda-2019-public-safety-notification",
    "psoriasis --brief",
)


def printed(page: str, form: str, columns: int) -> str:
    """What `exo show PAGE -f FORM` prints, at that width."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EXO_", "LC_", "PYTHONIO"))}
    source = str(Path(exocli.__file__).parents[1])
    environment = {**kept, "LANG": "C.UTF-8", "COLUMNS": str(columns), "NO_COLOR": "1", "PYTHONPATH": source}
    environment.pop("FORCE_COLOR", None)
    command = [sys.executable, "-m", "exocli", "show", *page.split(), "-f", form]
    return subprocess.run(command, capture_output=True, check=True, env=environment).stdout.decode()


@pytest.mark.parametrize("columns", [120, 80, 40])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_on_a_terminal(page: str, columns: int, snapshot: SnapshotAssertion) -> None:
    assert printed(page, "table", columns) == snapshot


@pytest.mark.parametrize("form", ["plain", "markdown"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_in_a_pipe(page: str, form: str, snapshot: SnapshotAssertion) -> None:
    assert printed(page, form, 80) == snapshot
