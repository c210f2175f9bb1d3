"""What is said of goals: each update kept, and the newest shown in the goal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

import storage.goals
from bot.rules import permissions
from bot.rules.checkins import needs_reason
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.refusals import FormRefusal, Refusal
from bot.rules.text import meaningful
from bot.rules.vocabulary import Confidence, GoalStatus, PartnershipStatus, Side
from bot.services import confidence_gaps, seats
from bot.services.seats import Seat
from storage.models import Goal, GoalUpdate


@dataclass(frozen=True)
class Said:
    """What somebody says of one goal; a value of None is no news of the number."""

    goal: Goal
    value: float | None
    confidence: Confidence | None
    note: str = ""

    @classmethod
    def kept(cls, goal: Goal, update: GoalUpdate) -> "Said":
        """Return what an update of a goal says."""
        return cls(goal, update.value, update.confidence, update.note)

    @property
    def is_empty(self) -> bool:
        return self.value is None and self.confidence is None and not self.note


def update(
    session: Session,
    goal_id: int,
    *,
    value: float | None,
    confidence: Confidence | None,
    note: str,
    unreadable: Mapping[str, str],
    form_token: str,
    key: PersonKey,
    now: datetime,
) -> None:
    """Record how a live goal is going, outside a check-in; a form counts once.

    `unreadable` is what the form could not read, by field.
    """
    goal, seat = hold(session, goal_id, key=key, right=Right.UPDATE_GOALS)
    ensure_live(goal)
    problems = dict(unreadable)
    if needs_reason(confidence) and not meaningful(note):
        problems["note"] = _("Please say in a few words why, so that others can help.")
    if problems:
        raise FormRefusal(problems)
    record_updates(
        session,
        [Said(goal, value, confidence, note)],
        person_id=seat.person.id,
        side=seat.membership.side,
        check_in_id=None,
        form_token=form_token,
        now=now,
    )
    if confidence is not None:
        confidence_gaps.look_now(session, seat.partnership, goal, now=now)


def record_updates(
    session: Session,
    said: Sequence[Said],
    *,
    person_id: int,
    side: Side,
    check_in_id: int | None,
    now: datetime,
    form_token: str | None = None,
) -> None:
    """Keep what one person said of several goals, and show the newest of it in the goals.

    In a check-in, what the same check-in said before of a goal is replaced, at a new time only if
    it is different; so saving it again does not push aside what others said meanwhile. Outside
    one, the same `form_token` again changes nothing.
    """
    if not said:
        return
    goal_ids = [one.goal.id for one in said]
    storage.goals.lock(session, goal_ids)
    storage.goals.keep_updates(
        session,
        [
            {
                "goal_id": one.goal.id,
                "check_in_id": check_in_id,
                "person_id": person_id,
                "side": side,
                "at": now,
                "value": one.value,
                "confidence": one.confidence,
                "note": one.note,
                "form_token": form_token,
            }
            for one in said
        ],
    )
    storage.goals.show_newest(session, goal_ids)
    for one in said:
        if one.goal in session:
            session.expire(one.goal, ["current_value", "confidence", "updated_at"])


def hold(session: Session, goal_id: int, *, key: PersonKey, right: Right) -> tuple[Goal, Seat]:
    """Return a goal that nobody else changes meanwhile, and the seat of who may change it."""
    goal = storage.goals.find_for_change(session, goal_id)
    if goal is None:
        raise permissions.not_a_member()
    return goal, take_open(session, key, goal.partnership_id, right)


def take_open(session: Session, key: PersonKey, partnership_id: int, right: Right) -> Seat:
    """Return the acting person's seat in a partnership that is not closed."""
    seat = seats.take(session, key, partnership_id, right)
    if seat.partnership.status is PartnershipStatus.CLOSED:
        raise Refusal(_("This partnership is closed. Its goals can still be read here."))
    return seat


def ensure_live(goal: Goal) -> None:
    """Refuse what only a live goal can have, and say what became of it meanwhile."""
    if goal.status is GoalStatus.RETIRED:
        raise Refusal(_("This goal was retired in the meantime. Its history says why."))
    if goal.status is GoalStatus.DRAFT:
        raise Refusal(_("This goal is still a draft. Make it live first."))
