"""Encrypted tokens: read by any of the keys, written by the first, and never by a guess."""

import pytest

from storage.encryption import Keys, Unreadable
from storage.sealing import Seal

OLD, NEW = Seal.new_key(), Seal.new_key()


def test_what_is_encrypted_can_be_read_and_shows_nothing():
    keys = Keys([NEW])

    first, second = keys.encrypt("xoxb-1"), keys.encrypt("xoxb-1")

    assert keys.read(first) == keys.read(second) == "xoxb-1"
    assert first != second
    assert "xoxb" not in first


def test_an_older_key_still_reads_and_the_first_one_writes():
    old = Keys([OLD]).encrypt("xoxb-1")
    both = Keys.from_setting(f" {NEW} , {OLD}")

    assert both.read(old) == "xoxb-1"
    renewed = both.renew(old)
    assert Keys([NEW]).read(renewed) == "xoxb-1"
    assert not Keys([OLD]).can_read(renewed)
    assert Keys([OLD]).can_read(old)


@pytest.mark.parametrize("spoilt", ["", "nonsense", "é", "of another key"])
def test_what_needs_another_key_or_was_changed_is_unreadable(spoilt):
    keys = Keys([NEW])
    spoilt = Keys([OLD]).encrypt("xoxb-1") if spoilt == "of another key" else spoilt

    for act in (keys.read, keys.renew):
        with pytest.raises(Unreadable):
            act(spoilt)
    assert not keys.can_read(spoilt)


@pytest.mark.parametrize("setting", ["", "x", "NEW,", "a" * 44])
def test_what_is_no_key_is_refused(setting):
    setting = setting.replace("NEW", NEW)
    with pytest.raises(ValueError, match=r"32 url-safe base64|padding|base64"):
        Keys.from_setting(setting)
