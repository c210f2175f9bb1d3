"""Copies of files: there when all of a copy is, and from its first byte on for its owner alone."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_OURS_ALONE = 0o600
_PAGES = 256
# What SQLite puts beside a file while it writes, and leaves there when it cannot go on.
_BESIDE = ("", "-journal", "-wal", "-shm")

_NUMBERS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    # So it ends when a file that may not be written is to be locked for writing.
    sqlite3.SQLITE_IOERR_LOCK: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
}


@contextmanager
def whole_or_not(file: Path) -> Iterator[Path]:
    """Give a file to write into; it gets its name when all went well, or goes. Raises OSError."""
    half = file.with_name(f".{file.name}.part")
    try:
        remove(half)
        half.touch(mode=_OURS_ALONE, exist_ok=False)
        try:
            yield half
            half.rename(file)
        finally:
            remove(half)
    except OSError as error:
        if str(error.filename) != str(half):
            raise
        # Nobody has heard of the half one.
        raise OSError(error.errno, error.strerror, str(file)) from error


def remove(file: Path) -> None:
    """Take a file away, if it is there, and what SQLite left beside it."""
    for suffix in _BESIDE:
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def copy_sqlite(
    source: Path, target: Path, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> None:
    """Copy by SQLite's own way, which takes along what is still in the write-ahead log.

    Raises OSError and sqlite3.Error.
    """
    with opened(source) as old, opened(target) as new:
        old.backup(
            new, pages=_PAGES, progress=lambda _status, left, all_: progress(all_ - left, all_)
        )


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    """Open a SQLite file; raises OSError where the disk is in the way, and sqlite3.Error."""
    with as_of_a_file(file), closing(sqlite3.connect(file, timeout=2)) as connection:
        yield connection


@contextmanager
def as_of_a_file(file: Path) -> Iterator[None]:
    """Turn what SQLite says of the disk under a file into the OSError that it is."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = error.sqlite_errorcode
        # The last byte is the kind of error, what is before it which of that kind.
        number = _NUMBERS.get(code) or _NUMBERS.get(code & 0xFF)
        if number is None:
            raise
        raise OSError(number, os.strerror(number), str(file)) from error
