"""Who people are and what channels are, as Slack tells it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.rules.language import _
from bot.rules.people import PersonKey, Profile, Status
from bot.rules.refusals import Refusal
from bot.slack.errors import NO_ANSWER

_UNKNOWN = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
# What the questions take; of a channel it is one or the other, by its kind.
_OF_PEOPLE = ("users:read",)
_OF_CHANNELS = ("channels:read", "groups:read")
_HIDDEN = frozenset({"channel_not_found", "not_in_channel"})


@dataclass(frozen=True)
class Channel:
    """What decides whether a partnership can live in a channel."""

    is_member: bool
    is_archived: bool
    is_direct: bool
    # Of Slack Connect: the workspaces whose people can read along, the asking one perhaps too.
    teams: frozenset[str] = frozenset()


class Directory:
    """Asks Slack about people; the client should have a short time-out."""

    def __init__(self, client: WebClient, workspace_id: str, install_page: str = "") -> None:
        """`workspace_id` is where the client's token works, and was perhaps got by a page."""
        self._client = client
        self._workspace_id = workspace_id
        self._install_page = install_page

    def find(self, user_id: str) -> Profile | None:
        """Return who a user id is, or nothing when Slack knows nobody by it.

        Raises Refusal when Slack does not answer, in words for the person who waits for it.
        """
        try:
            user = self._client.users_info(user=user_id, include_locale=True)["user"]
        except SlackApiError as error:
            if error.response.get("error") in _UNKNOWN:
                return None
            raise Refusal(self._why_not(error, _OF_PEOPLE)) from error
        except NO_ANSWER as error:
            raise Refusal(_slack_is_silent()) from error
        return profile_of(user, self._workspace_id)

    def channel(self, channel_id: str) -> Channel:
        """Return what a channel is; one that Slack hides is one the bot is not in.

        Raises Refusal when Slack does not answer, in words for the person who waits for it.
        """
        try:
            found = self._client.conversations_info(channel=channel_id)["channel"]
            teams = found.get("connected_team_ids") or found.get("shared_team_ids")
        except SlackApiError as error:
            if error.response.get("error") in _HIDDEN:
                return Channel(is_member=False, is_archived=False, is_direct=False)
            raise Refusal(self._why_not(error, _OF_CHANNELS)) from error
        except NO_ANSWER as error:
            raise Refusal(_slack_is_silent()) from error
        return Channel(
            # Left out where nobody but a member can ask.
            is_member=bool(found.get("is_member", True)),
            is_archived=bool(found.get("is_archived")),
            is_direct=bool(found.get("is_im") or found.get("is_mpim")),
            teams=frozenset(teams if isinstance(teams, list) else ()),
        )

    def _why_not(self, error: SlackApiError, needed: Sequence[str]) -> str:
        """Say what is not allowed, and where it can be, if that is why Slack does not tell."""
        if error.response.get("error") != "missing_scope":
            return _slack_is_silent()
        allowed = re.split(r"[,\s]+", str(error.response.get("provided")))
        missing = [one for one in needed if one not in allowed] or needed
        words = (
            _(
                "Slack does not let me look that up: this workspace has not allowed me {scopes}. "
                "Somebody who may install apps here can allow it at {page}; then please try again."
            )
            if self._install_page
            else _(
                "Slack does not let me look that up: this workspace has not allowed me {scopes}. "
                "Whoever installed me can add it under OAuth & Permissions in the app's settings "
                "and install me again; then please try again."
            )
        )
        return words.format(scopes=", ".join(missing), page=self._install_page)


def profile_of(user: dict[str, Any], asked_in: str) -> Profile:
    """Read a user as Slack describes one, asked for or in an event.

    Where Slack leaves out whose user this is, it is the workspace's that was asked.
    """
    profile = user.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    names = user.get("real_name"), profile.get("display_name"), user.get("name")
    return Profile(
        key=PersonKey(
            _text(user.get("team_id")) or _text(profile.get("team")) or asked_in, user["id"]
        ),
        name=next((name for name in map(_text, names) if name), ""),
        time_zone=_text(user.get("tz")),
        locale=_text(user.get("locale")),
        # Slackbot is no bot to Slack's own flag, but nobody's colleague either.
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_deactivated=bool(user.get("deleted")),
        status=_status_of(profile),
        in_enterprise=bool(user.get("enterprise_user")),
    )


def _text(told: object) -> str | None:
    return told if isinstance(told, str) and told else None


def _status_of(profile: dict[str, Any]) -> Status | None:
    """Read a status; people of other workspaces may hide theirs."""
    if "status_text" not in profile and "status_emoji" not in profile:
        return None
    told = profile.get("status_expiration")
    seconds = told if isinstance(told, int) else 0
    return Status(
        text=str(profile.get("status_text") or ""),
        emoji=str(profile.get("status_emoji") or ""),
        ends_at=datetime.fromtimestamp(seconds, UTC) if seconds else None,
    )


def _slack_is_silent() -> str:
    return _("Slack did not answer just now. Please try again.")
