"""The machine contract: what `-f json` says, as plain objects with ids. Tables of lists are drawn from it too.

Every object always has all its keys; what was not seen is `null` or an empty array. Enrolment and `n` are people,
`level` is OCEBM 2011 (1 to 5, `null` for an observation), `overlay` is the folder of a record that was laid over
the dataset (`null` for the dataset's own), dates are ISO 8601, as precise as the source.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from exocli.dataset import Dataset, Vocabulary
from exocli.evidence import Summary, counted, level_of, shelf_of, sides, summarise
from exocli.mentions import claims_about, findings_of, mentions
from exocli.model import Claim, Finding, Study
from exocli.selection import Selection

if TYPE_CHECKING:
    from exocli.search import Hit  # for its name alone: SQLite is not wanted by other commands

Object = dict[str, Any]

LISTS = ("conditions", "sources", "molecules", "readouts", "pathways", "studies", "trials", "notices")


HIT_COLUMNS = ("kind", "id", "name", "score", "snippet", "study", "condition", "overlay")


def listed(kind: str, dataset: Dataset) -> list[Object]:
    """Return one object for each record of a kind (one of `LISTS`), with the counts that the table shows."""
    return _LISTERS[kind](dataset)


def selection(chosen: Selection, dataset: Dataset) -> Object:
    """A condition with its evidence, claims, findings, studies, trials and notices."""
    condition = chosen.condition
    return {
        "kind": "condition",
        "condition": {
            "id": condition.id,
            "name": condition.name,
            "group": condition.group,
            "broader": list(condition.broader),
            "aliases": list(condition.aliases),
            "icd10": list(condition.icd10),
            "overlay": condition.overlay,
        },
        "narrower": list(chosen.narrower),
        "filters": chosen.filters.said(),
        "summary": condition.summary,
        "evidence": evidence(chosen.summary),
        "claims": msgspec.to_builtins(chosen.claims),
        "findings": findings(chosen.findings, dataset),
        "studies": _studies(
            [*(finding.study for finding in chosen.findings), *_named_by(chosen.claims)],
            dataset,
        ),
        "reviews": [study_object(record) for record in chosen.reviews],
        "trials": msgspec.to_builtins(chosen.trials),
        "notices": msgspec.to_builtins(chosen.notices),
    }


def entity(kind: Vocabulary, id_: str, dataset: Dataset) -> Object:
    """A source, molecule, readout or pathway with the findings it appears in and the part it plays there."""
    found = mentions(kind, id_, dataset)
    claims = claims_about(kind, id_, dataset)
    parts: dict[str, list[str]] = {}
    for part, rows in zip(found._fields, found, strict=True):
        for finding in rows:
            parts.setdefault(finding.id, []).append(part)
    return {
        "kind": kind,
        kind: msgspec.to_builtins(dataset.vocabulary(kind)[id_]),
        "evidence": evidence(summarise(found.all(), dataset.retracted)),
        "claims": msgspec.to_builtins(claims),
        "findings": [{**row, "as": parts[row["id"]]} for row in findings(found.all(), dataset)],
        "studies": _studies([*(finding.study for finding in found.all()), *_named_by(claims)], dataset),
    }


def study(record: Study, dataset: Dataset) -> Object:
    """A study with its findings and, for the seed review, its claims."""
    return {
        "kind": "study",
        "study": study_object(record),
        "findings": findings(findings_of(record, dataset), dataset),
        "claims": [
            {"condition": name, **msgspec.to_builtins(claim)}
            for name, claim in (dataset.claims() if record.key == dataset.about.seed else ())
        ],
    }


def single(kind: str, record: msgspec.Struct) -> Object:
    """A trial or a notice."""
    return {"kind": kind, kind: msgspec.to_builtins(record)}


def hits(found: "Iterable[Hit]") -> list[Object]:
    """Search hits, best first; a finding also has its study and condition. `score` orders, it measures nothing."""
    objects = []
    for hit in found:
        own = {"study": hit.study, "condition": hit.condition} if hit.kind == "finding" else {}
        snippet = "".join(text for text, _ in hit.snippet)
        objects.append(
            {
                "kind": hit.kind,
                "id": hit.id,
                "name": hit.name,
                "score": hit.score,
                "snippet": snippet,
                **own,
                "overlay": hit.overlay,
            }
        )
    return objects


def evidence(summary: Summary) -> Object:
    """The summary of findings: levels, directions, conflicts, and what did not count."""
    return {
        "studies": summary.studies,
        "findings": summary.findings,
        "human": summary.human,
        "best_level": summary.best.level if summary.best else None,
        "best_model": summary.best.model if summary.best else None,
        "levels": [tier._asdict() for tier in summary.tiers],
        "directions": dict(summary.directions),
        "conflicts": [
            {
                "on": conflict.on,
                "up": [{"finding": row.id, "study": row.study, "model": row.model} for row in conflict.up],
                "down": [{"finding": row.id, "study": row.study, "model": row.model} for row in conflict.down],
            }
            for conflict in summary.conflicts
        ],
        "not_counted": dict(summary.shelved),
    }


def findings(rows: Iterable[Finding], dataset: Dataset) -> list[Object]:
    """Findings with their level and the shelf they stand on (`evidence`, or why they do not count)."""
    return [
        {
            **msgspec.to_builtins(finding),
            "level": level_of(finding),
            "shelf": shelf_of(finding, dataset.retracted),
        }
        for finding in rows
    ]


def _named_by(claims: Iterable[Claim]) -> list[str]:
    return [key for claim in claims for key in (*claim.supporting, *claim.opposing)]


def _studies(keys: Iterable[str], dataset: Dataset) -> list[Object]:
    return [study_object(dataset.studies[key]) for key in dict.fromkeys(keys) if key in dataset.studies]


def study_object(record: Study) -> Object:
    """A study under its `id`, which is its citation key."""
    values: Object = msgspec.to_builtins(record)
    return {"id": values.pop("key"), **values}


def _conditions(dataset: Dataset) -> list[Object]:
    trials: dict[str, int] = {}
    for trial in dataset.trials.values():
        for id_ in trial.conditions:
            trials[id_] = trials.get(id_, 0) + 1
    rows = []
    for id_, condition in dataset.conditions.items():
        summary = summarise(condition.findings, dataset.retracted)
        rows.append(
            {
                "id": id_,
                "name": condition.name,
                "group": condition.group,
                "broader": list(condition.broader),
                "aliases": list(condition.aliases),
                "icd10": list(condition.icd10),
                "overlay": condition.overlay,
                "studies": summary.studies,
                "findings": summary.findings,
                "human": summary.human,
                "best_level": summary.best.level if summary.best else None,
                "best_model": summary.best.model if summary.best else None,
                "conflicts": len(summary.conflicts),
                "trials": trials.get(id_, 0),
            }
        )
    return rows


def _sources(dataset: Dataset) -> list[Object]:
    found = _gather(dataset, lambda finding: (finding.source,))
    return [
        {
            "id": id_,
            "name": record.name,
            "abbreviation": record.abbreviation,
            "kind": record.kind,
            "cl": record.cl,
            "broader": record.broader,
            "aliases": list(record.aliases),
            "overlay": record.overlay,
            **_counts(found.get(id_, []), dataset),
        }
        for id_, record in dataset.sources.items()
    ]


def _molecules(dataset: Dataset) -> list[Object]:
    moved = _gather(dataset, lambda finding: [e.on for e in finding.effects if e.via is None])
    cargo = _gather(dataset, lambda finding: finding.cargo)
    every = _gather(dataset, lambda finding: {*(e.on for e in finding.effects), *finding.cargo, *finding.content})
    return [
        {
            "id": id_,
            "name": record.name,
            "kind": record.kind,
            "hgnc": record.hgnc,
            "broader": record.broader,
            "aliases": list(record.aliases),
            "overlay": record.overlay,
            **_counts(every.get(id_, []), dataset),
            **_sides(id_, moved.get(id_, []), dataset),
            "as_cargo": _distinct(cargo.get(id_, [])),
        }
        for id_, record in dataset.molecules.items()
    ]


def _readouts(dataset: Dataset) -> list[Object]:
    moved = _gather(dataset, lambda finding: [e.on for e in finding.effects if e.via is None])
    return [
        {
            "id": id_,
            "name": record.name,
            "kind": record.kind,
            "aliases": list(record.aliases),
            "overlay": record.overlay,
            **_counts(moved.get(id_, []), dataset),
            **_sides(id_, moved.get(id_, []), dataset),
        }
        for id_, record in dataset.readouts.items()
    ]


def _pathways(dataset: Dataset) -> list[Object]:
    found = _gather(dataset, lambda finding: finding.pathway)
    return [
        {
            "id": id_,
            "name": record.name,
            "members": list(record.members),
            "broader": record.broader,
            "aliases": list(record.aliases),
            "overlay": record.overlay,
            **_counts(found.get(id_, []), dataset),
        }
        for id_, record in dataset.pathways.items()
    ]


def _study_list(dataset: Dataset) -> list[Object]:
    found = _gather(dataset, lambda finding: (finding.study,))
    return [
        {
            **study_object(record),
            "findings": len(found.get(key, [])),
            "conditions": _about(record, found.get(key, [])),
        }
        for key, record in dataset.studies.items()
    ]


def _about(record: Study, rows: Iterable[Finding]) -> list[str]:
    return list(dict.fromkeys([*(finding.condition for finding in rows), *record.conditions]))


def _trials(dataset: Dataset) -> list[Object]:
    return [{"id": id_, "name": trial.title, **_rest(trial)} for id_, trial in dataset.trials.items()]


def _notices(dataset: Dataset) -> list[Object]:
    return [{"id": id_, "name": notice.title, **_rest(notice)} for id_, notice in dataset.notices.items()]


def _rest(record: msgspec.Struct) -> Object:
    values: Object = msgspec.to_builtins(record)
    return {key: value for key, value in values.items() if key not in {"id", "title"}}


def _gather(dataset: Dataset, ids_of: Callable[[Finding], Iterable[str]]) -> dict[str, list[Finding]]:
    """Id → the findings that have it."""
    found: dict[str, list[Finding]] = {}
    for finding in dataset.findings():
        for id_ in dict.fromkeys(ids_of(finding)):
            found.setdefault(id_, []).append(finding)
    return found


def _counts(rows: Iterable[Finding], dataset: Dataset) -> Object:
    """Studies, findings and conditions, of evidence alone."""
    evidence_rows = counted(rows, dataset.retracted)
    return {
        "studies": _distinct(evidence_rows),
        "findings": len(evidence_rows),
        "conditions": list(dict.fromkeys(finding.condition for finding in evidence_rows)),
    }


def _sides(id_: str, rows: Iterable[Finding], dataset: Dataset) -> Object:
    """How many studies saw it raised and lowered by therapeutic vesicles."""
    studies = sides((id_,), counted(rows, dataset.retracted))
    return {"raised": len(studies["up"]), "lowered": len(studies["down"]), "unchanged": len(studies["same"])}


def _distinct(rows: Iterable[Finding]) -> int:
    return len({finding.study for finding in rows})


_LISTERS: Mapping[str, Callable[[Dataset], list[Object]]] = {
    "conditions": _conditions,
    "sources": _sources,
    "molecules": _molecules,
    "readouts": _readouts,
    "pathways": _pathways,
    "studies": _study_list,
    "trials": _trials,
    "notices": _notices,
}
