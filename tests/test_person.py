"""Authors in PubMed's form: which part of a name is which."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exocli import Dataset
from exocli.cite.person import Person, person


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Zhang B", Person("Zhang", "B")),
        ("Parra DC", Person("Parra", "DC")),
        ("Li X-Y", Person("Li", "X-Y")),
        ("Zhang J.", Person("Zhang", "J")),
        ("Nanduri L S Y", Person("Nanduri", "LSY")),
        ("Lo Cicero A", Person("Lo Cicero", "A")),
        ("van Niel G", Person("Niel", "G", "van")),
        ("van der Pol E", Person("Pol", "E", "van der")),
        ("Pires das Neves R", Person("Pires das Neves", "R")),
        ("Sanabria-de-la-Torre R", Person("Sanabria-de-la-Torre", "R")),
        ("O'Neil KM", Person("O'Neil", "KM")),
        ("Garcia-Lopez É", Person("Garcia-Lopez", "É")),
        ("Smith JA Jr", Person("Smith", "JA", "", "Jr")),
        ("Smith JA 3rd", Person("Smith", "JA", "", "3rd")),
        ("de la Cruz M Sr.", Person("Cruz", "M", "de la", "Sr.")),
        ("LI X", Person("LI", "X")),
        ("DE SOUZA A", Person("DE SOUZA", "A")),
        ("Maugeri", Person("Maugeri")),
        ("van Niel", Person("Niel", "", "van")),
    ],
)
def test_a_person_has_a_surname_and_what_was_shown_of_the_rest(author: str, expected: Person) -> None:
    assert person(author) == expected


@pytest.mark.parametrize(
    "author", ["International Society for Extracellular Vesicles", "WHO", "MISEV Consortium", "Group of Jr Doctors"]
)
def test_a_group_is_left_whole(author: str) -> None:
    assert person(author) == Person(literal=author)


@pytest.mark.parametrize(
    ("author", "shown"),
    [("Zhang B", "B."), ("Parra DC", "D. C."), ("Li X-Y", "X.-Y."), ("Maugeri", ""), ("WHO", "")],
)
def test_initials_are_written_out(author: str, shown: str) -> None:
    assert person(author).given == shown


def test_every_author_on_file_is_a_person_with_the_name_that_was_shown(dataset: Dataset) -> None:
    for study in dataset.studies.values():
        for author in study.authors:
            found = person(author)
            assert not found.literal, author
            assert f"{found.particle} {found.family} {found.initials} {found.suffix}".split() == author.split()


@given(st.text())
def test_no_letter_of_a_name_is_lost(author: str) -> None:
    found = person(author)
    kept = "".join(found)
    letters = re.compile(r"[\s.-]")
    assert sorted(letters.sub("", kept)) == sorted(letters.sub("", author))
