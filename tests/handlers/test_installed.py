"""What becomes of an installation: its tokens sealed, told of anew, ended, and missed."""

import logging
import subprocess
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

import storage.installations
import storage.outbox
from bot.logs import configure
from storage.base import Base
from storage.encryption import Keys
from storage.models import Workspace
from storage.sealing import Seal
from tests.installing import PUBLIC, town


@pytest.fixture
def place(database):
    with town(database) as built:
        yield built


def test_tokens_are_nowhere_in_clear(place):
    lines = StringIO()
    configure("debug", "json", lines)
    try:
        place.installs(place.ana)
        place.installs(place.ben)
        room = place.room("riverside", place.ana, place.cara)
        place.sets_up(place.ana, place.cara, room, "Riverside and Mercy")
        place.slack.uninstall(place.hospital)
        place.passes(hours=1)
    finally:
        logging.getLogger().handlers.clear()
    written = lines.getvalue()

    (ours, theirs) = place.slack.world.installations.values()
    secrets = [ours.bot_token, theirs.bot_token, place.slack.oauth.client_secret, place.key]
    secrets += list(place.slack.oauth.codes)
    assert "installed" in written
    assert not [one for one in secrets if one in written]
    assert not [one for one in secrets if one.encode() in _dumped(place.database)]
    encrypted = {row.id: row.token for row in place.rows()}
    assert encrypted[place.hospital.id] is None
    assert Keys([place.key]).read(encrypted[place.district.id]) == ours.bot_token


def _dumped(database) -> bytes:
    """All that is in the database: the very file, or every row."""
    if database.engine.dialect.name == "sqlite":
        file = Path(database.engine.url.database)
        # By another process: closing the file in this one would take SQLite's locks on it away, and
        # whoever opened the database next would delete its log under the others.
        return subprocess.check_output(["cat", *file.parent.glob(f"{file.name}*")])
    with database.engine.connect() as connection:
        return b"".join(
            str(row).encode()
            for table in Base.metadata.sorted_tables
            for row in connection.execute(table.select())
        )


def test_what_slack_tells_of_an_older_installation_changes_nothing(place):
    place.installs(place.ana)
    place.clock.now += timedelta(hours=1)
    place.slack.uninstall(told=["tokens_revoked"])
    late = place.slack.deliveries.last
    place.clock.now += timedelta(minutes=1)
    place.installs(place.ana)

    place.slack.deliveries.last = late
    assert place.slack.redeliver().ok
    # So little older that Slack is asked which of them is meant.
    place.tick()

    (row,) = place.rows()
    assert row.token is not None
    (workspace,) = place.rows(Workspace)
    assert workspace.uninstalled_at is None
    assert workspace.shut_out_at is None


def test_an_end_that_slacks_clock_puts_before_the_token_is_believed_when_slack_says_so(place):
    place.installs(place.ana)
    installed = place.clock.now
    place.clock.now -= timedelta(seconds=15)
    place.slack.uninstall()
    place.clock.now = installed + timedelta(seconds=9)
    (row,) = place.rows()
    assert row.token is not None

    place.tick()

    (row,) = place.rows()
    assert row.token is None
    (workspace,) = place.rows(Workspace)
    assert workspace.uninstalled_at == place.clock.now


def test_an_end_of_which_nobody_heard_is_one_after_some_days(place):
    place.installs(place.ana)
    place.installs(place.ben)
    room = place.room("riverside", place.ana, place.cara)
    place.sets_up(place.ana, place.cara, room, "Riverside and Mercy")
    place.slack.uninstall(told=[])

    def ours():
        return next(one for one in place.rows(Workspace) if one.id == place.district.id)

    while ours().shut_out_at is None:
        place.passes(days=1)
    place.passes(days=6)
    assert ours().uninstalled_at is None
    place.passes(days=1)

    assert ours().uninstalled_at == place.clock.now
    tokens = {row.id: row.token is None for row in place.rows()}
    assert tokens == {place.district.id: True, place.hospital.id: False}


def test_the_end_is_remembered_from_its_first_news(place):
    place.installs(place.ana)
    place.clock.now += timedelta(hours=1)
    ended = place.clock.now
    place.slack.uninstall(told=["app_uninstalled"])
    place.clock.now += timedelta(hours=1)
    place.slack.redeliver()

    (workspace,) = place.rows(Workspace)
    assert workspace.uninstalled_at == workspace.shut_out_at == ended
    assert workspace.shut_out_because == "app_uninstalled"
    (row,) = place.rows()
    assert row.token is None

    place.clock.now += timedelta(hours=1)
    place.installs(place.cara)
    (workspace,) = place.rows(Workspace)
    assert workspace.uninstalled_at is workspace.shut_out_at is None
    (row,) = place.rows()
    assert (row.installed_by, row.installed_at) == (place.cara.id, place.clock.now)


def test_a_second_installer_changes_only_what_the_token_may_do(place):
    place.installs(place.ana, without=["groups:read"])
    began = place.clock.now
    place.clock.now += timedelta(days=1)
    place.installs(place.cara)

    (row,) = place.rows()
    assert (row.installed_by, row.installed_at) == (place.cara.id, began)
    assert row.token_at == place.clock.now
    assert "groups:read" in row.scopes.split(",")


@pytest.mark.parametrize("tokens", [{"oauth": ["U1"], "bot": []}, {"oauth": ["U1"]}, None, [], "x"])
def test_tokens_of_people_are_none_of_ours(place, tokens):
    place.installs(place.ana)
    place.clock.now += timedelta(hours=1)
    place.slack.events.of_workspace("tokens_revoked", place.district.id, {"tokens": tokens})

    (row,) = place.rows()
    assert row.token is not None


def test_an_end_where_it_never_began_is_taken_and_forgotten(place):
    place.installs(place.ana)
    stranger = place.slack.workspace("Elsewhere", installed=True)

    place.slack.uninstall(stranger)

    assert not place.slack.failures
    assert [row.id for row in place.rows()] == [place.district.id]
    assert place.rows()[0].token is not None


def test_who_presses_where_it_was_taken_out_is_turned_away(place, caplog):
    place.installs(place.ana)
    room = place.room("riverside", place.ana)
    # Slack has not told us yet, or will never.
    with place.database.across_workspaces() as session:
        storage.installations.revoke(
            session, place.district.id, told_at=place.clock.now + timedelta(hours=1)
        )

    answer = place.ana.types("/partner help", room)

    assert answer.status == 200
    assert "I am no longer installed here" in place.ana.sees(room)
    place.ana.uses_shortcut("Check in")
    place.ana.opens_home()
    assert not place.slack.failures


def test_a_token_whose_key_is_gone_rests_and_keeps_nobody_waiting(place):
    place.installs(place.ana)
    place.tick()
    place.open(keys=Seal.new_key())
    place.installs(place.ben)
    with place.database.unit_of_work(place.district.id) as session:
        storage.outbox.enqueue(
            session,
            key="one",
            channel=place.ana.id,
            payload={"text": "hello"},
            now=place.clock.now,
            best_before=place.clock.now + timedelta(days=9),
        )

    place.tick()

    assert place.private_words(place.ben) != []
    assert "hello" not in place.private_words(place.ana)
    resting = {row.id: row.shut_out_because for row in place.rows(Workspace)}
    assert resting == {place.district.id: "no_token", place.hospital.id: None}

    # With the old key behind the new one it goes on by itself.
    place.open(keys=f"{Seal.new_key()},{place.key}")
    place.passes(minutes=2)
    assert "hello" in place.private_words(place.ana)


def test_the_scopes_that_a_new_version_needs_are_asked_for_once(place):
    place.installs(place.ana, without=["users:read"])
    place.tick()
    before = len(place.private_words(place.ana))

    place.begins_anew()
    place.begins_anew()
    place.tick()

    asked = place.private_words(place.ana)[before:]
    assert len(asked) == 1
    assert "users:read" in asked[0]
    assert f"{PUBLIC}/slack/install?team={place.district.id}" in asked[0]
    assert not place.slack.refusals

    place.installs(place.cara)
    place.begins_anew()
    place.tick()
    assert len(place.private_words(place.ana)) == before + 1


def test_a_bot_with_one_token_set_by_hand_rests_when_it_is_taken_out(stage):
    stage.set_up()
    stage.slack.uninstall()

    with stage.database.reading(stage.workspace_id) as session:
        workspace = session.get(Workspace, stage.workspace_id)
        assert workspace.shut_out_because == "token_revoked"
        assert workspace.uninstalled_at == stage.now
    calls = stage.slack.records.exchanged
    stage.live_through(days=15)
    asked = {e.name for e in list(stage.slack.wire)[calls:]}
    # It knocks, and does nothing else.
    assert asked <= {"auth.test"}

    stage.slack.installation.dead = ""
    stage.tick()
    with stage.database.reading(stage.workspace_id) as session:
        workspace = session.get(Workspace, stage.workspace_id)
        assert workspace.shut_out_at is workspace.uninstalled_at is None
