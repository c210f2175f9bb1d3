"""Somebody's Slack account is gone: who is asked instead, who hears of it, and how often."""

from sqlalchemy import select

import storage.expectations
from bot.rules.people import Profile
from bot.rules.vocabulary import ExpectationState, Role, Side
from bot.services import departures, people
from storage.models import Expectation, OutboxMessage, Partnership, Person
from tests.factories import (
    NOW,
    WORKSPACE,
    key_of,
    make_cycle,
    make_member,
    make_person,
)


def leave(database, user_id: str) -> None:
    with database.unit_of_work(WORKSPACE) as session:
        departures.left(session, user_id=user_id, now=NOW)


def told(database) -> list[tuple[str, str]]:
    with database.reading(WORKSPACE) as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [(row.channel, row.payload["text"]) for row in rows]


def asked(database) -> dict[str, ExpectationState]:
    with database.reading(WORKSPACE) as session:
        rows = session.execute(
            select(Person.user_id, Expectation.state).join(
                Person, Person.id == Expectation.person_id
            )
        )
        return {row[0]: row[1] for row in rows}


def test_the_other_lead_is_told_once_who_is_gone(database, cast):
    leave(database, "UANA")
    leave(database, "UANA")

    [(channel, words)] = told(database)
    assert channel == "UBEN"
    assert "Ana Ruiz, who leads the school side, is no longer active" in words


def test_a_deputy_is_asked_instead(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        eve = make_person(session, "UEVE", "Eve Stone")
        make_member(
            session, cast.partnership, eve, cast.district, side=Side.SCHOOL, role=Role.DEPUTY
        )
        cycle = make_cycle(session, cast.partnership)
        storage.expectations.plan(session, [cycle.id], now=NOW)
    assert set(asked(database)) == {"UANA", "UBEN"}

    leave(database, "UANA")

    assert asked(database) == {
        "UANA": ExpectationState.LAPSED,
        "UBEN": ExpectationState.OPEN,
        "UEVE": ExpectationState.OPEN,
    }


def test_nobody_is_told_of_somebody_who_led_nothing_or_is_not_known(database, cast):
    leave(database, "UCARA")
    leave(database, "UNOBODY")

    assert told(database) == []


def test_slack_itself_may_say_who_is_gone_and_who_is_back(database, cast):
    def hears(*, is_deactivated: bool) -> None:
        profile = Profile(
            key=key_of(cast.ana),
            name="Ana Ruiz",
            time_zone=None,
            locale=None,
            is_bot=False,
            is_deactivated=is_deactivated,
        )
        with database.unit_of_work(WORKSPACE) as session:
            people.refresh(session, cast.ana.id, profile, now=NOW)

    hears(is_deactivated=False)
    assert told(database) == []
    hears(is_deactivated=True)
    hears(is_deactivated=True)
    assert len(told(database)) == 1
    hears(is_deactivated=False)
    with database.reading(WORKSPACE) as session:
        assert not session.get_one(Person, cast.ana.id).is_deactivated


def test_with_nobody_left_to_tell_what_has_nobody_is_asked_about_soon(database, cast):
    leave(database, "UANA")
    leave(database, "UBEN")

    assert [channel for channel, _words in told(database)] == ["UBEN"]
    with database.unit_of_work(WORKSPACE) as session:
        partnership = session.get_one(Partnership, cast.partnership.id)
        partnership.unowned_asked_at = None
        session.get_one(Person, cast.ben.id).is_deactivated = False
    leave(database, "UBEN")
    with database.reading(WORKSPACE) as session:
        assert session.get_one(Partnership, cast.partnership.id).unowned_asked_at is None
