"""The colours of pictures, those of Okabe and Ito, told apart by colour-blind readers; none says good or bad."""

from exocli.chains import Change
from exocli.graph import Column

LINES: dict[Change | None, str] = {"up": "#0072b2", "down": "#d55e00", "same": "#595959", None: "#8c8c8c"}
FILLS: dict[Column, str] = {
    "source": "#e6f0f7",
    "cargo": "#fdf3dc",
    "pathway": "#e3f3ee",
    "readout": "#ffffff",
    "direction": "#f0f0f0",
}
INK, FAINT, NEUTRAL, PAPER = "#1a1a1a", "#595959", "#8c8c8c", "#ffffff"


def thickness(studies: int, thinnest: float) -> float:
    """How thick a line is: more for more studies, up to five."""
    return thinnest + 0.7 * min(studies - 1, 4)
