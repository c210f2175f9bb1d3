"""People as Slack describes them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from slack_sdk import WebClient

from bot.playground import Playground
from bot.rules.people import PersonKey, Profile, Status
from bot.rules.refusals import Refusal
from bot.slack.directory import Directory, profile_of

ANA = {"id": "U1", "team_id": "T1", "name": "ana", "tz": "America/Chicago", "locale": "en-US"}


def test_a_profile_has_what_decides_when_somebody_is_written_to():
    until = datetime(2026, 9, 21, 14, 0, tzinfo=UTC)
    profile = {
        "real_name": "Ana Ruiz",
        "display_name": "Ana",
        "status_text": "Vacationing",
        "status_emoji": ":palm_tree:",
        "status_expiration": int(until.timestamp()),
    }

    assert profile_of({**ANA, "deleted": False, "profile": profile}, "T1") == Profile(
        key=PersonKey("T1", "U1"),
        name="Ana",
        time_zone="America/Chicago",
        locale="en-US",
        is_bot=False,
        is_deactivated=False,
        status=Status("Vacationing", ":palm_tree:", until),
    )


def test_a_profile_says_who_is_of_an_enterprise():
    theirs = {"enterprise_user": {"id": "U1", "enterprise_id": "E1"}}

    assert profile_of({**ANA, **theirs}, "T1").in_enterprise
    assert not profile_of({**ANA, "enterprise_user": {}}, "T1").in_enterprise
    assert not profile_of(ANA, "T1").in_enterprise


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        ({}, None),
        ({"status_text": "", "status_emoji": "", "status_expiration": 0}, Status()),
        ({"status_text": "Away"}, Status("Away")),
    ],
)
def test_a_status_that_is_hidden_is_not_one_that_is_empty(shown, status):
    assert profile_of({**ANA, "profile": shown}, "T1").status == status


@pytest.mark.parametrize(
    ("told", "team"),
    [
        ({"team_id": "T2", "profile": {"team": "T3"}}, "T2"),
        ({"profile": {"team": "T3"}}, "T3"),
        ({"team_id": None, "profile": {"team": 7}}, "T1"),
        ({}, "T1"),
    ],
)
def test_who_is_of_no_workspace_is_of_the_one_that_was_asked(told, team):
    assert profile_of({"id": "U1", **told}, "T1").key == PersonKey(team, "U1")


def test_what_is_of_another_kind_than_slack_says_counts_as_left_out():
    odd = {"real_name": 5, "name": "ana", "tz": ["UTC"], "locale": {}, "profile": "none"}
    assert profile_of({**ANA, **odd}, "T1") == Profile(
        PersonKey("T1", "U1"), "ana", None, None, is_bot=False, is_deactivated=False
    )
    shown = {"display_name": "Ana", "status_text": "Away", "status_expiration": "soon"}
    told = profile_of({"id": "U1", "profile": shown}, "T1")
    assert (told.name, told.status) == ("Ana", Status("Away"))


@pytest.fixture
def slack() -> Iterator[Playground]:
    with Playground() as slack:
        yield slack


@pytest.fixture
def directory(slack: Playground) -> Directory:
    client = WebClient(slack.bot_token, base_url=slack.api_url, timeout=5, retry_handlers=[])
    return Directory(client, slack.team_id)


def test_what_is_not_allowed_is_named_and_where_to_allow_it(slack, directory):
    ana = slack.person("Ana Ruiz")
    slack.scopes.remove("users:read")
    slack.scopes.remove("channels:read")
    with pytest.raises(Refusal, match=r"allowed me users:read\..*OAuth & Permissions"):
        directory.find(ana.id)
    with pytest.raises(Refusal, match=r"allowed me channels:read\."):
        directory.channel(slack.channel("room", ana).id)


def test_where_workspaces_install_it_themselves_the_page_is_named(slack):
    client = WebClient(slack.bot_token, base_url=slack.api_url, timeout=5, retry_handlers=[])
    directory = Directory(client, slack.team_id, "https://bot.example.org/slack/install")
    slack.trouble.next("conversations.info", error="missing_scope")
    with pytest.raises(Refusal, match=r"channels:read, groups:read.*https://bot\.example\.org"):
        directory.channel("C1")


def test_what_is_no_answer_of_slacks_is_silence(slack, directory):
    ana = slack.person("Ana Ruiz")
    slack.trouble.next("users.info", html=True)
    slack.trouble.next("conversations.info", html=True)
    with pytest.raises(Refusal, match="did not answer"):
        directory.find(ana.id)
    with pytest.raises(Refusal, match="did not answer"):
        directory.channel("C1")
    found = directory.find(ana.id)
    assert found is not None
    assert found.key == PersonKey(slack.team_id, ana.id)
