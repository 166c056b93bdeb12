"""Search: whether the right answer comes first, and that any text at all is a question."""

import csv
import io
import itertools
import json
import os
import re
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import exocli
from conftest import Folder
from exocli import Dataset, load, names, search
from exocli.cli.app import run
from exocli.model import Finding
from exocli.search import Entry, Hit, Scope

# What people type | the right answers, which were looked up in the TOML files and not in what search returns. A hit on
# a finding counts for its study. A line without a question goes on with the answers of the line before.
QUESTIONS = """
psoriasis                                   | condition:psoriasis
eczema                                      | condition:atopic-dermatitis
hives                                       | condition:urticaria
scleroderma                                 | condition:systemic-sclerosis
melasma                                     | condition:pigment-regulation
bedsore                                     | condition:pressure-ulcer
rosacea                                     | condition:rosacea
baldness                                    | condition:androgenetic-alopecia
hair loss                                   | condition:hair-growth
wound healing                               | condition:wound-repair
dermatitis                                  | condition:skin-inflammation
DFU                                         | condition:diabetic-wound
L40                                         | condition:psoriasis
hUC-MSC                                     | source:uc-msc
colostrum                                   | source:milk-colostrum
filaggrin                                   | molecule:FLG
MALAT1                                      | molecule:MALAT1 study:cooper2018
CD31                                        | molecule:PECAM1
TEWL                                        | readout:tewl
itch                                        | readout:pruritus
ferroptosis                                 | readout:ferroptosis pathway:ferroptosis-pathway
                                            | study:doi-10-1186-s13098-023-01210-x
dupilumab                                   | study:doi-10-1111-jocd-14153 study:han2023
MISEV                                       | notice:isev-misev2018 notice:isev-misev2023
                                            | notice:isev-misev-2021-editorial

PSORIASIS VULGARIS                          | condition:psoriasis
anti ageing                                 | condition:anti-aging
photo-aging                                 | condition:photoaging
vitilgo                                     | condition:vitiligo
gray hair                                   | condition:hair-pigmentation
radiation dermatitis                        | condition:radiation-injury
psor                                        | condition:psoriasis
TNF alpha                                   | molecule:TNF
TGFb1                                       | molecule:TGFB1
NFkB                                        | pathway:nf-kb
nf kappa b                                  | pathway:nf-kb
IL17                                        | molecule:IL17
interleukin 6                               | molecule:IL6
interferon-gamma                            | molecule:IFNG
beta catenin                                | molecule:CTNNB1
mir 21 5p                                   | molecule:miR-21-5p
mmp 1                                       | molecule:MMP1
alpha SMA                                   | molecule:ACTA2
miRNA-126                                   | molecule:miR-126 study:zhang2021b study:pmid28297576
free radicals                               | molecule:ROS
Wharton jelly stem cells                    | source:uc-msc
fat stem cells                              | source:adsc
bone marrow stem cells                      | source:bm-msc

milk exosomes melanin                       | study:bae2021 study:wu2024b study:doi-10-3390-pharmaceutics14020307
rose exosomes melasma microneedling         | study:proietti2024
iPSC exosomes MMP-1 fibroblasts             | study:oh2018
circRNA adipose exosomes diabetic wound     | study:liang2022b study:pmid32159361 study:wang2023b
hypoxia ADSC exosomes diabetic wound        | study:wang2021
platelet exosome serum facial redness       | study:kaufmanjanette2023 study:proffer2022
staph aureus vesicles eczema                | study:hong2011 study:hong2014 study:kim2018
Th17 Treg lupus patients                    | study:pmid36552891 study:zhang2025
miR-218-5p dermal papilla beta-catenin      | study:hu2020
minoxidil loaded exosome hydrogel           | study:zhang2024
flap ischemia reperfusion                   | study:niu2022 study:pu2019 study:doi-10-1016-j-jid-2016-12-030
fat graft survival                          | readout:fat-graft-survival study:huang2017
                                            | study:doi-10-1186-s13287-021-02319-4
apoptotic bodies wound                      | study:doi-10-1186-s13287-020-02014-w
mast cell exosomes psoriasis                | study:cheung2016
split-face PRP photoaging                   | study:estupinan2025
skin necrosis after injection               | study:doi-10-1111-jocd-16206 notice:ae-tawanwongsri-skin-necrosis
granulomas                                  | study:nahm2024 notice:ae-nahm-2024-granulomas
seaweed brightening cream                   | study:jang2021

which miRNA lets ADSC exosomes help hypertrophic scars?         | study:li2021b study:yuan2021 study:meng2023
what do exosomes do to TGF-β in keloid fibroblasts?             | study:doi-10-1080-21655979-2022-2051838 study:wu2021b
do exosomes penetrate the skin?                                 | study:zhang2020 study:zhang2021
do exosomes help dogs with atopic dermatitis?                   | study:kim2024
do exosomes cause melanoma?                                     | condition:melanoma-risk study:lazar2016
                                                                | study:gyukitysebestyen2019
does obesity make melanoma worse through exosomes?              | study:lazar2016
how do keratinocytes tell melanocytes to make pigment?          | study:locicero2015 study:pmid38542076 study:zhao2020
how do M2 macrophage exosomes make blood vessels grow?          | study:doi-10-3389-fmolb-2022-1008802
                                                                | study:doi-10-1039-d3tb02158k
why do patients with segmental vitiligo lose melanocytes?       | study:she2022
what happens when exosomes are taken by mouth?                  | study:mun2025 study:nazimek2020 study:wasik2019
does mitophagy protect against photoaging?                      | study:wang2025
what is in the blister fluid of bullous pemphigoid?             | study:fang2018
is there evidence for exosomes in alopecia areata?              | condition:alopecia-areata study:nilforoushzadeh2025
                                                                | study:bulgaruiliescu2026
can exosomes bring back the colour of grey hair?                | condition:hair-pigmentation study:lueangarun2025
do platelet vesicles speed wound healing in healthy volunteers? | study:johnson2023 trial:ACTRN12620000944932
is conditioned medium better than minoxidil alone?              | study:legiawati2023
which papers were retracted?                                    | study:zhang2023 study:chang2023

NCT06319287                                                     | trial:NCT06319287
melasma trial                                                   | trial:NCT06221787 trial:NCT06677931
                                                                | trial:IRCT20221130056672N6
trials for vitiligo                                             | trial:NCT06810869 trial:IRCT20230324057772N1
burn clinical trial                                             | trial:NCT05078385
is there a trial for epidermolysis bullosa?                     | trial:NCT04173650
Wharton's jelly exosomes diabetic foot ulcer randomized trial   | trial:NCT06812637
randomised trial of exosomes in male hair loss                  | study:amini2025
acne scar laser double-blind                                    | study:kwon2020
exosome ointment phase 1                                        | trial:NCT05523011 study:chandran2025

are exosomes FDA approved?                  | notice:us-fda-2019-public-safety-notification
                                            | notice:us-fda-2019-safety-alert notice:us-fda-2020-consumer-alert
Kimera warning letter                       | notice:us-fda-2023-kimera-warning-letter
                                            | notice:us-fda-2020-kimera-untitled-letter
can I inject exosomes in Korea?             | notice:kr-mfds-2022-assembly notice:kr-court-exosome-injection
human exosomes in EU cosmetics              | notice:eu-1223-2009-human-origin
Health Canada exosome classification        | notice:ca-health-canada-2025-notice
                                            | notice:ca-health-canada-2026-final-notice

Theodorakopoulou                            | study:theodorakopoulou2024 study:lueangarun2025
Rajendran hair                              | study:rajendran2017 study:rajendran2020 study:rajendran2022
Gomez-Chavez                                | study:gomezchavez2021
Cho skin brightening                        | study:cho2020
thakur 2023                                 | study:thakur2023
Wang L 2017 scarless                        | study:wang2017
10.1038/s41467-024-47696-5                  | study:han2024
doi:10.7150/thno.16803                      | study:guo2017
https://doi.org/10.3390/cosmetics10020065   | study:thakur2023
34167333                                    | study:pmid34167333
PMID: 37429607                              | study:zhang2023
PMC7032013                                  | study:pmc7032013
"""
# Not among the first five.
MISSED = {
    "what do exosomes do to TGF-β in keloid fibroblasts?": "many papers on keloids and TGF-β are as near",
}
# Over all questions 0.90 and 0.96 were measured (107 questions, 351 studies).
PRECISION_AT_1 = 0.86
RECALL_AT_5 = 0.93


def table() -> dict[str, list[str]]:
    """The questions with their answers."""
    answers: dict[str, list[str]] = {}
    question = ""
    for line in QUESTIONS.splitlines():
        asked, _, found = line.rpartition("|")
        question = asked.strip() or question
        if found:
            answers.setdefault(question, []).extend(found.split())
    return answers


ANSWERS = table()
# Some of each section, for what holds whatever is asked.
SAMPLE = [*ANSWERS][::7]
EVERYTHING = 100_000
OF_EVERY_KIND = "psoriasis exosomes TGF-β"


@pytest.fixture(scope="module", autouse=True)
def index(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The index as a wheel brings it: a file that was made once."""
    file = tmp_path_factory.mktemp("index") / "search.sqlite"
    search.build(dataset, str(file)).close()
    with pytest.MonkeyPatch.context() as changes:
        changes.setattr(search, "INDEX", str(file))
        for name in ("EXO_DATA", "FORCE_COLOR"):
            changes.delenv(name, raising=False)
        changes.setenv("COLUMNS", "100")
        yield file


@pytest.fixture(scope="module")
def entries(dataset: Dataset) -> dict[tuple[str, str], Entry]:
    """What can be found, by kind and id."""
    return {(entry.kind, entry.id): entry for entry in search.entries(dataset)}


@pytest.fixture(scope="module")
def rows(dataset: Dataset) -> dict[str, Finding]:
    """Every finding by its id."""
    return {row.id: row for row in dataset.findings()}


def found(query: str, dataset: Dataset, limit: int = 20) -> list[str]:
    """What is found, as kind and id."""
    return [f"{hit.kind}:{hit.id}" for hit in search.find(query, dataset, limit=limit)]


def answers(query: str, dataset: Dataset) -> list[str]:
    """The first five hits, a finding as its study."""
    hits = search.find(query, dataset, limit=5)
    return [f"study:{hit.study}" if hit.study else f"{hit.kind}:{hit.id}" for hit in hits]


def text_of(hit: Hit) -> str:
    """A snippet in one piece."""
    return "".join(text for text, _ in hit.snippet)


def marked(hit: Hit) -> list[str]:
    """The words of a snippet that were asked for."""
    return [text for text, asked in hit.snippet if asked]


# Is the right answer found?


def test_every_answer_is_on_file(entries: dict[tuple[str, str], Entry]) -> None:
    known = {f"{kind}:{id_}" for kind, id_ in entries}
    assert {answer for right in ANSWERS.values() for answer in right} <= known
    assert MISSED.keys() <= ANSWERS.keys()


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(question, marks=[pytest.mark.xfail(reason=MISSED[question], strict=True)])
        if question in MISSED
        else question
        for question in ANSWERS
    ],
)
def test_a_right_answer_is_among_the_first_five(question: str, dataset: Dataset) -> None:
    assert set(ANSWERS[question]).intersection(answers(question, dataset))


def test_the_first_hit_is_mostly_right_and_few_right_answers_are_missing(dataset: Dataset) -> None:
    hits = {question: answers(question, dataset) for question in ANSWERS}
    first = [hits[question][:1] != [] and hits[question][0] in right for question, right in ANSWERS.items()]
    recalled = [len(set(right).intersection(hits[question])) / len(right) for question, right in ANSWERS.items()]
    assert sum(first) / len(first) >= PRECISION_AT_1
    assert sum(recalled) / len(recalled) >= RECALL_AT_5


# Names and their spellings


@pytest.mark.parametrize(
    ("spellings", "expected"),
    [
        (("TNF-α", "TNF‑α", "TNFα", "tnf-alpha", "TNF alpha", "TNFa", "tumour necrosis factor"), "molecule:TNF"),
        (("IL-1β", "IL1B", "il-1 beta", "IL1beta"), "molecule:IL1B"),
        (("IFN-γ", "IFNγ", "IFNg", "interferon gamma"), "molecule:IFNG"),
        (("β-catenin", "beta-catenin", "Beta Catenin"), "molecule:CTNNB1"),
        (("NF-κB", "NF-kB", "nfkb", "NF-kappaB", "nf kappa b"), "pathway:nf-kb"),
        (("Wnt/β-catenin", "wnt beta catenin", "WNT-beta-catenin"), "pathway:wnt-beta-catenin"),
        (("α-haemolysin", "alpha-hemolysin", "alpha haemolysin"), "molecule:alpha-hemolysin"),
        (("UC-MSC", "ucmsc", "hUC-MSC", "umbilical cord mesenchymal stem cell"), "source:uc-msc"),
        (("anti-ageing", "anti-aging", "Anti Aging", "antiaging"), "condition:anti-aging"),
        (("eczema", "ECZEMA", "Atopic Dermatitis", "atopic-dermatitis"), "condition:atopic-dermatitis"),
        (("re-epithelialisation", "reepithelialization"), "readout:re-epithelialisation"),
    ],
)
def test_spelling_makes_no_difference_to_what_comes_first(
    spellings: tuple[str, ...], expected: str, dataset: Dataset
) -> None:
    assert {spelling: found(spelling, dataset)[0] for spelling in spellings} == dict.fromkeys(spellings, expected)


@pytest.mark.parametrize(
    ("spellings", "id_"),
    [(("TNF-α", "TNF alpha", "TNFa"), "TNF"), (("IL-17", "IL17", "il 17"), "IL17"), (("MMP-1", "mmp1"), "MMP1")],
)
def test_every_finding_on_a_molecule_is_found_by_each_of_its_spellings(
    spellings: tuple[str, ...], id_: str, dataset: Dataset, rows: dict[str, Finding]
) -> None:
    concerned = {f"finding:{row.id}" for row in rows.values() if id_ in {effect.on for effect in row.effects}}
    for spelling in spellings:
        assert concerned <= set(found(spelling, dataset, EVERYTHING)), spelling


def test_every_finding_of_a_source_is_found_by_its_names(dataset: Dataset, rows: dict[str, Finding]) -> None:
    concerned = {f"finding:{row.id}" for row in rows.values() if row.source == "uc-msc"}
    for name in ("UC-MSC", "hucMSC", "umbilical cord MSC", "umbilical cord mesenchymal stem cell"):
        assert concerned <= set(found(name, dataset, EVERYTHING)), name


def test_a_mirna_is_found_with_its_arms_below_it(dataset: Dataset) -> None:
    hits = found("miR-21", dataset, EVERYTHING)
    assert hits[0] == "molecule:miR-21"
    assert {"molecule:miR-21-5p", "molecule:miR-21-3p"} <= set(hits[1:5])
    assert found("miR-21-5p", dataset)[0] == "molecule:miR-21-5p"


def test_a_mirna_is_not_found_in_another_that_begins_alike(dataset: Dataset) -> None:
    assert not {"molecule:miR-218-5p", "molecule:ASO-210"} & set(found("miR-21", dataset, EVERYTHING))


# Names that papers and trials are full of: what is called just that comes before them.
COMMON = ("hair loss", "dermatitis", "wound healing", "mesenchymal stem cell", "S. aureus")


@pytest.mark.parametrize("name", COMMON)
def test_what_is_called_just_that_comes_first(name: str, dataset: Dataset) -> None:
    first = search.find(name, dataset, limit=1)[0]
    assert (first.kind, first.id) in {(match.kind, match.id) for match in names.resolve(name, dataset)}


def test_what_is_called_just_that_mostly_comes_first(dataset: Dataset, entries: dict[tuple[str, str], Entry]) -> None:
    known = list(names.entries(dataset, ("condition", "source", "pathway")))
    first = [(match, search.find(match.name, dataset, limit=1)[0]) for match in known]
    right = [names.fold(match.name) in folded(entries[hit.kind, hit.id]) for match, hit in first]
    assert sum(right) / len(right) >= 0.97


def folded(entry: Entry) -> set[str]:
    """Every form of every name of an entry."""
    return {form for name in entry.names.split(" · ") for form in names.folds(name)}


def test_accents_may_be_characters_of_their_own(dataset: Dataset) -> None:
    name = "Gómez-Chávez"
    assert found(unicodedata.normalize("NFD", name), dataset) == found(unicodedata.normalize("NFC", name), dataset)


# Beginnings, phrases, several words


@pytest.mark.parametrize(
    ("beginning", "whole"),
    [
        ("psor", "condition:psoriasis"),
        ("vitil", "condition:vitiligo"),
        ("urtic", "condition:urticaria"),
        ("keratinoc", "source:keratinocyte"),
        ("fibrobl", "source:fibroblast"),
        ("melanog", "readout:melanogenesis"),
        ("Theodorak", "study:theodorakopoulou2024"),
    ],
)
def test_four_letters_and_more_are_a_beginning(beginning: str, whole: str, dataset: Dataset) -> None:
    assert whole in found(beginning, dataset, EVERYTHING)


def test_three_letters_are_a_word_and_else_a_hint(dataset: Dataset) -> None:
    assert "condition:psoriasis" not in found("pso wound", dataset)
    assert found("pso", dataset)[0] == "condition:psoriasis"


def test_a_name_is_found_by_every_beginning_of_its_words(dataset: Dataset) -> None:
    for id_, condition in dataset.conditions.items():
        for word in condition.name.split():
            for length in range(4, len(word) + 1):
                assert f"condition:{id_}" in found(word[:length], dataset, EVERYTHING), word[:length]


@pytest.mark.parametrize(("query", "other"), [("rats", "readout:m1-m2-ratio"), ("ageing", "molecule:ASO-210")])
def test_a_word_does_not_find_what_only_its_stem_begins(query: str, other: str, dataset: Dataset) -> None:
    assert other not in found(query, dataset, EVERYTHING)


@pytest.mark.parametrize("phrase", ['"mice closed"', '"Mice Closed', '"wounds of mice"', 'sooner "mice closed"'])
def test_words_in_quotes_are_a_phrase(phrase: str, folder: Folder) -> None:
    assert found(phrase, folder.load())[0] == "finding:zhang2021-1"


def test_a_phrase_is_not_found_in_another_order(folder: Folder) -> None:
    assert found('"closed mice"', folder.load()) == []
    assert found("closed mice", folder.load())[0] == "finding:zhang2021-1"


@pytest.mark.parametrize(
    ("phrase", "whole"),
    [
        ('"TNF-α signalling"', "pathway:tnf-pathway"),
        ('"split-face study"', "study:kwon2020"),
        ('"IL-17 and IL-23 response"', "condition:psoriasis"),
        ('"PI3K/AKT signalling"', "finding:zhang2021b-1"),
    ],
)
def test_a_phrase_may_have_a_compound_in_it(phrase: str, whole: str, dataset: Dataset) -> None:
    assert whole in found(phrase, dataset)


@pytest.mark.parametrize("query", SAMPLE)
def test_no_word_is_demanded(query: str, dataset: Dataset) -> None:
    assert set(found(query, dataset, EVERYTHING)) <= set(found(f"{query} qqqq", dataset, EVERYTHING))


def test_more_of_the_words_rank_higher(folder: Folder) -> None:
    dataset = folder.load()
    both = {"finding:zhang2021-1", "finding:zhang2021-2"}
    assert both <= set(found("closed", dataset))
    for query, first in (("mice sooner closed", "zhang2021-1"), ("people ulcers closed", "zhang2021-2")):
        hits = found(query, dataset)
        assert hits[0] == f"finding:{first}"
        assert both <= set(hits)


# Any text is a question


@pytest.mark.parametrize(
    "query",
    [
        "psoriasis*",
        "psor*",
        "^psoriasis",
        "-psoriasis",
        "NOT psoriasis",
        "psoriasis AND",
        "OR psoriasis OR",
        "psoriasis OR acne",
        "NEAR(psoriasis acne, 5)",
        "names:psoriasis",
        "{names about}: psoriasis",
        "(psoriasis",
        "psoriasis)",
        "psoriasis + acne",
        "'psoriasis",
        '"psoriasis',
        'psoriasis"',
        '""psoriasis""',
        "psoriasis; DROP TABLE words; --",
        "psoriasis\x00",
        "%psoriasis_",
    ],
)
def test_an_operator_is_text(query: str, dataset: Dataset) -> None:
    assert "condition:psoriasis" in found(query, dataset, EVERYTHING)


@pytest.mark.parametrize("operator", ["AND", "OR", "and"])
def test_a_word_between_words_changes_nothing(operator: str, dataset: Dataset) -> None:
    assert found(f"psoriasis {operator} acne", dataset) == found("psoriasis acne", dataset)


@pytest.mark.parametrize(
    "query", ["", " ", "\n", '"', '""', '" "', "?!", "*", "-", "()", ":", "皮膚", "皮膚 科", "\x00"]
)
def test_without_a_word_nothing_is_found(query: str, dataset: Dataset) -> None:
    assert search.find(query, dataset) == []


TOKENS = ["psoriasis", "TNF", "α", "-", " ", '"', "*", "NEAR(", ")", " AND ", " OR ", "NOT ", ":", "^", "{", "}", "+"]
TOKENS += ["miR-21", "/", "10.3390/", "the", "ß", "皮", "\x00", "'", "names:", ",", "5", ".", "e\u0301", "İ", "\\", "%"]
ANY_TEXT = st.text(st.characters()) | st.lists(st.sampled_from(TOKENS), max_size=12).map("".join)


@settings(max_examples=300)
@given(ANY_TEXT)
@example("\ud800")
@example('"皮膚" 皮膚-科 "')
@example('NEAR("a" "b", 2) AND {names}:x* ^')
@example('"' + "wound " * 3000 + '"')
@example("a-" * 3000)
def test_any_text_at_all_gives_a_list_best_first(dataset: Dataset, query: str) -> None:
    hits = search.find(query, dataset, limit=7)
    assert isinstance(hits, list)
    assert len(hits) <= 7
    assert all(first.score >= second.score for first, second in itertools.pairwise(hits))
    assert len({(hit.kind, hit.id) for hit in hits}) == len(hits)
    assert all(text for hit in hits for text, _ in hit.snippet)


def test_a_whole_page_may_be_asked(dataset: Dataset, rows: dict[str, Finding]) -> None:
    page = " ".join(row.outcome for row in itertools.islice(rows.values(), 25))
    assert len(search.find(page, dataset)) == 20


# Filters


@pytest.mark.parametrize(
    ("scope", "admits"),
    [
        *((Scope(kinds=(kind,)), lambda hit, _, kind=kind: hit.kind == kind) for kind in search.KINDS),
        (Scope(kinds=("trial", "notice")), lambda hit, _: hit.kind in {"trial", "notice"}),
        (Scope(models=("human",)), lambda _, row: row and row.model == "human"),
        (Scope(models=("animal", "ex-vivo")), lambda _, row: row and row.model in {"animal", "ex-vivo"}),
        (Scope(kinds=("finding",), conditions=("scar",)), lambda _, row: row and row.condition == "scar"),
        (
            Scope(conditions=("acne", "burn"), models=("in-vitro",)),
            lambda _, row: row and row.model == "in-vitro" and row.condition in {"acne", "burn"},
        ),
    ],
)
def test_a_filter_keeps_what_it_names_and_its_order(
    scope: Scope, admits: Callable[[Hit, Finding | None], bool], dataset: Dataset, rows: dict[str, Finding]
) -> None:
    everything = search.find(OF_EVERY_KIND, dataset, limit=EVERYTHING)
    kept = search.find(OF_EVERY_KIND, dataset, scope, limit=EVERYTHING)
    assert kept == [hit for hit in everything if admits(hit, rows.get(hit.id))] != []


def test_since_keeps_the_papers_of_that_year_and_later(dataset: Dataset) -> None:
    for hit in search.find("psoriasis", dataset, Scope(since=2024), limit=EVERYTHING):
        assert hit.kind in {"study", "finding"}
        assert (dataset.studies[hit.study or hit.id].year or 0) >= 2024
    assert "study:chandran2025" in {
        f"{hit.kind}:{hit.id}" for hit in search.find("ointment psoriasis", dataset, Scope(since=2025))
    }


def test_a_condition_keeps_itself_and_what_is_filed_under_it(dataset: Dataset) -> None:
    kept = search.find("vitiligo exosomes", dataset, Scope(conditions=("vitiligo",)), limit=EVERYTHING)
    ids = {f"{hit.kind}:{hit.id}" for hit in kept}
    assert {"condition:vitiligo", "finding:she2022-1", "study:li2024", "trial:NCT06810869"} <= ids
    assert {hit.condition for hit in kept if hit.kind == "finding"} == {"vitiligo"}


def test_a_condition_keeps_the_papers_whose_findings_are_filed_under_it(dataset: Dataset) -> None:
    kept = search.find("imiquimod", dataset, Scope(kinds=("study",), conditions=("psoriasis",)))
    assert "zhang2021" in {hit.id for hit in kept}


@pytest.mark.parametrize("query", [*SAMPLE, "exosomes", "wound healing in mice"])
def test_a_limit_cuts_the_list_and_changes_nothing_else(query: str, dataset: Dataset) -> None:
    everything = search.find(query, dataset, limit=EVERYTHING)
    for limit in (0, 1, 5, 20, 90):
        assert search.find(query, dataset, limit=limit) == everything[:limit]


# Hits and their snippets


def test_only_a_finding_has_a_study_and_a_condition(dataset: Dataset, rows: dict[str, Finding]) -> None:
    hits = search.find(OF_EVERY_KIND, dataset, limit=EVERYTHING)
    assert {hit.kind for hit in hits} == set(search.KINDS)
    for hit in hits:
        row = rows.get(hit.id)
        assert (hit.study, hit.condition) == ((row.study, row.condition) if row else (None, None))


@pytest.mark.parametrize("query", SAMPLE)
def test_a_snippet_is_a_piece_of_what_is_on_file(
    query: str, dataset: Dataset, entries: dict[tuple[str, str], Entry], rows: dict[str, Finding]
) -> None:
    for hit in search.find(query, dataset):
        entry = entries[hit.kind, hit.id]
        piece = text_of(hit).removeprefix("…").removesuffix("…")
        assert piece in (rows[hit.id].outcome if hit.id in rows else entry.text or entry.about or entry.names)
        assert 0 < len(piece) <= 200
        assert hit.name == entry.name


WORDS = ["angiogenesis", "macrophages", "psoriasis", "ceramides", "TNF-α", "miR-21", "IL-6", "MMP-1", "melanin"]


@pytest.mark.parametrize("word", WORDS)
def test_what_is_marked_was_asked_for(word: str, dataset: Dataset) -> None:
    marks = {text for hit in search.find(word, dataset, limit=60) for text in marked(hit)}
    assert marks
    asked = {form.removesuffix("s") for form in names.folds(word)}
    assert all(any(form in names.fold(text) for form in asked) for text in marks)


@pytest.mark.parametrize("word", WORDS)
def test_a_finding_whose_outcome_has_the_word_shows_it(word: str, dataset: Dataset, rows: dict[str, Finding]) -> None:
    hits = search.find(word, dataset, Scope(kinds=("finding",)), limit=EVERYTHING)
    alone = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])", re.IGNORECASE)
    having = [hit for hit in hits if alone.search(rows[hit.id].outcome)]
    assert having
    assert all(marked(hit) for hit in having)


def test_a_snippet_of_a_long_text_is_cut_around_the_word(folder: Folder) -> None:
    folder.change("conditions/wound-repair.toml", '"Wounds close."', f'"{"Long ago. " * 60}Here. {"And so on. " * 60}"')
    (hit,) = search.find("here", folder.load(), Scope(kinds=("condition",)))
    assert marked(hit) == ["Here"]
    assert text_of(hit).startswith("…Long ago.") or text_of(hit).startswith("…ago.")
    assert text_of(hit).endswith("…")
    assert len(text_of(hit)) <= 202


@pytest.mark.parametrize(("query", "beginnings"), [("hair loss", ("hair", "loss")), ("rats", ("rat-", "rats"))])
def test_nothing_else_is_marked(query: str, beginnings: tuple[str, ...], dataset: Dataset) -> None:
    marks = {text.casefold() for hit in search.find(query, dataset, limit=60) for text in marked(hit)}
    assert [text for text in marks if text != "rat" and not text.startswith(beginnings)] == []


# The index


@pytest.mark.parametrize("query", SAMPLE[::3])
def test_the_index_in_memory_gives_what_the_file_gives(
    query: str, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_file = search.find(query, dataset, limit=60)
    monkeypatch.setattr(search, "INDEX", str(tmp_path / "there-is-none"))
    assert search.find(query, dataset, limit=60) == from_file != []


def changed(index: Path, folder: Path, *statements: str) -> str:
    """A copy of the index in which something was changed."""
    copy = folder / "search.sqlite"
    copy.write_bytes(index.read_bytes())
    with sqlite3.connect(copy) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return str(copy)


ALL_THE_SAME = "UPDATE entries SET entry = (SELECT entry FROM entries WHERE row = 0)"


def test_an_index_that_was_made_from_this_dataset_is_used(
    index: Path, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = found("psoriasis", dataset)
    monkeypatch.setattr(search, "INDEX", changed(index, tmp_path, ALL_THE_SAME))
    assert len(set(found("psoriasis", dataset))) == 1 < len(set(expected))


def test_a_stale_index_is_not_used(
    index: Path, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = found("psoriasis", dataset)
    stale = changed(index, tmp_path, ALL_THE_SAME, "UPDATE made_from SET stamp = stamp + 1")
    monkeypatch.setattr(search, "INDEX", stale)
    assert found("psoriasis", dataset) == expected


def test_the_index_of_another_dataset_is_not_used(
    folder: Folder, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    search.build(folder.load(), str(tmp_path / "small.sqlite")).close()
    monkeypatch.setattr(search, "INDEX", str(tmp_path / "small.sqlite"))
    assert found("psoriasis", dataset)[0] == "condition:psoriasis"


@pytest.mark.parametrize("change", [("readouts.toml", "wound closure", "wound sealing")])
def test_an_index_is_made_from_the_text_of_every_file(change: tuple[str, str, str], folder: Folder) -> None:
    def made_from() -> Any:
        connection = search.build(folder.load())
        stamp = connection.execute("SELECT stamp FROM made_from").fetchone()
        connection.close()
        return stamp

    before = made_from()
    assert made_from() == before
    folder.change(*change)
    assert made_from() != before


def test_a_folder_of_one_s_own_is_searched_too(tmp_path: Path) -> None:
    (tmp_path / "conditions").mkdir()
    (tmp_path / "studies.toml").write_text(
        '[ours2026]\ntitle = "Plaques of our own"\nauthors = ["Ours A"]\njournal = "J"\nyear = 2026\n'
        'doi = "10.5555/ours"\nseen = ["here"]\n',
        encoding="utf-8",
    )
    (tmp_path / "conditions" / "psoriasis.toml").write_text(
        '[[finding]]\nid = "ours2026-1"\nstudy = "ours2026"\nsource = "adsc"\npreparation = "exosome"\n'
        'outcome = "Our own plaques thinned."\ndirection = "benefit"\nrole = "therapeutic"\nmodel = "animal"\n',
        encoding="utf-8",
    )
    hits = found("our own plaques", load(tmp_path))
    assert {"finding:ours2026-1", "study:ours2026"} == set(hits[:2])
    assert "condition:psoriasis" in found("psoriasis", load(tmp_path))


@pytest.mark.parametrize("data", [b"", b"no database " * 100])
def test_a_file_that_is_no_index_is_not_used(
    data: bytes, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "search.sqlite"
    file.write_bytes(data)
    monkeypatch.setattr(search, "INDEX", str(file))
    assert found("psoriasis", dataset)[0] == "condition:psoriasis"


@pytest.mark.parametrize("name", ["c#", "a%20b"])
def test_the_index_may_lie_in_a_folder_of_any_name(
    name: str, index: Path, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "search.sqlite").write_bytes(index.read_bytes())
    monkeypatch.setattr(search, "INDEX", str(tmp_path / name / "search.sqlite"))
    assert found("psoriasis", dataset)[0] == "condition:psoriasis"


# The command


class Run(NamedTuple):
    """What a run left behind."""

    code: int
    out: str
    complaints: str


def exo(*arguments: str) -> Run:
    """Run the command in this process, with the index of these tests."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2)]
    with patch.object(sys, "argv", ["exo", *arguments]), redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        code = run()
    for stream in streams:
        stream.flush()
        stream.seek(0)
    return Run(code, streams[0].read(), streams[1].read())


def objects(*arguments: str) -> list[dict[str, Any]]:
    """What is found, as JSON."""
    done = exo("find", *arguments, "-f", "json")
    assert (done.code, done.complaints) == (0, "")
    hits: list[dict[str, Any]] = json.loads(done.out)
    return hits


def test_json_has_the_keys_of_the_contract_best_first(dataset: Dataset) -> None:
    hits = objects(OF_EVERY_KIND, "--limit", "900")
    assert {hit["kind"] for hit in hits} == set(search.KINDS)
    for hit in hits:
        keys = ["kind", "id", "name", "score", "snippet"]
        own = ["study", "condition"] if hit["kind"] == "finding" else []
        assert list(hit) == [*keys, *own, "overlay"]
        assert hit.pop("overlay") is None
        assert all(isinstance(value, float if key == "score" else str) for key, value in hit.items())
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert [f"{hit['kind']}:{hit['id']}" for hit in hits] == found(OF_EVERY_KIND, dataset, 900)


def test_words_need_no_quotes() -> None:
    assert objects("wound", "closure", "mice") == objects("wound closure mice")


def test_csv_and_tsv_have_a_row_for_each_hit() -> None:
    ids = [hit["id"] for hit in objects("psoriasis")]
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        table = exo("find", "psoriasis", "-f", form).out
        read = list(csv.DictReader(io.StringIO(table, newline=""), delimiter=delimiter))
        assert [row["id"] for row in read] == ids


@pytest.mark.parametrize("arguments", [("qqqqqq",), ("psoriasis", "--kind", "condition")])
def test_csv_has_the_same_columns_whatever_is_found(arguments: tuple[str, ...]) -> None:
    header = exo("find", *arguments, "-f", "csv").out.splitlines()[0]
    assert header == "kind,id,name,score,snippet,study,condition,overlay"


@pytest.mark.parametrize("query", ["qqqqqq", "", "?"])
@pytest.mark.parametrize("form", ["plain", "table", "markdown"])
def test_nothing_found_is_said_and_exits_1(query: str, form: str) -> None:
    done = exo("find", query, "-f", form)
    assert done.code == 1
    assert "nothing found" in done.out
    assert "No word of it is on file" in " ".join(done.out.split())


def test_nothing_found_is_an_empty_list_for_programs_and_exits_1() -> None:
    done = exo("find", "qqqqqq", "-f", "json")
    assert (done.code, json.loads(done.out)) == (1, [])


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("psoriasis", "--kind", "paper"),
        ("psoriasis", "--model", "mouse"),
        ("psoriasis", "--limit", "0"),
        ("psoriasis", "--limit", "many"),
        ("psoriasis", "--since", "yesterday"),
        ("psoriasis", "-f", "xml"),
    ],
)
def test_wrong_usage_exits_2_and_finds_nothing(arguments: tuple[str, ...]) -> None:
    done = exo("find", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.complaints.splitlines()[-1].startswith("Error: ")


def test_a_wrong_word_in_a_filter_brings_the_allowed_ones() -> None:
    complaint = exo("find", "psoriasis", "--kind", "studies").complaints
    assert "'studies' is none of condition, source, molecule, " in complaint
    assert "did you mean 'study'?" in complaint


def test_an_unknown_condition_exits_1_with_suggestions() -> None:
    done = exo("find", "exosomes", "--condition", "vitilgo")
    assert (done.code, done.out) == (1, "")
    assert "vitiligo" in done.complaints


def test_filters_are_options_of_the_command() -> None:
    assert {hit["kind"] for hit in objects("melasma", "--kind", "trial", "--kind", "notice")} == {"trial"}
    assert len(objects("exosomes", "--limit", "3")) == 3
    assert len(objects("exosomes")) == 20
    kept = objects("angiogenesis", "--condition", "skin-flap", "--model", "animal", "--since", "2022")
    assert {hit["condition"] for hit in kept} == {"skin-flap"}
    assert {hit["kind"] for hit in kept} == {"finding"}
    assert {"niu2022-1", "ge2023-3"} <= {hit["id"] for hit in kept}
    assert "pmc6895502-1" not in {hit["id"] for hit in kept}


def test_a_condition_is_named_as_people_name_it_and_brings_those_below_it() -> None:
    kept = objects("exosomes", "--condition", "wound healing", "--kind", "finding", "--limit", "500")
    assert {"wound-repair", "diabetic-wound", "burn", "acne-scar"} <= {hit["condition"] for hit in kept}
    assert "psoriasis" not in {hit["condition"] for hit in kept}
    assert objects("exosomes", "--condition", "eczema") == objects("exosomes", "--condition", "atopic-dermatitis")


@pytest.mark.parametrize("form", ["plain", "table", "markdown"])
@pytest.mark.parametrize(
    ("query", "kind", "key"), [("GelMA fractional laser", "finding", "zhang2023"), ("37015903", "study", "chang2023")]
)
def test_a_retracted_paper_is_marked(
    query: str, kind: str, key: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    done = exo("find", query, "--kind", kind, "--limit", "1", "-f", form)
    assert done.code == 0
    assert key in done.out
    assert "retracted" in done.out


def test_a_paper_that_stands_is_not_marked_as_retracted() -> None:
    assert "retracted" not in exo("find", "psoriasis", "--kind", "study", "-f", "plain").out


def test_what_was_asked_for_stands_out_in_markdown() -> None:
    assert "**Psoriasis** is a chronic inflammation" in exo("find", "psoriasis", "--limit", "1", "-f", "markdown").out


def test_nothing_is_left_open() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(exocli.__file__).parents[1])}
    command = [sys.executable, "-W", "error", "-m", "exocli", "find", "psoriasis"]
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
