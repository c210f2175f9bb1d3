"""What the bot says unprompted: the key of every message."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from bot.rules.vocabulary import CycleState

# Names our keys among all UUIDs; any constant does, but it must never change.
_NAMESPACE = UUID("5b1f6a52-6c1e-4d0c-9a53-3d7a1f0f8f11")

_REMINDER = re.compile(r"cycle:(\d+):reminder:\d+:(\d+)")
# A change in place is no message: who cannot get it misses nothing.
_OF_ACTION = re.compile(r"action:(\d+):(?!.*:change:).+")
_OF_ACTIONS = re.compile(r"cycle:(\d+):actions:\d+")
_JOIN_REQUEST = re.compile(r"join-request:(\d+):\d+:\d{8}")
_JOIN_WELCOME = re.compile(r"join-request:(\d+):welcome")
_PAUSE_QUESTION = re.compile(r"cycle:(\d+):pause-question:\d+")
_CHANNEL_TROUBLE = re.compile(r"partnership:(\d+):channel-trouble:\d+:\d{8}T\d{6}")
_HANDOVER = re.compile(r"handover:(\d+):asked")


def client_msg_id(workspace_id: str, key: str) -> str:
    """Return the same id for the same message on every try, by which Slack can drop a repeat."""
    return str(uuid5(_NAMESPACE, f"{workspace_id}:{key}"))


def greeting_key(channel_id: str, event_ts: str) -> str:
    return f"channel:{channel_id}:greeting:{event_ts}"


LASTING_KEYS = "partnership:%:card"
"""The keys, as a pattern, of messages that are changed in place as long as they are there."""


def card_key(partnership_id: int) -> str:
    return f"partnership:{partnership_id}:card"


def card_change_key(partnership_id: int, change: str) -> str:
    """`change` names what became different, by one of the functions below, or `closed`."""
    return f"partnership:{partnership_id}:card:{change}"


def changed_at(what: str, moment: datetime) -> str:
    """Name a change that can come again: `paused`, `resumed`, `calendar`."""
    return f"{what}:{moment:%Y%m%dT%H%M%S%f}"


def joined(membership_id: int) -> str:
    return f"people:{membership_id}:joined"


def left(membership_id: int) -> str:
    return f"people:{membership_id}:left"


def cycle_changed(cycle_id: int, state: CycleState, opens_at: datetime) -> str:
    return f"cycle:{cycle_id}:{state}:{opens_at:%Y%m%d}"


SAID_TO_NEWCOMERS = (
    LASTING_KEYS,
    "partnership:%:card:%",
    "partnership:%:channel-trouble:%:mention",
    "channel:%:greeting:%",
)
"""The keys, as patterns, of what a channel hears also while nobody agreed to who reads along."""


def invitation_key(cycle_id: int) -> str:
    return f"cycle:{cycle_id}:invitation"


def sides_in_key(cycle_id: int, sides: int) -> str:
    return f"cycle:{cycle_id}:sides-in:{sides}"


def reminder_key(cycle_id: int, person_id: int, step: int) -> str:
    return f"cycle:{cycle_id}:reminder:{step}:{person_id}"


def reminder_named(key: str) -> tuple[int, int] | None:
    """Return the cycle and the person of a reminder's key; nothing for any other key."""
    found = _REMINDER.fullmatch(key)
    return None if found is None else (int(found[1]), int(found[2]))


def action_named(key: str) -> int | None:
    """Return the action that a private message is about by its key; nothing for any other key."""
    return _number(_OF_ACTION, key)


def cycle_of_actions_named(key: str) -> int | None:
    """Return the cycle after which somebody was asked about their actions; else nothing."""
    return _number(_OF_ACTIONS, key)


def pause_question_named(key: str) -> int | None:
    """Return the cycle after which a lead was asked whether to pause; else nothing."""
    return _number(_PAUSE_QUESTION, key)


def _number(pattern: re.Pattern[str], key: str) -> int | None:
    found = pattern.fullmatch(key)
    return None if found is None else int(found[1])


def mention_key(reminder: str) -> str:
    """`reminder` is the key of what could not be said privately."""
    return f"{reminder}:mention"


def reminder_change_key(reminder: str, change: str) -> str:
    """`reminder` is the key of what is changed; `change` names what was done: `side-in`."""
    return f"{reminder}:{change}"


def passed_on_key(cycle_id: int, person_id: int) -> str:
    return f"cycle:{cycle_id}:passed-on:{person_id}"


def digest_key(cycle_id: int) -> str:
    return f"cycle:{cycle_id}:digest"


def digest_details_key(cycle_id: int, part: int) -> str:
    return f"cycle:{cycle_id}:digest:details:{part}"


def digest_waits_key(cycle_id: int, person_id: int) -> str:
    return f"cycle:{cycle_id}:digest:waits:{person_id}"


def late_digest_key(cycle_id: int, change: str, at: datetime, part: int) -> str:
    """`change` names the answer or action that came or changed; part 0 is the digest itself."""
    return f"cycle:{cycle_id}:digest:{part}:late:{change}:{at:%Y%m%dT%H%M%S%f}"


def pause_question_key(cycle_id: int, person_id: int) -> str:
    return f"cycle:{cycle_id}:pause-question:{person_id}"


def channel_trouble_key(partnership_id: int, person_id: int, since: datetime) -> str:
    return f"partnership:{partnership_id}:channel-trouble:{person_id}:{since:%Y%m%dT%H%M%S}"


def channel_trouble_named(key: str) -> int | None:
    """Return the partnership whose lead was told of trouble with its channel; else nothing."""
    return _number(_CHANNEL_TROUBLE, key)


def lead_left_key(partnership_id: int, person_id: int, told_id: int, at: datetime) -> str:
    return f"partnership:{partnership_id}:lead-left:{person_id}:{told_id}:{at:%Y%m%dT%H%M%S}"


def join_request_key(request_id: int, told_id: int, at: datetime) -> str:
    return f"join-request:{request_id}:{told_id}:{at:%Y%m%d}"


def join_welcome_key(request_id: int) -> str:
    return f"join-request:{request_id}:welcome"


def join_request_named(key: str) -> int | None:
    """Return the request about which a lead was asked by its key; nothing for any other key."""
    return _number(_JOIN_REQUEST, key)


def join_welcome_named(key: str) -> int | None:
    """Return the request after which somebody is welcomed by its key; nothing for any other key."""
    return _number(_JOIN_WELCOME, key)


def handover_key(handover_id: int) -> str:
    return f"handover:{handover_id}:asked"


def handover_named(key: str) -> int | None:
    """Return the handover of the key of its request; nothing for any other key."""
    return _number(_HANDOVER, key)


def handover_reminder_key(handover_id: int) -> str:
    return f"handover:{handover_id}:reminded"


def handover_over_key(request: str) -> str:
    """`request` is the key of the message that asked, or reminded."""
    return f"{request}:over"


def handover_answer_key(handover_id: int, told_id: int) -> str:
    return f"handover:{handover_id}:answered:{told_id}"


def handed_over_key(partnership_id: int, person_id: int, told_id: int) -> str:
    """`person_id` is the row of who has left for good, which names nobody by then."""
    return f"partnership:{partnership_id}:handed-over:{person_id}:{told_id}"


def unowned_key(partnership_id: int, told_id: int, at: datetime) -> str:
    return f"partnership:{partnership_id}:unowned:{told_id}:{at:%Y%m%d}"


def action_key(action_id: int, owner_id: int) -> str:
    return f"action:{action_id}:given:{owner_id}"


def action_passed_on_key(action_id: int, event_id: int) -> str:
    """`event_id` is the change by which it went to somebody else, who may have had it before."""
    return f"action:{action_id}:passed-on:{event_id}"


def action_reminder_key(action_id: int, step: str, due_on: str, owner_id: int) -> str:
    """`due_on` is the day as ISO text: put off, an action has new reminders."""
    return f"action:{action_id}:{step}:{due_on}:{owner_id}"


def action_change_key(message: str, event_id: int) -> str:
    """`message` is the key of what is changed in place, by the change of that id."""
    return f"{message}:change:{event_id}"


def action_review_key(cycle_id: int, owner_id: int) -> str:
    return f"cycle:{cycle_id}:actions:{owner_id}"


def confidence_gap_key(cycle_id: int, goal_id: int, person_id: int) -> str:
    return f"cycle:{cycle_id}:confidence-gap:{goal_id}:{person_id}"


def confidence_gap_change_key(message: str, telling: str, at: datetime) -> str:
    """`telling` is how far the leads have come in telling the channel."""
    return f"{message}:{telling}:{at:%Y%m%dT%H%M%S%f}"


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


def welcome_key(installation_id: str, since: datetime) -> str:
    return f"installation:{installation_id}:welcome:{since:%Y%m%dT%H%M%S}"


def scopes_key(installation_id: str, missing: Sequence[str], user_id: str) -> str:
    what = uuid5(_NAMESPACE, " ".join(missing)).hex
    return f"installation:{installation_id}:scopes:{what}:{user_id}"


def pulse_key(wave_id: int, partnership_id: int) -> str:
    return f"pulse:{wave_id}:asked:{partnership_id}"


def pulse_offer_key(cycle_id: int, person_id: int) -> str:
    return f"cycle:{cycle_id}:pulse-offer:{person_id}"


def pulse_reminder_key(wave_id: int, person_id: int) -> str:
    return f"pulse:{wave_id}:reminder:{person_id}"


def pulse_results_key(wave_id: int, partnership_id: int) -> str:
    return f"pulse:{wave_id}:results:{partnership_id}"
