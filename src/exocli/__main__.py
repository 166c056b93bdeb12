"""`exo` and `python -m exocli`."""

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 not found or faulty, 2 wrong usage, 130 Ctrl-C."""
    # A run lasts a tenth of a second and frees everything at its end: collecting garbage only slows its start.
    gc.disable()
    try:
        code = _run()
    except KeyboardInterrupt:  # before or after the commands, which deal with it themselves
        code = 130
    # Everything is written and flushed by now. Taking the interpreter down in good order, module by module, would
    # cost a tenth of the run and change nothing.
    os._exit(code)


def _run() -> int:
    if shell := os.environ.get("EXO_COMPLETE"):
        from exocli.cli.completion import answer  # noqa: PLC0415  (a shell asks what can stand at the cursor)

        return answer(shell, sys.argv[1:])
    from exocli.cli.app import run  # noqa: PLC0415  (after the line above)

    return run()


if __name__ == "__main__":
    main()
