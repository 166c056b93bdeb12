"""Graph → Mermaid, as GitHub, GitLab, Obsidian and Quarto draw it: a flowchart from left to right."""

from exocli.chains import Change
from exocli.graph import COLUMNS, Graph
from exocli.render.palette import FILLS, INK, LINES
from exocli.render.signs import clean
from exocli.view.graph import COLUMN_NAMES, Caption, edge_label, weight

_ARROWS: dict[Change | None, str] = {"up": "-->", "down": "--x", "same": "--o", None: "-->"}
# Every sign that means something to Mermaid, to the Markdown in its labels or to the HTML it makes of them.
_MEANT = frozenset("#&\"'<>`\\;*_[]{}|$~")


def write(graph: Graph, words: Caption) -> str:
    """Return a graph as a Mermaid flowchart: an arrowhead raises, a cross lowers, a ring leaves as it is."""
    lines = ["---", f'title: "{_title(words.title)}"', "---", "flowchart LR"]
    numbers = {node.id: f"n{place}" for place, node in enumerate(graph.nodes)}
    for column in COLUMNS:
        nodes = [node for node in graph.nodes if node.kind == column]
        lines += [f'  subgraph c_{column}["{COLUMN_NAMES[column]}"]'] if nodes else []
        for node in nodes:
            sign, style = ("↕ ", f"{column}-disputed") if node.disputed else ("", column)
            label = f"{_label(node.label)}<br/>{_label(sign + weight(node))}"
            lines.append(f'    {numbers[node.id]}["{label}"]:::{style}')
        lines += ["  end"] if nodes else []
    for edge in graph.edges:
        arrow = _ARROWS[edge.change]
        lines.append(f'  {numbers[edge.origin]} {arrow}|"{_label(edge_label(edge))}"| {numbers[edge.target]}')
    styles: dict[str, list[int]] = {}
    for place, edge in enumerate(graph.edges):
        dashes = ",stroke-dasharray:6 3" if edge.conflicting else ""
        styles.setdefault(f"stroke:{LINES[edge.change]}{dashes}", []).append(place)
    lines += [f"  linkStyle {','.join(map(str, places))} {style}" for style, places in styles.items()]
    for column, fill in FILLS.items():
        box = f"fill:{fill},stroke:{INK},color:{INK}"
        lines.append(f"  classDef {column} {box}")
        lines.append(f"  classDef {column}-disputed {box},stroke-width:3px,stroke-dasharray:6 3")
    lines += [f"  style c_{column} fill:none,stroke:none" for column in {node.kind: 0 for node in graph.nodes}]
    if not graph.nodes:
        lines.append(f'  empty["{_label(words.subtitle)}"]')
    return "\n".join(lines + [f"  %% {_comment(note)}" for note in (words.subtitle, *words.notes)]) + "\n"


def _label(text: str) -> str:
    """A label between quotes; what has a meaning is written as a character code."""
    flat = " ".join(clean(text).split())
    return "".join(f"#{ord(sign)};" if sign in _MEANT else sign for sign in flat)


def _title(text: str) -> str:
    """A title as the YAML before the chart has it, between double quotes."""
    return " ".join(clean(text).split()).replace("\\", "\\\\").replace('"', '\\"')


def _comment(text: str) -> str:
    """A comment on one line; braces in it would make it a directive."""
    return " ".join(clean(text).split()).replace("{", "(").replace("}", ")")
