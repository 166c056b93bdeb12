"""Tens of thousands of things that strangers type, write and pipe, and none may end in more than a plain complaint.

    python bench/soak.py               about 21,000 cases, and a minute of atheris where it is installed
    python bench/soak.py --minutes 10  the same, and ten minutes of atheris

The cases are those of `tests/test_soak.py`, which tries some hundred of them whenever the tests run; here the
Hypothesis profile `soak` (`tests/conftest.py`) says how many. What fails is shrunk, shown, and kept for the next run
in `.hypothesis`. Needs the extra `test`; styles and reference files are read only where their extras are installed.
"""

import argparse
import importlib.util
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Run the cases, then atheris; report how many of each kind were tried."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1.0, help="how long atheris looks for more")
    minutes = parser.parse_args().minutes
    begun = time.monotonic()
    code = int(pytest.main(["-q", "--hypothesis-profile=soak", f"--rootdir={ROOT}", str(ROOT / "tests/test_soak.py")]))
    tried = sys.modules["test_soak"].TRIED if "test_soak" in sys.modules else {}
    for kind, cases in tried.items():
        print(f"{cases:>7,}  {kind}")
    print(f"{sum(tried.values()):>7,}  cases in {(time.monotonic() - begun) / 60:.1f} minutes")
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: its part is skipped (pip install atheris)")
        return code
    seconds = f"-max_total_time={round(minutes * 60)}"
    command = [sys.executable, str(ROOT / "bench/fuzz_loader.py"), seconds, "-timeout=10", "-print_final_stats=1"]
    fuzzed = subprocess.run(command, stderr=subprocess.PIPE, check=False, text=True, errors="replace")
    shown = fuzzed.stderr.splitlines()
    print("\n".join(line for line in shown if fuzzed.returncode or "stat::number_of_executed_units" in line))
    return code or fuzzed.returncode


if __name__ == "__main__":
    sys.exit(main())
