"""Looking up who reads along: before digests, no workspace too often, and on after a refusal."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import Select, select

import scheduler.digests
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import CycleState
from bot.slack.directory import Channel, Directory
from bot.slack.gateway import Gateway
from scheduler.channels import look_at
from storage.database import Database
from storage.models import Cycle, Failure, OutboxMessage, Partnership
from tests.factories import NOW, WORKSPACE, make_cycle, make_partnership, make_workspace
from tests.gateways import Everywhere

OTHER = "T0OTHER"


class Told(Directory):
    """Says that nobody else reads along, and nothing at all, or nonsense, about some channels."""

    def __init__(self, *silent: str, odd: str = "") -> None:
        super().__init__(WebClient(), WORKSPACE)
        self.silent, self.odd = silent, odd
        self.asked: Counter[str] = Counter()

    def channel(self, channel_id: str) -> Channel:
        self.asked[channel_id] += 1
        if channel_id in self.silent:
            raise Refusal("Slack is silent.")
        if channel_id == self.odd:
            raise TypeError("what Ana wrote")
        return Channel(is_member=True, is_archived=False, is_direct=False)


def looks(database: Database, directory: Directory, now: datetime = NOW) -> int:
    gateway = Gateway(WebClient("xoxb-1", retry_handlers=[]))
    return look_at(database, Everywhere(gateway, directory), now)


def fill(database: Database, how_many: int, workspace_id: str = WORKSPACE, **columns: Any) -> None:
    with database.unit_of_work(workspace_id) as session:
        for number in range(how_many):
            suffix = f"{workspace_id}{number}"
            partnership = make_partnership(session, suffix=suffix, **columns).partnership
            make_cycle(session, partnership, digest_at=NOW, state=CycleState.CLOSED)


def of(database: Database, column: Select[Any]) -> list[Any]:
    with database.reading(WORKSPACE) as session:
        return list(session.scalars(column))


@pytest.fixture
def home(database: Database) -> Database:
    make_workspace(database)
    make_workspace(database, OTHER)
    return database


def test_a_large_workspace_is_not_asked_too_often_and_keeps_no_small_one_waiting(home):
    fill(home, 30)
    fill(home, 1, OTHER)
    directory = Told()

    assert looks(home, directory) == 26
    assert looks(home, directory) == 5
    assert looks(home, directory) == 0
    assert set(directory.asked.values()) == {1}


def test_a_channel_that_slack_says_nothing_about_holds_up_no_other(home):
    fill(home, 4)
    directory = Told(f"CMERCY{WORKSPACE}0")

    asked = sum(looks(home, directory) for _minute in range(200))

    assert asked == 3
    assert scheduler.digests.post_due(home, NOW) == 3


@pytest.mark.parametrize(
    ("looked_at", "posted"),
    [(None, 0), (NOW - timedelta(hours=12), 0), (NOW - timedelta(hours=11), 1)],
)
def test_a_digest_is_due_when_it_is_known_who_would_read_it(home, looked_at, posted):
    fill(home, 1, channel_looked_at=looked_at)

    assert scheduler.digests.post_due(home, NOW) == posted
    assert looks(home, Told()) == 1 - posted


def test_a_digest_that_is_no_news_any_more_waits_for_nobody(home):
    fill(home, 1)
    later = NOW + timedelta(days=7)

    assert looks(home, Told(), later) == 0
    assert scheduler.digests.post_due(home, later) == 1
    assert of(home, select(Cycle.digested_at)) == [later]
    assert of(home, select(OutboxMessage.key)) == []


def test_leads_hear_that_a_digest_waits_when_it_has_waited_long(home):
    fill(home, 1)
    directory = Told(f"CMERCY{WORKSPACE}0")
    told = select(OutboxMessage.channel)

    looks(home, directory, NOW + timedelta(hours=3))
    assert of(home, told) == []
    for hours in (4, 5):
        looks(home, directory, NOW + timedelta(hours=hours))
    assert sorted(of(home, told)) == [f"UANA{WORKSPACE}0", f"UBEN{WORKSPACE}0"]
    looked = select(Partnership.channel_looked_at)
    assert of(home, looked) == [None]


def test_a_channel_that_cannot_be_read_fails_alone(home):
    fill(home, 3)
    directory = Told(odd=f"CMERCY{WORKSPACE}0")

    assert sum(looks(home, directory) for _minute in range(3)) == 2
    assert directory.asked[f"CMERCY{WORKSPACE}0"] == 1
    assert of(home, select(Failure.job)) == ["look at channels"]
