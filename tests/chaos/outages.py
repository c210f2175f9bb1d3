"""A computer that sleeps, a database that goes away, a disk that is full: with real bots."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress

from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import Headers

from tests.chaos import victim
from tests.chaos.replicas import Replica
from tests.chaos.scene import Scene, happens
from tests.chaos.tally import Tally, count, mark, promise
from tests.chaos.wire import Wire

POST = "chat.postMessage"
_IN_HAND = 4
# The messages in hand are answered in the middle of the outage.
_ANSWER_SECONDS = 0.5
# PostgreSQL ends a transaction in which nothing happens for so long.
_LOCKS_ARE_KEPT_SECONDS = 10.0

Outage = Callable[[Scene, Wire | None, float], None]


def asleep_after_the_call(scene: Scene, _wire: Wire | None, seconds: float) -> None:
    """Slack has taken a message; the lid is closed before the answer is read."""

    def close_the_lid(headers: Headers) -> None:
        scene.replica(headers["X-Replica"]).suspend()

    scene.slack.trouble.next(POST, on_work_done=close_the_lid)
    scene.queue(_IN_HAND)
    promise(happens(lambda: _sleeping(scene), 30), "a bot was asked to send")
    _let_pass(seconds)
    _wake(scene)


def asleep_while_claiming(scene: Scene, _wire: Wire | None, seconds: float) -> None:
    """The lid is closed in the middle of a transaction: others must not wait for it for long."""
    scene.replicas[-1].tell("sleep claim 1")
    while not happens(lambda: _sleeping(scene), 1):
        # On SQLite it may fall asleep in between, with the one file locked.
        with suppress(OperationalError):
            scene.queue(_IN_HAND)
    if len(scene.replicas) > 1:
        before = scene.slack.posted
        scene.queue(_IN_HAND)
        goes_on = happens(lambda: scene.slack.posted > before, _LOCKS_ARE_KEPT_SECONDS + 10)
        promise(goes_on, "other bots go on while one sleeps in a transaction")
    _let_pass(seconds)
    _wake(scene)


def database_away(scene: Scene, wire: Wire | None, seconds: float) -> None:
    """The database is gone while messages are in hand, which Slack takes."""
    with _calls_in_hand(scene), _no_database(scene, wire):
        _let_pass(seconds)


def disk_full(scene: Scene, _wire: Wire | None, seconds: float) -> None:
    """Nothing can be written while messages are in hand, which Slack takes."""
    with _calls_in_hand(scene):
        scene.tell("disk full")
        _let_pass(seconds)
        scene.tell("disk free")


_OUTAGES: Mapping[str, Outage] = {
    "computer asleep, after Slack took it": asleep_after_the_call,
    "computer asleep, while claiming": asleep_while_claiming,
    "database away": database_away,
}
_ON_SQLITE: Mapping[str, Outage] = {**_OUTAGES, "disk full": disk_full}


def of(kind: str) -> Sequence[str]:
    """Return the names of the outages that a kind of database can have here."""
    return list(_ON_SQLITE if kind == "sqlite" else _OUTAGES)


def tried(
    scene: Scene, fault: str, *, messages: int, seconds: float, wire: Wire | None = None
) -> Tally:
    """Let an outage come and go while messages wait, and count what became of them."""
    after = mark(scene.database)
    seconds = max(seconds, victim.LEASE.total_seconds() + 0.5)
    keys = scene.queue(messages // 2)
    _ON_SQLITE[fault](scene, wire, seconds)
    scene.slack.trouble.clear()
    keys += scene.queue(messages - messages // 2)
    scene.wait_until_all_is_sent()
    tally = count(fault, scene.database, scene.slack, where=scene.where, after=after, keys=keys)
    # Whoever has a message in hand knows what became of it, however long it could not say so.
    alone = len(scene.replicas) == 1
    promise(not (alone and tally.twice), "one bot alone asks nothing twice")
    return tally


@contextmanager
def _calls_in_hand(scene: Scene) -> Iterator[None]:
    arrived = 0

    def arrive(_headers: Headers) -> None:
        nonlocal arrived
        arrived += 1

    scene.slack.trouble.next(POST, times=_IN_HAND, delay=_ANSWER_SECONDS, on_arrival=arrive)
    scene.queue(_IN_HAND * 2)
    promise(happens(lambda: arrived, 30), "messages are in hand")
    yield


@contextmanager
def _no_database(scene: Scene, wire: Wire | None) -> Iterator[None]:
    if wire is not None:
        wire.cut()
        yield
        wire.mend()
        return
    file = scene.database.engine.url.database
    assert file is not None
    with closing(sqlite3.connect(file, isolation_level=None)) as hog:
        hog.execute("BEGIN IMMEDIATE")
        yield
        hog.execute("ROLLBACK")


def _sleeping(scene: Scene) -> list[Replica]:
    return [replica for replica in scene.replicas if replica.is_asleep]


def _wake(scene: Scene) -> None:
    for replica in _sleeping(scene):
        replica.wake()


def _let_pass(seconds: float) -> None:
    happens(lambda: False, seconds)
