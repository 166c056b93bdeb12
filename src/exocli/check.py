"""Integrity: what must hold within and across the tables, so that every cell of every page can be trusted.

`problems` names every fault at once. Types, required fields and enumerated values are the business of
`exocli.model`; here it is identifiers (DOI, PMID, PMCID, registry numbers, HGNC, Cell Ontology, ICD-10 in their
official forms), references between tables, unambiguous names, and the reading rules that a row has to keep.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar, get_args

from exocli import names
from exocli.dataset import TARGETS, Dataset, Vocabulary, load
from exocli.evidence import direction_of
from exocli.faults import DatasetError, Problem, nearest
from exocli.model import About, Claim, Condition, Finding, Study

R = TypeVar("R")

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_PMID = re.compile(r"[1-9]\d{0,8}")
_PMCID = re.compile(r"PMC[1-9]\d{0,8}")
# ClinicalTrials.gov, IRCT, ANZCTR; `IRCT-trial-76964` is the number of a page of the Iranian registry whose
# registration number was not shown.
_TRIAL = re.compile(r"NCT\d{8}|IRCT\d{8,14}N\d{1,3}|ACTRN\d{14}|IRCT-trial-\d+")
_HGNC = re.compile(r"HGNC:[1-9]\d*")
_CL = re.compile(r"CL:\d{7}")
_ICD10 = re.compile(r"[A-Z]\d\d(\.\d{1,2})?")
_DATE = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_KEY = re.compile(r"[a-z]+(19|20)\d\d[a-z]?|pmid\d+|pmc\d+|doi-10-[a-z0-9-]+")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# The official form of each field that has one, and of the names of tables, for whoever describes the files.
FORMS: Mapping[str, re.Pattern[str]] = {
    "doi": _DOI,
    "pmid": _PMID,
    "pmcid": _PMCID,
    "hgnc": _HGNC,
    "cl": _CL,
    "icd10": _ICD10,
    "results": _DOI,
    **dict.fromkeys(("date", "start", "completion", "status_seen"), _DATE),
}
TABLE_NAMES: Mapping[str, re.Pattern[str]] = {"studies.toml": _KEY, "sources.toml": _ID, "trials.toml": _TRIAL}

_FILES: Mapping[str, str] = {
    "condition": "conditions/{}.toml",
    "source": "sources.toml",
    "molecule": "molecules.toml",
    "readout": "readouts.toml",
    "pathway": "pathways.toml",
}


def open_folders(folders: Iterable[Path]) -> Dataset:
    """The dataset to check: folders that bring a `dataset.toml` stand alone, others lie over the bundled data."""
    roots = tuple(folders)
    return load(*roots, bundled=not any((root / "dataset.toml").exists() for root in roots))


def problems(dataset: Dataset) -> list[Problem]:
    """Return every fault of a dataset, file by file; an empty list means that it can be trusted."""
    found: list[Problem] = []
    for file, table in _tables(dataset).items():
        found += _readable(file, table)[1]
    conditions, faults = _readable("conditions/", dataset.conditions)
    found += faults
    try:
        about = dataset.about
    except DatasetError as error:
        found += error.problems
    # What refers to what can be told only of files that can all be read.
    if found:
        return found
    found += _about(about, dataset)
    found += _studies(dataset)
    found += _vocabularies(dataset)
    found += _hierarchy(dataset)
    found += _trials(dataset)
    found += _notices(dataset)
    for condition in conditions.values():
        found += _condition(condition, dataset)
    found += _unique(about, conditions.values())
    found += _ambiguous(dataset)
    return found


def _tables(dataset: Dataset) -> dict[str, Mapping[str, object]]:
    return {
        "studies.toml": dataset.studies,
        "sources.toml": dataset.sources,
        "molecules.toml": dataset.molecules,
        "readouts.toml": dataset.readouts,
        "pathways.toml": dataset.pathways,
        "trials.toml": dataset.trials,
        "notices.toml": dataset.notices,
    }


def _readable(file: str, table: Mapping[str, R]) -> tuple[dict[str, R], list[Problem]]:
    """The records that can be read, and a problem for each that cannot."""
    records: dict[str, R] = {}
    faults: list[Problem] = []
    try:
        ids = list(table)
    except DatasetError as error:
        return {}, list(error.problems)
    for id_ in ids:
        try:
            records[id_] = table[id_]
        except DatasetError as error:
            faults += error.problems
    if not ids:
        faults.append(Problem(file, "", "", "is missing or empty"))
    return records, list(dict.fromkeys(faults))


def _about(about: About, dataset: Dataset) -> Iterator[Problem]:
    if about.seed not in dataset.studies:
        yield Problem("dataset.toml", "", "seed", f"{about.seed!r} is not in studies.toml")
    if about.headline_notice not in dataset.notices:
        yield Problem("dataset.toml", "", "headline_notice", f"{about.headline_notice!r} is not in notices.toml")
    for claim in about.claims:
        yield from _claim("dataset.toml", claim, dataset)


def _studies(dataset: Dataset) -> Iterator[Problem]:
    taken: dict[tuple[str, str], str] = {}
    for key, study in dataset.studies.items():

        def fault(field: str, message: str, key: str = key) -> Problem:
            return Problem("studies.toml", key, field, message)

        if not _KEY.fullmatch(key):
            yield fault("", "a key is surname and year (zhang2021, zhang2021b), or the identifier of a partial record")
        for field, pattern in (("doi", _DOI), ("pmid", _PMID), ("pmcid", _PMCID)):
            value = getattr(study, field)
            if value is None:
                continue
            if not pattern.fullmatch(value):
                yield fault(field, f"{value!r} is no {field.upper()}")
            other = taken.setdefault((field, value.casefold()), key)
            if other != key:
                yield fault(field, f"{value} stands also under [{other}]")
        if not (study.doi or study.pmid or study.pmcid):
            yield fault("", "has no doi, pmid or pmcid")
        yield from _complete(study, fault)
        yield from _known(study.conditions, dataset.outlines, "conditions", fault)
        if not study.seen:
            yield fault("seen", "say where the record was read")


def _complete(study: Study, fault: Callable[[str, str], Problem]) -> Iterator[Problem]:
    missing = [field for field in ("title", "authors", "journal", "year") if not getattr(study, field)]
    if missing and not study.partial:
        yield fault("", f"lacks {', '.join(missing)}: complete it or say `partial = true`")
    if study.partial and not missing:
        yield fault("partial", "nothing is missing: drop it")


def _vocabularies(dataset: Dataset) -> Iterator[Problem]:
    for id_, source in dataset.sources.items():
        if not _ID.fullmatch(id_):
            yield Problem("sources.toml", id_, "", "an id is lower-case words joined by hyphens")
        if source.cl and not _CL.fullmatch(source.cl):
            yield Problem("sources.toml", id_, "cl", f"{source.cl!r} is no Cell Ontology id (CL:0000000)")
    for id_, molecule in dataset.molecules.items():
        if molecule.hgnc and not _HGNC.fullmatch(molecule.hgnc):
            yield Problem("molecules.toml", id_, "hgnc", f"{molecule.hgnc!r} is no HGNC id (HGNC:11892)")
    for id_, pathway in dataset.pathways.items():
        for member in pathway.members:
            if member not in dataset.molecules:
                yield _unknown("pathways.toml", id_, "members", member, dataset.molecules)


def _hierarchy(dataset: Dataset) -> Iterator[Problem]:
    """Broader entries exist, and an id means one thing wherever an effect may name it."""
    for kind in get_args(Vocabulary):
        table = dataset.vocabulary(kind)
        for id_, entry in table.items():
            yield from _above(id_, entry.broader, table, _FILES[kind])
    taken: dict[str, str] = {}
    for kind in TARGETS:
        for id_ in dataset.vocabulary(kind):
            other = taken.setdefault(id_.casefold(), kind)
            if other != kind:
                yield Problem(_FILES[kind], id_, "", f"the id is taken in {_FILES[other]}")


def _above(id_: str, broader: str | None, table: Mapping[str, R], file: str) -> Iterator[Problem]:
    """A broader term exists, and following it upwards comes to an end."""
    seen = {id_}
    while broader is not None:
        if broader not in table:
            yield _unknown(file, id_, "broader", broader, table)
            return
        if broader == id_:
            yield Problem(file, id_, "broader", "leads back to itself")
        if broader in seen:
            return
        seen.add(broader)
        broader = getattr(table[broader], "broader", None)


def _trials(dataset: Dataset) -> Iterator[Problem]:
    for id_, trial in dataset.trials.items():

        def fault(field: str, message: str, id_: str = id_) -> Problem:
            return Problem("trials.toml", id_, field, message)

        if not _TRIAL.fullmatch(id_):
            yield fault("", "is no registry number (NCT05523011)")
        yield from _known(trial.conditions, dataset.outlines, "conditions", fault)
        yield from _known((trial.source,), dataset.sources, "source", fault)
        for field in ("start", "completion", "status_seen"):
            value = getattr(trial, field)
            if value and not _DATE.fullmatch(value):
                yield fault(field, f"{value!r} is no date (2024, 2024-02 or 2024-02-27)")
        if trial.results and not _DOI.fullmatch(trial.results):
            yield fault("results", f"{trial.results!r} is no DOI")


def _notices(dataset: Dataset) -> Iterator[Problem]:
    for id_, notice in dataset.notices.items():

        def fault(field: str, message: str, id_: str = id_) -> Problem:
            return Problem("notices.toml", id_, field, message)

        yield from _known(notice.conditions, dataset.outlines, "conditions", fault)
        if notice.date and not _DATE.fullmatch(notice.date):
            yield fault("date", f"{notice.date!r} is no date (2024, 2024-02 or 2024-02-27)")
        if not notice.url.startswith(("https://", "http://")):
            yield fault("url", "give the whole address, with https://")
        if notice.doi and not _DOI.fullmatch(notice.doi):
            yield fault("doi", f"{notice.doi!r} is no DOI")
        if notice.pmid and not _PMID.fullmatch(notice.pmid):
            yield fault("pmid", f"{notice.pmid!r} is no PMID")


def _condition(condition: Condition, dataset: Dataset) -> Iterator[Problem]:
    file = f"conditions/{condition.id}.toml"
    if not _ID.fullmatch(condition.id):
        yield Problem(file, "", "", "the file's name is the id: lower-case words joined by hyphens")
    for code in condition.icd10:
        if not _ICD10.fullmatch(code):
            yield Problem(file, "", "icd10", f"{code!r} is no ICD-10 code (L40.0)")
    above = list(condition.broader)
    seen: set[str] = set()
    while above:
        id_ = above.pop()
        if id_ not in dataset.outlines:
            yield _unknown(file, "", "broader", id_, dataset.outlines)
        elif id_ == condition.id:
            yield Problem(file, "", "broader", "leads back to itself")
        elif id_ not in seen:
            seen.add(id_)
            above += dataset.outlines[id_].broader
    for claim in condition.claims:
        yield from _claim(file, claim, dataset)
    for finding in condition.findings:
        yield from _finding(file, finding, condition, dataset)


def _claim(file: str, claim: Claim, dataset: Dataset) -> Iterator[Problem]:
    """A verdict rests on studies that are on file and not retracted."""
    table = f"claim {claim.id}"
    for entry in claim.about:
        if not _can_change(entry, dataset):
            yield Problem(file, table, "about", f"{entry!r} is no molecule, readout or pathway")
    for field, keys in (("supporting", claim.supporting), ("opposing", claim.opposing)):
        for key in keys:
            if key not in dataset.studies:
                yield _unknown(file, table, field, key, dataset.studies)
            elif dataset.studies[key].status == "retracted":
                yield Problem(file, table, field, f"{key} is retracted and bears nothing out")
    needs = {
        "supported": (True, None),
        "contradicted": (None, True),
        "mixed": (True, True),
        "untested": (False, False),
    }[claim.verdict]
    for field, keys, need in zip(("supporting", "opposing"), (claim.supporting, claim.opposing), needs, strict=True):
        if need is not None and bool(keys) is not need:
            yield Problem(file, table, field, f"{claim.verdict!r} {'needs' if need else 'has no'} {field} studies")


def _finding(file: str, finding: Finding, condition: Condition, dataset: Dataset) -> Iterator[Problem]:
    table = f"finding {finding.id}"

    def fault(field: str, message: str) -> Problem:
        return Problem(file, table, field, message)

    if finding.condition != condition.id:
        yield fault("condition", f"is {finding.condition!r} in the file of {condition.id!r}: leave it out")
    if not re.fullmatch(re.escape(finding.study) + r"-\d+", finding.id):
        yield fault("id", f"is the study's key and a number ({finding.study}-1)")
    yield from _known((finding.study,), dataset.studies, "study", fault)
    yield from _known((finding.source,), dataset.sources, "source", fault)
    yield from _known((*finding.cargo,), dataset.molecules, "cargo", fault)
    yield from _known((*finding.content,), dataset.molecules, "content", fault)
    yield from _known(finding.pathway, dataset.pathways, "pathway", fault)
    yield from _effects(finding, dataset, fault)
    if (finding.route == "in-culture") is not (finding.model == "in-vitro"):
        yield fault("route", "is 'in-culture' in every in-vitro row and in no other")
    if finding.model != "human" and (finding.design or finding.n is not None):
        yield fault("design", "design and n belong to human rows")
    if finding.n is not None and finding.n < 1:
        yield fault("n", "counts people, at least one")


def _effects(finding: Finding, dataset: Dataset, fault: Callable[[str, str], Problem]) -> Iterator[Problem]:
    """Each effect is on something that can change, and one row says one thing about it."""
    sides: dict[tuple[str, str | None], str] = {}
    for effect in finding.effects:
        if not _can_change(effect.on, dataset):
            close = nearest(effect.on, [id_ for kind in TARGETS for id_ in dataset.vocabulary(kind)])
            yield fault("effects", f"{effect.on!r} is no molecule, readout or pathway{close}")
        side = sides.setdefault((effect.on, effect.via), direction_of(effect))
        if side != direction_of(effect):
            yield fault("effects", f"{effect.on!r} moves both ways in one row: split the row")
    if len(sides) < len(finding.effects):
        yield fault("effects", "names one target twice")


def _can_change(id_: str, dataset: Dataset) -> bool:
    return any(id_ in dataset.vocabulary(kind) for kind in TARGETS)


def _unique(about: About, conditions: Iterable[Condition]) -> Iterator[Problem]:
    """Ids of findings and of claims are unique over all files."""
    rows: list[tuple[str, str, str]] = [("dataset.toml", "claim", claim.id) for claim in about.claims]
    for condition in conditions:
        file = f"conditions/{condition.id}.toml"
        rows += [(file, "claim", claim.id) for claim in condition.claims]
        rows += [(file, "finding", finding.id) for finding in condition.findings]
    taken: dict[tuple[str, str], str] = {}
    for file, kind, id_ in rows:
        if (kind, id_) in taken:
            yield Problem(file, f"{kind} {id_}", "id", f"is taken in {taken[kind, id_]}")
        taken.setdefault((kind, id_), file)


def _ambiguous(dataset: Dataset) -> Iterator[Problem]:
    """Within a kind, a name means one thing (whatever its case, hyphens, spelling or Greek letters)."""
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for match in names.entries(dataset):
        if match.kind in {"study", "trial", "notice"}:
            continue
        for form in names.folds(match.name):
            other, name = taken.setdefault((match.kind, form), (match.id, match.name))
            if other != match.id:
                message = f"{match.name!r} is also a name of {other!r} ({name!r})"
                yield Problem(_FILES[match.kind].format(match.id), match.id, "aliases", message)


def _known(
    ids: Iterable[str], table: Mapping[str, object], field: str, fault: Callable[[str, str], Problem]
) -> Iterator[Problem]:
    for id_ in ids:
        if id_ not in table:
            yield fault(field, f"{id_!r} is not on file{nearest(id_, list(table))}")


def _unknown(file: str, table: str, field: str, id_: str, known: Mapping[str, object]) -> Problem:
    return Problem(file, table, field, f"{id_!r} is not on file{nearest(id_, list(known))}")
