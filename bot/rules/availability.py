"""When a person can be written to: their working hours, and whether they are away."""

import re
from datetime import date, datetime, time, timedelta

from bot.rules.cadence import END_OF_HOURS, MORNING, WorkingHours, local_day, to_utc
from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.people import Status
from bot.rules.refusals import Refusal
from bot.rules.school_days import ONE_DAY, SchoolCalendar

_SHORTEST_HOURS = timedelta(hours=1)
_LONGEST_ABSENCE = timedelta(days=366)

# A status without an end is looked at again each day; a missed look must not end a vacation.
_STATUS_WITHOUT_END = timedelta(days=2)
# Who says they are here is believed for so long, whatever their status still says.
_BELIEVED = timedelta(days=14)

_AWAY_EMOJI = frozenset(
    {
        ":palm_tree:",
        ":desert_island:",
        ":beach_with_umbrella:",
        ":airplane:",
        ":face_with_thermometer:",
    }
)
_AWAY_WORDS = re.compile(
    r"\b(away|vacation(ing)?|ooo|out of (the )?office|out sick|sick day|pto|sabbatical"
    r"|on holidays?|((annual|family|maternity|medical|on|parental|paternity|sick) leave))\b",
    re.IGNORECASE,
)


def hours_of(
    start: time | None, end: time | None, *, zone: str, calendar: SchoolCalendar
) -> WorkingHours:
    """Return somebody's working hours: their own, or else nine to four."""
    return WorkingHours(zone, calendar, start or MORNING, end or END_OF_HOURS)


def ensure_hours(start: time, end: time) -> None:
    """Refuse working hours that end before they begin, or that are too short to be met."""
    day = date(2000, 1, 1)
    if datetime.combine(day, end) - datetime.combine(day, start) < _SHORTEST_HOURS:
        raise Refusal(_("Please choose an end at least an hour after the start."), field="end")


def returns_at(back_on: date | None, hours: WorkingHours, now: datetime) -> datetime:
    """Return when somebody is back who named their first day back, or refuse that day."""
    if back_on is None:
        raise Refusal(_("Please choose the day you are back."), field="back_on")
    today = local_day(now, hours.zone)
    if back_on <= today:
        raise Refusal(_("Please choose a day after today."), field="back_on")
    if back_on > today + _LONGEST_ABSENCE:
        raise Refusal(
            _("That is more than a year away. Choose a day before {day}.").format(
                day=say_day(today + _LONGEST_ABSENCE)
            ),
            field="back_on",
        )
    return to_utc(back_on, hours.start, hours.zone)


def here_again(now: datetime) -> datetime:
    """Return from when a status counts again for somebody who says that they are here."""
    return now + _BELIEVED


def away_by_status(status: Status, now: datetime) -> datetime | None:
    """Return until when somebody is away by their Slack status; None when it does not say so.

    The whole rule: its words say away, vacation, leave, out of office, out sick or the like; or it
    has no words and the picture of one of Slack's own statuses for that. It counts until its end;
    without one, for as long as it is seen.
    """
    says_so = _AWAY_WORDS.search(status.text) if status.text else status.emoji in _AWAY_EMOJI
    if not says_so:
        return None
    until = status.ends_at or now + _STATUS_WITHOUT_END
    return until if until > now else None


def follow_status(
    away_until: datetime | None,
    counts_from: datetime | None,
    status: Status,
    now: datetime,
) -> datetime | None:
    """Return until when somebody is away, after a look at their status.

    What they told us themselves counts more, until `counts_from`.
    """
    if counts_from is not None and counts_from > now:
        return away_until
    return away_by_status(status, now)


def is_away(away_until: datetime | None, now: datetime) -> bool:
    """Say whether somebody is away now."""
    return away_until is not None and away_until > now


def deputy_is_asked(away_until: datetime | None, reminder_at: datetime, now: datetime) -> bool:
    """Say whether somebody stands in: not for one who is back tomorrow, or before the reminder."""
    return away_until is not None and away_until > max(reminder_at, long_from(now))


def long_from(now: datetime) -> datetime:
    """Return until when an absence is short enough for a reminder to wait."""
    return now + ONE_DAY
