"""The form of a pulse, what it says beforehand and afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.rules.language import _
from bot.rules.pulse import LONGEST_OPEN_ANSWER, Mode, Question
from bot.views import inputs, kit
from bot.views.inputs import Choice
from bot.views.kit import Block, View
from bot.views.pulse import Asking, who_sees

FORM = "pulse.form"
WORDS_FIELD = "words"
SKIPPED = "0"


@dataclass(frozen=True)
class Form:
    """What somebody is asked; with names, what they said before."""

    wave_id: int
    asking: Asking
    questions: Sequence[Question]
    open_question: str
    scores: Mapping[str, int]
    words: str = ""


def form(shown: Form, metadata: str) -> View:
    """Ask one person."""
    return kit.modal(
        _("Pulse"),
        [
            kit.section(kit.bold(shown.asking.partnership)),
            kit.context(who_sees(shown.asking)),
            *(_statement(one, shown.scores) for one in shown.questions),
            inputs.text_input(
                WORDS_FIELD,
                shown.open_question,
                initial=shown.words,
                hint=_hint(shown.asking),
                limit=LONGEST_OPEN_ANSWER,
                multiline=True,
                optional=True,
            ),
        ],
        callback_id=FORM,
        submit=_("Send"),
        close=_("Not now"),
        metadata=metadata,
    )


def thanks(asking: Asking, *, again: bool) -> View:
    """Say that it is kept, and once more who can see it."""
    if asking.mode is Mode.NAMED:
        kept = _("*Thank you.* Your answers are kept. Until the pulse ends you can change them.")
    elif again:
        kept = _(
            "*You have already answered.* It cannot be changed or taken back: nobody can find "
            "your answers among the others, not even Touchstone."
        )
    else:
        kept = _(
            "*Thank you.* Your answers are among the others now, where nobody can find them. "
            "So they cannot be changed or taken back."
        )
    return kit.modal(
        _("Pulse"),
        [kit.section(kept), kit.context(who_sees(asking))],
        callback_id=f"{FORM}.thanks",
        close=_("Close"),
    )


def scale() -> list[tuple[int, str]]:
    """Return the five points, and what people read for them."""
    return [
        (5, _("5 · I fully agree")),
        (4, _("4 · I mostly agree")),
        (3, _("3 · Partly")),
        (2, _("2 · I mostly disagree")),
        (1, _("1 · I do not agree at all")),
    ]


def _statement(question: Question, scores: Mapping[str, int]) -> Block:
    choices = [Choice(text, str(score)) for score, text in scale()]
    choices.append(Choice(_("I skip this one"), SKIPPED))
    before = scores.get(question.code)
    return inputs.radio(
        question.code,
        question.statement,
        choices,
        initial=None if before is None else str(before),
        optional=True,
    )


def _hint(asking: Asking) -> str:
    if asking.mode is Mode.NAMED:
        return _("No names of students, please.")
    return _("Write it so that it could be anybody’s. No names of students, please.")
