"""Bytes that atheris (libFuzzer) finds by what they reach in the loader: read, or refused in plain words.

    python bench/fuzz_loader.py -max_total_time=60

Needs atheris (`pip install atheris`). The first byte of a case says which file of a folder the others are; the folder
is laid over a small dataset of its own. `bench/soak.py` runs it where atheris is installed.
"""

import sys
import tempfile
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

with atheris.instrument_imports(include=["exocli.files", "exocli.dataset", "exocli.faults", "exocli.check", "tomli"]):
    from exocli import DatasetError, dataset, files, load
    from exocli.check import problems

from cases import RECORDS, toml  # noqa: E402  (after what is instrumented)
from conftest import SMALL, Folder  # noqa: E402

NAMES = (*RECORDS, "dataset.toml", "notices.toml")


def tried(over: Path, data: bytes) -> None:
    """Lay a file over the dataset; what is wrong with it is said, and anything else is raised."""
    file = over / NAMES[data[0] % len(NAMES) if data else 0]
    file.write_bytes(data[1:])
    try:
        for problem in problems(load(over)):
            str(problem).encode()
    except DatasetError as error:
        str(error).encode()
    finally:
        file.unlink()


def seeds(folder: Path) -> None:
    """Begin with files that are sound."""
    folder.mkdir()
    for place, (name, records) in enumerate(RECORDS.items()):
        lines = []
        for id_, record in records.items():
            rows = record if isinstance(record, list) else [record]
            for row in rows:
                lines += [f"[[{id_}]]" if isinstance(record, list) else f"[{id_}]"]
                lines += [f"{field} = {toml(value)}" for field, value in row.items()]
        (folder / name.replace("/", "-")).write_bytes(bytes([place]) + "\n".join(lines).encode())


def main() -> None:
    """Fuzz until libFuzzer is told to stop; it leaves the process itself."""
    room = Path(tempfile.mkdtemp(prefix="exo-fuzz-"))
    dataset.BUNDLED = files.BUNDLED = Folder(room / "bundled", SMALL).path
    over = Folder(room / "over", {}).path
    seeds(room / "seeds")
    atheris.Setup([*sys.argv, str(room / "seeds")], lambda data: tried(over, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
