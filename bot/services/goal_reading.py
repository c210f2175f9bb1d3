"""What people are shown of goals, gathered from the record for those who may read it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

import storage.goals
import storage.turning
from bot.rules import permissions
from bot.rules.cadence import local_day
from bot.rules.goals import GoalDraft
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.vocabulary import PartnershipStatus, Side
from bot.services import seats
from bot.services.seats import Seat
from bot.views import goal_history
from bot.views.goal_forms import GoalForm
from bot.views.goal_history import GoalHistory, Revision, Turning, Update
from bot.views.goals import GoalCard, GoalList
from storage.goals import OwnedGoal
from storage.models import Goal, Partnership, Person

_MOST_VALUES = 20


@dataclass(frozen=True)
class GoalInHand:
    """A goal about to be changed, its partnership and the partnership's today.

    A form brings `as_of`, the newest revision, back: so a change made meanwhile is noticed.
    """

    card: GoalCard
    partnership: Partnership
    today: date
    as_of: int


def cards(session: Session, partnerships: Collection[Partnership]) -> dict[int, list[GoalCard]]:
    """Return the goals of partnerships, by partnership id; that they may be read is checked."""
    zones = {one.id: one.time_zone for one in partnerships}
    found: dict[int, list[GoalCard]] = {partnership_id: [] for partnership_id in zones}
    for owned in storage.goals.owned(session, zones):
        partnership_id = owned.goal.partnership_id
        found[partnership_id].append(_card(owned, zones[partnership_id]))
    return found


def listing(session: Session, partnership_id: int, *, key: PersonKey, now: datetime) -> GoalList:
    """Return a partnership's goals and what the reader may do with them."""
    seat = seats.take(session, key, partnership_id, Right.READ)
    role = seat.membership.role
    is_open = seat.partnership.status is not PartnershipStatus.CLOSED
    return GoalList(
        partnership_id=partnership_id,
        partnership=seat.partnership.name,
        today=_today(seat, now),
        goals=cards(session, [seat.partnership])[partnership_id],
        may_update=is_open and permissions.may(role, Right.UPDATE_GOALS),
        may_edit=is_open and permissions.may(role, Right.EDIT_GOALS),
    )


def blank(session: Session, partnership_id: int, *, key: PersonKey, now: datetime) -> GoalForm:
    """Return an empty goal to fill in, its writer as the owner on their own side."""
    seat = seats.take(session, key, partnership_id, Right.EDIT_GOALS)
    on_school_side = seat.membership.side is Side.SCHOOL
    plan = GoalDraft(
        starts_on=_today(seat, now),
        school_owner=key.user_id if on_school_side else None,
        partner_owner=None if on_school_side else key.user_id,
    )
    return GoalForm(seat.partnership.name, plan)


def one(
    session: Session, goal_id: int, *, key: PersonKey, right: Right, now: datetime
) -> GoalInHand:
    """Return a goal for somebody who has the right to do something with it."""
    owned = storage.goals.owned_one(session, goal_id)
    if owned is None:
        raise permissions.not_a_member()
    seat = seats.take(session, key, owned.goal.partnership_id, right)
    return GoalInHand(
        card=_card(owned, seat.partnership.time_zone),
        partnership=seat.partnership,
        today=_today(seat, now),
        as_of=storage.goals.newest_revision(session, goal_id),
    )


def history(
    session: Session, goal_id: int, *, page: int, key: PersonKey, now: datetime
) -> GoalHistory:
    """Return one page of what was said of a goal and how it changed, newest first."""
    found = one(session, goal_id, key=key, right=Right.READ, now=now)
    first = max(page, 0) * goal_history.PAGE
    # One more than the page shows tells whether there are older ones.
    most = first + goal_history.PAGE + 1
    entries: list[Update | Revision | Turning] = [
        Update(row.at, who.mentioned, row.side, row.value, row.confidence, row.note)
        for row, who in storage.goals.updates_of(session, goal_id, most)
    ]
    entries += [
        Revision(row.at, who.user_id, row.kind, row.reason, row.before, row.after)
        for row, who in storage.goals.revisions_of(session, goal_id, most)
    ]
    entries += [
        Turning(row.at, who.mentioned, row.side, row.story, row.helpers, row.what_works)
        for row, who in storage.turning.of_goal(session, goal_id, most)
    ]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return GoalHistory(
        goal=found.card,
        zone=found.partnership.time_zone,
        today=found.today,
        entries=entries[first : most - 1],
        values=storage.goals.values_of(session, goal_id, _MOST_VALUES),
        page=max(page, 0),
        has_older=len(entries) >= most,
    )


def plan_of(goal: Goal, school_owner: object, partner_owner: object) -> GoalDraft:
    """Return a goal's row as the rules see it, with owners as the caller names them."""
    return GoalDraft(
        statement=goal.statement,
        why=goal.why,
        indicator=goal.indicator,
        unit=goal.unit,
        direction=goal.direction,
        baseline=goal.baseline,
        target=goal.target,
        band=goal.band,
        starts_on=goal.starts_on,
        due_on=goal.due_on,
        school_owner=school_owner,
        partner_owner=partner_owner,
    )


def _card(owned: OwnedGoal, zone: str) -> GoalCard:
    goal = owned.goal
    return GoalCard(
        goal_id=goal.id,
        status=goal.status,
        plan=plan_of(goal, _user(owned.school_owner), _user(owned.partner_owner)),
        current=goal.current_value,
        confidence=goal.confidence,
        updated_on=None if goal.updated_at is None else local_day(goal.updated_at, zone),
    )


def _user(owner: Person | None) -> str | None:
    return None if owner is None else owner.user_id


def _today(seat: Seat, now: datetime) -> date:
    return local_day(now, seat.partnership.time_zone)
