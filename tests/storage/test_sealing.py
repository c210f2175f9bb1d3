"""Seals: what is closed can be opened with a key alone, and says nothing else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.database import Database, seal_of
from storage.sealing import Broken, Seal

OLD, NEW = Seal.new_key(), Seal.new_key()


@given(st.text())
def test_what_is_closed_opens_as_it_was(text):
    seal = Seal([NEW])

    assert seal.open(seal.close(text)) == text


def test_without_the_key_nothing_opens():
    sealed = Seal([OLD]).close("Somebody said something.")

    with pytest.raises(Broken):
        Seal([NEW]).open(sealed)
    with pytest.raises(Broken):
        Seal([OLD]).open(f"{sealed[:-10]}AAAAAAAA==")


def test_a_new_key_goes_in_front_of_the_old_one():
    rotated = Seal.from_setting(f"{NEW}, {OLD}")

    assert rotated.open(Seal([OLD]).close("before")) == "before"
    assert Seal([NEW]).open(rotated.close("after")) == "after"
    assert rotated.token("wave", 1) == Seal([NEW]).token("wave", 1)
    assert Seal([OLD]).token("wave", 1) in rotated.tokens("wave", 1)


def test_a_sealed_text_tells_neither_its_moment_nor_its_length():
    seal = Seal([NEW])
    short, long = seal.close(""), seal.close("x" * 255)

    assert len(short) == len(long) < len(seal.close("x" * 256))
    assert len(seal.close("", room=4096)) == len(seal.close("x" * 4000, room=4096))
    assert base64.urlsafe_b64decode(short)[1:9] == bytes(8), "when it was closed"


def test_the_same_text_looks_different_each_time():
    seal = Seal([NEW])

    assert seal.close("yes") != seal.close("yes")


def test_tokens_keep_their_parts_apart():
    seal = Seal([NEW])

    assert seal.token("1", "23") == seal.token(1, 23)
    assert seal.token("1", "23") != seal.token("12", "3")
    assert seal.token("1", "23") != Seal([OLD]).token("1", "23")


def test_what_is_no_key_is_refused():
    with pytest.raises(ValueError, match="key"):
        Seal.from_setting("secret")


def test_a_session_has_the_seal_of_its_database(tmp_path):
    seal = Seal([NEW])
    for given_seal in (seal, None):
        database = Database(f"sqlite:///{tmp_path / 'sealed.db'}", seal=given_seal)
        with database.reading("T1") as session:
            assert seal_of(session) is given_seal
        with database.across_workspaces() as session:
            assert seal_of(session) is given_seal
        database.close()
