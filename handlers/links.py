"""Links to messages, made of what Slack says of them when somebody uses a shortcut there."""

import re
from typing import Any

from handlers import forms

_HOST = re.compile(r"[a-z0-9-]{1,80}")
_TIME = re.compile(r"[0-9]{1,12}\.[0-9]{1,8}")


def of_message(body: dict[str, Any]) -> str:
    """Return the link to the message in the payload of a shortcut; nothing for one without.

    It is put together and not asked for: a trigger lives three seconds.
    """
    host, place = _text(body, "team", "domain"), _text(body, "channel", "id")
    at, thread = _text(body, "message", "ts"), _text(body, "message", "thread_ts")
    if not (_HOST.fullmatch(host) and forms.is_slack_id(place) and _TIME.fullmatch(at)):
        return ""
    link = f"https://{host}.slack.com/archives/{place}/p{at.replace('.', '')}"
    if _TIME.fullmatch(thread) and thread != at:
        link += f"?thread_ts={thread}&cid={place}"
    return link


def _text(body: dict[str, Any], whole: str, name: str) -> str:
    found = body.get(whole)
    return forms.text(found.get(name)) if isinstance(found, dict) else ""
