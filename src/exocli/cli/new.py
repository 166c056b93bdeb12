"""`exo new`: a record to fill in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from exocli import skeleton
from exocli.bibliography import Reference, ReferenceFileError, form_of, references
from exocli.cli import output
from exocli.cli.app import CommandApp, examples
from exocli.dataset import Dataset, load
from exocli.export import ExportError
from exocli.export.place import append
from exocli.names import UnknownNameError, resolve
from exocli.render.signs import clean, line
from exocli.skeleton import Kind, Table

app = CommandApp()
_LOOKS: Mapping[Kind, str] = {
    "study": "zhang2021",
    "finding": "zhang2021, the key of its study",
    "condition": "wound-repair",
    "source": "adsc",
    "molecule": "TNF",
    "readout": "wound-closure",
    "pathway": "wnt-beta-catenin",
    "trial": "NCT05523011",
    "notice": "us-fda-2019",
}


@app.command(
    "new",
    short_help="Write a record to fill in.",
    epilog=examples(
        "exo new study",
        "exo new study paper.json --condition psoriasis",
        "exo new study --into my-data",
        "exo new molecule --id XYZ1",
    ),
)
def new(
    ctx: typer.Context,
    kind: Annotated[Kind, typer.Argument(help="What to write.")],
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="For a study: a .bib, .ris, .nbib or CSL-JSON file, or - for a pipe."),
    ] = None,
    condition: Annotated[
        str | None, typer.Option("--condition", metavar="NAME", help="With the row of a finding in this condition.")
    ] = None,
    id_: Annotated[str | None, typer.Option("--id", metavar="ID", help="The id of the record.")] = None,
    into: Annotated[
        Path | None, typer.Option("--into", metavar="DIR", help="Add it to the files of a folder of your own.")
    ] = None,
) -> None:
    """Write a commented TOML table, ready to fill in: of a study as a reference file has it, or of any other kind.

    It is printed, or with --into added to the files of DIR. What must be said stands empty until you say it;
    exo check DIR names what is missing, exo --data DIR show shows it.
    """
    session: output.Session = ctx.obj
    if kind != "study" and file is not None:
        raise typer.BadParameter(f"a reference file is of studies; a {kind} is written from nothing.")
    dataset = session.unchecked if into is None or not into.is_dir() else load(*session.unchecked.overlays, into)
    place = _condition(condition, dataset) if condition else None
    if id_ is not None and not skeleton.form_of_id(kind).fullmatch(id_):
        raise typer.BadParameter(f"{id_!r} is no id of a {kind}; ids look like {_LOOKS[kind]}.")
    if kind == "study":
        tables = _studies(_references(file), id_, place, dataset)
    elif kind == "finding":
        if id_ is None or place is None:
            raise typer.BadParameter("a finding needs --condition, and --id with the key of its study.")
        tables = [skeleton.finding(id_, place, _next(id_, dataset))]
    elif id_ is None:
        raise typer.BadParameter(f"a {kind} needs --id, like {_LOOKS[kind]}.")
    else:
        _unless_on_file(kind, id_, dataset)
        tables = [skeleton.record(kind, id_)]
    if not tables:
        raise typer.Exit(1)
    if into is None:
        output.write("\n".join(f"# {table.file}\n{table.text}" for table in tables))
    else:
        _add(tables, into)


def _references(file: Path | None) -> list[Reference]:
    """The papers of a reference file; an empty one where none is given."""
    if file is None:
        return [Reference()]
    try:
        data = output.piped() if str(file) == "-" else file.read_bytes()
        text = data.decode("utf-8-sig")
        return [_plain(reference) for reference in references(text, form_of(text, file.suffix))]
    except OSError as error:
        output.complain(f"exo: {file}: {error.strerror or error}")
    except UnicodeDecodeError as error:
        output.complain(f"exo: {file}: is not UTF-8 text (byte {error.start})")
    except ReferenceFileError as error:
        output.complain(f"exo: {file}: {error}")
    raise typer.Exit(1)


def _plain(reference: Reference) -> Reference:
    """A reference without controls and marks that hide text, which no record may have either."""

    def plain(value: Any) -> Any:  # noqa: ANN401  (a text, some texts, or a number)
        if isinstance(value, tuple):
            return tuple(map(plain, value))
        return line(value) if isinstance(value, str) else value

    return Reference(*map(plain, reference))


def _condition(name: str, dataset: Dataset) -> str:
    try:
        return resolve(f"condition:{name}", dataset)[0].id
    except UnknownNameError as error:
        output.unknown(error)


def _unless_on_file(kind: Kind, id_: str, dataset: Dataset) -> None:
    tables = {"study": dataset.studies, "condition": dataset.conditions, "trial": dataset.trials}
    vocabularies = {"source": dataset.sources, "molecule": dataset.molecules, "readout": dataset.readouts}
    known = {**tables, **vocabularies, "pathway": dataset.pathways, "notice": dataset.notices}
    if id_ in known[kind]:
        output.complain(f"exo: {id_} is on file: exo show {kind}:{id_}")
        raise typer.Exit(1)


def _studies(found: list[Reference], key: str | None, place: str | None, dataset: Dataset) -> list[Table]:
    """The tables of papers that are not on file yet, each with the row of a finding where a condition is named."""
    tables: list[Table] = []
    taken = set(dataset.studies)
    if key is not None and len(found) > 1:
        raise typer.BadParameter(f"--id is for one study; the file has {len(found)}.")
    if key is not None:
        _unless_on_file("study", key, dataset)
    for reference in found:
        if known := skeleton.on_file(reference, dataset):
            output.complain(f"exo: {reference.title or known} is on file: exo show {known}")
            continue
        chosen = key or skeleton.key_of(reference, taken)
        taken.add(chosen)
        tables.append(skeleton.study(reference, chosen))
        if place:
            tables.append(skeleton.finding(chosen, place))
    return tables


def _next(key: str, dataset: Dataset) -> int:
    """The number of the next finding of a study."""
    numbers = [0]
    for id_ in dataset.conditions:
        condition, _ = dataset.conditions.readable(id_)
        rows = condition.findings if condition else ()
        numbers += [int(number) for row in rows if row.study == key and (number := row.id.rpartition("-")[2]).isdigit()]
    return max(numbers) + 1


def _add(tables: list[Table], folder: Path) -> None:
    """Put tables at the end of their files, all or none, and say what went where."""
    texts: dict[Path, list[Table]] = {}
    for table in tables:
        texts.setdefault(folder / table.file, []).append(table)
    try:
        append({file: "\n".join(table.text for table in added) for file, added in texts.items()})
    except ExportError as error:
        output.complain(f"exo: {error}")
        raise typer.Exit(1) from None
    said = [f"{file}: added {', '.join(table.name for table in added)}" for file, added in texts.items()]
    output.write(clean("\n".join((*said, f"Fill it in; exo check {folder} says what is missing."))) + "\n")
