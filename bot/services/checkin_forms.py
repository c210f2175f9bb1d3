"""The check-in form as one person should find it: filled with what was said or typed last."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.checkins
import storage.cycles
from bot.rules import answers, checkins
from bot.rules.cadence import local_day
from bot.rules.language import _
from bot.rules.numbers import write_number
from bot.rules.people import PersonKey, is_without_slack
from bot.rules.permissions import Right
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import CycleState, PartnershipStatus
from bot.services import adjustments, cycles, seats
from bot.services.seats import Seat
from bot.views.checkin_form import ChangeLine, Filled, Form, GoalLine
from storage.checkins import InHand
from storage.models import CheckIn, Cycle, Draft, Goal, GoalUpdate, Partnership

# Slack can deliver the last key stroke after the form itself.
_STRAGGLERS = timedelta(seconds=5)


class Paused(Refusal):
    """The partnership rests, so nobody can answer until it goes on."""


def form(
    session: Session,
    partnership_id: int,
    *,
    key: PersonKey,
    now: datetime,
    started_over: int = 0,
) -> Form:
    """Return the current check-in as a form for this person; refuse when there is none to fill in.

    Each box holds what the person typed and did not send, else what they sent in this cycle, else
    what they said last, else what their side said last. Started over, what was typed is left out.
    Who has no Slack finds their own words of this cycle alone: a link can get into any hands.
    """
    seat = seats.take(session, key, partnership_id, Right.CHECK_IN)
    found = _answerable(session, seat, now)
    with_last = storage.checkins.goals_with_last(
        session, partnership_id, seat.person.id, seat.membership.side
    )
    shown = with_last[: answers.MOST_GOALS]
    changes = adjustments.to_ask(session, found.cycle, now=now)
    said_before = _own_words if is_without_slack(key.user_id) else _said_before
    initial, filled = said_before(session, seat, found, shown)
    initial |= _helped_fields(session, found.check_in) if changes else {}
    said_at = storage.checkins.newest_said_at(found.check_in) if found.check_in else None
    draft = None if started_over else _newer_draft(found.draft, said_at)
    if draft is not None:
        initial, filled, said_at = draft.typed, Filled.DRAFT, draft.saved_at
    zone = seat.partnership.time_zone
    return Form(
        partnership_id=partnership_id,
        cycle_id=found.cycle.id,
        partnership=seat.partnership.name,
        period=cycles.name_of(seat.partnership, found.cycle),
        due_on=local_day(found.cycle.due_at, zone),
        closes_on=local_day(found.cycle.closes_at, zone),
        is_late=checkins.is_late(now, found.cycle.due_at),
        goals=[_line(goal) for goal, _last in shown],
        more_goals=len(with_last) - len(shown),
        initial=initial,
        filled=filled,
        filled_on=local_day(said_at, zone) if said_at else None,
        started_over=started_over,
        changes=[ChangeLine(one.id, one.what) for one in changes],
    )


def ensure_running(partnership: Partnership) -> None:
    """Refuse to take answers while the partnership rests or after it closed."""
    if partnership.status is PartnershipStatus.PAUSED:
        raise Paused(
            _(
                "{partnership} is paused. Once a lead resumes it under Details, you can check in."
            ).format(partnership=partnership.name)
        )
    if partnership.status is PartnershipStatus.CLOSED:
        raise Refusal(
            _("{partnership} is closed, so there is no check-in. What was said is kept.").format(
                partnership=partnership.name
            )
        )


def ensure_answerable(session: Session, seat: Seat, cycle: Cycle, now: datetime) -> None:
    """Refuse an answer, or anything added to one, outside the cycle's window."""
    ensure_running(seat.partnership)
    checkins.ensure_can_answer(
        cycle.state,
        opens_at=cycle.opens_at,
        closes_at=cycle.closes_at,
        next_opens_at=_next_opening(session, cycle),
        zone=seat.partnership.time_zone,
        now=now,
    )


def _next_opening(session: Session, cycle: Cycle) -> datetime | None:
    if cycle.state is not CycleState.CLOSED:
        return None
    following = storage.cycles.unfinished(session, cycle.partnership_id)
    return following.opens_at if following is not None else None


def _answerable(session: Session, seat: Seat, now: datetime) -> InHand:
    ensure_running(seat.partnership)
    found = storage.checkins.in_hand(session, seat.partnership.id, seat.person.id)
    if found is None:
        raise Refusal(_("No check-in is planned yet. Please ask a lead to look at Details."))
    ensure_answerable(session, seat, found.cycle, now)
    return found


def _said_before(
    session: Session,
    seat: Seat,
    found: InHand,
    shown: Sequence[tuple[Goal, GoalUpdate | None]],
) -> tuple[dict[str, str], Filled]:
    initial: dict[str, str] = {}
    for goal, last in shown:
        if last is not None:
            initial |= _goal_fields(goal, last)
    said = found.check_in
    if said is None or said.no_change:
        said = storage.checkins.last_words(
            session, seat.partnership.id, seat.person.id, seat.membership.side
        )
    if said is not None:
        initial |= {name: getattr(said, name) for name in answers.TEXTS}
    if found.check_in is None:
        return initial, Filled.LAST_TIME if any(initial.values()) else Filled.EMPTY
    return initial | _action_fields(session, found.check_in), Filled.ALREADY_SENT


def _own_words(
    session: Session,
    _seat: Seat,
    found: InHand,
    shown: Sequence[tuple[Goal, GoalUpdate | None]],
) -> tuple[dict[str, str], Filled]:
    said = found.check_in
    if said is None:
        return {}, Filled.EMPTY
    initial: dict[str, str] = {name: getattr(said, name) for name in answers.TEXTS}
    updates = storage.checkins.updates_of(session, said.id)
    for goal, _last in shown:
        if goal.id in updates:
            initial |= _goal_fields(goal, updates[goal.id])
    return initial | _action_fields(session, said), Filled.ALREADY_SENT


def _goal_fields(goal: Goal, last: GoalUpdate) -> dict[str, str]:
    return {
        answers.value_field(goal.id): "" if last.value is None else write_number(last.value),
        answers.confidence_field(goal.id): last.confidence or "",
        answers.note_field(goal.id): last.note,
    }


def _helped_fields(session: Session, check_in: CheckIn | None) -> dict[str, str]:
    fields: dict[str, str] = {}
    for adjustment_id, review in adjustments.said_before(session, check_in).items():
        fields[answers.helped_field(adjustment_id)] = review.helped or ""
        fields[answers.helped_note_field(adjustment_id)] = review.note
    return fields


def _action_fields(session: Session, check_in: CheckIn) -> dict[str, str]:
    given = storage.checkins.action_given(session, check_in.id)
    if given is None:
        return {}
    action, owner = given
    return {
        answers.ACTION_WHAT: action.what,
        answers.ACTION_OWNER: owner.user_id,
        answers.ACTION_DUE: action.due_on.isoformat(),
    }


def _newer_draft(draft: Draft | None, said_at: datetime | None) -> Draft | None:
    if draft is None or (said_at is not None and draft.saved_at <= said_at + _STRAGGLERS):
        return None
    return draft


def _line(goal: Goal) -> GoalLine:
    facts = []
    if goal.current_value is not None:
        facts.append(_("Last: {value}").format(value=write_number(goal.current_value, goal.unit)))
    if goal.target is not None:
        facts.append(_("Target: {value}").format(value=write_number(goal.target, goal.unit)))
    return GoalLine(goal.id, goal.statement, " · ".join(facts), goal.unit)
