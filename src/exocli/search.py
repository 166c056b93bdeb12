"""Full-text search over everything that is on file: SQLite's FTS5 and BM25, over text folded on both sides.

What is searched is what a person would say: names and aliases, the names of what a finding refers to, outcomes,
titles, summaries. Greek letters are spelled, British spellings become American, compounds stand whole and in parts
(`TNF-α`, `tnf alpha`, `TNFa`; `miR-21-5p` under `miR-21` too), words are stemmed, four letters and more are taken as
a beginning. A query is text: quotes make a phrase, nothing else is an operator. More of its words found rank higher;
none is demanded.
"""

import itertools
import os
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, get_args

import msgspec

from exocli import cite, names
from exocli.dataset import BUNDLED, TARGETS, Dataset, Vocabulary
from exocli.model import Finding

Kind = Literal["condition", "source", "molecule", "readout", "pathway", "study", "finding", "trial", "notice"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# How much a word counts in a name, in the name of something referred to, and in running text. Tuned on the questions
# of tests/test_search.py.
_WEIGHTS = (8.0, 4.0, 2.0)
_EXACT = 3.0
_SOME = 0.25
_CHOICE = 60
_BEGINNING = 4
INDEX = str(BUNDLED / "search.sqlite")
_STOP = frozenset(
    """a an and any are as at be been by can could did do does for from has have how i in is it its let lets me of on or
    shown tell than that the their them there these they this to was were what when where which who why will with
    work works""".split()  # noqa: SIM905  (a list of one word a line says no more)
)
_WORD = re.compile(r"[^\W_]+(?:[-‐‑–/.'’][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")


class Hit(NamedTuple):
    """Something found: what it is, how well it fits, and the words around what was asked.

    `snippet` alternates text with whether it was asked for. `study` and `condition` are set for findings.
    """

    kind: Kind
    id: str
    name: str
    score: float
    snippet: tuple[tuple[str, bool], ...]
    study: str | None = None
    condition: str | None = None


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
    """Return what fits a query best, best first; an empty list where no word of it is on file."""
    terms = _asked(query)
    if not terms:
        return []
    index = _open(dataset)
    matched: dict[int, int] = {}
    for term in terms:
        for (row,) in index.execute("SELECT rowid FROM words WHERE words MATCH ?", (term,)):
            matched[row] = matched.get(row, 0) + 1
    ranked = index.execute(
        "SELECT words.rowid, bm25(words, ?, ?, ?) AS rank FROM words WHERE words MATCH ? ORDER BY rank",
        (*_WEIGHTS, " OR ".join(terms)),
    ).fetchall()
    # More of the words weighs more than one word often; the best by BM25 are enough to choose from.
    scored = [(-rank * (_SOME + matched[row] / len(terms)), row) for row, rank in ranked]
    whole, words = names.fold(query), _words_asked(query)
    chosen: list[tuple[float, int, Entry]] = []
    for score, row in sorted(scored, key=lambda item: (-item[0], item[1])):
        entry = _entry(index, row)
        if scope.admits(entry):
            chosen.append((score * _bonus(entry, whole), row, entry))
        if len(chosen) >= max(_CHOICE, limit):
            break
    chosen.sort(key=lambda item: (-item[0], item[1]))
    return [_hit(entry, score, words) for score, _, entry in chosen[:limit]]


def build(dataset: Dataset, file: str = ":memory:") -> sqlite3.Connection:
    """Return an index of everything on file, in memory or as a new SQLite file."""
    index = sqlite3.connect(file)
    index.execute("CREATE VIRTUAL TABLE words USING fts5(names, about, text, content='', tokenize='porter ascii')")
    index.execute("CREATE TABLE entries (row INTEGER PRIMARY KEY, entry BLOB)")
    index.execute("CREATE TABLE made_from (stamp INTEGER)")
    index.execute("INSERT INTO made_from VALUES (?)", (_stamp(dataset),))
    for row, entry in enumerate(entries(dataset)):
        folded = (row, _folded(entry.names), _folded(entry.about), _folded(entry.text))
        index.execute("INSERT INTO words(rowid, names, about, text) VALUES (?, ?, ?, ?)", folded)
        index.execute("INSERT INTO entries VALUES (?, ?)", (row, msgspec.msgpack.encode(entry)))
    index.commit()
    return index


def _open(dataset: Dataset) -> sqlite3.Connection:
    """The index a wheel brings, while it was made from just this dataset; else one made now."""
    if dataset.roots == (BUNDLED,) and os.path.exists(INDEX):
        index = sqlite3.connect(f"file:{INDEX}?mode=ro&immutable=1", uri=True)
        if index.execute("SELECT stamp FROM made_from").fetchone() == (_stamp(dataset),):
            return index
    return build(dataset)


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
        yield Entry("condition", id_, condition.name, _line(known), "", condition.summary, (id_,))
    vocabularies: tuple[Vocabulary, ...] = ("molecule", "source", "readout", "pathway")
    for kind in vocabularies:
        for id_, record in dataset.vocabulary(kind).items():
            short = getattr(record, "abbreviation", None)
            yield Entry(kind, id_, record.name, _line((id_, record.name, short, *record.aliases)), "", "")
    called = _Called(dataset)
    for finding in dataset.findings():
        yield _finding(finding, dataset, called)
    for key, study in dataset.studies.items():
        identifiers = (key, study.doi, study.pmid, study.pmcid, study.title)
        people = (*study.authors, study.journal, str(study.year or ""))
        name = study.title or key
        yield Entry(
            "study",
            key,
            name,
            _line(identifiers),
            _line(people),
            study.note or "",
            study.conditions,
            key,
            None,
            study.year,
        )
    for id_, trial in dataset.trials.items():
        about = _line((*(called.condition(each) for each in trial.conditions), called.entry("source", trial.source)))
        text = _line((trial.intervention, trial.sponsor, trial.country))
        yield Entry("trial", id_, trial.title, _line((id_, trial.title)), about, text, trial.conditions)
    for id_, notice in dataset.notices.items():
        about = _line((notice.body, notice.jurisdiction, notice.kind))
        yield Entry("notice", id_, notice.title, _line((id_, notice.title)), about, notice.summary, notice.conditions)


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
    )


def _line(words: Iterable[str | None]) -> str:
    return " · ".join(word for word in words if word)


def _folded(text: str) -> str:
    """Text as it is indexed: words in ASCII and American spelling, compounds also joined, part by part."""
    if not text:
        return ""
    words: list[str] = []
    for word in _WORD.findall(text.casefold()):
        words += _forms(word)
    return " ".join(words)


def _forms(word: str) -> Iterator[str]:
    """A word's parts, and what they are joined: `miR-21-5p` → mir, 21, 5p, mir21, mir215p; `TNF-α` also tnfa."""
    if word.isascii() and word.isalpha():
        yield names.fold(word)
        return
    parts = [names.fold(part) for part in _PART.findall(word)]
    yield from parts
    if len(parts) > 1:
        yield from ("".join(parts[:count]) for count in range(2, len(parts) + 1))
    if not word.isascii():
        yield from names.folds(word) - {"".join(parts)}


def _asked(query: str) -> list[str]:
    """The terms of a query, each an FTS5 expression for one thing that was asked."""
    terms = []
    for quoted, rest in re.findall(r'"([^"]*)"?|([^"]+)', query):
        if words := [names.fold(part) for part in _PART.findall(quoted)]:
            terms.append(f'"{" ".join(words)}"')
        terms += _loose(rest)
    return list(dict.fromkeys(terms))


def _loose(text: str) -> Iterator[str]:
    """The words of a query that are not in quotes; two in a row may also be one (`TNF alpha`, `miR 21`)."""
    words = _WORD.findall(text.casefold())
    asked = [word for word in words if word not in _STOP] or words
    for place, word in enumerate(asked):
        forms = dict.fromkeys(form for form in _forms(word) if form)
        parts = [names.fold(part) for part in _PART.findall(word)]
        if len(parts) > 1:
            # A compound is asked as a whole: its parts in a row, or joined; not each part by itself.
            joined = [form for form in forms if form.startswith("".join(parts)) or form in names.folds(word)]
            options = [f'"{" ".join(parts)}"', *(f'"{form}"' for form in joined)]
        else:
            options = [f'"{form}"*' if len(form) >= _BEGINNING and form.isalpha() else f'"{form}"' for form in forms]
        if place + 1 < len(asked):
            options.append(f'"{names.fold(word + asked[place + 1])}"')
        if place:
            options.append(f'"{names.fold(asked[place - 1] + word)}"')
        if options:
            yield f"({' OR '.join(dict.fromkeys(options))})"


def _bonus(entry: Entry, whole: str) -> float:
    """More for a thing that is called exactly what was asked."""
    return _EXACT if any(whole in names.folds(name) for name in entry.names.split(" · ")) else 1.0


def _words_asked(query: str) -> frozenset[str]:
    words = [word for word in _WORD.findall(query.casefold()) if word not in _STOP]
    joined = (first + second for first, second in itertools.pairwise(words))
    return frozenset(names.fold(word) for word in (*words, *joined))


def _hit(entry: Entry, score: float, asked: frozenset[str]) -> Hit:
    return Hit(
        kind=entry.kind,
        id=entry.id,
        name=entry.name,
        score=round(score, 3),
        snippet=_snippet(_shown(entry), asked),
        study=entry.study if entry.kind == "finding" else None,
        condition=entry.conditions[0] if entry.kind == "finding" else None,
    )


def _shown(entry: Entry) -> str:
    """The text a snippet is taken from: what says most about the entry."""
    if entry.kind == "finding":
        return entry.text.partition(" · ")[0]
    return entry.text or entry.about or entry.names


_SNIPPET = 200


def _snippet(text: str, asked: frozenset[str]) -> tuple[tuple[str, bool], ...]:
    """About 200 signs of a text around the words asked for, cut at words, as (text, asked for) in turn."""
    spots = [match.span() for match in _WORD.finditer(text) if _is_asked(match[0], asked)]
    start = 0
    if len(text) > _SNIPPET and spots and spots[0][0] > _SNIPPET // 2:
        start = text.rfind(" ", 0, max(0, min(spots[0][0] - 60, len(text) - _SNIPPET))) + 1
    end = len(text) if len(text) - start <= _SNIPPET else text.rfind(" ", 0, start + _SNIPPET)
    end = end if end > start else min(len(text), start + _SNIPPET)
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for first, last in spots:
        if first >= at and last <= end:
            pieces += [(text[at:first], False), (text[first:last], True)]
            at = last
    pieces.append((text[at:end] + ("…" if end < len(text) else ""), False))
    return tuple(piece for piece in pieces if piece[0])


def _is_asked(word: str, asked: frozenset[str]) -> bool:
    forms = {form for form in _forms(word.casefold()) if form} | names.folds(word)
    return any(
        form in asked or any(len(each) >= _BEGINNING and form.startswith(each.rstrip("s")) for each in asked)
        for form in forms
        if len(form) > 1
    )
