"""The machine contract: what `-f json` says for every kind, checked with JSON Schema. Others build on it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped, unused-ignore]

import exocli
from exocli import Dataset, contract, model
from exocli.dataset import Vocabulary
from exocli.selection import select

VOCABULARIES: tuple[Vocabulary, ...] = ("source", "molecule", "readout", "pathway")
NULL = {"type": "null"}
STRING = {"type": "string", "minLength": 1}
STRINGS = {"type": "array", "items": STRING}
COUNT = {"type": "integer", "minimum": 0}
BOOLEAN = {"type": "boolean"}
DATE = {"type": "string", "pattern": r"^\d{4}(-\d\d){0,2}$"}

Schema = dict[str, Any]


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, NULL]}


def one_of(literal: object) -> Schema:
    """The words of a fixed vocabulary."""
    return {"enum": list(get_args(literal))}


def having(**properties: Schema) -> Schema:
    """An object that always has these keys; more may come."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


LEVEL = {"enum": [1, 2, 3, 4, 5]}
MODEL = one_of(model.Model)
SHELF = {"enum": ["evidence", "pathogenic", "physiological", "association", "conditioned-medium", "retracted"]}
COUNTS: dict[str, Schema] = {"studies": COUNT, "findings": COUNT, "conditions": STRINGS}
SIDES: dict[str, Schema] = {"raised": COUNT, "lowered": COUNT, "unchanged": COUNT}
CITATION: dict[str, Schema] = {
    "kind": one_of(model.StudyKind),
    "title": maybe(STRING),
    "authors": STRINGS,
    "et_al": BOOLEAN,
    "journal": maybe(STRING),
    "year": maybe({"type": "integer", "minimum": 1950, "maximum": 2100}),
    "volume": maybe(STRING),
    "issue": maybe(STRING),
    "pages": maybe(STRING),
    "doi": maybe({"type": "string", "pattern": r"^10\."}),
    "pmid": maybe({"type": "string", "pattern": r"^\d+$"}),
    "pmcid": maybe({"type": "string", "pattern": r"^PMC\d+$"}),
    "status": maybe(one_of(model.StudyStatus)),
    "partial": BOOLEAN,
    "inferred": STRINGS,
    "conditions": STRINGS,
    "interests": maybe(STRING),
    "checked": maybe(DATE),
    "seen": STRINGS,
}
TRIAL: dict[str, Schema] = {
    "conditions": STRINGS,
    "intervention": STRING,
    "source": STRING,
    "preparation": one_of(model.Preparation),
    "route": maybe(one_of(model.Route)),
    "phase": maybe(STRING),
    "status": maybe(STRING),
    "status_seen": maybe(DATE),
    "enrolment": maybe(COUNT),
    "sponsor": maybe(STRING),
    "country": maybe(STRING),
    "start": maybe(DATE),
    "completion": maybe(DATE),
    "results": maybe({"type": "string", "pattern": r"^10\."}),
}
NOTICE: dict[str, Schema] = {
    "kind": one_of(model.NoticeKind),
    "jurisdiction": STRING,
    "body": STRING,
    "date": maybe(DATE),
    "summary": STRING,
    "url": {"type": "string", "pattern": "^https?://"},
    "doi": maybe(STRING),
    "pmid": maybe(STRING),
    "conditions": STRINGS,
    "secondary": BOOLEAN,
}
LISTS: dict[str, Schema] = {
    "conditions": having(
        id=STRING,
        name=STRING,
        group=one_of(model.Group),
        broader=STRINGS,
        aliases=STRINGS,
        icd10=STRINGS,
        studies=COUNT,
        findings=COUNT,
        human=COUNT,
        best_level=maybe(LEVEL),
        best_model=maybe(MODEL),
        conflicts=COUNT,
        trials=COUNT,
    ),
    "sources": having(
        id=STRING,
        name=STRING,
        abbreviation=maybe(STRING),
        kind=one_of(model.SourceKind),
        cl=maybe({"type": "string", "pattern": r"^CL:\d{7}$"}),
        broader=maybe(STRING),
        aliases=STRINGS,
        **COUNTS,
    ),
    "molecules": having(
        id=STRING,
        name=STRING,
        kind=one_of(model.MoleculeKind),
        hgnc=maybe({"type": "string", "pattern": r"^HGNC:\d+$"}),
        broader=maybe(STRING),
        aliases=STRINGS,
        as_cargo=COUNT,
        **COUNTS,
        **SIDES,
    ),
    "readouts": having(id=STRING, name=STRING, kind=one_of(model.ReadoutKind), aliases=STRINGS, **COUNTS, **SIDES),
    "pathways": having(id=STRING, name=STRING, members=STRINGS, broader=maybe(STRING), aliases=STRINGS, **COUNTS),
    "studies": having(id=STRING, findings=COUNT, **CITATION),
    "trials": having(id=STRING, name=STRING, **TRIAL),
    "notices": having(id=STRING, name=STRING, **NOTICE),
}
CLAIM = having(
    id=STRING,
    text=STRING,
    basis=STRING,
    about=STRINGS,
    verdict=one_of(model.Verdict),
    supporting=STRINGS,
    opposing=STRINGS,
    reason=STRING,
)
EFFECT = having(on=STRING, change=one_of(model.Change), via=maybe(one_of(model.Via)))
FINDING = having(
    id=STRING,
    condition=STRING,
    study=STRING,
    source=STRING,
    source_detail=maybe(STRING),
    preparation=one_of(model.Preparation),
    modification=maybe(STRING),
    cargo=STRINGS,
    content=STRINGS,
    pathway=STRINGS,
    effects=array(EFFECT),
    outcome=STRING,
    direction=one_of(model.Direction),
    role=one_of(model.Role),
    model=MODEL,
    model_detail=maybe(STRING),
    design=maybe(one_of(model.Design)),
    n=maybe({"type": "integer", "minimum": 1}),
    route=maybe(one_of(model.Route)),
    dose=maybe(STRING),
    comparator=maybe(STRING),
    caution=maybe(STRING),
    level=maybe(LEVEL),
    shelf=SHELF,
)
SIDE = array(having(finding=STRING, study=STRING, model=MODEL))
EVIDENCE = having(
    studies=COUNT,
    findings=COUNT,
    human=COUNT,
    best_level=maybe(LEVEL),
    best_model=maybe(MODEL),
    levels=array(having(level=LEVEL, model=MODEL, studies={"type": "integer", "minimum": 1})),
    directions={"type": "object", "propertyNames": one_of(model.Direction), "additionalProperties": COUNT},
    conflicts=array(having(on=STRING, up={**SIDE, "minItems": 1}, down={**SIDE, "minItems": 1})),
    not_counted={"type": "object", "propertyNames": SHELF, "additionalProperties": COUNT},
)
STUDY = having(id=STRING, **CITATION)
HIT = having(
    kind={"enum": ["condition", "source", "molecule", "readout", "pathway", "study", "trial", "notice", "finding"]},
    id=STRING,
    name=STRING,
    score={"type": "number"},
    snippet={"type": "string"},
)
PART = {"enum": ["changed", "tested", "cargo", "content", "pathway", "source"]}
ENTRY = having(id=STRING, name=STRING, aliases=STRINGS, broader=maybe(STRING))


def entity_page(entity: str, **more: Schema) -> Schema:
    entry = {"allOf": [ENTRY, having(**more)]}
    findings = {"allOf": [FINDING, having(**{"as": {"type": "array", "items": PART, "minItems": 1}})]}
    shape: dict[str, Schema] = {"kind": {"const": entity}, entity: entry, "evidence": EVIDENCE, "claims": array(CLAIM)}
    return having(**shape, findings=array(findings), studies=array(STUDY))


PAGES: dict[str, Schema] = {
    "condition": having(
        kind={"const": "condition"},
        condition=having(
            id=STRING,
            name=STRING,
            group=one_of(model.Group),
            broader=STRINGS,
            aliases=STRINGS,
            icd10=STRINGS,
        ),
        narrower=STRINGS,
        filters={"type": "string"},
        summary=STRING,
        evidence=EVIDENCE,
        claims=array(CLAIM),
        findings=array(FINDING),
        studies=array(STUDY),
        reviews=array(STUDY),
        trials=array(having(id=STRING, title=STRING, **TRIAL)),
        notices=array(having(id=STRING, title=STRING, **NOTICE)),
    ),
    "source": entity_page("source", kind=one_of(model.SourceKind), abbreviation=maybe(STRING), cl=maybe(STRING)),
    "molecule": entity_page("molecule", kind=one_of(model.MoleculeKind), hgnc=maybe(STRING)),
    "readout": entity_page("readout", kind=one_of(model.ReadoutKind)),
    "pathway": entity_page("pathway", members=STRINGS),
    "study": having(
        kind={"const": "study"},
        study=having(**CITATION),
        findings=array(FINDING),
        claims=array({"allOf": [CLAIM, having(condition=STRING)]}),
    ),
    "trial": having(kind={"const": "trial"}, trial=having(id=STRING, title=STRING, **TRIAL)),
    "notice": having(kind={"const": "notice"}, notice=having(id=STRING, title=STRING, **NOTICE)),
}
NAMES = {
    "condition": "psoriasis",
    "source": "adsc",
    "molecule": "MMP1",
    "readout": "wound-closure",
    "pathway": "wnt-beta-catenin",
    "study": "zhang2021",
    "trial": "NCT05523011",
    "notice": "us-fda-2019-public-safety-notification",
}


def objects_of(kind: str, dataset: Dataset) -> Iterable[tuple[str, Any]]:
    """Every object of a kind, as `exo show` prints it, through JSON and back."""
    pages: Iterable[tuple[str, Any]]
    if kind == "condition":
        pages = ((id_, contract.selection(select(each, dataset), dataset)) for id_, each in dataset.conditions.items())
    elif kind == "study":
        pages = ((key, contract.study(record, dataset)) for key, record in dataset.studies.items())
    elif kind == "trial":
        pages = ((id_, contract.single("trial", trial)) for id_, trial in dataset.trials.items())
    elif kind == "notice":
        pages = ((id_, contract.single("notice", notice)) for id_, notice in dataset.notices.items())
    else:
        (vocabulary,) = (name for name in VOCABULARIES if name == kind)
        pages = ((id_, contract.entity(vocabulary, id_, dataset)) for id_ in dataset.vocabulary(vocabulary))
    return ((id_, json.loads(json.dumps(page))) for id_, page in pages)


def faults(schema: Schema, value: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(value)]


def exo_json(*arguments: str) -> Any:
    """What the command prints as JSON."""
    environment = {**os.environ, "PYTHONPATH": str(Path(exocli.__file__).parents[1])}
    environment.pop("EXO_DATA", None)
    done = subprocess.run(
        [sys.executable, "-m", "exocli", *arguments, "-f", "json"], capture_output=True, check=True, env=environment
    )
    assert done.stderr == b""
    return json.loads(done.stdout)


@pytest.mark.parametrize("schema", [*LISTS.values(), *PAGES.values()])
def test_the_schemas_are_schemas(schema: Schema) -> None:
    Draft202012Validator.check_schema(schema)


def test_every_kind_that_can_be_listed_is_under_contract() -> None:
    assert set(LISTS) == set(contract.LISTS)


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_is_an_array_of_objects(kind: str) -> None:
    printed = exo_json("list", kind)
    assert faults({"type": "array", "items": LISTS[kind], "minItems": 1}, printed) == []


@pytest.mark.parametrize("kind", LISTS)
def test_the_objects_of_a_list_all_have_the_same_keys(kind: str, dataset: Dataset) -> None:
    assert len({tuple(entry) for entry in contract.listed(kind, dataset)}) == 1


@pytest.mark.parametrize("kind", LISTS)
def test_no_id_is_listed_twice(kind: str, dataset: Dataset) -> None:
    ids = [entry["id"] for entry in contract.listed(kind, dataset)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_of_every_kind_is_printed_as_its_object(kind: str, dataset: Dataset) -> None:
    assert exo_json("show", NAMES[kind]) == dict(objects_of(kind, dataset))[NAMES[kind]]


@pytest.mark.parametrize("kind", PAGES)
def test_every_page_keeps_the_contract(kind: str, dataset: Dataset) -> None:
    for id_, page in objects_of(kind, dataset):
        assert faults(PAGES[kind], page) == [], id_


@pytest.mark.parametrize("kind", PAGES)
def test_the_pages_of_a_kind_all_have_the_same_keys(kind: str, dataset: Dataset) -> None:
    assert len({tuple(page) for _, page in objects_of(kind, dataset)}) == 1


@pytest.mark.parametrize("kind", ["condition", *VOCABULARIES, "study"])
def test_every_finding_names_its_study_and_its_level(kind: str, dataset: Dataset) -> None:
    for id_, page in objects_of(kind, dataset):
        for finding in page["findings"]:
            assert finding["study"] in dataset.studies, id_
            assert finding["id"].startswith(f"{finding['study']}-"), id_
            assert (finding["level"] == 5) is (finding["model"] != "human"), finding["id"]


def named_studies(page: Any) -> set[str]:
    """Every study that a page names, in its findings and in its claims."""
    claims = page["claims"]
    named = {finding["study"] for finding in page["findings"]}
    return named | {key for claim in claims for key in (*claim["supporting"], *claim["opposing"])}


def test_a_condition_brings_every_study_it_names(dataset: Dataset) -> None:
    for id_, page in objects_of("condition", dataset):
        assert {study["id"] for study in page["studies"]} == named_studies(page), id_


def test_a_molecule_or_readout_brings_every_study_it_names(dataset: Dataset) -> None:
    for kind in VOCABULARIES:
        for id_, page in objects_of(kind, dataset):
            assert {study["id"] for study in page["studies"]} == named_studies(page), id_


@pytest.mark.parametrize("kind", ["condition", *VOCABULARIES])
def test_the_evidence_counts_the_findings_that_are_shown(kind: str, dataset: Dataset) -> None:
    for id_, page in objects_of(kind, dataset):
        evidence, findings = page["evidence"], page["findings"]
        counted = [finding for finding in findings if finding["shelf"] == "evidence"]
        assert evidence["findings"] == len(counted) == sum(evidence["directions"].values()), id_
        assert evidence["studies"] == len({finding["study"] for finding in counted}), id_
        assert sum(evidence["not_counted"].values()) == len(findings) - len(counted), id_
        levels = [finding["level"] for finding in counted if finding["level"] is not None]
        assert evidence["best_level"] == min(levels, default=None), id_


def test_a_conflict_names_findings_of_the_page(dataset: Dataset) -> None:
    seen = 0
    for id_, page in objects_of("condition", dataset):
        rows = {finding["id"]: finding for finding in page["findings"]}
        for conflict in page["evidence"]["conflicts"]:
            for side, changes in (("up", {"increase", "activate"}), ("down", {"decrease", "inhibit"})):
                for entry in conflict[side]:
                    row = rows[entry["finding"]]
                    assert row["shelf"] == "evidence", id_
                    assert any(e["on"] == conflict["on"] and e["change"] in changes for e in row["effects"]), id_
                    seen += 1
    assert seen


def test_a_finding_of_a_retracted_study_is_on_the_shelf_of_its_own(dataset: Dataset) -> None:
    seen = 0
    for _, page in objects_of("condition", dataset):
        status = {study["id"]: study["status"] for study in page["studies"]}
        for finding in page["findings"]:
            assert (finding["shelf"] == "retracted") is (status[finding["study"]] == "retracted"), finding["id"]
            seen += finding["shelf"] == "retracted"
    assert seen


def test_the_list_of_conditions_counts_what_their_pages_count(dataset: Dataset) -> None:
    pages = dict(objects_of("condition", dataset))
    for entry in contract.listed("conditions", dataset):
        page = pages[entry["id"]]
        for key in ("studies", "findings", "human", "best_level", "best_model"):
            assert entry[key] == page["evidence"][key], entry["id"]
        assert entry["conflicts"] == len(page["evidence"]["conflicts"]), entry["id"]
        assert entry["trials"] == len(page["trials"]), entry["id"]


def test_every_study_and_every_finding_is_in_the_contract(dataset: Dataset) -> None:
    studies = contract.listed("studies", dataset)
    assert len(studies) >= 330
    assert sum(study["findings"] for study in studies) >= 370


def test_several_names_are_an_array_of_pages() -> None:
    pages = exo_json("show", "psoriasis", "MMP1", "zhang2021")
    assert [page["kind"] for page in pages] == ["condition", "molecule", "study"]


@pytest.mark.parametrize("query", ["MMP-1", "wound", "TNF-α", "zhang2021", "photoageing"])
def test_hits_are_an_array_best_first(query: str, dataset: Dataset) -> None:
    hits = exo_json("find", query)
    assert faults({"type": "array", "items": HIT, "minItems": 1}, hits) == []
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)
    for hit in hits:
        assert ("study" in hit and "condition" in hit) is (hit["kind"] == "finding")
        if hit["kind"] == "finding":
            assert hit["id"].startswith(f"{hit['study']}-")
            assert hit["condition"] in dataset.conditions


@pytest.mark.parametrize(
    ("query", "id_"), [("MMP-1", "MMP1"), ("psoriasis", "psoriasis"), ("eczema", "atopic-dermatitis")]
)
def test_a_search_for_a_name_finds_what_has_it_first(query: str, id_: str) -> None:
    assert exo_json("find", query)[0]["id"] == id_
