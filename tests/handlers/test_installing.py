"""The way to Slack and back: who may come back, what of it is kept, and what goes wrong kindly."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import text

from storage.encryption import Keys
from storage.models import InstallAttempt
from storage.sealing import Seal
from tests.installing import PUBLIC, town


@pytest.fixture
def place(database):
    with town(database) as built:
        yield built


def back(**query):
    return f"{PUBLIC}/slack/oauth_redirect?{urlencode(query)}"


def nothing_happened(place):
    place.tick()
    return place.rows() == [] and place.slack.records.calls("oauth.v2.access") == []


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
    assert place.rows(InstallAttempt) == []


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
    place.clock.now += timedelta(minutes=10, seconds=1)

    answer = slow.visits(home)

    assert answer.status_code == 400
    assert nothing_happened(place)


def test_what_came_back_is_forgotten_when_its_word_has_lapsed(place):
    place.installs(place.ana)
    (attempt,) = place.rows(InstallAttempt)
    place.clock.now += timedelta(minutes=11)
    place.installs(place.ana)

    (other,) = place.rows(InstallAttempt)
    assert other.state_hash != attempt.state_hash


def test_who_only_visits_leaves_nothing(place):
    for _time in range(3):
        place.browser().starts()

    assert place.rows(InstallAttempt) == []


def test_nobody_makes_a_word_of_their_own(place):
    browser = place.browser()
    code = parse_qs(urlsplit(place.ana.allows(browser.starts())).query)["code"][0]
    forged = Keys([Seal.new_key()]).stamp("mine", place.clock.now)
    browser.keeps(forged)

    answer = browser.visits(back(code=code, state=forged))

    assert answer.status_code == 400
    assert nothing_happened(place)


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
    assert place.rows() == []


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
    assert place.rows() == []
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
    assert place.rows() == []


def test_tokens_that_lapse_are_not_taken(place):
    place.slack.oauth.rotates_tokens = True

    answer = place.installs(place.ana)

    assert answer.status_code == 400
    assert "Token rotation" in answer.text
    assert place.rows() == []


@pytest.mark.parametrize("path", ["/slack/install", "/slack/oauth_redirect"])
@pytest.mark.parametrize("method", ["POST", "HEAD", "DELETE", "NONSENSE"])
def test_the_pages_can_only_be_opened(place, path, method):
    answer = place.browser().asks(method, path)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"
    assert place.rows(InstallAttempt) == []


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
    home = place.ana.allows(browser.starts())
    with place.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE install_attempts RENAME TO gone"))
    try:
        answer = browser.visits(home)
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


def test_only_who_is_written_to_reads_so(place):
    assert "It has written to you in Slack" in place.installs(place.ana).text
    place.tick()
    for person, how in ((place.cara, {"without": ["users:read"]}), (place.cara, {})):
        place.clock.now += timedelta(minutes=5)
        again = place.installs(person, **how)
        assert "as it was before" in again.text
        assert "has written to you" not in again.text
    place.tick()
    assert place.cara.direct_messages == []

    place.slack.uninstall(place.district)
    place.clock.now += timedelta(minutes=5)
    assert "It has written to you in Slack" in place.installs(place.cara).text
    place.tick()
    assert len(place.cara.direct_messages) == 1
