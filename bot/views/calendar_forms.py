"""The forms that change a school's calendar: days, public holidays, a calendar kept elsewhere."""

from bot.rules.calendar_entries import LONGEST_LABEL
from bot.rules.language import _
from bot.rules.vocabulary import CalendarKind
from bot.views import inputs, kit
from bot.views.inputs import Choice
from bot.views.kit import Block, View
from bot.views.school_calendar import NO_HOLIDAYS, SHOW
from bot.views.words import calendar_kind_name

SAVE_DAYS = "calendar.save_days"
SAVE_HOLIDAYS = "calendar.save_holidays"
SAVE_IMPORT = "calendar.save_import"
PLACES = "places.search"

EVERYTHING = "everything"
_MARKED = "marked"


def adding(partnership_id: int, metadata: str) -> View:
    """Ask for a term, a break or a no-school day."""
    return kit.modal(
        _("Add to the calendar"),
        [
            inputs.choice(
                "kind",
                _("What it is"),
                [
                    Choice(calendar_kind_name(kind), kind)
                    for kind in (CalendarKind.BREAK, CalendarKind.NO_SCHOOL, CalendarKind.TERM)
                ],
                initial=CalendarKind.BREAK,
                hint=_(
                    "Check-ins that come every term open as a term begins. Nothing opens, and "
                    "nobody is reminded, in a break or on a no-school day."
                ),
            ),
            inputs.text_input(
                "label",
                _("Name"),
                limit=LONGEST_LABEL,
                placeholder=_("Such as winter break"),
            ),
            inputs.day("first", _("First day")),
            inputs.day(
                "last", _("Last day"), hint=_("Leave it empty for a single day."), optional=True
            ),
            _back(partnership_id),
        ],
        callback_id=SAVE_DAYS,
        submit=_("Add"),
        close=_("Cancel"),
        metadata=metadata,
    )


def holidays(partnership_id: int, place: Choice | None, metadata: str) -> View:
    """Ask whose public holidays the school keeps."""
    return kit.modal(
        _("Public holidays"),
        [
            inputs.search(
                "place",
                _("Country, and state if it has holidays of its own"),
                PLACES,
                initial=place,
                hint=_("Type a country or a state, such as Illinois."),
            ),
            kit.actions(
                kit.button(_("Back"), SHOW, partnership_id),
                kit.button(_("Observe no public holidays"), NO_HOLIDAYS, partnership_id),
            ),
        ],
        callback_id=SAVE_HOLIDAYS,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def importing(partnership_id: int, metadata: str) -> View:
    """Ask for a calendar that the school keeps elsewhere."""
    return kit.modal(
        _("Import a calendar"),
        [
            kit.section(
                _(
                    "Paste rows from a spreadsheet saved as CSV, with the columns "
                    "`kind,label,first,last`, or the text of an iCalendar file (`.ics`). "
                    "Dates are written `2026-12-21`; kinds are `term`, `break` and `no school`. "
                    "If any row is wrong, nothing is added."
                )
            ),
            inputs.text_input(
                "text",
                _("Calendar"),
                multiline=True,
                placeholder="kind,label,first,last\nbreak,Winter break,2026-12-21,2027-01-01",
                hint=_(
                    "Up to 3,000 characters at a time. For a whole file, ask the people who run "
                    "Touchstone: they have a command for it."
                ),
            ),
            inputs.choice(
                "which",
                _("From an iCalendar file"),
                [
                    Choice(_("Only events that say there is no school"), _MARKED),
                    Choice(_("Every all-day event"), EVERYTHING),
                ],
                initial=_MARKED,
            ),
            _back(partnership_id),
        ],
        callback_id=SAVE_IMPORT,
        submit=_("Import"),
        close=_("Cancel"),
        metadata=metadata,
    )


def _back(partnership_id: int) -> Block:
    return kit.actions(kit.button(_("Back"), SHOW, partnership_id))
