"""When feedback can be anonymous, when the other end may read it, and what is said at all."""

import re
from datetime import datetime
from enum import StrEnum

from bot.rules.cadence import MORNING, local_day, to_utc
from bot.rules.language import _
from bot.rules.permissions import Right, may
from bot.rules.refusals import Refusal
from bot.rules.school_days import ONE_DAY
from bot.rules.text import meaningful
from bot.rules.thresholds import FLOOR
from bot.rules.vocabulary import PartnershipStatus, Party, Role

SAID = "said"

_LINK = re.compile(
    r"https://[a-z0-9-]+(\.enterprise)?\.slack(-gov)?\.com/archives/(?P<channel>[A-Z0-9]+)/p[0-9]+"
    r"(\?thread_ts=[0-9.]+&cid=[A-Z0-9]+)?"
)


class Anonymity(StrEnum):
    """Whether somebody may leave their name out, or why not."""

    OFFERED = "offered"
    NO_KEY = "no_key"
    LEAD = "lead"
    TOO_FEW = "too_few"


def anonymity(role: Role, *, has_key: bool, could_be: int) -> Anonymity:
    """Say whether feedback of somebody with this role can be kept anonymous.

    `could_be` is how many people it could come from, that is all who do not read it as leads. Sides
    are not told apart: told with the words, a side would leave fewer.
    """
    if not has_key:
        return Anonymity.NO_KEY
    if is_lead(role):
        return Anonymity.LEAD
    return Anonymity.OFFERED if could_be >= FLOOR else Anonymity.TOO_FEW


def is_lead(role: Role) -> bool:
    """Say whether somebody with this role reads feedback and answers it."""
    return may(role, Right.MANAGE_PARTNERSHIP)


def shown_from(now: datetime, zone: str, *, anonymous: bool) -> datetime:
    """Return from when the other end may read what is written now.

    What is written without a name waits for the next morning at nine on the partnership's clock,
    questions' answers too: whoever saw it come at 2:07 would only have to remember who was typing
    at 2:07. The day is as coarse as a conversation can bear. What carries a name waits for nothing.
    """
    return to_utc(local_day(now, zone) + ONE_DAY, MORNING, zone) if anonymous else now


def ensure_said(text: str) -> None:
    """Refuse a form without a word in it."""
    if not meaningful(text):
        raise Refusal(_("Please write a sentence, so that they know what you mean."), field=SAID)


def ensure_lasts(status: PartnershipStatus) -> None:
    """Refuse to say something to a partnership that nobody looks after any more."""
    if status is PartnershipStatus.CLOSED:
        raise Refusal(_("This partnership has closed, so nobody would read it."))


def ensure_anonymous(standing: Anonymity) -> None:
    """Refuse what cannot be kept anonymous any more, though the form still offered it."""
    if standing is not Anonymity.OFFERED:
        raise Refusal(
            _(
                "This can no longer be kept anonymous, so nothing was sent. Say it with your "
                "name, or not at all."
            ),
            field=SAID,
        )


def ensure_hidden(could_be: int) -> None:
    """Refuse an anonymous answer that by now only few can have written: people leave."""
    if could_be < FLOOR:
        raise Refusal(
            _(
                "So many people have left since then that an answer could give you away. "
                "Nothing was sent; you can close the conversation."
            ),
            field=SAID,
        )


def ensure_open(closed_by: Party | None) -> None:
    """Refuse a word more in a conversation that either end has closed."""
    if closed_by is not None:
        raise Refusal(_("This conversation is closed. Nothing more can be said in it."))


def kept_link(link: str, channel_id: str, *, anonymous: bool) -> str:
    """Return the link to the message that somebody gives feedback on, as far as it may be kept.

    Without a name only one into the partnership's own channel, which everybody in it sees: another
    conversation has other people in it, and could tell which of them wrote this.
    """
    found = _LINK.fullmatch(link)
    if found is None or (anonymous and found["channel"] != channel_id):
        return ""
    return link
