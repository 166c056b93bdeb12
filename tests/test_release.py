"""What says of a release what it is says the same everywhere, and nothing that is not so."""

import re
from pathlib import Path

import pytest
import tomli

import exocli
from exocli import Dataset

ROOT = Path(__file__).parents[1]
NEEDED = ("pyproject.toml", "CITATION.cff", "CHANGELOG.md", "README.md", "CONTRIBUTING.md", "SECURITY.md")
pytestmark = pytest.mark.skipif(
    not all((ROOT / name).exists() for name in NEEDED), reason="these tests do not stand beside the sources"
)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def cited(field: str) -> str:
    """A field of CITATION.cff that stands on a line of its own."""
    (found,) = re.findall(rf'^{field}: "?(.+?)"?$', read("CITATION.cff"), re.MULTILINE)
    return str(found)


def project() -> dict[str, object]:
    table: dict[str, object] = tomli.loads(read("pyproject.toml"))["project"]
    return table


def test_the_version_is_the_same_in_the_code_the_citation_and_the_changelog() -> None:
    newest = re.findall(r"^## (\S+) \((\d{4}-\d\d-\d\d)\)$", read("CHANGELOG.md"), re.MULTILINE)[0]
    assert newest == (exocli.__version__, cited("date-released"))
    assert cited("version") == exocli.__version__


def test_the_changelog_knows_the_version_of_the_dataset(dataset: Dataset) -> None:
    assert f"### Data {dataset.about.version}" in read("CHANGELOG.md")


def test_the_licences_are_the_same_in_the_project_the_citation_and_the_dataset(dataset: Dataset) -> None:
    listed = re.findall(
        r"^  - (\S+)$", read("CITATION.cff").partition("\nlicense:\n")[2].partition(":")[0], re.MULTILINE
    )
    assert project()["license"] == " AND ".join(listed)
    assert dataset.about.licence in listed


def test_the_seed_review_is_cited_as_the_dataset_has_it(dataset: Dataset) -> None:
    seed = dataset.studies[dataset.about.seed]
    reference = read("CITATION.cff").partition("\nreferences:\n")[2]
    assert f'title: "{seed.title}"' in reference
    assert f"doi: {seed.doi}" in reference
    people = re.findall(r"family-names: (.+)\n +given-names: (.+)", reference)
    assert tuple(" ".join(names) for names in people) == seed.authors


def test_no_address_is_given_for_a_repository_that_is_not_known() -> None:
    """Once the project has one, it stands in all of these, and this test says which it is."""
    assert "urls" not in project()
    for name in NEEDED:
        assert not re.search(r"https?://(?:www\.)?(?:github|gitlab|codeberg|bitbucket)\.", read(name)), name
    assert "repository" not in read("CITATION.cff")


def test_every_python_that_is_named_is_tried() -> None:
    named = {line.rpartition(" ")[2] for line in project()["classifiers"] if re.search(r" 3\.\d+$", str(line))}  # type: ignore[attr-defined]
    workflow = ROOT / ".github" / "workflows" / "ci.yml"
    if not workflow.exists():
        pytest.skip("this is the source archive")
    (tried,) = re.findall(r"^ +python: \[(.+)\]$", workflow.read_text(encoding="utf-8"), re.MULTILINE)
    assert named == {version.strip('" ') for version in tried.split(",")}
    assert project()["requires-python"] == f">={min(named, key=lambda version: int(version.partition('.')[2]))}"
