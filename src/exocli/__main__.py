"""`exo` and `python -m exocli`."""

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 not found or faulty, 2 wrong usage."""
    # A run lasts a tenth of a second and frees everything at its end: collecting garbage only slows its start.
    gc.disable()
    if shell := os.environ.get("EXO_COMPLETE"):
        from exocli.cli.completion import answer  # noqa: PLC0415  (a shell asks what can stand at the cursor)

        code = answer(shell, sys.argv[1:])
    else:
        from exocli.cli.app import run  # noqa: PLC0415  (after the line above)

        code = run()
    if sys.stderr is not None:
        sys.stderr.flush()
    # Everything is written and flushed by now. Taking the interpreter down in good order, module by module, would
    # cost a tenth of the run and change nothing.
    os._exit(code)


if __name__ == "__main__":
    main()
