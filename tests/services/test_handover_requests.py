"""What becomes of a request to lead a side that nobody answers, and who hears of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

import storage.handovers
import storage.partnerships
from bot.rules.handovers import ANSWER_WITHIN, REMIND_AFTER
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import HandoverState, MessageStatus, PartnershipStatus, Role, Side
from bot.services import (
    departures,
    handover_requests,
    handovers,
    membership,
    partnerships,
    people,
    personal,
)
from storage.models import Handover, Membership, OutboxMessage, Person
from tests.factories import (
    NOW,
    Cast,
    key_of,
    make_member,
    make_partnership,
    make_person,
)
from tests.handing_over import (
    LATER,
    hand_over,
    make_deputy,
    open_request,
    profile,
    roles,
    told,
)

REMINDED = NOW + REMIND_AFTER
TOO_LATE = NOW + ANSWER_WITHIN


@pytest.fixture
def cast(session) -> Cast:
    return make_partnership(session)


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


def test_where_another_leads_no_deputy_is_asked(session, cast):
    make_deputy(session, cast)
    fay = make_person(session, "UFAY", "Fay Moor")
    make_member(session, cast.partnership, fay, cast.district, side=Side.SCHOOL, role=Role.LEAD)
    departures.left(session, user_id=cast.ana.user_id, now=NOW)
    assert session.scalars(select(Handover)).all() == []


def test_a_deputy_who_says_no_is_followed_by_the_next(session, cast):
    for user_id, name in (("UEVE", "Eve Stone"), ("UFAY", "Fay Moor")):
        make_deputy(session, cast, user_id, name)
    departures.left(session, user_id=cast.ana.user_id, now=NOW)
    for user_id in ("UEVE", "UFAY"):
        asked = session.get_one(Person, open_request(session).successor_id)
        assert asked.user_id == user_id
        handovers.decline(session, open_request(session).id, key=key_of(asked), now=NOW)
    assert storage.handovers.open_of(session) == []
    assert set(told(session, ":answered:")) == {cast.ben.user_id}


def test_a_request_in_the_place_of_somebody_gone_goes_to_another_when_it_holds_no_more(
    session, cast
):
    eve = make_deputy(session, cast)
    first = hand_over(session, cast, cast.cara)
    first.begun_at = NOW - ANSWER_WITHIN
    session.flush()
    departures.left(session, user_id=cast.ana.user_id, now=NOW)
    assert first.state is HandoverState.WITHDRAWN
    assert open_request(session).successor_id == eve.id


def test_who_comes_back_leads_on_and_nobody_is_asked(session, cast):
    make_deputy(session, cast)
    departures.left(session, user_id=cast.ana.user_id, now=NOW)
    people.heard(session, profile(cast.ana), now=NOW)
    assert storage.handovers.open_of(session) == []


def seat_of(session, cast: Cast, person: Person) -> Membership:
    seat = storage.partnerships.seat_of_person(session, cast.partnership.id, person.id)
    assert seat is not None
    return seat


def test_who_is_moved_or_removed_asks_nobody_any_more(session, cast):
    fay = make_person(session, "UFAY", "Fay Moor")
    make_member(session, cast.partnership, fay, cast.district, side=Side.SCHOOL, role=Role.LEAD)
    handover = hand_over(session, cast, cast.cara)
    membership.remove_person(
        session,
        key=key_of(fay),
        membership_id=seat_of(session, cast, cast.ana).id,
        now=LATER,
    )
    assert handover.state is HandoverState.WITHDRAWN
    assert set(told(session, ":over")) == {cast.cara.user_id}
    assert (
        "you are no longer being asked to lead the school side" in told(session, ":over")["UCARA"]
    )


def test_whoever_is_removed_is_asked_no_more_and_who_asked_hears_of_it(session, cast):
    handover = hand_over(session, cast, cast.cara)
    membership.remove_person(
        session,
        key=key_of(cast.ben),
        membership_id=seat_of(session, cast, cast.cara).id,
        now=LATER,
    )
    assert handover.state is HandoverState.WITHDRAWN
    heard = told(session, ":answered:")
    assert set(heard) == {cast.ana.user_id, cast.ben.user_id}
    assert "is no longer there" in heard["UANA"]


def test_a_closed_partnership_asks_nobody(session, cast):
    handover = hand_over(session, cast, cast.cara)
    partnerships.close(session, key=key_of(cast.ana), partnership_id=cast.partnership.id, now=LATER)
    assert handover.state is HandoverState.WITHDRAWN


@pytest.mark.parametrize("name", ["ana", "cara"])
def test_whoever_is_erased_asks_nobody_and_is_asked_nothing(session, cast, name):
    handover = hand_over(session, cast, cast.cara, note="Ana knows the principal.")
    person = getattr(cast, name)
    personal.erase(session, person, now=LATER, though_alone=True)
    session.refresh(handover)
    assert handover.state is HandoverState.WITHDRAWN
    said = " ".join(
        str(one.payload)
        for one in session.scalars(
            select(OutboxMessage).where(OutboxMessage.key.contains("handover:"))
        )
        if one.best_before > LATER
    )
    assert "UCARA" not in said or name == "ana"
    assert "UANA" not in said
    assert ("a former member of the school side" in said) == (name == "cara")


def mind(session, now) -> int:
    due = storage.handovers.unanswered(session, now, 10)
    return handover_requests.mind_due(session, [row_id for _workspace, row_id in due], now=now)


def test_who_does_not_answer_is_reminded_once_and_then_the_others_hear_of_it(session, cast):
    handover = hand_over(session, cast, cast.cara)
    assert mind(session, REMINDED - timedelta(minutes=1)) == 0
    assert [mind(session, REMINDED) for _twice in range(2)] == [1, 0]
    assert set(told(session, ":reminded")) == {"UCARA"}
    assert "I am asking this one more time" in told(session, ":reminded")["UCARA"]
    sent(session, ":asked")
    assert told(session, ":answered:") == {}

    assert [mind(session, TOO_LATE) for _twice in range(2)] == [1, 0]
    assert handover.state is HandoverState.WITHDRAWN
    heard = told(session, ":answered:")
    assert set(heard) == {cast.ana.user_id, cast.ben.user_id}
    assert "has not answered" in heard["UANA"]
    overs = session.scalars(select(OutboxMessage.key).where(OutboxMessage.key.contains(":over")))
    assert len(overs.all()) == 2, "the request and its reminder"


def sent(session, part: str, **values) -> None:
    """Let Slack have taken what waits under keys with `part`, or have it `values`."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.key.contains(part))
        .values({"status": MessageStatus.SENT} | values)
    )


@pytest.mark.parametrize("status", [MessageStatus.PENDING, MessageStatus.EXPIRED])
def test_of_somebody_whom_no_message_reached_nobody_hears_that_they_were_asked(
    session, cast, status
):
    hand_over(session, cast, cast.cara)
    mind(session, REMINDED)
    sent(session, "handover:", status=status)
    assert mind(session, TOO_LATE) == 1
    heard = told(session, ":answered:")
    assert set(heard) == {cast.ana.user_id, cast.ben.user_id}
    for sentence in heard.values():
        assert "was to be asked to lead the school side" in sentence
        assert "has not answered" not in sentence


@pytest.mark.parametrize(
    ("part", "values"),
    [
        (":reminded", {}),
        (":asked", {"status": MessageStatus.UNCERTAIN}),
        (":asked", {"status": MessageStatus.EXPIRED, "uncertain_at": REMINDED}),
    ],
)
def test_whoever_may_have_been_asked_has_not_answered(session, cast, part, values):
    hand_over(session, cast, cast.cara)
    mind(session, REMINDED)
    sent(session, part, **values)
    mind(session, TOO_LATE)
    assert "has not answered" in told(session, ":answered:")["UANA"]


def test_a_request_that_holds_no_more_ends_without_a_word_to_others(session, cast):
    handover = hand_over(session, cast, cast.cara)
    seat_of(session, cast, cast.ana).role = Role.READER
    session.flush()
    assert mind(session, REMINDED) == 1
    assert handover.state is HandoverState.WITHDRAWN
    assert told(session, ":answered:") == {}


def test_while_a_partnership_rests_nobody_is_reminded(session, cast):
    hand_over(session, cast, cast.cara)
    cast.partnership.status = PartnershipStatus.PAUSED
    session.flush()
    assert mind(session, REMINDED) == 0


def test_two_processes_mind_a_request_once(session, cast):
    handover = hand_over(session, cast, cast.cara)
    assert handover_requests.mind_due(session, [handover.id, 999], now=TOO_LATE) == 1
    assert handover_requests.mind_due(session, [handover.id, 999], now=TOO_LATE) == 0


def make_lead(
    session, cast: Cast, person: Person, side: Side = Side.SCHOOL, *, by: Person | None = None
) -> None:
    membership.change_person(
        session,
        key=key_of(by or cast.ben),
        membership_id=seat_of(session, cast, person).id,
        side=side,
        role=Role.LEAD,
        now=LATER,
    )


def test_of_a_deputy_whom_somebody_made_lead_nobody_hears_that_they_do_not_answer(session, cast):
    eve = make_deputy(session, cast)
    departures.left(session, user_id=cast.ana.user_id, now=NOW)
    handover = open_request(session)
    assert mind(session, REMINDED) == 1
    make_lead(session, cast, eve)

    assert (handover.state, handover.decided_at) == (HandoverState.WITHDRAWN, LATER)
    ends = select(OutboxMessage.best_before).where(OutboxMessage.key.contains(f"{handover.id}:"))
    assert set(session.scalars(ends.where(OutboxMessage.channel == eve.user_id))) == {LATER}
    assert mind(session, TOO_LATE) == 0
    assert told(session, ":answered:") == told(session, ":over") == {}
    assert roles(session, cast)["Eve Stone"] == (Side.SCHOOL, Role.LEAD)


def test_whoever_asks_still_waits_for_an_answer_of_somebody_made_lead_beside_them(session, cast):
    handover = hand_over(session, cast, cast.cara)
    make_lead(session, cast, cast.cara, by=cast.ana)
    assert mind(session, REMINDED) == 1
    assert set(told(session, ":reminded")) == {cast.cara.user_id}
    handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)
    assert "Ana Ruiz" not in roles(session, cast)


def test_a_request_for_one_side_is_no_yes_for_the_other(session, cast):
    eve = make_deputy(session, cast)
    departures.left(session, user_id=cast.ana.user_id, now=NOW)
    make_lead(session, cast, eve, Side.PARTNER)
    assert open_request(session).successor_id == eve.id
    assert mind(session, REMINDED) == 1
    assert storage.handovers.open_of(session) == []
    assert told(session, ":reminded") == {}


def test_a_free_place_has_somebody_as_soon_as_whoever_was_asked_leads(session, cast):
    eve = make_deputy(session, cast)
    departures.left(session, user_id=cast.ana.user_id, now=NOW)
    handover = open_request(session)
    seat_of(session, cast, eve).role = Role.LEAD
    session.flush()
    assert mind(session, REMINDED) == 1
    assert handover.state is HandoverState.WITHDRAWN
    assert told(session, ":reminded") == {}


def test_who_asked_hears_that_slack_did_not_deliver_it(session, cast):
    handover = hand_over(session, cast, cast.cara)
    for _twice in range(2):
        handover_requests.not_delivered(session, handover.id, now=NOW)
    assert handover.state is HandoverState.WITHDRAWN
    assert "my message did not reach them" in told(session, ":answered:")["UANA"]
    assert told(session, ":over") == {}
    again = hand_over(session, cast, cast.cara)
    assert again.id != handover.id


def test_a_deputy_who_cannot_be_reached_is_not_asked_again_at_once(session, cast):
    make_deputy(session, cast)
    departures.left(session, user_id=cast.ana.user_id, now=NOW)
    handover_requests.not_delivered(session, open_request(session).id, now=NOW)
    assert storage.handovers.open_of(session) == []


def test_who_asked_hears_that_the_others_account_is_gone(session, cast):
    handover = hand_over(session, cast, cast.cara)
    departures.left(session, user_id=cast.cara.user_id, now=LATER)
    assert handover.state is HandoverState.WITHDRAWN
    assert "is no longer there" in told(session, ":answered:")["UANA"]
    assert told(session, ":over") == {}


def test_the_last_lead_who_is_there_stays(session, cast):
    fay = make_person(session, "UFAY", "Fay Moor")
    make_member(session, cast.partnership, fay, cast.district, side=Side.SCHOOL, role=Role.LEAD)
    departures.left(session, user_id=fay.user_id, now=NOW)

    def remove(person: Person) -> None:
        seat = seat_of(session, cast, person).id
        membership.remove_person(session, key=key_of(cast.ana), membership_id=seat, now=LATER)

    with pytest.raises(Refusal, match="only lead"):
        remove(cast.ana)
    remove(fay)
    assert "Fay Moor" not in roles(session, cast)
