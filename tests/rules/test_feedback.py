"""When feedback can be anonymous, and when it is read."""

from datetime import UTC, datetime

import pytest

from bot.rules import feedback
from bot.rules.feedback import Anonymity
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import PartnershipStatus, Party, Role

ZONE = "America/Chicago"
TUESDAY = datetime(2026, 9, 8, 19, 7, tzinfo=UTC)
LINK = "https://riverside.slack.com/archives/CMERCY/p1757422800000100"


@pytest.mark.parametrize(
    ("role", "has_key", "could_be", "standing"),
    [
        (Role.CONTRIBUTOR, True, 5, Anonymity.OFFERED),
        (Role.READER, True, 40, Anonymity.OFFERED),
        (Role.DEPUTY, True, 5, Anonymity.OFFERED),
        (Role.CONTRIBUTOR, True, 4, Anonymity.TOO_FEW),
        (Role.CONTRIBUTOR, False, 40, Anonymity.NO_KEY),
        (Role.LEAD, True, 40, Anonymity.LEAD),
        (Role.COORDINATOR, True, 40, Anonymity.LEAD),
    ],
)
def test_anonymous_is_offered_only_where_it_can_be_kept(role, has_key, could_be, standing):
    assert feedback.anonymity(role, has_key=has_key, could_be=could_be) is standing
    if standing is Anonymity.OFFERED:
        feedback.ensure_anonymous(standing)
    else:
        with pytest.raises(Refusal, match="nothing was sent"):
            feedback.ensure_anonymous(standing)


@pytest.mark.parametrize(
    "written",
    [
        datetime(2026, 9, 8, 5, 0, tzinfo=UTC),  # midnight in Chicago
        TUESDAY,
        datetime(2026, 9, 9, 4, 59, 59, tzinfo=UTC),  # a second before the next
    ],
)
def test_without_a_name_all_of_a_day_is_read_at_the_same_moment(written):
    nine = datetime(2026, 9, 9, 14, 0, tzinfo=UTC)
    assert feedback.shown_from(written, ZONE, anonymous=True) == nine
    assert feedback.shown_from(written, ZONE, anonymous=False) == written


def test_a_form_without_a_word_is_refused():
    feedback.ensure_said("Buses.")
    with pytest.raises(Refusal) as refused:
        feedback.ensure_said(" :bus: …")
    assert refused.value.field == "said"


def test_nothing_is_said_to_a_closed_partnership_or_in_a_closed_conversation():
    feedback.ensure_lasts(PartnershipStatus.PAUSED)
    feedback.ensure_open(None)
    with pytest.raises(Refusal):
        feedback.ensure_lasts(PartnershipStatus.CLOSED)
    with pytest.raises(Refusal):
        feedback.ensure_open(Party.AUTHOR)


def test_who_could_have_answered_must_still_be_five():
    feedback.ensure_hidden(5)
    with pytest.raises(Refusal, match="give you away"):
        feedback.ensure_hidden(4)


@pytest.mark.parametrize(
    ("link", "anonymous", "kept"),
    [
        (LINK, False, LINK),
        (LINK, True, LINK),
        (f"{LINK}?thread_ts=1757422800.000100&cid=CMERCY", True, True),
        (LINK.replace("CMERCY", "DPRIVATE"), False, True),
        (LINK.replace("CMERCY", "DPRIVATE"), True, False),
        ("https://evil.example/archives/CMERCY/p1", False, False),
        ("https://riverside.slack.com/archives/CMERCY/p1|<!channel>", False, False),
        ("", False, False),
    ],
)
def test_a_link_is_slacks_and_tells_nobody_apart(link, anonymous, kept):
    assert bool(feedback.kept_link(link, "CMERCY", anonymous=anonymous)) is bool(kept)
