"""A person's own hours and absences, and what Slack says of people."""

from bot.rules.language import _
from bot.rules.refusals import Refusal
from bot.rules.typed_days import read_day
from bot.services import availability, people
from bot.slack.directory import profile_of
from bot.views import availability as views
from bot.views import notices
from bot.views.kit import Message
from handlers import forms, home
from handlers.interaction import Interaction, metadata
from handlers.router import Router

router = Router()


@router.command("/partner", "away")
def away_here(interaction: Interaction) -> None:
    with interaction.reading() as session:
        mine = availability.look(session, key=interaction.person, now=interaction.now)
    back_on = read_day(interaction.text, mine.today)
    if back_on is None:
        interaction.open(views.away_form(mine, metadata()))
        return
    with interaction.unit_of_work() as session:
        mine = availability.go_away(
            session, back_on=back_on, key=interaction.person, now=interaction.now
        )
    interaction.tell(views.away(mine))


@router.action(views.AWAY)
def open_away(interaction: Interaction) -> None:
    with interaction.reading() as session:
        mine = availability.look(session, key=interaction.person, now=interaction.now)
    interaction.open(views.away_form(mine, _from(interaction)))


@router.view(views.SAVE_AWAY)
def save_away(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        mine = availability.go_away(
            session,
            back_on=interaction.day("back_on"),
            key=interaction.person,
            now=interaction.now,
        )
    _answer(interaction, views.away(mine))


@router.action(views.HERE)
def come_back(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        availability.come_back(session, key=interaction.person, now=interaction.now)
    _answer(interaction, views.here())


@router.command("/partner", "hours")
@router.action(views.HOURS)
def open_hours(interaction: Interaction) -> None:
    with interaction.reading() as session:
        mine = availability.look(session, key=interaction.person, now=interaction.now)
    interaction.open(views.hours_form(mine, _from(interaction)))


@router.view(views.SAVE_HOURS)
def save_hours(interaction: Interaction) -> None:
    start, end = (forms.time_of_day(interaction.values.get(field)) for field in ("start", "end"))
    if start is None or end is None:
        raise Refusal(_("Please choose both."), field="start" if start is None else "end")
    with interaction.unit_of_work() as session:
        mine = availability.keep_hours(
            session, start=start, end=end, key=interaction.person, now=interaction.now
        )
    _answer(interaction, views.hours_saved(mine))


@router.event("user_change")
def changed(interaction: Interaction) -> None:
    profile = profile_of(interaction.body["event"]["user"], interaction.workspace_id)
    with interaction.reading() as session:
        profile = people.as_known(session, profile)
        is_known = people.is_known(session, profile.key)
    if is_known:
        with interaction.unit_of_work() as session:
            people.heard(session, profile, now=interaction.now)


def _from(interaction: Interaction) -> str:
    """Remember whether a form was opened on Home, which then shows what was saved."""
    return metadata(home=interaction.on_home)


def _answer(interaction: Interaction, message: Message) -> None:
    """Say what happened where it was done."""
    if interaction.on_home or interaction.remembers("home"):
        home.show(interaction)
    if interaction.in_modal:
        interaction.replace(notices.notice_of(message))
    elif not interaction.on_home:
        interaction.tell(message)
