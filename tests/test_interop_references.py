"""What other programs read back from the references that `exo cite` writes: every author, title, year, page and DOI."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator  # type: ignore[import-untyped, unused-ignore]

from exocli import Dataset
from exocli.cite.person import Person, person
from exocli.cite.work import Work, dataset_work, work
from exocli.render import bibtex, csl, nbib, ris

# Text as titles and names may hold it: accents, Greek, and whatever means something to LaTeX, RIS or JSON.
# The schema of CSL-JSON as the Citation Style Language published it with version 1.0.2 (MIT licence).
SCHEMA = Path(__file__).parent / "interop" / "csl-1.0.2" / "csl-data.json"
SIGNS = "aBc éÅłßñžąů αβΓεφ &%$#_{}~^\\<>|`'\"@,;:.-–—/()[]=+*?!0189±≥→"
HOSTILE = st.text(SIGNS, min_size=1).map(lambda text: " ".join(text.split())).filter(bool)
# LaTeX writes some signs in one way alone.
_SAME = {"‐": "-", "‑": "-", "–": "--", "—": "---", "−": "-", "’": "'", "‘": "`", "“": "``", "”": "''", "′": "'"}

# Commands that pylatexenc does not know, and Zotero, JabRef and latexcodec do.
_COMMANDS = {
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textasciicircum": "^",
    "textasciitilde": "~",
    "textasciigrave": "`",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textbackslash": "\\",
}


@pytest.fixture(scope="module")
def works(dataset: Dataset) -> list[Work]:
    """Every study, and the dataset."""
    return [*map(work, dataset.studies.values()), dataset_work(dataset.about)]


def spelled(text: str) -> str:
    """Text with the signs for which LaTeX has one way of writing written in it."""
    return "".join(_SAME.get(sign, sign) for sign in text)


def from_latex(text: str) -> str:
    """Text out of LaTeX."""
    latex2text = pytest.importorskip("pylatexenc.latex2text", reason="the extra interop is not installed")
    known = latex2text.get_default_latex_context_db()
    macros = [latex2text.MacroTextSpec(name, sign) for name, sign in _COMMANDS.items()]
    known.add_context_category("signs", macros=macros, prepend=True)
    reader = latex2text.LatexNodes2Text(latex_context=known, math_mode="text", strict_latex_spaces=True)
    return spelled(str(reader.latex_to_text(text)))


def plain(text: str) -> str:
    """Text as it is after LaTeX: markup is gone."""
    return spelled(re.sub(r"<(i|b|sup|sub)>(.*?)</\1>", r"\2", text))


def parts(entry: Any) -> list[tuple[str, str, str, str]]:
    """The names of a pybtex entry: given, particle, family, suffix."""
    return [
        (
            " ".join(map(from_latex, [*name.first_names, *name.middle_names])),
            " ".join(map(from_latex, name.prelast_names)),
            " ".join(map(from_latex, name.last_names)),
            " ".join(map(from_latex, name.lineage_names)),
        )
        for name in entry.persons.get("author", [])
    ]


def expected_parts(cited: Work) -> list[tuple[str, str, str, str]]:
    """The names of a work as BibTeX has them."""
    names = [(name.given, name.particle, name.family or name.literal, name.suffix) for name in cited.authors]
    return [*names, *([("", "", "others", "")] if cited.et_al else [])]


def with_names_spelled(names: list[tuple[str, str, str, str]]) -> list[tuple[str, ...]]:
    return [tuple(map(spelled, name)) for name in names]


class TestPybtex:
    """pybtex, a BibTeX in Python."""

    def test_every_reference_is_read_back(self, works: list[Work]) -> None:
        database = pytest.importorskip("pybtex.database", reason="the extra interop is not installed")
        entries = database.parse_string(bibtex.write(works), "bibtex").entries
        assert [*entries] == [cited.key for cited in works]
        for cited in works:
            entry = entries[cited.key]
            assert from_latex(entry.fields["title"]) == plain(cited.title), cited.key
            assert with_names_spelled(parts(entry)) == with_names_spelled(expected_parts(cited)), cited.key
            assert from_latex(entry.fields.get("journal", "")) == cited.journal
            assert entry.fields.get("pages", "").replace("--", "-") == cited.pages
            for field, value in (("year", cited.year), ("volume", cited.volume), ("number", cited.issue)):
                assert entry.fields.get(field, "") == value
            for field in ("doi", "pmid", "pmcid", "url"):
                assert entry.fields.get(field, "") == getattr(cited, field)

    @given(HOSTILE, HOSTILE)
    def test_hostile_text_is_read_back(self, title: str, author: str) -> None:
        database = pytest.importorskip("pybtex.database", reason="the extra interop is not installed")
        cited = Work(key="a", type="article", title=title, authors=(Person(literal=author), person("Zhang B")))
        entry = database.parse_string(bibtex.entry(cited), "bibtex").entries["a"]
        assert from_latex(entry.fields["title"]) == plain(title)
        assert [name[2] for name in parts(entry)] == [spelled(author), "Zhang"]


class TestBibtexparser:
    """bibtexparser, both of its interfaces."""

    def test_every_entry_is_read_back(self, works: list[Work]) -> None:
        parser = pytest.importorskip("bibtexparser", reason="the extra interop is not installed")
        text = bibtex.write(works)
        if hasattr(parser, "parse_string"):
            library = parser.parse_string(text)
            assert library.failed_blocks == []
            entries = {
                entry.key: {name: field.value for name, field in entry.fields_dict.items()} for entry in library.entries
            }
        else:
            entries = {entry["ID"]: entry for entry in parser.loads(text).entries}
        assert [*entries] == [cited.key for cited in works]
        for cited in works:
            entry = entries[cited.key]
            assert from_latex(entry["title"]) == plain(cited.title)
            assert entry.get("doi", "") == cited.doi
            assert entry.get("year", "") == cited.year
            assert len(entry.get("author", "").split(" and ")) == max(1, len(cited.authors) + cited.et_al)


class TestRispy:
    """rispy, a reader of RIS."""

    def test_every_record_is_read_back(self, works: list[Work]) -> None:
        rispy = pytest.importorskip("rispy", reason="the extra interop is not installed")
        records = rispy.loads(ris.write(works))
        assert [record["id"] for record in records] == [cited.key for cited in works]
        for cited, record in zip(works, records, strict=True):
            names = [
                ", ".join(filter(None, (f"{name.particle} {name.family}".strip(), name.given, name.suffix)))
                or name.literal
                for name in cited.authors
            ]
            assert record.get("authors", []) == [*names, *(["et al.,"] if cited.et_al else [])]
            assert record["title"] == cited.title
            assert record["type_of_reference"] == ("DATA" if cited.type == "dataset" else "JOUR")
            pages = "-".join(record[page] for page in ("start_page", "end_page") if page in record)
            fields = ("year", "volume", "number", "doi", "accession_number", "custom2", "secondary_title")
            shown = [record.get(field, "") for field in fields]
            assert (pages, *shown) == (
                cited.pages,
                *(cited.year, cited.volume, cited.issue, cited.doi, cited.pmid, cited.pmcid, cited.journal),
            )
            assert record.get("notes", []) == [*cited.notes]

    @given(HOSTILE, HOSTILE)
    def test_hostile_text_is_read_back(self, title: str, author: str) -> None:
        rispy = pytest.importorskip("rispy", reason="the extra interop is not installed")
        cited = Work(key="a", type="article", title=title, authors=(Person(literal=author), person("Zhang B")))
        (record,) = rispy.loads(ris.write([cited]))
        without_commas = " ".join(author.replace(",", "").split())
        assert record["title"] == title
        assert record["authors"] == [name for name in (without_commas, "Zhang, B.") if name]


class TestNbib:
    """nbib, a reader of PubMed's format."""

    def test_every_record_is_read_back(self, works: list[Work]) -> None:
        reader = pytest.importorskip("nbib", reason="the extra interop is not installed")
        records = reader.read(nbib.write(works))
        ordered = sorted(works, key=lambda cited: not cited.pmid)
        assert len(records) == len(ordered)
        for cited, record in zip(ordered, records, strict=True):
            people = [name for name in cited.authors if not name.literal]
            assert record["title"] == cited.title
            assert [
                name["last_name"] if "last_name" in name else name["author"] for name in record.get("authors", [])
            ] == [f"{name.particle} {name.family}".strip() for name in people]
            assert (record.get("doi", ""), str(record.get("pubmed_id", ""))) == (cited.doi, cited.pmid)
            assert (record.get("pages", ""), record.get("journal", "")) == (cited.pages, cited.journal)
            if cited.type == "article":
                assert record.get("publication_date", "") == cited.year
            assert ("Retracted Publication" in record["publication_types"]) == (cited.status == "retracted")


class TestSchema:
    """The schemas of CSL 1.0.2."""

    def test_types_and_variables_are_those_of_csl(self, works: list[Work]) -> None:
        citeproc = pytest.importorskip("citeproc", reason="the extra csl is not installed")
        folder = Path(citeproc.__file__).parent / "data" / "schema" / "schemas" / "styles"
        types, variables = ((folder / f"csl-{name}.rnc").read_text(encoding="utf-8") for name in ("types", "variables"))
        for cited in works:
            item = csl.item(cited)
            assert f'"{item["type"]}"' in types
            for name in item.keys() - {"id", "type"}:
                assert f'"{name}"' in variables

    def test_items_are_as_the_schema_of_csl_data_has_them(self, works: list[Work]) -> None:
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        Draft7Validator.check_schema(schema)
        assert not list(Draft7Validator(schema).iter_errors(json.loads(csl.write(works))))
