"""The questions of a partnership's pulse: which there are, add one, retire one."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.language import _
from bot.rules.pulse import LONGEST_STATEMENT, Construct, Question
from bot.views import inputs, kit
from bot.views.inputs import Choice
from bot.views.kit import Block, View
from bot.views.pulse_lines import construct_name
from bot.views.pulse_results import QUESTIONS

ADD = "pulse.add_question"
SAVE = "pulse.save_question"
RETIRE = "pulse.retire_question"
BRING_BACK = "pulse.bring_back_question"

STATEMENT_FIELD = "statement"
CONSTRUCT_FIELD = "construct"

# Each is one block; what leads add over the years must not crowd out those in use.
_MOST_RETIRED = 40


@dataclass(frozen=True)
class Listed:
    """One question; `is_unanswered` says that nobody answered it when it was last asked."""

    question: Question
    is_retired: bool = False
    is_unanswered: bool = False


def listing(questions: Sequence[Listed], partnership_id: int, metadata: str) -> View:
    """List the questions, those that nobody answered first."""
    used = [one for one in questions if not one.is_retired]
    used.sort(key=lambda one: not one.is_unanswered)
    retired = [one for one in questions if one.is_retired][:_MOST_RETIRED]
    blocks = [
        kit.section(
            _("Each pulse asks three to six of these in turn; a round takes about a year.")
        ),
        kit.actions(kit.button(_("Add a question"), ADD, partnership_id)),
        *(_line(one) for one in used),
    ]
    if retired:
        blocks += [kit.header(_("Retired")), *(_line(one) for one in retired)]
    return kit.modal(
        _("Questions"), blocks, callback_id=QUESTIONS, close=_("Close"), metadata=metadata
    )


def adding(metadata: str) -> View:
    """Let a lead add a question."""
    return kit.modal(
        _("Add a question"),
        [
            inputs.text_input(
                STATEMENT_FIELD,
                _("Statement"),
                hint=_("One that people can agree with or not. No names."),
                limit=LONGEST_STATEMENT,
            ),
            inputs.choice(
                CONSTRUCT_FIELD,
                _("What it is about"),
                [Choice(construct_name(one), one.value) for one in Construct],
            ),
        ],
        callback_id=SAVE,
        submit=_("Add"),
        close=_("Cancel"),
        metadata=metadata,
    )


def _line(one: Listed) -> Block:
    line = kit.say(
        _("{statement}\n_{name}_"),
        statement=one.question.statement,
        name=construct_name(one.question.construct),
    )
    if one.is_unanswered:
        line = kit.join([line, _("Nobody answered it last time. You might retire it.")])
    action, words = (BRING_BACK, _("Use again")) if one.is_retired else (RETIRE, _("Retire"))
    label = f"{words}: {one.question.statement}"
    return kit.section(line, button=kit.button(words, action, one.question.code, label=label))
