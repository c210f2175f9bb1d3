"""Somebody new in a partnership's channel, in the rows: asked about once, put on a side, or not."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

import storage.partnerships
from bot.rules import joining as rules
from bot.rules.people import PersonKey, Profile
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import JoinState, PartnershipStatus, Role, Side
from bot.services import joining, membership
from storage.models import JoinRequest, Membership, OutboxMessage
from tests.factories import NOW, key_of, make_partnership

EVE = PersonKey("T2", "UEVE")
PROFILE = Profile(EVE, "Eve Stone", None, None, False, False)


@pytest.fixture
def cast(session):
    return make_partnership(session)


def knock(session, now: datetime = NOW, key: PersonKey = EVE, channel: str = "CMERCY") -> bool:
    return joining.ask(session, key=key, channel_id=channel, now=now)


def request(session) -> JoinRequest:
    found: JoinRequest = session.scalars(select(JoinRequest)).one()
    return found


def told(session) -> list[str]:
    return sorted(session.scalars(select(OutboxMessage.channel)))


def say(session, who, side: Side | None) -> str:
    return joining.answer(
        session, request(session).id, key=key_of(who), side=side, profile=PROFILE, now=NOW
    ).text


def test_the_leads_are_asked_once(session, cast):
    assert knock(session)
    assert knock(session, NOW + timedelta(days=1))
    assert told(session) == [cast.ana.user_id, cast.ben.user_id]
    message = session.scalars(select(OutboxMessage)).first()
    assert "For the partner side" in message.payload["text"]


def test_whoever_asked_gets_the_seat_whichever_workspace_slack_names_then(session, cast):
    knock(session)
    elsewhere = replace(PROFILE, key=PersonKey("E2", EVE.user_id))
    joining.answer(
        session,
        request(session).id,
        key=key_of(cast.ana),
        side=Side.PARTNER,
        profile=elsewhere,
        now=NOW,
    )

    found = storage.partnerships.seat_of(session, EVE, cast.partnership.id)
    assert found is not None
    assert found[1].side is Side.PARTNER


def test_where_there_is_nothing_to_join_nobody_is_asked(session, cast):
    assert not knock(session, channel="CELSEWHERE")
    assert not knock(session, key=key_of(cast.dev))
    cast.partnership.status = PartnershipStatus.CLOSED
    session.flush()
    assert not knock(session)
    assert told(session) == []


def test_whoever_was_removed_is_not_asked_about(session, cast):
    for seat in session.scalars(select(Membership).where(Membership.person_id == cast.dev.id)):
        seat.ended_at = NOW
    session.flush()
    assert not knock(session, key=key_of(cast.dev))
    assert told(session) == []


def test_with_a_yes_they_are_in_it_on_that_side_and_a_second_answer_changes_nothing(session, cast):
    knock(session)
    assert "is in it now" in say(session, cast.ana, Side.PARTNER)
    assert "is in it now" in say(session, cast.ben, None)
    found = storage.partnerships.seat_of(session, EVE, cast.partnership.id)
    assert found is not None
    assert (found[1].side, found[1].role) == (Side.PARTNER, Role.CONTRIBUTOR)
    assert request(session).state is JoinState.ADDED
    assert request(session).decided_by_id == cast.ana.id
    assert told(session).count("UEVE") == 1


def test_with_a_no_nothing_changes_and_they_may_ask_again_much_later(session, cast):
    knock(session)
    assert "is not in it" in say(session, cast.ben, None)
    assert storage.partnerships.seat_of(session, EVE, cast.partnership.id) is None
    assert not knock(session, NOW + timedelta(days=1))
    assert knock(session, NOW + rules.ASK_AGAIN_AFTER)
    assert len(told(session)) == 4


def test_only_who_looks_after_it_answers(session, cast):
    knock(session)
    request_id = request(session).id
    with pytest.raises(Refusal):
        joining.who(session, request_id, key=key_of(cast.cara))
    for key, wanted in ((EVE, request_id), (key_of(cast.ana), 999)):
        with pytest.raises(NotFound):
            joining.who(session, wanted, key=key)
    assert joining.who(session, request_id, key=key_of(cast.ana)) == "UEVE"


def give_seat(session, cast, role: Role) -> Membership:
    membership.add_person(
        session,
        key=key_of(cast.ben),
        partnership_id=cast.partnership.id,
        profile=PROFILE,
        side=Side.PARTNER,
        role=role,
        now=NOW,
    )
    return seat_of_eve(session, cast)


def seat_of_eve(session, cast) -> Membership:
    found = storage.partnerships.seat_of(session, EVE, cast.partnership.id)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("role", [Role.LEAD, Role.DEPUTY, Role.READER])
@pytest.mark.parametrize("said", [Side.SCHOOL, Side.PARTNER, None])
def test_whoever_got_a_seat_meanwhile_is_left_as_they_are(session, cast, role, said):
    knock(session)
    seat = give_seat(session, cast, role)
    assert "is in it now" in say(session, cast.ana, said)
    assert seat_of_eve(session, cast) is seat
    assert (seat.side, seat.role) == (Side.PARTNER, role)
    assert request(session).state is JoinState.ADDED
    assert EVE.user_id not in told(session)


def test_whoever_was_removed_again_is_not_in_it_whatever_the_old_question_hears(session, cast):
    knock(session)
    say(session, cast.ana, Side.PARTNER)
    seat_of_eve(session, cast).ended_at = NOW
    session.flush()
    assert "was in it and is no longer" in say(session, cast.ana, Side.PARTNER)
    assert storage.partnerships.seat_of(session, EVE, cast.partnership.id) is None


def test_an_old_question_brings_nobody_back_who_was_removed_before_it_was_answered(session, cast):
    knock(session)
    give_seat(session, cast, Role.CONTRIBUTOR).ended_at = NOW
    session.flush()
    assert "was in it and is no longer" in say(session, cast.ana, Side.SCHOOL)
    assert storage.partnerships.seat_of(session, EVE, cast.partnership.id) is None


def test_whoever_was_added_after_a_no_is_in_it(session, cast):
    knock(session)
    say(session, cast.ana, None)
    give_seat(session, cast, Role.CONTRIBUTOR)
    assert "is in it now" in say(session, cast.ana, None)


def test_the_question_is_shown_again_to_who_may_answer_it(session, cast):
    knock(session)
    request_id = request(session).id
    shown = joining.question(session, request_id, key=key_of(cast.ben))
    assert "Which side do they stand for" in shown.text
    with pytest.raises(Refusal):
        joining.question(session, request_id, key=key_of(cast.cara))
    with pytest.raises(NotFound):
        joining.question(session, request_id, key=EVE)
    say(session, cast.ana, None)
    shown = joining.question(session, request_id, key=key_of(cast.ben))
    assert "is not in it" in shown.text


@pytest.mark.parametrize(("days", "again"), [(1, False), (89, False), (90, True)])
def test_when_the_leads_are_asked_again(days, again):
    assert rules.may_ask_again(NOW, NOW + timedelta(days=days)) is again


@pytest.mark.parametrize(
    ("team", "side"), [("T1", Side.SCHOOL), ("T2", Side.PARTNER), ("T3", None), ("T4", None)]
)
def test_the_likely_side_is_that_of_their_colleagues(team, side):
    assert rules.likely_side(team, {"T1", "T3"}, {"T2", "T3"}) is side
