"""The forms around a goal: write it, say how it goes, revise it, retire it."""

from dataclasses import dataclass
from datetime import date

from bot.rules.goals import GoalDraft
from bot.rules.language import _
from bot.rules.numbers import write_number
from bot.rules.vocabulary import Confidence, Direction
from bot.views import inputs, kit
from bot.views.goals import (
    GO_LIVE,
    NEW,
    RETIRE,
    REVISE,
    UPDATE,
    GoalCard,
    expected_words,
    goal_name,
    target_words,
)
from bot.views.inputs import Choice
from bot.views.kit import Block, View
from bot.views.words import confidence_name

LIVE = "live"
DRAFT = "draft"

# What each text box holds at most, here and when the form comes back.
LIMITS = {
    "statement": 300,
    "why": 600,
    "indicator": 200,
    "unit": 40,
    "baseline": 60,
    "target": 60,
    "band": 60,
    "value": 60,
    "note": 1000,
    "reason": 1000,
}


@dataclass(frozen=True, slots=True)
class GoalForm:
    """A goal to fill in: the partnership's name and what is known so far, owners as user ids."""

    partnership: str
    plan: GoalDraft


def new_goal(form: GoalForm, *, metadata: str) -> View:
    """Ask for a goal, complete or as a draft."""
    return _goal_form(_("New goal"), form, callback_id=NEW, metadata=metadata)


def draft_goal(form: GoalForm, *, metadata: str) -> View:
    """Ask for what a draft still needs."""
    return _goal_form(_("Make it live"), form, callback_id=GO_LIVE, metadata=metadata)


def update_goal(goal: GoalCard, today: date, *, metadata: str) -> View:
    """Ask how a goal is going."""
    return kit.modal(
        _("Update a goal"),
        [
            kit.section(kit.bold(goal_name(goal))),
            *_where_it_should_be(goal, today),
            _box(
                "value",
                _("Value now"),
                initial=_number(goal.current),
                hint=_("A number, such as 85 or 1,234.5. Leave it empty if there is no new one."),
                optional=True,
            ),
            inputs.choice(
                "confidence",
                _("Confidence"),
                confidence_choices(),
                initial=goal.confidence,
                hint=_("Your own judgement: will it be reached in time?"),
            ),
            _box(
                "note",
                _("Note"),
                hint=_("If it is not on track: a few words on why."),
                multiline=True,
                optional=True,
            ),
        ],
        callback_id=UPDATE,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def revise_goal(goal: GoalCard, *, metadata: str) -> View:
    """Ask for a new target, date or owner, and why; what was agreed before stays in the history."""
    plan = goal.plan
    return kit.modal(
        _("Revise a goal"),
        [
            kit.section(kit.bold(goal_name(goal))),
            kit.context(_("What was agreed before can still be read in the goal's history.")),
            _box("target", _("Target"), initial=_number(plan.target)),
            inputs.day("due_on", _("Due"), initial=plan.due_on),
            *_owners(plan, optional=False),
            _box("reason", _("Reason"), hint=_("Why it changes."), multiline=True),
        ],
        callback_id=REVISE,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def retire_goal(goal: GoalCard, *, metadata: str) -> View:
    """Ask why a goal ends; it leaves the list and keeps its history."""
    return kit.modal(
        _("Retire a goal"),
        [
            kit.section(kit.bold(goal_name(goal))),
            kit.context(_("It will no longer be asked about. Its history can still be read.")),
            _box(
                "reason",
                _("Reason"),
                hint=_("Reached, no longer needed, replaced by another: a few words."),
                multiline=True,
            ),
        ],
        callback_id=RETIRE,
        submit=_("Retire"),
        close=_("Cancel"),
        metadata=metadata,
    )


def confidence_choices() -> list[Choice]:
    return [Choice(confidence_name(one), one.value) for one in Confidence]


def _goal_form(title: str, form: GoalForm, *, callback_id: str, metadata: str) -> View:
    return kit.modal(
        title,
        [
            kit.section(kit.bold(form.partnership)),
            kit.context(_("A draft may have gaps. To go live, a goal needs everything here.")),
            *_what_and_why(form.plan),
            *_measure(form.plan),
            *_when(form.plan),
            *_owners(form.plan, optional=True),
            inputs.choice(
                "save_as",
                _("Save as"),
                [Choice(_("Goes live now"), LIVE), Choice(_("Draft for now"), DRAFT)],
                initial=LIVE,
            ),
        ],
        callback_id=callback_id,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def _what_and_why(plan: GoalDraft) -> list[Block]:
    return [
        _box(
            "statement",
            _("Goal"),
            initial=plan.statement,
            hint=_("Who or what will change, and how, in a short sentence."),
            multiline=True,
        ),
        _box(
            "why",
            _("Why it matters"),
            initial=plan.why,
            hint=_("What it means for your students."),
            multiline=True,
            optional=True,
        ),
    ]


def _measure(plan: GoalDraft) -> list[Block]:
    return [
        _box(
            "indicator",
            _("Indicator"),
            initial=plan.indicator,
            hint=_("What you count or measure. Totals and shares only, nothing about one student."),
            optional=True,
        ),
        _box("unit", _("Unit"), initial=plan.unit, hint=_("Such as % or students."), optional=True),
        inputs.choice(
            "direction",
            _("Direction"),
            [Choice(direction_name(one), one.value) for one in Direction],
            initial=plan.direction or Direction.INCREASE,
        ),
        _number_box("baseline", _("Baseline"), plan.baseline, _("Where you are today.")),
        _number_box("target", _("Target"), plan.target, _("Where you want to be.")),
        _number_box(
            "band",
            _("Stay within"),
            plan.band,
            _("Only to maintain: how far it may move from the target. Empty means 5% of it."),
        ),
    ]


def direction_name(direction: Direction) -> str:
    return {
        Direction.INCREASE: _("Increase"),
        Direction.DECREASE: _("Decrease"),
        Direction.MAINTAIN: _("Maintain"),
    }[direction]


def _when(plan: GoalDraft) -> list[Block]:
    return [
        inputs.day("starts_on", _("Starts"), initial=plan.starts_on, optional=True),
        inputs.day("due_on", _("Due"), initial=plan.due_on, optional=True),
    ]


def _owners(plan: GoalDraft, *, optional: bool) -> list[Block]:
    return [
        inputs.person(field, label, initial=_user(owner), optional=optional)
        for field, label, owner in (
            ("school_owner", _("Owner on the school side"), plan.school_owner),
            ("partner_owner", _("Owner on the partner side"), plan.partner_owner),
        )
    ]


def _user(owner: object) -> str | None:
    return None if owner is None else str(owner)


def _where_it_should_be(goal: GoalCard, today: date) -> list[Block]:
    aim = goal.plan.aim
    if aim is None:
        return []
    return [
        kit.context(
            kit.say(
                "{indicator} · {expected} · {target}",
                indicator=goal.plan.indicator,
                expected=expected_words(aim, goal.plan.unit, today),
                target=target_words(aim, goal.plan.unit),
            )
        )
    ]


def _number(value: float | None) -> str:
    """Write a number so that the form can read it again: without its unit."""
    return "" if value is None else write_number(value)


def _number_box(field: str, label: str, value: float | None, hint: str) -> Block:
    return _box(field, label, initial=_number(value), hint=hint, optional=True)


def _box(
    field: str,
    label: str,
    *,
    initial: str = "",
    hint: str = "",
    multiline: bool = False,
    optional: bool = False,
) -> Block:
    return inputs.text_input(
        field,
        label,
        initial=initial,
        hint=hint,
        limit=LIMITS[field],
        multiline=multiline,
        optional=optional,
    )
