"""Handing a side over in the rows: asked, taken, declined, and what nobody looks after."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

import storage.actions
import storage.handovers
import storage.partnerships
from bot.rules.people import PersonKey, Profile
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import (
    ActionStatus,
    AdjustmentKind,
    CycleState,
    HandoverState,
    PartnershipStatus,
    Role,
    Side,
)
from bot.services import departures, handover_packs, handovers, orphans
from bot.services.handovers import Wish
from storage.models import (
    Action,
    Adjustment,
    CheckIn,
    Handover,
    Membership,
    OutboxMessage,
    Person,
)
from tests.factories import (
    NOW,
    WORKSPACE,
    Cast,
    key_of,
    make_cycle,
    make_goal,
    make_member,
    make_partnership,
    make_person,
    make_workspace,
)

LATER = NOW + timedelta(days=8)


@pytest.fixture
def session(database):
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as opened:
        yield opened


@pytest.fixture
def cast(session) -> Cast:
    return make_partnership(session)


def profile(person: Person) -> Profile:
    return Profile(key_of(person), person.name, "America/Chicago", "en-US", False, False)


def hand_over(
    session, cast: Cast, to: Person, *, stays_as: Role | None = None, note: str = ""
) -> Handover:
    handovers.begin(
        session,
        key=key_of(cast.ana),
        partnership_id=cast.partnership.id,
        wish=Wish(profile(to), note, stays_as),
        now=NOW,
    )
    asked: Handover = session.scalars(
        select(Handover).where(Handover.state == HandoverState.ASKED)
    ).one()
    return asked


def roles(session, cast: Cast) -> dict[str, tuple[Side, Role]]:
    return {
        one.person.name: (one.membership.side, one.membership.role)
        for one in storage.partnerships.members_of(session, cast.partnership.id)
    }


def told(session, part: str) -> dict[str, str]:
    """Return what waits to be sent under keys with `part`, by who gets it."""
    return {
        message.channel: message.payload["text"]
        for message in session.scalars(
            select(OutboxMessage).where(OutboxMessage.key.contains(part))
        )
    }


def give_action(session, cast: Cast, owner: Person, what: str = "Call the bus company") -> Action:
    action = Action(
        partnership_id=cast.partnership.id,
        what=what,
        owner_id=owner.id,
        side=Side.SCHOOL,
        due_on=date(2026, 10, 1),
        status=ActionStatus.OPEN,
        created_at=NOW,
    )
    session.add(action)
    session.flush()
    return action


def test_with_a_yes_the_seat_the_goals_and_the_promises_are_given_on(session, cast):
    goal = make_goal(session, cast)
    action = give_action(session, cast, cast.ana)
    handover = hand_over(session, cast, cast.cara, note="The principal likes mornings.")
    assert "The principal likes mornings." in told(session, "handover:")[cast.cara.user_id]
    assert roles(session, cast)["Ana Ruiz"] == (Side.SCHOOL, Role.LEAD)

    for _twice in range(2):
        message = handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)
        assert "You lead the school side" in message.text
    session.expire_all()
    assert roles(session, cast)["Cara Lind"] == (Side.SCHOOL, Role.LEAD)
    assert "Ana Ruiz" not in roles(session, cast)
    assert goal.school_owner_id == cast.cara.id
    assert goal.partner_owner_id == cast.ben.id
    assert action.owner_id == cast.cara.id
    [event] = storage.actions.events_of(session, action.id)
    assert event.before == {"owner_id": cast.ana.id}
    assert set(told(session, ":answered:")) == {cast.ben.user_id}


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
    with pytest.raises(Refusal, match="has been answered"):
        handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)


def test_asked_twice_is_asked_once_and_another_takes_the_place(session, cast):
    first = hand_over(session, cast, cast.cara)
    assert hand_over(session, cast, cast.cara).id == first.id
    eve = make_person(session, "UEVE", "Eve Stone")
    second = hand_over(session, cast, eve)
    assert first.state is HandoverState.WITHDRAWN
    with pytest.raises(Refusal, match="has been answered"):
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
    with pytest.raises(Refusal, match="Only who leads"):
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


def make_deputy(session, cast: Cast) -> Person:
    eve = make_person(session, "UEVE", "Eve Stone")
    make_member(session, cast.partnership, eve, cast.district, side=Side.SCHOOL, role=Role.DEPUTY)
    return eve


def test_the_pack_has_what_was_said_promised_and_decided(session, cast):
    make_goal(session, cast)
    give_action(session, cast, cast.ana)
    cycle = make_cycle(session, cast.partnership, state=CycleState.CLOSED)
    session.add(
        CheckIn(
            cycle_id=cycle.id,
            person_id=cast.ben.id,
            side=Side.PARTNER,
            challenges="Parking",
            submitted_at=NOW,
        )
    )
    session.add(
        Adjustment(
            partnership_id=cast.partnership.id,
            kind=next(iter(AdjustmentKind)),
            person_id=cast.ana.id,
            side=Side.SCHOOL,
            at=NOW,
            what="We meet on Tuesdays",
        )
    )
    handover = hand_over(session, cast, cast.cara)
    pack = handover_packs.read(session, handover.id, key=key_of(cast.cara), now=LATER)
    assert [one.what for one in pack.promises] == ["Call the bus company"]
    assert [one.what for one in pack.decisions] == ["We meet on Tuesdays"]
    assert [[one.challenges for one in each.said] for each in pack.check_ins] == [["Parking"]]
    assert len(pack.goals) == 1
    assert {one.name for one in pack.people} >= {"Ana Ruiz", "Ben Okafor"}


def test_a_cycle_without_answers_is_in_the_pack_too(session, cast):
    make_cycle(session, cast.partnership, state=CycleState.CLOSED)
    handover = hand_over(session, cast, cast.cara)
    pack = handover_packs.read(session, handover.id, key=key_of(cast.cara), now=LATER)
    assert [list(one.said) for one in pack.check_ins] == [[]]


def test_when_a_leads_account_is_gone_the_deputy_is_asked(session, cast):
    eve = make_deputy(session, cast)
    for _twice in range(2):
        departures.left(session, user_id=cast.ana.user_id, now=NOW)
    handover = session.scalars(select(Handover)).one()
    assert (handover.successor_id, handover.side) == (eve.id, Side.SCHOOL)
    handovers.take_over(session, handover.id, key=key_of(eve), now=LATER)
    assert roles(session, cast)["Eve Stone"] == (Side.SCHOOL, Role.LEAD)
    assert "Ana Ruiz" not in roles(session, cast)


def test_without_a_deputy_nobody_is_asked_to_take_over(session, cast):
    departures.left(session, user_id=cast.ana.user_id, now=NOW)
    assert session.scalars(select(Handover)).all() == []


def test_a_request_that_stands_is_not_made_again_when_the_account_is_gone(session, cast):
    make_deputy(session, cast)
    first = hand_over(session, cast, cast.cara)
    departures.left(session, user_id=cast.ana.user_id, now=NOW)
    assert session.scalars(select(Handover)).one().id == first.id


def test_a_lead_who_lost_the_seat_meanwhile_loses_no_other(session, cast):
    handover = hand_over(session, cast, cast.cara)
    seat = storage.partnerships.seat_of_person(session, cast.partnership.id, cast.ana.id)
    assert seat is not None
    seat.role = Role.READER
    session.flush()
    handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)
    assert roles(session, cast)["Ana Ruiz"] == (Side.SCHOOL, Role.READER)


def sweep(session, cast: Cast, now=LATER) -> int:
    due = storage.handovers.unowned_due(session, now, 10)
    return orphans.ask_due(session, [row_id for _workspace, row_id in due], now=now)


def test_what_has_somebody_is_not_asked_about(session, cast):
    make_goal(session, cast)
    give_action(session, cast, cast.ana)
    assert sweep(session, cast) == 0


def test_what_nobody_looks_after_is_asked_about_once_a_week(session, cast):
    goal = make_goal(session, cast, statement="More labs")
    give_action(session, cast, cast.cara, "Order paint")
    for seat in session.scalars(
        select(Membership).where(Membership.person_id.in_([cast.cara.id, cast.ana.id]))
    ):
        seat.ended_at = NOW
    session.flush()
    assert goal.school_owner_id == cast.ana.id
    assert sweep(session, cast, NOW) == 0, "the partnership is a day old"
    assert sweep(session, cast) == 1
    [text] = told(session, ":unowned:").values()
    for words in ("The school side has no lead", "More labs", "Order paint"):
        assert words in text
    assert sweep(session, cast, LATER + timedelta(days=6)) == 0
    assert sweep(session, cast, LATER + timedelta(days=7)) == 1


def test_a_partnership_that_rests_is_left_in_peace(session, cast):
    cast.ana.is_deactivated = True
    cast.partnership.status = PartnershipStatus.PAUSED
    session.flush()
    assert sweep(session, cast) == 0


def test_two_processes_ask_once(session, cast):
    cast.ana.is_deactivated = True
    session.flush()
    assert orphans.ask_due(session, [cast.partnership.id], now=LATER) == 1
    assert orphans.ask_due(session, [cast.partnership.id], now=LATER) == 0
    assert set(told(session, ":unowned:")) == {cast.ben.user_id}
