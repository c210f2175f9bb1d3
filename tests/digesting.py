"""What digests are made of, and what was posted of them, without Slack."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.rules.people import PersonKey
from bot.rules.vocabulary import Side
from bot.services import digests
from storage.database import Database
from storage.models import CheckIn, Cycle, Goal, GoalUpdate, OutboxMessage, Person
from tests import factories
from tests.factories import NOW, WORKSPACE, Cast, key_of

DIGEST_AT = NOW + timedelta(days=15)


LATER = DIGEST_AT + timedelta(hours=1)


def add(database: Database, *rows: Any) -> None:
    with database.unit_of_work(WORKSPACE) as session:
        session.add_all(rows)


def check_in(
    cycle: Cycle, person: Person, side: Side, at: datetime = NOW + timedelta(days=1), **said: Any
) -> CheckIn:
    return CheckIn(cycle_id=cycle.id, person_id=person.id, side=side, submitted_at=at, **said)


def update(
    goal: Goal, person: Person, at: datetime, value: float | None, **said: Any
) -> GoalUpdate:
    return GoalUpdate(
        **{
            "goal_id": goal.id,
            "person_id": person.id,
            "side": Side.SCHOOL,
            "at": at,
            "value": value,
            **said,
        }
    )


def goal(database: Database, cast: Cast, **columns: Any) -> Goal:
    with database.unit_of_work(WORKSPACE) as session:
        return factories.make_goal(session, cast, **columns)


def post(database: Database, cycle: Cycle, now: datetime = LATER) -> int:
    with database.unit_of_work(WORKSPACE) as session:
        return digests.post_due(session, [cycle.id], now=now)


def queued(database: Database) -> list[OutboxMessage]:
    with database.reading(WORKSPACE) as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def text_of(message: OutboxMessage) -> str:
    return str(message.payload["text"])


def figures(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["type"] for block in blocks if block["type"] in ("data_visualization", "table")]


def show(database: Database, cast: Cast, person: Person | PersonKey, now: datetime = NOW) -> Any:
    key = person if isinstance(person, PersonKey) else key_of(person)
    with database.reading(WORKSPACE) as session:
        return digests.show(session, cast.partnership.id, key=key, now=now)
