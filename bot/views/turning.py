"""The four short questions about a goal that is off its way, asked once the check-in is saved."""

from dataclasses import dataclass
from datetime import date

from bot.rules import answers, turning
from bot.rules.language import _
from bot.rules.numbers import write_number
from bot.rules.progress import Aim
from bot.views import goals, inputs, kit
from bot.views.kit import Block, Markup, View

FORM = "turning.form"
SKIP = "turning.skip"
OPEN = "turning.open"

_LONGEST_GOAL = 400


@dataclass(frozen=True, slots=True)
class TurningForm:
    """One goal to ask about: where it stands, and its place among those that are asked about."""

    goal_id: int
    statement: str
    aim: Aim | None
    unit: str
    current: float | None
    today: date
    place: int
    of: int


def open_button(check_in_id: int) -> Block:
    """The way back to the questions that were skipped."""
    return kit.button(_("Turn the curve"), OPEN, check_in_id)


def form(shown: TurningForm, *, metadata: str) -> View:
    """Ask why a goal is where it is, who could help, what works elsewhere, and what comes next."""
    return kit.modal(
        _("Turn the curve"),
        [
            kit.alert(_saved(shown), "success"),
            kit.section(kit.bold(kit.escape(kit.clip(shown.statement, _LONGEST_GOAL)))),
            *([kit.section(_standing(shown, shown.aim))] if shown.aim else []),
            *_questions(shown),
            kit.actions(kit.button(_("Skip this goal"), SKIP, shown.goal_id)),
        ],
        callback_id=FORM,
        submit=_("Save"),
        close=_("Close"),
        metadata=metadata,
    )


def _saved(shown: TurningForm) -> Markup:
    if shown.of == 1:
        return kit.say(
            _("Your check-in is saved. One goal is off course: four short questions, or skip.")
        )
    return kit.say(
        _("Your check-in is saved. Goal {place} of {of} that are off course: answer, or skip."),
        place=shown.place,
        of=shown.of,
    )


def _standing(shown: TurningForm, aim: Aim) -> Markup:
    now = _("no value yet") if shown.current is None else write_number(shown.current, shown.unit)
    return kit.say(
        _("Now: {now}. {expected}. {pace}."),
        now=now,
        expected=goals.expected_words(aim, shown.unit, shown.today),
        pace=goals.pace_words(aim, shown.current, shown.today),
    )


def labels() -> dict[str, str]:
    """Name what is asked, in the order it is asked."""
    return {
        turning.STORY: _("The story behind it"),
        turning.HELPERS: _("Who could help"),
        turning.WHAT_WORKS: _("What works elsewhere"),
    }


def _questions(shown: TurningForm) -> list[Block]:
    hints = {
        turning.STORY: _("Why is it going the way it is?"),
        turning.HELPERS: _("Somebody on either side, or beyond."),
        turning.WHAT_WORKS: _("What have others tried, or what have we tried in another year?"),
    }
    boxes = [
        inputs.text_input(
            _block_id(shown, name),
            label,
            hint=hints[name],
            limit=answers.LONGEST,
            multiline=True,
            optional=True,
        )
        for name, label in labels().items()
    ]
    return [
        *boxes,
        inputs.text_input(
            _block_id(shown, answers.ACTION_WHAT),
            _("Next step"),
            hint=_("It becomes an action for the person who does it."),
            limit=answers.LONGEST,
            optional=True,
        ),
        inputs.person(_block_id(shown, answers.ACTION_OWNER), _("Next step: who"), optional=True),
        inputs.day(_block_id(shown, answers.ACTION_DUE), _("Next step: by when"), optional=True),
    ]


def field_name(block_id: str) -> str:
    """Return the name of the field that a block of the form holds."""
    return block_id.partition("@")[0]


def _block_id(shown: TurningForm, field: str) -> str:
    # Slack keeps what was typed in a block of the same id, also when the next goal takes its place.
    return f"{field}@{shown.goal_id}"
