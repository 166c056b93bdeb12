"""JSON, one object with an array of each kind of record, and JSON Lines, a record a line (`exocli.records`)."""

from collections.abc import Iterator

import msgspec

from exocli import records
from exocli.dataset import Dataset
from exocli.render import machine


def json(dataset: Dataset) -> Iterator[bytes]:
    """Everything as one object, two spaces an indent."""
    yield machine.json(records.page(dataset))


def jsonl(dataset: Dataset) -> Iterator[bytes]:
    """Each record as a line: `kind`, and under the name of that kind the record."""
    encoder = msgspec.json.Encoder()
    for line in records.lines(dataset):
        yield encoder.encode(line) + b"\n"
