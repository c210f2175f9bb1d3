"""A check-in form beside what was said before: whether it is news, and what of it to show again."""

from collections.abc import Mapping, Sequence

from bot.rules import answers
from bot.rules.answers import ActionAnswer, Answers
from bot.rules.numbers import write_number
from bot.services.goals import Said
from bot.views.checkin_copy import ActionCopy, GoalCopy
from storage.models import Action, CheckIn, GoalUpdate, Person

Given = tuple[Action, Person]
"""An action with its owner."""


def is_news(
    filled: Answers,
    said: Sequence[Said],
    owner: Person | None,
    before: CheckIn | None,
    said_before: Mapping[int, GoalUpdate],
    given: Given | None,
) -> bool:
    """Say whether the form says anything else than what is kept; `owner` is the action's."""
    if before is None or before.no_change:
        return True
    return (
        any(filled.texts.get(name, "") != getattr(before, name) for name in answers.TEXTS)
        or any(_differs(one, said_before.get(one.goal.id)) for one in said)
        or _action_differs(filled.action, owner, given)
    )


def _differs(said: Said, before: GoalUpdate | None) -> bool:
    return before is None or (said.value, said.confidence, said.note) != (
        before.value,
        before.confidence,
        before.note,
    )


def _action_differs(action: ActionAnswer, owner: Person | None, given: Given | None) -> bool:
    if given is None or owner is None:
        return given is not None or owner is not None
    return (action.what, owner.id, action.due_on) != (given[0].what, given[1].id, given[0].due_on)


def goal_copy(said: Said) -> GoalCopy:
    """Return what was said of a goal as people read it."""
    value = "" if said.value is None else write_number(said.value, said.goal.unit)
    return GoalCopy(said.goal.statement, value, said.confidence, said.note)


def action_copy(action: ActionAnswer) -> ActionCopy | None:
    """Return the action that was given, if one was."""
    if action.owner is None or action.due_on is None:
        return None
    return ActionCopy(action.what, action.owner, action.due_on)
