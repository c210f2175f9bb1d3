"""The ways to every workspace: one for each token, and none where there is none."""

from datetime import UTC, datetime

import pytest
from slack_sdk import WebClient

from bot.playground import Playground
from bot.slack.gateways import Access, Gateways, OneToken, Origin

NOW = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)


class Known:
    """Tokens as a test says they are."""

    def __init__(self, **tokens):
        self.tokens = tokens

    def of(self, workspace_id):
        return self.tokens.get(workspace_id)

    def access(self, origin):
        raise AssertionError("nobody asks for that")


def client(token):
    return WebClient(token, retry_handlers=[])


@pytest.fixture
def known():
    return Known(T1="xoxb-1", T2="xoxb-2")


@pytest.fixture
def gateways(known):
    return Gateways(known, client, client)


def test_each_workspace_has_its_own_and_keeps_it(gateways):
    first, second = gateways.of("T1"), gateways.of("T2")

    assert first is not second
    assert gateways.of("T1") is first
    assert gateways.directory_of("T1") is gateways.directory_of("T1")
    assert gateways.of("T3") is gateways.directory_of("T3") is None


def test_another_token_is_another_way(gateways, known):
    first = gateways.of("T1")
    known.tokens["T1"] = "xoxb-new"

    second = gateways.of("T1")

    assert second is not first
    ways = gateways.with_access(Access("T1", "xoxb-new"))
    assert ways.gateway is second
    assert ways.client.token == "xoxb-new"


def test_where_there_is_no_token_any_more_nothing_is_kept(gateways, known):
    first = gateways.of("T1")
    token = known.tokens.pop("T1")
    assert gateways.of("T1") is None

    known.tokens["T1"] = token
    assert gateways.of("T1") is not first


def test_one_token_is_for_one_workspace_and_every_request():
    tokens = OneToken("T1", "xoxb-1")

    assert tokens.of("T1") == "xoxb-1"
    assert tokens.of("T2") is None
    assert tokens.access(Origin("T2")) == Access("T1", "xoxb-1")


def test_tokens_do_not_show():
    access = Access("T1", "xoxb-1")
    ways = Gateways(Known(), client, client).with_access(access)

    assert "xoxb" not in repr((access, ways, OneToken("T1", "xoxb-1")))


def test_the_time_is_told_without_a_token():
    with Playground(lambda: NOW, installed=False) as slack:
        gateways = Gateways(
            Known(),
            client,
            lambda token: WebClient(token, base_url=slack.api_url, retry_handlers=[]),
        )
        assert gateways.time() == NOW
        slack.trouble.down()
        assert gateways.time() is None
