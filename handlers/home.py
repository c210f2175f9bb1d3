"""A person's Home: shown when they open it, and again when something there was done."""

import logging

import bot.services.home
from bot.views import home
from handlers import forms, payloads
from handlers.interaction import Interaction, SlackApiError
from handlers.router import Router

log = logging.getLogger(__name__)

router = Router()


@router.event("app_home_opened")
def opened(interaction: Interaction) -> None:
    # Slack keeps the Home of people from other workspaces empty, whatever is published; their
    # team is named by the delivery, the event itself does not always say it.
    event = interaction.body["event"]
    named = payloads.team_of_event(event) or interaction.workspace_id
    teams = {named, forms.text(interaction.body.get("team_id"))}
    if event.get("tab") == "home" and teams == {interaction.workspace_id}:
        with interaction.unit_of_work() as session:
            bot.services.home.remember_opening(session, key=interaction.person)
        show(interaction)


def refresh(interaction: Interaction) -> None:
    """Bring the Home of somebody who has one in line with what they just did elsewhere."""
    with interaction.reading() as session:
        has_home = bot.services.home.was_opened(session, key=interaction.person)
    if not has_home:
        return
    try:
        show(interaction)
    except (SlackApiError, OSError):
        # What they did is saved and answered; their Home is right again when they open it.
        log.warning("home_not_refreshed")


def show(interaction: Interaction) -> None:
    """Publish the Home of the person as it should look now."""
    with interaction.reading() as session:
        shown = bot.services.home.of_person(session, key=interaction.person, now=interaction.now)
    interaction.publish_home(home.home(shown))
