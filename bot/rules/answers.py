"""What a check-in form says, and what needs mending before it can be kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.rules.checkins import needs_reason
from bot.rules.language import _
from bot.rules.numbers import read_numbers
from bot.rules.text import meaningful
from bot.rules.vocabulary import Confidence, Helped

LONGEST = 2000
# More goals than this make a form nobody finishes.
MOST_GOALS = 10

VALUE = "value:"
HELPED = "helped:"
TEXTS = ("wins", "challenges", "needs", "changes")
ACTION_WHAT = "action_what"
ACTION_OWNER = "action_owner"
ACTION_DUE = "action_due"


def value_field(goal_id: int) -> str:
    """Name the box for a goal's value."""
    return f"{VALUE}{goal_id}"


def confidence_field(goal_id: int) -> str:
    """Name the list for a goal's confidence."""
    return f"confidence:{goal_id}"


def note_field(goal_id: int) -> str:
    """Name the box for a goal's note."""
    return f"note:{goal_id}"


def helped_field(adjustment_id: int) -> str:
    """Name the list of whether a change helped."""
    return f"{HELPED}{adjustment_id}"


def helped_note_field(adjustment_id: int) -> str:
    """Name the line about whether a change helped."""
    return f"helped_note:{adjustment_id}"


@dataclass(frozen=True, slots=True)
class GoalAnswer:
    """What was filled in for one goal; the value is as it was typed."""

    goal_id: int
    value: str = ""
    confidence: Confidence | None = None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.value and self.confidence is None and not self.note


@dataclass(frozen=True, slots=True)
class ActionAnswer:
    """The challenge that becomes an action; the owner is a Slack user id."""

    what: str = ""
    owner: str | None = None
    due_on: date | None = None

    @property
    def is_empty(self) -> bool:
        return not self.what and self.owner is None and self.due_on is None


@dataclass(frozen=True, slots=True)
class HelpedAnswer:
    """Whether something that was changed helped, and a line about it."""

    adjustment_id: int
    helped: Helped | None = None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return self.helped is None and not self.note


@dataclass(frozen=True, slots=True)
class Answers:
    """A check-in form as it was filled in."""

    goals: tuple[GoalAnswer, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    action: ActionAnswer = field(default_factory=ActionAnswer)
    helped: tuple[HelpedAnswer, ...] = ()

    @property
    def is_empty(self) -> bool:
        return (
            all(goal.is_empty for goal in self.goals)
            and all(one.is_empty for one in self.helped)
            and not any(self.texts.values())
            and self.action.is_empty
        )


def read_values(
    answers: Answers, units: Mapping[int, str]
) -> tuple[dict[int, float | None], dict[str, str]]:
    """Read the numbers: by goal, and a sentence for each field that cannot be read."""
    values, problems = read_numbers(
        {value_field(goal.goal_id): goal.value for goal in answers.goals},
        {value_field(goal_id): unit for goal_id, unit in units.items()},
    )
    by_goal = {goal.goal_id: values.get(value_field(goal.goal_id)) for goal in answers.goals}
    return by_goal, problems


def problems(answers: Answers, today: date, given_due: date | None = None) -> dict[str, str]:
    """Return the sentence for each field that needs mending, numbers apart.

    `given_due` is the date of the action that was given before: it may have passed meanwhile.
    """
    earliest = min(today, given_due or today)
    found = {**_too_long(answers), **action_problems(answers.action, earliest)}
    for goal in answers.goals:
        if needs_reason(goal.confidence) and not meaningful(goal.note):
            found[note_field(goal.goal_id)] = _(
                "If it is not on track, please say why in a few words, so that the others can help."
            )
    if answers.is_empty:
        found["wins"] = _(
            "There is nothing to send yet. Write a line somewhere, or press "
            "No change since last time."
        )
    return found


def _too_long(answers: Answers) -> dict[str, str]:
    boxes = {note_field(goal.goal_id): goal.note for goal in answers.goals}
    boxes |= {helped_note_field(one.adjustment_id): one.note for one in answers.helped}
    boxes |= {**answers.texts, ACTION_WHAT: answers.action.what}
    return {name: too_long() for name, text in boxes.items() if len(text) > LONGEST}


def too_long() -> str:
    """Say that more was typed into a box than it holds."""
    return _("Please shorten this to {count} characters.").format(count=f"{LONGEST:,}")


def action_problems(
    action: ActionAnswer, earliest: date, *, required: bool = False
) -> dict[str, str]:
    """Return the sentence for each field of an action to mend; none for none, unless required."""
    if action.is_empty and not required:
        return {}
    found: dict[str, str] = {}
    if not meaningful(action.what):
        found[ACTION_WHAT] = (
            _("Please say what will be done.")
            if required
            else _("Please say what will be done, or clear who and by when.")
        )
    if action.owner is None:
        found[ACTION_OWNER] = _("Please choose who will do it.")
    if action.due_on is None:
        found[ACTION_DUE] = _("Please choose by when.")
    elif action.due_on < earliest:
        found[ACTION_DUE] = _("That day has passed. Please choose today or a later day.")
    return found
