"""Three replicas on one PostgreSQL, no leader: each message once, at every pace, nobody starved."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Barrier, Lock
from typing import Any, NamedTuple

import pytest
from slack_sdk import WebClient

from bot.rules.pacing import Pace, a_minute
from bot.slack.gateway import Gateway, Sent
from scheduler.outbox import Delivery
from storage import outbox
from storage.database import Database
from storage.outbox import Outgoing
from tests.factories import NOW, make_workspace
from tests.gateways import Everywhere

REPLICAS = 3
STEP = timedelta(seconds=0.3)
PACE = Pace(workspace=a_minute(600))
LARGE, SMALL, TINY = "T1", "T2", "T3"

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


class Post(NamedTuple):
    """What a Slack of three workspaces took, and when."""

    at: datetime
    workspace: str
    channel: str
    key: str
    replica: int


class Slack:
    """Takes every message at a time that the test moves, and remembers it."""

    def __init__(self) -> None:
        self.now = NOW
        self.posts: list[Post] = []
        self._lock = Lock()

    def take(self, replica: int, channel: str, key: str) -> None:
        workspace = channel.partition("-")[0]
        with self._lock:
            self.posts.append(Post(self.now, workspace, channel, key, replica))


class Line(Gateway):
    """One replica's way to that Slack."""

    def __init__(self, slack: Slack, replica: int) -> None:
        super().__init__(WebClient("xoxb-1", retry_handlers=[]))
        self._slack = slack
        self._replica = replica

    def send(self, method: str, channel: str, payload: dict[str, Any], **_more: Any) -> Sent:
        self._slack.take(self._replica, channel, payload["text"])
        return Sent(channel, "1.0")


class Replicas:
    """Three processes as far as the database can tell: each has its own connections."""

    def __init__(self, url: str) -> None:
        self.slack = Slack()
        self._databases = [Database(url, pool_size=5) for _replica in range(REPLICAS)]
        self._deliveries = [
            Delivery(
                database,
                Everywhere(Line(self.slack, number)),
                lambda: self.slack.now,
                pace=PACE,
                senders=4,
            )
            for number, database in enumerate(self._databases)
        ]
        self._start = Barrier(REPLICAS)

    def work_until_sent(self, how_many: int) -> None:
        """Let all three deliver at each moment at the same time, until everything has come."""
        with ThreadPoolExecutor(REPLICAS) as pool:
            for _moment in range(300):
                list(pool.map(self._deliver, self._deliveries))
                if len(self.slack.posts) >= how_many:
                    return
                self.slack.now += STEP
        raise AssertionError(f"{len(self.slack.posts)} of {how_many} came")

    def _deliver(self, delivery: Delivery) -> int:
        self._start.wait(30)
        return delivery.run()

    def close(self) -> None:
        for database in self._databases:
            database.close()


@pytest.fixture
def replicas(database: Database, database_url: str) -> Iterator[Replicas]:
    for workspace_id in (LARGE, SMALL, TINY):
        make_workspace(database, workspace_id)
    three = Replicas(database_url)
    yield three
    three.close()


def queue(database: Database, workspace_id: str, channels: int, of_each: int) -> list[str]:
    told = [
        Outgoing(
            key=f"{workspace_id}:{number}",
            channel=f"{workspace_id}-C{number % channels}",
            payload={"text": f"{workspace_id}:{number}", "blocks": []},
            best_before=NOW + timedelta(days=1),
        )
        for number in range(channels * of_each)
    ]
    with database.unit_of_work(workspace_id) as session:
        outbox.enqueue_many(session, told, now=NOW)
    return [one.key for one in told]


def moments(posts: Sequence[Post], workspace: str) -> list[datetime]:
    return [post.at for post in posts if post.workspace == workspace]


def test_three_replicas_send_each_message_once_at_the_pace_and_starve_nobody(database, replicas):
    keys = queue(database, LARGE, channels=60, of_each=2)
    keys += queue(database, SMALL, channels=4, of_each=3)
    keys += queue(database, TINY, channels=1, of_each=2)

    replicas.work_until_sent(len(keys))
    posts = replicas.slack.posts

    assert Counter(post.key for post in posts) == Counter(keys), "each exactly once"
    assert len({post.replica for post in posts}) == REPLICAS, "and all of them worked"
    _in_each_channel_about_one_a_second_in_order(posts)
    for workspace in (LARGE, SMALL, TINY):
        _within_the_rate(moments(posts, workspace))
    _nobody_waited_for_the_large_one(posts)


def _in_each_channel_about_one_a_second_in_order(posts: Sequence[Post]) -> None:
    by_channel: dict[str, list[Post]] = {}
    for post in posts:
        by_channel.setdefault(post.channel, []).append(post)
    for said in by_channel.values():
        numbers = [int(post.key.partition(":")[2]) for post in said]
        assert numbers == sorted(numbers)
        for one, following in pairwise(said):
            assert following.at - one.at >= PACE.channel_gap


def _within_the_rate(sent: Sequence[datetime]) -> None:
    rate = PACE.workspace
    for number, first in enumerate(sent):
        for count, last in enumerate(sent[number:], 1):
            assert count <= rate.burst + (last - first) / rate.every


def _nobody_waited_for_the_large_one(posts: Sequence[Post]) -> None:
    channel_gap = PACE.channel_gap + STEP
    assert max(moments(posts, TINY)) <= NOW + channel_gap
    assert max(moments(posts, SMALL)) <= NOW + 2 * channel_gap
    assert max(moments(posts, LARGE)) > NOW + 3 * channel_gap
