"""From what a person types to an id: folding, aliases, suggestions."""

import difflib
import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args

from exocli.dataset import Dataset
from exocli.model import Study

Kind = Literal["condition", "source", "molecule", "readout", "pathway", "study", "trial", "notice"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "π": "pi",
    "σ": "sigma",
    "τ": "tau",
    "φ": "phi",
    "ω": "omega",
}
_LATIN = str.maketrans(
    {greek: name[0] for greek, name in _GREEK.items()} | {"θ": "q", "φ": "f", "ω": "w", "η": "h"}
)
_BRITISH = (
    ("ageing", "aging"),
    ("haem", "hem"),
    ("oedema", "edema"),
    ("oestr", "estr"),
    ("leuco", "leuko"),
    ("tumour", "tumor"),
    ("colour", "color"),
    ("fibre", "fiber"),
    ("ischaem", "ischem"),
    ("anaem", "anem"),
    ("caesar", "cesar"),
    ("sulph", "sulf"),
    ("isation", "ization"),
    ("ising", "izing"),
    ("ise", "ize"),
    ("lysing", "lyzing"),
)
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
    text = unicodedata.normalize("NFKD", text).casefold().replace("ς", "σ")
    text = "".join(_GREEK.get(sign, sign) for sign in text if not unicodedata.combining(sign))
    text = re.sub(r"[^a-z0-9]+", "", text)
    for british, american in _BRITISH:
        text = text.replace(british, american)
    return text


def folds(name: str) -> set[str]:
    """Every folded form under which a name is found: also with Greek letters as single Latin ones (`TNFa`).

    >>> sorted(folds("TNF-α"))
    ['tnfa', 'tnfalpha']
    """
    return {fold(name), fold(unicodedata.normalize("NFKC", name).casefold().translate(_LATIN))} - {""}


def resolve(query: str, dataset: Dataset) -> list[Match]:
    """Return everything that is called `query`, the likeliest first (the order of `KINDS`).

    `kind:name` (as in `pathway:nrf2`) asks for one kind. An id is found without reading the vocabulary.

    Raises:
        UnknownNameError: nothing is called that.

    """
    kind, _, rest = query.partition(":")
    wanted = tuple(known for known in KINDS if known == kind.strip().casefold())
    name = rest.strip() if wanted and rest.strip() else query.strip()
    kinds = wanted or KINDS
    if exact := _by_id(name, dataset, kinds):
        return exact
    asked = fold(name)
    for singular in (False, True):
        found: dict[tuple[Kind, str], Match] = {}
        for match in entries(dataset, kinds):
            forms = folds(match.name)
            if asked in forms or (singular and asked.rstrip("s") in {form.rstrip("s") for form in forms}):
                found.setdefault((match.kind, match.id), match)
        if found and asked:
            return sorted(found.values(), key=lambda match: KINDS.index(match.kind))
    raise UnknownNameError(query, suggest(name, dataset, kinds))


def suggest(query: str, dataset: Dataset, kinds: tuple[Kind, ...] = KINDS, limit: int = 5) -> tuple[str, ...]:
    """Return the names nearest to `query`, best first: those it begins or stands in, then those spelled alike."""
    asked = fold(query)
    if not asked:
        return ()
    best: dict[str, tuple[float, str, str]] = {}
    for match in entries(dataset, kinds):
        form = fold(match.name)
        score = difflib.SequenceMatcher(None, asked, form).quick_ratio()
        if score > _ALIKE:
            score = difflib.SequenceMatcher(None, asked, form).ratio()
        if form.startswith(asked) or asked.startswith(form) and len(form) > 2:  # noqa: PLR2004
            score = max(score, 0.9)
        elif asked in form and len(asked) > 2:  # noqa: PLR2004
            score = max(score, 0.8)
        if score > _ALIKE and (match.id not in best or best[match.id][0] < score):
            best[match.id] = (score, match.name, match.id)
    ranked = sorted(best.values(), key=lambda item: (-item[0], len(item[1])))
    return tuple(dict.fromkeys(name for _, name, _ in ranked))[:limit]


_ALIKE = 0.68


def entries(dataset: Dataset, kinds: tuple[Kind, ...] = KINDS) -> Iterator[Match]:
    """Every name in the dataset with what it names: ids first, then display names and aliases."""
    tables = {
        "condition": dataset.conditions,
        "source": dataset.sources,
        "molecule": dataset.molecules,
        "readout": dataset.readouts,
        "pathway": dataset.pathways,
    }
    for kind in kinds:
        if kind in tables:
            for id_, record in tables[kind].items():  # type: ignore[attr-defined]  # mappings of named records
                names = [id_, record.name, *record.aliases]
                names += [record.abbreviation] if getattr(record, "abbreviation", None) else []
                names += record.icd10 if kind == "condition" else ()
                yield from (Match(kind, id_, name) for name in names)
        elif kind == "study":
            for key, study in dataset.studies.items():
                yield from (Match(kind, key, name) for name in _study_names(study))
        elif kind == "trial":
            for id_, trial in dataset.trials.items():
                yield from (Match(kind, id_, name) for name in (id_, trial.title))
        else:
            for id_, notice in dataset.notices.items():
                yield from (Match(kind, id_, name) for name in (id_, notice.title))


def _study_names(study: Study) -> Iterator[str]:
    for name in (study.key, study.doi, study.pmid, study.pmcid, study.title):
        if name:
            yield name
    if study.doi:
        yield f"https://doi.org/{study.doi}"
        yield f"doi:{study.doi}"
    if study.pmid:
        yield f"PMID {study.pmid}"


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
