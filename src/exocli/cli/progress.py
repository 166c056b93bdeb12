"""A bar on standard error for what takes longer than a second; only on a terminal."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from exocli.cli import output

if TYPE_CHECKING:
    from rich.progress import Progress  # for its name alone: Rich is imported when a second has passed

_PATIENCE = 1.0


@contextmanager
def progress(label: str, *, color: bool) -> Iterator[Callable[[int, int], None]]:
    """Give a function to call with how much is done and how much there is; the bar is gone at the end."""
    bar = _Bar(label, color=color)
    timer = threading.Timer(_PATIENCE, bar.show)
    timer.daemon = True
    if sys.stderr is not None and sys.stderr.isatty() and output.capable():
        timer.start()
    try:
        yield bar.update
    finally:
        timer.cancel()
        bar.close()


class _Bar:
    """The bar, shown by a timer while the work goes on in another thread."""

    def __init__(self, label: str, *, color: bool) -> None:
        self._label = label
        self._color = color
        self._done = (0, 0)
        self._shown: Progress | None = None
        self._closed = False
        self._lock = threading.Lock()

    def update(self, done: int, every: int) -> None:
        with self._lock:
            self._done = (done, every)
            if self._shown is not None:
                self._shown.update(self._shown.task_ids[0], completed=done, total=every)

    def show(self) -> None:
        from rich.console import Console  # noqa: PLC0415  (the slowest import there is: only for what takes long)
        from rich.progress import Progress  # noqa: PLC0415

        with self._lock:
            if self._closed:
                return
            done, every = self._done
            console = Console(stderr=True, no_color=not self._color, markup=False, emoji=False)
            self._shown = Progress(console=console, transient=True)
            self._shown.add_task(self._label, completed=done, total=every or None)
            self._shown.start()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._shown is not None:
                self._shown.stop()
