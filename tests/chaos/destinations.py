"""Places that no longer take messages, and what brings them back."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from bot.playground import Person
from bot.rules.vocabulary import CycleState, MessageStatus, PartnershipStatus, PauseReason
from storage import workspaces
from storage.database import Database
from storage.models import Cycle, OutboxMessage, Partnership, Workspace
from tests.chaos import tally
from tests.chaos.tally import Tally, promise
from tests.stage import Stage, raised

Fault = Callable[[str, Database, int], Tally]

_SCHOOL = "School side: Riverside School District"
_DEPUTY = "Deputy: stands in for the lead, writes goals"


def archived(fault: str, database: Database, _messages: int) -> Tally:
    """The channel is archived while the bot is off, and later unarchived."""

    def archive(stage: Stage) -> None:
        stage.room.is_archived = True

    return _lost(
        fault,
        database,
        PauseReason.ARCHIVED,
        archive,
        lambda stage: stage.ana.unarchives(stage.room),
    )


def removed(fault: str, database: Database, _messages: int) -> Tally:
    """The bot is removed while it is off, and later invited back."""

    def remove(stage: Stage) -> None:
        stage.room.members.discard(stage.slack.bot_user_id)

    return _lost(
        fault,
        database,
        PauseReason.REMOVED,
        remove,
        lambda stage: stage.ana.invites_bot(stage.room),
    )


def unreachable(fault: str, database: Database, _messages: int) -> Tally:
    """The channel cannot be found for a while; one button lets it go on."""

    def hide(stage: Stage) -> None:
        stage.slack.world.channels.pop(stage.room.id)

    def back(stage: Stage) -> None:
        stage.slack.world.add_channel(stage.room)
        stage.ana.clicks("Details", stage.ana.direct_messages[-1])
        stage.ana.clicks("Resume")

    return _lost(fault, database, PauseReason.UNREACHABLE, hide, back)


def renumbered(fault: str, database: Database, messages: int) -> Tally:
    """The channel gets another id while messages for it wait."""
    with raised(database) as stage:
        stage.set_up()
        stage.goes_to(_first_cycle(stage).opens_at - timedelta(hours=1))
        stage.slack.trouble.down()
        stage.goes_to(stage.now + timedelta(hours=4))
        stage.slack.trouble.up()
        stage.slack.change_id(stage.room)
        stage.goes_to(stage.now + timedelta(hours=4))
        promise(_partnership(stage).channel_id == stage.room.id, "the new id is known")
        promise(_read(stage, "the check-in for") == 1, "what waited comes under the new id")
        return _count(fault, stage)


def token_revoked(fault: str, database: Database, _messages: int) -> Tally:
    """Nothing works when a cycle should open: nothing is queued to fail, and then it goes on."""
    with raised(database) as stage:
        stage.set_up()
        stage.ana.closes()
        stage.ana.types("/partner pause", stage.room)
        stage.ana.types("/partner resume", stage.room)
        stage.slack.installation.dead = "token_revoked"
        stage.tick()
        (shut,) = _shut_out(stage)
        promise(shut.shut_out_because == "token_revoked", "the operator is told why")
        queued = _rows(stage)
        stage.goes_to(_first_cycle(stage).opens_at + timedelta(hours=8))
        promise(_rows(stage) == queued, "the schedule rests")
        stage.slack.installation.dead = ""
        stage.tick()
        promise(not _shut_out(stage), "it goes on by itself")
        stage.goes_to(stage.now + timedelta(hours=2))
        promise(_read(stage, "the check-in for") == 1, "the schedule goes on")
        return _count(fault, stage, may_expire=True)


def deactivated(fault: str, database: Database, _messages: int) -> Tally:
    """A lead's account is gone: their deputy is asked, and the other lead is told once."""
    with raised(database) as stage:
        stage.set_up()
        _seat_deputy(stage, stage.cara)
        cycle = _first_cycle(stage)
        stage.goes_to(cycle.opens_at + timedelta(hours=1))
        asked = cycle.first_reminder_at or cycle.closes_at
        # Slack was asked about them just before.
        stage.goes_to(asked - timedelta(minutes=30))
        stage.ana.user.deleted = True
        stage.goes_to(stage.now + timedelta(hours=2))
        stage.live_through(days=20)
        told = [one for one in stage.ben.direct_messages if "is no longer active" in one.text]
        promise(len(told) == 1, "the other lead is told once")
        reminded = [one for one in stage.cara.direct_messages if "Time to check in" in one.text]
        promise(reminded, "the deputy is asked")
        return _count(fault, stage, may_end={"user_disabled"}, may_expire=True)


DESTINATIONS: Mapping[str, Fault] = {
    "channel archived": archived,
    "bot removed from the channel": removed,
    "channel not found": unreachable,
    "channel id changed": renumbered,
    "token revoked": token_revoked,
    "lead deactivated": deactivated,
}


def _lost(
    fault: str,
    database: Database,
    because: PauseReason,
    lose: Callable[[Stage], None],
    bring_back: Callable[[Stage], None],
) -> Tally:
    """Lose the channel before a cycle opens; long after it comes back, and the next cycle too."""
    with raised(database) as stage:
        stage.set_up()
        stage.ana.closes()
        lose(stage)
        stage.goes_to(_first_cycle(stage).opens_at + timedelta(hours=2))
        promise(_partnership(stage).paused_because == because, "it is known why nothing is said")
        refused = _refused(stage)
        promise(refused > 0, "what could not be said ends with a reason")
        stage.live_through(days=20)
        promise(_refused(stage) == refused, "the schedule rests, and does not fail on and on")
        # The other lead, of another workspace, may share no channel with the bot any more.
        promise(len(stage.ana.direct_messages) == 1, "a lead is told once")
        bring_back(stage)
        stage.tick()
        promise(_partnership(stage).status is PartnershipStatus.ACTIVE, "it goes on")
        announced = _read(stage, "the check-in for")
        stage.live_through(days=3)
        stage.clock.now = _next_cycle(stage).opens_at + timedelta(hours=2)
        stage.tick()
        promise(_read(stage, "the check-in for") > announced, "the next check-in is announced")
        codes = {"is_archived", "not_in_channel", "channel_not_found"}
        return _count(fault, stage, may_end=codes)


def _count(fault: str, stage: Stage, **what: Any) -> Tally:
    kind = stage.database.engine.dialect.name
    return tally.count(fault, stage.database, stage.slack, where=kind, **what)


def _partnership(stage: Stage) -> Partnership:
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalars(select(Partnership)).one()


def _first_cycle(stage: Stage) -> Cycle:
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalars(select(Cycle).where(Cycle.number == 1)).one()


def _next_cycle(stage: Stage) -> Cycle:
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalars(select(Cycle).where(Cycle.state == CycleState.UPCOMING)).one()


def _refused(stage: Stage) -> int:
    return _rows(stage, MessageStatus.REJECTED)


def _rows(stage: Stage, *statuses: MessageStatus) -> int:
    wanted = statuses or tuple(MessageStatus)
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalar(select(func.count()).where(OutboxMessage.status.in_(wanted))) or 0


def _shut_out(stage: Stage) -> list[Workspace]:
    with stage.database.reading_across_workspaces() as session:
        return list(workspaces.those_shut_out(session))


def _read(stage: Stage, words: str) -> int:
    return sum(words in message.text for message in stage.room.messages)


def _seat_deputy(stage: Stage, person: Person) -> None:
    stage.ana.closes()
    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Add a person")
    stage.ana.fills({"Person": person, "Side": _SCHOOL, "Role": _DEPUTY})
    stage.ana.submits()
