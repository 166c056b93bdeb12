"""What several tests share: the bundled dataset, and a small dataset of which a test changes one thing."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from exocli import Dataset, load
from exocli.check import problems

# How long an example takes is no property of the code.
settings.register_profile("untimed", deadline=None)
# The cases of `bench/soak.py`: thousands of each kind.
settings.register_profile("soak", deadline=None, max_examples=3_500, suppress_health_check=list(HealthCheck))
settings.load_profile("untimed")

# The smallest dataset with nothing wrong in it: each kind of record, a condition below another, a claim, two rows.
SMALL = {
    "dataset.toml": """
title = "A small dataset"
version = "2026.1"
licence = "CC-BY-4.0"
released = 2026-01-31
cutoff = "2026-01-01"
seed = "thakur2023"
headline_notice = "us-notice"
caution = "Not medical advice."

[[claim]]
id = "seed-outlook"
text = "Exosomes may become an option."
basis = "abstract"
verdict = "untested"
reason = "This is an outlook."
""",
    "studies.toml": """
[thakur2023]
kind = "review"
title = "Exosomes and skin"
authors = ["Thakur A", "Shah D"]
journal = "Cosmetics"
year = 2023
doi = "10.5555/thakur"
seen = ["doi.org"]

[zhang2021]
title = "Vesicles close wounds"
authors = ["Zhang B"]
journal = "Journal of Skin"
year = 2021
doi = "10.5555/zhang"
pmid = "12345"
pmcid = "PMC678"
seen = ["doi.org"]

[lee2020]
title = "Vesicles that were not"
authors = ["Lee C"]
journal = "Journal of Skin"
year = 2020
pmid = "23456"
status = "retracted"
seen = ["pubmed"]
""",
    "sources.toml": """
[msc]
name = "mesenchymal stromal cell"
abbreviation = "MSC"
kind = "cell"

[adsc]
name = "adipose-derived stromal cell"
abbreviation = "ADSC"
kind = "cell"
cl = "CL:0002570"
broader = "msc"
""",
    "molecules.toml": """
[TNF]
name = "TNF-α"
kind = "gene"
aliases = ["tumour necrosis factor"]
hgnc = "HGNC:11892"

[TGF-beta]
name = "TGF-β"
kind = "family"

[TGFB1]
name = "TGF-β1"
kind = "gene"
hgnc = "HGNC:11766"
broader = "TGF-beta"
""",
    "readouts.toml": """
[wound-closure]
name = "wound closure"
kind = "process"
""",
    "pathways.toml": """
[smad]
name = "TGF-β/SMAD"
members = ["TGFB1"]
""",
    "trials.toml": """
[NCT00000001]
title = "Vesicles in wounds"
conditions = ["diabetic-wound"]
intervention = "gel with vesicles"
source = "adsc"
preparation = "exosome"
start = "2024-02"
results = "10.5555/trial"
""",
    "notices.toml": """
[us-notice]
title = "Notice on exosome products"
kind = "safety-notice"
jurisdiction = "United States"
body = "Food and Drug Administration"
date = "2019-12-06"
summary = "No product is approved."
url = "https://www.fda.gov/"
""",
    "conditions/wound-repair.toml": """
name = "Wound repair"
group = "regeneration"
aliases = ["wound healing"]
summary = "Wounds close."

[[claim]]
id = "seed-closure"
text = "Exosomes close wounds."
basis = "abstract"
about = ["wound-closure"]
verdict = "supported"
supporting = ["zhang2021"]
reason = "They did in mice."

[[finding]]
id = "zhang2021-1"
study = "zhang2021"
source = "adsc"
preparation = "exosome"
cargo = ["TGFB1"]
pathway = ["smad"]
effects = [
  { on = "wound-closure", change = "increase" },
  { on = "TNF", change = "decrease" },
]
outcome = "Wounds of mice closed sooner."
direction = "benefit"
role = "therapeutic"
model = "animal"
route = "topical"
""",
    "conditions/diabetic-wound.toml": """
name = "Diabetic wound"
group = "regeneration"
broader = ["wound-repair"]
icd10 = ["E11.6"]
summary = "Wounds stay open."

[[finding]]
id = "zhang2021-2"
study = "zhang2021"
source = "adsc"
preparation = "exosome"
effects = [{ on = "wound-closure", change = "increase" }]
outcome = "Ulcers of people closed."
direction = "benefit"
role = "therapeutic"
model = "human"
design = "rct"
n = 20
route = "topical"
""",
}


class Folder:
    """A dataset on disk that a test may change."""

    def __init__(self, path: Path, files: dict[str, str]) -> None:
        self.path = path
        (path / "conditions").mkdir(parents=True)
        for name, text in files.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file of the dataset, byte for byte."""
        (self.path / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def add(self, name: str, text: str) -> None:
        """Put text at the end of a file."""
        self.write(name, (self.path / name).read_text(encoding="utf-8") + text)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace what stands exactly once in a file."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def load(self) -> Dataset:
        """The folder as a dataset that stands alone."""
        return load(self.path, bundled=False)

    def read(self) -> None:
        """Read every record; raises what is wrong with the first that cannot be read."""
        dataset = self.load()
        _ = dataset.about
        for table in (dataset.studies, dataset.sources, dataset.molecules, dataset.readouts, dataset.pathways):
            list(table.values())
        for registry in (dataset.trials, dataset.notices, dataset.conditions):
            list(registry.values())

    def problems(self) -> list[str]:
        """Every fault, as it is printed."""
        return [str(problem) for problem in problems(self.load())]


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The bundled dataset."""
    return load()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A small dataset that stands alone and has nothing wrong."""
    return Folder(tmp_path / "small", SMALL)
