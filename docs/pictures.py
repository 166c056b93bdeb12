"""Draw the pictures of the README from real output: python docs/pictures.py."""

import io
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.segment import Segment, Segments

from exocli import contract, gapmap
from exocli.dataset import load
from exocli.render.terminal import Page
from exocli.selection import select
from exocli.view import condition, listing
from exocli.view import gapmap as gapmap_view
from exocli.view.document import Document

HERE = Path(__file__).parent


def draw(document: Document, command: str, name: str, *, width: int, lines: int) -> None:
    """Save the first `lines` lines of a page as an SVG under the command that prints it."""
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    drawn = console.render_lines(Page(document), pad=False)[:lines]
    console.print(Segments([segment for line in drawn for segment in (*line, Segment.line())]), end="")
    console.save_svg(str(HERE / name), title=command, unique_id="exo")


def main() -> None:
    """Draw the list of conditions, the top of a condition's page, the gap map and a mechanism."""
    dataset = load()
    photoaging = condition.document(select(dataset.conditions["photoaging"], dataset), dataset)
    draw(photoaging, "exo show photoaging", "show.svg", width=120, lines=72)
    conditions = listing.document("conditions", contract.listed("conditions", dataset), dataset)
    draw(conditions, "exo list conditions", "list.svg", width=104, lines=60)
    gaps = gapmap_view.document(gapmap.gapmap("source", dataset), dataset)
    draw(gaps, "exo map", "map.svg", width=120, lines=62)
    with (HERE / "graph.svg").open("wb") as picture:
        subprocess.run((sys.executable, "-m", "exocli", "graph", "psoriasis", "-f", "svg"), stdout=picture, check=True)


if __name__ == "__main__":
    main()
