"""Partnerships that live through a Slack that is down and a clock that jumps."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

import bot.manifest
from bot.playground import Person, Playground
from bot.rules.vocabulary import MessageStatus
from scheduler.steady import SteadyClock
from storage import outbox
from storage.database import Database
from storage.models import Cycle, OutboxMessage
from tests.chaos import tally
from tests.chaos.tally import Tally, promise
from tests.stage import OPENING_NIGHT, Clock, Stage, raised

Fault = Callable[[str, Database, int], Tally]

_HOUR = timedelta(hours=1)
_YEAR = timedelta(days=365)
_PEOPLES_ZONE = ZoneInfo("America/Chicago")


class SetClock(SteadyClock, Clock):
    """A computer's clock that somebody sets, on a stage whose time goes on as ever."""

    def __init__(self) -> None:
        self.now = OPENING_NIGHT
        self.wrong_by = timedelta()
        SteadyClock.__init__(
            self,
            lambda: self.now + self.wrong_by,
            self._seconds,
        )

    def _seconds(self) -> float:
        return (self.now - OPENING_NIGHT).total_seconds()


def down_when_people_are_reminded(fault: str, database: Database, messages: int) -> Tally:
    """Two days without Slack: nobody hears more than once a day of all their partnerships."""
    with raised(database) as stage:
        _set_up(stage, messages)
        reminder = min(
            cycle.first_reminder_at for cycle in _cycles(stage) if cycle.first_reminder_at
        )
        stage.goes_to(reminder - 2 * _HOUR)
        stage.slack.trouble.down()
        stage.goes_to(reminder + timedelta(days=2))
        stage.slack.trouble.up()
        stage.goes_to(stage.now + timedelta(days=1))
        for person in (stage.ana, stage.ben):
            promise(max(_days_asked(person).values()) == 1, "nobody is asked twice in a day")
        return _count(fault, stage, may_expire=True)


def every_reply_lost(fault: str, database: Database, messages: int) -> Tally:
    """Two days in which Slack never says at the first try that it took something."""
    with raised(database) as stage:
        _set_up(stage, messages)
        for _hour in range(24 * 2):
            stage.advance(minutes=58)
            stage.slack.trouble.next(outbox.POST, lose_reply=True, times=5)
            stage.tick()
            stage.slack.trouble.clear()
            stage.advance(minutes=2)
            stage.tick()
        promise(stage.slack.repeats, "replies were lost")
        return _count(fault, stage)


def jumps(by: timedelta) -> Fault:
    """Let the clock be wrong for a day, over the opening of cycles, and then right again."""

    def tried(fault: str, database: Database, messages: int) -> Tally:
        clock = SetClock()
        with Playground(lambda: clock.now, manifest=bot.manifest.read()) as slack:
            stage = Stage(database, slack, clock)
            _set_up(stage, messages)
            planned = [cycle.opens_at for cycle in _cycles(stage)]
            clock.wrong_by = by
            stage.goes_to(max(planned) + timedelta(hours=12))
            clock.wrong_by = timedelta()
            stage.goes_to(stage.now + timedelta(hours=12))
            opened = [cycle.opens_at for cycle in _cycles(stage)]
            promise(opened == planned, "cycles are planned for when they were")
            promise(_invitations(stage) == len(planned), "each cycle is opened once")
            return _count(fault, stage)

    return tried


LIVES: Mapping[str, Fault] = {
    "Slack down when people are reminded": down_when_people_are_reminded,
    "every reply lost for two days": every_reply_lost,
    "clock jumps an hour ahead and back": jumps(_HOUR),
    "clock jumps an hour back and ahead": jumps(-_HOUR),
    "clock jumps a year ahead and back": jumps(_YEAR),
    "clock jumps a year back and ahead": jumps(-_YEAR),
}


def _set_up(stage: Stage, messages: int) -> None:
    """Set up partnerships of the same two leads, enough for about so many messages."""
    people = (stage.ana, stage.ben)
    for number in range(max(messages // 6, 2)):
        room = stage.slack.channel(f"room-{number}", *people, shared_with=[stage.hospital])
        name: dict[str, Any] = {"Partnership name": f"Partnership {number}"}
        stage.set_up(room, **name)
        stage.ana.closes()


def _cycles(stage: Stage) -> list[Cycle]:
    with stage.database.reading(stage.workspace_id) as session:
        return list(session.scalars(select(Cycle).order_by(Cycle.id)))


def _invitations(stage: Stage) -> int:
    with stage.database.reading(stage.workspace_id) as session:
        sent = OutboxMessage.status == MessageStatus.SENT
        invited = OutboxMessage.key.like("cycle:%:invitation")
        return session.scalar(select(func.count()).where(sent, invited)) or 0


def _days_asked(person: Person) -> Counter[str]:
    asked = [one for one in person.direct_messages if "Time to check in" in one.text]
    return Counter(
        f"{datetime.fromtimestamp(float(one.ts), _PEOPLES_ZONE):%Y-%m-%d}" for one in asked
    )


def _count(fault: str, stage: Stage, *, may_expire: bool = False) -> Tally:
    with stage.database.reading(stage.workspace_id) as session:
        for row in session.scalars(select(OutboxMessage)):
            said = row.method == outbox.POST and row.slack_ts is not None
            in_time = not said or float(row.slack_ts or 0) <= row.best_before.timestamp()
            promise(in_time, "nothing comes after its best_before")
    kind = stage.database.engine.dialect.name
    return tally.count(fault, stage.database, stage.slack, where=kind, may_expire=may_expire)
