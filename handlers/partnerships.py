"""The partnership's record: help, details, pause, resume, close."""

from collections.abc import Callable

from sqlalchemy.orm import Session

import bot.services.coordinators
import bot.services.help
import bot.services.partnerships
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.vocabulary import Role
from bot.services import cards, seats
from bot.views import (
    answer_links,
    calendar_forms,
    coordinators,
    notices,
    partnerships,
    people,
    schedule,
    school_calendar,
)
from bot.views import help as helping
from bot.views.kit import Message, View
from handlers import chooser, setup
from handlers.interaction import Interaction, metadata
from handlers.router import OTHERWISE, Router

router = Router()

# Modals of the partnership take each other's place: one way out closes them, and Slack stacks no
# more than three.
_OURS = frozenset(
    {
        notices.NOTICE,
        partnerships.DETAILS,
        partnerships.CLOSE,
        partnerships.PEOPLE,
        people.SAVE_NEW,
        people.SAVE_CHANGE,
        answer_links.MAKE,
        answer_links.MADE,
        partnerships.AUDIT,
        coordinators.SHOW,
        coordinators.NAME,
        schedule.SHOW,
        school_calendar.SHOW,
        calendar_forms.SAVE_DAYS,
        calendar_forms.SAVE_HOLIDAYS,
        calendar_forms.SAVE_IMPORT,
    }
)

_ViewOf = Callable[[Session, PersonKey, int], View]


@router.command("/partner")
@router.command("/partner", "help")
@router.action(helping.HELP)
def explain(interaction: Interaction) -> None:
    _explain(interaction, unknown="")


@router.command("/partner", OTHERWISE)
def explain_unknown(interaction: Interaction) -> None:
    _explain(interaction, unknown=interaction.name.partition(" ")[2])


@router.command("/partner", "details")
def details_here(interaction: Interaction) -> None:
    with interaction.reading() as session:
        closed = cards.closed_here(
            session, key=interaction.person, channel_id=interaction.channel_id
        )
        view = _details(session, interaction.person, closed) if closed else None
    if view is not None:
        interaction.open(view)
    else:
        chooser.open_for(interaction, partnerships.DETAILS, _for(interaction, _details))


@router.action(partnerships.DETAILS)
def details(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _details(session, interaction.person, interaction.value_number)
    show(interaction, view)


@router.command("/partner", "pause")
def pause_here(interaction: Interaction) -> None:
    partnership_id = chooser.meant(interaction, partnerships.PAUSE)
    if partnership_id is not None:
        _pause(interaction, partnership_id)


@router.action(partnerships.PAUSE)
def pause(interaction: Interaction) -> None:
    _pause(interaction, interaction.value_number)


@router.command("/partner", "resume")
def resume_here(interaction: Interaction) -> None:
    partnership_id = chooser.meant(interaction, partnerships.RESUME)
    if partnership_id is not None:
        _resume(interaction, partnership_id)


@router.action(partnerships.RESUME)
def resume(interaction: Interaction) -> None:
    _resume(interaction, interaction.value_number)


@router.command("/partner", "close")
def close_here(interaction: Interaction) -> None:
    chooser.open_for(interaction, partnerships.CLOSE, _for(interaction, _closing))


@router.action(partnerships.CLOSE)
def ask_to_close(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _closing(session, interaction.person, interaction.value_number)
    show(interaction, view)


@router.view(partnerships.CLOSE)
def close(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        partnership = bot.services.partnerships.close(
            session,
            key=interaction.person,
            partnership_id=interaction.number_of("partnership"),
            now=interaction.now,
        )
    interaction.tell(partnerships.closed(partnership.name))


def show(interaction: Interaction, view: View) -> None:
    """Show one of the partnership's modals: in the place of another of them, or on its own."""
    if interaction.view.get("callback_id") in _OURS:
        interaction.replace(view)
    else:
        chooser.show(interaction, view)


def _explain(interaction: Interaction, unknown: str) -> None:
    with interaction.reading() as session:
        message = bot.services.help.message(
            session, key=interaction.person, channel_id=interaction.channel_id, unknown=unknown
        )
    interaction.tell(message)


def _pause(interaction: Interaction, partnership_id: int) -> None:
    with interaction.unit_of_work() as session:
        partnership = bot.services.partnerships.pause(
            session, key=interaction.person, partnership_id=partnership_id, now=interaction.now
        )
        view = _details(session, interaction.person, partnership_id)
    _answer(interaction, view, partnerships.paused(partnership_id, partnership.name))


def _resume(interaction: Interaction, partnership_id: int) -> None:
    with interaction.reading() as session:
        seat = seats.take(session, interaction.person, partnership_id, Right.MANAGE_PARTNERSHIP)
    setup.ensure_usable(interaction.tools.directory.channel(seat.partnership.channel_id))
    with interaction.unit_of_work() as session:
        bot.services.partnerships.resume(
            session, key=interaction.person, partnership_id=partnership_id, now=interaction.now
        )
        record, role = cards.read(session, key=interaction.person, partnership_id=partnership_id)
        view = _drawn(session, interaction.person, record, role)
    _answer(interaction, view, partnerships.resumed(record))


def _answer(interaction: Interaction, view: View, message: Message) -> None:
    """Say what happened where the button was: in the record, or in words."""
    if interaction.in_modal:
        interaction.replace(view)
    else:
        interaction.tell(message)


def _for(interaction: Interaction, view_of: _ViewOf) -> Callable[[Session, int], View]:
    return lambda session, partnership_id: view_of(session, interaction.person, partnership_id)


def _details(session: Session, key: PersonKey, partnership_id: int) -> View:
    record, role = cards.read(session, key=key, partnership_id=partnership_id)
    return _drawn(session, key, record, role)


def _drawn(session: Session, key: PersonKey, record: partnerships.Record, role: Role) -> View:
    coordinates = bot.services.coordinators.coordinates(session, key)
    return partnerships.details(record, role, coordinates=coordinates)


def _closing(session: Session, key: PersonKey, partnership_id: int) -> View:
    seat = seats.take(session, key, partnership_id, Right.MANAGE_PARTNERSHIP)
    return partnerships.closing(
        partnership_id, seat.partnership.name, metadata(partnership=partnership_id)
    )
