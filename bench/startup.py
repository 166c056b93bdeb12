"""How long `exo` takes to answer, as ratios to what it stands on, measured side by side in one run.

    python bench/startup.py            measure the installed `exo` against its floors
    python bench/startup.py --typer    the same hello-world app under several releases of Typer (installs them)
    python bench/startup.py --growth   the dataset as it is, ten and a hundred times as large

Two floors: a Typer app that imports Typer and Rich and prints a Rich table of as many rows, for what is drawn; and
`python -c "import typer"`, for what programs read. Commands are run in turn, round after round, so that a machine
that slows down slows all of them; the figure is the median of the ratios of each round. Install `exo` from a wheel
(`pip install .`) first: an editable install parses the TOML itself.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from exocli.dataset import BUNDLED

Command = Sequence[str]

PYTHON = sys.executable
EXO = (PYTHON, "-m", "exocli")
FLOOR = """
import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer()

@app.command()
def main(rows: int = {rows}) -> None:
    table = Table()
    for name in ("Source", "Cargo", "Pathway", "Effect", "Outcome", "Model", "Level", "Ref"):
        table.add_column(name)
    for row in range(rows):
        table.add_row("ADSC exosomes", "miR-21", "TGF-beta", "up collagen I", f"Outcome {{row}}", "animal", "5", "[1]")
    Console(width=120).print(table)

app()
"""
# What is measured, the floor it is held against, and the budget as a ratio to that floor.
BUDGETS: Mapping[str, tuple[Command, str, float]] = {
    "show anti-aging": ((*EXO, "show", "anti-aging", "-f", "table"), "floor", 1.5),
    "list conditions": ((*EXO, "list", "conditions", "-f", "table"), "floor", 1.3),
    "compare scar wound-repair": ((*EXO, "compare", "scar", "wound-repair", "-f", "table"), "floor", 1.6),
    "map": ((*EXO, "map", "-f", "table"), "floor", 1.6),
    "graph psoriasis": ((*EXO, "graph", "psoriasis", "-f", "table"), "floor", 1.6),
    "cite": ((*EXO, "cite"), "floor", 1.3),
    "find TNF-α": ((*EXO, "find", "TNF-α", "-f", "table"), "floor", 1.6),
    "show anti-aging, in a pipe": ((*EXO, "show", "anti-aging"), "floor", 1.5),
    "show anti-aging -f json": ((*EXO, "show", "anti-aging", "-f", "json"), "import typer", 1.2),
    "show anti-aging -f csv": ((*EXO, "show", "anti-aging", "-f", "csv"), "import typer", 1.2),
    "list conditions -f json": ((*EXO, "list", "conditions", "-f", "json"), "import typer", 1.2),
    "list studies -f json": ((*EXO, "list", "studies", "-f", "json"), "import typer", 1.2),
    "show MMP-1 -f json": ((*EXO, "show", "MMP-1", "-f", "json"), "import typer", 1.2),
    "cite psoriasis": ((*EXO, "cite", "psoriasis"), "import typer", 1.2),
    "export -f jsonl": ((*EXO, "export", "-f", "jsonl", "-o", "-"), "import typer", 1.5),
    "cite psoriasis -f bibtex": ((*EXO, "cite", "psoriasis", "-f", "bibtex"), "import typer", 1.2),
    "cite psoriasis -f ris": ((*EXO, "cite", "psoriasis", "-f", "ris"), "import typer", 1.2),
    "cite psoriasis -f csl-json": ((*EXO, "cite", "psoriasis", "-f", "csl-json"), "import typer", 1.2),
    "cite psoriasis -f nbib": ((*EXO, "cite", "psoriasis", "-f", "nbib"), "import typer", 1.2),
    "--version": ((*EXO, "--version"), "import typer", 1.2),
}
# Parses and indexes the copy of the dataset in the folder named, as the build of a wheel does.
_BUILD = """
import pathlib, sys
sys.path.insert(0, sys.argv[1])
from exocli import compiled, search
from exocli.dataset import BUNDLED, load
compiled.write(BUNDLED)
pathlib.Path(search.INDEX).unlink(missing_ok=True)
search.build(load(), search.INDEX).close()
"""
_ID = re.compile(r'"([^"]+)"')
TYPERS = ("0.15.4", "0.20.1", "0.24.2", "0.25.1", "0.26.8", "0.27.3", "0.28.0", "0.29.2")


def seconds(command: Command, env: Mapping[str, str] | None = None) -> float:
    """Wall time of one run, start to end, output thrown away."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=env)
    return time.perf_counter() - start


def rounds(commands: Mapping[str, Command], runs: int) -> dict[str, list[float]]:
    """Wall times of each command, one run of each in turn, after a round that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            took = seconds(command)
            if turn:
                times[name].append(took)
    return times


def ratio(times: Sequence[float], floor: Sequence[float]) -> float:
    """The median of the ratios, round by round."""
    return statistics.median(mine / theirs for mine, theirs in zip(times, floor, strict=True))


def startup(runs: int) -> int:
    """Measure every command against its floor; return 1 if one is over its budget."""
    rows = int(
        subprocess.run(
            (*EXO, "show", "anti-aging", "-f", "json"), capture_output=True, check=True, text=True
        ).stdout.count('"shelf"')
    )
    floor = ("-c", FLOOR.format(rows=rows))
    commands: dict[str, Command] = {
        "python": (PYTHON, "-c", "pass"),
        "import typer": (PYTHON, "-c", "import typer"),
        "floor": (PYTHON, *floor),
        **{name: command for name, (command, _, _) in BUDGETS.items()},
    }
    times = rounds(commands, runs)
    print(
        f"{runs} rounds, Python {sys.version.split()[0]}, Typer {version('typer')}, Rich {version('rich')}; "
        f"the floor prints {rows} rows\n"
    )
    print(f"{'':32} {'median ms':>10} {'against':>14} {'ratio':>7} {'budget':>7}")
    for name in ("python", "import typer", "floor"):
        print(f"{name:32} {1e3 * statistics.median(times[name]):10.0f}")
    over = 0
    for name, (_, against, budget) in BUDGETS.items():
        found = ratio(times[name], times[against])
        mark = "" if found <= budget else "  over"
        over += found > budget
        print(f"{name:32} {1e3 * statistics.median(times[name]):10.0f} {against:>14} {found:7.2f} {budget:7.2f}{mark}")
    return int(over > 0)


def typers(runs: int) -> int:
    """Run the floor app under several releases of Typer, and `exo` beside them, to see which range is worth it."""
    with tempfile.TemporaryDirectory() as folder:
        commands: dict[str, Command] = {}
        for number in TYPERS:
            home = Path(folder) / number
            venv.create(home, with_pip=True)
            python = str(home / "bin" / "python")
            subprocess.run(
                (python, "-m", "pip", "-q", "install", f"typer=={number}", "rich"),
                check=True,
                stderr=subprocess.DEVNULL,
            )
            commands[f"import typer {number}"] = (python, "-c", "import typer")
            commands[f"hello world, Typer {number}"] = (python, "-c", FLOOR.format(rows=30))
        commands["exo show anti-aging"] = BUDGETS["show anti-aging"][0]
        times = rounds(commands, runs)
    newest = times[f"hello world, Typer {TYPERS[-1]}"]
    print(f"{'':32} {'median ms':>10} {'to hello world on ' + TYPERS[-1]:>28}")
    for name, mine in times.items():
        print(f"{name:32} {1e3 * statistics.median(mine):10.0f} {ratio(mine, newest):28.2f}")
    return int(ratio(times["exo show anti-aging"], newest) > 0.8)


def growth(runs: int) -> int:
    """Commands on copies of the dataset that hold 1, 10 and 100 times as many conditions, findings and studies."""
    asked = {
        "show anti-aging": ("show", "anti-aging"),
        "show anti-aging -f json": ("show", "anti-aging", "-f", "json"),
        "list conditions -f json": ("list", "-f", "json"),
        "cite psoriasis": ("cite", "psoriasis"),
        "find TNF-α": ("find", "TNF-α"),
    }
    with tempfile.TemporaryDirectory() as folder:
        commands: dict[str, Command] = {}
        for times_as_large in (1, 10, 100):
            home = Path(folder) / str(times_as_large)
            package = Path(shutil.copytree(BUNDLED.parent, home / "exocli"))
            enlarge(package / "data", times_as_large)
            # In a process of its own: what is measured below must not inherit the memory this takes.
            subprocess.run((PYTHON, "-c", _BUILD, str(home)), check=True)
            start = f"import sys; sys.path.insert(0, {str(home)!r}); from exocli.__main__ import main; main()"
            for name, arguments in asked.items():
                commands[f"{name}, × {times_as_large}"] = (PYTHON, "-c", start, *arguments)
        times = rounds(commands, runs)
        memory = {name: peak(command) for name, command in commands.items()}
    print(f"{'':36} {'median ms':>10} {'to × 1':>8} {'peak MiB':>9}")
    for name, mine in times.items():
        base = times[f"{name.rpartition(',')[0]}, × 1"]
        print(f"{name:36} {1e3 * statistics.median(mine):10.0f} {ratio(mine, base):8.2f} {memory[name]:9.0f}")
    return int(ratio(times["show anti-aging, × 100"], times["show anti-aging, × 1"]) > 3)


def enlarge(data: Path, factor: int) -> None:
    """Add `factor - 1` copies of every condition and every study, under names of their own."""
    studies = (data / "studies.toml").read_text("utf-8")
    conditions = {file.stem: file.read_text("utf-8") for file in (data / "conditions").glob("*.toml")}
    with (data / "studies.toml").open("a", encoding="utf-8") as bibliography:
        for number in range(1, factor):
            copy = re.sub(r"^\[([a-z0-9-]+)\]", rf"[\1-copy{number}]", studies, flags=re.MULTILINE)
            # A review goes with the copy of its condition, so that a page stays as long as it was.
            lines = (
                _ID.sub(rf'"\1-copy{number}"', line) if line.startswith("conditions") else line
                for line in copy.splitlines()
            )
            bibliography.write("\n".join(lines) + "\n")
            for id_, text in conditions.items():
                copy = re.sub(
                    r'^(id|study) = "([^"]*?)(-\d+)?"', rf'\1 = "\2-copy{number}\3"', text, flags=re.MULTILINE
                )
                copy = re.sub(r"^(broader|aliases|icd10) = .*\n", "", copy, flags=re.MULTILINE)
                (data / "conditions" / f"{id_}-copy{number}.toml").write_text(copy, "utf-8")


def peak(command: Command) -> float:
    """Peak resident memory of one run in MiB, as the operating system counted it."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> int:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15, help="counted rounds (default: 15)")
    parser.add_argument("--typer", action="store_true", help="compare releases of Typer")
    parser.add_argument("--growth", action="store_true", help="compare sizes of the dataset")
    options = parser.parse_args()
    if options.typer:
        return typers(options.runs)
    return growth(options.runs) if options.growth else startup(options.runs)


if __name__ == "__main__":
    sys.exit(main())
