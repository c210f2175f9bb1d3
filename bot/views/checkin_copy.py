"""What a person sees after checking in: thanks, what is missing, and a copy of what they said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.vocabulary import Confidence, Helped
from bot.views import adjustments, kit, turning
from bot.views.checkins import open_button, text_labels
from bot.views.kit import Block, Markup, Message, View
from bot.views.words import confidence_name

THANKS = "checkins.thanks"

_LONGEST_STATEMENT = 200
_LONGEST_ANSWER = 600


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
class TurnedCopy:
    """What was said of how to turn a goal's curve."""

    statement: str
    story: str
    helpers: str
    what_works: str


@dataclass(frozen=True, slots=True)
class HelpedCopy:
    """What was said of whether a change helped."""

    what: str
    helped: Helped | None
    note: str


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
    turned: Sequence[TurnedCopy] = ()
    helped: Sequence[HelpedCopy] = ()
    check_in_id: int = 0
    # The goals that are off their way and that it does not say yet how to turn.
    to_turn: Sequence[int] = ()


def thanks(copy: Copy) -> View:
    """Thank in the place of the form, with the whole copy."""
    return kit.modal(
        _("Thank you"),
        [*_head(copy), *_retired(copy), *_ways_on(copy), *_said(copy)],
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
        yield kit.alert(
            _("One goal was retired while you were writing, so this part was not saved:")
        )
        yield _goal(goal)


def _ways_on(copy: Copy) -> Iterator[Block]:
    """Offer what was skipped, and to record what will change so that it is asked about later."""
    buttons = []
    if copy.to_turn:
        buttons.append(turning.open_button(copy.check_in_id))
    if copy.check_in_id and copy.texts.get("changes"):
        buttons.append(adjustments.record_said_button(copy.check_in_id))
    if buttons:
        yield kit.actions(*buttons)


def _said(copy: Copy) -> Iterator[Block]:
    if copy.no_change:
        return
    yield kit.divider()
    yield kit.section(_("*What you said*"))
    for goal in copy.goals:
        yield _goal(goal)
    yield from (_turned(one) for one in copy.turned)
    yield from (_helped(one) for one in copy.helped)
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


def _turned(one: TurnedCopy) -> Block:
    said = (one.story, one.helpers, one.what_works)
    title = kit.say(_("*Turn the curve:* {goal}"), goal=kit.clip(one.statement, _LONGEST_STATEMENT))
    lines = [
        kit.say("{label}: {text}", label=label, text=kit.clip(text, _LONGEST_ANSWER))
        for label, text in zip(turning.labels().values(), said, strict=True)
        if text
    ]
    return kit.section(kit.join([title, *lines]))


def _helped(one: HelpedCopy) -> Block:
    what = kit.clip(" ".join(one.what.split()), _LONGEST_STATEMENT)
    lines = [kit.say(_("*Did it help?* {what}"), what=what)]
    if one.helped is not None:
        lines.append(kit.escape(adjustments.helped_name(one.helped)))
    return kit.section(kit.join([*lines, one.note] if one.note else lines))


def _action(action: ActionCopy) -> Markup:
    return kit.say(
        _("*Action*\n{what}\n{owner}, by {day}"),
        what=action.what,
        owner=kit.mention(action.owner),
        day=say_day(action.due_on),
    )
