"""Parquet: a folder with a folder for each table, as DuckDB, Spark and Arrow read them; needs the extra `parquet`.

The tables and columns are those of the other forms. A table is one file until somebody adds more to its folder: the
rows stand in the order of the conditions, so that the statistics of the row groups tell a reader what to skip, and
partitions (a folder for each condition) would only cut a small table into many small files. What columns mean is in the
metadata of their fields.
"""

from pathlib import Path
from typing import Any

from exocli.dataset import Dataset
from exocli.export import ExportError, package
from exocli.export.relations import Column, Filled, Table

_NOTE = "A folder of Parquet files for each table."
_PART = "part-0.parquet"


def write(dataset: Dataset, tables: Filled, folder: Path) -> None:
    """Write the folder.

    Raises:
        ExportError: the extra is not installed.

    """
    try:
        import pyarrow as pa  # noqa: PLC0415  (an extra, and slow to import)
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise ExportError("parquet needs pyarrow, which is an extra: pip install 'exocli[parquet]'") from None
    folder.mkdir()
    files = []
    for table, rows in tables:
        schema = _schema(pa, table, dataset)
        columns = [list(cells) for cells in zip(*rows, strict=True)] or [[] for _ in table.columns]
        arrays = [pa.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
        file = folder / table.name / _PART
        file.parent.mkdir()
        parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), file)
        files.append((table, file))
    package.describe(dataset, folder, files, _NOTE)


def _schema(pa: Any, table: Table, dataset: Dataset) -> Any:  # noqa: ANN401  (pyarrow has no types)
    about = dataset.about
    said = {"title": about.title, "version": about.version, "licence": about.licence, "description": table.description}
    return pa.schema([_field(pa, column) for column in table.columns], metadata=said)


def _field(pa: Any, column: Column) -> Any:  # noqa: ANN401
    types = {"text": pa.string(), "integer": pa.int64(), "boolean": pa.bool_(), "date": pa.date32()}
    said = {"description": column.description}
    if column.refers:
        said["refers"] = f"{column.refers}.id"
    return pa.field(column.name, types[column.type], nullable=not column.required, metadata=said)
