"""Somebody new in a partnership's channel: the leads are asked, and answer with one button."""

import bot.services.joining
from bot.rules.vocabulary import Side
from bot.views import joining
from handlers.interaction import Interaction
from handlers.router import Router

router = Router()


def knock(interaction: Interaction) -> bool:
    """Ask the leads about the acting person, if they acted in a partnership's own channel."""
    if not interaction.channel_id or interaction.in_modal or interaction.on_home:
        return False
    with interaction.unit_of_work() as session:
        return bot.services.joining.ask(
            session,
            key=interaction.person,
            channel_id=interaction.channel_id,
            now=interaction.now,
        )


@router.action(joining.SHOW)
def show(interaction: Interaction) -> None:
    with interaction.reading() as session:
        message = bot.services.joining.question(
            session, interaction.value_number, key=interaction.person
        )
    interaction.tell(message)


@router.action(joining.SCHOOL)
def add_to_school(interaction: Interaction) -> None:
    _answer(interaction, Side.SCHOOL)


@router.action(joining.PARTNER)
def add_to_partner(interaction: Interaction) -> None:
    _answer(interaction, Side.PARTNER)


@router.action(joining.DECLINE)
def decline(interaction: Interaction) -> None:
    _answer(interaction, None)


def _answer(interaction: Interaction, side: Side | None) -> None:
    request_id = interaction.value_number
    with interaction.reading() as session:
        user_id = bot.services.joining.who(session, request_id, key=interaction.person)
    profile = interaction.tools.directory.find(user_id) if side is not None else None
    with interaction.unit_of_work() as session:
        message = bot.services.joining.answer(
            session,
            request_id,
            key=interaction.person,
            side=side,
            profile=profile,
            now=interaction.now,
        )
    interaction.change_message(message)
