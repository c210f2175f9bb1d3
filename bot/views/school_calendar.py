"""The school's calendar: terms, breaks, no-school days and holidays, and news of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.calendar_entries import Entry
from bot.rules.dates import say_day
from bot.rules.language import _, ngettext
from bot.rules.school_days import DaysOff
from bot.rules.vocabulary import CalendarKind
from bot.views import kit, partnerships
from bot.views.kit import Block, Markup, View
from bot.views.partnerships import details_button

SHOW = partnerships.CALENDAR
# With the partnership's id as value.
ADD = "calendar.add"
HOLIDAYS = "calendar.holidays"
NO_HOLIDAYS = "calendar.no_holidays"
IMPORT = "calendar.import"
# With the entry's id as value; the modal remembers the partnership.
REMOVE = "calendar.remove"

_MOST_LISTED = 70
_HOLIDAYS_NAMED = 4


@dataclass(frozen=True)
class Listed:
    """One entry of the calendar, with the id by which it is taken out."""

    entry_id: int
    entry: Entry


@dataclass(frozen=True)
class Calendar:
    """A school's calendar from today on, in one partnership; without holidays the place is empty.

    `shared_with` counts the partnerships that go by it, this one too; zero is for who is not told.
    """

    partnership_id: int
    school: str
    shared_with: int
    entries: Sequence[Listed]
    holidays_of: str
    holidays: Sequence[DaysOff]
    next_check_in: str
    moved: str | None
    may_change: bool


def calendar(shown: Calendar, metadata: str, *, news: str = "") -> View:
    """Show what is to come, and what it does to the next check-in; `news` comes first."""
    blocks: list[Block] = [kit.alert(news, "success")] if news else []
    blocks += [kit.header(shown.school), kit.section(_meaning(shown))]
    if shown.next_check_in:
        lines = [kit.say(_("*Next* {sentence}"), sentence=shown.next_check_in), shown.moved]
        blocks.append(kit.section(kit.join([line for line in lines if line])))
    blocks += _terms(shown)
    blocks += _days_off(shown)
    blocks.append(_holidays(shown))
    return kit.modal(
        _("School calendar"),
        [*blocks, kit.actions(*_buttons(shown))],
        callback_id=SHOW,
        close=_("Close"),
        metadata=metadata,
    )


def added() -> str:
    return _("Added. Everything to come is planned around it.")


def removed() -> str:
    return _("Removed. Everything to come is planned without it.")


def holidays_saved(place: str) -> Markup:
    """Confirm whose holidays are kept; an empty place is none."""
    if not place:
        return kit.escape(_("Public holidays are now ordinary days."))
    return kit.say(_("The public holidays of {place} are observed."), place=place)


def imported(added: int, left_out: int) -> str:
    """Confirm an import, and say what was not taken from it."""
    words = ngettext("{count} entry added.", "{count} entries added.", added).format(count=added)
    if not left_out:
        return words
    rest = ngettext(
        "{count} event left out: it does not say that there is no school.",
        "{count} events left out: they do not say that there is no school.",
        left_out,
    )
    return f"{words} {rest.format(count=left_out)}"


def _meaning(shown: Calendar) -> str:
    words = _(
        "Check-ins, digests and reminders keep clear of weekends, breaks, no-school days and "
        "public holidays: anything that would fall on one waits for the next school day."
    )
    if shown.shared_with < 2:
        return words
    shared = _("The school’s {count} partnerships share this calendar.")
    return f"{words} {shared.format(count=shown.shared_with)}"


def _terms(shown: Calendar) -> list[Block]:
    listed = [one for one in shown.entries if one.entry.kind is CalendarKind.TERM]
    if not listed:
        return []
    return [kit.section(_("*Terms*")), *_rows(listed, shown)]


def _days_off(shown: Calendar) -> list[Block]:
    listed = [one for one in shown.entries if one.entry.kind is not CalendarKind.TERM]
    if not listed:
        return [kit.section(_("*Breaks and no-school days*\nNone are entered yet."))]
    return [kit.section(_("*Breaks and no-school days*")), *_rows(listed, shown)]


def _rows(listed: Sequence[Listed], shown: Calendar) -> list[Block]:
    most = _MOST_LISTED // 2
    rows = [_row(one, shown) for one in listed[:most]]
    more = len(listed) - most
    if more > 0:
        words = ngettext("And {count} more later.", "And {count} more later.", more)
        rows.append(kit.context(words.format(count=more)))
    return rows


def _row(one: Listed, shown: Calendar) -> Block:
    entry = one.entry
    line = kit.say(_("{name}: {days}"), name=entry.label, days=_days(entry.first, entry.last))
    if not shown.may_change:
        return kit.section(line)
    remove = kit.button(
        _("Remove"),
        REMOVE,
        one.entry_id,
        label=_("Remove {name}").format(name=entry.label),
        confirm=kit.confirm(
            _("Remove these days?"),
            _("Check-ins and reminders may fall on them again."),
            _("Remove"),
            _("Keep"),
        ),
    )
    return kit.section(line, button=remove)


def _days(first: date, last: date) -> str:
    if first == last:
        return say_day(first)
    return _("{first} to {last}").format(first=say_day(first), last=say_day(last))


def _holidays(shown: Calendar) -> Block:
    if not shown.holidays_of:
        return kit.section(_("*Public holidays*\nNone are observed."))
    coming = kit.join(
        [
            kit.say(_("{name}, {day}"), name=off.label, day=say_day(off.first))
            for off in shown.holidays[:_HOLIDAYS_NAMED]
        ],
        "; ",
    )
    return kit.section(
        kit.say(
            _("*Public holidays*\nThose of {place}. The next ones: {coming}."),
            place=shown.holidays_of,
            coming=coming,
        )
    )


def _buttons(shown: Calendar) -> list[Block]:
    if not shown.may_change:
        return [details_button(shown.partnership_id)]
    return [
        kit.button(_("Add days"), ADD, shown.partnership_id, style="primary"),
        kit.button(_("Public holidays"), HOLIDAYS, shown.partnership_id),
        kit.button(_("Import"), IMPORT, shown.partnership_id),
        details_button(shown.partnership_id),
    ]
