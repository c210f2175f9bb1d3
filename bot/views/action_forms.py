"""The forms around an action: give one, change it, drop it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.rules import answers
from bot.rules.language import _
from bot.views import actions, inputs, kit
from bot.views.actions import ActionItem
from bot.views.inputs import Choice
from bot.views.kit import Block, View

PARTNERSHIP_FIELD = "partnership"
GOAL_FIELD = "goal"
THEME_FIELD = "theme"
REASON_FIELD = "reason"
LONGEST_REASON = 1000


@dataclass(frozen=True)
class ActionForm:
    """An action to fill in; `goals` are the live ones and `themes` the open ones, by id.

    With several `partnerships` it is still to be chosen which one it is in.
    """

    partnership: str
    what: str
    owner: str | None
    due_on: date
    goals: Mapping[int, str]
    goal_id: int | None = None
    themes: Mapping[int, str] = field(default_factory=dict)
    theme_id: int | None = None
    link: str = ""
    partnerships: Mapping[int, str] = field(default_factory=dict)


def new(form: ActionForm, *, metadata: str) -> View:
    """Ask for an action of its own: who does what by when."""
    return kit.modal(
        _("New action"),
        _fields(form),
        callback_id=actions.NEW,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def change(form: ActionForm, *, metadata: str) -> View:
    """Ask what is different about an action: words, owner, date, goal, and why."""
    reason = inputs.text_input(
        REASON_FIELD,
        _("Why"),
        hint=_("Kept in the action's log."),
        limit=LONGEST_REASON,
        multiline=True,
        optional=True,
    )
    return kit.modal(
        _("Change action"),
        [*_fields(form), reason],
        callback_id=actions.CHANGE,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def drop(item: ActionItem, *, metadata: str) -> View:
    """Ask why an action is no longer needed."""
    meaning = _("It disappears from everybody's list. What was said in the check-in stays.")
    return kit.modal(
        _("Drop action"),
        [
            kit.section(kit.bold(actions.what(item.what))),
            kit.context(meaning),
            inputs.text_input(REASON_FIELD, _("Why"), limit=LONGEST_REASON, multiline=True),
        ],
        callback_id=actions.DROP,
        submit=_("Drop it"),
        close=_("Keep it"),
        metadata=metadata,
    )


def _fields(form: ActionForm) -> list[Block]:
    blocks = [kit.context(kit.escape(form.partnership))] if form.partnership else []
    if form.link:
        blocks.append(kit.context(kit.say(_("From {message}"), message=actions.linked(form.link))))
    if form.partnerships:
        which = [Choice(name, str(row_id)) for row_id, name in form.partnerships.items()]
        blocks.append(inputs.choice(PARTNERSHIP_FIELD, _("Partnership"), which))
    blocks += [
        inputs.text_input(
            answers.ACTION_WHAT,
            _("Action: what"),
            initial=form.what,
            limit=answers.LONGEST,
            multiline=True,
        ),
        inputs.person(
            answers.ACTION_OWNER,
            _("Action: who"),
            initial=form.owner,
            hint=_("Somebody in this partnership, on either side."),
        ),
        inputs.day(answers.ACTION_DUE, _("Action: by when"), initial=form.due_on),
    ]
    if form.goals:
        blocks.append(_one_of(GOAL_FIELD, _("For the goal"), form.goals, form.goal_id))
    if form.themes:
        label = _("Because people said")
        blocks.append(_one_of(THEME_FIELD, label, form.themes, form.theme_id))
    return blocks


def _one_of(field: str, label: str, named: Mapping[int, str], chosen: int | None) -> Block:
    choices = [Choice(name, str(row_id)) for row_id, name in named.items()]
    initial = None if chosen is None else str(chosen)
    return inputs.choice(field, label, choices, initial=initial, optional=True)
