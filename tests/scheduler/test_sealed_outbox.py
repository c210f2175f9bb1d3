"""Messages to somebody whom the database does not name: sent, and nothing of where is kept."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

import storage.addresses
from bot.playground import Playground
from bot.rules.pacing import AT_ONCE
from bot.rules.people import PersonKey
from bot.rules.vocabulary import MessageStatus
from bot.slack.gateway import Gateway
from scheduler.outbox import Delivery
from storage import outbox, people, workspaces
from storage.base import Base
from storage.database import Database
from storage.models import Person
from tests import factories, messages
from tests.factories import NOW
from tests.gateways import Everywhere


class Post:
    """A workspace with one person, whom only the key names, and its outbox."""

    def __init__(self, database: Database, slack: Playground) -> None:
        self.database, self.slack = database, slack
        client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        self.gateway = Gateway(client)
        self.dev = slack.person("Dev Patel")
        with database.across_workspaces() as session:
            workspaces.remember(session, slack.team_id, name="", bot_user_id="UBOT", now=NOW)
        with database.unit_of_work(slack.team_id) as session:
            person = factories.make_person(session, self.dev.id, "Dev Patel", team_id=slack.team_id)
            self.person_id = person.id

    def queue(self, sealed_to: str) -> None:
        messages.queue(
            self.database,
            "feedback:1:author",
            outbox.SEALED,
            workspace_id=self.slack.team_id,
            sealed_to=sealed_to,
        )

    def deliver(self, database: Database | None = None) -> Any:
        """Deliver, and return the row."""
        everywhere = Everywhere(self.gateway)
        Delivery(database or self.database, everywhere, lambda: NOW, pace=AT_ONCE).run()
        return messages.row(self.database, "feedback:1:author", self.slack.team_id)

    def address(self, user_id: str | None) -> str:
        assert self.database.seal is not None
        key = PersonKey(self.slack.team_id, user_id) if user_id else None
        return storage.addresses.close(self.database.seal, key)

    def is_named(self) -> list[str]:
        """Return where the person stands beside anything, other than in their own row."""
        with self.database.engine.connect() as connection:
            return [
                table.name
                for table in Base.metadata.sorted_tables
                for row in connection.execute(select(table))
                if table.name != "people"
                if self.dev.id in repr(row) or self.dev.dm.id in repr(row)
            ]


@pytest.fixture
def post(database: Database) -> Iterator[Post]:
    with Playground(lambda: NOW) as slack:
        yield Post(database, slack)


def test_it_arrives_and_nothing_says_where(post, caplog):
    post.queue(post.address(post.dev.id))
    with caplog.at_level("INFO"):
        row = post.deliver()
    assert "feedback:1:author" in post.dev.sees("dm")
    assert (row.status, row.slack_channel, row.slack_ts) == (MessageStatus.SENT, None, None)
    assert post.is_named() == []
    assert not [one for one in caplog.records if post.dev.id in str(vars(one))]


def test_to_nobody_it_ends_as_if_it_had_arrived(post):
    post.queue(post.address(None))
    row = post.deliver()
    assert (row.status, row.last_error) == (MessageStatus.SENT, "")
    assert post.dev.direct_messages == []


def test_a_refusal_does_not_tell_whose_account_is_gone(post):
    post.slack.change_person(post.dev, deleted=True)
    post.queue(post.address(post.dev.id))
    row = post.deliver()
    assert (row.status, row.last_error) == (MessageStatus.REJECTED, "sealed")
    with post.database.reading(post.slack.team_id) as session:
        [person] = session.scalars(select(Person))
        assert not person.is_deactivated


@pytest.mark.parametrize("has_key", [False, True])
def test_what_no_key_opens_goes_nowhere_and_is_seen(post, has_key):
    post.queue("broken" if has_key else post.address(post.dev.id))
    url = post.database.engine.url.render_as_string(hide_password=False)
    with closing(Database(url, seal=post.database.seal if has_key else None)) as other:
        row = post.deliver(other)
    assert (row.status, row.last_error) == (MessageStatus.REJECTED, "sealed")
    assert post.dev.direct_messages == []


def test_somebody_who_is_no_row_any_more_is_nobody(post):
    with post.database.reading(post.slack.team_id) as session:
        sealed = post.address("UGONE")
        assert storage.addresses.read(session, [sealed]) == {sealed: storage.addresses.NOBODY}
        assert people.by_user_id(session, post.dev.id) is not None
