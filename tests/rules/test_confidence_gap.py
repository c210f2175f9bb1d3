from datetime import timedelta

import pytest

from bot.rules.confidence_gap import Spoken, by_side, for_channel, is_gap
from bot.rules.vocabulary import Confidence, Side
from tests.factories import NOW

ON, RISK, OFF = Confidence.ON_TRACK, Confidence.AT_RISK, Confidence.OFF_TRACK
SCHOOL, PARTNER = Side.SCHOOL, Side.PARTNER
POSTED = NOW + timedelta(days=3)


def said(side, confidence, day=1, first=None):
    at = NOW + timedelta(days=day)
    return Spoken(side, confidence, at, at if first is None else NOW + timedelta(days=first))


@pytest.mark.parametrize(
    ("school", "partner", "gap"),
    [(ON, OFF, True), (OFF, ON, True), (ON, ON, False), (ON, RISK, False), (RISK, OFF, False)],
)
def test_a_gap_is_on_track_against_off_track(school, partner, gap):
    assert is_gap({SCHOOL: school, PARTNER: partner}) is gap
    assert not is_gap({SCHOOL: school})


def test_a_side_speaks_with_the_words_of_whoever_spoke_last():
    assert by_side([said(SCHOOL, OFF, 2), said(SCHOOL, ON, 1)]) == {SCHOOL: OFF}


@pytest.mark.parametrize(
    ("spoken", "digested_at", "word"),
    [
        ([], None, None),
        ([said(SCHOOL, ON)], None, ON),
        ([said(SCHOOL, ON), said(PARTNER, ON)], None, ON),
        ([said(SCHOOL, ON), said(PARTNER, OFF)], None, None),
        # Whatever the difference, the silence is the same.
        ([said(SCHOOL, ON), said(PARTNER, RISK)], None, None),
        ([said(SCHOOL, ON), said(PARTNER, OFF)], POSTED, None),
        # A late answer takes nothing away that the channel has read.
        ([said(SCHOOL, OFF), said(PARTNER, ON, 5)], POSTED, OFF),
        ([said(SCHOOL, OFF, 5, first=1), said(PARTNER, ON, 5)], POSTED, OFF),
        ([said(SCHOOL, OFF, 5), said(PARTNER, ON, 5)], POSTED, None),
        ([said(SCHOOL, ON, 5), said(PARTNER, ON, 5)], POSTED, ON),
    ],
)
def test_a_channel_reads_what_both_sides_share(spoken, digested_at, word):
    assert for_channel(spoken, digested_at) is word
