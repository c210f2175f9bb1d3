"""Posts and changes messages, each call once, and says truthfully what became of it."""

import errno
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack import identity
from bot.slack.errors import NO_ANSWER, NONSENSE, NotSent, Unavailable, Unconfirmed, meaning

_NOBODY_THERE = frozenset({errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH})


@dataclass(frozen=True)
class Sent:
    """Where Slack put the message."""

    channel: str
    ts: str


class Gateway:
    """The way to Slack for what the bot says unprompted."""

    def __init__(self, client: WebClient) -> None:
        # A client that tries again by itself posts twice when only the answer was lost.
        if client.retry_handlers:
            raise ValueError("the gateway's client must have retry_handlers=[]")
        self._client = client

    def send(
        self,
        method: str,
        channel: str,
        payload: dict[str, Any],
        *,
        client_msg_id: str,
        thread_ts: str | None = None,
        ts: str | None = None,
    ) -> Sent:
        """Post into a channel (or a thread in it), or change the message `ts` there.

        Raises Rejected, Unavailable or Unconfirmed; nothing is retried here.
        """
        arguments = {"channel": channel, **payload}
        if ts is not None:
            arguments["ts"] = ts
        else:
            arguments |= {"client_msg_id": client_msg_id, "unfurl_links": False}
            arguments |= {"unfurl_media": False}
        if thread_ts is not None:
            arguments["thread_ts"] = thread_ts
        try:
            answer = self._client.api_call(method, json=arguments)
        except SlackApiError as error:
            raise _meaning_of(error) from error
        except OSError as error:
            raise _never_connected(error) or Unconfirmed(_name(error)) from error
        except NONSENSE as error:
            raise Unconfirmed("nonsense") from error
        if not answer.get("channel") or not answer.get("ts"):
            raise Unconfirmed("nonsense")
        return Sent(channel=str(answer["channel"]), ts=str(answer["ts"]))

    def time(self) -> datetime | None:
        """Ask Slack what time it is; nothing when it does not say."""
        try:
            return identity.time(self._client)
        except (SlackApiError, *NO_ANSWER):
            return None

    def answers(self) -> bool:
        """Ask Slack something that changes nothing, and say whether an answer comes, yes or no."""
        try:
            identity.ask(self._client)
        except SlackApiError as error:
            return not isinstance(_meaning_of(error), Unconfirmed)
        except NO_ANSWER:
            return False
        return True

    def shut_out_because(self) -> str | None:
        """Ask whether the bot may speak at all; return nothing, or why not in Slack's word."""
        try:
            told = identity.ask(self._client)
        except SlackApiError as error:
            return _meaning_of(error).code
        except NO_ANSWER:
            return "no_answer"
        return None if "chat:write" in told.scopes else "missing_scope"


def _meaning_of(error: SlackApiError) -> NotSent:
    answer = error.response
    code = answer.data.get("error") if isinstance(answer.data, dict) else None
    headers: dict[str, str] = {name: str(value) for name, value in answer.headers.items()}
    return meaning(answer.status_code, code if isinstance(code, str) else None, headers)


def _never_connected(error: OSError) -> Unavailable | None:
    """Return an error if the call cannot have reached Slack; without a doubt, or not at all."""
    reason = error.reason if isinstance(error, URLError) else None
    if isinstance(reason, socket.gaierror | ssl.SSLCertVerificationError):
        return Unavailable(_name(reason))
    if isinstance(reason, OSError) and reason.errno in _NOBODY_THERE:
        return Unavailable(_name(reason))
    return None


def _name(error: OSError) -> str:
    reason = getattr(error, "reason", None)
    return type(reason if isinstance(reason, OSError) else error).__name__
