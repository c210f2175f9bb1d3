"""Actions as one person may read them: the list, what they owe, one with its log, its forms."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

import storage.actions
import storage.cycles
import storage.goals
import storage.partnerships
import storage.people
import storage.themes
from bot.rules import actions as rules
from bot.rules import permissions
from bot.rules.cadence import local_day
from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.themes import ENDED
from bot.rules.vocabulary import ActionChange, ActionStatus
from bot.services import seats
from bot.views import kit
from bot.views.action_forms import ActionForm
from bot.views.action_list import Logged
from bot.views.actions import ActionItem
from storage.actions import Assignment
from storage.models import Action, ActionEvent, Membership, Partnership, Person

_LATELY = timedelta(days=14)
_LONGEST_LOG = 30


def to_do(session: Session, *, key: PersonKey, now: datetime) -> list[ActionItem]:
    """List what the person owes over all their partnerships, soonest due first."""
    return [item(found, now) for found in storage.actions.open_of_person(session, key)]


def listed(
    session: Session, partnership_ids: Iterable[int], *, key: PersonKey, now: datetime
) -> list[ActionItem]:
    """List the actions of those partnerships that are the person's, soonest due first."""
    asked = set(partnership_ids)
    theirs = {
        partnership.id: membership
        for partnership, membership in storage.partnerships.of_person(session, key)
        if partnership.id in asked
    }
    return [
        item(found, now, seat=theirs[found.partnership.id])
        for found in storage.actions.listed(session, theirs, done_since=now - _LATELY)
    ]


def may_give(session: Session, partnership_id: int, *, key: PersonKey) -> bool:
    """Say whether the person may give actions in a partnership."""
    seat = storage.partnerships.seat_of(session, key, partnership_id)
    return seat is not None and permissions.may(seat[1].role, Right.CHECK_IN)


def one(
    session: Session, action_id: int, *, key: PersonKey, now: datetime
) -> tuple[ActionItem, list[Logged]]:
    """Return an action with its log, for anybody in its partnership."""
    found = storage.actions.find(session, action_id)
    if found is None:
        raise permissions.not_a_member()
    seat = seats.take(session, key, found.partnership.id, Right.READ)
    zone = found.partnership.time_zone
    rows = storage.actions.log_of(session, action_id, _LONGEST_LOG)
    people = storage.people.by_id(session, _named_in(event for event, _who in rows))
    log = [
        Logged(
            at=local_day(event.at, zone),
            who=who.mentioned,
            did=_did(event.kind),
            reason=event.reason,
            details=_details(event, people),
        )
        for event, who in rows
    ]
    return item_of(session, found, now, seat=seat.membership), log


def blank(session: Session, partnership_id: int, *, key: PersonKey, now: datetime) -> ActionForm:
    """Return an empty action to fill in, its giver as owner."""
    seat = seats.take(session, key, partnership_id, Right.CHECK_IN)
    return ActionForm(
        partnership=seat.partnership.name,
        what="",
        owner=key.user_id,
        due_on=rules.suggested_day(local_day(now, seat.partnership.time_zone)),
        goals=storage.goals.live(session, partnership_id),
        themes=_open_themes(session, partnership_id),
    )


def blank_here(
    session: Session,
    channel_id: str | None,
    *,
    what: str,
    link: str,
    key: PersonKey,
    now: datetime,
) -> tuple[ActionForm, int | None]:
    """Return an action made from a message, and its partnership when only one can be meant."""
    chosen = seats.choose(session, key, channel_id)
    if len(chosen) == 1:
        form = blank(session, chosen[0].id, key=key, now=now)
        return replace(form, what=what, link=link), chosen[0].id
    form = ActionForm(
        partnership="",
        what=what,
        owner=key.user_id,
        due_on=rules.suggested_day(local_day(now, chosen[0].time_zone)),
        goals={},
        link=link,
        partnerships={partnership.id: partnership.name for partnership in chosen},
    )
    return form, None


def form_of(session: Session, action_id: int, *, key: PersonKey) -> ActionForm:
    """Return an open action as a form for somebody who may change it."""
    found = storage.actions.find(session, action_id)
    if found is None:
        raise permissions.not_a_member()
    seats.take(session, key, found.partnership.id, Right.READ)
    rules.ensure_open(found.action.status)
    goals = storage.goals.live(session, found.partnership.id)
    if found.goal is not None:
        goals.setdefault(found.goal.id, found.goal.statement)
    themes = _open_themes(session, found.partnership.id)
    if found.theme is not None:
        themes.setdefault(found.theme.id, found.theme.title)
    return ActionForm(
        partnership=found.partnership.name,
        what=found.action.what,
        owner=found.owner.user_id,
        due_on=found.action.due_on,
        goals=goals,
        goal_id=found.action.goal_id,
        themes=themes,
        theme_id=found.action.theme_id,
        link=found.action.link,
    )


def item_of(
    session: Session, found: Assignment, now: datetime, *, seat: Membership | None = None
) -> ActionItem:
    """Return an action with all that can be done with it; without a seat, for its owner."""
    return item(found, now, seat=seat, carry_to=carry_day(session, found.partnership, now))


def item(
    found: Assignment,
    now: datetime,
    *,
    seat: Membership | None = None,
    carry_to: date | None = None,
) -> ActionItem:
    """Return an action as people read it; without a seat, as its owner does."""
    action = found.action
    return ActionItem(
        action_id=action.id,
        what=action.what,
        due_on=action.due_on,
        today=local_day(now, found.partnership.time_zone),
        partnership=found.partnership.name,
        partnership_id=found.partnership.id,
        owner=found.owner.user_id,
        giver=found.giver.mentioned if found.giver else None,
        from_check_in=action.check_in_id is not None,
        side=action.side,
        goal=found.goal.statement if found.goal else "",
        theme=found.theme.title if found.theme else "",
        link=action.link,
        status=action.status,
        decide=is_to_decide(action),
        carry_to=carry_to,
        may_tick=seat is None or may_tick(seat, action),
        owner_left=found.seat is None,
    )


def is_to_decide(action: Action) -> bool:
    """Say whether a cycle has ended over an open action, and nobody has decided over it."""
    return (
        action.status is ActionStatus.OPEN
        and action.review_cycle_id is not None
        and action.reviewed_at is None
    )


def may_tick(membership: Membership, action: Action) -> bool:
    """Say whether an action is this member's to change: its owner, or a lead."""
    return membership.person_id == action.owner_id or permissions.may(
        membership.role, Right.MANAGE_PARTNERSHIP
    )


def carry_day(session: Session, partnership: Partnership, now: datetime) -> date:
    """Return the day that an action of a partnership is carried over to."""
    following = storage.cycles.unfinished(session, partnership.id)
    due = None if following is None else local_day(following.due_at, partnership.time_zone)
    return rules.carried_to(due, local_day(now, partnership.time_zone))


def _open_themes(session: Session, partnership_id: int) -> dict[int, str]:
    return {
        theme.id: theme.title
        for theme in storage.themes.of_partnership(session, partnership_id)
        if theme.state not in ENDED
    }


def _did(kind: ActionChange) -> str:
    return {
        ActionChange.GIVEN: _("assigned this action"),
        ActionChange.CHANGED: _("changed it"),
        ActionChange.CARRIED_OVER: _("carried it over"),
        ActionChange.DONE: _("marked it done"),
        ActionChange.REOPENED: _("marked it not done"),
        ActionChange.DROPPED: _("dropped it"),
    }[kind]


def _named_in(events: Iterable[ActionEvent]) -> set[int]:
    return {event.after["owner_id"] for event in events if "owner_id" in event.after}


def _details(event: ActionEvent, people: dict[int, Person]) -> list[str]:
    """Say what is different, a line each; what was given at first is in the action itself."""
    if event.kind is ActionChange.GIVEN:
        return []
    details: list[str] = []
    after = event.after
    if "what" in after:
        details.append(
            kit.say(_("Wording before: {what}"), what=kit.clip(event.before["what"], 400))
        )
    if "owner_id" in after:
        details.append(
            kit.say(_("Owner: {owner}"), owner=kit.mention(people[after["owner_id"]].user_id))
        )
    if "due_on" in after:
        details.append(
            kit.say(
                _("Due: {after} (before: {before})"),
                after=say_day(date.fromisoformat(after["due_on"])),
                before=say_day(date.fromisoformat(event.before["due_on"])),
            )
        )
    if "goal_id" in after:
        details.append(_("For another goal"))
    if "theme_id" in after:
        details.append(_("For another theme"))
    return details
