"""How `exo cite --style` compares with citeproc-js, the reference implementation of CSL, on every study.

    python tests/interop/citeproc_js.py FOLDER [-v]

FOLDER is that of the npm package `citeproc` (`npm install citeproc`). Prints the share of references that are the same,
letter by letter but for spaces, and exits with 1 where it is below the threshold. What is left differs by
citeproc-py; `-v` prints it.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import citeproc

from exocli import load
from exocli.cite import styles
from exocli.cite.work import Work, work
from exocli.render import csl, styled

# The share of references that must be the same: a little below what was measured (95.9 %, 99.8 %, 97.7 %).
THRESHOLDS: Mapping[str, float] = {"apa": 0.94, "american-medical-association": 0.98, "nature": 0.95}
LOCALES = Path(citeproc.__file__).parent / "data" / "locales"
SCRIPT = Path(__file__).with_name("citeproc_js.cjs")


def reference_texts(works: list[Work], style: styles.Style, library: Path) -> dict[str, str]:
    """What citeproc-js makes of works, by key."""
    done = subprocess.run(
        ["node", str(SCRIPT), str(library.resolve()), str(style.file), str(LOCALES)],
        input=csl.write(works),
        capture_output=True,
        check=True,
    )
    texts: dict[str, str] = json.loads(done.stdout)
    return texts


def letters(text: str) -> str:
    """A reference without its number, with single spaces."""
    return re.sub(r"^\d+\.\s*", "", " ".join(text.split()))


def compare(name: str, library: Path, *, verbose: bool) -> bool:
    """Print how many references are the same in a style; return whether they are enough."""
    style = styles.style(name)
    works = [work(study) for study in load().studies.values()]
    theirs = reference_texts(works, style, library)
    # Notes are ours alone: they are left out here.
    bare = [each._replace(notes=()) for each in works]
    ours = {each.key: letters(text) for each in bare for text in styled.lines([each], style)}
    # Neither program knows that `et al.` is no name.
    others = {each.key: each for each in works if each.et_al}
    theirs = {
        key: letters(styled.without_joint(text, others[key]) if key in others else text) for key, text in theirs.items()
    }
    differing = {key: text for key, text in theirs.items() if text != ours[key]}
    share = 1 - len(differing) / len(works)
    print(
        f"{name}: {len(works) - len(differing)} of {len(works)} the same ({share:.1%}; at least {THRESHOLDS[name]:.0%})"
    )
    if verbose:
        for key, text in differing.items():
            print(f"  {key}\n    citeproc-js: {text}\n    exo:         {ours[key]}")
    return share >= THRESHOLDS[name]


def main() -> int:
    """Compare in every style that has a threshold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", type=Path, help="folder of the npm package citeproc")
    parser.add_argument("-v", "--verbose", action="store_true", help="print what differs")
    options = parser.parse_args()
    same = [compare(name, options.library, verbose=options.verbose) for name in THRESHOLDS]
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main())
