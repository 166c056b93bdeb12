"""Pages as documents: what the page of each thing must say, whatever draws it."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from msgspec import structs

from exocli import Dataset, cite, contract
from exocli.dataset import Vocabulary
from exocli.evidence import conflicts, shelve
from exocli.selection import Filters, select
from exocli.view import condition, entity, listing, registry, study
from exocli.view.document import Block, Document, Fields, Grid, Heading, Items, Paragraph, Row, Span, Text, Title

MARK = re.compile(r"\[(\d+)\]")
VOCABULARIES: tuple[Vocabulary, ...] = ("source", "molecule", "readout", "pathway")


def words(text: Text) -> str:
    return "".join(span.text for span in text)


def texts(document: Document) -> Iterator[Text]:
    """Every text of a page, in the order in which it is read."""
    for block in document:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Fields | Items):
            yield from (text for _, text in (block.rows if isinstance(block, Fields) else block.items))
        elif isinstance(block, Grid):
            yield from (row.cells[name] for row in block.rows for name, _ in block.labels)


def spans(document: Document) -> Iterator[Span]:
    for text in texts(document):
        yield from text


def fields(document: Document) -> dict[str, str]:
    return {label: words(text) for block in document if isinstance(block, Fields) for label, text in block.rows}


def section(document: Document, name: str) -> list[Block]:
    """What stands under a heading, up to the next one."""
    start = next(place for place, block in enumerate(document) if isinstance(block, Heading) and block.name == name)
    rest = document[start + 1 :]
    end = next((place for place, block in enumerate(rest) if isinstance(block, Heading)), len(rest))
    return list(rest[:end])


def rows(blocks: list[Block]) -> list[Row]:
    return [row for block in blocks if isinstance(block, Grid) for row in block.rows]


def headings(document: Document) -> list[str]:
    return [block.name for block in document if isinstance(block, Heading)]


def verdicts(document: Document) -> list[tuple[str, str, str]]:
    """Claim, verdict and reason of every claim on a page."""
    return [
        (row.cells["claim"][0].text, words(row.cells["verdict"]), words(row.cells["reason"]))
        for row in rows(list(document))
        if "verdict" in row.cells
    ]


def page_of(id_: str, dataset: Dataset, filters: Filters | None = None) -> Document:
    return condition.document(select(dataset.conditions[id_], dataset, filters or Filters()), dataset)


def study_page(key: str, dataset: Dataset) -> Document:
    return study.document(dataset.studies[key], dataset)


@pytest.fixture(scope="module")
def conditions(dataset: Dataset) -> dict[str, Document]:
    return {id_: page_of(id_, dataset) for id_ in dataset.conditions}


@pytest.fixture(scope="module")
def pages(dataset: Dataset, conditions: dict[str, Document]) -> dict[str, Document]:
    """The page of everything that has one, by `kind:id`."""
    found = {f"condition:{id_}": page for id_, page in conditions.items()}
    found |= {
        f"{kind}:{id_}": entity.document(kind, id_, dataset)
        for kind in VOCABULARIES
        for id_ in dataset.vocabulary(kind)
    }
    found |= {f"study:{key}": study_page(key, dataset) for key in dataset.studies}
    found |= {f"trial:{id_}": registry.trial_document(trial, dataset) for id_, trial in dataset.trials.items()}
    found |= {f"notice:{id_}": registry.notice_document(notice, dataset) for id_, notice in dataset.notices.items()}
    return found


# Every page


def test_every_page_opens_with_its_title(pages: dict[str, Document]) -> None:
    for name, page in pages.items():
        title = page[0]
        assert isinstance(title, Title), name
        assert title.name, name
        assert title.kind, name


def test_every_page_ends_with_the_caution_and_the_notice_it_rests_on(
    pages: dict[str, Document], dataset: Dataset
) -> None:
    notice = dataset.notices[dataset.about.headline_notice]
    assert "not medical advice" in dataset.about.caution
    for name, page in pages.items():
        last = page[-1]
        assert isinstance(last, Paragraph), name
        assert words(last.text) == f"{dataset.about.caution} {notice.id}", name
        assert last.text[-1].link == notice.url, name


def test_no_page_prints_a_value_that_was_not_seen(pages: dict[str, Document]) -> None:
    for name, page in pages.items():
        for text in texts(page):
            assert not re.search(r"\bNone\b(?! of)", words(text)), name


def test_references_are_numbered_in_the_order_of_first_mention(pages: dict[str, Document]) -> None:
    for name, page in pages.items():
        mentioned = [
            int(found[1]) for span in spans(page) if span.style == "key" and (found := MARK.fullmatch(span.text))
        ]
        first = list(dict.fromkeys(mentioned))
        assert first == list(range(1, len(first) + 1)), name


def test_every_mark_has_its_reference_and_every_reference_its_mark(
    pages: dict[str, Document], dataset: Dataset
) -> None:
    for name, page in pages.items():
        marks = {int(MARK.sub(r"\1", span.text)): span.link for span in spans(page) if MARK.fullmatch(span.text)}
        if not marks:
            assert "References" not in headings(page), name
            continue
        if "References" not in headings(page):
            # On the page of a paper, [1] alone is the paper itself.
            assert name.startswith("study:"), name
            assert marks == {1: cite.link(dataset.studies[name.removeprefix("study:")])}, name
            continue
        (listed,) = (block for block in section(page, "References") if isinstance(block, Items))
        assert [mark for mark, _ in listed.items] == [f"{number}." for number in sorted(marks)], name
        for number, (_, text) in enumerate(listed.items, 1):
            record = dataset.studies[text[0].text]
            interests = f" Interests: {record.interests}" if record.interests else ""
            assert words(text) == f"{record.key} {cite.reference(record)}{interests}", name
            assert marks[number] == cite.link(record), name


def test_a_retracted_paper_is_marked_wherever_it_is_mentioned(pages: dict[str, Document], dataset: Dataset) -> None:
    retracted = {key for key, record in dataset.studies.items() if record.status == "retracted"}
    links = {cite.link(dataset.studies[key]) for key in retracted}
    assert links
    seen = 0
    for name, page in pages.items():
        for text in texts(page):
            for span, after in pairwise((*text, Span(""))):
                if MARK.fullmatch(span.text) and span.link in links:
                    assert after.text == " retracted", name
                    seen += 1
            if text and text[0].text in retracted and len(text) > 1:
                assert text[2] == Span("[RETRACTED]", "bad"), name
    assert seen


def test_an_incomplete_record_says_so_wherever_it_is_cited(pages: dict[str, Document], dataset: Dataset) -> None:
    partial = {key for key, record in dataset.studies.items() if record.partial}
    assert partial
    for key in partial:
        assert "[record incomplete]" in " ".join(map(words, texts(pages[f"study:{key}"])))
    for name, page in pages.items():
        for block in page:
            for _, text in block.items if isinstance(block, Items) else ():
                if text[0].text in partial:
                    assert "[record incomplete]" in words(text), name


def test_a_level_never_stands_without_its_model(pages: dict[str, Document]) -> None:
    for name, page in pages.items():
        for row in rows(list(page)):
            if "level" in row.cells:
                assert words(row.cells["level"]) in {"1", "2", "3", "4", "5", "–"}, name
                assert words(row.cells["model"]).startswith(("human", "animal", "ex vivo", "in vitro")), name


# The page of a condition


def test_a_condition_says_what_it_is_and_how_far_the_evidence_goes(dataset: Dataset) -> None:
    page = page_of("psoriasis", dataset)
    assert page[0] == Title("Psoriasis", "disease")
    assert fields(page)["ICD-10"] == "L40"
    assert dataset.conditions["psoriasis"].summary in [words(text) for text in texts(page)]
    assert re.match(r"\d+ studies, \d+ findings; studies at level 4 uncontrolled: ", fields(page)["evidence"])
    assert "benefit" in fields(page)["direction"]


def test_every_finding_of_a_condition_stands_in_one_row(conditions: dict[str, Document], dataset: Dataset) -> None:
    for id_, page in conditions.items():
        shown = sorted(words(row.cells["outcome"]) for row in rows(list(page)) if "outcome" in row.cells)
        findings = dataset.conditions[id_].findings
        assert len(shown) == len(findings), id_
        for finding in findings:
            assert any(finding.outcome in outcome for outcome in shown), finding.id


def test_people_stand_before_animals_and_animals_before_cells(conditions: dict[str, Document]) -> None:
    order = ["In people", "In animals", "Ex vivo", "In vitro"]
    for id_, page in conditions.items():
        if "Mechanisms" in headings(page):
            groups = [row.group for row in rows(section(page, "Mechanisms")) if row.group]
            assert groups == sorted(set(groups), key=order.index), id_


@pytest.mark.parametrize(
    ("shelf", "heading"),
    [
        ("evidence", "Mechanisms"),
        ("pathogenic", "Vesicles that drive the disease"),
        ("physiological", "Vesicles in healthy skin"),
        ("conditioned-medium", "Conditioned medium"),
        ("retracted", "Retracted"),
    ],
)
def test_what_does_not_count_stands_apart_from_what_does(
    shelf: str, heading: str, conditions: dict[str, Document], dataset: Dataset
) -> None:
    seen = 0
    for id_, page in conditions.items():
        shelves = {
            str(name): found for name, found in shelve(dataset.conditions[id_].findings, dataset.retracted).items()
        }
        if not shelves[shelf]:
            assert heading not in headings(page), id_
            continue
        shown = [words(row.cells["outcome"]) for row in rows(section(page, heading))]
        assert len(shown) == len(shelves[shelf]), id_
        assert all(any(finding.outcome in outcome for outcome in shown) for finding in shelves[shelf]), id_
        seen += 1
    assert seen


def test_conditioned_medium_is_never_among_the_mechanisms(conditions: dict[str, Document]) -> None:
    medium = 0
    for id_, page in conditions.items():
        for heading in headings(page):
            for row in rows(section(page, heading)):
                if "source" in row.cells and row.cells["source"][1].text == " conditioned medium":
                    assert heading in {"Conditioned medium", "Retracted"}, id_
                    medium += 1
    assert medium


def test_an_observation_stands_apart_and_has_no_level(dataset: Dataset) -> None:
    psoriasis = dataset.conditions["psoriasis"]
    seen = next(row for row in psoriasis.findings if row.model == "human" and row.role == "therapeutic")
    observed = structs.replace(psoriasis, findings=(structs.replace(seen, direction="association"),))
    page = condition.document(select(observed, dataset), dataset)
    assert "Mechanisms" not in headings(page)
    (row,) = rows(section(page, "Observations"))
    assert words(row.cells["level"]) == "–"
    assert fields(page)["not counted"] == "1 observational"


def test_what_was_not_counted_is_said_beside_what_was(conditions: dict[str, Document], dataset: Dataset) -> None:
    said = fields(conditions["urticaria"])
    assert said["evidence"] == "no vesicle study on file"
    assert said["not counted"] == "2 on vesicles that drive the disease"
    for id_, page in conditions.items():
        shelves = shelve(dataset.conditions[id_].findings, dataset.retracted)
        counted = len(shelves["evidence"])
        uncounted = sum(map(len, shelves.values())) - counted
        numbers = [int(number) for number in re.findall(r"(?:^|· )(\d+) ", fields(page).get("not counted", ""))]
        assert sum(numbers) == uncounted, id_


def test_a_disputed_readout_shows_who_is_on_either_side(conditions: dict[str, Document], dataset: Dataset) -> None:
    disputed = 0
    for id_, page in conditions.items():
        expected = conflicts(shelve(dataset.conditions[id_].findings, dataset.retracted)["evidence"])
        if not expected:
            assert "Disputed read-outs" not in headings(page), id_
            continue
        (items,) = (block for block in section(page, "Disputed read-outs") if isinstance(block, Items))
        assert [text[0].text for _, text in items.items] == [dataset.name_of(entry.on) for entry in expected], id_
        for (_, text), entry in zip(items.items, expected, strict=True):
            _, up, down = words(text).split("\n")
            assert up.startswith("↑ "), id_
            assert down.startswith("↓ "), id_
            assert len(MARK.findall(up)) == len({finding.study for finding in entry.up}), id_
            assert len(MARK.findall(down)) == len({finding.study for finding in entry.down}), id_
            disputed += 1
    assert disputed


def test_a_condition_shows_each_claim_of_the_review_with_its_verdict(
    conditions: dict[str, Document], dataset: Dataset
) -> None:
    for id_, page in conditions.items():
        claims = dataset.conditions[id_].claims
        assert verdicts(page) == [(claim.text, claim.verdict, claim.reason) for claim in claims], id_


def test_a_brief_page_keeps_disputes_claims_and_their_references(dataset: Dataset) -> None:
    chosen = select(dataset.conditions["psoriasis"], dataset)
    brief = condition.document(chosen, dataset, brief=True)
    assert headings(brief) == ["Disputed read-outs", "What the seed review says", "References"]
    assert verdicts(brief) == verdicts(condition.document(chosen, dataset))
    assert not [row for row in rows(list(brief)) if "outcome" in row.cells]


def test_a_filtered_page_says_what_it_is_filtered_by(dataset: Dataset) -> None:
    page = page_of("psoriasis", dataset, Filters(models=("human",), since=2020))
    assert fields(page)["only"] == "model human, since 2020"
    assert [row.group for row in rows(section(page, "Mechanisms")) if row.group] == ["In people"]
    assert "only" not in fields(page_of("psoriasis", dataset))


def test_a_filter_that_leaves_nothing_says_so(dataset: Dataset) -> None:
    page = page_of("psoriasis", dataset, Filters(since=3000))
    assert fields(page)["evidence"] == "no vesicle study on file"
    assert "Mechanisms" not in headings(page)


def test_a_wider_condition_takes_in_narrower_ones_when_asked(dataset: Dataset) -> None:
    wound, below = dataset.conditions["wound-repair"], dataset.conditions["diabetic-wound"]
    alone = condition.document(select(wound, dataset), dataset)
    with_narrower = condition.document(select(wound, dataset, with_narrower=True), dataset)
    assert below.name in fields(alone)["narrower"]
    outcome = below.findings[0].outcome
    assert not any(outcome in words(text) for text in texts(alone))
    assert any(outcome in words(text) for text in texts(with_narrower))


def test_trials_of_a_condition_link_to_their_registry(dataset: Dataset) -> None:
    cells = {
        words(row.cells["id"]): row.cells["id"]
        for row in rows(section(page_of("psoriasis", dataset), "Registered trials"))
    }
    assert cells["NCT05523011"][0].link == "https://clinicaltrials.gov/study/NCT05523011"


def test_notices_that_apply_stand_on_the_page(dataset: Dataset) -> None:
    concerned = [notice for notice in dataset.notices.values() if notice.conditions]
    assert concerned
    for notice in concerned:
        for id_ in notice.conditions:
            blocks = section(page_of(id_, dataset), "Notices")
            assert any(
                words(text).endswith(notice.id)
                for block in blocks
                if isinstance(block, Items)
                for _, text in block.items
            )


def test_reviews_on_a_condition_are_named_and_not_graded(dataset: Dataset) -> None:
    reviews = [record for record in dataset.studies.values() if record.kind in {"review", "systematic-review"}]
    on_file = {(id_, record.key) for record in reviews for id_ in record.conditions}
    assert on_file
    shown = {
        (id_, text[0].text)
        for id_ in dataset.conditions
        if "Reviews" in headings(page_of(id_, dataset))
        for block in section(page_of(id_, dataset), "Reviews")
        if isinstance(block, Items)
        for _, text in block.items
    }
    assert shown == on_file


# The page of a paper


def test_the_seed_review_shows_every_claim_with_its_verdict(dataset: Dataset) -> None:
    page = study_page(dataset.about.seed, dataset)
    expected = [(claim.text, claim.verdict, claim.reason) for _, claim in dataset.claims()]
    assert verdicts(page) == expected
    assert {name for name, _ in dataset.claims()} <= set(headings(page))


def test_the_seed_review_tells_the_studies_for_a_claim_from_those_against(dataset: Dataset) -> None:
    shown = {
        row.cells["claim"][0].text: words(row.cells["studies"])
        for row in rows(list(study_page(dataset.about.seed, dataset)))
    }
    for _, claim in dataset.claims():
        text = shown[claim.text]
        assert ("for " in text) is bool(claim.supporting), claim.id
        assert ("against " in text) is bool(claim.opposing), claim.id
        assert len(MARK.findall(text)) == len({*claim.supporting}) + len({*claim.opposing}), claim.id


def test_only_the_seed_review_has_claims(dataset: Dataset) -> None:
    assert not verdicts(study_page("zhang2021", dataset))


def test_a_retracted_paper_says_so_before_anything_else(dataset: Dataset) -> None:
    retracted = [key for key, record in dataset.studies.items() if record.status == "retracted"]
    assert retracted
    for key in retracted:
        page = study_page(key, dataset)
        assert isinstance(page[1], Paragraph)
        assert words(page[1].text).startswith("This paper is retracted.")
        assert page[1].text[0].style == "bad"


def test_a_paper_shows_its_findings_under_their_conditions(dataset: Dataset) -> None:
    page = study_page("zhang2021", dataset)
    findings = [finding for finding in dataset.findings() if finding.study == "zhang2021"]
    assert {dataset.outlines[finding.condition].name for finding in findings} == set(headings(page))
    assert len(rows(list(page))) == len(findings)


# The page of a molecule, a source, a read-out, a pathway


def test_mmp_1_falls_against_what_the_seed_review_says(dataset: Dataset) -> None:
    page = entity.document("molecule", "MMP1", dataset)
    assert page[0] == Title("MMP-1", "gene or its product")
    assert re.fullmatch(r"↓ \d+ studies", fields(page)["moves"])
    ((claim, verdict, reason),) = verdicts(page)
    assert claim.endswith("MMP-1 rises.")
    assert verdict == "contradicted"
    assert "fell" in reason
    for row in rows(section(page, "Which way it moves")):
        assert words(row.cells["effect"]).startswith("↓ MMP-1")


def test_the_contradicting_studies_of_mmp_1_are_named(dataset: Dataset) -> None:
    page = entity.document("molecule", "MMP1", dataset)
    (row,) = (row for row in rows(list(page)) if "verdict" in row.cells)
    (claim,) = (claim for _, claim in dataset.claims() if claim.text == row.cells["claim"][0].text)
    links = {span.link for span in row.cells["studies"] if MARK.fullmatch(span.text)}
    assert links == {cite.link(dataset.studies[key]) for key in claim.opposing}


def test_what_a_mimic_or_inhibitor_did_is_no_effect_of_the_vesicles(pages: dict[str, Document]) -> None:
    means = re.compile(r"\((mimic|inhibitor|knockdown|overexpression)\)")
    tested = 0
    for name, page in pages.items():
        if name.partition(":")[0] not in VOCABULARIES:
            continue
        for heading in headings(page):
            for row in rows(section(page, heading)):
                if "effect" in row.cells:
                    assert bool(means.search(words(row.cells["effect"]))) is (heading == "Tests of the mechanism"), name
                    tested += heading == "Tests of the mechanism"
    assert tested


def test_the_page_of_a_family_takes_in_its_members(dataset: Dataset) -> None:
    page = entity.document("molecule", "TGF-beta", dataset)
    assert "TGF-β1" in fields(page)["includes"]
    assert any("TGF-β1" in words(row.cells.get("effect", ())) for row in rows(list(page)))


def test_a_molecule_links_to_its_gene_and_a_cell_to_its_ontology(dataset: Dataset) -> None:
    gene = {span.text: span.link for span in spans(entity.document("molecule", "MMP1", dataset))}
    assert gene["HGNC:7155 (MMP1)"] == "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:7155"
    cell = dataset.sources["adsc"]
    links = {span.text: span.link for span in spans(entity.document("source", "adsc", dataset))}
    assert cell.cl
    assert links[cell.cl] == f"http://purl.obolibrary.org/obo/{cell.cl.replace(':', '_')}"


def test_a_source_shows_every_finding_of_its_vesicles(dataset: Dataset) -> None:
    findings = [finding for finding in dataset.findings() if finding.source == "adsc"]
    shown = [words(row.cells["outcome"]) for row in rows(list(entity.document("source", "adsc", dataset)))]
    assert all(any(finding.outcome in outcome for outcome in shown) for finding in findings)


def test_an_entry_that_no_finding_mentions_says_so(pages: dict[str, Document]) -> None:
    for name, page in pages.items():
        if name.partition(":")[0] in VOCABULARIES:
            silent = "No finding on file mentions it." in [words(text) for text in texts(page)]
            assert silent is ("evidence" not in fields(page)), name


# The pages of a trial and a notice


def test_a_trial_says_when_its_status_was_seen(dataset: Dataset) -> None:
    for trial in dataset.trials.values():
        said = fields(registry.trial_document(trial, dataset))["status"]
        assert said.startswith(trial.status or "not seen")
        assert trial.status_seen is None or said.endswith(f"(seen {trial.status_seen})")


def test_a_trial_links_to_its_registry_where_the_number_is_the_registry_s_own(dataset: Dataset) -> None:
    page = registry.trial_document(dataset.trials["NCT05523011"], dataset)
    assert page[0] == Title("NCT05523011", "registered trial")
    assert fields(page)["registry"] == "https://clinicaltrials.gov/study/NCT05523011"
    others = [trial for id_, trial in dataset.trials.items() if not id_.startswith("NCT")]
    assert others
    assert not any("registry" in fields(registry.trial_document(trial, dataset)) for trial in others)


def test_a_trial_with_results_on_file_cites_the_paper(dataset: Dataset) -> None:
    dois: dict[str | None, str] = {record.doi: record.key for record in dataset.studies.values() if record.doi}
    published = [trial for trial in dataset.trials.values() if trial.results in dois]
    assert published
    for trial in published:
        assert fields(registry.trial_document(trial, dataset))["paper"].startswith(dois[trial.results])


def test_a_notice_says_who_said_it_and_where(dataset: Dataset) -> None:
    page = registry.notice_document(dataset.notices["us-fda-2019-public-safety-notification"], dataset)
    assert "Food and Drug Administration" in fields(page)["body"]
    assert fields(page)["date"] == "2019-12-06"
    assert any(span.link == fields(page)["address"] for span in spans(page))


def test_a_notice_known_from_a_report_says_so(dataset: Dataset) -> None:
    reported = [notice for notice in dataset.notices.values() if notice.secondary]
    assert reported
    for notice in dataset.notices.values():
        said = fields(registry.notice_document(notice, dataset))
        assert ("read" in said) is notice.secondary, notice.id


# Lists


@pytest.mark.parametrize("kind", contract.LISTS)
def test_a_list_has_one_row_for_each_record(kind: str, dataset: Dataset) -> None:
    objects = contract.listed(kind, dataset)
    page = listing.document(kind, objects, dataset)
    assert isinstance(page[0], Title)
    assert page[0].kind == f"{len(objects)}, dataset {dataset.about.version}"
    assert sorted(words(row.cells["id"]) for row in rows(list(page))) == sorted(entry["id"] for entry in objects)


@pytest.mark.parametrize("kind", contract.LISTS)
def test_every_column_of_a_list_is_filled_by_some_row_cell(kind: str, dataset: Dataset) -> None:
    page = listing.document(kind, contract.listed(kind, dataset), dataset)
    (grid,) = (block for block in page if isinstance(block, Grid))
    names = {name for layout in grid.layouts for column in layout.columns for name in column.cells}
    assert names == {name for name, _ in grid.labels}
    for name in names:
        assert any(row.cells[name] for row in grid.rows), name


def test_the_list_of_conditions_is_grouped(dataset: Dataset) -> None:
    page = listing.document("conditions", contract.listed("conditions", dataset), dataset)
    groups = [row.group for row in rows(list(page)) if row.group]
    assert groups == ["Cosmetic use", "Regeneration", "Disease", "Hair", "Safety"]


def test_the_list_of_studies_marks_retracted_and_incomplete_records(dataset: Dataset) -> None:
    page = listing.document("studies", contract.listed("studies", dataset), dataset)
    for row in rows(list(page)):
        record = dataset.studies[words(row.cells["id"])]
        assert words(row.cells["citation"]).startswith("RETRACTED ") is (record.status == "retracted"), record.key
        assert words(row.cells["journal"]).endswith("(incomplete)") is record.partial, record.key


def test_the_list_of_molecules_says_which_way_each_moves(dataset: Dataset) -> None:
    page = listing.document("molecules", contract.listed("molecules", dataset), dataset)
    moves = {words(row.cells["id"]): words(row.cells["moves"]) for row in rows(list(page))}
    assert re.fullmatch(r"↓ \d+", moves["MMP1"])
    assert re.fullmatch(r"↑ \d+(  ↓ \d+)?", moves["VEGFA"])
