"""Tokens, scopes, arguments, people and channels, as the Web API answers about them."""

import http.client
import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import Playground
from tests.playground.clerk import Clerk
from tests.playground.test_posting import error_of


def test_who_am_i_and_what_may_i_do(slack, clerk):
    answer = clerk.client.auth_test()
    assert (answer["team_id"], answer["user_id"]) == (slack.team_id, slack.bot_user_id)
    assert set(answer.headers["x-oauth-scopes"].split(",")) == slack.scopes


@pytest.mark.parametrize(
    ("token", "error"),
    [("xoxb-wrong", "invalid_auth"), ("", "not_authed")],
)
def test_a_bad_token_opens_nothing(slack, token, error):
    client = WebClient(token, base_url=slack.api_url)
    assert error_of(client.auth_test) == error


def test_a_removed_app_has_a_dead_token(slack, clerk):
    slack.uninstall()
    assert error_of(clerk.client.auth_test) == "account_inactive"


def test_unknown_methods_and_missing_arguments_are_refused_and_remembered(slack, clerk):
    assert error_of(clerk.client.api_call, "chat.shout") == "unknown_method"
    assert error_of(clerk.client.api_call, "users.info", json={}) == "invalid_arguments"
    assert [r.method for r in slack.refusals] == ["chat.shout", "users.info"]


def test_a_missing_scope_says_which(slack, clerk, ana):
    slack.scopes.discard("users:read")
    with pytest.raises(SlackApiError, match="missing_scope") as refused:
        clerk.client.users_info(user=ana.id)
    assert refused.value.response["needed"] == "users:read"
    assert "chat:write" in refused.value.response["provided"]


def test_scopes_come_from_the_manifest():
    manifest = {
        "display_information": {"name": "Touchstone"},
        "oauth_config": {"scopes": {"bot": ["chat:write"]}},
    }
    with Playground(manifest=manifest) as slack:
        assert slack.scopes == {"chat:write"}
        client = Clerk(slack).client
        assert error_of(client.conversations_info, channel="C1") == "missing_scope"


def test_arguments_are_read_from_query_form_and_json_on_one_connection(slack, ana):
    place = urlsplit(slack.api_url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=5)
    form, as_json = "application/x-www-form-urlencoded", "application/json; charset=utf-8"
    token = {"Authorization": f"Bearer {slack.bot_token}"}
    for query, body, content_type in (
        (f"?user={ana.id}", "", form),
        ("", f"user={ana.id}", form),
        ("", json.dumps({"user": ana.id}), as_json),
    ):
        headers = token | {"Content-Type": content_type}
        connection.request("POST", f"{place.path}users.info{query}", body, headers)
        assert json.load(connection.getresponse())["user"]["id"] == ana.id
    connection.request("POST", f"{place.path}users.info", "[nonsense", headers)
    assert json.load(connection.getresponse())["error"] == "invalid_json"
    connection.request("GET", "/elsewhere")
    assert connection.getresponse().status == 404
    connection.close()


def test_a_person_is_told_with_zone_and_locale(slack, clerk):
    eva = slack.person("Eva", zone="Europe/Berlin", locale="de-DE", guest=True)
    user = clerk.client.users_info(user=eva.id, include_locale=True)["user"]
    assert (user["tz"], user["tz_offset"], user["locale"]) == ("Europe/Berlin", 3600, "de-DE")
    assert user["is_restricted"]
    assert "locale" not in clerk.client.users_info(user=eva.id)["user"]
    assert error_of(clerk.client.users_info, user="U404") == "user_not_found"


def test_lists_come_in_pages(slack, clerk):
    for number in range(5):
        slack.channel(f"room-{number}")
    seen = []
    for page in clerk.client.conversations_list(limit=2):
        seen += [c["name"] for c in page["channels"]]
    assert seen == [f"room-{number}" for number in range(5)]
    assert error_of(clerk.client.conversations_list, cursor="nonsense") == "invalid_cursor"


def test_channels_are_told_as_far_as_the_bot_can_see(slack, clerk, ana, room):
    secret = slack.channel("secret", ana, private=True, bot=False)
    inside = slack.channel("inside", ana, private=True)
    assert clerk.client.conversations_info(channel=room.id)["channel"]["is_member"]
    assert error_of(clerk.client.conversations_info, channel=secret.id) == "channel_not_found"
    mine = clerk.client.users_conversations(types="public_channel,private_channel")["channels"]
    assert {c["id"] for c in mine} == {room.id, inside.id}
    members = clerk.client.conversations_members(channel=room.id)["members"]
    assert set(members) == {ana.id, slack.bot_user_id}
    dm = clerk.client.conversations_open(users=ana.id)["channel"]["id"]
    assert dm == ana.dm.id
    assert clerk.client.conversations_info(channel=dm)["channel"]["user"] == ana.id


def test_joining_a_public_channel_is_heard_of_afterwards(slack, clerk, ana):
    public = slack.channel("public", ana, bot=False)
    clerk.client.conversations_join(channel=public.id)
    assert clerk.heard == []
    slack.settle()
    assert clerk.heard[0]["event"]["type"] == "member_joined_channel"
    assert clerk.client.chat_postMessage(channel=public.id, text="Hello")["ok"]


def test_two_workspaces_know_only_their_own(slack, ana):
    other = slack.workspace("Oak Valley", installed=True)
    bea = slack.person("Bea", other)
    token = slack.world.installations[other.id].bot_token
    client = WebClient(token, base_url=slack.api_url)
    assert client.team_info()["team"]["name"] == "Oak Valley"
    assert [u["real_name"] for u in client.users_list()["members"]] == ["Touchstone", "Bea"]
    assert client.users_info(user=bea.id)["user"]["id"] == bea.id
    assert error_of(client.users_info, user=ana.id) == "user_not_visible"
    assert client.bots_info()["bot"]["user_id"] == client.auth_test()["user_id"]


def test_every_exchange_is_on_the_wire(slack, clerk, ana):
    clerk.client.users_info(user=ana.id)
    call = slack.records.calls("users.info")[0]
    assert call.request == {"user": ana.id}
    assert call.response["ok"]
    assert call.status == 200


def test_what_conversations_methods_refuse(slack, clerk, ana, room):
    client = clerk.client
    assert error_of(client.conversations_list, types="public_channel,lobby") == "invalid_types"
    assert error_of(client.conversations_list, limit=0) == "invalid_limit"
    assert error_of(client.conversations_open, users="") == "users_list_not_supplied"
    assert error_of(client.conversations_open, users="U404") == "user_not_found"
    assert error_of(client.conversations_open, users=f"{ana.id},U2") == "too_many_users"
    private = slack.channel("private", ana, private=True)
    kind = "method_not_supported_for_channel_type"
    assert error_of(client.conversations_join, channel=private.id) == kind
    assert client.conversations_join(channel=room.id)["warning"] == "already_in_channel"
    slack.deliveries.in_process = lambda *_: (200, "", "")
    ana.archives(room)
    assert error_of(client.conversations_join, channel=room.id) == "is_archived"
    assert client.conversations_list(exclude_archived=True)["channels"] == []
    slack.scopes.discard("groups:read")
    assert error_of(client.conversations_info, channel=private.id) == "missing_scope"


def test_a_channel_can_be_asked_for_more(slack, clerk, room):
    told = clerk.client.conversations_info(
        channel=room.id, include_num_members=True, include_locale=True
    )["channel"]
    assert (told["num_members"], told["locale"]) == (2, "en-US")
    assert clerk.client.conversations_open(channel=room.id)["channel"]["id"] == room.id


def test_flags_and_ids_of_the_wrong_kind_are_refused(clerk, ana):
    call = clerk.client.api_call
    wrong = {"user": ana.id, "include_locale": "perhaps"}
    assert error_of(call, "users.info", json=wrong) == "invalid_arguments"
    assert error_of(call, "users.info", json={"user": [ana.id]}) == "invalid_arguments"
    assert error_of(call, "team.info", json={"team": "T404"}) == "team_not_found"
    assert error_of(call, "bots.info", json={"bot": "B404"}) == "bot_not_found"


def test_the_app_token_opens_sockets_and_nothing_else(slack, clerk):
    app = WebClient(slack.app_token, base_url=slack.api_url)
    assert error_of(app.auth_test) == "not_allowed_token_type"
    assert error_of(clerk.client.api_call, "apps.connections.open") == "not_allowed_token_type"
    assert app.api_test(foo="bar")["args"] == {"foo": "bar"}
    assert error_of(app.api_test, error="my_error") == "my_error"


def test_views_can_be_validated_too(clerk):
    call = clerk.client.api_call
    good = {"view": {"type": "home", "blocks": []}}
    assert call("blocks.validate", json=good)["ok"]
    assert error_of(call, "blocks.validate", json={"view": {"type": "modal"}}) == "invalid_blocks"
    assert error_of(call, "blocks.validate", json={}) == "invalid_arguments"
    assert call("blocks.validate", json={"message": {"blocks": []}})["ok"]


def test_every_answer_says_what_time_it_is_here():
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    with Playground(lambda: long_ago) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        told = client.auth_test().headers["Date"]
        assert parsedate_to_datetime(str(told)) == long_ago
