from conftest import Folder


def test_x(folder: Folder) -> None:
    assert folder.problems() == []
