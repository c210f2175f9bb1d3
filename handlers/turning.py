"""Turning the curve: one goal after the other, each saved as it is sent, any of them skipped."""

from sqlalchemy.orm import Session

import bot.services.turning
from bot.rules.refusals import Refusal
from bot.rules.turning import HELPERS, STORY, WHAT_WORKS, TurningAnswer
from bot.services import checkin_copies
from bot.views import checkin_copy, turning
from bot.views.kit import View
from handlers import forms, home
from handlers.action_forms import read_action
from handlers.interaction import Interaction, metadata
from handlers.router import Router

router = Router()


@router.action(turning.OPEN)
def open_again(interaction: Interaction) -> None:
    check_in_id = interaction.value_number
    with interaction.reading() as session:
        goal_ids = bot.services.turning.to_ask(
            session, check_in_id, key=interaction.person, now=interaction.now
        )
        view = next_view(interaction, session, check_in_id, goal_ids)
    interaction.replace(view)


@router.action(turning.SKIP)
def skip(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _view_after(interaction, session)
    interaction.replace(view)


@router.view(turning.FORM)
def answer(interaction: Interaction) -> None:
    values = {turning.field_name(name): value for name, value in interaction.values.items()}
    try:
        with interaction.unit_of_work() as session:
            bot.services.turning.answer(
                session,
                interaction.number_of("check_in"),
                forms.number(next(iter(interaction.numbers_of("goals")), None)),
                _read(values),
                key=interaction.person,
                now=interaction.now,
            )
            view = _view_after(interaction, session)
    except Refusal as refusal:
        shown = {turning.field_name(name): name for name in interaction.values}
        at_blocks = {shown.get(name, name): why for name, why in refusal.problems.items()}
        interaction.reject(at_blocks)
        return
    interaction.replace(view)
    home.refresh(interaction)


def next_view(
    interaction: Interaction,
    session: Session,
    check_in_id: int,
    goal_ids: list[int],
    *,
    first: int = 1,
) -> View:
    """Return the questions for the first of the goals that are left, or else the thanks."""
    if not goal_ids:
        copy = checkin_copies.of_check_in(
            session, check_in_id, key=interaction.person, now=interaction.now
        )
        return checkin_copy.thanks(copy)
    form = bot.services.turning.form(
        session,
        check_in_id,
        goal_ids,
        first=first,
        key=interaction.person,
        now=interaction.now,
    )
    remembered = metadata(check_in=check_in_id, goals=goal_ids, first=first)
    return turning.form(form, metadata=remembered)


def _view_after(interaction: Interaction, session: Session) -> View:
    return next_view(
        interaction,
        session,
        interaction.number_of("check_in"),
        interaction.numbers_of("goals")[1:],
        first=interaction.number_of("first", 1) + 1,
    )


def _read(values: dict[str, str | None]) -> TurningAnswer:
    return TurningAnswer(
        story=(values.get(STORY) or "").strip(),
        helpers=(values.get(HELPERS) or "").strip(),
        what_works=(values.get(WHAT_WORKS) or "").strip(),
        action=read_action(values),
    )
