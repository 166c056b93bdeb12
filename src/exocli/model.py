"""What the dataset says: frozen, typed records, and nothing else.

Every record is one TOML table. The id is the table's name (for findings and claims: the field `id`); it is put
into the record by `exocli.dataset`, so that a record knows what it is called. A field that is absent in the TOML
was not seen in the source; it is `None` or empty here and never filled in.

`overlay` is put in likewise: the folder, as the user named it, of a record that was laid over the dataset; `None` for
the dataset's own.

Terms follow MISEV2023: "extracellular vesicle" is the general word, `preparation` is what the paper calls it.
"""

import datetime
from typing import Annotated, Literal

import msgspec

Group = Literal["cosmetic", "regeneration", "disease", "hair", "safety"]
Preparation = Literal[
    "exosome",
    "small-ev",
    "ev",
    "microvesicle",
    "apoptotic-body",
    "engineered-ev",
    "ev-mimetic",
    "plant-ev",
    "bacterial-ev",
    "mixed",
    "conditioned-medium",
]
Change = Literal["increase", "decrease", "inhibit", "activate", "no-change"]
Via = Literal["mimic", "inhibitor", "knockdown", "overexpression"]
Direction = Literal["benefit", "no-effect", "mixed", "harm", "equivalent", "safety", "association"]
Role = Literal["therapeutic", "pathogenic", "physiological"]
Model = Literal["human", "animal", "ex-vivo", "in-vitro"]
Design = Literal["systematic-review", "rct", "controlled", "single-arm", "case-series", "case-report"]
Route = Literal[
    "in-culture",
    "topical",
    "hydrogel",
    "dressing",
    "microneedle-patch",
    "microneedling",
    "laser-assisted",
    "electroporation",
    "needle-free-injection",
    "intradermal",
    "subcutaneous",
    "local-injection",
    "local",
    "intratumoral",
    "intravenous",
    "intraperitoneal",
    "systemic",
    "oral",
    "eye-drops",
    "combined",
]
Verdict = Literal["supported", "contradicted", "mixed", "untested"]
StudyKind = Literal["primary", "review", "systematic-review", "guidance"]
StudyStatus = Literal["retracted", "concern", "corrected"]
Inferable = Literal["year", "journal"]
SourceKind = Literal["cell", "tissue", "biofluid", "organism", "other"]
MoleculeKind = Literal[
    "gene",
    "family",
    "complex",
    "protein",
    "protein-form",
    "mirna",
    "mirna-family",
    "circrna",
    "rna",
    "metabolite",
    "lipid",
    "drug",
]
ReadoutKind = Literal["process", "cell", "phenotype", "clinical", "safety", "vesicle"]
Year = Annotated[int, msgspec.Meta(ge=1800, le=2200)]
Number = Annotated[int, msgspec.Meta(ge=1, le=10_000_000)]
NoticeKind = Literal["safety-notice", "warning-letter", "law", "guidance", "consensus", "adverse-event"]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every record has in common: frozen, keyword-only, and closed to fields nobody declared."""


class Effect(Record, frozen=True, kw_only=True):
    """What changed when the vesicles were applied.

    `on` is the id of a molecule, readout or pathway. `via` is set when the read-out is of a mimic, inhibitor,
    knock-down or over-expression: a test of the mechanism, which never counts as an effect of the vesicles.
    """

    on: str
    change: Change
    via: Via | None = None


class Finding(Record, frozen=True, kw_only=True):
    """One result of one study in one model; in vitro, ex vivo, animal and human results are separate findings.

    `cargo` holds the mediators that were tested, `content` what was merely measured in the vesicles.
    `design` and `n` (people with the condition) belong to human findings.
    """

    id: str
    condition: str
    study: str
    source: str
    source_detail: str | None = None
    preparation: Preparation
    modification: str | None = None
    cargo: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    pathway: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    outcome: str
    direction: Direction
    role: Role
    model: Model
    model_detail: str | None = None
    design: Design | None = None
    n: Number | None = None
    route: Route | None = None
    dose: str | None = None
    comparator: str | None = None
    caution: str | None = None
    overlay: str | None = None


class Claim(Record, frozen=True, kw_only=True):
    """What the seed review says, in our words, and how the primary studies bear it out.

    `basis` says where in the review it stands, `about` which molecules or readouts it speaks of; `reason` is one
    sentence that explains the verdict.
    """

    id: str
    text: str
    basis: str
    about: tuple[str, ...] = ()
    verdict: Verdict
    supporting: tuple[str, ...] = ()
    opposing: tuple[str, ...] = ()
    reason: str
    overlay: str | None = None


class Condition(Record, frozen=True, kw_only=True):
    """A skin condition or use; `broader` points to wider conditions in the sense of SKOS."""

    id: str
    name: str
    group: Group
    broader: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    summary: str
    claims: tuple[Claim, ...] = ()
    findings: tuple[Finding, ...] = ()
    overlay: str | None = None


class Study(Record, frozen=True, kw_only=True):
    """A paper. `partial` marks a record whose page did not show its title, authors, journal or year.

    `inferred` names fields that were read off something other than the page's own citation (a year off the DOI).
    `et_al`: the page showed only the first author(s). `seen` says where the record was read, `checked` when it
    was read against a public page for this dataset.
    """

    key: str
    kind: StudyKind = "primary"
    title: str | None = None
    authors: tuple[str, ...] = ()
    et_al: bool = False
    journal: str | None = None
    year: Year | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    status: StudyStatus | None = None
    partial: bool = False
    inferred: tuple[Inferable, ...] = ()
    conditions: tuple[str, ...] = ()
    included_studies: Number | None = None
    interests: str | None = None
    note: str | None = None
    seen: tuple[str, ...] = ()
    checked: datetime.date | None = None
    overlay: str | None = None


class Named(Record, frozen=True, kw_only=True):
    """An entry of a vocabulary: an id, a display name, other names, and the wider entry it belongs to (SKOS)."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    broader: str | None = None
    overlay: str | None = None


class Source(Named, frozen=True, kw_only=True):
    """The cell, tissue, fluid or organism the vesicles come from; `cl` is its Cell Ontology id."""

    kind: SourceKind
    abbreviation: str | None = None
    cl: str | None = None


class Molecule(Named, frozen=True, kw_only=True):
    """A gene or its product, an RNA, a metabolite, a drug; `hgnc` only where it is exactly one human gene.

    `broader` leads from a form to its molecule (phospho-AKT to AKT) or from a member to its family (TGF-β1 to TGF-β).
    """

    kind: MoleculeKind
    hgnc: str | None = None


class Readout(Named, frozen=True, kw_only=True):
    """A process, cell population, phenotype or clinical measure that an effect can be on."""

    kind: ReadoutKind


class Pathway(Named, frozen=True, kw_only=True):
    """A signalling route or regulatory axis; `members` are the ids of its molecules."""

    members: tuple[str, ...] = ()


class Trial(Record, frozen=True, kw_only=True):
    """A registered trial. Dates are as precise as the registry page was (2024, 2024-02, 2024-02-27).

    `status` is what the page said on `status_seen`; `results` is a DOI.
    """

    id: str
    title: str
    conditions: tuple[str, ...]
    intervention: str
    source: str
    source_detail: str | None = None
    preparation: Preparation
    route: Route | None = None
    phase: str | None = None
    status: str | None = None
    status_seen: str | None = None
    enrolment: Number | None = None
    sponsor: str | None = None
    country: str | None = None
    start: str | None = None
    completion: str | None = None
    results: str | None = None
    note: str | None = None
    seen: tuple[str, ...] = ()
    overlay: str | None = None


class Notice(Record, frozen=True, kw_only=True):
    """A regulator's notice, law, guidance or reported adverse event.

    `conditions` is empty where it concerns exosome products in general. `secondary`: the body's own document
    was not read, only a report about it.
    """

    id: str
    title: str
    kind: NoticeKind
    jurisdiction: str
    body: str
    date: str | None = None
    summary: str
    url: str
    doi: str | None = None
    pmid: str | None = None
    conditions: tuple[str, ...] = ()
    secondary: bool = False
    note: str | None = None
    seen: tuple[str, ...] = ()
    overlay: str | None = None


class About(Record, frozen=True, kw_only=True):
    """The dataset itself: what it is called, which version, and what its seed review says in general."""

    title: str
    version: str
    licence: str
    released: datetime.date
    cutoff: str
    seed: str
    headline_notice: str
    caution: str
    claims: tuple[Claim, ...] = ()
