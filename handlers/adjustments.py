"""Adjustments: record what the partnership changes, and read what it learned."""

import secrets

from sqlalchemy.orm import Session

import bot.services.adjustments
from bot.rules import adjustments as rules
from bot.rules.vocabulary import AdjustmentKind
from bot.services.adjustments import Wish
from bot.views import adjustments
from bot.views.kit import View
from handlers import chooser, forms
from handlers.interaction import Interaction, metadata
from handlers.router import Router

router = Router()


@router.command("/partner", "adjust")
def record_here(interaction: Interaction) -> None:
    chooser.open_for(
        interaction,
        adjustments.RECORD,
        lambda session, which: _form(interaction, session, which),
    )


@router.action(adjustments.RECORD)
def record_one(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _form(interaction, session, interaction.value_number)
    _show(interaction, view)


@router.action(adjustments.RECORD_SAID)
def record_said(interaction: Interaction) -> None:
    with interaction.reading() as session:
        form, partnership_id = bot.services.adjustments.from_check_in(
            session, interaction.value_number, key=interaction.person
        )
    interaction.open(adjustments.record(form, metadata=_remembered(partnership_id)))


@router.view(adjustments.RECORD)
def record(interaction: Interaction) -> None:
    values, partnership_id = interaction.values, interaction.number_of("partnership")
    goal = values.get(rules.GOAL)
    with interaction.unit_of_work() as session:
        bot.services.adjustments.record(
            session,
            partnership_id,
            Wish(
                forms.word(AdjustmentKind, values.get(rules.KIND)),
                {name: (values.get(name) or "").strip() for name in rules.TEXTS},
                forms.number(goal) if goal else None,
            ),
            form_token=forms.text(interaction.metadata.get("once"))[:40],
            key=interaction.person,
            now=interaction.now,
        )
        view = _learning(interaction, session, partnership_id)
    interaction.replace(view)


@router.command("/partner", "learning")
def learning_here(interaction: Interaction) -> None:
    chooser.open_for(
        interaction,
        adjustments.LEARNING,
        lambda session, which: _learning(interaction, session, which),
    )


@router.action(adjustments.LEARNING)
def learning_one(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _learning(interaction, session, interaction.value_number)
    chooser.show(interaction, view)


@router.action(adjustments.OLDER)
@router.action(adjustments.NEWER)
def turn_page(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _learning(
            interaction,
            session,
            interaction.number_of("partnership"),
            page=interaction.value_number,
        )
    interaction.replace(view)


def _form(interaction: Interaction, session: Session, partnership_id: int) -> View:
    form = bot.services.adjustments.blank(session, partnership_id, key=interaction.person)
    return adjustments.record(form, metadata=_remembered(partnership_id))


def _learning(
    interaction: Interaction, session: Session, partnership_id: int, *, page: int = 0
) -> View:
    found = bot.services.adjustments.learning(
        session, partnership_id, page=page, key=interaction.person
    )
    return adjustments.learning(
        found.partnership,
        found.changes,
        page=page,
        has_older=found.has_older,
        record_in=found.record_in,
        metadata=metadata(partnership=partnership_id),
    )


def _show(interaction: Interaction, view: View) -> None:
    """Show the form in the place of the history that it was opened from."""
    if interaction.view.get("callback_id") == adjustments.LEARNING:
        interaction.replace(view)
    else:
        chooser.show(interaction, view)


def _remembered(partnership_id: int) -> str:
    return metadata(partnership=partnership_id, once=secrets.token_hex(16))
