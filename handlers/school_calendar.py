"""The school's calendar: look, add, remove, public holidays, import."""

from sqlalchemy.orm import Session

from bot.rules.language import _
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import CalendarKind
from bot.services import calendar_changes, public_holidays
from bot.services.public_holidays import Place
from bot.views import calendar_forms, inputs
from bot.views import school_calendar as views
from bot.views.inputs import Choice
from bot.views.kit import View
from handlers import chooser
from handlers.interaction import Interaction, metadata
from handlers.partnerships import show
from handlers.router import Router

router = Router()


@router.command("/partner", "calendar")
def look_here(interaction: Interaction) -> None:
    chooser.open_for(
        interaction,
        views.SHOW,
        lambda session, partnership_id: _calendar(session, interaction, partnership_id),
    )


@router.action(views.SHOW)
def look(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _calendar(session, interaction, interaction.value_number)
    show(interaction, view)


@router.action(views.ADD)
def open_days(interaction: Interaction) -> None:
    partnership_id = interaction.value_number
    _ensure_may_change(interaction, partnership_id)
    show(interaction, calendar_forms.adding(partnership_id, metadata(partnership=partnership_id)))


@router.view(calendar_forms.SAVE_DAYS)
def add_days(interaction: Interaction) -> None:
    partnership_id = interaction.number_of("partnership")
    with interaction.unit_of_work() as session:
        calendar_changes.add_days(
            session,
            partnership_id,
            kind=interaction.chosen(CalendarKind, "kind"),
            label=interaction.values.get("label") or "",
            first=interaction.day("first"),
            last=interaction.day("last"),
            key=interaction.person,
            now=interaction.now,
        )
    _show_changed(interaction, partnership_id, views.added())


@router.action(views.REMOVE)
def remove_days(interaction: Interaction) -> None:
    partnership_id = interaction.number_of("partnership")
    with interaction.unit_of_work() as session:
        calendar_changes.remove_days(
            session,
            partnership_id,
            interaction.value_number,
            key=interaction.person,
            now=interaction.now,
        )
    _show_changed(interaction, partnership_id, views.removed())


@router.action(views.HOLIDAYS)
def open_holidays(interaction: Interaction) -> None:
    partnership_id = interaction.value_number
    place = _ensure_may_change(interaction, partnership_id)
    chosen = _choice(place) if place.country else None
    show(
        interaction,
        calendar_forms.holidays(partnership_id, chosen, metadata(partnership=partnership_id)),
    )


@router.options(calendar_forms.PLACES)
def find_places(interaction: Interaction) -> None:
    found = public_holidays.places_matching(interaction.text)
    interaction.options(inputs.options([_choice(place) for place in found]))


@router.view(calendar_forms.SAVE_HOLIDAYS)
def keep_holidays(interaction: Interaction) -> None:
    place = public_holidays.place_of(interaction.values.get("place") or "")
    if place is None:
        raise Refusal(_("Please choose a country or state from the list."), field="place")
    _keep_holidays(interaction, interaction.number_of("partnership"), place)


@router.action(views.NO_HOLIDAYS)
def keep_no_holidays(interaction: Interaction) -> None:
    _keep_holidays(interaction, interaction.value_number, Place())


@router.action(views.IMPORT)
def open_import(interaction: Interaction) -> None:
    partnership_id = interaction.value_number
    _ensure_may_change(interaction, partnership_id)
    show(
        interaction, calendar_forms.importing(partnership_id, metadata(partnership=partnership_id))
    )


@router.view(calendar_forms.SAVE_IMPORT)
def import_text(interaction: Interaction) -> None:
    partnership_id = interaction.number_of("partnership")
    with interaction.unit_of_work() as session:
        found = calendar_changes.bring(
            session,
            partnership_id,
            interaction.values.get("text") or "",
            everything=interaction.values.get("which") == calendar_forms.EVERYTHING,
            key=interaction.person,
            now=interaction.now,
        )
    news = views.imported(len(found.entries), len(found.left_out))
    _show_changed(interaction, partnership_id, news)


def _ensure_may_change(interaction: Interaction, partnership_id: int) -> Place:
    """Refuse those who may not, before they fill in a form; return whose holidays are kept."""
    with interaction.reading() as session:
        return calendar_changes.place_kept(session, partnership_id, key=interaction.person)


def _keep_holidays(interaction: Interaction, partnership_id: int, place: Place) -> None:
    with interaction.unit_of_work() as session:
        calendar_changes.keep_holidays(
            session, partnership_id, place, key=interaction.person, now=interaction.now
        )
    name = public_holidays.name_of(place) if place.country else ""
    _show_changed(interaction, partnership_id, views.holidays_saved(name))


def _calendar(
    session: Session, interaction: Interaction, partnership_id: int, news: str = ""
) -> View:
    shown = calendar_changes.look(
        session, partnership_id, key=interaction.person, now=interaction.now
    )
    return views.calendar(shown, metadata(partnership=partnership_id), news=news)


def _show_changed(interaction: Interaction, partnership_id: int, news: str) -> None:
    with interaction.reading() as session:
        view = _calendar(session, interaction, partnership_id, news)
    interaction.replace(view)


def _choice(place: Place) -> Choice:
    return Choice(public_holidays.name_of(place), place.code)
