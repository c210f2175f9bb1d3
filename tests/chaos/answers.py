"""Answers of Slack's that say less than they should, or nothing at all."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from storage import outbox
from storage.database import Database
from tests.chaos.desk import Desk, opened
from tests.chaos.tally import Tally, count, promise

# Longer than the desk waits for an answer.
_TOO_LONG = 0.3

BAD: Mapping[str, Mapping[str, Any]] = {
    "reply lost": {"lose_reply": True},
    "connection reset": {"reset": True},
    "time-out, taken": {"delay": _TOO_LONG},
    "time-out, not taken": {"delay": _TOO_LONG, "reset": True},
    "500": {"status": 500},
    "503": {"status": 503},
    "HTML instead of JSON": {"html": True},
    "HTML and 502": {"html": True, "status": 502},
    "internal_error": {"error": "internal_error"},
    "fatal_error": {"error": "fatal_error"},
}


def bad(fault: str, database: Database, messages: int) -> Tally:
    """Let every second room meet the trouble twice in a row."""
    with opened(database) as desk:
        for room in desk.rooms[::2]:
            desk.slack.trouble.next(outbox.POST, channel=room.id, times=2, **BAD[fault])
        keys = _fill(desk, messages)
        desk.deliver_all()
        promise(len(desk.slack.trouble.met) == 2 * len(desk.rooms[::2]), "the trouble was met")
        _promise_order(desk)
        return count(fault, database, desk.slack, where=_kind(database), keys=keys)


def too_many_requests(fault: str, database: Database, messages: int) -> Tally:
    """Only that method in that workspace waits, and exactly as long as Slack asked."""
    with opened(database) as desk:
        here, there = desk.rooms[:2]
        desk.add_workspace("TOTHER")
        desk.queue("card", here)
        desk.deliver()
        desk.slack.trouble.next(outbox.POST, retry_after=30, channel=here.id)
        desk.queue("first", here)
        desk.deliver()
        keys = _fill(desk, messages)
        desk.queue("changed", here, after_key="card", method=outbox.UPDATE)
        desk.queue("of another", there, workspace_id="TOTHER")
        desk.deliver()
        promise(desk.texts(here) == ["changed"], "another method goes on")
        promise(desk.texts(there) == ["of another"], "another workspace goes on")
        desk.wait(29.9)
        promise(desk.deliver() == 0, "nothing is asked before the time that Slack set")
        desk.wait(0.1)
        promise(desk.deliver() > 0, "it goes on at the time that Slack set")
        desk.deliver_all()
        promise(desk.texts(here)[1] == "first", "what had to wait keeps its place")
        return count(fault, database, desk.slack, where=_kind(database), keys=keys)


def down_for_two_days(fault: str, database: Database, messages: int) -> Tally:
    """Everything keeps its place; what is out of date by then is not said."""
    with opened(database) as desk:
        desk.slack.trouble.down()
        keys: list[str] = []
        worth_until: dict[str, datetime] = {}
        for number in range(messages):
            room = desk.rooms[number % len(desk.rooms)]
            if number % 4 == 3:
                until = desk.now + timedelta(hours=7)
                worth_until[_queue_until(desk, f"of the day:{number}", until)] = until
            else:
                keys.append(desk.queue(f"message:{number}", room))
            desk.deliver()
            desk.wait(timedelta(days=2).total_seconds() / messages)
        asked = len(desk.slack.records.calls(outbox.POST))
        promise(asked <= 2 * 24 * 60 * len(desk.rooms), "little is asked of a Slack that is down")
        desk.slack.trouble.up()
        back_at = desk.now
        desk.wait(60)
        desk.deliver_all()
        promise(desk.now - back_at < timedelta(minutes=5), "all of it comes at once")
        _promise_order(desk)
        said = {text for room in desk.rooms for text in desk.texts(room)}
        stale = {key for key, until in worth_until.items() if until <= back_at}
        promise(stale and not said & stale, "nothing comes after its best_before")
        return count(fault, database, desk.slack, where=_kind(database), keys=keys, may_expire=True)


Fault = Callable[[str, Database, int], Tally]

ANSWERS: Mapping[str, Fault] = {
    **dict.fromkeys(BAD, bad),
    "429 with Retry-After": too_many_requests,
    "Slack down for two days": down_for_two_days,
}


def _fill(desk: Desk, messages: int) -> list[str]:
    return [
        desk.queue(f"message:{number}", desk.rooms[number % len(desk.rooms)])
        for number in range(messages)
    ]


def _queue_until(desk: Desk, key: str, best_before: datetime) -> str:
    with desk.database.unit_of_work(desk.slack.team_id) as session:
        outbox.enqueue(
            session,
            key=key,
            channel=desk.rooms[0].id,
            payload={"text": key},
            now=desk.now,
            best_before=best_before,
        )
    return key


def _promise_order(desk: Desk) -> None:
    for room in desk.rooms:
        numbers = [int(text.partition(":")[2]) for text in desk.texts(room)]
        promise(numbers == sorted(numbers), "each room reads everything in its order")


def _kind(database: Database) -> str:
    return database.engine.dialect.name
