"""What the bot says unprompted: the key of every message, and when an unsent one is tried again."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

# Names our keys among all UUIDs; any constant does, but it must never change.
_NAMESPACE = UUID("5b1f6a52-6c1e-4d0c-9a53-3d7a1f0f8f11")

LEASE = timedelta(seconds=60)
_FIRST_RETRY = timedelta(seconds=5)
_LONGEST_RETRY = timedelta(minutes=15)
_LONGEST_STANDSTILL = timedelta(minutes=1)

CHARTS_REST = timedelta(days=1)
"""How long a workspace that refused a chart gets none, so that not every digest asks twice."""


def client_msg_id(workspace_id: str, key: str) -> str:
    """Return the same id for the same message on every try, by which Slack can drop a repeat."""
    return str(uuid5(_NAMESPACE, f"{workspace_id}:{key}"))


def retry_after(attempts: int) -> timedelta:
    """Return how long to wait after that many tries: doubling, up to a quarter of an hour."""
    doublings = min(max(attempts - 1, 0), 20)
    return min(_FIRST_RETRY * (1 << doublings), _LONGEST_RETRY)


def standstill(wait: timedelta) -> timedelta:
    """Return how long others wait behind a message that waits: for their order, but not for ever.

    A minute outlasts a hiccup; a message that fails for longer must not silence its channel.
    """
    return min(wait, _LONGEST_STANDSTILL)


def greeting_key(channel_id: str, event_ts: str) -> str:
    return f"channel:{channel_id}:greeting:{event_ts}"


def card_key(partnership_id: int) -> str:
    return f"partnership:{partnership_id}:card"


def card_change_key(partnership_id: int, change: str) -> str:
    """`change` names what became different: `paused:3`, `resumed:3`, `closed`, `people:17`."""
    return f"partnership:{partnership_id}:card:{change}"


def invitation_key(cycle_id: int) -> str:
    return f"cycle:{cycle_id}:invitation"


def sides_in_key(cycle_id: int, sides: int) -> str:
    return f"cycle:{cycle_id}:sides-in:{sides}"


def reminder_key(cycle_id: int, person_id: int, step: int) -> str:
    return f"cycle:{cycle_id}:reminder:{step}:{person_id}"


def reminder_change_key(reminder: str, change: str) -> str:
    """`reminder` is the key of what is changed; `change` names what was done: `side-in`."""
    return f"{reminder}:{change}"


def passed_on_key(cycle_id: int, person_id: int) -> str:
    return f"cycle:{cycle_id}:passed-on:{person_id}"


def digest_key(cycle_id: int) -> str:
    return f"cycle:{cycle_id}:digest"


def digest_details_key(cycle_id: int, part: int) -> str:
    return f"cycle:{cycle_id}:digest:details:{part}"


def late_digest_key(cycle_id: int, check_in_id: int, at: datetime, part: int) -> str:
    """`at` is when the answer was given or edited; part 0 is the digest itself, then its thread."""
    return f"cycle:{cycle_id}:digest:{part}:late:{check_in_id}:{at:%Y%m%dT%H%M%S%f}"


def pause_question_key(cycle_id: int, person_id: int) -> str:
    return f"cycle:{cycle_id}:pause-question:{person_id}"


def channel_trouble_key(partnership_id: int, person_id: int, since: datetime) -> str:
    return f"partnership:{partnership_id}:channel-trouble:{person_id}:{since:%Y%m%dT%H%M%S}"


def lead_left_key(partnership_id: int, person_id: int, told_id: int, at: datetime) -> str:
    return f"partnership:{partnership_id}:lead-left:{person_id}:{told_id}:{at:%Y%m%dT%H%M%S}"


def action_key(action_id: int, owner_id: int) -> str:
    return f"action:{action_id}:given:{owner_id}"


def feedback_key(note_id: int, lead_id: int) -> str:
    return f"feedback:{note_id}:lead:{lead_id}"


def feedback_author_key(note_id: int) -> str:
    """Names the note and not whom it goes to, who may be somebody that nobody knows."""
    return f"feedback:{note_id}:author"


def theme_answers_key(person_id: int, day: date) -> str:
    return f"themes:answered:{person_id}:{day:%Y%m%d}"


def theme_answer_key(source_id: int, change_id: int) -> str:
    """Names what fed the theme and not who said it, who may be somebody that nobody knows."""
    return f"theme:answered:{source_id}:{change_id}"
