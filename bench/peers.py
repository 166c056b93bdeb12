"""How long `exo` takes beside tools that people look things up with, as ratios, measured side by side in one run.

    python bench/peers.py

Each peer comes from PyPI into an environment of its own and does what comes nearest to the command of `exo` beside it,
on the same records where it can: `papis` on a library of the studies, `sqlite-utils` on what `exo export` wrote, `tldr`
on a local page (its own come from the network), `civicpy` no more than its start (its data come from the network). The
figure is the median of the ratios of each round, peer over `exo`: above 1, `exo` is faster.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from startup import EXO, Command, peak, ratio, rounds


class Pair(NamedTuple):
    """A command of a peer and the command of `exo` that it is held against."""

    peer: str
    says: str
    command: Command
    exo: Command


def pairs(home: Path) -> list[Pair]:
    """Install the peers under `home`, give them the records, and say what is to be timed."""
    bin_ = {name: install(home / name, name) for name in ("tldr", "papis", "sqlite-utils", "civicpy")}
    page = home / "page.md"
    page.write_text("# exo\n\n> Exosomes in skin.\n\n- What is on file:\n\n`exo list {{conditions}}`\n", "utf-8")
    database = home / "exo.sqlite"
    subprocess.run((*EXO, "export", "-o", str(database)), check=True, capture_output=True)
    papis = (str(bin_["papis"] / "papis"), "--log", "CRITICAL", "-l", str(library(home / "studies")))
    rows = "SELECT id, study, source, outcome, model FROM findings WHERE condition = 'anti-aging'"
    word = "SELECT id, condition, outcome FROM findings WHERE outcome LIKE '%TNF-α%'"
    query = (str(bin_["sqlite-utils"] / "sqlite-utils"), "query", str(database))
    show = (*EXO, "show", "anti-aging")
    return [
        Pair("tldr", "render a page", (str(bin_["tldr"] / "tldr"), "--render", str(page)), (*show, "-f", "table")),
        Pair("sqlite-utils", "rows of a condition, table", (*query, rows, "--table"), (*show, "-f", "table")),
        Pair("sqlite-utils", "rows of a condition, JSON", (*query, rows), (*show, "-f", "json")),
        Pair("sqlite-utils", "rows with a word", (*query, word, "--table"), (*EXO, "find", "TNF-α", "-f", "table")),
        Pair("papis", "list what has a word", (*papis, "list", "--all", "psoriasis"), (*EXO, "find", "psoriasis")),
        Pair(
            "papis",
            "BibTeX of what has a word",
            (*papis, "export", "--all", "--format", "bibtex", "psoriasis"),
            (*EXO, "cite", "psoriasis", "-f", "bibtex"),
        ),
        Pair("civicpy", "start only", (str(bin_["civicpy"] / "civicpy"), "--version"), (*EXO, "--version")),
    ]


def install(home: Path, name: str) -> Path:
    """An environment of its own for a peer; the folder of its commands."""
    venv.create(home, with_pip=True)
    folder = home / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run((str(folder / "python"), "-m", "pip", "-q", "install", name), check=True, stderr=subprocess.DEVNULL)
    return folder


def library(home: Path) -> Path:
    """A library of papis with every study in it."""
    found = subprocess.run((*EXO, "cite", "--all", "-f", "csl-json"), capture_output=True, check=True)
    for item in json.loads(found.stdout):
        folder = home / item["id"]
        folder.mkdir(parents=True)
        people = [(name.get("family") or name["literal"], name.get("given", "")) for name in item.get("author", ())]
        fields: Mapping[str, object] = {
            "ref": item["id"],
            "type": "article",
            "title": item.get("title", ""),
            "author": " and ".join(", ".join(filter(None, name)) for name in people),
            "journal": item.get("container-title", ""),
            "doi": item.get("DOI", ""),
        }
        # JSON is YAML, which papis reads.
        (folder / "info.yaml").write_text(json.dumps(fields), "utf-8")
    return home


def main() -> int:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15, help="counted rounds (default: 15)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # What a peer remembers between runs (papis's index) stays in this folder, warm after the first round.
        os.environ |= {"HOME": folder, "XDG_CACHE_HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder}
        asked = pairs(Path(folder))
        commands = {f"{side} {number}": getattr(pair, side) for number, pair in enumerate(asked) for side in SIDES}
        times = rounds(commands, options.runs)
        memory = {name: peak(command) for name, command in commands.items()}
    print(f"{options.runs} rounds, Python {sys.version.split()[0]}\n")
    print(f"{'':14}{'':28} {'peer ms':>8} {'exo ms':>8} {'peer / exo':>11} {'peer MiB':>9} {'exo MiB':>8}")
    for number, pair in enumerate(asked):
        theirs, ours = (times[f"{side} {number}"] for side in SIDES)
        print(
            f"{pair.peer:14}{pair.says:28} {1e3 * statistics.median(theirs):8.0f} {1e3 * statistics.median(ours):8.0f} "
            f"{ratio(theirs, ours):11.2f} {memory[f'command {number}']:9.0f} {memory[f'exo {number}']:8.0f}"
        )
    return 0


SIDES = ("command", "exo")

if __name__ == "__main__":
    sys.exit(main())
