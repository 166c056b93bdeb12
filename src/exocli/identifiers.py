"""The official form of every identifier, and the form of the ids that name tables.

DOI (ISO 26324), PMID and PMCID (NLM), registry numbers of trials, HGNC, Cell Ontology and ICD-10 codes, dates.
"""

import re
from collections.abc import Mapping

DOI = re.compile(r"10\.\d{4,9}/\S+")
PMID = re.compile(r"[1-9]\d{0,8}")
PMCID = re.compile(r"PMC[1-9]\d{0,8}")
# ClinicalTrials.gov, IRCT, ANZCTR; `IRCT-trial-76964` is the number of a page of the Iranian registry whose
# registration number was not shown.
TRIAL = re.compile(r"NCT\d{8}|IRCT\d{8,14}N\d{1,3}|ACTRN\d{14}|IRCT-trial-\d+")
HGNC = re.compile(r"HGNC:[1-9]\d*")
CL = re.compile(r"CL:\d{7}")
ICD10 = re.compile(r"[A-Z]\d\d(\.\d{1,2})?")
DATE = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
KEY = re.compile(r"[a-z]+(19|20)\d\d[a-z]?|pmid\d+|pmc\d+|doi-10-[a-z0-9-]+")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Symbols keep their case and form: TNF, miR-21, C5b-9, circ_0011129.
SYMBOL = re.compile(r"[A-Za-z0-9]+([-_][A-Za-z0-9]+)*")

# The form of each field that has one, and of the names of tables in each file.
FORMS: Mapping[str, re.Pattern[str]] = {
    "doi": DOI,
    "pmid": PMID,
    "pmcid": PMCID,
    "hgnc": HGNC,
    "cl": CL,
    "icd10": ICD10,
    "results": DOI,
    **dict.fromkeys(("date", "start", "completion", "status_seen"), DATE),
}
TABLE_NAMES: Mapping[str, re.Pattern[str]] = {
    "studies.toml": KEY,
    "sources.toml": ID,
    "molecules.toml": SYMBOL,
    "readouts.toml": SYMBOL,
    "pathways.toml": SYMBOL,
    "trials.toml": TRIAL,
    "notices.toml": ID,
}
