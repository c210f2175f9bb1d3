"""The way to Slack and back: who may come back, what of it is kept, and what goes wrong kindly."""

import logging
from datetime import timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import text

import storage.installations
import storage.outbox
from bot.logs import configure
from storage.base import Base
from storage.encryption import Keys
from storage.models import Installation, InstallAttempt, Workspace
from storage.sealing import Seal
from tests.installing import PUBLIC, town


@pytest.fixture
def place(database):
    with town(database) as built:
        yield built


def rows(place, kind=Installation):
    with place.database.reading_across_workspaces() as session:
        return session.query(kind).order_by(*kind.__mapper__.primary_key).all()


def back(**query):
    return f"{PUBLIC}/slack/oauth_redirect?{urlencode(query)}"


def nothing_happened(place):
    place.tick()
    return rows(place) == [] and place.slack.records.calls("oauth.v2.access") == []


def test_a_browser_is_sent_to_slack_with_what_it_needs(place):
    browser = place.browser()

    there = browser.starts("?team=T123")

    asked = {name: value[0] for name, value in parse_qs(urlsplit(there).query).items()}
    assert there.startswith(place.slack.api_url.removesuffix("api/") + "oauth/v2/authorize?")
    assert asked["redirect_uri"] == f"{PUBLIC}/slack/oauth_redirect"
    assert set(asked["scope"].split(",")) == place.slack.app.scopes
    assert asked["team"] == "T123"
    cookie = browser.cookie
    assert cookie is not None
    assert cookie.value == asked["state"]
    assert (cookie.secure, cookie.http_only, cookie.same_site) == (True, True, "Lax")
    # Who reads the database learns no word that a browser could come back with.
    (attempt,) = rows(place, InstallAttempt)
    assert asked["state"] not in (attempt.state_hash, str(attempt))


@pytest.mark.parametrize("team", ["", "C123", "T1&state=x", "T" + "1" * 40, "../x"])
def test_a_workspace_that_is_none_is_left_out(place, team):
    there = place.browser().starts("?" + urlencode({"team": team}))

    assert "team" not in parse_qs(urlsplit(there).query)


@pytest.mark.parametrize("query", ["", "?code=1", "?state=", "?code=1&state=wrong", "?%ff=%00&=&&"])
def test_coming_back_with_no_word_or_a_wrong_one_is_answered_kindly(place, query):
    browser = place.browser()
    browser.starts()

    answer = browser.visits(f"{PUBLIC}/slack/oauth_redirect{query}")

    assert answer.status_code == 400
    assert "Please start again" in answer.text
    assert f'href="{PUBLIC}/slack/install"' in answer.text
    assert nothing_happened(place)


def test_another_browser_cannot_finish_what_one_began(place):
    there = place.browser().starts()

    answer = place.browser().visits(place.ana.allows(there))

    assert answer.status_code == 400
    assert nothing_happened(place)


def test_another_browser_cannot_finish_with_a_word_of_its_own(place):
    theirs, ours = place.browser(), place.browser()
    code = parse_qs(urlsplit(place.ana.allows(theirs.starts())).query)["code"][0]
    ours.starts()

    answer = ours.visits(back(code=code, state="x" * 43))

    assert answer.status_code == 400
    assert nothing_happened(place)


def test_the_way_back_can_be_gone_once(place):
    browser = place.browser()
    there = browser.starts()
    home = place.ana.allows(there)
    assert browser.visits(home).status_code == 200
    assert browser.cookie is None

    browser.keeps(parse_qs(urlsplit(there).query)["state"][0])
    answer = browser.visits(home)

    assert answer.status_code == 400
    assert len(place.slack.records.calls("oauth.v2.access")) == 1


def test_the_way_back_can_be_gone_for_ten_minutes(place):
    slow = place.browser()
    home = place.ana.allows(slow.starts())
    place.clock.now += timedelta(minutes=10)

    answer = slow.visits(home)

    assert answer.status_code == 400
    assert nothing_happened(place)


def test_attempts_that_lapsed_are_forgotten(place):
    for _time in range(3):
        place.browser().starts()
    place.clock.now += timedelta(minutes=11)
    place.browser().starts()

    assert len(rows(place, InstallAttempt)) == 1


def test_too_many_at_once_are_asked_to_wait(place):
    with place.database.across_workspaces() as session:
        for number in range(1000):
            storage.installations.remember_attempt(
                session, f"state {number}", now=place.clock.now, lasts=timedelta(minutes=10)
            )

    answer = place.browser().visits(f"{PUBLIC}/slack/install")

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "600"
    assert len(rows(place, InstallAttempt)) == 1000
    place.clock.now += timedelta(minutes=10)
    place.browser().starts()


def test_who_does_not_allow_it_reads_that_nothing_happened(place):
    browser = place.browser()

    answer = browser.visits(place.slack.oauth.decline(browser.starts()))

    assert answer.status_code == 403
    assert "Nothing was installed" in answer.text
    assert nothing_happened(place)


@pytest.mark.parametrize(
    ("code", "shown"),
    [("invalid_team_for_non_distributed_app",) * 2, ("<b>no</b>", "unknown"), ("", "unknown")],
)
def test_a_code_that_slack_refuses_is_said_in_slacks_word(place, code, shown):
    place.slack.trouble.next("oauth.v2.access", error=code or "&")

    answer = place.installs(place.ana)

    assert answer.status_code == 400
    assert f"“{shown}”" in answer.text
    assert rows(place) == []


def test_a_code_of_nobody_is_refused(place):
    browser = place.browser()
    state = parse_qs(urlsplit(browser.starts()).query)["state"][0]

    answer = browser.visits(back(code="1.nobody.code", state=state))

    assert answer.status_code == 400
    assert "invalid_code" in answer.text


@pytest.mark.parametrize("trouble", [{"status": 503}, {"html": True}, {"reset": True}])
def test_when_slack_does_not_answer_nothing_is_kept(place, trouble):
    place.slack.trouble.next("oauth.v2.access", **trouble)

    answer = place.installs(place.ana)

    assert answer.status_code in (400, 502)
    assert "Traceback" not in answer.text
    assert rows(place) == []
    assert place.installs(place.ana).status_code == 200


@pytest.mark.parametrize("missing", ["access_token", "bot_user_id", "team", "authed_user"])
def test_half_an_answer_is_none(place, missing):
    whole = {
        "ok": True,
        "access_token": "xoxb-1",
        "token_type": "bot",
        "bot_user_id": "U1",
        "team": {"id": "T1"},
        "authed_user": {"id": "U2"},
    }
    place.slack.trouble.next("oauth.v2.access", error="x", extra=whole | {missing: None})

    answer = place.installs(place.ana)

    assert answer.status_code == 502
    assert rows(place) == []


def test_tokens_that_lapse_are_not_taken(place):
    place.slack.oauth.rotates_tokens = True

    answer = place.installs(place.ana)

    assert answer.status_code == 400
    assert "Token rotation" in answer.text
    assert rows(place) == []


@pytest.mark.parametrize("path", ["/slack/install", "/slack/oauth_redirect"])
@pytest.mark.parametrize("method", ["POST", "HEAD", "DELETE", "NONSENSE"])
def test_the_pages_can_only_be_opened(place, path, method):
    answer = place.browser().asks(method, path)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"
    assert rows(place, InstallAttempt) == []


def test_too_many_fields_are_not_read(place):
    answer = place.browser().asks("GET", "/slack/install", query="&".join(["a=1"] * 50))

    assert answer.status_code == 400


def test_pages_say_nothing_to_others_and_let_nobody_frame_them(place):
    answer = place.browser().visits(f"{PUBLIC}/slack/oauth_redirect")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert 'lang="en"' in answer.text
    assert "<script" not in answer.text


def test_when_the_database_is_away_a_page_says_so(place):
    browser = place.browser()
    with place.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE install_attempts RENAME TO gone"))
    try:
        answer = browser.visits(f"{PUBLIC}/slack/install")
    finally:
        with place.database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE gone RENAME TO install_attempts"))

    assert answer.status_code == 503
    assert "Traceback" not in answer.text


def test_a_name_of_a_workspace_is_shown_and_not_run(place):
    evil = place.slack.workspace("<script>alert(1)</script>")
    eve = place.slack.person("Eve Stone", evil)

    answer = place.installs(eve)

    assert "&lt;script&gt;alert(1)" in answer.text
    assert "<script" not in answer.text


def test_what_was_not_allowed_is_named(place):
    answer = place.installs(place.ana, without=["groups:read", "users:read"])

    assert answer.status_code == 200
    assert "these are missing: groups:read, users:read" in answer.text


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
    encrypted = {row.id: row.token for row in rows(place)}
    assert encrypted[place.hospital.id] is None
    assert Keys([place.key]).read(encrypted[place.district.id]) == ours.bot_token


def _dumped(database) -> bytes:
    """All that is in the database: the very file, or every row."""
    if database.engine.dialect.name == "sqlite":
        file = Path(database.engine.url.database)
        return b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
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

    (row,) = rows(place)
    assert row.token is not None
    (workspace,) = rows(place, Workspace)
    assert workspace.uninstalled_at is None
    assert workspace.shut_out_at is None


def test_the_end_is_remembered_from_its_first_news(place):
    place.installs(place.ana)
    place.clock.now += timedelta(hours=1)
    ended = place.clock.now
    place.slack.uninstall(told=["app_uninstalled"])
    place.clock.now += timedelta(hours=1)
    place.slack.redeliver()

    (workspace,) = rows(place, Workspace)
    assert workspace.uninstalled_at == workspace.shut_out_at == ended
    assert workspace.shut_out_because == "app_uninstalled"
    (row,) = rows(place)
    assert row.token is None

    place.clock.now += timedelta(hours=1)
    place.installs(place.cara)
    (workspace,) = rows(place, Workspace)
    assert workspace.uninstalled_at is workspace.shut_out_at is None
    (row,) = rows(place)
    assert (row.installed_by, row.installed_at) == (place.cara.id, place.clock.now)


def test_a_second_installer_changes_only_what_the_token_may_do(place):
    place.installs(place.ana, without=["groups:read"])
    began = place.clock.now
    place.clock.now += timedelta(days=1)
    place.installs(place.cara)

    (row,) = rows(place)
    assert (row.installed_by, row.installed_at) == (place.ana.id, began)
    assert row.token_at == place.clock.now
    assert "groups:read" in row.scopes.split(",")


@pytest.mark.parametrize("tokens", [{"oauth": ["U1"], "bot": []}, {"oauth": ["U1"]}, None, [], "x"])
def test_tokens_of_people_are_none_of_ours(place, tokens):
    place.installs(place.ana)
    place.clock.now += timedelta(hours=1)
    place.slack.events.of_workspace("tokens_revoked", place.district.id, {"tokens": tokens})

    (row,) = rows(place)
    assert row.token is not None


def test_an_end_where_it_never_began_is_taken_and_forgotten(place):
    place.installs(place.ana)
    stranger = place.slack.workspace("Elsewhere", installed=True)

    place.slack.uninstall(stranger)

    assert not place.slack.failures
    assert [row.id for row in rows(place)] == [place.district.id]
    assert rows(place)[0].token is not None


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
    assert "I am not installed here any more" in place.ana.sees(room)
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
    resting = {row.id: row.shut_out_because for row in rows(place, Workspace)}
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
