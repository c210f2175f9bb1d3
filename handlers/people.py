"""Who is in a partnership: list, add, change, remove."""

from sqlalchemy.orm import Session

import bot.services.membership
import storage.organizations
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.vocabulary import Role, Side
from bot.services import cards, seats
from bot.views import notices, partnerships, people
from bot.views.kit import View
from handlers import chooser
from handlers.interaction import Interaction, metadata
from handlers.partnerships import show
from handlers.router import Router
from handlers.setup import find_person

router = Router()


@router.command("/partner", "people")
def list_here(interaction: Interaction) -> None:
    chooser.open_for(
        interaction,
        partnerships.PEOPLE,
        lambda session, partnership_id: _listing(session, interaction.person, partnership_id),
    )


@router.action(partnerships.PEOPLE)
def list_people(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _listing(session, interaction.person, interaction.value_number)
    show(interaction, view)


@router.action(people.ADD)
def open_new(interaction: Interaction) -> None:
    partnership_id = interaction.value_number
    with interaction.reading() as session:
        seats.take(session, interaction.person, partnership_id, Right.MANAGE_PEOPLE)
        sides = storage.organizations.of_sides(session, partnership_id)
        names = {side: organization.name for side, organization in sides.items()}
    show(
        interaction,
        people.adding(partnership_id, names, metadata(partnership=partnership_id)),
    )


@router.view(people.SAVE_NEW)
def add(interaction: Interaction) -> None:
    side, role = interaction.chosen(Side, "side"), interaction.chosen(Role, "role")
    profile = find_person(interaction, "person")
    partnership_id = interaction.number_of("partnership")
    with interaction.unit_of_work() as session:
        bot.services.membership.add_person(
            session,
            key=interaction.person,
            partnership_id=partnership_id,
            profile=profile,
            side=side,
            role=role,
            now=interaction.now,
        )
    _show_list(
        interaction, partnership_id, people.joined(interaction.values["person"] or "", side, role)
    )


@router.action(people.CHANGE)
def open_change(interaction: Interaction) -> None:
    membership_id = interaction.value_number
    with interaction.reading() as session:
        seat = bot.services.membership.seat_to_change(session, interaction.person, membership_id)
    show(interaction, people.changing(seat, metadata(membership=membership_id)))


@router.view(people.SAVE_CHANGE)
def change(interaction: Interaction) -> None:
    side, role = interaction.chosen(Side, "side"), interaction.chosen(Role, "role")
    with interaction.unit_of_work() as session:
        partnership, user_id = bot.services.membership.change_person(
            session,
            key=interaction.person,
            membership_id=interaction.number_of("membership"),
            side=side,
            role=role,
            now=interaction.now,
        )
    _show_list(interaction, partnership.id, people.joined(user_id, side, role))


@router.action(people.REMOVE)
def remove(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        partnership, user_id = bot.services.membership.remove_person(
            session,
            key=interaction.person,
            membership_id=interaction.value_number,
            now=interaction.now,
        )
    _show_list(interaction, partnership.id, people.left(user_id))


def _listing(session: Session, key: PersonKey, partnership_id: int, news: str = "") -> View:
    record, role = cards.read(session, key=key, partnership_id=partnership_id)
    return people.listing(record, role, news=news)


def _show_list(interaction: Interaction, partnership_id: int, news: str) -> None:
    """Show the list as it is now; who has just left it may no longer read it."""
    with interaction.reading() as session:
        in_it = bot.services.membership.is_in(session, interaction.person, partnership_id)
        view = (
            _listing(session, interaction.person, partnership_id, news)
            if in_it
            else notices.notice(news)
        )
    interaction.replace(view)
