"""How this Slack lets apps in: what it asks, and what a code is worth."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground.oauth import NotAsked

BACK = "https://app.example.org/slack/oauth_redirect"


@pytest.fixture
def book(slack):
    slack.oauth.redirect_urls = ["https://app.example.org"]
    return slack.oauth


def page(slack, **changes):
    asked = {
        "client_id": slack.oauth.client_id,
        "scope": "commands,chat:write",
        "redirect_uri": BACK,
        "state": "s1",
    } | changes
    return f"{slack.api_url.removesuffix('api/')}oauth/v2/authorize?{urlencode(asked)}"


def code_in(address):
    return parse_qs(urlsplit(address).query)["code"][0]


def exchange(slack, code, **changes):
    given = {
        "client_id": slack.oauth.client_id,
        "client_secret": slack.oauth.client_secret,
        "redirect_uri": BACK,
    } | changes
    return WebClient(base_url=slack.api_url, retry_handlers=[]).oauth_v2_access(code=code, **given)


def refusal(slack, code, **changes):
    with pytest.raises(SlackApiError) as raised:
        exchange(slack, code, **changes)
    return raised.value.response["error"]


def test_a_person_allows_it_and_the_app_gets_a_token(slack, book):
    oak = slack.workspace("Oak College")
    eve = slack.person("Eve Stone", oak)

    back = eve.allows(page(slack))
    told = exchange(slack, code_in(back))

    assert back.startswith(f"{BACK}?")
    assert parse_qs(urlsplit(back).query)["state"] == ["s1"]
    assert told["team"] == {"id": oak.id, "name": "Oak College"}
    assert told["enterprise"] is None
    assert told["is_enterprise_install"] is False
    assert told["authed_user"] == {"id": eve.id}
    assert told["scope"] == "chat:write,commands"
    client = WebClient(told["access_token"], base_url=slack.api_url)
    assert client.auth_test()["team_id"] == oak.id
    assert slack.world.installations[oak.id].bot_token != slack.bot_token


@pytest.mark.parametrize(
    ("changes", "trouble"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"redirect_uri": "https://evil.example.org"}, "bad_redirect_uri"),
        ({"redirect_uri": "https://app.example.org.evil.org/"}, "bad_redirect_uri"),
        ({"redirect_uri": "http://app.example.org/x"}, "bad_redirect_uri"),
        ({"redirect_uri": ""}, "bad_redirect_uri"),
        ({"state": ""}, "no state"),
        ({"scope": ""}, "invalid_scope"),
    ],
)
def test_slack_does_not_ask_for_what_is_wrong(slack, book, ana, changes, trouble):
    with pytest.raises(NotAsked, match=trouble):
        ana.allows(page(slack, **changes))


def test_another_page_is_none(slack, book, ana):
    with pytest.raises(NotAsked):
        ana.allows(page(slack).replace("authorize", "other"))


def test_a_code_is_good_once(slack, book, ana):
    code = code_in(ana.allows(page(slack)))
    exchange(slack, code)

    assert refusal(slack, code) == "code_already_used"


def test_a_code_is_good_for_ten_minutes(slack, book, ana, clock):
    code = code_in(ana.allows(page(slack)))
    clock.advance(minutes=10, seconds=1)

    assert refusal(slack, code) == "invalid_code"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "x"}, "bad_client_secret"),
        ({"redirect_uri": "https://app.example.org/other"}, "bad_redirect_uri"),
    ],
)
def test_a_code_is_good_for_whom_it_was_made(slack, book, ana, changes, error):
    code = code_in(ana.allows(page(slack)))

    assert refusal(slack, code, **changes) == error


def test_no_code_is_good_for_nothing(slack, book):
    assert refusal(slack, "1.x.code") == "invalid_code"


def test_who_says_no_is_sent_back_with_that(slack, book):
    back = slack.oauth.decline(page(slack))

    assert parse_qs(urlsplit(back).query) == {"error": ["access_denied"], "state": ["s1"]}


def test_scopes_are_added_until_the_token_is_dead(slack, book, ana):
    first = exchange(slack, code_in(ana.allows(page(slack), without=["commands"])))
    again = exchange(slack, code_in(ana.allows(page(slack))))
    assert again["access_token"] == first["access_token"]

    slack.uninstall()
    anew = exchange(slack, code_in(ana.allows(page(slack), without=["commands"])))

    assert anew["access_token"] != first["access_token"]
    assert anew["bot_user_id"] == first["bot_user_id"]
    assert anew["scope"] == "chat:write"


def test_an_organisation_is_let_in_by_one_token(slack, book):
    north = slack.workspace("North High", enterprise_id="E1")
    south = slack.workspace("South High", enterprise_id="E1")
    nora, sam = slack.person("Nora Hale", north), slack.person("Sam Ito", south)
    rooms = [
        slack.channel(one.user.name, one, workspace=place)
        for one, place in ((nora, north), (sam, south))
    ]

    told = exchange(slack, code_in(nora.allows(page(slack), org_wide=True)))

    assert told["team"] is None
    assert told["enterprise"]["id"] == "E1"
    assert told["is_enterprise_install"] is True
    client = WebClient(told["access_token"], base_url=slack.api_url)
    for room in rooms:
        room.members.add(told["bot_user_id"])
        assert client.chat_postMessage(channel=room.id, text="Hello").get("ok") is True
    slack.uninstall(north)
    with pytest.raises(SlackApiError, match="account_inactive"):
        client.chat_postMessage(channel=rooms[1].id, text="Hello")


def test_tokens_that_lapse_say_so(slack, book, ana):
    slack.oauth.rotates_tokens = True

    told = exchange(slack, code_in(ana.allows(page(slack))))

    assert told["expires_in"] == timedelta(hours=12).total_seconds()
    assert told["refresh_token"].startswith("xoxe-")
