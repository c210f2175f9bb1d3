"""All that is kept about the person who asks: shown to them alone, or erased."""

import bot.services.personal
from bot.views import personal
from bot.views.kit import View
from handlers import home
from handlers.interaction import Interaction, metadata
from handlers.router import Router

router = Router()


@router.command("/partner", "mydata")
@router.action(personal.SHOW)
def look(interaction: Interaction) -> None:
    with interaction.reading() as session:
        person = bot.services.personal.find(session, interaction.person)
        outlook = bot.services.personal.outlook(session, person)
    _show(interaction, personal.mine(outlook, metadata(home=interaction.on_home)))


@router.action(personal.SEND)
def show_everything(interaction: Interaction) -> None:
    page = interaction.value_number
    # That it was shown is kept once, and not for every page that is turned.
    hand_out, opened = (
        (bot.services.personal.everything, interaction.reading())
        if page
        else (bot.services.personal.export, interaction.unit_of_work())
    )
    with opened as session:
        person = bot.services.personal.find(session, interaction.person)
        found = hand_out(session, person, now=interaction.now)
    interaction.replace(personal.everything(found, page))


@router.action(personal.ERASE)
def erase(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        person = bot.services.personal.find(session, interaction.person)
        bot.services.personal.erase(session, person, now=interaction.now)
    interaction.replace(personal.erased())
    if interaction.remembers("home"):
        home.show(interaction)


def _show(interaction: Interaction, view: View) -> None:
    """Open it, or take the place of the modal in hand: Slack stacks no more than three."""
    if interaction.in_modal:
        interaction.replace(view)
    else:
        interaction.open(view)
