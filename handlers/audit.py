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
    chooser.open_for(
        interaction,
        audit.LIST,
        lambda session, partnership_id: _listing(session, interaction, partnership_id),
    )


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
    with interaction.reading() as session:
        log = bot.services.audit.look_outside(session, key=interaction.person)
    show(interaction, audit.listing(log, metadata()))


@router.action(audit.OLDER_OUTSIDE)
def list_older_outside(interaction: Interaction) -> None:
    with interaction.reading() as session:
        log = bot.services.audit.look_outside(
            session, key=interaction.person, before_id=interaction.value_number
        )
    interaction.replace(audit.listing(log, metadata()))


def _listing(
    session: Session, interaction: Interaction, partnership_id: int, before_id: int | None = None
) -> View:
    log = bot.services.audit.look(
        session, partnership_id, key=interaction.person, before_id=before_id
    )
    return audit.listing(log, metadata(partnership=partnership_id))
