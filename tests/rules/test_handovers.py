"""Who may take a side over, and how long, as tables."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules import delivery, handovers
from bot.rules.people import PersonKey, Profile
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import HandoverState, Side

ANA, CARA = PersonKey("T1", "UANA"), PersonKey("T1", "UCARA")


def profile(key: PersonKey, *, is_bot: bool = False) -> Profile:
    return Profile(key, "Somebody", None, None, is_bot, False)


@pytest.mark.parametrize(
    ("who", "seated_on", "why"),
    [
        (profile(CARA), None, None),
        (profile(CARA), Side.SCHOOL, None),
        (profile(CARA), Side.PARTNER, "on the other side"),
        (profile(ANA), Side.SCHOOL, "That is you"),
        (profile(CARA, is_bot=True), None, "a bot"),
        (None, None, "does not know this person"),
    ],
)
def test_who_can_be_asked(who, seated_on, why):
    problem = handovers.successor_problem(who, leaver=ANA, side=Side.SCHOOL, seated_on=seated_on)
    assert (problem is None) if why is None else (why in (problem or ""))


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (HandoverState.TAKEN, "have already answered this"),
        (HandoverState.DECLINED, "have already answered this"),
        (HandoverState.WITHDRAWN, "no longer being asked"),
    ],
)
def test_what_is_over_is_not_answered(state, why):
    handovers.ensure_asked(HandoverState.ASKED)
    with pytest.raises(Refusal, match=why):
        handovers.ensure_asked(state)


@pytest.mark.parametrize(
    ("leads", "is_gone", "another_leads", "holds"),
    [
        (True, False, False, True),
        (True, False, True, True),
        (False, False, False, False),
        (False, False, True, False),
        (False, True, False, True),
        (False, True, True, False),
    ],
)
def test_how_long_a_request_holds(leads, is_gone, another_leads, holds):
    begun = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)

    def stands(after: timedelta) -> bool:
        return handovers.still_stands(
            begun, begun + after, leads=leads, is_gone=is_gone, another_leads=another_leads
        )

    assert stands(handovers.ANSWER_WITHIN - timedelta(seconds=1)) is holds
    assert not stands(handovers.ANSWER_WITHIN)


def test_the_key_of_a_request_names_it_and_no_other_key_does():
    key = delivery.handover_key(7)
    assert delivery.handover_named(key) == 7
    for other in (delivery.handover_over_key(key), delivery.handover_reminder_key(7)):
        assert delivery.handover_named(other) is None
