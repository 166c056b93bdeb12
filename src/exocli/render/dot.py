"""Graph → DOT, for Graphviz: columns from left to right, a bar lowers, a ring leaves as it is."""

from exocli.chains import Change
from exocli.graph import COLUMNS, Graph
from exocli.render.palette import FILLS, LINES, thickness
from exocli.render.signs import clean
from exocli.view.graph import COLUMN_NAMES, Caption, edge_label, weight

_HEADS: dict[Change | None, str] = {"up": "normal", "down": "tee", "same": "odot", None: "vee"}


def write(graph: Graph, words: Caption) -> str:
    """Return a graph in the DOT language."""
    rows = (f"{words.title}: {words.subtitle}", *words.notes)
    label = "".join(f"{_escaped(row)}\\l" for row in rows)
    lines = [
        f"digraph {_quoted(f'{graph.kind}:{graph.id}')} {{",
        "  graph [rankdir=LR, ranksep=1.6, nodesep=0.18];",
        f'  graph [fontname="Helvetica", fontsize=10, labelloc=b, labeljust=l, label="{label}"];',
        '  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=12];',
        '  edge [fontname="Helvetica", fontsize=8];',
    ]
    for column in COLUMNS:
        nodes = [node for node in graph.nodes if node.kind == column]
        if nodes:
            lines += ["  {", f"    rank=same; // {COLUMN_NAMES[column]}"]
            for node in nodes:
                said = f"{_escaped(node.label)}\\n{'↕ ' if node.disputed else ''}{weight(node)}"
                border = ', penwidth=2, style="rounded,filled,dashed"' if node.disputed else ""
                shown = f'label="{said}", tooltip={_quoted(node.name)}, fillcolor="{FILLS[column]}"{border}'
                lines.append(f"    {_quoted(node.id)} [{shown}];")
            lines.append("  }")
    for edge in graph.edges:
        style = ", style=dashed" if edge.conflicting else ""
        lines.append(
            f"  {_quoted(edge.origin)} -> {_quoted(edge.target)} [label={_quoted(edge_label(edge))}, "
            f'color="{LINES[edge.change]}", arrowhead={_HEADS[edge.change]}, '
            f"penwidth={thickness(len(edge.keys), 1):.1f}{style}, tooltip={_quoted(', '.join(edge.keys))}];"
        )
    return "\n".join([*lines, "}", ""])


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    """Text between quotes: on one line, quotes and backslashes escaped, ampersands as no HTML entity."""
    flat = " ".join(clean(text).split())
    return flat.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
