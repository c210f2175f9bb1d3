"""Which events the app hears of: those it subscribed to, may read, and is close enough to see."""

from __future__ import annotations

from bot.playground.app_config import EVENT_SCOPES
from bot.playground.delivery import Deliveries
from bot.playground.objects import user_object
from bot.playground.payloads import Payloads
from bot.playground.slack import Slack
from bot.playground.world import Channel, Installation, Json, User

SEEN_FROM_OUTSIDE = frozenset(
    {"channel_archive", "channel_unarchive", "channel_rename", "channel_deleted"}
)


class Events:
    """Sends events; one delivery each, even when the app is installed on both sides."""

    def __init__(self, slack: Slack, deliveries: Deliveries, payloads: Payloads) -> None:
        self._slack = slack
        self._deliveries = deliveries
        self._payloads = payloads

    def in_channel(self, name: str, channel: Channel, event: Json) -> None:
        """An event of a channel; of several installations there, the latest hears of it."""
        twin = name.replace("channel_", "group_") if channel.is_private else name
        wire_name = twin if twin in EVENT_SCOPES else name
        outside = name in SEEN_FROM_OUTSIDE and not channel.is_private
        heard = [i for i in self._installations(channel, outside) if self._hears(i, wire_name)]
        if heard:
            full = {"type": wire_name, **event, "event_ts": self._slack.world.new_ts()}
            self.send(heard[-1], full, channel)

    def message(self, channel: Channel, event: Json) -> None:
        """Something a person wrote where the bot is."""
        kind = "im" if channel.is_im else "groups" if channel.is_private else "channels"
        for installation in reversed(self._installations(channel)):
            if self._hears(installation, f"message.{kind}"):
                self.send(installation, event, channel)
                return

    def bot_left(self, channel: Channel, installation: Installation, actor_id: str) -> None:
        """Tell the app that its bot was taken out of a channel."""
        name = "group_left" if channel.is_private else "channel_left"
        if self._hears(installation, name):
            ts = self._slack.world.new_ts()
            event = {"type": name, "channel": channel.id, "actor_id": actor_id, "event_ts": ts}
            self.send(installation, event, channel)

    def of_workspace(self, name: str, team_id: str, event: Json) -> None:
        """An event of a workspace, such as somebody's new time zone."""
        installation = self._slack.world.installations.get(team_id)
        if installation is not None and self._hears(installation, name):
            self.send(installation, {"type": name, **event}, None)

    def of_organisation(self, name: str, team_id: str, event: Json) -> None:
        """An event of an organisation's installation, which is no single workspace's."""
        installation = self._slack.world.installations[team_id]
        if self._hears(installation, name):
            payload = self._payloads.event(installation, {"type": name, **event}, None)
            enterprise = self._slack.world.workspaces[team_id].enterprise_id
            self._deliveries.send(
                "events_api",
                payload | {"team_id": None, "context_team_id": None, "enterprise_id": enterprise},
            )

    def user_changed(self, user: User) -> None:
        """Somebody's profile is not what it was: zone, name, whether they are active."""
        shown = user_object(user, self._slack.world, user.team_id, include_locale=True)
        self.of_workspace("user_change", user.team_id, {"user": shown})

    def home_opened(self, user: User, installation: Installation, event: Json) -> None:
        if self._hears(installation, "app_home_opened"):
            full = {"type": "app_home_opened", "user": user.id, **event}
            self.send(installation, full, None)

    def send(self, installation: Installation, event: Json, channel: Channel | None) -> None:
        self._deliveries.send("events_api", self._payloads.event(installation, event, channel))

    def queue_bot_joined(self, bot: User, channel: Channel) -> None:
        """Tell the app that its bot walked in, once the call that did it is over."""
        installation = self._slack.world.installation_of_bot(bot.id)
        if installation is None or not self._hears(installation, "member_joined_channel"):
            return
        event = {
            "type": "member_joined_channel",
            "user": bot.id,
            "channel": channel.id,
            "channel_type": "C",
            "team": bot.team_id,
            "event_ts": self._slack.world.new_ts(),
        }
        payload = self._payloads.event(installation, event, channel)
        self._deliveries.later("events_api", payload)

    def _installations(self, channel: Channel, outside: bool = False) -> list[Installation]:
        """Where the bot is in the channel, last; before it, if asked, who may look in."""
        alive = [i for i in self._slack.world.installations.values() if not i.dead]
        inside = [i for i in alive if i.bot_user_id in channel.members]
        near = [i for i in alive if outside and i.team_id == channel.team_id and i not in inside]
        return near + inside

    def _hears(self, installation: Installation, name: str) -> bool:
        scopes = EVENT_SCOPES.get(name, ())
        granted = not scopes or bool(installation.scopes.intersection(scopes))
        return name in self._slack.app.events and granted
