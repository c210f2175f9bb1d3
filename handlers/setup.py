"""Setting a partnership up: the form, its list of time zones, and what was filled in."""

from dataclasses import replace
from datetime import timedelta

import bot.services.partnerships
import storage.people
from bot.rules import zones
from bot.rules.cadence import local_day
from bot.rules.language import _
from bot.rules.partnerships import SetUpAnswers, SideAnswers, one_line, person_problem
from bot.rules.people import Profile
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import Cadence, OrganizationKind
from bot.services import school_calendars
from bot.slack.directory import Channel
from bot.views import inputs, notices, partnerships, setup
from bot.views.inputs import Choice
from bot.views.kit import View
from handlers import forms
from handlers.interaction import Interaction, metadata
from handlers.router import Router

router = Router()

_ONE_DAY = timedelta(days=1)
# What a form remembers has its limit; Slack shares a channel with 250 organizations at most.
_MOST_TEAMS = 150


@router.command("/partner", "setup")
@router.action(partnerships.SET_UP)
def open_form(interaction: Interaction) -> None:
    channel_id = _channel_of(interaction)
    with interaction.reading() as session:
        bot.services.partnerships.ensure_channel_is_free(session, channel_id)
        known = storage.people.find(session, interaction.person)
        zone = known.time_zone if known else None
    view_id = interaction.open(setup.moment())
    try:
        channel = interaction.tools.directory.channel(channel_id)
        ensure_usable(channel)
        remembered = metadata(channel=channel_id, teams=sorted(channel.teams)[:_MOST_TEAMS])
        view = _form(interaction, remembered, zone or _ask_for_zone(interaction))
    except Refusal as refusal:
        view = notices.notice(refusal.sentence)
    interaction.replace(view, view_id)


@router.view(setup.SAVE)
def save(interaction: Interaction) -> None:
    answers = _answers(interaction)
    with interaction.unit_of_work() as session:
        outcome = bot.services.partnerships.set_up(
            session,
            key=interaction.person,
            channel_id=forms.slack_id(interaction.metadata.get("channel")),
            answers=answers,
            now=interaction.now,
        )
    interaction.tell(setup.saved(outcome))


@router.options(setup.ZONES)
def find_zones(interaction: Interaction) -> None:
    found = zones.zones_matching(interaction.text)
    interaction.options(inputs.options([Choice(one.label, one.name) for one in found]))


def ensure_usable(channel: Channel) -> None:
    """Refuse a channel that the bot cannot write to, with what to do about it."""
    if channel.is_direct:
        raise Refusal(_only_in_channels())
    if channel.is_archived:
        raise Refusal(_("This channel is archived. Unarchive it first, or choose another channel."))
    if not channel.is_member:
        raise Refusal(
            _("I am not in this channel yet. Type `/invite @Touchstone` in it, then try again.")
        )


def _channel_of(interaction: Interaction) -> str:
    channel_id = interaction.channel_id
    if channel_id is None or channel_id.startswith("D"):
        raise Refusal(_only_in_channels())
    return channel_id


def _only_in_channels() -> str:
    return _(
        "A partnership lives in a channel that both sides share. Open that channel, invite me with "
        "`/invite @Touchstone`, and type `/partner setup` there."
    )


def _ask_for_zone(interaction: Interaction) -> str | None:
    """Ask Slack for a person's time zone, and keep it; if Slack is silent, the form asks."""
    try:
        profile = interaction.find(interaction.person.user_id)
    except Refusal:
        return None
    if profile is None or not (profile.in_enterprise or profile.key == interaction.person):
        return None
    with interaction.unit_of_work() as session:
        own = replace(profile, key=interaction.person)
        storage.people.save_profile(session, own, interaction.now)
    return profile.time_zone


def _form(interaction: Interaction, remembered: str, zone: str | None) -> View:
    zone = zone if zone and zones.is_zone(zone) else None
    today = local_day(interaction.now, zone or "UTC")
    return setup.form(
        remembered,
        name=one_line(interaction.text),
        time_zone=zone,
        first_day=school_calendars.usual(zone or "UTC", interaction.now).next_school_day(
            today + _ONE_DAY
        ),
    )


def _answers(interaction: Interaction) -> SetUpAnswers:
    values = interaction.values
    month = values.get("year_starts_in") or ""
    return SetUpAnswers(
        name=one_line(values.get("name")),
        school=_side(interaction, "school"),
        partner=_side(interaction, "partner"),
        cadence=forms.word(Cadence, values.get("cadence")),
        time_zone=values.get("time_zone") or "",
        year_starts_in=int(month) if month.isdecimal() else None,
        first_day=interaction.day("first_day"),
        channel_teams=_teams(interaction),
    )


def _teams(interaction: Interaction) -> frozenset[str]:
    teams = interaction.metadata.get("teams")
    return frozenset(map(forms.slack_id, teams)) if isinstance(teams, list) else frozenset()


def _side(interaction: Interaction, side: str) -> SideAnswers:
    values = interaction.values
    return SideAnswers(
        organization=one_line(values.get(f"{side}_organization")),
        kind=forms.word(OrganizationKind, values.get(f"{side}_kind")),
        lead=find_person(interaction, f"{side}_lead"),
        deputy=_deputy(interaction, f"{side}_deputy"),
    )


def _deputy(interaction: Interaction, field: str) -> Profile | None:
    """Return who was chosen to stand in, if anybody was; one that Slack hides is refused."""
    found = find_person(interaction, field)
    if found is None and interaction.values.get(field):
        raise Refusal(person_problem(None) or "", field=field)
    return found


def find_person(interaction: Interaction, field: str) -> Profile | None:
    """Ask Slack who was chosen in a field; if it is silent, say so at that field."""
    user_id = interaction.values.get(field)
    try:
        return interaction.find(user_id) if user_id else None
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field=field) from refusal
