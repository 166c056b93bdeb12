"""Nothing leaves the machine and nothing is written that was not named: every example of every command, under strace.

Needs strace (Debian has it; Linux alone) and the right to trace one's own processes; skipped where either is missing.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import exocli
from cases import examples
from exocli.cli.app import COMMANDS

EXO = shlex.join([sys.executable, "-m", "exocli"])
# A call as strace -y prints it: AT_FDCWD</where>, "name".
_CALL = re.compile(r"^(\w+)\((.*)$")
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
_OPENS = {"open", "openat", "openat2", "creat"}
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|^creat")
_CHANGES = re.compile(
    r"(?:mkdir|rmdir|unlink|rename|link|symlink|mknod|truncate|f?chmod|l?chown|fchown|l?setxattr|l?utime)"
)
# What no example shows: the extras, where they are installed.
_MORE = {
    "cite": ["exo cite zhang2021 --style apa 2>&- || true", "exo cite --style list dermatology 2>&- || true"],
    "export": ["exo export -f parquet -o exo-parquet 2>&- || true"],
}
# Where what is written goes nowhere.
_NOWHERE = ("/dev/null", "/dev/tty")


class Trace(NamedTuple):
    """What some processes did: the sockets they asked for, and every path they wrote to, made or removed."""

    sockets: list[str]
    written: set[Path]


def traced(script: str, folder: Path) -> Trace:
    """Run a shell script in a folder under strace, in an environment with a home of its own."""
    home, logs = folder.parent / "home", folder.parent / "logs"
    for place in (home, logs):
        place.mkdir()
    source = str(Path(exocli.__file__).parents[1])
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "PYTHONPATH": source}
    # One file a process, so that no call is cut in two by another's.
    command = ["strace", "-ff", "-qq", "-y", "-e", "trace=%file,%network", "-o", str(logs / "log"), "sh", "-c", script]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, env={**environment, "PYTHONDONTWRITEBYTECODE": "1"}
    )
    assert (done.returncode, done.stderr) == (0, b"")
    calls = [call for log in logs.iterdir() for call in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    assert any(call.startswith("execve(") for call in calls)
    return Trace(
        [call for call in calls if re.match(r"(?:socket|connect|bind|sendto)\(", call)],
        {path for call in calls for path in _written(call, folder) if str(path) not in _NOWHERE},
    )


def _written(call: str, folder: Path) -> Iterator[Path]:
    """The paths that a call writes to, makes, changes or removes, or would if it could."""
    if (match := _CALL.match(call)) is None:
        return
    name, rest = match.groups()
    if (name in _OPENS and _WRITES.search(f"{name} {rest}")) or _CHANGES.match(name):
        for where, path in _PATH.findall(rest):
            yield Path(os.path.normpath(folder / where / path))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder to run commands in, with what their examples take."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    if subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True, check=False).returncode:
        pytest.skip("processes may not be traced here")
    place = tmp_path / "here"
    (place / "my-data").mkdir(parents=True)
    (place / "my-data" / "studies.toml").write_text("", encoding="utf-8")
    (place / "paper.json").write_text('{"title": "A paper"}', encoding="utf-8")
    return place


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_leaves_and_nothing_is_written_but_what_was_named(command: str, folder: Path) -> None:
    assert examples(command)
    lines = [*examples(command), *_MORE.get(command, ())]
    trace = traced(f'set -e\nexo() {{ {EXO} "$@"; }}\n' + "\n".join(lines), folder)
    assert trace.sockets == []
    words = {word.rstrip("/") for line in lines for word in shlex.split(line)}
    # What is written whole stands beside its place until it is.
    beside = any(word in words for word in ("-o", "--output"))
    stray = {
        path
        for path in trace.written
        if not (path.is_relative_to(folder) and path != folder)
        or not ((top := path.relative_to(folder).parts[0]) in words or (beside and top.startswith(".exo-")))
    }
    assert stray == set()


def test_what_is_not_named_by_a_command_is_not_written_either(folder: Path) -> None:
    lines = ("exo", "exo --help", "exo --version", "exo show nosuchname || true", "EXO_COMPLETE=fish exo show pso")
    assert traced(f'exo() {{ {EXO} "$@"; }}\n{{ {"; ".join(lines)}; }} 2>/dev/null', folder) == Trace([], set())


def test_a_socket_and_a_file_are_seen(folder: Path) -> None:
    code = "import os, socket; socket.socket(); open('x', 'w'); os.mkdir('y'); os.rename('x', 'z'); os.unlink('z')"
    trace = traced(shlex.join([sys.executable, "-c", code]), folder)
    assert trace.sockets
    assert trace.written == {folder / name for name in "xyz"}
