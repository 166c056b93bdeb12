"""The README cannot drift: every command that it shows works."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import exocli

README = Path(__file__).parents[1] / "README.md"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """The lines that begin with `$ exo` in the README's console blocks."""
    blocks = _BLOCK.findall(README.read_text(encoding="utf-8")) if README.exists() else []
    lines = (line for block in blocks for line in block.splitlines())
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ exo")]


def test_the_readme_shows_how_it_is_used() -> None:
    assert len(commands()) >= 5


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")
@pytest.mark.parametrize("line", commands())
def test_a_command_of_the_readme_works(line: str, tmp_path: Path) -> None:
    for stage in line.split("|")[1:]:
        tool = shlex.split(stage)[0]
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    unset = ("EXO_DATA", "LC_ALL", "LC_CTYPE", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    environment = {**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(Path(exocli.__file__).parents[1])}
    # In a pipe, what counts is how exo ends, not how its reader does: 0, or 1 where a reader like head had enough.
    exo = f'exo() {{ {shlex.join([sys.executable, "-m", "exocli"])} "$@"; echo $? > code; }}'
    done = subprocess.run(
        ["sh", "-c", f"{exo}\n{line}\n"], capture_output=True, check=False, cwd=tmp_path, env=environment
    )
    allowed = {"0", "1"} if re.search(r"\| *(head|grep -m|grep -q)\b", line) else {"0"}
    assert (tmp_path / "code").read_text(encoding="utf-8").strip() in allowed, done.stderr
    assert done.stderr == b""
    written = [path for path in tmp_path.iterdir() if path.name != "code"]
    assert written or ">" not in line
    assert all(path.stat().st_size for path in written)
    assert done.returncode == 0
    assert done.stdout or written
