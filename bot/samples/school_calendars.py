"""Samples of the school's calendar with its forms, and of what comes when."""

from datetime import date, timedelta

from bot.rules.calendar_entries import Entry
from bot.rules.school_days import DaysOff
from bot.rules.timeline import Coming, Moment
from bot.rules.vocabulary import CalendarKind
from bot.samples.words import (
    MOVED,
    NEXT_CHECK_IN,
    OPENED,
    PARTNERSHIP,
    PERIOD,
    ZONE,
    Sample,
    Words,
)
from bot.views import calendar_forms, schedule, school_calendar
from bot.views.inputs import Choice
from bot.views.schedule import Schedule
from bot.views.school_calendar import Calendar, Listed

_WINTER = date(2026, 12, 21)
_LABOR_DAY = DaysOff(date(2026, 9, 7), date(2026, 9, 7), "Labor Day")


def _entries(words: Words) -> list[Listed]:
    label = words.partnership[:80]
    kinds = [CalendarKind.TERM, CalendarKind.BREAK, CalendarKind.NO_SCHOOL]
    return [
        Listed(
            number,
            Entry(
                kinds[number % 3],
                label,
                _WINTER + timedelta(days=number),
                _WINTER + timedelta(days=number + number % 3 * 5),
            ),
        )
        for number in range(words.many * 3)
    ]


def _calendar(words: Words) -> Calendar:
    return Calendar(
        partnership_id=PARTNERSHIP,
        school=words.school,
        shared_with=words.many,
        entries=_entries(words),
        holidays_of="United States, Illinois",
        holidays=[_LABOR_DAY] * 5,
        next_check_in=NEXT_CHECK_IN,
        moved=MOVED,
        may_change=True,
    )


def _empty(words: Words) -> Calendar:
    return Calendar(PARTNERSHIP, words.school, 1, [], "", [], "", None, may_change=False)


def _schedule(words: Words) -> Schedule:
    return Schedule(
        partnership_id=PARTNERSHIP,
        name=words.partnership,
        time_zone=ZONE,
        is_paused=True,
        period=PERIOD,
        coming=[Coming(OPENED + timedelta(days=day), what) for day, what in enumerate(Moment)],
        moved=MOVED,
        mine_at=OPENED + timedelta(days=3),
    )


SAMPLES: dict[str, Sample] = {
    "school_calendar.calendar": lambda words: school_calendar.calendar(
        _calendar(words), "{}", news=school_calendar.imported(12, 3)
    ),
    "school_calendar.calendar.empty": lambda words: school_calendar.calendar(_empty(words), "{}"),
    "calendar_forms.adding": lambda _words: calendar_forms.adding(PARTNERSHIP, "{}"),
    "calendar_forms.holidays": lambda _words: calendar_forms.holidays(
        PARTNERSHIP, Choice("United States, Illinois", "US-IL"), "{}"
    ),
    "calendar_forms.importing": lambda _words: calendar_forms.importing(PARTNERSHIP, "{}"),
    "schedule.schedule": lambda words: schedule.schedule(_schedule(words)),
    "schedule.schedule.closed": lambda words: schedule.schedule(
        Schedule(PARTNERSHIP, words.partnership, ZONE, is_paused=False)
    ),
}
