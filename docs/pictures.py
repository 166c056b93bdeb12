"""Draw the pictures of the README from real output: python docs/pictures.py."""

import io
from pathlib import Path

from rich.console import Console
from rich.segment import Segment, Segments

from exocli import contract
from exocli.dataset import load
from exocli.render.terminal import Page
from exocli.selection import select
from exocli.view import condition, listing
from exocli.view.document import Document

HERE = Path(__file__).parent


def draw(document: Document, command: str, name: str, *, width: int, lines: int) -> None:
    """Save the first `lines` lines of a page as an SVG under the command that prints it."""
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    drawn = console.render_lines(Page(document), pad=False)[:lines]
    console.print(Segments([segment for line in drawn for segment in (*line, Segment.line())]), end="")
    console.save_svg(str(HERE / name), title=command, unique_id="exo")


def main() -> None:
    """Draw the list of conditions and the top of a condition's page."""
    dataset = load()
    photoaging = condition.document(select(dataset.conditions["photoaging"], dataset), dataset)
    draw(photoaging, "exo show photoaging", "show.svg", width=120, lines=72)
    conditions = listing.document("conditions", contract.listed("conditions", dataset), dataset)
    draw(conditions, "exo list conditions", "list.svg", width=104, lines=60)


if __name__ == "__main__":
    main()
