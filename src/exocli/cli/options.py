"""Options that several commands have."""

from collections.abc import Callable
from typing import Any

import typer


def words(flag: str, allowed: tuple[str, ...], help_: str) -> Any:  # noqa: ANN401  (Typer's option)
    """A repeatable option whose values are some words (Typer takes no list of `Literal`)."""
    return typer.Option(flag, metavar="|".join(allowed), callback=_one_of(allowed), help=help_)


def _one_of(allowed: tuple[str, ...]) -> Callable[[list[str] | None], list[str] | None]:
    """A callback that admits only some words, and names the nearest to another."""

    def admit(values: list[str] | None) -> list[str] | None:
        for value in values or ():
            if value not in allowed:
                from exocli.faults import nearest  # noqa: PLC0415  (only for a wrong word)

                raise typer.BadParameter(f"{value!r} is none of {', '.join(allowed)}{nearest(value, allowed)}")
        return values

    return admit
