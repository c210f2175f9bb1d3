"""A row that its job cannot be done for, among others that want to go on."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select, text, update

from bot.rules.vocabulary import CycleState
from scheduler.cycles import OPEN
from storage import failures
from storage.database import Database
from storage.models import Cycle, Partnership
from tests.chaos import desk, tally
from tests.chaos.tally import Tally, promise
from tests.stage import Stage, raised

Fault = Callable[[str, Database, int], Tally]

_NOWHERE = "Nowhere/At_All"
_ZONE = "America/Chicago"


def bad_row(fault: str, database: Database, messages: int) -> Tally:
    """A partnership whose zone nobody knows: its cycle cannot open, all others do."""
    with raised(database) as stage:
        partnerships = max(messages // 6, 2)
        for number in range(partnerships):
            people = (stage.ana, stage.ben)
            room = stage.slack.channel(f"room-{number}", *people, shared_with=[stage.hospital])
            stage.set_up(room)
            stage.ana.closes()
        _set_zone(stage, _NOWHERE)
        stage.goes_to(_last_opening(stage) + timedelta(minutes=1))
        for _round in range(20):
            stage.advance(minutes=3)
            stage.tick()
        promise(_open(stage) == partnerships - 1, "a bad row blocks no other")
        promise(3 <= _times(stage) <= 7, "it is tried again, less and less often")
        _set_zone(stage, _ZONE)
        stage.advance(hours=7)
        stage.tick()
        promise(_open(stage) == partnerships, "it goes on once it is mended")
        promise(_times(stage) == 0, "and is forgotten")
        kind = database.engine.dialect.name
        return tally.count(fault, database, stage.slack, where=kind)


def unreadable(fault: str, database: Database, messages: int) -> Tally:
    """A message whose row is damaged, in a room where others wait behind it."""
    with desk.opened(database) as at:
        room = at.rooms[0]
        keys = [at.queue("damaged", room), *(at.queue(f"m{n}", room) for n in range(messages))]
        _write(database, status="nonsense")
        promise(at.deliver() == messages, "a damaged message holds up no other")
        with database.reading_across_workspaces() as session:
            promise(failures.still(session, at.now), "the operator is told")
        _write(database, status="pending")
        at.deliver_all()
        kind = database.engine.dialect.name
        return tally.count(fault, database, at.slack, where=kind, keys=keys)


POISON: Mapping[str, Fault] = {
    "a row that makes its job raise": bad_row,
    "a message that cannot be read": unreadable,
}


def _write(database: Database, *, status: str) -> None:
    damaged = text("UPDATE outbox_messages SET status = :status WHERE key = 'damaged'")
    with database.engine.begin() as connection:
        connection.execute(damaged, {"status": status})


def _set_zone(stage: Stage, zone: str) -> None:
    with stage.database.across_workspaces() as session:
        first = session.scalars(select(func.min(Partnership.id))).one()
        session.execute(update(Partnership).where(Partnership.id == first).values(time_zone=zone))


def _last_opening(stage: Stage) -> datetime:
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalars(select(Cycle.opens_at).order_by(Cycle.opens_at.desc())).first() or (
            stage.now
        )


def _open(stage: Stage) -> int:
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalar(select(func.count()).where(Cycle.state == CycleState.OPEN)) or 0


def _times(stage: Stage) -> int:
    """Return how often opening has failed for a row by now."""
    with stage.database.reading_across_workspaces() as session:
        return sum(one.times for one in failures.still(session, stage.now) if one.job == OPEN)
