"""One bot in a process of its own, for workspaces that install it by a browser."""

import http.client
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot import manifest
from bot.playground import Playground
from bot.transports import EVENTS_PATH
from storage.sealing import Seal
from tests.test_running import Bot, a_free_port, asks_for_setup


class Browser:
    """A browser that follows where it is sent, and keeps the cookies of each place."""

    def __init__(self) -> None:
        self.cookies = SimpleCookie()

    def opens(self, address: str) -> tuple[int, str, str]:
        """Return status, text and where it is sent on to."""
        place = urlsplit(address)
        with closing(http.client.HTTPConnection(place.netloc, timeout=20)) as line:
            cookies = "; ".join(f"{one.key}={one.value}" for one in self.cookies.values())
            line.request("GET", f"{place.path}?{place.query}", headers={"Cookie": cookies})
            answer = line.getresponse()
            self.cookies.load(answer.headers.get("Set-Cookie", ""))
            return answer.status, answer.read().decode(), answer.headers.get("Location", "")


@pytest.fixture
def many(tmp_path: Path, database_url: str):
    """A Slack of two workspaces, and the bot in front of it."""
    port = a_free_port()
    public = f"http://127.0.0.1:{port}"
    made = manifest.over_http(public, for_many=True)
    with Playground(manifest=made, request_url=public + EVENTS_PATH, installed=False) as slack:
        variables = {
            "SLACK_CLIENT_ID": slack.oauth.client_id,
            "SLACK_CLIENT_SECRET": slack.oauth.client_secret,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "ENCRYPTION_KEYS": Seal.new_key(),
            "PUBLIC_URL": public,
            "SLACK_API_URL": slack.api_url,
            "HTTP_PORT": str(port),
            "DATABASE_URL": database_url,
        }
        bot = Bot(tmp_path, variables, "run")
        try:
            assert bot.is_ready(), "".join(bot.log)
            assert bot.listens(port), "".join(bot.log)
            yield bot, slack, public
        finally:
            bot.process.terminate()
            bot.ends()


def test_two_workspaces_install_it_and_are_answered_each_as_itself(many):
    bot, slack, public = many
    hospital = slack.workspace("Mercy Hospital")
    ana, ben = slack.person("Ana Ruiz"), slack.person("Ben Okafor", hospital)

    for person in (ana, ben):
        browser = Browser()
        status, _page, slacks_page = browser.opens(f"{public}/slack/install")
        assert status == 302
        status, page, _onward = browser.opens(slacks_page)
        assert f"Allow as {person.name}" in page
        status, _page, back = browser.opens(f"{slacks_page}&as={person.id}")
        assert status == 302
        status, page, _onward = browser.opens(back)
        assert (status, "Touchstone is installed in" in page) == (200, True)
        # The bot's own clock sends the welcome.
        assert slack.wait_for(lambda one=person: one.direct_messages, 20), "".join(bot.log)
        room = slack.channel(
            f"room-of-{person.user.name}",
            person,
            workspace=slack.world.workspaces[person.team_id],
        )
        answer = person.types("/partner setup", room)
        assert answer.status == 200
        assert person.modal is not None

    status, page, _onward = Browser().opens(f"{public}/slack/oauth_redirect?code=1&state=2")
    assert (status, "Please start again" in page) == (400, True)

    slack.uninstall(hospital)
    assert asks_for_setup(ana, slack) == 200
    assert not slack.failures
    bot.process.terminate()
    assert bot.ends() == 0
    log = "".join(bot.log)
    assert "event=uninstalled" in log
    assert "Traceback" not in log
    secrets = [bot.variables["ENCRYPTION_KEYS"], slack.oauth.client_secret, *slack.oauth.codes]
    secrets += [one.bot_token for one in slack.world.installations.values()]
    assert not [one for one in secrets if one in log]
