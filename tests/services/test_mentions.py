"""Who is called in the channel about an action: whoever has to do it, while it is open."""

import pytest
from sqlalchemy import select

from bot.rules import delivery
from bot.rules.vocabulary import ActionStatus
from bot.services import mentions
from storage.models import OutboxMessage
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
