"""Check-ins: open the form, keep what is typed, save it, say that nothing changed."""

import logging
from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.orm import Session

import bot.services.checkins
from bot.rules import answers
from bot.rules.answers import ActionAnswer, Answers, GoalAnswer, HelpedAnswer
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import Confidence, Helped
from bot.services import checkin_forms, drafts
from bot.views import checkin_copy, checkin_form, checkins
from bot.views.checkin_copy import Copy
from bot.views.checkin_form import Filled
from bot.views.kit import View
from handlers import chooser, forms, home, turning
from handlers.interaction import Interaction, metadata
from handlers.router import OTHERWISE, Router

log = logging.getLogger(__name__)

router = Router()


@router.command("/checkin")
@router.command("/checkin", OTHERWISE)
@router.shortcut(checkins.OPEN)
def open_here(interaction: Interaction) -> None:
    def view_of(session: Session, partnership_id: int) -> View:
        return _view(session, partnership_id, interaction)

    chooser.open_for(interaction, checkins.OPEN, view_of)


@router.action(checkins.OPEN)
def open_one(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _view(session, interaction.value_number, interaction)
    chooser.show(interaction, view)


@router.action(checkin_form.START_OVER)
def start_over(interaction: Interaction) -> None:
    times = interaction.number_of("started_over", 0) + 1
    with interaction.unit_of_work() as session:
        drafts.forget(session, interaction.number_of("cycle"), key=interaction.person)
        view = _view(session, interaction.value_number, interaction, started_over=times)
    interaction.replace(view)


@router.action(checkin_form.TYPED)
@router.closed(checkin_form.FORM)
def keep_typed(interaction: Interaction) -> None:
    typed = {checkin_form.field_name(name): value for name, value in interaction.values.items()}
    if not typed:  # Slack closes a form without telling what was in its boxes.
        return
    cycle_id = interaction.number_of("cycle")
    try:
        with interaction.unit_of_work() as session:
            drafts.keep(
                session,
                cycle_id,
                typed,
                key=interaction.person,
                now=interaction.now,
            )
    except (DBAPIError, TimeoutError):
        # The next key stroke tries again; somebody who writes must not be interrupted.
        log.warning("draft_not_kept", extra={"cycle": cycle_id})


@router.view(checkin_form.FORM)
def submit(interaction: Interaction) -> None:
    try:
        with interaction.unit_of_work() as session:
            copy = bot.services.checkins.submit(
                session,
                interaction.number_of("partnership"),
                interaction.number_of("cycle"),
                read_answers(interaction.values),
                key=interaction.person,
                now=interaction.now,
            )
            view = _after(interaction, session, copy)
    except Refusal as refusal:
        interaction.reject(_at_blocks(interaction, refusal.problems))
        return
    interaction.replace(view)
    home.refresh(interaction)


@router.action(checkins.NO_CHANGE)
def no_change(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        copy = bot.services.checkins.no_change(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    if interaction.in_modal:
        interaction.replace(checkin_copy.thanks(copy))
    else:
        interaction.tell(checkin_copy.thanks_briefly(copy))
    home.refresh(interaction)


def _after(interaction: Interaction, session: Session, copy: Copy) -> View:
    """Return what is shown once a check-in is saved: questions about goals off course, thanks."""
    if not copy.to_turn:
        return checkin_copy.thanks(copy)
    return turning.next_view(interaction, session, copy.check_in_id, list(copy.to_turn))


def _view(
    session: Session, partnership_id: int, interaction: Interaction, *, started_over: int = 0
) -> View:
    form = checkin_forms.form(
        session,
        partnership_id,
        key=interaction.person,
        now=interaction.now,
        started_over=started_over,
    )
    return checkin_form.form(
        form,
        metadata=metadata(
            partnership=partnership_id,
            cycle=form.cycle_id,
            started_over=started_over,
            unsaved=form.filled is Filled.DRAFT,
        ),
    )


def read_answers(values: Mapping[str, str | None]) -> Answers:
    """Read the check-in form; `values` are by block id, as Slack sends them."""
    typed = {checkin_form.field_name(name): (value or "").strip() for name, value in values.items()}
    return Answers(
        goals=tuple(_goal_answer(typed, goal_id) for goal_id in _ids(typed, answers.VALUE)),
        texts={name: typed.get(name, "") for name in answers.TEXTS},
        action=ActionAnswer(
            what=typed.get(answers.ACTION_WHAT, ""),
            owner=typed.get(answers.ACTION_OWNER) or None,
            due_on=forms.day(typed.get(answers.ACTION_DUE)),
        ),
        helped=tuple(_helped(typed, which) for which in _ids(typed, answers.HELPED)),
    )


def _ids(typed: Mapping[str, str], beginning: str) -> list[int]:
    """Return the records whose fields are in the form, by how the fields' names begin."""
    names = [name for name in typed if name.startswith(beginning)]
    return sorted({forms.number(name.removeprefix(beginning)) for name in names})


def _helped(typed: Mapping[str, str], adjustment_id: int) -> HelpedAnswer:
    return HelpedAnswer(
        adjustment_id=adjustment_id,
        helped=forms.word(Helped, typed.get(answers.helped_field(adjustment_id))),
        note=typed.get(answers.helped_note_field(adjustment_id), ""),
    )


def _goal_answer(typed: dict[str, str], goal_id: int) -> GoalAnswer:
    return GoalAnswer(
        goal_id=goal_id,
        value=typed.get(answers.value_field(goal_id), ""),
        confidence=forms.word(Confidence, typed.get(answers.confidence_field(goal_id))),
        note=typed.get(answers.note_field(goal_id), ""),
    )


def _at_blocks(interaction: Interaction, problems: dict[str, str]) -> dict[str, str]:
    """Name the blocks of the form as it is shown: one that was started over has others."""
    shown = {checkin_form.field_name(name): name for name in interaction.values}
    return {shown.get(field, field): sentence for field, sentence in problems.items()}
