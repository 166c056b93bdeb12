"""References as a BibTeX database, and text as LaTeX. What reads them back is tested in `test_interop_references`."""

import unicodedata
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exocli import Dataset
from exocli.cite.person import Person, person
from exocli.cite.work import Work, work
from exocli.render import bibtex, latex

PLAIN = Work(key="zhang2021", type="article", title="Vesicles close wounds", authors=(person("Zhang B"),))


def fields(**changes: Any) -> dict[str, str]:
    """The fields of an entry, by name."""
    rows = bibtex.entry(PLAIN._replace(**changes)).splitlines()[1:-1]
    return {name.strip(): value.rstrip(",") for name, _, value in (row.partition(" = ") for row in rows)}


def test_an_article_has_its_fields_one_a_line(dataset: Dataset) -> None:
    assert bibtex.entry(work(dataset.studies["thakur2023"])) == (
        "@article{thakur2023,\n"
        "  author = {Thakur, A. and Shah, D. and Rai, D. and Parra, D. C. and Pathikonda, S. and Kurilova, S. and "
        "Cili, A.},\n"
        "  title = {Therapeutic Values of Exosomes in Cosmetics, Skin Care, Tissue Regeneration, and Dermatological "
        "Diseases},\n"
        "  journal = {Cosmetics},\n"
        "  year = {2023},\n"
        "  volume = {10},\n"
        "  number = {2},\n"
        "  pages = {65},\n"
        "  doi = {10.3390/cosmetics10020065},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("author", "written"),
    [
        ("Zhang B", "Zhang, B."),
        ("van der Pol E", "van der Pol, E."),
        ("Lo Cicero A", "Lo Cicero, A."),
        ("Pires das Neves R", "{Pires das Neves}, R."),
        ("Smith JA 3rd", "Smith, 3rd, J. A."),
        ("Wąsik M", r"W{\k a}sik, M."),
        ("Garcia-Lopez É", r"Garcia-Lopez, {\'E}."),
        ("Kim", "Kim"),
        ("Society for Skin and Hair", "{Society for Skin and Hair}"),
    ],
)
def test_a_name_is_written_so_that_bibtex_splits_it_rightly(author: str, written: str) -> None:
    assert fields(authors=(person(author),))["author"] == f"{{{written}}}"


def test_missing_authors_are_others_and_no_author_is_made_up() -> None:
    assert fields(et_al=True)["author"] == "{Zhang, B. and others}"
    assert "author" not in fields(authors=())
    assert fields(authors=())["key"] == "{zhang2021}"


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Exosomes close wounds in mice", "Exosomes close wounds in mice"),
        ("Exosomes carry miR-21 to TGF-β1", r"Exosomes carry {miR-21} to {TGF-$\beta$1}"),
        ("Exosomes of Staphylococcus aureus", "Exosomes of {Staphylococcus} aureus"),
        ("A Trial of Exosomes in Vitamin C Serum", "A Trial of Exosomes in Vitamin {C} Serum"),
        ("The Role of p38MAPK, Wnt4 (and DNA)", "The Role of {p38MAPK}, {Wnt4} (and {DNA})"),
        ("Wounds: The reply to Koch", "Wounds: The reply to {Koch}"),
        ("CD4<sup>+</sup> cells in <i>Aloe vera</i>", r"{CD4}\textsuperscript{+} cells in \textit{Aloe vera}"),
        ("5 < 6 and <i> alone", r"5 {\textless} 6 and {\textless}i{\textgreater} alone"),
    ],
)
def test_capitals_that_a_style_must_keep_are_in_braces(title: str, written: str) -> None:
    assert latex.title(title) == written


def test_a_retraction_is_in_the_title_and_keeps_its_capitals() -> None:
    marked = fields(title="[RETRACTED] Vesicles close wounds", mark="[RETRACTED]", notes=("Retracted",))
    assert marked["title"] == "{{[RETRACTED]} Vesicles close wounds}"
    assert marked["note"] == "{Retracted}"


@pytest.mark.parametrize(
    ("plain", "written"),
    [
        ("R&D 5% #1 a_b $x$", r"R\&D 5\% \#1 a\_b \$x\$"),
        (
            "{a} \\b ~c ^d",
            r"{\textbraceleft}a{\textbraceright} {\textbackslash}b {\textasciitilde}c {\textasciicircum}d",
        ),
        ("Buzás Łódź Ångström", r"Buz{\'a}s {\L}{\'o}d{\'z} {\r A}ngstr{\"o}m"),
        ("TNF-α IFN‐γ ε φ Ω", r"TNF-$\alpha$ IFN-$\gamma$ $\varepsilon$ $\varphi$ $\Omega$"),
        ("5–6 — “x” ’s", "5--6 --- ``x'' 's"),
        ("a--b", "a-{}-b"),
        ("H₂O Ca²⁺", r"H$_{2}$O Ca$^{2}$$^{+}$"),
        ("中文 ế", "中文 ế"),
    ],
)
def test_signs_are_commands(plain: str, written: str) -> None:
    assert latex.text(plain) == written


def test_pages_are_a_range_and_an_identifier_is_left_alone() -> None:
    assert fields(pages="2998-3008.e5")["pages"] == "{2998--3008.e5}"
    assert fields(doi="10.1002/a_b<c>;2-#")["doi"] == "{10.1002/a_b<c>;2-#}"
    assert fields(doi="10.1002/}{")["doi"] == "{10.1002/%7D%7B}"


@given(st.text(), st.text(), st.text())
def test_no_text_breaks_out_of_its_field(title: str, author: str, doi: str) -> None:
    written = bibtex.entry(
        PLAIN._replace(
            title=title, authors=(Person(literal=author), person(author)), doi=doi, key=title, notes=(author,)
        )
    )
    depth = 0
    for sign in written.removesuffix("\n")[:-1]:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 1 or sign in "@article{"
    assert depth == 1
    assert all(line.startswith(("@article{", "  ", "}")) for line in written.splitlines())


def test_every_study_is_an_entry_in_ascii_unless_its_title_is_in_another_script(dataset: Dataset) -> None:
    database = bibtex.write(work(study) for study in dataset.studies.values())
    in_another_script = {
        sign for study in dataset.studies.values() for sign in study.title or "" if "CJK" in unicodedata.name(sign, "")
    }
    assert {sign for sign in database if not sign.isascii()} == in_another_script
    assert Counter(database.split("{")[0] for database in database.split("\n\n")) == {"@article": len(dataset.studies)}
