"""The page of `exo schema`: what there is a schema of, and how an editor uses one."""

from collections.abc import Mapping, Sequence

from exocli.view.document import Column, Document, Grid, Layout, Paragraph, Row, Title, plain

_COLUMNS = (Column("exo schema …", ("id",), ratio=20), Column("What it describes", ("describes",), ratio=44))
_LABELS = (("id", "exo schema …"), ("describes", "What it describes"))
_HINT = (
    "An editor that knows TOML schemas (Taplo, Even Better TOML) takes one by a first line in the TOML file: after "
    "exo schema studies.toml > studies.schema.json write #:schema ./studies.schema.json"
)


def document(objects: Sequence[Mapping[str, str]]) -> Document:
    """The page that lists the schemas (`id`, `group`, `describes`), group by group."""
    rows: list[Row] = []
    shown = ""
    for entry in objects:
        group, shown = ("" if entry["group"] == shown else entry["group"]), entry["group"]
        rows.append(Row({"id": plain(entry["id"], "key"), "describes": plain(entry["describes"])}, group))
    return (
        Title("Schemas", f"{len(objects)}, JSON Schema, draft 2020-12"),
        Grid(tuple(rows), (Layout(36, _COLUMNS),), _LABELS),
        Paragraph(plain(_HINT, "dim")),
    )
