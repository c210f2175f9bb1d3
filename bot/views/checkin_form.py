"""The one form of a check-in: a few boxes per goal, four of free text, one action."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.rules import answers
from bot.rules.dates import say_day
from bot.rules.language import _, ngettext
from bot.rules.vocabulary import Confidence, Helped
from bot.views import goals, inputs, kit
from bot.views.adjustments import helped_name
from bot.views.checkins import no_change_button, text_labels
from bot.views.inputs import Choice
from bot.views.kit import Block, View
from bot.views.words import confidence_name

FORM = "checkins.form"
TYPED = "checkins.typed"
START_OVER = "checkins.start_over"

_LONGEST_GOAL = 80
_LONGEST_NUMBER = 60
_LONGEST_CHANGE = 200
# Separates a field's name from the number of times that the form was started over.
_AGAIN = "#"


class Filled(StrEnum):
    """Where the words in a form come from."""

    EMPTY = "empty"
    LAST_TIME = "last_time"
    ALREADY_SENT = "already_sent"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal to say something of: its wording, and in words where it is and where it should be."""

    goal_id: int
    statement: str
    standing: str
    # In what its values are told, or nothing.
    unit: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Something that was changed: did it help?"""

    adjustment_id: int
    what: str


@dataclass(frozen=True, slots=True)
class Form:
    """A check-in to fill in; `initial` holds what is in it, by field."""

    partnership_id: int
    cycle_id: int
    partnership: str
    period: str
    due_on: date
    closes_on: date
    is_late: bool
    goals: Sequence[GoalLine]
    more_goals: int
    initial: Mapping[str, str]
    filled: Filled
    # The day of the draft, or when it was sent.
    filled_on: date | None = None
    started_over: int = 0
    changes: Sequence[ChangeLine] = ()


def field_name(block_id: str) -> str:
    """Return the name of the field that a block of the form holds."""
    return block_id.partition(_AGAIN)[0]


def form(shown: Form, *, metadata: str) -> View:
    """Ask one person how it is going."""
    return kit.modal(
        _("Check-in"),
        [
            *_head(shown),
            *(block for goal in shown.goals for block in _goal(shown, goal)),
            *_more_goals(shown),
            *(block for change in shown.changes for block in _change(shown, change)),
            kit.divider(),
            *_texts(shown),
            kit.divider(),
            *_action(shown),
        ],
        callback_id=FORM,
        submit=_("Save changes") if shown.filled is Filled.ALREADY_SENT else _("Send"),
        close=_("Close"),
        metadata=metadata,
        notify_on_close=True,
    )


def _head(shown: Form) -> Iterator[Block]:
    yield kit.section(kit.say("*{partnership}*\n{period}", **_names(shown)))
    yield kit.context(_when(shown))
    if shown.filled is Filled.DRAFT and shown.filled_on is not None:
        kept = _("We kept what you typed on {day}. None of it has been sent yet.")
        yield kit.alert(kit.say(kept, day=say_day(shown.filled_on)))
        yield kit.actions(kit.button(_("Start over"), START_OVER, shown.partnership_id))
    elif shown.filled is Filled.ALREADY_SENT and shown.filled_on is not None:
        sent = _("You checked in on {day}. Change what is different.")
        yield kit.context(kit.say(sent, day=say_day(shown.filled_on)))
    elif shown.filled is Filled.LAST_TIME:
        yield kit.context(_("Filled in with what was said last time. Change what is different."))
    if shown.filled is not Filled.ALREADY_SENT:
        yield kit.actions(no_change_button(shown.partnership_id))


def _names(shown: Form) -> dict[str, str]:
    return {"partnership": shown.partnership, "period": shown.period}


def _when(shown: Form) -> kit.Markup:
    sentence = (
        _("Answers were due on {due}; yours still counts until {closes}.")
        if shown.is_late
        else _("Please answer by {due}. You can change it until {closes}.")
    )
    return kit.say(sentence, due=say_day(shown.due_on), closes=say_day(shown.closes_on))


def _goal(shown: Form, goal: GoalLine) -> Iterator[Block]:
    name = kit.clip(goal.statement, _LONGEST_GOAL)
    yield _box(
        shown,
        answers.value_field(goal.goal_id),
        _("{goal}: value now").format(goal=name),
        hint=goal.standing,
        limit=_LONGEST_NUMBER,
        multiline=False,
    )
    field = answers.confidence_field(goal.goal_id)
    yield inputs.choice(
        _block_id(shown, field),
        _("{goal}: confidence").format(goal=name),
        [Choice(confidence_name(one), one.value) for one in Confidence],
        initial=shown.initial.get(field),
        optional=True,
        saved_by=TYPED,
    )
    yield _box(
        shown,
        answers.note_field(goal.goal_id),
        _("{goal}: note").format(goal=name),
        hint=_("If it is not on track, please say why."),
    )


def _more_goals(shown: Form) -> Iterator[Block]:
    if shown.more_goals:
        sentence = ngettext(
            "{count} more goal is not in this form; the ones you own come first. "
            "You can update it under Goals.",
            "{count} more goals are not in this form; the ones you own come first. "
            "You can update them under Goals.",
            shown.more_goals,
        )
        yield kit.section(
            kit.say(sentence, count=shown.more_goals),
            button=kit.button(_("Goals"), goals.LIST, shown.partnership_id),
        )


def _change(shown: Form, change: ChangeLine) -> Iterator[Block]:
    what = kit.clip(" ".join(change.what.split()), _LONGEST_CHANGE)
    yield kit.section(kit.say(_("*Last time you changed:* {what}"), what=what))
    field = answers.helped_field(change.adjustment_id)
    yield inputs.choice(
        _block_id(shown, field),
        _("Did it help?"),
        [Choice(helped_name(one), one.value) for one in Helped],
        initial=shown.initial.get(field),
        optional=True,
        saved_by=TYPED,
    )
    yield _box(
        shown,
        answers.helped_note_field(change.adjustment_id),
        _("Did it help: in a line"),
        multiline=False,
    )


def _texts(shown: Form) -> Iterator[Block]:
    for name, label in text_labels().items():
        yield _box(shown, name, label)


def _action(shown: Form) -> Iterator[Block]:
    yield kit.section(_("*Turn a challenge into an action*"))
    yield _box(shown, answers.ACTION_WHAT, _("Action: what"))
    yield inputs.person(
        _block_id(shown, answers.ACTION_OWNER),
        _("Action: who"),
        initial=shown.initial.get(answers.ACTION_OWNER),
        optional=True,
    )
    due = shown.initial.get(answers.ACTION_DUE)
    yield inputs.day(
        _block_id(shown, answers.ACTION_DUE),
        _("Action: by when"),
        initial=date.fromisoformat(due) if due else None,
        optional=True,
    )


def _box(
    shown: Form,
    field: str,
    label: str,
    *,
    hint: str = "",
    limit: int = answers.LONGEST,
    multiline: bool = True,
) -> Block:
    return inputs.text_input(
        _block_id(shown, field),
        label,
        initial=shown.initial.get(field, ""),
        hint=hint,
        limit=limit,
        multiline=multiline,
        optional=True,
        saved_by=TYPED,
    )


def _block_id(shown: Form, field: str) -> str:
    # Slack keeps what was typed in a block of the same id, whatever the new view says.
    return f"{field}{_AGAIN}{shown.started_over}" if shown.started_over else field
