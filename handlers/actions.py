"""Actions: tick off, take back, drop, list."""

import bot.services.actions
from bot.services import seats
from bot.views import actions
from bot.views.actions import ActionItem
from bot.views.kit import Message, View
from handlers import home
from handlers.interaction import Interaction, metadata
from handlers.router import Router

router = Router()


@router.command("/partner", "actions")
def list_here(interaction: Interaction) -> None:
    with interaction.reading() as session:
        chosen = seats.choose(session, interaction.person, interaction.channel_id)
    interaction.open(_listing(interaction, [partnership.id for partnership in chosen]))


@router.action(actions.LIST)
def list_one(interaction: Interaction) -> None:
    interaction.open(_listing(interaction, [interaction.value_number]))


@router.action(actions.DONE)
def finish(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        item = bot.services.actions.finish(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    _show(interaction, actions.ticked(item))


@router.action(actions.REOPEN)
def reopen(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        item = bot.services.actions.reopen(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    _show(interaction, actions.given(item))


@router.action(actions.DROP)
def drop(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        item = bot.services.actions.drop(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    _show(interaction, actions.given(item))


def _show(interaction: Interaction, message: Message) -> None:
    """Show what became of it where the button was: in the list, on Home, or in the message."""
    if interaction.in_modal:
        interaction.replace(_listing(interaction, interaction.numbers_of("partnerships")))
    elif interaction.view:
        home.show(interaction)
    else:
        interaction.change_message(message)


def _listing(interaction: Interaction, partnership_ids: list[int]) -> View:
    with interaction.reading() as session:
        items: list[ActionItem] = bot.services.actions.open_in(
            session, partnership_ids, key=interaction.person, now=interaction.now
        )
    return actions.listing(
        items,
        several=len(partnership_ids) > 1,
        metadata=metadata(partnerships=partnership_ids),
    )
