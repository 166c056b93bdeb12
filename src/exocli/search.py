"""Full-text search over everything that is on file: SQLite's FTS5 and BM25, over text folded on both sides.

What is searched is what a person would say: names and aliases, the names of what a finding refers to, outcomes,
titles, summaries. Greek letters are spelled, British spellings become American, compounds stand whole and in parts
(`TNF-α`, `tnf alpha`, `TNFa`; `miR-21-5p` under `miR-21` too), and four letters are a beginning. A query is text:
quotes make a phrase, nothing else is an operator. More of its words found rank higher; none is demanded.
"""

import itertools
import os
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import msgspec

from exocli import cite, names, wording
from exocli.dataset import BUNDLED, TARGETS, Dataset, Vocabulary
from exocli.model import Finding

Kind = Literal["condition", "source", "molecule", "readout", "pathway", "study", "finding", "trial", "notice"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# How much a word counts in a name, in the name of something referred to, in running text, and as a compound in any of
# them. Tuned on the questions of tests/test_search.py.
_WEIGHTS = (8.0, 3.0, 3.0, 5.0)
_BEGINS = 2.0
_SOME = 0.25
# Signs in a query that is answered within a second or so: more than any question, abstract or page has.
LONGEST = 8_000
INDEX = str(BUNDLED / "search.sqlite")


class Hit(NamedTuple):
    """Something found: what it is, how well it fits, and the words around what was asked.

    `snippet` alternates text with whether it was asked for. `study` and `condition` are set for findings, `overlay`
    for what was laid over the dataset.
    """

    kind: Kind
    id: str
    name: str
    score: float
    snippet: tuple[tuple[str, bool], ...]
    study: str | None = None
    condition: str | None = None
    overlay: str | None = None


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """Something that can be found: its names, the names of what it refers to, its text, and what filters ask."""

    kind: Kind
    id: str
    name: str
    names: str
    about: str
    text: str
    conditions: tuple[str, ...] = ()
    study: str | None = None
    model: str | None = None
    year: int | None = None
    overlay: str | None = None


_DECODER = msgspec.msgpack.Decoder(Entry)


class Scope(NamedTuple):
    """What a search is limited to; empty means no limit."""

    kinds: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    since: int | None = None

    def admits(self, entry: Entry) -> bool:
        """Whether an entry is within the scope."""
        return (
            (not self.kinds or entry.kind in self.kinds)
            and (not self.conditions or bool(set(self.conditions).intersection(entry.conditions)))
            and (not self.models or entry.model in self.models)
            and (self.since is None or (entry.year or 0) >= self.since)
        )


NO_LIMIT = Scope()


def find(query: str, dataset: Dataset, scope: Scope = NO_LIMIT, limit: int = 20) -> list[Hit]:
    """Return what fits a query best, best first: what is called just that, then what holds most of its words.

    Where no word of it is on file, what is spelled like it; where there is nothing like it either, an empty list.
    """
    asked = query
    with closing(_open(dataset)) as index:
        chosen = _chosen(query, index, scope, limit)
        if not chosen:
            for asked in names.suggest(query, dataset, limit=3):
                if chosen := _chosen(asked, index, scope, limit):
                    break
    wanted = wording.Wanted.of(asked)
    return [_hit(entry, score, wanted) for score, entry in chosen]


def build(dataset: Dataset, file: str = ":memory:") -> sqlite3.Connection:
    """Return an index of everything on file, in memory or as a new SQLite file."""
    index = sqlite3.connect(file)
    index.execute(
        "CREATE VIRTUAL TABLE words USING fts5(names, about, text, compounds, content='', tokenize='ascii', prefix='4')"
    )
    index.execute("CREATE TABLE entries (row INTEGER PRIMARY KEY, entry BLOB)")
    index.execute("CREATE TABLE called (name TEXT, row INTEGER)")
    index.execute("CREATE TABLE made_from (stamp INTEGER)")
    index.execute("INSERT INTO made_from VALUES (?)", (_stamp(dataset),))
    rows: dict[tuple[str, str], int] = {}
    for row, entry in enumerate(entries(dataset)):
        rows[entry.kind, entry.id] = row
        fields = [wording.folded(text) for text in (entry.names, entry.about, entry.text)]
        words = (
            row,
            *(" ".join(parts) for parts, _ in fields),
            " ".join(form for _, forms in fields for form in forms),
        )
        index.execute("INSERT INTO words(rowid, names, about, text, compounds) VALUES (?, ?, ?, ?, ?)", words)
        index.execute("INSERT INTO entries VALUES (?, ?)", (row, msgspec.msgpack.encode(entry)))
    for match in names.entries(dataset):
        for form in sorted(names.folds(match.name)):
            index.execute("INSERT INTO called VALUES (?, ?)", (form, rows[match.kind, match.id]))
    index.execute("CREATE INDEX called_name ON called (name)")
    index.commit()
    return index


def _open(dataset: Dataset) -> sqlite3.Connection:
    """The index a wheel brings, while it was made from just this dataset; else one made now."""
    if dataset.roots == (BUNDLED,) and os.path.exists(INDEX):
        index = sqlite3.connect(f"{Path(INDEX).as_uri()}?mode=ro&immutable=1", uri=True)
        if _made_from(index) == _stamp(dataset):
            return index
        index.close()
    return build(dataset)


def _made_from(index: sqlite3.Connection) -> int | None:
    """The checksum of what an index was made from; `None` where the file is no index."""
    try:
        (stamp,) = index.execute("SELECT stamp FROM made_from").fetchone()
    except (sqlite3.Error, TypeError):
        return None
    return int(stamp)


def _chosen(query: str, index: sqlite3.Connection, scope: Scope, limit: int) -> list[tuple[float, Entry]]:
    """The best entries within a scope, each with its score."""
    terms = _terms(query, index)
    if not terms:
        return []
    matched: dict[int, int] = {}
    for term in terms:
        for (row,) in index.execute("SELECT rowid FROM words WHERE words MATCH ?", (term,)):
            matched[row] = matched.get(row, 0) + 1
    ranked = index.execute(
        "SELECT rowid, bm25(words, ?, ?, ?, ?) FROM words WHERE words MATCH ?", (*_WEIGHTS, " OR ".join(terms))
    )
    # More of the words weighs more than one word often; what is called just that comes before all.
    scores = {row: -rank * (_SOME + matched[row] / len(terms)) for row, rank in ranked}
    for row in _called(index, query, beginning=True):
        scores[row] = scores.get(row, 0.0) * _BEGINS
    best = max(scores.values(), default=0.0)
    for row in _called(index, query, beginning=False):
        scores[row] = scores.get(row, 0.0) + best
    chosen: list[tuple[float, Entry]] = []
    for row in sorted(scores, key=lambda row: (-scores[row], row)):
        if len(chosen) >= limit:
            break
        entry = _entry(index, row)
        if scope.admits(entry):
            chosen.append((scores[row], entry))
    return chosen


def _called(index: sqlite3.Connection, query: str, *, beginning: bool) -> set[int]:
    """Rows that have a name that is the query, or begins with it (`miR-21` does not begin `miR-218`)."""
    whole = names.fold(query)
    if beginning:
        limits = (whole, f"{whole}~") if len(whole) >= wording.BEGINNING and whole[-1].isalpha() else ("", "")
        found = index.execute("SELECT row FROM called WHERE name > ? AND name < ?", limits)
    else:
        found = index.execute("SELECT row FROM called WHERE name IN (?, ?)", (whole, whole.removesuffix("s")))
    return {row for (row,) in found}


def _stamp(dataset: Dataset) -> int:
    """A checksum (CRC-32) of every TOML file of a dataset."""
    stamp = 0
    for root in dataset.roots:
        for folder in (root, root / "conditions"):
            for name in sorted(os.listdir(folder)) if folder.is_dir() else ():
                if name.endswith(".toml"):
                    with open(os.path.join(folder, name), "rb") as opened:
                        stamp = zlib.crc32(opened.read(), zlib.crc32(name.encode(), stamp))
    return stamp


def _entry(index: sqlite3.Connection, row: int) -> Entry:
    return _DECODER.decode(index.execute("SELECT entry FROM entries WHERE row = ?", (row,)).fetchone()[0])


def entries(dataset: Dataset) -> Iterator[Entry]:
    """Everything that can be found, in the order in which equals are shown."""
    for id_, condition in dataset.conditions.items():
        known = (id_, condition.name, *condition.aliases, *condition.icd10)
        yield Entry(
            "condition", id_, condition.name, _line(known), "", condition.summary, (id_,), overlay=condition.overlay
        )
    vocabularies: tuple[Vocabulary, ...] = ("molecule", "source", "readout", "pathway")
    for kind in vocabularies:
        for id_, record in dataset.vocabulary(kind).items():
            short = getattr(record, "abbreviation", None)
            called_so = _line((id_, record.name, short, *record.aliases))
            yield Entry(kind, id_, record.name, called_so, "", "", overlay=record.overlay)
    called = _Called(dataset)
    filed: dict[str, dict[str, None]] = {}
    for finding in dataset.findings():
        filed.setdefault(finding.study, {})[finding.condition] = None
        yield _finding(finding, dataset, called)
    for key, study in dataset.studies.items():
        identifiers = (key, study.doi, study.pmid, study.pmcid, study.title)
        people = (*study.authors, study.journal, str(study.year or ""), study.kind.replace("-", " "))
        conditions = tuple(dict.fromkeys((*filed.get(key, ()), *study.conditions)))
        about, text = _line(people), study.note or ""
        name = study.title or key
        yield Entry(
            "study", key, name, _line(identifiers), about, text, conditions, key, year=study.year, overlay=study.overlay
        )
    for id_, trial in dataset.trials.items():
        about = _line(
            (
                *map(called.condition, trial.conditions),
                called.entry("source", trial.source),
                "registered clinical trial",
            )
        )
        text = _line((trial.intervention, trial.sponsor, trial.country))
        yield Entry(
            "trial", id_, trial.title, _line((id_, trial.title)), about, text, trial.conditions, overlay=trial.overlay
        )
    for id_, notice in dataset.notices.items():
        about = _line((notice.body, notice.jurisdiction, notice.kind))
        called_so = _line((id_, notice.title))
        conditions, text = notice.conditions, notice.summary
        yield Entry("notice", id_, notice.title, called_so, about, text, conditions, overlay=notice.overlay)


class _Called:
    """Everything that something is called, in one line; worked out once for each id."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._lines: dict[tuple[str, str], str] = {}

    def condition(self, id_: str) -> str:
        """The names of a condition."""
        if ("condition", id_) not in self._lines:
            record = self._dataset.outlines.get(id_)
            self._lines["condition", id_] = _line((record.name, *record.aliases)) if record else id_
        return self._lines["condition", id_]

    def entry(self, kind: Vocabulary, id_: str) -> str:
        """The names of an entry of a vocabulary."""
        if (kind, id_) not in self._lines:
            record = self._dataset.vocabulary(kind).get(id_)
            short = getattr(record, "abbreviation", None)
            self._lines[kind, id_] = _line((record.name, short, *record.aliases)) if record else id_
        return self._lines[kind, id_]

    def target(self, id_: str) -> str:
        """The names of what an effect is on."""
        return next((self.entry(kind, id_) for kind in TARGETS if id_ in self._dataset.vocabulary(kind)), id_)


def _finding(finding: Finding, dataset: Dataset, called: _Called) -> Entry:
    study = dataset.studies.get(finding.study)
    about = (
        called.condition(finding.condition),
        called.entry("source", finding.source),
        finding.source_detail,
        finding.preparation.replace("-", " "),
        *(called.entry("molecule", entry) for entry in (*finding.cargo, *finding.content)),
        *(called.entry("pathway", entry) for entry in finding.pathway),
        *(called.target(effect.on) for effect in finding.effects),
        finding.model.replace("-", " "),
        "randomised trial RCT" if finding.design == "rct" else finding.design,
        study.title if study else None,
    )
    text = (finding.outcome, finding.model_detail, finding.modification, finding.comparator, finding.route)
    return Entry(
        "finding",
        finding.id,
        f"{cite.short(study) if study else finding.study}, {dataset.outlines[finding.condition].name.lower()}",
        _line((finding.id, study.authors[0] if study and study.authors else None)),
        _line(about),
        _line(text),
        (finding.condition,),
        finding.study,
        finding.model,
        study.year if study else None,
        finding.overlay,
    )


def _line(words: Iterable[str | None]) -> str:
    return " · ".join(word for word in words if word)


def _terms(query: str, index: sqlite3.Connection) -> list[str]:
    """The terms of a query, each an FTS5 expression for one thing that was asked."""
    terms = []
    for quoted, rest in re.findall(r'"([^"]*)"?|([^"]+)', query):
        if words := wording.folded(quoted)[0]:
            terms.append(f'"{" ".join(words)}"')
        terms += _loose(rest, index)
    return list(dict.fromkeys(terms))


def _loose(text: str, index: sqlite3.Connection) -> Iterator[str]:
    """The words of a query that are not in quotes; two in a row may also be one (`TNF alpha`, `miR 21`)."""
    asked = wording.kept(wording.words_of(text))
    for place, word in enumerate(asked):
        pairs = [
            names.fold(first + second) for first, second in itertools.pairwise(asked[max(0, place - 1) : place + 2])
        ]
        parts, joined = wording.forms(word)
        if len(parts) == 1:
            exact, beginnings = wording.spellings(parts[0])
            exact += joined
        else:
            # A compound is asked as a whole, in a row or joined; part by part only where it is not on file.
            whole = ["".join(parts), *(form for form in joined if form in names.folds(word))]
            exact, beginnings = [" ".join(parts), *whole], []
            if not _any(index, exact):
                exact, beginnings = [], []
                for part in parts:
                    more, begun = wording.spellings(part)
                    exact, beginnings = exact + more, beginnings + begun
        options = [f'"{form}"' for form in dict.fromkeys((*exact, *pairs)) if form]
        options += [f'"{form}"*' for form in dict.fromkeys(beginnings)]
        if options:
            yield f"({' OR '.join(options)})"


def _any(index: sqlite3.Connection, forms: Iterable[str]) -> bool:
    term = " OR ".join(f'"{form}"' for form in forms if form)
    return (
        bool(term) and index.execute("SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", (term,)).fetchone() is not None
    )


def _hit(entry: Entry, score: float, wanted: wording.Wanted) -> Hit:
    return Hit(
        kind=entry.kind,
        id=entry.id,
        name=entry.name,
        score=round(score, 3),
        snippet=wording.snippet(_shown(entry), wanted),
        study=entry.study if entry.kind == "finding" else None,
        condition=entry.conditions[0] if entry.kind == "finding" else None,
        overlay=entry.overlay,
    )


def _shown(entry: Entry) -> str:
    """The text a snippet is taken from: what says most about the entry."""
    if entry.kind == "finding":
        return entry.text.partition(" · ")[0]
    return entry.text or entry.about or entry.names
