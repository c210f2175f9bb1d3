"""Who may take over a side from its lead, for how long, and when it is asked what has nobody."""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.language import _
from bot.rules.partnerships import person_problem
from bot.rules.people import PersonKey, Profile
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import HandoverState, Role, Side

ASK_AGAIN_AFTER = timedelta(days=7)
REMIND_AFTER = timedelta(days=7)
"""Who has not answered for so long is reminded, once."""
ANSWER_WITHIN = timedelta(days=14)
"""Who has not answered for so long is asked no more."""
LONGEST_NOTE = 1500

STAYS_AS = (Role.DEPUTY, Role.CONTRIBUTOR, Role.READER)
"""What who hands over may be afterwards, besides gone."""


class NotTaken(StrEnum):
    """Why somebody who was asked does not take a side over."""

    CANNOT = "cannot"
    NO_ANSWER = "no_answer"
    NOT_REACHED = "not_reached"
    GONE = "gone"


def successor_problem(
    profile: Profile | None, *, leaver: PersonKey, side: Side, seated_on: Side | None
) -> str | None:
    """Say why somebody cannot be asked to take a side over; None when they can."""
    found = person_problem(profile)
    if found is not None or profile is None:
        return found
    if profile.key == leaver:
        return _("That is you. Please choose who takes over from you.")
    if seated_on is not None and seated_on is not side:
        return _("They are on the other side. Please choose somebody from yours.")
    return None


def ensure_asked(state: HandoverState) -> None:
    """Refuse to answer a request that is not open any more."""
    if state is HandoverState.WITHDRAWN:
        raise not_asked()
    if state is not HandoverState.ASKED:
        raise Refusal(_("You have already answered this. People shows who leads now."))


def still_stands(
    begun_at: datetime, now: datetime, *, leads: bool, is_gone: bool, another_leads: bool
) -> bool:
    """Say whether a request still holds: it is young, and who asked leads the side to this day.

    `is_gone` is that their account is; their place is free then as long as no other one leads.
    """
    if now >= begun_at + ANSWER_WITHIN:
        return False
    return not another_leads if is_gone else leads


def not_asked() -> NotFound:
    """Return the one answer to somebody whom nobody asked."""
    return NotFound(_("You are no longer being asked to take this over."))
