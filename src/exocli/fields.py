"""What each field says, refers to, or looks like, for whoever writes or reads it, where the model's docstrings do not.

A name with a record before it (`Study.status`) holds for that record alone.
"""

import inspect
import re
from collections.abc import Mapping

from exocli.model import Record

MEANINGS: Mapping[str, str] = {
    "abbreviation": "As the field abbreviates it (ADSC).",
    "about": "Ids from molecules.toml, readouts.toml or pathways.toml.",
    "aliases": "Other names under which it is found.",
    "authors": "In PubMed's form (Zhang B), in the order of the paper.",
    "body": "Who says it.",
    "broader": "The wider entry it belongs to.",
    "cargo": "Ids from molecules.toml.",
    "caution": "What limits the trust in it, in one sentence.",
    "Effect.change": "Which way it went; activate and inhibit are of a pathway or process.",
    "checked": "A date: 2026-11-23.",
    "claim": "What the seed review says of it, one [[claim]] each.",
    "comparator": "What it was compared with.",
    "completion": "When the trial ends or ended: 2024, 2024-02 or 2024-02-27.",
    "conditions": "Ids of conditions: names of files in conditions/ without .toml.",
    "content": "Ids from molecules.toml.",
    "country": "Where the trial is run.",
    "cutoff": "The date of the newest item.",
    "date": "2024, 2024-02 or 2024-02-27.",
    "direction": "Whether it helps: benefit, no-effect, mixed, harm, equivalent (as good as an active "
    "comparator), safety (only safety was tested) or association (goes with the disease).",
    "doi": "Lower-case and bare, without https://doi.org/.",
    "dose": "Amount, how often and for how long, with units.",
    "effects": "What changed when the vesicles were applied, one target each.",
    "enrolment": "Number of people.",
    "finding": "One result of one study in one model, one [[finding]] each.",
    "group": "The part of the list it stands in.",
    "headline_notice": "An id from notices.toml.",
    "hgnc": "As in HGNC:11892.",
    "icd10": "As in L40.0.",
    "Finding.id": "The study's key and a number: zhang2021-1.",
    "id": "Unique and stable.",
    "included_studies": "How many studies a review says it includes.",
    "interests": "Company authors, funding or products that the page names.",
    "intervention": "What is given.",
    "issue": "As the journal counts it.",
    "journal": "The full name.",
    "jurisdiction": "Where it holds.",
    "kind": "What sort of thing it is.",
    "level": "1 is the best, 5 is mechanism-based: animal, ex vivo or in vitro.",
    "licence": "An SPDX identifier.",
    "members": "Ids from molecules.toml.",
    "model": "The level at which it was seen.",
    "model_detail": "Species, cells, how the disease was induced.",
    "modification": "What was done to the vesicles or their cells.",
    "name": "As people say it.",
    "note": "What else a reader should know.",
    "opposing": "Keys from studies.toml.",
    "outcome": "One sentence, own words, with the key number.",
    "overlay": "The folder of a record that was laid over the dataset (--data); null for the dataset's own.",
    "override": "Replace the table or row of that id in the folders before this one.",
    "pages": "First and last page, or the number of the article.",
    "pathway": "Ids from pathways.toml, from the study's own results.",
    "phase": "As the registry names it.",
    "pmcid": "With its letters: PMC7828312.",
    "pmid": "A string of digits.",
    "preparation": "As the paper names it.",
    "released": "A date: 2026-11-23.",
    "role": "Whether the vesicles treat, drive the disease, or work in healthy skin.",
    "route": "How they were given; in-culture for every in-vitro finding and no other.",
    "seed": "A key from studies.toml.",
    "seen": "Pages on which the record was read.",
    "shelf": "evidence, or the reason why it does not count as evidence for treatment.",
    "source": "An id from sources.toml.",
    "source_detail": "What narrows the source: donor, passage, treatment.",
    "sponsor": "As the registry names it.",
    "start": "When the trial starts or started: 2024, 2024-02 or 2024-02-27.",
    "Study.status": "Retracted papers are listed and never count.",
    "study": "A key from studies.toml.",
    "summary": "Own words.",
    "supporting": "Keys from studies.toml.",
    "text": "One sentence, own words.",
    "title": "As it is published.",
    "url": "The whole address, with https://.",
    "verdict": "How the primary studies bear the claim out.",
    "version": "Calendar version: 2026.11, then 2026.11-2.",
    "volume": "As the journal counts it.",
    "year": "Of publication.",
}


def is_record(type_: object) -> bool:
    """Whether something is a type of record."""
    return isinstance(type_, type) and issubclass(type_, Record)


def sentences(type_: type) -> list[str]:
    """The sentences of a record type's docstring and of those of the records it extends."""
    text = " ".join(" ".join(inspect.cleandoc(base.__doc__ or "").split()) for base in _family(type_))
    return re.split(r"(?<=\.) (?=[A-Z`])", text)


def sentences_on(type_: type, field: str) -> list[str]:
    """The sentences of `sentences` that name a field."""
    return [sentence for sentence in sentences(type_) if f"`{field}`" in sentence]


def meaning(type_: type, field: str) -> str:
    """What `MEANINGS` says of a field of a record type; empty where the docstring says it all."""
    names = (*(f"{base.__name__}.{field}" for base in _family(type_)), field)
    return next((MEANINGS[name] for name in names if name in MEANINGS), "")


def _family(type_: type) -> list[type]:
    """A record type with those it extends."""
    return [base for base in type_.__mro__ if is_record(base) and base is not Record]
