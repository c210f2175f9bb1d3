"""A copy is there when all of it is, its owner's alone; the disk's troubles have their names."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from storage import copies


@pytest.fixture
def source(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "source.db")) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE notes (words)")
        made.execute("INSERT INTO notes VALUES ('hello')")
        made.commit()
    return tmp_path / "source.db"


def beside(file: Path) -> list[str]:
    return sorted(one.name for one in file.parent.iterdir() if one != file)


def test_nobody_else_may_read_a_copy_from_its_first_byte_on(source, tmp_path):
    with copies.whole_or_not(tmp_path / "copy") as half:
        first = stat.S_IMODE(half.stat().st_mode)
        assert not (tmp_path / "copy").exists()
        copies.copy_sqlite(source, half)

    assert (first, stat.S_IMODE((tmp_path / "copy").stat().st_mode)) == (0o600, 0o600)
    assert beside(source) == ["copy"]
    with closing(sqlite3.connect(tmp_path / "copy")) as copied:
        assert copied.execute("SELECT words FROM notes").fetchall() == [("hello",)]


def test_what_is_not_finished_goes_with_all_that_is_beside_it(source, tmp_path):
    def stop_midway() -> None:
        with copies.whole_or_not(tmp_path / "copy") as half:
            half.with_name(half.name + "-journal").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_midway()
    assert beside(source) == []


def test_a_place_that_is_not_there_is_called_as_it_was_asked_for(source, tmp_path):
    for place in (tmp_path / "nowhere" / "copy", source / "copy"):
        with pytest.raises(OSError) as refused, copies.whole_or_not(place):  # noqa: PT011
            pass
        assert refused.value.filename == str(place)


def test_a_file_that_may_only_be_read_is_no_full_disk(source):
    def write(how: str) -> None:
        with (
            copies.as_of_a_file(source),
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as reader,
        ):
            reader.execute(how)

    # The one takes a lock that it may not have, the other writes.
    for how in ("PRAGMA journal_mode=DELETE", "DELETE FROM notes"):
        with pytest.raises(PermissionError):
            write(how)
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        write("DELETE FROM letters")
