"""From what a person types to an id: folding, aliases, suggestions."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, get_args

from exocli import cite
from exocli.dataset import Dataset
from exocli.model import Source, Study

Kind = Literal["condition", "source", "molecule", "readout", "pathway", "study", "trial", "notice"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_RECORDS = ("study", "trial", "notice")

_GREEK_LETTER = re.compile(r"GREEK SMALL LETTER (?:FINAL )?([A-Z]+)")
# Each small Greek letter by its Unicode name, `lamda` spelled as people spell it.
_GREEK = {
    sign: match[1].lower().replace("lamda", "lambda")
    for sign in map(chr, range(ord("α"), ord("ω") + 1))
    if (match := _GREEK_LETTER.fullmatch(unicodedata.name(sign, "")))
}
_LATIN = str.maketrans({greek: name[0] for greek, name in _GREEK.items()} | {"θ": "q", "φ": "f", "ω": "w", "η": "h"})
_AMERICAN = {
    "ageing": "aging",
    "haem": "hem",
    "oestr": "estr",
    "leuco": "leuko",
    "tumour": "tumor",
    "colour": "color",
    "fibre": "fiber",
    "ischaem": "ischem",
    "anaem": "anem",
    "caesar": "cesar",
    "sulph": "sulf",
    "isation": "ization",
    "ising": "izing",
    "ise": "ize",
    "lysing": "lyzing",
}
# Not the American angioedema, which has the letters of oedema.
_IS_BRITISH = re.compile("|".join(_AMERICAN) + "|(?<!i)oedema")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_KEY = re.compile(r"[a-z]+(?:19|20)\d\d[a-z]?")


class Match(NamedTuple):
    """A thing that has a name: its kind, its id, and the name it was found by."""

    kind: Kind
    id: str
    name: str


class UnknownNameError(LookupError):
    """Nothing is called that; `suggestions` holds the nearest names, best first."""

    def __init__(self, query: str, suggestions: tuple[str, ...]) -> None:
        """Keep what was asked and what comes near it."""
        self.query = query
        self.suggestions = suggestions
        super().__init__(query)


def fold(text: str) -> str:
    """Return the form in which names are compared.

    Case, accents, spaces, hyphens and other signs go; Greek letters are spelled out; British spellings become
    American. `TNF-α`, `tnf alpha` and `TNF alpha` are one, `Ageing` and `aging` are one.

    >>> fold("TNF-α"), fold("tnf alpha"), fold("Anti-Ageing")
    ('tnfalpha', 'tnfalpha', 'antiaging')
    """
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).casefold()
        text = "".join(_GREEK.get(sign, sign) for sign in text if not unicodedata.combining(sign))
    text = _NOT_A_WORD.sub("", text)
    return _IS_BRITISH.sub(lambda match: _AMERICAN.get(match[0], "edema"), text)


def folds(name: str) -> set[str]:
    """Every folded form under which a name is found: also with Greek letters as single Latin ones (`TNFa`).

    >>> sorted(folds("TNF-α"))
    ['tnfa', 'tnfalpha']
    """
    if name.isascii():
        return {fold(name)} - {""}
    return {fold(name), fold(unicodedata.normalize("NFKC", name).casefold().translate(_LATIN))} - {""}


def resolve(query: str, dataset: Dataset) -> list[Match]:
    """Return everything that is called `query`, the likeliest first (the order of `KINDS`).

    `kind:name` (as in `pathway:nrf2`) asks for one kind. An id is found without reading the vocabulary.

    Raises:
        UnknownNameError: nothing is called that.

    """
    if found := called(query, dataset):
        return found
    name, kinds = _asked(query)
    raise UnknownNameError(query, suggest(name, dataset, kinds))


def called(query: str, dataset: Dataset) -> list[Match]:
    """Like `resolve`, with an empty list where nothing is called that."""
    name, kinds = _asked(query)
    if exact := _by_id(name, dataset, kinds):
        return exact
    # The vocabularies first: hardly anybody types a title, and folding every title takes time.
    stages = [tuple(kind for kind in kinds if (kind in _RECORDS) is records) for records in (False, True)]
    for matcher in (_as_typed, _as_folded, _as_singular):
        for stage in stages:
            if found := matcher(name, dataset, stage):
                return found
    return []


def _asked(query: str) -> tuple[str, tuple[Kind, ...]]:
    """The name in a query, and the kinds it may be of."""
    kind, _, rest = query.partition(":")
    wanted = tuple(known for known in KINDS if known == kind.strip().casefold())
    return (rest.strip(), wanted) if wanted and rest.strip() else (query.strip(), KINDS)


def _as_typed(name: str, dataset: Dataset, kinds: tuple[Kind, ...]) -> list[Match]:
    """What has the name but for case: the common case, and the quickest, since few records hold it at all."""
    asked = name.casefold()
    return _once(match for match in entries(dataset, kinds, asked) if match.name.casefold() == asked)


def _as_folded(name: str, dataset: Dataset, kinds: tuple[Kind, ...]) -> list[Match]:
    asked = fold(name)
    return _once(match for match in entries(dataset, kinds) if asked and asked in folds(match.name))


def _as_singular(name: str, dataset: Dataset, kinds: tuple[Kind, ...]) -> list[Match]:
    """What has the folded name, an `s` at the end making no difference."""
    asked = fold(name).rstrip("s")
    return _once(
        match
        for match in entries(dataset, kinds)
        if asked and any(form.rstrip("s") == asked for form in folds(match.name))
    )


def _once(matches: Iterable[Match]) -> list[Match]:
    """Matches without those of an id that is there already under another of its names."""
    return list({(match.kind, match.id): match for match in reversed(list(matches))}.values())[::-1]


def suggest(query: str, dataset: Dataset, kinds: tuple[Kind, ...] = KINDS, limit: int = 5) -> tuple[str, ...]:
    """Return the names nearest to `query`, best first: those it begins or stands in, then those spelled alike."""
    asked = fold(query)
    if not asked:
        return ()
    best: dict[str, tuple[float, str, str]] = {}
    for match in entries(dataset, kinds):
        score = _likeness(asked, fold(match.name))
        if score > _ALIKE and (match.id not in best or best[match.id][0] < score):
            best[match.id] = (score, match.name, match.id)
    ranked = sorted(best.values(), key=lambda item: (-item[0], len(item[1])))
    return tuple(dict.fromkeys(name for _, name, _ in ranked))[:limit]


_ALIKE = 0.68


def _likeness(asked: str, form: str) -> float:
    """How alike two folded names are, from 0 to 1."""
    score = 0.0
    # Where one is far longer than the other, the letters they share cannot make them alike, and are not counted.
    if 2 * min(len(asked), len(form)) > _ALIKE * (len(asked) + len(form)):
        matcher = difflib.SequenceMatcher(None, asked, form)
        score = matcher.quick_ratio()
        if score > _ALIKE:
            score = matcher.ratio()
    if form.startswith(asked) or (asked.startswith(form) and len(form) > 2):  # noqa: PLR2004
        return max(score, 0.9)
    return max(score, 0.8) if asked in form and len(asked) > 2 else score  # noqa: PLR2004


def entries(dataset: Dataset, kinds: tuple[Kind, ...] = KINDS, folded: str | None = None) -> Iterator[Match]:
    """Every name in the dataset with what it names: ids first, then display names and aliases.

    With `folded`, a name in small letters, records that do not hold it are left out unparsed; not those of studies,
    some of whose names (links, `PMID 1`) stand in no record.
    """
    for kind in kinds:
        for id_, known in _names(dataset, kind, folded):
            yield from (Match(kind, id_, name) for name in known if name)


def _names(dataset: Dataset, kind: Kind, folded: str | None) -> Iterator[tuple[str, Iterable[str | None]]]:
    """Id → every name, for the records of a kind."""
    if kind == "condition":
        for condition in dataset.outlines.holding(folded):
            yield condition.id, (condition.id, condition.name, *condition.aliases, *condition.icd10)
    elif kind == "study":
        for key, study in dataset.studies.items():
            yield key, _study_names(study)
    elif kind == "trial":
        yield from ((trial.id, (trial.id, trial.title)) for trial in dataset.trials.holding(folded))
    elif kind == "notice":
        yield from ((notice.id, (notice.id, notice.title)) for notice in dataset.notices.holding(folded))
    else:
        for entry in dataset.vocabulary(kind).holding(folded):
            short = entry.abbreviation if isinstance(entry, Source) else None
            yield entry.id, (entry.id, entry.name, *entry.aliases, short)


def _study_names(study: Study) -> Iterator[str | None]:
    yield from (study.key, study.doi, study.pmid, study.pmcid, study.title)
    yield from (part.link for part in cite.parts(study))
    yield f"doi:{study.doi}" if study.doi else None
    yield f"PMID {study.pmid}" if study.pmid else None


def _by_id(name: str, dataset: Dataset, kinds: tuple[Kind, ...]) -> list[Match]:
    """Things whose very id was typed; for an id, no table has to be parsed."""
    tables = {
        "condition": dataset.conditions,
        "source": dataset.sources,
        "study": dataset.studies,
        "trial": dataset.trials,
        "notice": dataset.notices,
    }
    lowered = name.casefold()
    if "study" in kinds and _KEY.fullmatch(lowered) and lowered in dataset.studies:
        return [Match("study", lowered, lowered)]
    if "condition" in kinds and (id_ := lowered.replace(" ", "-")) in dataset.conditions:
        return [Match("condition", id_, id_)]
    return [Match(kind, name, name) for kind in kinds if kind in tables and name in tables[kind]][:1]
