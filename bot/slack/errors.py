"""What a failed call means for the message: never, surely not yet, or perhaps; the one table."""

import re
from collections.abc import Mapping
from datetime import timedelta
from http.client import HTTPException

# What the SDK raises for an answer that is none of Slack's: broken HTTP, text that cannot be read,
# JSON that is no object.
NONSENSE = (HTTPException, ValueError, LookupError, AttributeError)
# And when nothing answers at all.
NO_ANSWER = (OSError, *NONSENSE)


class NotSent(Exception):
    """Slack did not say that it has the message; `code` is Slack's word for it, or ours."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Rejected(NotSent):
    """Slack refuses this message for good."""


class Unavailable(NotSent):
    """Surely not done, and may be tried again; `retry_after` when Slack says how long to wait."""

    def __init__(self, code: str, retry_after: timedelta | None = None) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class LimitReached(Unavailable):
    """This method waits in this workspace; others may go on."""


class ShutOut(Unavailable):
    """The bot may do nothing at all in this workspace, until somebody lets it in again."""


class Unconfirmed(NotSent):
    """Perhaps done, perhaps not."""


class Away(Unconfirmed):
    """Perhaps done; and Slack answers no other question either at the moment."""


class TooLate(NotSent):
    """Not asked: so much time went by since the message was claimed that others may be at it."""

    def __init__(self) -> None:
        super().__init__("too_late")


INVALID_BLOCKS = "invalid_blocks"

_LIMITED = frozenset({"ratelimited", "rate_limited"})

_SHUT_OUT = frozenset(
    {
        "account_inactive",
        "accesslimited",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
    }
)

_PERHAPS = frozenset(
    {
        # Slack's own words for the first two: part of the operation may have succeeded.
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        # Slack knows our `client_msg_id`, but shows no message for it: the first try is still under
        # way, or it was posted and deleted. Only the same id again can tell, and never says it
        # twice; a new id could.
        "duplicate_message_not_found",
    }
)

_LONGEST_WAIT = timedelta(hours=1)
_UNKNOWN_WAIT = timedelta(seconds=30)
_SHUT_OUT_WAIT = timedelta(minutes=5)


def meaning(status: int, code: str | None, headers: Mapping[str, str]) -> NotSent:
    """Return what an answer means that does not say ok: HTTP status, Slack's code, headers.

    A code that is not in the table means never: Slack's answer is a plain no, nearly all its codes
    are about the message or the channel, and asking again for days would hide it. The operator
    sees it in `bot check`.
    """
    code = code if code and re.fullmatch(r"[a-z0-9_]{1,80}", code) else None
    if status == 429 or code in _LIMITED:
        return LimitReached("ratelimited", _retry_after(headers))
    if status >= 500 or code is None:
        return Unconfirmed(code or f"http_{status}")
    if code in _PERHAPS:
        return Unconfirmed(code)
    if code in _SHUT_OUT:
        return ShutOut(code, _SHUT_OUT_WAIT)
    return Rejected(code)


def _retry_after(headers: Mapping[str, str]) -> timedelta:
    named = {name.lower(): value for name, value in headers.items()}
    try:
        wait = timedelta(seconds=int(named.get("retry-after", "")))
    except (ValueError, OverflowError):
        return _UNKNOWN_WAIT
    return min(max(wait, timedelta(seconds=1)), _LONGEST_WAIT)
