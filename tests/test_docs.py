"""The documents say what the code does: what is made from it is fresh, and every example runs."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[1] / "docs"
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
pytestmark = pytest.mark.skipif(not DOCS.exists(), reason="these tests do not stand beside the documents")


def reference() -> ModuleType:
    """The script that makes the data dictionary and the reference of the command line."""
    spec = importlib.util.spec_from_file_location("reference", DOCS / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    if str(DOCS) not in sys.path:  # as where the script is run, beside what it imports
        sys.path.insert(0, str(DOCS))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["data.md", "commands.md", "exo.1"])
def test_what_is_made_from_the_code_is_fresh(name: str) -> None:
    made = reference().PAGES[name]()
    assert (DOCS / name).read_text(encoding="utf-8") == made, "python docs/reference.py"


def test_the_data_dictionary_explains_every_field() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (yes)? ?\| (.*) \|$", (DOCS / "data.md").read_text(), re.MULTILINE)
    assert len(rows) > 100
    assert [field for field, type_, _, meaning in rows if not (type_ and meaning)] == []


def test_the_examples_in_python_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if importlib.util.find_spec("pandas") is None:
        pytest.skip("pandas is not installed (pip install '.[interop]')")
    blocks = _BLOCK.findall((DOCS / "python.md").read_text(encoding="utf-8"))
    assert len(blocks) >= 8
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "python.md", "exec"), names)
    frame, gaps, moved = names["findings"], names["gaps"], names["moved"]
    assert len(frame) > 300  # type: ignore[arg-type]
    assert "human" in gaps.columns  # type: ignore[attr-defined]
    assert set(moved["change"]) >= {"decrease"}  # type: ignore[index]
    assert names["with_ours"].overlays == ("our-data",)  # type: ignore[attr-defined]
    assert not names["problems"](names["with_ours"])  # type: ignore[operator]


@pytest.mark.parametrize("file", sorted(DOCS.glob("*.md")), ids=lambda file: file.name)
def test_every_link_leads_somewhere(file: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", file.read_text(encoding="utf-8"))
    assert [link for link in links if not (file.parent / link).exists()] == []


def test_a_stale_page_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = reference()
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    monkeypatch.setattr(sys, "argv", ["reference.py", "--check"])
    assert module.main() == 1
    assert capsys.readouterr().err.startswith("docs/data.md is stale: python docs/reference.py\n")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(sys, "argv", ["reference.py"])
    assert module.main() == 0
    monkeypatch.setattr(sys, "argv", ["reference.py", "--check"])
    assert module.main() == 0
