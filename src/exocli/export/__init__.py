"""The whole dataset for other tools: SQLite, a CSV data package, JSON, JSON Lines, Parquet. One module a form."""


class ExportError(Exception):
    """The dataset cannot be exported as was asked; the message says why, to the person who asked."""
