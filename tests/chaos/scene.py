"""A Slack, a database and the bots before it, and messages for people that must all arrive."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

from sqlalchemy import func, select

import bot.manifest
import storage.workspaces
from bot.playground import Channel, Person, Playground
from bot.rules.vocabulary import CycleState
from bot.services import cards
from storage import outbox
from storage.database import Database
from storage.models import OutboxMessage
from tests.chaos.replicas import Replica
from tests.factories import make_cycle, make_partnership

_ROOMS = 12
_WORTH_SENDING = timedelta(hours=1)
_PATIENCE_SECONDS = 90.0
_FRESH_SECONDS = 3.0


class Stuck(Exception):
    """Something that had to happen did not, in a time that is more than enough for it."""


def wait_until(happened: Callable[[], object], what: str, seconds: float) -> None:
    """Look again and again whether it happened; raises Stuck."""
    if not happens(happened, seconds):
        raise Stuck(what)


def happens(happened: Callable[[], object], seconds: float) -> bool:
    """Look again and again whether it happened, for so long."""
    deadline, pause = monotonic() + seconds, Event()
    while not happened():
        if monotonic() > deadline:
            return False
        pause.wait(0.02)
    return True


class Scene:
    """What a fault is tried on; messages go into a dozen rooms, to people, and into threads."""

    def __init__(
        self, slack: Playground, database: Database, replicas: list[Replica], dice: random.Random
    ) -> None:
        self.slack = slack
        self.database = database
        self.replicas = replicas
        self.dice = dice
        self.ana = slack.person("Ana Ruiz")
        self.rooms = [slack.channel(f"room-{n}", self.ana) for n in range(_ROOMS)]
        self._queued = 0
        self._founded = 0
        with database.across_workspaces() as session:
            storage.workspaces.remember(
                session, slack.team_id, name="", bot_user_id=slack.bot_user_id, now=_now()
            )

    @property
    def where(self) -> str:
        """The kind of database, and how many bots there are."""
        kind = self.database.engine.dialect.name
        return kind if len(self.replicas) == 1 else f"{kind} ×{len(self.replicas)}"

    def queue(self, messages: int) -> list[str]:
        """Queue messages as facts do, each in a transaction of its own; return their keys."""
        return [self._queue_one() for _ in range(messages)]

    def _queue_one(self) -> str:
        number = self._queued = self._queued + 1
        key = f"message:{number}"
        target: Channel | Person = self.ana if number % 6 == 5 else self.rooms[number % _ROOMS]
        follows = number % 6 == 0
        with self.database.unit_of_work(self.slack.team_id) as session:
            outbox.enqueue(
                session,
                key=key,
                channel=self.rooms[(number - 2) % _ROOMS].id if follows else target.id,
                payload={"text": key},
                now=_now(),
                best_before=_now() + _WORTH_SENDING,
                after_key=f"message:{number - 2}" if follows else None,
            )
            if number % 10 == 1:
                outbox.enqueue(
                    session,
                    key=f"{key}:change",
                    channel=target.id,
                    payload={"text": f"{key}, changed"},
                    now=_now(),
                    best_before=_now() + _WORTH_SENDING,
                    after_key=key,
                    method=outbox.UPDATE,
                )
        return key

    def found_partnerships(self, how_many: int) -> None:
        """Add real partnerships whose first check-in opens at this moment."""
        for _ in range(how_many):
            number = self._founded = self._founded + 1
            room = self.slack.channel(f"partnership-{number}", self.ana)
            with self.database.unit_of_work(self.slack.team_id) as session:
                cast = make_partnership(
                    session, suffix=str(number), channel_id=room.id, first_day=date(2026, 9, 8)
                )
                cards.post(session, cast.partnership, _now())
                make_cycle(
                    session,
                    cast.partnership,
                    state=CycleState.UPCOMING,
                    opens_at=_now() - timedelta(minutes=1),
                    due_at=_now() + timedelta(days=14),
                    digest_at=_now() + timedelta(days=15),
                    closes_at=_now() + timedelta(days=21),
                    first_reminder_at=_now() + timedelta(days=3),
                    second_reminder_at=_now() + timedelta(days=7),
                    last_reminder_at=_now() + timedelta(days=20),
                )

    def invitations(self) -> int:
        """Return how many partnerships were invited to check in."""
        with self.database.reading_across_workspaces() as session:
            invited = OutboxMessage.key.like("cycle:%:invitation")
            return session.scalar(select(func.count()).where(invited)) or 0

    def kill_where(self, arm: Callable[[], None], feed: Callable[[], object]) -> int:
        """Arm something that kills a bot, feed it until it does, start the dead; return how many.

        `feed` is done at least once.
        """
        arm()
        deadline = monotonic() + _PATIENCE_SECONDS
        feed()
        while not happens(self._somebody_died, _FRESH_SECONDS):
            if monotonic() > deadline:
                raise Stuck("nobody was killed")
            feed()
        self.slack.trouble.clear()
        self.tell("die nowhere 0")
        return self.start_the_dead()

    def _somebody_died(self) -> bool:
        return any(not replica.is_alive for replica in self.replicas)

    def start_the_dead(self) -> int:
        dead = [replica for replica in self.replicas if not replica.is_alive]
        for replica in dead:
            replica.bury()
            replica.start()
        for replica in dead:
            replica.wait_until_ready()
        return len(dead)

    def tell(self, line: str) -> None:
        for replica in self.replicas:
            replica.tell(line)

    def replica(self, name: str) -> Replica:
        return next(replica for replica in self.replicas if replica.name == name)

    def wait_until_all_is_sent(self) -> None:
        wait_until(lambda: not self._left(), "messages are left", _PATIENCE_SECONDS)

    def _left(self) -> int:
        with self.database.reading_across_workspaces() as session:
            waiting = select(func.count()).where(OutboxMessage.finished_at.is_(None))
            return session.scalar(waiting) or 0


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def opened(
    url: str,
    folder: Path,
    *,
    replicas: int,
    drop_repeats: bool,
    dice: random.Random,
    bots_url: str = "",
    as_shipped: bool = False,
) -> Iterator[Scene]:
    """Start bots before a Slack of their own; `url` is a database with the schema and no rows.

    The bots reach it by `bots_url`, when they are to go another way.
    """
    with (
        Playground(manifest=bot.manifest.read(), drop_repeats=drop_repeats) as slack,
        closing(Database(url)) as database,
    ):
        variables = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": bots_url or url,
        }
        bots = [
            Replica(str(number), folder, variables, as_shipped=as_shipped)
            for number in range(replicas)
        ]
        scene = Scene(slack, database, bots, dice)
        for one in bots:
            one.start()
        try:
            for one in bots:
                one.wait_until_ready()
            yield scene
        finally:
            for one in bots:
                one.wake()
                one.stop()
