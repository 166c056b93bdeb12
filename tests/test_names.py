"""From what a person types to an id: forgiving, and never lost for words."""

import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import Folder
from exocli import cite
from exocli.dataset import Dataset
from exocli.names import KINDS, Match, UnknownNameError, entries, fold, folds, resolve, suggest

GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "omicron": "ο",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
}
ANY_TEXT = st.text(st.characters()) | st.lists(
    st.sampled_from(
        [
            "TNF",
            "α",
            "µ",
            "ß",
            "İ",
            "-",
            " ",
            ":",
            "/",
            "molecule",
            "study",
            "10.3390/",
            "ageing",
            "oe",
            "haem",
            "s",
            "2021",
        ]
    )
).map("".join)


def first(query: str, dataset: Dataset) -> tuple[str, str]:
    """Kind and id of what a query most likely means."""
    match = resolve(query, dataset)[0]
    return match.kind, match.id


class TestFold:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("TNF-α", "tnf-alpha"),
            ("TNF-α", "Tnf Alpha"),
            ("TNF-Α", "TNF-α"),
            ("NF-κB", "nf kappa b"),
            ("IL-1β", "IL1beta"),
            ("TGF‑β", "TGF-β"),
            ("µm", "μm"),
            ("ΔNp63", "delta-Np63"),
            ("Ménière", "meniere"),
            ("naïve", "naive"),
            ("Ｔ cells", "T-cells"),
            ("anti-ageing", "anti-aging"),
            ("Photoageing", "photoaging"),
            ("haemorrhage", "hemorrhage"),
            ("ischaemia", "ischemia"),
            ("anaemia", "anemia"),
            ("oedema", "edema"),
            ("lymphoedema", "lymphedema"),
            ("angio-oedema", "angioedema"),
            ("oestrogen", "estrogen"),
            ("leucocyte", "leukocyte"),
            ("tumour", "tumor"),
            ("colour", "color"),
            ("fibre", "fiber"),
            ("sulphate", "sulfate"),
            ("vascularisation", "vascularization"),
            ("normalise", "normalize"),
            ("catalysing", "catalyzing"),
        ],
    )
    def test_two_ways_to_write_a_name_are_one(self, one: str, other: str) -> None:
        assert fold(one) == fold(other) != ""

    @pytest.mark.parametrize("name", GREEK)
    def test_a_greek_letter_is_its_name(self, name: str) -> None:
        assert fold(f"PPAR-{GREEK[name]}") == fold(f"PPAR {name}")
        assert fold(GREEK[name].upper()) == fold(name)

    @pytest.mark.parametrize(("one", "other"), [("TGF-β1", "TGF-β2"), ("miR-21-3p", "miR-21-5p"), ("IL-1α", "IL-1β")])
    def test_what_differs_stays_apart(self, one: str, other: str) -> None:
        assert not folds(one) & folds(other)

    def test_greek_letters_are_also_found_as_latin_ones(self) -> None:
        assert folds("TNF-α") == {"tnfalpha", "tnfa"}
        assert folds("NF-κB") == {"nfkappab", "nfkb"}
        assert folds("TNF") == {"tnf"}

    @given(ANY_TEXT)
    @example("\ud800")
    @example("\x00")
    def test_it_takes_any_text_and_leaves_letters_and_digits(self, text: str) -> None:
        assert set(fold(text)) <= {*string.ascii_lowercase, *string.digits}
        assert folds(text) <= {form for form in folds(text) if form}
        assert not fold(text) or fold(text) in folds(text)

    @given(ANY_TEXT)
    @example("ανεμος")
    def test_folding_twice_changes_nothing(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    @given(st.text())
    def test_case_spaces_and_hyphens_make_no_difference(self, text: str) -> None:
        assert fold(f" {text}-") == fold(text)
        assert fold(text.casefold()) == fold(text)


class TestResolve:
    @pytest.mark.parametrize(
        ("query", "kind", "id_"),
        [
            ("psoriasis", "condition", "psoriasis"),
            (" Psoriasis ", "condition", "psoriasis"),
            ("eczema", "condition", "atopic-dermatitis"),
            ("Atopic Dermatitis", "condition", "atopic-dermatitis"),
            ("alopecia", "condition", "hair-growth"),
            ("lupus", "condition", "lupus"),
            ("SLE", "condition", "lupus"),
            ("hives", "condition", "urticaria"),
            ("anti-ageing", "condition", "anti-aging"),
            ("Anti Aging", "condition", "anti-aging"),
            ("wound healing", "condition", "wound-repair"),
            ("keloids", "condition", "scar"),
            ("keloid", "condition", "scar"),
            ("grey hair", "condition", "hair-pigmentation"),
            ("gray hair", "condition", "hair-pigmentation"),
            ("L40", "condition", "psoriasis"),
            ("TNF-α", "molecule", "TNF"),
            ("tnf-alpha", "molecule", "TNF"),
            ("TNFa", "molecule", "TNF"),
            ("tumor necrosis factor", "molecule", "TNF"),
            ("tumour necrosis factor", "molecule", "TNF"),
            ("MMP-1", "molecule", "MMP1"),
            ("mmp1", "molecule", "MMP1"),
            ("IL-1β", "molecule", "IL1B"),
            ("collagen III", "molecule", "collagen-III"),
            ("TGF-β", "molecule", "TGF-beta"),
            ("NF-kB", "pathway", "nf-kb"),
            ("NF-κB", "pathway", "nf-kb"),
            ("nf kappa b", "pathway", "nf-kb"),
            ("Th17", "readout", "th17-cells"),
            ("ADSC", "source", "adsc"),
            ("adipose derived stem cells", "source", "adsc"),
            ("nct05523011", "trial", "NCT05523011"),
            ("Public Safety Notification on Exosome Products", "notice", "us-fda-2019-public-safety-notification"),
        ],
    )
    def test_a_name_is_found_the_way_people_write_it(self, dataset: Dataset, query: str, kind: str, id_: str) -> None:
        assert first(query, dataset) == (kind, id_)

    @pytest.mark.parametrize(
        "query",
        [
            "thakur2023",
            "Thakur2023",
            "Thakur 2023",
            "10.3390/cosmetics10020065",
            "10.3390/COSMETICS10020065",
            "doi:10.3390/cosmetics10020065",
            "DOI: 10.3390/cosmetics10020065",
            "https://doi.org/10.3390/cosmetics10020065",
            "study:thakur2023",
            "study:10.3390/cosmetics10020065",
            "Therapeutic values of exosomes in cosmetics, skin care, tissue regeneration, and dermatological diseases",
        ],
    )
    def test_a_study_is_found_by_key_doi_address_and_title(self, dataset: Dataset, query: str) -> None:
        assert [(match.kind, match.id) for match in resolve(query, dataset)] == [("study", "thakur2023")]

    @pytest.mark.parametrize("query", ["34167333", "PMID 34167333", "PMID: 34167333", "pmid:34167333", "pmid34167333"])
    def test_a_study_is_found_by_its_pmid(self, dataset: Dataset, query: str) -> None:
        assert first(query, dataset) == ("study", "pmid34167333")

    @pytest.mark.parametrize("query", ["29468680", "PMID 29468680", "PMID: 29468680", "pmid29468680"])
    def test_a_study_with_a_key_of_its_own_is_found_by_its_pmid_too(self, dataset: Dataset, query: str) -> None:
        assert first(query, dataset) == ("study", "fang2018")

    @pytest.mark.parametrize("query", ["PMC7032013", "pmc7032013", "pmc 7032013"])
    def test_a_study_is_found_by_its_pmcid(self, dataset: Dataset, query: str) -> None:
        assert first(query, dataset) == ("study", "pmc7032013")

    @pytest.mark.parametrize("key", ["thakur2023", "pmid34167333", "pmc7032013"])
    def test_a_study_is_found_by_the_link_that_its_reference_shows(self, dataset: Dataset, key: str) -> None:
        link = cite.link(dataset.studies[key])
        assert link is not None
        assert first(link, dataset) == ("study", key)

    @pytest.mark.parametrize(
        ("query", "kind", "id_"),
        [
            ("molecule:nrf2", "molecule", "NFE2L2"),
            ("pathway:nrf2", "pathway", "nrf2"),
            ("Pathway: NRF2", "pathway", "nrf2"),
            ("molecule:TGF-β", "molecule", "TGF-beta"),
            ("pathway:TGF-β", "pathway", "tgf-beta-pathway"),
            ("condition:eczema", "condition", "atopic-dermatitis"),
        ],
    )
    def test_a_kind_before_the_name_asks_for_that_kind(self, dataset: Dataset, query: str, kind: str, id_: str) -> None:
        assert [(match.kind, match.id) for match in resolve(query, dataset)] == [(kind, id_)]

    def test_a_name_of_two_things_gives_both_in_the_order_of_kinds(self, dataset: Dataset) -> None:
        assert [(match.kind, match.id) for match in resolve("NRF2", dataset)] == [
            ("molecule", "NFE2L2"),
            ("pathway", "nrf2"),
        ]

    def test_a_title_gives_way_to_a_name(self, folder: Folder) -> None:
        folder.change("trials.toml", "Vesicles in wounds", "Wound closure")
        dataset = folder.load()
        assert [match.kind for match in resolve("wound closure", dataset)] == ["readout"]
        assert [match.kind for match in resolve("trial:wound closure", dataset)] == ["trial"]

    def test_a_kind_that_does_not_have_the_name_does_not_find_it(self, dataset: Dataset) -> None:
        with pytest.raises(UnknownNameError):
            resolve("trial:psoriasis", dataset)

    def test_every_id_and_every_name_is_found(self, folder: Folder) -> None:
        dataset = folder.load()
        for match in entries(dataset):
            assert (match.kind, match.id) in {(found.kind, found.id) for found in resolve(match.name, dataset)}

    def test_every_bundled_id_is_found_under_its_kind(self, dataset: Dataset) -> None:
        for match in entries(dataset):
            if match.name == match.id and match.kind in {"condition", "study", "trial", "notice", "source"}:
                assert first(f"{match.kind}:{match.id}", dataset) == (match.kind, match.id)

    @pytest.mark.parametrize("query", ["", " ", "-", ":", "study:", "condition: ", "?!", "\x00", "s", "\ud800"])
    def test_nothing_much_is_nothing_known(self, dataset: Dataset, query: str) -> None:
        with pytest.raises(UnknownNameError):
            resolve(query, dataset)

    @settings(max_examples=30)
    @given(ANY_TEXT)
    def test_whatever_is_typed_is_found_or_unknown(self, dataset: Dataset, query: str) -> None:
        try:
            found = resolve(query, dataset)
        except UnknownNameError:
            return
        assert found
        assert all(match.kind in KINDS for match in found)

    def test_what_is_unknown_says_what_was_asked(self, dataset: Dataset) -> None:
        with pytest.raises(UnknownNameError) as caught:
            resolve("condition:psorasis", dataset)
        assert caught.value.query == "condition:psorasis"
        assert isinstance(caught.value, LookupError)


class TestEntries:
    def test_records_that_do_not_hold_a_name_are_left_out_and_no_name_is_lost(self, dataset: Dataset) -> None:
        kinds = tuple(kind for kind in KINDS if kind != "study")
        everything = list(entries(dataset, kinds))
        for name in sorted({match.name.casefold() for match in everything})[::7]:
            found = [match for match in entries(dataset, kinds, name) if match.name.casefold() == name]
            assert found == [match for match in everything if match.name.casefold() == name]


class TestSuggest:
    @pytest.mark.parametrize(
        ("query", "nearest"),
        [
            ("psorasis", "psoriasis"),
            ("vitilgo", "vitiligo"),
            ("atopic dermatits", "atopic-dermatitis"),
            ("MMP-11", "MMP1"),
            ("fibroblas", "fibroblast"),
        ],
    )
    def test_a_slip_is_answered_with_the_nearest_name(self, dataset: Dataset, query: str, nearest: str) -> None:
        with pytest.raises(UnknownNameError) as caught:
            resolve(query, dataset)
        assert nearest in caught.value.suggestions[:3]

    def test_a_part_of_a_name_is_answered_with_the_whole(self, dataset: Dataset) -> None:
        assert "Systemic lupus erythematosus" in suggest("systemic lupus", dataset, ("condition",))

    def test_no_more_are_given_than_asked_for(self, dataset: Dataset) -> None:
        assert len(suggest("miR", dataset)) == 5
        assert len(suggest("miR", dataset, limit=2)) == 2

    def test_only_the_kinds_asked_for_are_given(self, folder: Folder) -> None:
        dataset = folder.load()
        assert suggest("wound", dataset, ("readout",)) == ("wound-closure",)
        assert suggest("wound", dataset, ("notice",)) == ()

    @pytest.mark.parametrize("query", ["", "?", "qqqqqqqqqqqq"])
    def test_what_resembles_nothing_gets_no_suggestion(self, dataset: Dataset, query: str) -> None:
        assert suggest(query, dataset) == ()

    def test_one_thing_is_suggested_once(self, folder: Folder) -> None:
        folder.change(
            "molecules.toml", 'aliases = ["tumour necrosis factor"]', 'aliases = ["cachectin 1", "cachectin"]'
        )
        assert suggest("cachectine", folder.load()) == ("cachectin",)


def test_names_come_with_what_they_name(folder: Folder) -> None:
    found = list(entries(folder.load(), ("source",)))
    assert found == [
        Match("source", "msc", "msc"),
        Match("source", "msc", "mesenchymal stromal cell"),
        Match("source", "msc", "MSC"),
        Match("source", "adsc", "adsc"),
        Match("source", "adsc", "adipose-derived stromal cell"),
        Match("source", "adsc", "ADSC"),
    ]
