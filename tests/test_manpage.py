"""The manual page: it knows every command, option and variable, its examples work, and man renders it."""

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exocli
from exocli.cli.app import COMMANDS
from test_readme import environment

DOCS = Path(__file__).parents[1] / "docs"
pytestmark = pytest.mark.skipif(not DOCS.exists(), reason="these tests do not stand beside the documents")


def manpage() -> ModuleType:
    """The module that makes the manual page."""
    spec = importlib.util.spec_from_file_location("manpage", DOCS / "manpage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def section(title: str) -> str:
    """A section as it reads, without fonts and escapes."""
    text = (DOCS / "exo.1").read_text(encoding="utf-8")
    (found,) = re.findall(rf"^\.SH {title}\n(.*?)(?=^\.SH |\Z)", text, re.MULTILINE | re.DOTALL)
    return str(re.sub(r"\\f[BIR]", "", found).replace("\\-", "-"))


def test_it_has_the_sections_of_a_manual_page_in_their_order() -> None:
    titles = re.findall(r"^\.SH (.+)$", (DOCS / "exo.1").read_text(encoding="utf-8"), re.MULTILINE)
    assert titles == [
        *("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS"),
        *("EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO"),
    ]


def test_it_is_of_this_version() -> None:
    assert f'"exo {exocli.__version__}"' in (DOCS / "exo.1").read_text(encoding="utf-8").splitlines()[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_it_explains_every_option_of_a_command(command: str) -> None:
    help_ = (DOCS / "commands.md").read_text(encoding="utf-8").partition(f"## `exo {command}`")[2].partition("\n## ")[0]
    options = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", help_.partition("\nOptions:\n")[2], re.MULTILINE)) - {
        "--help"
    }
    (part,) = re.findall(rf"^\.SS exo {command}\n(.*?)(?=^\.SS |\Z)", section("COMMANDS"), re.MULTILINE | re.DOTALL)
    assert options == set(re.findall(r"^(?:-\w, )?(--[a-z-]+)(?: .*)?\n(?=\S)", part, re.MULTILINE))


def test_it_names_every_variable_that_the_code_reads() -> None:
    package = Path(exocli.__file__).parent
    code = "".join(file.read_text(encoding="utf-8") for file in package.rglob("*.py"))
    read = set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', code)) | set(re.findall(r'envvar="([A-Z_]+)"', code))
    assert {"EXO_DATA", "EXO_PAGER", "NO_COLOR"} < read
    assert read <= set(re.findall(r"\b[A-Z_]{4,}\b", section("ENVIRONMENT")))


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")
@pytest.mark.parametrize("line", manpage().EXAMPLES.values() if DOCS.exists() else ())
def test_its_examples_work(line: str, tmp_path: Path) -> None:
    (tmp_path / "my-data").mkdir()
    (tmp_path / "my-data" / "molecules.toml").write_text('[XYZ1]\nname = "XYZ1"\nkind = "protein"\n')
    exo = f'exo() {{ {shlex.join([sys.executable, "-m", "exocli"])} "$@"; }}'
    done = subprocess.run(
        ["sh", "-c", f"{exo}\n{line}\n"], capture_output=True, check=False, cwd=tmp_path, env=environment()
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout or list(tmp_path.glob("exo.*"))


@pytest.mark.parametrize(
    "renderer",
    [
        ["mandoc", "-T", "lint", "-W", "warning"],
        ["groff", "-man", "-Tutf8", "-ww", "-k", "-z"],
        ["man", "--warnings", "-E", "UTF-8", "-l"],
    ],
    ids=lambda renderer: renderer[0],
)
def test_it_is_rendered_without_a_warning(renderer: list[str]) -> None:
    if shutil.which(renderer[0]) is None:
        pytest.skip(f"{renderer[0]} is not installed")
    if renderer[0] == "man" and not subprocess.check_output(["man", "--version"]).startswith(b"man 2"):
        pytest.skip("this man is not man-db's")
    done = subprocess.run(
        [*renderer, str(DOCS / "exo.1")], capture_output=True, check=False, env={**environment(), "MANWIDTH": "80"}
    )
    said = done.stdout if renderer[0] == "mandoc" else done.stderr
    assert (done.returncode, said.decode()) == (0, "")


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))))
def test_no_text_is_taken_for_a_request(text: str) -> None:
    module = manpage()
    for line in module.running(text):
        assert not line.startswith((".", "'"))
        assert not re.search(r"\\(?![e&(-])", line)
