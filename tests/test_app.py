"""Settings in, a whole bot out: each client where it should point, Slack asked once who it is."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from slack_bolt import BoltRequest

from bot import manifest, running
from bot.app import Application, Clients, build
from bot.playground import Playground
from bot.settings import Settings
from bot.slack.identity import Identity
from storage.models import Workspace

NOW = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)


def settings_for(url: str, token: str, database_url: str) -> Settings:
    return Settings(
        slack_bot_token=SecretStr(token),
        slack_app_token=SecretStr("xapp-1"),
        slack_signing_secret=SecretStr("shh"),
        slack_api_url=url,
        database_url=SecretStr(database_url),
    )


@pytest.fixture
def slack():
    with Playground(lambda: NOW, manifest=manifest.read(), team="Riverside") as playground:
        yield playground


@pytest.fixture
def application(slack, database):
    url = database.engine.url.render_as_string(hide_password=False)
    settings = settings_for(slack.api_url, slack.bot_token, url)
    whole = running.prepare(settings, with_clock=False, clock=lambda: NOW).build()
    yield whole
    whole.database.close()


def test_the_workspace_is_remembered_with_its_bot(application, slack, database):
    with database.reading_across_workspaces() as session:
        workspace = session.get(Workspace, slack.team_id)

    assert workspace is not None
    assert (workspace.name, workspace.bot_user_id) == ("Riverside", slack.bot_user_id)


def test_slack_is_asked_once_who_the_bot_is(application: Application, slack):
    def deliver(kind, payload):
        answer = application.bolt.dispatch(BoltRequest(mode="socket_mode", body=payload))
        return answer.status, answer.body, answer.first_headers().get("content-type", "")

    slack.deliveries.in_process = deliver
    ana = slack.person("Ana Ruiz")
    channel = slack.channel("riverside-mercy", ana)

    for _time in range(3):
        assert ana.types("/partner help", channel).status == 200

    asked = [exchange for exchange in slack.wire if "auth.test" in str(exchange)]
    assert len(asked) == 1


def test_every_client_points_where_the_settings_say(application: Application, slack):
    clients = application.clients
    answering, calling = clients.answering("xoxb-1"), clients.calling("xoxb-1")
    connection = application.socket_mode()
    everyone = [answering, calling, application.bolt.client, connection.client.web_client]
    assert connection.drain(5)

    for client in everyone:
        assert client.base_url == slack.api_url
        assert client.ssl is clients.tls
        assert client.retry_handlers == [], "a lost answer must not become a second message"
    assert answering.timeout < 3, "a trigger lives three seconds"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://slack.com/api/", ""),
        ("https://slack.proxy.example.org/api/", "slack.proxy.example.org"),
        ("http://127.0.0.1:8080/api/", "127.0.0.1:8080"),
    ],
)
def test_people_are_answered_on_slacks_hosts_or_where_its_web_api_is(database, url, host):
    identity = Identity("T1", "Riverside", "B1", "UBOT", frozenset(), None)
    settings = settings_for(url, "xoxb-1", "sqlite:///unused.db")

    application = build(settings, database, identity, lambda: NOW)

    assert application.house.api_host == host
    assert urlsplit(Clients(settings).calling(None).base_url).netloc in (host, "slack.com")
