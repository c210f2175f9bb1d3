"""Digests: show one to a person at any time, and hear whether a quiet partnership should rest."""

import bot.services.digests
import bot.services.partnerships
from bot.rules.permissions import Right
from bot.services import seats
from bot.views import digest_details, digests, partnerships
from bot.views.digest_lines import Digest
from bot.views.digests import Figure
from handlers import chooser
from handlers.interaction import Interaction
from handlers.router import Router

router = Router()


@router.command("/partner", "digest")
def show_here(interaction: Interaction) -> None:
    partnership_id = chooser.meant(interaction, digests.SHOW)
    if partnership_id is not None:
        digest = _read(interaction, partnership_id)
        interaction.tell_richly(digests.private(digest), digests.private(digest, Figure.TABLE))


@router.action(digests.SHOW)
def show(interaction: Interaction) -> None:
    digest = _read(interaction, interaction.value_number)
    chooser.show(interaction, digest_details.modal(digest))


@router.action(digests.FULL)
def show_in_full(interaction: Interaction) -> None:
    interaction.open(digest_details.modal(_read(interaction, interaction.value_number)))


@router.action(digests.PAUSE)
def pause(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        partnership = bot.services.partnerships.pause(
            session,
            key=interaction.person,
            partnership_id=interaction.value_number,
            now=interaction.now,
        )
    interaction.change_message(partnerships.paused(partnership.id, partnership.name))


@router.action(digests.KEEP)
def keep(interaction: Interaction) -> None:
    with interaction.reading() as session:
        seat = seats.take(session, interaction.person, interaction.value_number, Right.READ)
    interaction.change_message(digests.kept(seat.partnership.name))


def _read(interaction: Interaction, partnership_id: int) -> Digest:
    with interaction.reading() as session:
        return bot.services.digests.show(
            session, partnership_id, key=interaction.person, now=interaction.now
        )
