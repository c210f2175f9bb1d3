"""Who changed what: shown to coordinators, page by page."""

from sqlalchemy.orm import Session

import bot.services.audit
from bot.views import audit, coordinators
from bot.views.kit import View
from handlers import chooser
from handlers.interaction import Interaction, metadata
from handlers.partnerships import show
from handlers.router import Router

router = Router()


@router.command("/partner", "audit")
@router.action(coordinators.AUDIT)
def list_here(interaction: Interaction) -> None:
    view = chooser.view_for(
        interaction,
        audit.LIST,
        lambda session, partnership_id: _listing(session, interaction, partnership_id),
    )
    show(interaction, view)


@router.action(audit.LIST)
def list_changes(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _listing(session, interaction, interaction.value_number)
    show(interaction, view)


@router.action(audit.OLDER)
def list_older(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _listing(
            session, interaction, interaction.number_of("partnership"), interaction.value_number
        )
    interaction.replace(view)


@router.action(audit.OUTSIDE)
def list_outside(interaction: Interaction) -> None:
    show(interaction, _outside(interaction))


@router.action(audit.OLDER_OUTSIDE)
def list_older_outside(interaction: Interaction) -> None:
    interaction.replace(_outside(interaction, interaction.value_number))


def _listing(
    session: Session, interaction: Interaction, partnership_id: int, before_id: int | None = None
) -> View:
    log = bot.services.audit.look(
        session, partnership_id, key=interaction.person, before_id=before_id
    )
    return audit.listing(log, metadata(partnership=partnership_id))


def _outside(interaction: Interaction, before_id: int | None = None) -> View:
    """Make a page of what belongs to no partnership, and the way back to the one it came from."""
    with interaction.reading() as session:
        log = bot.services.audit.look_outside(session, key=interaction.person, before_id=before_id)
    if "partnership" not in interaction.metadata:
        return audit.listing(log, metadata())
    came_from = interaction.number_of("partnership")
    return audit.listing(log, metadata(partnership=came_from), came_from=came_from)
