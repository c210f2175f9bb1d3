"""Handing a side over in the rows: asked, taken with all that belongs to it, or declined."""

import pytest
from sqlalchemy import update

import storage.actions
import storage.partnerships
from bot.rules.handovers import ANSWER_WITHIN
from bot.rules.people import PersonKey
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import HandoverState, PartnershipStatus, Role, Side
from bot.services import handover_packs, handovers
from bot.services.handovers import Wish
from storage.models import Membership
from tests.factories import (
    NOW,
    Cast,
    key_of,
    make_goal,
    make_member,
    make_partnership,
    make_person,
)
from tests.handing_over import (
    LATER,
    give_action,
    hand_over,
    make_deputy,
    profile,
    roles,
    told,
)


@pytest.fixture
def cast(session) -> Cast:
    return make_partnership(session)


def test_with_a_yes_the_seat_the_goals_and_the_promises_are_given_on(session, cast):
    goal = make_goal(session, cast)
    action = give_action(session, cast, cast.ana)
    handover = hand_over(session, cast, cast.cara, note="The principal likes mornings.")
    assert "The principal likes mornings." in told(session, "handover:")[cast.cara.user_id]
    assert roles(session, cast)["Ana Ruiz"] == (Side.SCHOOL, Role.LEAD)

    for _twice in range(2):
        message = handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)
        assert "You now lead the school side" in message.text
    session.expire_all()
    assert roles(session, cast)["Cara Lind"] == (Side.SCHOOL, Role.LEAD)
    assert "Ana Ruiz" not in roles(session, cast)
    assert goal.school_owner_id == cast.cara.id
    assert goal.partner_owner_id == cast.ben.id
    assert action.owner_id == cast.cara.id
    [event] = storage.actions.events_of(session, action.id)
    assert event.before == {"owner_id": cast.ana.id}
    heard = told(session, ":answered:")
    assert set(heard) == {cast.ana.user_id, cast.ben.user_id}
    assert "<@UCARA> now leads the school side" in heard[cast.ana.user_id]


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.CONTRIBUTOR, Role.READER])
def test_who_hands_over_may_stay(session, cast, role):
    handover = hand_over(session, cast, cast.cara, stays_as=role)
    handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)
    assert roles(session, cast)["Ana Ruiz"] == (Side.SCHOOL, role)
    assert told(session, ":answered:").keys() >= {cast.ben.user_id}


def test_somebody_new_gets_a_seat_with_the_yes(session, cast):
    eve = make_person(session, "UEVE", "Eve Stone")
    handover = hand_over(session, cast, eve)
    assert "Eve Stone" not in roles(session, cast)
    handovers.take_over(session, handover.id, key=key_of(eve), now=LATER)
    assert roles(session, cast)["Eve Stone"] == (Side.SCHOOL, Role.LEAD)


def test_with_a_no_nothing_changes_and_the_leads_hear_of_it(session, cast):
    handover = hand_over(session, cast, cast.cara)
    for _twice in range(2):
        handovers.decline(session, handover.id, key=key_of(cast.cara), now=LATER)
    assert roles(session, cast)["Ana Ruiz"] == (Side.SCHOOL, Role.LEAD)
    assert set(told(session, ":answered:")) == {cast.ana.user_id, cast.ben.user_id}
    with pytest.raises(Refusal, match="have already answered this"):
        handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)


def test_asked_twice_is_asked_once_and_another_takes_the_place(session, cast):
    first = hand_over(session, cast, cast.cara)
    assert hand_over(session, cast, cast.cara).id == first.id
    eve = make_person(session, "UEVE", "Eve Stone")
    second = hand_over(session, cast, eve)
    assert first.state is HandoverState.WITHDRAWN
    with pytest.raises(NotFound):
        handovers.take_over(session, first.id, key=key_of(cast.cara), now=LATER)
    with pytest.raises(NotFound):
        handover_packs.read(session, first.id, key=key_of(cast.cara), now=LATER)
    handovers.take_over(session, second.id, key=key_of(eve), now=LATER)


def test_only_whoever_is_asked_answers_or_reads(session, cast):
    handover = hand_over(session, cast, cast.cara)
    for key in (key_of(cast.ben), PersonKey("T9", cast.cara.user_id)):
        for answer in (handovers.take_over, handovers.decline):
            with pytest.raises(NotFound):
                answer(session, handover.id, key=key, now=LATER)
        with pytest.raises(NotFound):
            handover_packs.read(session, handover.id, key=key, now=LATER)
    with pytest.raises(NotFound):
        handovers.take_over(session, 999, key=key_of(cast.cara), now=LATER)
    with pytest.raises(NotFound):
        handover_packs.read(session, 999, key=key_of(cast.cara), now=LATER)


def test_nobody_hands_over_what_they_do_not_lead(session, cast):
    with pytest.raises(Refusal, match="Only a side's lead"):
        handovers.to_hand_over(session, key=key_of(cast.cara), partnership_id=cast.partnership.id)


def test_who_cannot_be_asked_is_said_at_the_field(session, cast):
    for wrong in (profile(cast.ben), profile(cast.ana), None):
        with pytest.raises(Refusal) as refused:
            handovers.begin(
                session,
                key=key_of(cast.ana),
                partnership_id=cast.partnership.id,
                wish=Wish(wrong, "", None),
                now=NOW,
            )
        assert refused.value.field == "successor"


def test_the_form_offers_the_deputy_of_the_same_side(session, cast):
    partnership_id = cast.partnership.id
    assert handovers.to_hand_over(session, key=key_of(cast.ana), partnership_id=partnership_id) == (
        Side.SCHOOL,
        None,
    )
    make_deputy(session, cast)
    assert handovers.to_hand_over(session, key=key_of(cast.ana), partnership_id=partnership_id) == (
        Side.SCHOOL,
        "UEVE",
    )


def test_nothing_is_handed_over_of_a_partnership_that_is_closed(session, cast):
    handover = hand_over(session, cast, cast.cara)
    cast.partnership.status = PartnershipStatus.CLOSED
    session.flush()
    with pytest.raises(Refusal, match="is closed"):
        handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)
    with pytest.raises(Refusal, match="is closed"):
        handovers.to_hand_over(session, key=key_of(cast.ana), partnership_id=cast.partnership.id)
    assert roles(session, cast)["Ana Ruiz"] == (Side.SCHOOL, Role.LEAD)


def test_who_does_not_lead_any_more_has_nothing_to_give(session, cast):
    handover = hand_over(session, cast, cast.cara)
    for change in ({"role": Role.READER}, {"ended_at": LATER}):
        session.execute(
            update(Membership).where(Membership.person_id == cast.ana.id).values(change)
        )
        with pytest.raises(NotFound):
            handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)
    assert roles(session, cast)["Cara Lind"] == (Side.SCHOOL, Role.CONTRIBUTOR)


def test_the_place_of_somebody_who_is_gone_is_free_until_another_leads(session, cast):
    handover = hand_over(session, cast, cast.cara)
    cast.ana.is_deactivated = True
    eve = make_person(session, "UEVE", "Eve Stone")
    seat = make_member(
        session, cast.partnership, eve, cast.district, side=Side.SCHOOL, role=Role.LEAD
    )
    with pytest.raises(NotFound):
        handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)
    seat.role = Role.READER
    session.flush()
    handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)
    assert roles(session, cast)["Cara Lind"] == (Side.SCHOOL, Role.LEAD)


def test_who_leads_already_takes_no_place_of_somebody_gone(session, cast):
    handover = hand_over(session, cast, cast.cara)
    cast.ana.is_deactivated = True
    seat = storage.partnerships.seat_of_person(session, cast.partnership.id, cast.cara.id)
    assert seat is not None
    seat.role = Role.LEAD
    session.flush()
    with pytest.raises(NotFound):
        handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)


def test_who_stands_on_the_other_side_by_now_takes_nothing_over(session, cast):
    handover = hand_over(session, cast, cast.cara)
    seat = storage.partnerships.seat_of_person(session, cast.partnership.id, cast.cara.id)
    assert seat is not None
    seat.side = Side.PARTNER
    session.flush()
    with pytest.raises(NotFound):
        handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)


def test_asked_again_after_a_long_silence_somebody_hears_of_it(session, cast):
    first = hand_over(session, cast, cast.cara)
    first.begun_at = NOW - ANSWER_WITHIN
    session.flush()
    second = hand_over(session, cast, cast.cara)
    assert (first.state, second.successor_id) == (HandoverState.WITHDRAWN, cast.cara.id)
