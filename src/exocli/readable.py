"""The records of a dataset that can be read, beside the faults of those that cannot: for whoever names every fault."""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from exocli.dataset import Dataset, Table, Vocabulary
from exocli.faults import DatasetError, Problem
from exocli.model import (
    About,
    Condition,
    Molecule,
    Named,
    Notice,
    Pathway,
    Readout,
    Record,
    Source,
    Study,
    Trial,
)

R = TypeVar("R", bound=Record)


class Readable(NamedTuple):
    """The records of a dataset that can be read, by id."""

    about: About
    studies: Mapping[str, Study]
    sources: Mapping[str, Source]
    molecules: Mapping[str, Molecule]
    readouts: Mapping[str, Readout]
    pathways: Mapping[str, Pathway]
    trials: Mapping[str, Trial]
    notices: Mapping[str, Notice]
    conditions: Mapping[str, Condition]

    def vocabulary(self, kind: Vocabulary) -> Mapping[str, Named]:
        """The entries of a kind that can be read."""
        tables: dict[Vocabulary, Mapping[str, Named]] = {
            "source": self.sources,
            "molecule": self.molecules,
            "readout": self.readouts,
            "pathway": self.pathways,
        }
        return tables[kind]


def read(dataset: Dataset) -> tuple[list[Problem], Readable | None]:
    """Return the faults of what cannot be read, and the records that can.

    There are no records to go by where a whole file is missing or cannot be read: nobody knows which ids are in it.
    """
    faults: list[Problem] = []
    unlisted: list[Problem] = []
    tables = (
        _records(dataset.studies, faults, unlisted),
        _records(dataset.sources, faults, unlisted),
        _records(dataset.molecules, faults, unlisted),
        _records(dataset.readouts, faults, unlisted),
        _records(dataset.pathways, faults, unlisted),
        _records(dataset.trials, faults, unlisted),
        _records(dataset.notices, faults, unlisted),
    )
    conditions = _conditions(dataset, faults, unlisted)
    try:
        about = dataset.about
    except DatasetError as error:
        return list(dict.fromkeys((*unlisted, *faults, *error.problems))), None
    found = list(dict.fromkeys((*unlisted, *faults)))
    return found, None if unlisted else Readable(about, *tables, conditions)


def _records(table: Table[R], faults: list[Problem], unlisted: list[Problem]) -> dict[str, R]:
    """The records of a table that can be read; faults of records and of whole files are added to the lists."""
    found: dict[str, R] = {}
    try:
        ids = list(table)
    except DatasetError as error:
        unlisted += error.problems
        return found
    if not ids:
        unlisted.append(Problem(table.filename, "", "", "is missing or empty"))
    for id_ in ids:
        try:
            found[id_] = table[id_]
        except DatasetError as error:
            faults += error.problems
    return found


def _conditions(dataset: Dataset, faults: list[Problem], unlisted: list[Problem]) -> dict[str, Condition]:
    """The conditions with the rows that can be read. Which there are is said by the names of their files."""
    found: dict[str, Condition] = {}
    if not len(dataset.conditions):
        unlisted.append(Problem("conditions/", "", "", "is missing or empty"))
    for id_ in dataset.conditions:
        try:
            condition, wrong = dataset.conditions.readable(id_)
        except DatasetError as error:
            faults += error.problems
            continue
        faults += wrong
        if condition is not None:
            found[id_] = condition
    return found
