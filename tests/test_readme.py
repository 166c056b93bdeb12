"""The README cannot drift: every command that it shows works, and what other tools are shown to do with an export."""

import importlib.util
import itertools
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import exocli
from exocli import Dataset

README = Path(__file__).parents[1] / "README.md"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """The lines that begin with `$ exo` in the README's console blocks."""
    blocks = _BLOCK.findall(README.read_text(encoding="utf-8")) if README.exists() else []
    lines = (line for block in blocks for line in block.splitlines())
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ exo")]


def environment() -> dict[str, str]:
    """A UTF-8 locale, no data of the user's own, and the tools that stand beside this interpreter."""
    unset = ("EXO_DATA", "LC_ALL", "LC_CTYPE", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(Path(exocli.__file__).parents[1]), "PATH": PATH}


PATH = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))


def needs(tool: str) -> None:
    if shutil.which(tool, path=PATH) is None:
        pytest.skip(f"{tool} is not installed")


def needs_module(name: str) -> None:
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed")


def test_the_readme_shows_how_it_is_used() -> None:
    assert len(commands()) >= 5


@pytest.mark.parametrize("kind", ["conditions", "findings", "studies", "trials", "notices"])
def test_the_readme_counts_what_is_on_file(kind: str, dataset: Dataset) -> None:
    said = re.search(rf"^\| (\d+) {kind} \|", README.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert said
    on_file = list(dataset.findings()) if kind == "findings" else getattr(dataset, kind)
    assert int(said[1]) == len(on_file)


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")
@pytest.mark.parametrize("line", commands())
def test_a_command_of_the_readme_works(line: str, tmp_path: Path) -> None:
    words = list(shlex.shlex(line, posix=True, punctuation_chars="|"))
    for bar, tool in itertools.pairwise(words):
        if bar == "|" and tool != "exo":
            needs(tool)
    if "-f parquet" in line:
        needs_module("pyarrow")
    # In a pipe, what counts is how exo ends, not how its reader does: 0, or 1 where a reader like head had enough.
    exo = f'exo() {{ {shlex.join([sys.executable, "-m", "exocli"])} "$@"; echo $? > code; }}'
    done = subprocess.run(
        ["sh", "-c", f"{exo}\n{line}\n"], capture_output=True, check=False, cwd=tmp_path, env=environment()
    )
    allowed = {"0", "1"} if re.search(r"\| *(head|grep -m|grep -q)\b", line) else {"0"}
    assert (tmp_path / "code").read_text(encoding="utf-8").strip() in allowed, done.stderr
    assert done.stderr == b""
    written = [path for path in tmp_path.iterdir() if path.name != "code"]
    assert written or ">" not in line
    assert all(path.stat().st_size for path in written)
    assert done.returncode == 0
    assert done.stdout or written


# What other tools are shown to do with an export

SCALE = README.parent / "docs" / "scale.md"
_EXAMPLE = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def export_section() -> str:
    return README.read_text(encoding="utf-8").partition("\n### Export\n")[2].partition("\n### ")[0]


def steps(text: str) -> list[tuple[str, str]]:
    """The commands of a document, each with the output that is shown below it; Python as a command too."""
    found: list[tuple[str, str]] = []
    for language, block in _EXAMPLE.findall(text):
        if language == "python":
            found.append((f"python - <<'END'\n{block}END", ""))
            continue
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = step.splitlines(keepends=True)
            # A command goes on where a quote is open.
            last = next(number for number in range(1, len(lines) + 1) if "".join(lines[:number]).count('"') % 2 == 0)
            found.append(("".join(lines[:last]).rstrip("\n"), "".join(lines[last:]).strip("\n")))
    return found


def run(command: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    tools = {"exo": [sys.executable, "-m", "exocli"], "python": [sys.executable, "-W", "ignore"]}
    functions = "\n".join(f'{name}() {{ {shlex.join(words)} "$@"; }}' for name, words in tools.items())
    script = f"{functions}\n{command}\n"
    return subprocess.run(
        ["sh", "-c", script], capture_output=True, check=False, cwd=cwd, env=environment(), encoding="utf-8"
    )


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every export that the examples read."""
    folder = tmp_path_factory.mktemp("exports")
    for command in ("-o exo.sqlite", "-f csv -o exo-csv", "-o exo.jsonl"):
        assert run(f"exo export {command}", folder).returncode == 0
    if importlib.util.find_spec("pyarrow"):
        assert run("exo export -f parquet -o exo-parquet", folder).returncode == 0
    return folder


def queries(text: str) -> list[tuple[str, str]]:
    return [(command, shown) for command, shown in steps(text) if not command.startswith("exo ")]


def test_every_form_is_shown_with_a_query() -> None:
    tools = {command.split()[0] for command, _ in queries(export_section())}
    assert {"sqlite3", "duckdb", "frictionless", "python", "jq"} <= tools
    assert SCALE.exists()
    assert len(queries(SCALE.read_text(encoding="utf-8"))) >= 4


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")
@pytest.mark.parametrize(
    ("command", "shown"),
    [
        pytest.param(command, shown, id=f"{name}: {' '.join(command.split())[:60]}")
        for name, text in (("README", export_section()), ("scale", SCALE.read_text(encoding="utf-8")))
        for command, shown in queries(text)
    ],
)
def test_another_tool_reads_an_export_as_it_is_shown(command: str, shown: str, exports: Path) -> None:
    needs(command.split(maxsplit=1)[0])
    for module in re.findall(r"^(?:from|import) (\w+)", command, re.MULTILINE):
        needs_module(module)
        if module == "pyspark":
            needs("java")
    if "exo-parquet" in command or "by-condition" in command:
        needs_module("pyarrow")
    done = run(command, exports)
    assert done.returncode == 0, done.stderr
    # Where the dataset has changed, this is what the document should show now.
    assert not shown or done.stdout.strip("\n") == shown
    assert done.stdout.strip() or "COPY" in command
