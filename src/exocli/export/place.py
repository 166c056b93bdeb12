"""A file or folder that appears whole or not at all, and files that are added to in the same way.

What is written stands beside its place under a temporary name (`.exo-…`) and is renamed when it is done. Whatever goes
wrong before that, nothing is left behind and what stood there before stays.
"""

import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

from exocli.export import ExportError

# Why a folder may not be replaced; `None` where it may.
Guard = Callable[[Path], str | None]


@contextmanager
def placed(path: Path, *, force: bool, folder: Guard | None = None) -> Iterator[Path]:
    """Give a path to write to; what is written there takes the place of `path` at the end.

    `folder` says that a folder is written, and whether one that stands there may be replaced; without it a file is.

    Raises:
        ExportError: `path` is taken, or is not such as can be replaced, or its folder cannot be written to.

    """
    # A link is followed, so that what it points to is replaced and not the link.
    place = Path(os.path.realpath(path))
    _admit(path, place, force=force, folder=folder)
    with _interruptible(), _beside(path, place) as room:
        written = room / "new"
        try:
            yield written
        except OSError as error:
            raise ExportError(f"{path}: {error.strerror or error}") from error
        _admit(path, place, force=force, folder=folder)
        try:
            _exchange(written, place, room / "old")
        except OSError as error:
            raise ExportError(f"{path}: {error.strerror or error}") from error


def append(texts: Mapping[Path, str]) -> None:
    """Put texts at the end of files, each after a blank line, and make the files and folders that are not there yet.

    All of it is written or nothing: on whatever goes wrong files have their former length again, and new ones go.

    Raises:
        ExportError: a file cannot be written to.

    """
    with _interruptible(), ExitStack() as undoing:
        for file, text in texts.items():
            try:
                for folder in _missing(file.parent):
                    folder.mkdir()
                    undoing.callback(folder.rmdir)
                new = not file.exists()
                if not new and not file.is_file():
                    raise ExportError(f"{file} is no ordinary file.")
                # Whole at once: what a buffer keeps back would be written when the file is closed, after it is undone.
                with file.open("ab", buffering=0) as out:
                    length = out.tell()
                    undoing.callback(file.unlink if new else partial(os.truncate, file, length))
                    left = (("\n" if length else "") + text).encode()
                    while left:
                        left = left[out.write(left) :]
            except OSError as error:
                raise ExportError(f"{file}: {error.strerror or error}") from error
        undoing.pop_all()


def _missing(folder: Path) -> list[Path]:
    """The folders that have to be made for a folder to be there, outermost first."""
    return [path for path in reversed((folder, *folder.parents)) if not path.exists()]


def _admit(path: Path, place: Path, *, force: bool, folder: Guard | None) -> None:
    """See that a path is free, or may be replaced."""
    if place == Path.cwd():
        raise ExportError(f"{path} is the folder you are in: name another.")
    if not place.parent.is_dir():
        raise ExportError(f"{path}: there is no folder {path.parent}.")
    if not os.path.lexists(place):
        return
    if folder is None:
        if place.is_dir():
            raise ExportError(f"{path} is a folder; this form is a file.")
        if not place.is_file():
            raise ExportError(f"{path} is no ordinary file.")
    elif not place.is_dir():
        raise ExportError(f"{path} is a file; this form is a folder.")
    if not force:
        raise ExportError(f"{path} exists; --force replaces it.")
    if folder is not None and (reason := folder(place)):
        raise ExportError(f"{path} is not replaced: {reason}")


@contextmanager
def _beside(path: Path, place: Path) -> Iterator[Path]:
    """A temporary folder beside a place, so that renaming does not copy; it is gone in the end."""
    # Its name is known before it is there: a signal that comes as it is made finds it to be cleared away.
    room = place.parent / f".exo-{os.urandom(8).hex()}"
    try:
        try:
            room.mkdir(mode=0o700)
        except OSError as error:
            raise ExportError(f"{path}: {error.strerror or error}") from error
        yield room
    finally:
        try:
            _clear(room)
        except (KeyboardInterrupt, SystemExit):
            _clear(room)  # what follows the first signal is ignored
            raise


def _clear(room: Path) -> None:
    if room.exists():
        shutil.rmtree(room)


def _exchange(new: Path, place: Path, old: Path) -> None:
    """Put the new in its place; a folder that stands there is put by first, and back if that fails."""
    if not place.is_dir():
        new.replace(place)
        return
    try:
        place.rename(old)
        new.rename(place)
    except BaseException:
        if old.exists() and not place.exists():
            old.rename(place)
        raise


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let a signal that ends a program end it in good order, so that nothing is left behind.

    One that is ignored (`nohup`) stays ignored. Only the main thread of a program may say what signals do.
    """
    here = threading.current_thread() is threading.main_thread()
    ending = [number for number in _ENDING if here and signal.getsignal(number) in _USUAL]
    before = {number: signal.signal(number, _leave) for number in ending}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_USUAL = (signal.SIG_DFL, signal.default_int_handler)


def _leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  (a handler's parameters)
    # Whoever is impatient presses Ctrl-C again; what is cleared away meanwhile is to be cleared away whole.
    for ending in _ENDING:
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)
