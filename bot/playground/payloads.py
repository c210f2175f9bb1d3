"""What Slack sends to an app: commands, interactions and events, shaped as in its documents."""

from __future__ import annotations

from typing import Any

from bot.playground.forms import message_state
from bot.playground.objects import message_object, view_object
from bot.playground.slack import Slack
from bot.playground.world import Channel, Installation, Json, Message, User, View, Workspace

ENDS = frozenset({"app_uninstalled", "tokens_revoked"})


class Payloads:
    """Makes each payload; trigger ids and response URLs come from this Slack's books."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._world = slack.world

    def view(self, view: View) -> Json:
        """A view as events carry it."""
        return view_object(view, self._world, self._slack.app)

    def slash_command(
        self, user: User, channel: Channel, command: str, text: str
    ) -> dict[str, str]:
        """The fields of a slash command; a form over HTTP, an object over a socket."""
        team = self._world.workspaces[user.team_id]
        fields = {
            "token": "deprecated",
            "team_id": team.id,
            "team_domain": team.domain,
            "channel_id": channel.id,
            "channel_name": "privategroup" if self._hidden(channel) else channel.name,
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": self._slack.app.id,
            "is_enterprise_install": str(self._is_org_wide(team)).lower(),
            "response_url": self._response_url(team.id, user, channel, None),
            "trigger_id": self._slack.triggers.give(team.id, user.id),
        }
        if team.enterprise_id:
            fields |= {"enterprise_id": team.enterprise_id, "enterprise_name": team.enterprise_name}
        return fields

    def message_actions(self, user: User, channel: Channel, message: Message, action: Json) -> Json:
        """A press in a message: `team` is where the app is installed, not the person's own."""
        where: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
        where |= {"is_ephemeral": message.ephemeral_to is not None}
        if message.thread_ts:
            where["thread_ts"] = message.thread_ts
        payload = self._interaction("block_actions", user, message.team_id) | {
            "container": where,
            "channel": {"id": channel.id, "name": self._shown_name(channel)},
            "state": {"values": message_state(message)},
            "response_url": self._response_url(message.team_id, user, channel, message.ts),
            "actions": [action],
        }
        if message.ephemeral_to is None:
            payload["message"] = message_object(message, self._world, self._slack.app)
        return payload

    def view_actions(self, user: User, view: View, action: Json) -> Json:
        """A press in a modal or on Home: no channel and no response URL."""
        shown = view_object(view, self._world, self._slack.app)
        return self._interaction("block_actions", user, view.installed_team_id, view.id) | {
            "container": {"type": "view", "view_id": view.id},
            "view": shown,
            "state": shown["state"],
            "actions": [action],
        }

    def view_submission(self, user: User, view: View) -> Json:
        """A submitted modal: `team` is the person's own workspace, also when that is another."""
        return self._from_home(user, view, "view_submission") | {
            "trigger_id": self._slack.triggers.give(view.installed_team_id, user.id, view.id),
            "view": view_object(view, self._world, self._slack.app),
            "response_urls": self._response_urls(user, view),
        }

    def view_closed(self, user: User, view: View, *, cleared: bool) -> Json:
        return self._from_home(user, view, "view_closed") | {
            "view": view_object(view, self._world, self._slack.app, closing=True),
            "is_cleared": cleared,
        }

    def block_suggestion(
        self, user: User, place: View | Message, block_id: str, action_id: str, value: str
    ) -> Json:
        """What somebody has typed into a select whose options the app looks up."""
        asked = {"block_id": block_id, "action_id": action_id, "value": value}
        if isinstance(place, View):
            payload = self._interaction("block_suggestion", user, place.installed_team_id)
            payload["container"] = {"type": "view", "view_id": place.id}
            payload["view"] = view_object(place, self._world, self._slack.app)
        else:
            channel = self._world.channels[place.channel_id]
            payload = self._interaction("block_suggestion", user, place.team_id)
            payload["container"] = {
                "type": "message", "message_ts": place.ts, "channel_id": channel.id,
                "is_ephemeral": place.ephemeral_to is not None,
            }  # fmt: skip
            payload["channel"] = {"id": channel.id, "name": self._shown_name(channel)}
            payload["message"] = message_object(place, self._world, self._slack.app)
        del payload["trigger_id"]
        return payload | asked

    def shortcut(self, user: User, callback_id: str) -> Json:
        return self._interaction("shortcut", user, user.team_id) | {
            "callback_id": callback_id,
            "action_ts": self._world.new_ts(),
        }

    def message_shortcut(
        self, user: User, channel: Channel, message: Message, callback_id: str
    ) -> Json:
        return self._interaction("message_action", user, user.team_id) | {
            "callback_id": callback_id,
            "action_ts": self._world.new_ts(),
            "message_ts": message.ts,
            "channel": {"id": channel.id, "name": self._shown_name(channel)},
            "message": message_object(message, self._world, self._slack.app),
            "response_url": self._response_url(user.team_id, user, channel, message.ts),
        }

    def event(
        self, installation: Installation, event: Json, channel: Channel | None = None
    ) -> Json:
        """An event's envelope; the outer `team_id` is the actor's, `authorizations` the app's."""
        home = self._world.workspaces[installation.team_id]
        actor = self._actor(event)
        if event["type"] in ENDS:
            return self._end(home, event)
        return {
            "token": "deprecated",
            "team_id": actor.team_id if actor else home.id,
            "context_team_id": home.id,
            "context_enterprise_id": home.enterprise_id,
            "api_app_id": self._slack.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self._world.new_id("Ev"),
            "event_time": int(self._world.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": home.enterprise_id,
                    "team_id": None if installation.org_wide else home.id,
                    "user_id": installation.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": installation.org_wide,
                }
            ],
            "is_ext_shared_channel": channel is not None and channel.is_shared,
            "event_context": f"4-{self._world.new_id('x').lower()}",
        }

    def _end(self, home: Workspace, event: Json) -> Json:
        """The envelope of an event after which nobody is authorized any more."""
        return {
            "token": "deprecated",
            "team_id": home.id,
            "enterprise_id": home.enterprise_id,
            "is_enterprise_install": self._is_org_wide(home),
            "api_app_id": self._slack.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self._world.new_id("Ev"),
            "event_time": int(self._world.now().timestamp()),
        }

    def _is_org_wide(self, team: Workspace) -> bool:
        installation = self._world.installations.get(team.id)
        return installation is not None and installation.org_wide

    def _actor(self, event: Json) -> User | None:
        who = event.get("user")
        return self._world.users.get(who["id"] if isinstance(who, dict) else str(who))

    def _interaction(self, kind: str, user: User, team_id: str, view_id: str | None = None) -> Json:
        return self._person(user, self._world.workspaces[team_id]) | {
            "type": kind,
            "trigger_id": self._slack.triggers.give(team_id, user.id, view_id),
        }

    def _from_home(self, user: User, view: View, kind: str) -> Json:
        payload = self._person(user, self._world.workspaces[user.team_id]) | {"type": kind}
        if self._is_org_wide(self._world.workspaces[view.installed_team_id]):
            payload |= {"team": None, "is_enterprise_install": True}
        return payload

    def _person(self, user: User, team: Workspace) -> Json:
        # Nobody outside Slack knows better: of a guest of the channel it names the guest's own.
        home = self._world.workspaces[user.team_id]
        enterprise = None
        if home.enterprise_id:
            enterprise = {"id": home.enterprise_id, "name": home.enterprise_name}
        wide = self._is_org_wide(team)
        shown: dict[str, Any] = {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.named_pressing or user.team_id,
        }
        return {
            # Where all of an organisation installed the app, no workspace is named.
            "team": None if wide else {"id": team.id, "domain": team.domain},
            "user": shown,
            "api_app_id": self._slack.app.id,
            "token": "deprecated",
            "enterprise": enterprise,
            "is_enterprise_install": wide,
        }

    def _response_url(
        self, team_id: str, user: User, channel: Channel, message_ts: str | None
    ) -> str:
        return self._slack.response_urls.give(
            team_id, user.id, channel.id, message_ts, self._world.now()
        )

    def _response_urls(self, user: User, view: View) -> list[Json]:
        """An address for each conversation that was chosen with `response_url_enabled`."""
        found = []
        for block in view.blocks:
            element = block.get("element") or {}
            entry = view.typed.get((block["block_id"], element.get("action_id", "")), {})
            chosen = entry.get("selected_conversation") or entry.get("selected_channel")
            if element.get("response_url_enabled") and chosen in self._world.channels:
                channel = self._world.channels[chosen]
                found.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": channel.id,
                        "response_url": self._response_url(
                            view.installed_team_id, user, channel, None
                        ),
                    }
                )
        return found

    def _hidden(self, channel: Channel) -> bool:
        """Whether the app may not know the channel's name."""
        bots = {i.bot_user_id for i in self._world.installations.values()}
        return channel.is_private and not channel.is_im and not bots & channel.members

    def _shown_name(self, channel: Channel) -> str:
        return "privategroup" if channel.is_private and not channel.is_im else channel.name
