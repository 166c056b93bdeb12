"""What SECURITY.md promises: no network, no other program, no writing but where the user says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import exocli

# Python itself tells of whatever a program does outside its own memory (PEP 578): each deed is noted with its place.
# Files that are opened to be read are none; the interpreter's own start is over by then.
_WATCHED = """
import json, os, sys

deeds = []
PREFIXES = ("socket.", "subprocess.", "os.", "shutil.", "ftplib.", "urllib.", "smtplib.", "webbrowser.", "ctypes.")
HARMLESS = ("os.listdir", "os.scandir", "os.walk", "os.fwalk", "os.putenv", "os.unsetenv")

def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC) and isinstance(path, (str, bytes)):
            deeds.append(["open", os.fsdecode(path)])
    elif event == "sqlite3.connect":
        if "mode=ro" not in str(arguments[0]) and arguments[0] != ":memory:":
            deeds.append([event, str(arguments[0])])
    elif event.startswith(PREFIXES) and event not in HARMLESS:
        deeds.append([event, *map(str, arguments)])

sys.addaudithook(watch)
from exocli.cli.app import run
code = run()
seen, deeds = deeds, []
with open(os.environ["DEEDS"], "w", encoding="utf-8") as out:
    json.dump(seen, out)
sys.exit(code)
"""


def deeds(tmp_path: Path, *arguments: str, typed: bytes = b"") -> list[list[str]]:
    """What a command does outside its own memory, beside reading and printing."""
    work = tmp_path / "work"
    work.mkdir(exist_ok=True)
    unset = {"EXO_DATA", "PYTHONPATH"}
    environment = {name: value for name, value in os.environ.items() if name not in unset} | {
        "DEEDS": str(tmp_path / "deeds.json"),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(Path(exocli.__file__).parents[1]),
    }
    command = [sys.executable, "-c", _WATCHED, *arguments]
    done = subprocess.run(command, input=typed, capture_output=True, check=False, cwd=work, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    return [list(deed) for deed in json.loads((tmp_path / "deeds.json").read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--version",),
        ("list", "studies"),
        ("list", "molecules", "-f", "table"),
        ("show", "psoriasis", "-f", "table"),
        ("show", "wound-repair", "--narrower", "-f", "json"),
        ("find", "TNF-α", "hydrogel"),
        ("compare", "scar", "wound-repair"),
        ("map", "-f", "csv"),
        ("graph", "psoriasis", "-f", "svg"),
        ("cite", "--all", "-f", "bibtex"),
        ("export", "-f", "jsonl", "-o", "-"),
        ("check",),
        ("new", "study"),
        ("schema", "show-condition"),
        ("completion", "zsh"),
    ],
    ids=" ".join,
)
def test_what_names_no_file_only_reads_and_prints(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert deeds(tmp_path, *arguments) == []
    assert list((tmp_path / "work").iterdir()) == []


def test_a_pipe_is_only_read(tmp_path: Path) -> None:
    assert deeds(tmp_path, "cite", "-", typed=b"zhang2021\n") == []


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("graph", "psoriasis", "-o", "picture.svg"), "picture.svg"),
        (("new", "molecule", "--id", "XYZ1", "--into", "mine"), "mine"),
        (("export", "-o", "all.json"), "all.json"),
        (("export", "-o", "all.sqlite"), "all.sqlite"),
        (("export", "-f", "csv", "-o", "tables"), "tables"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_names_a_file_writes_that_alone(arguments: tuple[str, ...], named: str, tmp_path: Path) -> None:
    done = deeds(tmp_path, *arguments)
    assert done
    assert not [deed for deed in done if deed[0].startswith(("socket.", "subprocess.", "os.exec", "os.system"))]
    work = tmp_path / "work"
    assert [path.name for path in work.iterdir()] == [named]
    # An export appears whole: it is written beside its place, under another name, and moved.
    touched = {(work / deed[1].removeprefix("file:").partition("?")[0]).resolve() for deed in done if len(deed) > 1}
    assert {path for path in touched if path != work and not path.is_relative_to(work)} == set()


def test_a_deed_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoiled = _WATCHED.replace(
        "code = run()",
        "import socket; socket.socket(); open('x', 'w').close(); __import__('subprocess').run(['true']); code = run()",
    )
    monkeypatch.setitem(globals(), "_WATCHED", spoiled)
    seen = {deed[0] for deed in deeds(tmp_path, "--version")}
    assert {"socket.__new__", "open", "subprocess.Popen"} <= seen
