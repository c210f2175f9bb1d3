"""Who looks after all partnerships of a workspace: listed, named, and stepping down."""

import bot.services.coordinators
from bot.views import coordinators
from bot.views.kit import View
from handlers.interaction import Interaction
from handlers.partnerships import show
from handlers.router import Router
from handlers.setup import find_person

router = Router()


@router.command("/partner", "coordinators")
@router.action(coordinators.SHOW)
def listing(interaction: Interaction) -> None:
    show(interaction, _listing(interaction))


@router.view(coordinators.NAME)
def name(interaction: Interaction) -> None:
    profile = find_person(interaction, "person")
    with interaction.unit_of_work() as session:
        person = bot.services.coordinators.name(
            session, key=interaction.person, profile=profile, now=interaction.now
        )
        news = coordinators.named(person.user_id)
    interaction.replace(_listing(interaction, news))


@router.action(coordinators.STEP_DOWN)
def step_down(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        bot.services.coordinators.step_down(session, key=interaction.person, now=interaction.now)
    interaction.replace(_listing(interaction, coordinators.stepped_down()))


def _listing(interaction: Interaction, news: str = "") -> View:
    with interaction.reading() as session:
        shown = bot.services.coordinators.read(session, key=interaction.person)
    return coordinators.listing(shown, news=news)
