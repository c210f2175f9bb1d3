"""Gaps in confidence: leads choose whether the channel hears of one."""

import bot.services.confidence_gaps
from bot.views import confidence_gaps
from handlers.interaction import Interaction
from handlers.router import Router

router = Router()


@router.action(confidence_gaps.AGREE)
def agree(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        gap = bot.services.confidence_gaps.agree(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    interaction.change_message(confidence_gaps.private(gap))


@router.action(confidence_gaps.KEEP)
def keep(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        gap = bot.services.confidence_gaps.keep(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    interaction.change_message(confidence_gaps.private(gap))
