"""What is taken out of the record when somebody is erased, and what of it still works after."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import MessageStatus, Side
from bot.services import personal
from storage.channels import say_again
from storage.database import Database
from storage.models import Goal, Lane, OutboxMessage, Person
from storage.outbox import enqueue
from tests import factories
from tests.digesting import check_in
from tests.factories import NOW, WORKSPACE

SECRET = "Our nurse told me so on Tuesday"


@pytest.fixture
def cast(database: Database) -> factories.Cast:
    """A partnership in which Dev checked in."""
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
        cycle = factories.make_cycle(session, cast.partnership)
        session.add(check_in(cycle, cast.dev, Side.PARTNER, NOW, wins=SECRET))
    return cast


def refuse(session: Session, key: str, text: str, best_before: timedelta) -> None:
    """Queue what Slack then refuses, since the channel is lost."""
    enqueue(
        session,
        key=key,
        channel="CMERCY",
        payload={"text": text},
        now=NOW,
        best_before=NOW + best_before,
    )
    message = session.scalars(select(OutboxMessage).filter_by(key=key)).one()
    message.status, message.finished_at = MessageStatus.REJECTED, NOW
    message.last_error = "is_archived"


def forget(database: Database, person_id: int) -> None:
    with database.unit_of_work(WORKSPACE) as session:
        personal.forget(session, session.get_one(Person, person_id), now=NOW)


def messages(database: Database) -> dict[str, tuple[MessageStatus, dict[str, Any]]]:
    with database.reading(WORKSPACE) as session:
        return {
            one.key: (one.status, one.payload) for one in session.scalars(select(OutboxMessage))
        }


def test_what_was_refused_comes_back_without_their_words_and_never_empty(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        refuse(session, "digest", f"*Wins* {SECRET}. <@UDEV>, Dev Patel", timedelta(days=1))
        refuse(session, "late", SECRET, timedelta(0))
        refuse(session, "cleared", SECRET, timedelta(days=1))
        session.scalars(select(OutboxMessage).filter_by(key="cleared")).one().payload = {}
    forget(database, cast.dev.id)
    with database.unit_of_work(WORKSPACE) as session:
        say_again(session, "CMERCY", NOW)
        former = session.get_one(Person, cast.dev.id).user_id

    told = messages(database)
    text = f"*Wins* …. <@{former}>, a former member of the partner side"
    assert told["digest"] == (MessageStatus.PENDING, {"text": text})
    assert told["late"] == (MessageStatus.REJECTED, {})
    assert told["cleared"] == (MessageStatus.REJECTED, {})


def test_a_stale_row_goes_and_whoever_has_the_same_id_keeps_what_is_theirs(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        stale = factories.make_person(session, "UDEV", "Devon Patel", team_id="T3")
        goal = factories.make_goal(session, cast)
        goal.why = "<@UDEV> asked, and Devon Patel"
        session.add(Lane(workspace_id=WORKSPACE, channel="UDEV", free_at=NOW))
        enqueue(
            session,
            key="dm",
            channel="UDEV",
            payload={"text": "Hello"},
            now=NOW,
            best_before=NOW + timedelta(days=1),
        )
    forget(database, stale.id)

    assert messages(database) == {"dm": (MessageStatus.PENDING, {"text": "Hello"})}
    with database.reading(WORKSPACE) as session:
        assert session.scalars(select(Lane.channel)).all() == ["UDEV"]
        assert session.scalars(select(Goal.why)).all() == ["<@UDEV> asked, and a former member"]
        assert session.get_one(Person, stale.id).name == ""
        assert session.get_one(Person, cast.dev.id).name == "Dev Patel"

    forget(database, cast.dev.id)
    with database.reading(WORKSPACE) as session:
        assert session.scalars(select(Lane.channel)).all() == []
        assert "UDEV" not in session.scalars(select(Goal.why)).one()


def test_what_is_called_instead_gets_no_longer_than_there_is_room(database, cast):
    room: int = Goal.__table__.c.unit.type.length  # type: ignore[attr-defined]
    with database.unit_of_work(WORKSPACE) as session:
        goal = factories.make_goal(session, cast)
        goal.unit = "x" * (room - 11) + ", Dev Patel"
    forget(database, cast.dev.id)

    with database.reading(WORKSPACE) as session:
        unit = session.scalars(select(Goal.unit)).one()
    assert unit == "x" * (room - 11) + ", a former "
