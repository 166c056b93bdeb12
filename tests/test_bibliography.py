"""Reference files as reference managers write them: BibTeX, RIS, PubMed's format, CSL-JSON."""

import json
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exocli import Dataset, bibliography
from exocli.bibliography import Form, Reference, ReferenceFileError, form_of, pubmed_name, references
from exocli.cite.work import Work, work
from exocli.render import bibtex, csl, ris

WRITERS: Mapping[str, Callable[[Iterable[Work]], str]] = {
    "bibtex": bibtex.write,
    "ris": ris.write,
    "csl-json": lambda works: csl.write(works).decode(),
}

FULL = Reference(
    title="TNF-α & Müller's vesicles: 50% less",
    authors=("Müller J", "van der Pol E", "Public JQ"),
    journal="Journal of Skin",
    year=2031,
    volume="12",
    issue="3",
    pages="1-9",
    doi="10.5555/abc.1",
)
BIBTEX = r"""
% an export
@article{mueller,
  title = {{TNF-$\alpha$} \& {M\"u}ller's vesicles: 50\% less},
  author = {M{\"u}ller, J{\"o}rg and van der Pol, Edwin and Jane Q. Public},
  journal = "Journal of Skin", year = 2031, volume = 12, number = 3, pages = {1--9},
  doi = {https://doi.org/10.5555/ABC.1},
}
"""
RIS = """TY  - JOUR
AU  - Müller, Jörg
AU  - van der Pol, Edwin
AU  - Public, Jane Q.
TI  - TNF-α & Müller's vesicles: 50% less
T2  - Journal of Skin
PY  - 2031/04/01
VL  - 12
IS  - 3
SP  - 1
EP  - 9
DO  - 10.5555/ABC.1
ER  -
"""
NBIB = """
PMID- 99999991
OWN - NLM
DP  - 2031 Apr 1
TI  - TNF-α & Müller's vesicles: 50%
      less.
FAU - Müller, Jörg
AU  - Müller J
FAU - van der Pol, Edwin
AU  - van der Pol E
FAU - Public, Jane Q
AU  - Public JQ
JT  - Journal of Skin
VI  - 12
IP  - 3
PG  - 1-9
AID - 10.5555/ABC.1 [doi]
PMC - PMC99999991
"""
CSL = json.dumps(
    [
        {
            "type": "article-journal",
            "title": "TNF-α &amp; M".replace("&amp; M", "& Müller's vesicles: <i>50%</i> less"),
            "author": [
                {"family": "Müller", "given": "Jörg"},
                {"family": "Pol", "given": "Edwin", "non-dropping-particle": "van der"},
                {"family": "Public", "given": "J. Q."},
            ],
            "container-title": "Journal of Skin",
            "issued": {"date-parts": [[2031, 4]]},
            "volume": 12,
            "issue": "3",
            "page": "1–9",
            "DOI": "10.5555/ABC.1",
        }
    ]
)
FILES: dict[Form, str] = {"bibtex": BIBTEX, "ris": RIS, "nbib": NBIB, "csl-json": CSL}


def need(form: Form) -> None:
    library = bibliography.LIBRARIES.get(form)
    if library and find_spec(library) is None:
        pytest.skip(f"{library} (extra import) is not installed")


@pytest.mark.parametrize("form", FILES)
def test_every_form_says_the_same(form: Form) -> None:
    need(form)
    expected = FULL._replace(pmid="99999991", pmcid="PMC99999991") if form == "nbib" else FULL
    assert references(FILES[form], form) == [expected]


@pytest.mark.parametrize(("form", "text"), FILES.items())
def test_a_form_is_known_by_its_beginning_and_by_its_name(form: Form, text: str) -> None:
    assert form_of(text) == form
    suffix = next(suffix for suffix, named in bibliography.SUFFIXES.items() if named == form)
    assert form_of("", suffix.upper()) == form


@pytest.mark.parametrize("text", ["", "hello", "<xml/>"])
def test_what_is_no_reference_file_is_refused(text: str) -> None:
    with pytest.raises(ReferenceFileError, match=r"is no BibTeX"):
        form_of(text)


@pytest.mark.parametrize(
    ("form", "text", "said"),
    [
        ("csl-json", "[1]", "is no CSL-JSON"),
        ("csl-json", "[", "is not JSON"),
        ("csl-json", "[]", "holds no paper"),
        ("csl-json", "[" * 100_000, "is not JSON"),
        ("csl-json", '{"author": "Zhang", "issued": 3, "DOI": {}}', "holds no paper"),
        ("bibtex", "@article{x, title={a", "is not BibTeX that can be read, from line 1 on"),
        ("bibtex", "@article{x, title={a}}\n@article{x, title={b}}", "from line 2 on"),
        ("ris", "TY  - JOUR\n", "holds no paper|is not RIS"),
        ("nbib", "PMID- \n", "holds no paper|is not PubMed"),
    ],
)
def test_a_broken_file_is_refused_with_the_reason(form: Form, text: str, said: str) -> None:
    need(form)
    with pytest.raises(ReferenceFileError, match=said):
        references(text, form)


def test_a_missing_library_is_named_with_the_way_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bibliography, "find_spec", lambda _: None)
    with pytest.raises(ReferenceFileError, match=r"pip install 'exocli\[import\]'"):
        references(BIBTEX, "bibtex")
    assert references(CSL, "csl-json") == [FULL]


def test_bibtex_s_others_are_others_and_a_consortium_is_one_name() -> None:
    need("bibtex")
    (found,) = references("@article{x, author={{The EV Consortium} and Lee, A and others}, title={T}}", "bibtex")
    assert (found.authors, found.et_al) == (("The EV Consortium", "Lee A"), True)


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl-json"])
def test_a_reference_that_exo_wrote_says_again_who_and_whether_it_was_retracted(form: Form, dataset: Dataset) -> None:
    need(form)
    retracted, cut_short = dataset.studies["chang2023"], dataset.studies["arno2014b"]
    written = WRITERS[form](work(study) for study in (retracted, cut_short))
    for study, read in zip((retracted, cut_short), references(written, form), strict=True):
        assert (read.title, read.authors, read.et_al) == (study.title, study.authors, study.et_al)
        assert (read.status, read.doi, read.year) == (study.status, study.doi, study.year)


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("RETRACTED: Exosomes in wounds", "retracted"),
        ("Retracted Article: Exosomes in wounds", "retracted"),
        ("Exosomes in wounds [RETRACTED]", "retracted"),
        ("[EXPRESSION OF CONCERN] Exosomes in wounds", "concern"),
        ("Exosomes in wounds", None),
    ],
)
def test_a_title_is_freed_of_the_word_that_a_paper_was_retracted(title: str, status: str | None) -> None:
    (read,) = references(json.dumps([{"title": title}]), "csl-json")
    assert (read.title, read.status) == ("Exosomes in wounds", status)


def test_a_title_about_retraction_is_left_as_it_is() -> None:
    (read,) = references(json.dumps([{"title": "Retraction of skin wounds by exosomes"}]), "csl-json")
    assert (read.title, read.status) == ("Retraction of skin wounds by exosomes", None)


def test_pubmed_s_publication_type_says_that_a_paper_was_retracted() -> None:
    need("nbib")
    text = "PMID- 37015903\nTI  - Exosomes in wounds.\nPT  - Journal Article\nPT  - Retracted Publication\n"
    (read,) = references(text, "nbib")
    assert read.status == "retracted"


def test_an_author_of_csl_json_may_be_a_body() -> None:
    (found,) = references('{"title": "T", "author": [{"literal": "The EV Consortium"}]}', "csl-json")
    assert found.authors == ("The EV Consortium",)


@pytest.mark.parametrize("doi", ["not a doi", "10.1/x", "doi.org"])
def test_an_identifier_that_is_none_is_left_out(doi: str) -> None:
    item = {"title": "T", "DOI": doi, "PMID": "PMID", "PMCID": "12"}
    (found,) = references(json.dumps(item), "csl-json")
    assert (found.doi, found.pmid, found.pmcid) == (None, None, "PMC12")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (("Zhang", "Bin"), "Zhang B"),
        (("Zhang", "B."), "Zhang B"),
        (("Lai", "RC"), "Lai RC"),
        (("Martin", "Jean-Pierre"), "Martin JP"),
        (("Cicero", "Alessandra", "Lo"), "Lo Cicero A"),
        (("King", "Martin Luther", "", "Jr."), "King ML Jr"),
        (("Ó Briain", "Seán"), "Ó Briain S"),
        (("The EV Consortium",), "The EV Consortium"),
    ],
)
def test_authors_are_written_as_pubmed_writes_them(name: tuple[str, ...], written: str) -> None:
    assert pubmed_name(*name) == written


@given(st.text(), st.sampled_from(list(FILES)))
def test_any_text_is_read_or_refused(text: str, form: Form) -> None:
    need(form)
    try:
        found = references(text, form)
    except ReferenceFileError:
        return
    assert all(isinstance(reference, Reference) for reference in found)
