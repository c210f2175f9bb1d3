"""What will be said and when, shown to whoever asks."""

from sqlalchemy.orm import Session

from bot.services import schedules
from bot.views import schedule as views
from bot.views.kit import View
from handlers import chooser
from handlers.interaction import Interaction
from handlers.partnerships import show
from handlers.router import Router

router = Router()


@router.command("/partner", "schedule")
def look_here(interaction: Interaction) -> None:
    chooser.open_for(
        interaction,
        views.SHOW,
        lambda session, partnership_id: _schedule(session, interaction, partnership_id),
    )


@router.action(views.SHOW)
def look(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _schedule(session, interaction, interaction.value_number)
    show(interaction, view)


def _schedule(session: Session, interaction: Interaction, partnership_id: int) -> View:
    return views.schedule(
        schedules.look(session, partnership_id, key=interaction.person, now=interaction.now)
    )
