"""What must hold in the bundled data, whatever is added to it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

import msgspec
import pytest

from exocli import cite
from exocli.dataset import TARGETS, Dataset
from exocli.evidence import direction_of
from exocli.model import Claim

CONDITIONS = (
    "anti-aging",
    "photoaging",
    "skin-hydration",
    "pigment-regulation",
    "vitiligo",
    "acne",
    "wound-repair",
    "diabetic-wound",
    "burn",
    "scar",
    "skin-flap",
    "radiation-injury",
    "psoriasis",
    "atopic-dermatitis",
    "contact-dermatitis",
    "urticaria",
    "lupus",
    "systemic-sclerosis",
    "gvhd",
    "epidermolysis-bullosa",
    "hair-growth",
    "androgenetic-alopecia",
    "alopecia-areata",
    "hair-pigmentation",
)
SURNAME_KEY = re.compile(r"([a-z]+)((?:19|20)\d\d)([a-z]?)")
# Letters that Unicode does not take apart, as they are written without their stroke.
LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae"})


@pytest.fixture(scope="module")
def claims(dataset: Dataset) -> dict[str, Claim]:
    """The claims of the seed review by id."""
    return {claim.id: claim for _, claim in dataset.claims()}


class TestConditions:
    @pytest.mark.parametrize("id_", CONDITIONS)
    def test_every_condition_of_the_reference_is_there(self, dataset: Dataset, id_: str) -> None:
        assert id_ in dataset.conditions

    def test_every_condition_has_a_name_and_a_summary(self, dataset: Dataset) -> None:
        for id_, condition in dataset.conditions.items():
            assert condition.name, id_
            assert condition.summary.endswith("."), id_

    def test_a_summary_is_a_paragraph(self, dataset: Dataset) -> None:
        for id_, condition in dataset.conditions.items():
            assert 2 <= len(re.findall(r"[.!?](?:\s|$)", condition.summary)) <= 8, id_
            assert len(condition.summary.split()) <= 250, id_

    @pytest.mark.parametrize(
        ("narrow", "wide"),
        [
            ("diabetic-wound", "wound-repair"),
            ("burn", "wound-repair"),
            ("androgenetic-alopecia", "hair-growth"),
            ("alopecia-areata", "hair-growth"),
        ],
    )
    def test_a_narrow_condition_knows_its_wider_one(self, dataset: Dataset, narrow: str, wide: str) -> None:
        assert wide in dataset.conditions[narrow].broader


class TestReview:
    """The seed review, claim by claim."""

    @pytest.mark.parametrize(
        ("where", "said"),
        [
            ("Exosomes in skin", "microenvironment"),
            ("Exosomes in skin", "gene expression"),
            ("Exosomes in skin", "differentiation"),
            ("Anti-aging", "wrinkles"),
            ("Anti-aging", "texture"),
            ("Anti-aging", "elasticity"),
            ("Skin hydration and barrier", "hydration"),
            ("Photoaging", "damage"),
            ("Photoaging", "inflammation"),
            ("Wound repair", "wounds"),
            ("Systemic lupus erythematosus", "lupus"),
            ("Psoriasis", "psoriasis"),
            ("Atopic dermatitis", "atopic dermatitis"),
            ("Systemic sclerosis", "systemic sclerosis"),
            ("Pigment regulation", "pigment"),
            ("Vitiligo", "vitiligo"),
            ("Hair growth", "hair growth"),
        ],
    )
    def test_each_claim_of_its_abstract_is_there(self, dataset: Dataset, where: str, said: str) -> None:
        assert [claim for name, claim in dataset.claims() if name == where and said in claim.text and _abstract(claim)]

    def test_it_is_the_review_of_thakur(self, dataset: Dataset) -> None:
        seed = dataset.studies[dataset.about.seed]
        assert (seed.doi, seed.year, seed.kind) == ("10.3390/cosmetics10020065", 2023, "review")

    def test_it_has_mmp_1_rising_and_the_studies_have_it_falling(
        self, dataset: Dataset, claims: dict[str, Claim]
    ) -> None:
        claim = claims["seed-mmp1"]
        assert (claim.verdict, claim.supporting, claim.about) == ("contradicted", (), ("MMP1",))
        assert {"pmc7032013", "ellistasari2022", "liang2020"} <= set(claim.opposing)
        for key in claim.opposing:
            sides = {
                direction_of(effect)
                for finding in dataset.findings()
                for effect in finding.effects
                if finding.study == key and effect.on == "MMP1" and effect.via is None
            }
            assert sides == {"down"}, key

    def test_a_claim_has_an_id_of_its_own_and_a_reason(self, dataset: Dataset, claims: dict[str, Claim]) -> None:
        assert len(claims) == sum(1 for _ in dataset.claims())
        for claim in claims.values():
            assert claim.reason.endswith("."), claim.id

    def test_a_verdict_rests_on_findings(self, dataset: Dataset, claims: dict[str, Claim]) -> None:
        studies = {finding.study for finding in dataset.findings()}
        for claim in claims.values():
            assert {*claim.supporting, *claim.opposing} <= studies, claim.id


def _abstract(claim: Claim) -> bool:
    return "abstract" in claim.basis


class TestStudies:
    def test_there_are_hundreds(self, dataset: Dataset) -> None:
        assert len(dataset.studies) >= 330
        assert sum(1 for _ in dataset.findings()) >= 370

    @pytest.mark.parametrize("key", ["chang2023", "zhang2023"])
    def test_a_retracted_paper_is_marked(self, dataset: Dataset, key: str) -> None:
        assert dataset.studies[key].status == "retracted"
        assert key in dataset.retracted

    def test_what_is_known_to_be_retracted_is_what_is_marked(self, dataset: Dataset) -> None:
        for key, study in dataset.studies.items():
            assert (key in dataset.retracted) == (study.status == "retracted")

    def test_a_key_is_the_surname_of_the_first_author_and_the_year(self, dataset: Dataset) -> None:
        for key, study in dataset.studies.items():
            if match := SURNAME_KEY.fullmatch(key):
                surname = cite.surname(study.authors[0]).casefold().translate(LETTERS)
                surname = unicodedata.normalize("NFKD", surname)
                assert match[1] == re.sub("[^a-z]", "", surname), key
                assert match[2] == str(study.year), key

    def test_the_second_paper_of_a_year_follows_the_first(self, dataset: Dataset) -> None:
        for key in dataset.studies:
            if (match := SURNAME_KEY.fullmatch(key)) and match[3]:
                before = chr(ord(match[3]) - 1)
                assert f"{match[1]}{match[2]}{'' if before == 'a' else before}" in dataset.studies, key

    def test_a_key_without_a_surname_is_the_identifier_of_a_partial_record(self, dataset: Dataset) -> None:
        for key, study in dataset.studies.items():
            if not SURNAME_KEY.fullmatch(key):
                doi = "doi-" + re.sub("[^a-z0-9]+", "-", (study.doi or "").casefold())
                assert key in {f"pmid{study.pmid}", (study.pmcid or "").casefold(), doi}, key
                assert study.partial, key

    def test_a_record_was_checked_before_the_dataset_was_released(self, dataset: Dataset) -> None:
        checked = [study.checked for study in dataset.studies.values() if study.checked]
        assert checked
        assert max(checked) <= dataset.about.released

    def test_a_finding_comes_from_no_narrative_review(self, dataset: Dataset) -> None:
        for finding in dataset.findings():
            assert dataset.studies[finding.study].kind != "review", finding.id

    def test_a_finding_says_its_outcome_in_a_sentence(self, dataset: Dataset) -> None:
        for finding in dataset.findings():
            assert finding.outcome.endswith("."), finding.id


class TestVocabulary:
    def test_a_gene_stands_once(self, dataset: Dataset) -> None:
        genes = [entry.hgnc for entry in dataset.molecules.values() if entry.kind == "gene"]
        assert None not in genes
        assert [hgnc for hgnc, times in Counter(genes).items() if times > 1] == []

    def test_the_id_of_a_gene_is_its_symbol(self, dataset: Dataset) -> None:
        symbol = re.compile(r"[A-Z][A-Z0-9]*(orf\d+)?(-[A-Z0-9]+)*")
        genes = [id_ for id_, entry in dataset.molecules.items() if entry.kind == "gene"]
        assert [id_ for id_ in genes if not symbol.fullmatch(id_)] == []

    @pytest.mark.parametrize(
        ("id_", "hgnc"), [("TNF", "HGNC:11892"), ("MMP1", "HGNC:7155"), ("TGFB1", "HGNC:11766"), ("IL6", "HGNC:6018")]
    )
    def test_a_gene_has_its_hgnc_id(self, dataset: Dataset, id_: str, hgnc: str) -> None:
        assert dataset.molecules[id_].hgnc == hgnc

    def test_a_family_is_not_one_of_its_members(self, dataset: Dataset) -> None:
        assert (dataset.molecules["TGF-beta"].kind, dataset.molecules["TGF-beta"].hgnc) == ("family", None)
        assert dataset.molecules["TGFB1"].broader == "TGF-beta"

    def test_every_entry_is_used(self, dataset: Dataset) -> None:
        used: set[str] = set()
        for finding in dataset.findings():
            used |= {finding.source, *finding.cargo, *finding.content, *finding.pathway}
            used |= {effect.on for effect in finding.effects}
        used |= {id_ for _, claim in dataset.claims() for id_ in claim.about}
        used |= {trial.source for trial in dataset.trials.values()}
        used |= {member for pathway in dataset.pathways.values() for member in pathway.members}
        for kind in ("source", *TARGETS):
            entries = dataset.vocabulary(kind)
            wider = {entry.broader for entry in entries.values()}
            assert [id_ for id_ in entries if id_ not in used and id_ not in wider] == []


class TestDatasetItself:
    def test_it_has_a_version_a_licence_and_a_caution(self, dataset: Dataset) -> None:
        about = dataset.about
        assert about.version.startswith(f"{about.released.year}.{about.released.month}")
        assert about.licence == "CC-BY-4.0"
        assert "not medical advice" in about.caution
        assert about.cutoff <= about.released.isoformat()

    def test_its_headline_notice_is_the_warning_of_the_fda(self, dataset: Dataset) -> None:
        notice = dataset.notices[dataset.about.headline_notice]
        assert notice.body == "Food and Drug Administration"
        assert "no exosome product is FDA-approved" in notice.summary

    @pytest.mark.parametrize(
        "kind",
        ["conditions", "studies", "sources", "molecules", "readouts", "pathways", "trials", "notices"],
    )
    def test_no_text_is_empty_or_padded(self, dataset: Dataset, kind: str) -> None:
        for id_, record in getattr(dataset, kind).items():
            for text in _texts(msgspec.to_builtins(record)):
                assert text, id_
                assert text == " ".join(text.split()), id_


def _texts(values: object) -> Iterator[str]:
    """Every text in the values of a record."""
    if isinstance(values, str):
        yield values
    elif isinstance(values, dict):
        for value in values.values():
            yield from _texts(value)
    elif isinstance(values, list | tuple):
        for value in values:
            yield from _texts(value)
