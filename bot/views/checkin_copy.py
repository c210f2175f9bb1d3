"""What a person sees after checking in: thanks, what is missing, and a copy of what they said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.vocabulary import Confidence
from bot.views import kit
from bot.views.checkins import open_button, text_labels
from bot.views.kit import Block, Markup, Message, View
from bot.views.words import confidence_name

THANKS = "checkins.thanks"

_LONGEST_STATEMENT = 200


@dataclass(frozen=True, slots=True)
class GoalCopy:
    """What was said of one goal; the value as people read it."""

    statement: str
    value: str
    confidence: Confidence | None
    note: str


@dataclass(frozen=True, slots=True)
class ActionCopy:
    """The action that was given; the owner is a Slack user id."""

    what: str
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Copy:
    """One check-in as it was kept, and what could not be."""

    partnership_id: int
    partnership: str
    period: str
    closes_on: date
    sides_in: int
    is_late: bool = False
    no_change: bool = False
    # With `no_change`: when they had said something already, which stays.
    already_on: date | None = None
    goals: Sequence[GoalCopy] = ()
    retired: Sequence[GoalCopy] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    action: ActionCopy | None = None


def thanks(copy: Copy) -> View:
    """Thank in the place of the form, with the whole copy."""
    return kit.modal(
        _("Thank you"),
        [*_head(copy), *_retired(copy), *_said(copy)],
        callback_id=THANKS,
        close=_("Close"),
    )


def thanks_briefly(copy: Copy) -> Message:
    """Thank for the one tap, where the button was."""
    return kit.message(*_head(copy), kit.actions(open_button(copy.partnership_id)))


def _head(copy: Copy) -> Iterator[Block]:
    names = {"partnership": copy.partnership, "period": copy.period}
    if copy.already_on is not None:
        sentence = _("You checked in for {partnership}, {period}, on {day}. That stays as it is.")
        yield kit.section(kit.say(sentence, **names, day=say_day(copy.already_on)))
    elif copy.no_change:
        sentence = _("Thank you. Noted: no change since last time for {partnership}, {period}.")
        yield kit.section(kit.say(sentence, **names))
    else:
        sentence = _("Thank you. Your check-in for {partnership}, {period}, is saved.")
        yield kit.section(kit.say(sentence, **names))
    yield kit.context(kit.join([_sides(copy), *_late(copy), _until(copy)], " "))


def _sides(copy: Copy) -> str:
    return _("Both sides are in.") if copy.sides_in > 1 else _("1 of 2 sides is in.")


def _late(copy: Copy) -> list[str]:
    return [_("It came after the due date and is marked late.")] if copy.is_late else []


def _until(copy: Copy) -> Markup:
    return kit.say(
        _("You can change it until {day}: open the check-in again."), day=say_day(copy.closes_on)
    )


def _retired(copy: Copy) -> Iterator[Block]:
    for goal in copy.retired:
        yield kit.alert(_("One goal was retired while you wrote, so this part was not saved:"))
        yield _goal(goal)


def _said(copy: Copy) -> Iterator[Block]:
    if copy.no_change:
        return
    yield kit.divider()
    yield kit.section(_("*What you said*"))
    for goal in copy.goals:
        yield _goal(goal)
    for name, label in text_labels().items():
        if copy.texts.get(name):
            yield kit.section(kit.say("*{label}*\n{text}", label=label, text=copy.texts[name]))
    if copy.action is not None:
        yield kit.section(_action(copy.action))


def _goal(goal: GoalCopy) -> Block:
    facts = [goal.value, confidence_name(goal.confidence) if goal.confidence else ""]
    lines = [kit.bold(kit.clip(goal.statement, _LONGEST_STATEMENT))]
    lines += [kit.escape(", ".join(fact for fact in facts if fact)), kit.escape(goal.note)]
    return kit.section(kit.join([line for line in lines if line]))


def _action(action: ActionCopy) -> Markup:
    return kit.say(
        _("*Action*\n{what}\n{owner}, by {day}"),
        what=action.what,
        owner=kit.mention(action.owner),
        day=say_day(action.due_on),
    )
