"""Who is called in the channel, and about what: while it is theirs to do or to decide."""

import pytest
from sqlalchemy import select

from bot.rules import delivery
from bot.rules.people import PersonKey
from bot.rules.vocabulary import ActionStatus, JoinState, PauseReason
from bot.services import joining, mentions, partnerships
from storage.models import JoinRequest, OutboxMessage
from tests.factories import NOW, Cast, make_partnership
from tests.handing_over import give_action


@pytest.fixture
def cast(session) -> Cast:
    return make_partnership(session)


def called(session, key: str, user_id: str) -> bool:
    mentions.instead(session, key=key, user_id=user_id, now=NOW)
    calls = select(OutboxMessage.id).where(OutboxMessage.key == delivery.mention_key(key))
    return session.scalar(calls) is not None


def test_whoever_has_to_do_it_is_called(session, cast):
    action = give_action(session, cast, cast.cara)
    assert called(session, delivery.action_key(action.id, cast.cara.id), cast.cara.user_id)


@pytest.mark.parametrize("status", [ActionStatus.DONE, ActionStatus.DROPPED])
def test_nobody_is_called_for_what_is_over(session, cast, status):
    action = give_action(session, cast, cast.cara)
    action.status = status
    session.flush()
    assert not called(session, delivery.action_key(action.id, cast.cara.id), cast.cara.user_id)


def test_nobody_is_called_for_what_went_to_somebody_else(session, cast):
    action = give_action(session, cast, cast.cara)
    action.owner_id = cast.ana.id
    session.flush()
    assert not called(session, delivery.action_key(action.id, cast.cara.id), cast.cara.user_id)


def test_nobody_is_called_for_a_message_that_could_not_be_changed(session, cast):
    action = give_action(session, cast, cast.cara)
    given = delivery.action_key(action.id, cast.cara.id)
    assert not called(session, delivery.action_change_key(given, 99), cast.cara.user_id)


@pytest.mark.parametrize(
    ("state", "expected"),
    [(JoinState.ASKED, True), (JoinState.ADDED, False), (JoinState.DECLINED, False)],
)
def test_a_lead_is_called_about_somebody_new_until_one_has_answered(session, cast, state, expected):
    joining.ask(session, key=PersonKey("T2", "UEVE"), channel_id="CMERCY", now=NOW)
    request = session.scalars(select(JoinRequest)).one()
    request.state = state
    session.flush()
    key = delivery.join_request_key(request.id, cast.ben.id, NOW)
    assert called(session, key, cast.ben.user_id) is expected


@pytest.mark.parametrize(
    ("because", "expected"),
    [
        (PauseReason.SHARED, True),
        (PauseReason.UNSHARED, True),
        (PauseReason.REMOVED, False),
        (None, False),
    ],
)
def test_a_lead_is_called_where_it_is_theirs_to_agree_to_who_reads_along(
    session, cast, because, expected
):
    if because is not None:
        partnerships.rest(session, cast.partnership, because, NOW)
    key = delivery.channel_trouble_key(cast.partnership.id, cast.ben.id, NOW)
    assert called(session, key, cast.ben.user_id) is expected


def test_nobody_is_called_about_somebody_new_where_the_partnership_rests(session, cast):
    joining.ask(session, key=PersonKey("T2", "UEVE"), channel_id="CMERCY", now=NOW)
    request = session.scalars(select(JoinRequest)).one()
    partnerships.rest(session, cast.partnership, PauseReason.ASKED, NOW)
    key = delivery.join_request_key(request.id, cast.ben.id, NOW)
    assert not called(session, key, cast.ben.user_id)
