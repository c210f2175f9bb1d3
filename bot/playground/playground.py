"""The playground itself: started and stopped, filled with workspaces, people and channels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from bot.playground.app_config import AppConfig, config_from
from bot.playground.delivery import Deliveries, InProcess
from bot.playground.events import Events
from bot.playground.looking import Backstage
from bot.playground.oauth import OAuthBook
from bot.playground.payloads import Payloads
from bot.playground.people import Person
from bot.playground.ratelimits import RateLimits
from bot.playground.records import Complaint, Exchange, Failure, Records, Refusal, Repeat
from bot.playground.seeds import Seeds
from bot.playground.server import HttpServer
from bot.playground.slack import new_slack
from bot.playground.socket_mode import SocketServer
from bot.playground.transcript import Transcript
from bot.playground.troubles import Troubles
from bot.playground.views import Modals
from bot.playground.world import Channel, Installation, Message, User, View, Workspace, World


def real_clock() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)


class Playground:
    """A Slack on 127.0.0.1, with the app installed in its first workspace unless told otherwise.

    `now` gives aware times for message `ts`, rate limits and response URLs. `manifest` (a dict)
    makes commands, shortcuts, events and scopes what it says. `deliver(kind, payload)` takes
    deliveries in process; `request_url` as signed HTTP; without both they go over Socket Mode.
    """

    def __init__(
        self,
        now: Callable[[], datetime] = real_clock,
        *,
        manifest: Mapping[str, Any] | None = None,
        deliver: InProcess | None = None,
        request_url: str | None = None,
        team: str = "Lincoln School District",
        installed: bool = True,
        drop_repeats: bool = True,
        rate_limits: bool = False,
    ) -> None:
        self.slack = new_slack(config_from(manifest), now)
        self.slack.drop_repeats = drop_repeats
        self.slack.rate_limits.on = rate_limits
        self.sockets = SocketServer(self.slack)
        self.deliveries = Deliveries(self.slack, self.sockets)
        self.deliveries.in_process = deliver
        self.deliveries.request_url = request_url
        self._payloads = Payloads(self.slack)
        self.events = Events(self.slack, self.deliveries, self._payloads)
        self._back = Backstage(
            self.slack, self._payloads, self.deliveries, self.events, Modals(self.slack)
        )
        self._seeds = Seeds(self.slack, self.events)
        self._people: dict[str, Person] = {}
        self._http = HttpServer(self.slack)
        self.slack.socket_url = self.sockets.new_url
        self.slack.bot_joined = self.events.queue_bot_joined
        self.slack.oauth = OAuthBook(self.slack, self._seeds.let_in)
        self.home = self.workspace(team, installed=installed)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._http.start()

    def stop(self) -> None:
        """End everything that was started; a bot that is still connected loses its socket."""
        self.slack.troubles.stop()
        self.sockets.stop()
        self._http.stop()

    @property
    def api_url(self) -> str:
        """What the bot's `SLACK_API_URL` must be; ends in `/api/`."""
        return f"{self.slack.site}/api/"

    @property
    def app(self) -> AppConfig:
        return self.slack.app

    @property
    def world(self) -> World:
        return self.slack.world

    @property
    def installation(self) -> Installation:
        """The app in the first workspace."""
        return self.world.installations[self.home.id]

    @property
    def bot_token(self) -> str:
        return self.installation.bot_token

    @property
    def bot_user_id(self) -> str:
        return self.installation.bot_user_id

    @property
    def team_id(self) -> str:
        return self.home.id

    @property
    def app_token(self) -> str:
        return self.slack.app_token

    @property
    def signing_secret(self) -> str:
        return self.slack.signing_secret

    @property
    def scopes(self) -> set[str]:
        """What the bot's token in the first workspace may do; change it to try a missing scope."""
        return self.installation.scopes

    @property
    def trouble(self) -> Troubles:
        """Scripts trouble: `trouble.next("chat.postMessage", error="ratelimited")`."""
        return self.slack.troubles

    @property
    def rate_limits(self) -> RateLimits:
        return self.slack.rate_limits

    @property
    def records(self) -> Records:
        return self.slack.records

    @property
    def refusals(self) -> list[Refusal]:
        """Payloads of the bot that Slack would not have taken."""
        return self.records.refusals

    @property
    def warnings(self) -> list[Complaint]:
        """Payloads that Slack takes and people suffer from."""
        return self.records.warnings

    @property
    def repeats(self) -> list[Repeat]:
        """Messages that came again with the same `client_msg_id`."""
        return self.records.repeats

    @property
    def failures(self) -> list[Failure]:
        """Deliveries that the bot did not take."""
        return self.records.failures

    @property
    def posted(self) -> int:
        """How many messages the bot has put before people."""
        return self.records.posted

    @property
    def wire(self) -> list[Exchange]:
        """The last requests in both directions, oldest first."""
        return list(self.records.wire)

    @property
    def people(self) -> list[Person]:
        return list(self._people.values())

    @property
    def channels(self) -> list[Channel]:
        """Every channel, direct messages too."""
        return list(self.world.channels.values())

    def workspace(
        self,
        name: str,
        *,
        installed: bool | None = None,
        enterprise_id: str | None = None,
        locale: str = "en-US",
    ) -> Workspace:
        """Add a workspace; the first one has the app installed, others only when said so."""
        first = not self.world.workspaces
        install = first if installed is None else installed
        return self._seeds.workspace(name, install, enterprise_id, locale)

    def person(self, name: str, workspace: Workspace | None = None, **about: Any) -> Person:
        """Add somebody at home in `workspace` (the first one by default).

        `about`: `zone` (IANA), `locale`, `handle`, `deactivated`, `is_bot`, `guest`, `admin`, `id`.
        """
        user = self._seeds.user(name, workspace or self.home, **about)
        self._people[user.id] = Person(self._back, user)
        return self._people[user.id]

    def channel(
        self,
        name: str,
        *members: Person,
        workspace: Workspace | None = None,
        private: bool = False,
        shared_with: Iterable[Workspace] = (),
        bot: bool = True,
    ) -> Channel:
        """Add a channel with these people, and the bot unless `bot=False`; nobody is told."""
        host = workspace or self.home
        channel = self._seeds.channel(name, host, private, list(shared_with))
        channel.members |= {p.id for p in members}
        if bot:
            installation = self.world.installations.get(host.id) or self.installation
            channel.members.add(installation.bot_user_id)
        return channel

    def share(self, channel: Channel, workspace: Workspace) -> None:
        """Share a channel with another workspace, as Slack Connect does."""
        self._seeds.share(channel, workspace)

    def unshare(self, channel: Channel, workspace: Workspace) -> None:
        """End the sharing: that workspace's people are out."""
        self._seeds.unshare(channel, workspace)

    def change_id(self, channel: Channel) -> str:
        """Give a channel a new id, as when an old private channel gets shared; returns it."""
        return self._seeds.change_id(channel)

    def change_person(self, person: Person, **changes: Any) -> None:
        """Change fields of somebody's user record (`deleted`, `tz`, `locale` …); the bot hears."""
        self._seeds.change_user(person.user, changes)

    @property
    def oauth(self) -> OAuthBook:
        """What the app asks people by a browser, and its credentials for that."""
        if self.slack.oauth is None:
            raise AssertionError("this Slack is not complete yet")
        return self.slack.oauth

    def uninstall(
        self,
        workspace: Workspace | None = None,
        told: Iterable[str] = ("tokens_revoked", "app_uninstalled"),
    ) -> None:
        """Take the app out of a workspace: its token is dead and the bot is told, in any order."""
        self._seeds.uninstall((workspace or self.home).id, told)

    def grant(self, workspace: Workspace, granted: bool) -> None:
        """Let an organisation take a workspace into its installation, or out of it."""
        self._seeds.grant(workspace.id, granted)

    def refuse_blocks(self, block: str, *surfaces: str) -> None:
        """Let this Slack not know a block yet, as during a roll-out; everywhere by default."""
        for surface in surfaces or ("message", "modal", "home"):
            self.slack.refused_blocks.add((block, surface))

    def expire_triggers(self) -> None:
        """Make every trigger id given so far older than three seconds."""
        self.slack.triggers.expire_all()

    def redeliver(self) -> Any:
        """Deliver the last payload again; returns how the bot answered."""
        return self.deliveries.redeliver()

    def settle(self) -> None:
        """Deliver the events that the bot's own calls have caused."""
        self.deliveries.settle()

    def wait_for(self, happened: Callable[[], Any], timeout: float = 10.0) -> bool:
        """Wait until `happened()` is true; looked at after every change in this Slack."""
        with self.world.changed:
            return bool(self.world.changed.wait_for(happened, timeout))

    def text_of(self, shown: Message | View | Channel, viewer: Person | None = None) -> str:
        """Anything shown, as plain text in the viewer's time zone."""
        user: User | None = viewer.user if viewer else None
        words = Transcript(self.world, user)
        with self.world.lock:
            if isinstance(shown, Message):
                return words.message(shown)
            if isinstance(shown, View):
                return words.view(shown)
            return words.channel(shown, user.id if user else None)
