"""A person's Home: shown when they open it, and again when something there was done."""

import bot.services.home
from bot.views import home
from handlers.interaction import Interaction
from handlers.router import Router

router = Router()


@router.event("app_home_opened")
def opened(interaction: Interaction) -> None:
    # Slack keeps the Home of people from other workspaces empty, whatever is published; their
    # team is named by the delivery, the event itself does not always say it.
    teams = {interaction.person.team_id, interaction.body.get("team_id")}
    if interaction.body["event"].get("tab") == "home" and teams == {interaction.workspace_id}:
        show(interaction)


def show(interaction: Interaction) -> None:
    """Publish the Home of the person as it should look now."""
    with interaction.reading() as session:
        shown = bot.services.home.of_person(session, key=interaction.person, now=interaction.now)
    interaction.publish_home(home.home(shown))
