"""Actions without Slack: given, changed, and what was queued of them."""

from datetime import date
from typing import Any

from sqlalchemy import select

from bot.rules.answers import ActionAnswer
from bot.rules.vocabulary import Side
from bot.services import action_reading, actions
from bot.services.action_keeping import Wish
from storage.database import Database
from storage.models import Action, CheckIn, OutboxMessage, Person
from tests import factories
from tests.factories import NOW, WORKSPACE, key_of

DUE = date(2026, 10, 1)


def make_check_in(database: Database, cast: factories.Cast, person: Person) -> int:
    with database.unit_of_work(WORKSPACE) as session:
        cycle = factories.make_cycle(session, cast.partnership)
        row = CheckIn(cycle_id=cycle.id, person_id=person.id, side=Side.SCHOOL, submitted_at=NOW)
        session.add(row)
        session.flush()
        return row.id


def give(database: Database, cast: factories.Cast, check_in: int, **changed: object) -> int:
    values: dict[str, object] = {
        "what": "Ask the bus company",
        "owner_id": cast.ben.id,
        "due_on": DUE,
        "now": NOW,
        **changed,
    }
    with database.unit_of_work(WORKSPACE) as session:
        return actions.give_in_check_in(
            session,
            partnership_id=cast.partnership.id,
            check_in_id=check_in,
            giver_id=cast.ana.id,
            **values,  # type: ignore[arg-type]
        )


def queued(database: Database, method: str) -> list[OutboxMessage]:
    with database.reading(WORKSPACE) as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [message for message in rows if message.method == method]


def told(database: Database) -> list[OutboxMessage]:
    return queued(database, "chat.postMessage")


def changed(database: Database) -> list[tuple[str, str]]:
    return [(one.channel, one.payload["text"]) for one in queued(database, "chat.update")]


def row(database: Database, action_id: int) -> Action:
    with database.reading(WORKSPACE) as session:
        return session.get_one(Action, action_id)


def wish(**changed: object) -> Wish:
    values: dict[str, Any] = {"what": "Ask the city", "owner": "UDEV", "due_on": DUE, **changed}
    goal_id, theme_id = values.pop("goal_id", None), values.pop("theme_id", None)
    return Wish(
        ActionAnswer(**values),
        goal_id=goal_id,
        theme_id=theme_id,
        link="https://x.slack.com/archives/C1/p1",
    )


def give_own(database, cast, person=None, form="t", **changed):
    with database.unit_of_work(WORKSPACE) as session:
        item = actions.give(
            session,
            cast.partnership.id,
            wish(**changed),
            form_token=form,
            key=key_of(person or cast.cara),
            now=NOW,
        )
        return item.action_id


def change(database, action_id, person, form="c", reason="", now=NOW, **changed):
    with database.unit_of_work(WORKSPACE) as session:
        return actions.change(
            session,
            action_id,
            wish(**changed),
            reason=reason,
            form_token=form,
            key=key_of(person),
            now=now,
        )


def log(database, cast, action_id):
    with database.reading(WORKSPACE) as session:
        _item, lines = action_reading.one(session, action_id, key=key_of(cast.ana), now=NOW)
        return [(one.who, one.did, one.reason) for one in lines]
