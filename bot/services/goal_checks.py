"""What must be right about a goal before a change of it is kept, said at each field of its form."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

import storage.partnerships
from bot.rules import goals as rules
from bot.rules.cadence import local_day
from bot.rules.goals import GoalDraft
from bot.rules.language import _
from bot.rules.refusals import FormRefusal
from bot.rules.text import meaningful
from bot.rules.vocabulary import Side
from bot.services.seats import Seat

OWNERS = {"school_owner": Side.SCHOOL, "partner_owner": Side.PARTNER}


def ensure_sound(
    session: Session,
    seat: Seat,
    plan: GoalDraft,
    *,
    live: bool,
    unreadable: Mapping[str, str],
    now: datetime,
) -> dict[str, int | None]:
    """Refuse what a live goal lacks, or what even a draft cannot be; return the owners' rows."""
    gaps = rules.smart_gaps(plan, _today(seat, now)) if live else _least(plan)
    owners, problems = _owners(session, seat.partnership.id, plan)
    _refuse({**gaps, **problems, **unreadable})
    return owners


def ensure_revisable(
    session: Session,
    seat: Seat,
    plan: GoalDraft,
    *,
    changed: Collection[str],
    reason: str,
    unreadable: Mapping[str, str],
    now: datetime,
) -> dict[str, int | None]:
    """Refuse a revision that changes nothing, nothing sound, or not for a reason; return owners."""
    owners, problems = _owners(session, seat.partnership.id, plan)
    gaps = rules.smart_gaps(plan, _today(seat, now))
    problems |= {field: gaps[field] for field in changed if field in gaps}
    if not changed:
        problems["target"] = _("Nothing has changed yet. Make your change, or cancel.")
    _refuse({**problems, **_without_reason(reason), **unreadable})
    return owners


def ensure_reason(reason: str, unreadable: Mapping[str, str]) -> None:
    """Refuse to end a goal without a word why."""
    _refuse({**_without_reason(reason), **unreadable})


def _least(plan: GoalDraft) -> dict[str, str]:
    """Return what stops even a draft: it needs words to find it by, and must be possible."""
    problems = rules.impossible(plan)
    if not meaningful(plan.statement):
        problems["statement"] = _("Write a few words, so that you can find the draft again.")
    if plan.direction is None:
        problems["direction"] = _("Choose whether it should rise, fall or stay the same.")
    return problems


def _owners(
    session: Session, partnership_id: int, plan: GoalDraft
) -> tuple[dict[str, int | None], dict[str, str]]:
    """Return the row of each side's owner, and a sentence for whoever is not on that side."""
    seated = {
        (one.person.key, one.membership.side): one.person.id
        for one in storage.partnerships.members_of(session, partnership_id)
    }
    rows: dict[str, int | None] = dict.fromkeys(OWNERS)
    problems: dict[str, str] = {}
    for field, side in OWNERS.items():
        owner = getattr(plan, field)
        if owner is not None:
            rows[field] = seated.get((owner, side))
            if rows[field] is None:
                problems[field] = _not_on(side)
    return rows, problems


def _not_on(side: Side) -> str:
    if side is Side.SCHOOL:
        return _(
            "This person is not on the school side. A lead can add them under Details, People."
        )
    return _("This person is not on the partner side. A lead can add them under Details, People.")


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise FormRefusal(problems)


def _without_reason(reason: str) -> dict[str, str]:
    if meaningful(reason):
        return {}
    return {"reason": _("Please say in a few words why. It is kept in the goal's history.")}


def _today(seat: Seat, now: datetime) -> date:
    return local_day(now, seat.partnership.time_zone)
