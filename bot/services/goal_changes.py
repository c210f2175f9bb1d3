"""How a goal is written, goes live, is revised and ends, each step kept with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

import storage.goals
from bot.rules.goals import GoalDraft
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import Direction, GoalStatus, RevisionKind
from bot.services import adjustments, goal_checks
from bot.services.goal_checks import OWNERS
from bot.services.goal_reading import plan_of
from bot.services.goals import ensure_live, hold, take_open
from bot.services.seats import Seat
from bot.views import goal_history
from storage.models import Goal, GoalRevision


@dataclass(frozen=True)
class Wish:
    """What a revision can change, as it should be from now on."""

    target: float | None
    due_on: date | None
    school_owner: PersonKey | None
    partner_owner: PersonKey | None


def create(
    session: Session,
    partnership_id: int,
    *,
    plan: GoalDraft,
    live: bool,
    unreadable: Mapping[str, str],
    form_token: str,
    key: PersonKey,
    now: datetime,
) -> Goal:
    """Add a goal, live only when it is complete; a form makes one goal however often it comes.

    The plan's owners are PersonKeys. `unreadable` is what the form could not read, by field.
    """
    seat = take_open(session, key, partnership_id, Right.EDIT_GOALS)
    owners = goal_checks.ensure_sound(
        session, seat, plan, live=live, unreadable=unreadable, now=now
    )
    goal, is_new = storage.goals.add(
        session,
        form_token=form_token,
        partnership_id=partnership_id,
        status=_status(live=live),
        created_at=now,
        **_columns(plan, owners),
    )
    if is_new:
        _nothing, agreed = _difference(_agreed(GoalDraft()), _agreed(plan))
        after = {"status": goal.status, **agreed}
        _keep(session, goal, seat, RevisionKind.CREATED, form_token, now, {}, after)
    return goal


def complete(
    session: Session,
    goal_id: int,
    *,
    plan: GoalDraft,
    live: bool,
    unreadable: Mapping[str, str],
    as_of: int,
    form_token: str,
    key: PersonKey,
    now: datetime,
) -> None:
    """Change a draft, and make it live when that is wished and nothing is missing.

    `as_of` is the goal's newest revision when the form was opened.
    """
    goal, seat = hold(session, goal_id, key=key, right=Right.EDIT_GOALS)
    if storage.goals.is_form_known(session, form_token):
        return
    if goal.status is not GoalStatus.DRAFT:
        raise Refusal(_("This goal is no longer a draft: somebody made it live or retired it."))
    _ensure_unchanged(session, goal, as_of)
    owners = goal_checks.ensure_sound(
        session, seat, plan, live=live, unreadable=unreadable, now=now
    )
    before, after = _difference(_agreed(_plan_in_force(session, goal)), _agreed(plan))
    for column, value in _columns(plan, owners).items():
        setattr(goal, column, value)
    goal.status = _status(live=live)
    kind = RevisionKind.WENT_LIVE if live else RevisionKind.EDITED
    _keep(session, goal, seat, kind, form_token, now, before, after)


def revise(
    session: Session,
    goal_id: int,
    *,
    wish: Wish,
    reason: str,
    unreadable: Mapping[str, str],
    as_of: int,
    form_token: str,
    key: PersonKey,
    now: datetime,
) -> None:
    """Change a live goal's target, due date or owners; what was agreed before is kept with why."""
    goal, seat = hold(session, goal_id, key=key, right=Right.EDIT_GOALS)
    if storage.goals.is_form_known(session, form_token):
        return
    ensure_live(goal)
    _ensure_unchanged(session, goal, as_of)
    was = _plan_in_force(session, goal)
    plan = replace(
        was,
        target=wish.target,
        due_on=wish.due_on,
        school_owner=wish.school_owner,
        partner_owner=wish.partner_owner,
    )
    before, after = _difference(_agreed(was), _agreed(plan))
    owners = goal_checks.ensure_revisable(
        session, seat, plan, changed=after, reason=reason, unreadable=unreadable, now=now
    )
    goal.target, goal.due_on = wish.target, wish.due_on
    goal.school_owner_id = owners["school_owner"]
    goal.partner_owner_id = owners["partner_owner"]
    _keep(session, goal, seat, RevisionKind.REVISED, form_token, now, before, after, reason=reason)
    what = goal_history.agreed_anew(before, after, goal.unit)
    if what:
        adjustments.record_revision(
            session, seat, goal, what=what, why=reason, form_token=form_token, now=now
        )


def retire(
    session: Session,
    goal_id: int,
    *,
    reason: str,
    unreadable: Mapping[str, str],
    form_token: str,
    key: PersonKey,
    now: datetime,
) -> None:
    """End a live goal or a draft, and keep why."""
    goal, seat = hold(session, goal_id, key=key, right=Right.EDIT_GOALS)
    if storage.goals.is_form_known(session, form_token):
        return
    if goal.status is GoalStatus.RETIRED:
        raise Refusal(_("This goal was retired in the meantime. Its history says why."))
    goal_checks.ensure_reason(reason, unreadable)
    before, after = {"status": goal.status}, {"status": GoalStatus.RETIRED}
    goal.status = GoalStatus.RETIRED
    _keep(session, goal, seat, RevisionKind.RETIRED, form_token, now, before, after, reason=reason)


def _ensure_unchanged(session: Session, goal: Goal, as_of: int) -> None:
    if storage.goals.newest_revision(session, goal.id) != as_of:
        raise Refusal(
            _(
                "Somebody changed this goal while your form was open. Copy what you typed, "
                "close this form and open it again to see the change."
            )
        )


def _columns(plan: GoalDraft, owners: dict[str, int | None]) -> dict[str, Any]:
    return {
        "statement": plan.statement,
        "why": plan.why,
        "indicator": plan.indicator,
        "unit": plan.unit,
        "direction": plan.direction,
        "baseline": plan.baseline,
        "target": plan.target,
        "band": plan.band if plan.direction is Direction.MAINTAIN else None,
        "starts_on": plan.starts_on,
        "due_on": plan.due_on,
        "school_owner_id": owners["school_owner"],
        "partner_owner_id": owners["partner_owner"],
    }


def _plan_in_force(session: Session, goal: Goal) -> GoalDraft:
    keys = storage.goals.owner_keys(session, goal)
    return plan_of(goal, keys.get(goal.school_owner_id), keys.get(goal.partner_owner_id))


def _agreed(plan: GoalDraft) -> dict[str, Any]:
    """Return what both sides agree on, as it is kept in the history: dates as ISO, user ids."""
    return {
        "target": plan.target,
        "due_on": plan.due_on.isoformat() if plan.due_on else None,
        **{field: owner.user_id if (owner := getattr(plan, field)) else None for field in OWNERS},
    }


def _difference(
    before: dict[str, Any], after: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    changed = [name for name in after if after[name] != before[name]]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


def _keep(
    session: Session,
    goal: Goal,
    seat: Seat,
    kind: RevisionKind,
    form_token: str,
    now: datetime,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    reason: str = "",
) -> None:
    session.add(
        GoalRevision(
            goal_id=goal.id,
            person_id=seat.person.id,
            kind=kind,
            at=now,
            reason=reason,
            before=before,
            after=after,
            form_token=form_token,
        )
    )


def _status(*, live: bool) -> GoalStatus:
    return GoalStatus.LIVE if live else GoalStatus.DRAFT
