"""`exo show`: the page of anything that has a name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_args

import typer

from exocli import contract, names
from exocli.cli import output
from exocli.cli.app import CommandApp, examples
from exocli.cli.options import words
from exocli.dataset import Dataset
from exocli.mentions import family
from exocli.model import Direction, Model, Role
from exocli.selection import Filters, Selection, Sort, select

if TYPE_CHECKING:
    from exocli.view.document import Document  # for its name alone: programs do without pages

app = CommandApp()


class Request(NamedTuple):
    """How a page is wanted."""

    filters: Filters
    with_narrower: bool
    brief: bool
    sort: Sort


@app.command(
    "show",
    short_help="Show the page of anything that has a name.",
    epilog=examples(
        "exo show anti-aging",
        "exo show eczema --human",
        "exo show MMP-1",
        "exo show zhang2021",
        "exo show wound-repair --narrower --source adsc --since 2022",
        "exo show psoriasis -f json",
    ),
)
def show(
    ctx: typer.Context,
    name: Annotated[list[str], typer.Argument(metavar="NAME...", help="An id, name, alias, DOI or PMID.")],
    model: Annotated[list[str] | None, words("--model", get_args(Model), "Only findings in this model.")] = None,
    human: Annotated[bool, typer.Option("--human", help="Short for --model human.")] = False,
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="NAME", help="Only vesicles from this source.")
    ] = None,
    level: Annotated[list[int] | None, typer.Option("--level", min=1, max=5, help="Only this OCEBM level.")] = None,
    direction: Annotated[list[str] | None, words("--direction", get_args(Direction), "Only this direction.")] = None,
    role: Annotated[list[str] | None, words("--role", get_args(Role), "Only vesicles in this role.")] = None,
    since: Annotated[int | None, typer.Option("--since", metavar="YEAR", help="Only papers since then.")] = None,
    narrower: Annotated[bool, typer.Option("--narrower", help="With the conditions below it.")] = False,
    brief: Annotated[bool, typer.Option("--brief", help="Summary, disputes and claims; no tables.")] = False,
    sort: Annotated[Sort, typer.Option("--sort", help="Order of the findings.")] = "level",
    form: Annotated[output.Format | None, typer.Option("--format", "-f", help=output.FORMAT_HELP)] = None,
) -> None:
    """Show a condition, source, molecule, readout, pathway, study, trial or notice.

    Names are forgiving: case, spaces, hyphens, spelling and Greek letters do not matter. The filters hold for
    conditions; what they leave out is left out of the counts too.
    """
    session: output.Session = ctx.obj
    dataset = session.dataset
    try:
        matches = _resolve(name, dataset)
        filters = Filters(
            models=tuple(dict.fromkeys([*(model or ()), *(["human"] if human else [])])),
            sources=_sources(source or (), dataset),
            levels=tuple(level or ()),
            directions=tuple(direction or ()),
            roles=tuple(role or ()),
            since=since,
        )
    except names.UnknownNameError as error:
        output.unknown(error)
    request = Request(filters, narrower, brief, sort)
    pages = [Page(found, dataset, request) for found in matches]
    output.emit(
        session,
        form,
        document=lambda: tuple(block for page in pages for block in page.document()),
        objects=lambda: pages[0].object() if len(pages) == 1 else [page.object() for page in pages],
        rows=lambda: [row for page in pages for row in page.rows()],
    )


class Page:
    """One thing to show: what its page says, and the same as an object and as rows."""

    def __init__(self, matches: Sequence[names.Match], dataset: Dataset, request: Request) -> None:
        """Keep what was found, the likeliest first."""
        self._match = matches[0]
        self._also = output.also(matches)
        self._dataset = dataset
        self._request = request

    def document(self) -> "Document":
        """The page for people."""
        from exocli.view import condition, entity, registry, study  # noqa: PLC0415  (programs do without)
        from exocli.view.document import Paragraph, plain  # noqa: PLC0415

        dataset, (kind, id_, _) = self._dataset, self._match
        if kind == "condition":
            page = condition.document(self._selection(), dataset, brief=self._request.brief)
        elif kind == "study":
            page = study.document(dataset.studies[id_], dataset)
        elif kind == "trial":
            page = registry.trial_document(dataset.trials[id_], dataset)
        elif kind == "notice":
            page = registry.notice_document(dataset.notices[id_], dataset)
        else:
            page = entity.document(kind, id_, dataset)
        return (*page, Paragraph(plain(f"The same name: {self._also}", "dim"))) if self._also else page

    def object(self) -> contract.Object:
        """The page for programs."""
        dataset, (kind, id_, _) = self._dataset, self._match
        if kind == "condition":
            return contract.selection(self._selection(), dataset)
        if kind == "study":
            return contract.study(dataset.studies[id_], dataset)
        if kind == "trial":
            return contract.single(kind, dataset.trials[id_])
        if kind == "notice":
            return contract.single(kind, dataset.notices[id_])
        return contract.entity(kind, id_, dataset)

    def rows(self) -> list[dict[str, Any]]:
        """The page as a table: its findings, or the record itself where it has none."""
        page = self.object()
        return list(page["findings"]) if page.get("findings") else [page[self._match.kind]]

    def _selection(self) -> Selection:
        return select(
            self._dataset.conditions[self._match.id],
            self._dataset,
            self._request.filters,
            with_narrower=self._request.with_narrower,
            sort=self._request.sort,
        )


def _resolve(words: Sequence[str], dataset: Dataset) -> list[list[names.Match]]:
    """What the words name together (`exo show hair growth`), else what each of them names."""
    if len(words) > 1 and (together := names.called(" ".join(words), dataset)):
        return [together]
    return [names.resolve(word, dataset) for word in words]


def _sources(wanted: Sequence[str], dataset: Dataset) -> tuple[str, ...]:
    """The ids of sources by name, each with the narrower ones below it (`msc` takes in adipose-derived ones)."""
    ids = [names.resolve(f"source:{name}", dataset)[0].id for name in wanted]
    return tuple(sorted({below for id_ in ids for below in family("source", id_, dataset)}))
