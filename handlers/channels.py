"""What happens to channels: the bot comes and goes, they are archived, they get another id."""

from collections.abc import Collection

import storage.workspaces
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import PauseReason
from bot.services import channels
from handlers import forms
from handlers.interaction import Interaction
from handlers.router import Router

router = Router()


@router.event("member_joined_channel")
def joined(interaction: Interaction) -> None:
    teams = _readers(interaction)
    with interaction.unit_of_work() as session:
        channels.arrive(
            session,
            channel_id=interaction.channel_id or "",
            user_id=interaction.person.user_id,
            event_ts=forms.text(interaction.body["event"].get("event_ts")),
            teams=teams,
            now=interaction.now,
        )


@router.event("channel_archive")
@router.event("group_archive")
def archived(interaction: Interaction) -> None:
    _gone(interaction, PauseReason.ARCHIVED)


@router.event("channel_left")
@router.event("group_left")
def removed(interaction: Interaction) -> None:
    _gone(interaction, PauseReason.REMOVED)


@router.event("channel_unarchive")
@router.event("group_unarchive")
def unarchived(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        channels.back(
            session,
            channel_id=interaction.channel_id or "",
            ends={PauseReason.ARCHIVED},
            now=interaction.now,
        )


@router.event("channel_id_changed")
def renumbered(interaction: Interaction) -> None:
    event = interaction.body["event"]
    old, new = (forms.slack_id(event.get(name)) for name in ("old_channel_id", "new_channel_id"))
    with interaction.unit_of_work() as session:
        channels.renumbered(session, old=old, new=new, now=interaction.now)


@router.event("channel_shared")
def shared(interaction: Interaction) -> None:
    team_id = forms.slack_id(interaction.body["event"].get("connected_team_id"))
    with interaction.unit_of_work() as session:
        channels.shared(
            session,
            channel_id=interaction.channel_id or "",
            team_id=team_id,
            now=interaction.now,
        )


@router.event("channel_unshared")
def unshared(interaction: Interaction) -> None:
    team_id = forms.slack_id(interaction.body["event"].get("previously_connected_team_id"))
    with interaction.unit_of_work() as session:
        channels.unshared(
            session,
            channel_id=interaction.channel_id or "",
            team_id=team_id,
            now=interaction.now,
        )


def _readers(interaction: Interaction) -> Collection[str]:
    """Return whose people read along where the bot itself has come; nobody if Slack is silent."""
    with interaction.reading() as session:
        if interaction.person.user_id != storage.workspaces.bot_user_id(session):
            return ()
    try:
        return interaction.tools.directory.channel(interaction.channel_id or "").teams
    except Refusal:
        return ()


def _gone(interaction: Interaction, because: PauseReason) -> None:
    with interaction.unit_of_work() as session:
        channels.gone(
            session,
            channel_id=interaction.channel_id or "",
            because=because,
            now=interaction.now,
        )
