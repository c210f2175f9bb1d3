"""Handing a side over: the form, the pack, and the answer of whoever is asked."""

from collections.abc import Callable

from sqlalchemy.orm import Session

import bot.services.handover_packs
import bot.services.handovers
from bot.rules.vocabulary import Role
from bot.services.handovers import Wish
from bot.views import handover_pack, handovers, notices
from bot.views.kit import Message, View
from handlers import chooser, forms
from handlers.interaction import Interaction, metadata
from handlers.partnerships import show
from handlers.router import Router
from handlers.setup import find_person

router = Router()


@router.command("/partner", "handover")
def begin_here(interaction: Interaction) -> None:
    chooser.open_for(
        interaction,
        handovers.BEGIN,
        lambda session, partnership_id: _form(session, interaction, partnership_id),
    )


@router.action(handovers.BEGIN)
def begin(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _form(session, interaction, interaction.value_number)
    show(interaction, view)


@router.view(handovers.SAVE)
def save(interaction: Interaction) -> None:
    values = interaction.values
    wish = Wish(
        successor=find_person(interaction, "successor"),
        note=(values.get("note") or "").strip(),
        stays_as=forms.word(Role, values.get("stays_as")),
    )
    with interaction.unit_of_work() as session:
        asked = bot.services.handovers.begin(
            session,
            key=interaction.person,
            partnership_id=interaction.number_of("partnership"),
            wish=wish,
            now=interaction.now,
        )
    interaction.replace(notices.notice(handovers.begun(asked)))


@router.action(handover_pack.PACK)
def show_pack(interaction: Interaction) -> None:
    with interaction.reading() as session:
        found = bot.services.handover_packs.read(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    interaction.open(handover_pack.pack(found))


@router.action(handovers.TAKE)
def take(interaction: Interaction) -> None:
    _answer(interaction, bot.services.handovers.take_over)


@router.action(handovers.DECLINE)
def decline(interaction: Interaction) -> None:
    _answer(interaction, bot.services.handovers.decline)


def _answer(interaction: Interaction, answer: Callable[..., Message]) -> None:
    with interaction.unit_of_work() as session:
        message = answer(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    interaction.change_message(message)


def _form(session: Session, interaction: Interaction, partnership_id: int) -> View:
    side, deputy = bot.services.handovers.to_hand_over(
        session, key=interaction.person, partnership_id=partnership_id
    )
    return handovers.form(side, deputy=deputy, metadata=metadata(partnership=partnership_id))
