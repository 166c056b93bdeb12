"""Integrity: what must hold within and across the tables, so that every cell of every page can be trusted.

`problems` names every fault at once. Types, required fields and enumerated values are the business of
`exocli.model`; here it is identifiers (DOI, PMID, PMCID, registry numbers, HGNC, Cell Ontology, ICD-10 in their
official forms), references between tables, unambiguous names, and the reading rules that a row has to keep.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from exocli import folders, names, readable
from exocli.dataset import TARGETS, Dataset, Vocabulary, load
from exocli.evidence import direction_of
from exocli.faults import Problem, nearest
from exocli.identifiers import CL, DATE, DOI, HGNC, ICD10, ID, KEY, PMCID, PMID, TABLE_NAMES, TRIAL
from exocli.model import (
    Claim,
    Condition,
    Effect,
    Finding,
    Named,
    Notice,
    Pathway,
    Record,
    Study,
    Trial,
)
from exocli.readable import Readable

Overlaid = Finding | Claim | Condition | Study | Named | Trial | Notice
VOCABULARIES: Mapping[Vocabulary, str] = {
    "source": "sources.toml",
    "molecule": "molecules.toml",
    "readout": "readouts.toml",
    "pathway": "pathways.toml",
}
# No title, outcome or summary comes near it.
_LONGEST = 10_000
# Control characters but for the tab and the line feed, bidirectional controls, and marks that hide text.
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def open_folders(folders: Iterable[Path]) -> Dataset:
    """The dataset to check: folders that bring a `dataset.toml` stand alone, others lie over the bundled data."""
    roots = tuple(folders)
    return load(*roots, bundled=not any((root / "dataset.toml").exists() for root in roots))


def problems(dataset: Dataset) -> list[Problem]:
    """Return every fault of a dataset, file by file; an empty list means that it can be trusted.

    What refers to what is told of the records that can be read; where a whole file cannot, nobody knows what is in
    it, and only the faults of files are named.
    """
    found = [problem for overlay in dataset.overlays for problem in folders.problems(overlay)]
    faults, read = readable.read(dataset)
    found += faults
    if read is None:
        return found
    found += _texts(read)
    found += _about(read, dataset)
    found += _studies(read, dataset)
    found += _vocabularies(read, dataset)
    found += _hierarchy(read, dataset)
    found += _trials(read, dataset)
    found += _notices(read, dataset)
    for condition in read.conditions.values():
        found += _condition(condition, read, dataset)
    found += _unique(read)
    if not faults:
        found += _ambiguous(dataset)
    return found


def _at(file: str, record: Overlaid) -> str:
    """The file a record stands in: below the folder that was laid over, if it is from one."""
    return str(Path(record.overlay, file)) if record.overlay else file


def _texts(read: Readable) -> Iterator[Problem]:
    """No text hides anything or is longer than anybody writes."""
    for file, table in (
        ("studies.toml", read.studies),
        ("sources.toml", read.sources),
        ("molecules.toml", read.molecules),
        ("readouts.toml", read.readouts),
        ("pathways.toml", read.pathways),
        ("trials.toml", read.trials),
        ("notices.toml", read.notices),
    ):
        for id_, record in table.items():
            yield from _text(_at(file, record), id_, record)
    yield from _text("dataset.toml", "", read.about)
    for id_, condition in read.conditions.items():
        file = f"conditions/{id_}.toml"
        yield from _text(_at(file, condition), "", condition)
        for claim in condition.claims:
            yield from _text(_at(file, claim), f"claim {claim.id}", claim)
        for finding in condition.findings:
            yield from _text(_at(file, finding), f"finding {finding.id}", finding)


def _text(file: str, table: str, record: Record) -> Iterator[Problem]:
    for field in record.__struct_fields__:
        if field == "overlay":
            continue
        for text in _strings(getattr(record, field)):
            if not text.strip():
                yield Problem(file, table, field, "is empty: say it, or leave the field out")
            if len(text) > _LONGEST:
                yield Problem(file, table, field, f"has {len(text):,} characters; at most {_LONGEST:,} are allowed")
            if match := _HIDDEN.search(text):
                sign = f"U+{ord(match[0]):04X}"
                yield Problem(file, table, field, f"holds a character that is not shown, {sign}: leave it out")


def _strings(value: object) -> Iterator[str]:
    """The texts in a field, at any depth but for records, which are looked through by themselves."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            if not isinstance(entry, Claim | Finding):
                yield from _strings(entry)
    elif isinstance(value, Effect):
        yield value.on


def _about(read: Readable, dataset: Dataset) -> Iterator[Problem]:
    about = read.about
    if about.seed not in dataset.studies:
        yield Problem("dataset.toml", "", "seed", f"{about.seed!r} is not in studies.toml")
    if about.headline_notice not in dataset.notices:
        yield Problem("dataset.toml", "", "headline_notice", f"{about.headline_notice!r} is not in notices.toml")
    for claim in about.claims:
        yield from _claim("dataset.toml", claim, read, dataset)


def _studies(read: Readable, dataset: Dataset) -> Iterator[Problem]:
    taken: dict[tuple[str, str], str] = {}
    for key, study in read.studies.items():

        def fault(field: str, message: str, key: str = key, study: Study = study) -> Problem:
            return Problem(_at("studies.toml", study), key, field, message)

        if not KEY.fullmatch(key):
            yield fault("", "a key is surname and year (zhang2021, zhang2021b), or the identifier of a partial record")
        for field, pattern in (("doi", DOI), ("pmid", PMID), ("pmcid", PMCID)):
            value = getattr(study, field)
            if value is None:
                continue
            if not pattern.fullmatch(value):
                yield fault(field, f"{value!r} is no {field.upper()}")
            other = taken.setdefault((field, value.casefold()), key)
            if other != key:
                yield fault(field, f"{value} stands also under [{other}]")
        # A laboratory's own study, laid over, may not be published yet.
        if not (study.doi or study.pmid or study.pmcid or study.overlay):
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


def _vocabularies(read: Readable, dataset: Dataset) -> Iterator[Problem]:
    for kind, file in VOCABULARIES.items():
        for id_, entry in read.vocabulary(kind).items():

            def fault(field: str, message: str, id_: str = id_, entry: Named = entry, file: str = file) -> Problem:
                return Problem(_at(file, entry), id_, field, message)

            if not TABLE_NAMES[file].fullmatch(id_):
                words = "lower-case words" if TABLE_NAMES[file] is ID else "words"
                yield fault("", f"an id is {words} joined by hyphens")
            for field, form, said in (
                ("cl", CL, "Cell Ontology id (CL:0000000)"),
                ("hgnc", HGNC, "HGNC id (HGNC:11892)"),
            ):
                value = getattr(entry, field, None)
                if value and not form.fullmatch(value):
                    yield fault(field, f"{value!r} is no {said}")
            if isinstance(entry, Pathway):
                yield from _known(entry.members, dataset.molecules, "members", fault)


def _hierarchy(read: Readable, dataset: Dataset) -> Iterator[Problem]:
    """Broader entries exist, and an id means one thing wherever an effect may name it."""
    for kind, file in VOCABULARIES.items():
        for entry in read.vocabulary(kind).values():
            yield from _above(entry, read.vocabulary(kind), dataset.vocabulary(kind), _at(file, entry))
    taken: dict[str, Vocabulary] = {}
    for kind in TARGETS:
        for id_, entry in read.vocabulary(kind).items():
            other = taken.setdefault(id_.casefold(), kind)
            if other != kind:
                yield Problem(_at(VOCABULARIES[kind], entry), id_, "", f"the id is taken in {VOCABULARIES[other]}")


def _above(entry: Named, table: Mapping[str, Named], known: Mapping[str, Named], file: str) -> Iterator[Problem]:
    """A broader term exists, and following it upwards comes to an end."""
    seen = {entry.id}
    broader = entry.broader
    while broader is not None:
        if broader not in known:
            yield _unknown(file, entry.id, "broader", broader, known)
            return
        if broader == entry.id:
            yield Problem(file, entry.id, "broader", "leads back to itself")
        if broader in seen:
            return
        seen.add(broader)
        broader = table[broader].broader if broader in table else None


def _trials(read: Readable, dataset: Dataset) -> Iterator[Problem]:
    for id_, trial in read.trials.items():

        def fault(field: str, message: str, id_: str = id_, trial: Trial = trial) -> Problem:
            return Problem(_at("trials.toml", trial), id_, field, message)

        if not TRIAL.fullmatch(id_):
            yield fault("", "is no registry number (NCT05523011)")
        yield from _known(trial.conditions, dataset.outlines, "conditions", fault)
        yield from _known((trial.source,), dataset.sources, "source", fault)
        for field in ("start", "completion", "status_seen"):
            value = getattr(trial, field)
            if value and not DATE.fullmatch(value):
                yield fault(field, f"{value!r} is no date (2024, 2024-02 or 2024-02-27)")
        if trial.results and not DOI.fullmatch(trial.results):
            yield fault("results", f"{trial.results!r} is no DOI")


def _notices(read: Readable, dataset: Dataset) -> Iterator[Problem]:
    for id_, notice in read.notices.items():

        def fault(field: str, message: str, id_: str = id_, notice: Notice = notice) -> Problem:
            return Problem(_at("notices.toml", notice), id_, field, message)

        if not ID.fullmatch(id_):
            yield fault("", "an id is lower-case words joined by hyphens")
        yield from _known(notice.conditions, dataset.outlines, "conditions", fault)
        if notice.date and not DATE.fullmatch(notice.date):
            yield fault("date", f"{notice.date!r} is no date (2024, 2024-02 or 2024-02-27)")
        if not notice.url.startswith(("https://", "http://")):
            yield fault("url", "give the whole address, with https://")
        if notice.doi and not DOI.fullmatch(notice.doi):
            yield fault("doi", f"{notice.doi!r} is no DOI")
        if notice.pmid and not PMID.fullmatch(notice.pmid):
            yield fault("pmid", f"{notice.pmid!r} is no PMID")


def _condition(condition: Condition, read: Readable, dataset: Dataset) -> Iterator[Problem]:
    name = f"conditions/{condition.id}.toml"
    file = _at(name, condition)
    if not ID.fullmatch(condition.id):
        yield Problem(file, "", "", "the file's name is the id: lower-case words joined by hyphens")
    for code in condition.icd10:
        if not ICD10.fullmatch(code):
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
            above += read.conditions[id_].broader if id_ in read.conditions else ()
    for claim in condition.claims:
        yield from _claim(_at(name, claim), claim, read, dataset)
    for finding in condition.findings:
        yield from _finding(_at(name, finding), finding, condition, dataset)


def _claim(file: str, claim: Claim, read: Readable, dataset: Dataset) -> Iterator[Problem]:
    """A verdict rests on studies that are on file and not retracted."""
    table = f"claim {claim.id}"
    for entry in claim.about:
        if not _can_change(entry, dataset):
            yield Problem(file, table, "about", _cannot_change(entry, dataset))
    for field, keys in (("supporting", claim.supporting), ("opposing", claim.opposing)):
        for key in keys:
            if key not in dataset.studies:
                yield _unknown(file, table, field, key, dataset.studies)
            elif key in read.studies and read.studies[key].status == "retracted":
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


def _effects(finding: Finding, dataset: Dataset, fault: Callable[[str, str], Problem]) -> Iterator[Problem]:
    """Each effect is on something that can change, and one row says one thing about it."""
    sides: dict[tuple[str, str | None], str] = {}
    for effect in finding.effects:
        if not _can_change(effect.on, dataset):
            yield fault("effects", _cannot_change(effect.on, dataset))
        side = sides.setdefault((effect.on, effect.via), direction_of(effect))
        if side != direction_of(effect):
            yield fault("effects", f"{effect.on!r} moves both ways in one row: split the row")
    if len(sides) < len(finding.effects):
        yield fault("effects", "names one target twice")


def _can_change(id_: str, dataset: Dataset) -> bool:
    return any(id_ in dataset.vocabulary(kind) for kind in TARGETS)


def _cannot_change(id_: str, dataset: Dataset) -> str:
    close = nearest(id_, [known for kind in TARGETS for known in dataset.vocabulary(kind)])
    return f"{id_!r} is no molecule, readout or pathway{close}"


def _unique(read: Readable) -> Iterator[Problem]:
    """Ids of findings and of claims are unique over all files."""
    rows: list[tuple[str, Claim | Finding]] = [("dataset.toml", claim) for claim in read.about.claims]
    for condition in read.conditions.values():
        file = f"conditions/{condition.id}.toml"
        rows += [(_at(file, claim), claim) for claim in condition.claims]
        rows += [(_at(file, finding), finding) for finding in condition.findings]
    taken: dict[tuple[str, str], str] = {}
    for file, row in rows:
        kind = type(row).__name__.lower()
        if (kind, row.id) in taken:
            hint = "; say `override = true` to replace it" if row.overlay else ""
            yield Problem(file, f"{kind} {row.id}", "id", f"is taken in {taken[kind, row.id]}{hint}")
        taken.setdefault((kind, row.id), file)


def _ambiguous(dataset: Dataset) -> Iterator[Problem]:
    """Within a kind, a name means one thing (whatever its case, hyphens, spelling or Greek letters)."""
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for match in names.entries(dataset, ("condition", *VOCABULARIES)):
        for form in names.folds(match.name):
            other, name = taken.setdefault((match.kind, form), (match.id, match.name))
            if other != match.id:
                message = f"{match.name!r} is also a name of {other!r} ({name!r})"
                yield Problem(_file_of(match, dataset), match.id, "aliases", message)


def _file_of(match: names.Match, dataset: Dataset) -> str:
    """The file of a condition or of an entry of a vocabulary."""
    for kind, file in VOCABULARIES.items():
        if kind == match.kind:
            return _at(file, dataset.vocabulary(kind)[match.id])
    return _at(f"conditions/{match.id}.toml", dataset.outlines[match.id])


def _known(
    ids: Iterable[str], table: Mapping[str, object], field: str, fault: Callable[[str, str], Problem]
) -> Iterator[Problem]:
    for id_ in ids:
        if id_ not in table:
            yield fault(field, f"{id_!r} is not on file{nearest(id_, list(table))}")


def _unknown(file: str, table: str, field: str, id_: str, known: Mapping[str, object]) -> Problem:
    return Problem(file, table, field, f"{id_!r} is not on file{nearest(id_, list(known))}")
