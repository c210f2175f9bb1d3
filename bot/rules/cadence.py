"""When things happen: wall-clock time in a zone, working hours, and the dates of every cycle."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.periods import next_period_start
from bot.rules.refusals import Refusal
from bot.rules.school_days import ONE_DAY, SchoolCalendar
from bot.rules.terms import next_term_start, term_of
from bot.rules.vocabulary import Cadence

MORNING = time(9)
MID_MORNING = time(10)
END_OF_HOURS = time(16)
END_OF_DAY = time(17)
_LONGEST_WAIT = timedelta(days=366)

# Days from opening until answers are due, and until the cycle closes.
_WINDOWS = {
    Cadence.MONTHLY: (timedelta(days=10), timedelta(days=14)),
    Cadence.QUARTERLY: (timedelta(days=14), timedelta(days=21)),
    Cadence.TERM: (timedelta(days=14), timedelta(days=21)),
    Cadence.YEARLY: (timedelta(days=21), timedelta(days=28)),
}
_FIRST_REMINDER = timedelta(days=3)
_SECOND_REMINDER = timedelta(days=7)


def local(instant: datetime, zone: str) -> datetime:
    """Return the instant as wall-clock time in the zone."""
    return instant.astimezone(ZoneInfo(zone))


def local_day(instant: datetime, zone: str) -> date:
    """Return the date on the wall calendar in the zone."""
    return local(instant, zone).date()


def to_utc(day: date, at: time, zone: str) -> datetime:
    """Return the instant when clocks in the zone show this time.

    The whole policy for daylight saving: a time that clocks skip becomes the first instant after
    the gap; a time that clocks show twice means the first of the two.
    """
    wall = datetime.combine(day, at, ZoneInfo(zone))
    instant = wall.astimezone(UTC)
    if local(instant, zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _end_of_gap(wall)


def _end_of_gap(wall: datetime) -> datetime:
    """Find the instant when the clocks were moved forward over this wall time.

    Read with the offset from after the gap (`fold=1`) a skipped time lies before the change, read
    with the offset from before it lies at the change or later; the change is between them.
    """
    wall = wall.replace(microsecond=0)
    offset_before = wall.utcoffset()
    before, after = wall.replace(fold=1).astimezone(UTC), wall.astimezone(UTC)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(wall.tzinfo).utcoffset() == offset_before:
            before = middle
        else:
            after = middle
    return after


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When a person may be written to privately: weekdays in their own zone, outside days off."""

    zone: str
    calendar: SchoolCalendar = field(default_factory=SchoolCalendar)
    start: time = MORNING
    end: time = END_OF_HOURS


def next_working_moment(instant: datetime, hours: WorkingHours) -> datetime:
    """Return the instant itself when it is within working hours, else when they next begin."""
    wall = local(instant, hours.zone)
    day = wall.date()
    if hours.calendar.is_school_day(day):
        if hours.start <= wall.time() < hours.end:
            return instant
        if wall.time() < hours.start:
            return max(instant, to_utc(day, hours.start, hours.zone))
    return next_working_day(instant, hours)


def next_working_day(instant: datetime, hours: WorkingHours) -> datetime:
    """Return when working hours begin on the first working day after this local day."""
    day = hours.calendar.next_school_day(local_day(instant, hours.zone) + ONE_DAY)
    return to_utc(day, hours.start, hours.zone)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a partnership chose: how often, from which day, on whose clock and calendar.

    `turn` is how far into the morning it has its turn (`spreading.turn_of`).
    """

    cadence: Cadence
    first_day: date
    zone: str
    calendar: SchoolCalendar
    turn: timedelta = timedelta(0)

    def morning_of(self, day: date) -> datetime:
        """Return the instant of its turn on a day."""
        return to_utc(day, (datetime.combine(day, MORNING) + self.turn).time(), self.zone)


@dataclass(frozen=True, slots=True)
class CyclePlan:
    """Every instant of one cycle, which belongs to the period it closes in.

    opens_at < every reminder < closes_at, and opens_at < due_at < digest_at < closes_at. A reminder
    for which school days leave no day of its own is None. `wanted_on` is the day it would open on
    if nothing was in the way, None when nothing is; `term` is what the school calls its term.
    """

    number: int
    opens_at: datetime
    due_at: datetime
    digest_at: datetime
    closes_at: datetime
    first_reminder_at: datetime | None
    second_reminder_at: datetime | None
    last_reminder_at: datetime
    wanted_on: date | None = None
    term: str = ""

    @property
    def ladder(self) -> tuple[datetime | None, datetime | None, datetime]:
        """Return the planned reminders in order."""
        return self.first_reminder_at, self.second_reminder_at, self.last_reminder_at


def ensure_first_day(first_day: date, zone: str, now: datetime) -> None:
    """Refuse a first day that has passed, or that is more than a year away."""
    today = local_day(now, zone)
    if first_day < today:
        raise Refusal(_("That day has passed. Choose today or a later day."), field="first_day")
    if first_day > today + _LONGEST_WAIT:
        raise Refusal(
            _("That is more than a year away. Choose a day before {day}.").format(
                day=say_day(today + _LONGEST_WAIT)
            ),
            field="first_day",
        )


def first_cycle(schedule: Schedule, now: datetime) -> CyclePlan:
    """Plan the first cycle: the first school morning from the chosen day that is still to come.

    When it is still open as the next period begins, it takes that period's name and place.
    """
    return _plan(schedule, 1, _wanted_day(schedule, schedule.first_day, now))


def next_cycle_after(
    schedule: Schedule, number: int, closed_at: datetime, now: datetime
) -> CyclePlan:
    """Plan the cycle after the numbered one, in a period after the one it closed in.

    It opens and closes within one period, so two never overlap; a period that has too few days
    left, because of breaks or because it is well under way by now, is skipped.
    """
    period = _next_period(schedule, local_day(closed_at, schedule.zone))
    while True:
        following = _next_period(schedule, period)
        wanted = _wanted_day(schedule, period, now)
        if _closing_day(schedule, schedule.calendar.next_school_day(wanted)) < following:
            return _plan(schedule, number + 1, wanted)
        period = following


def _next_period(schedule: Schedule, day: date) -> date:
    if schedule.cadence is Cadence.TERM and schedule.calendar.terms:
        return next_term_start(schedule.calendar.terms, day)
    return next_period_start(schedule.cadence, day, schedule.calendar.year_start_month)


def _wanted_day(schedule: Schedule, day: date, not_before: datetime) -> date:
    """Return the day to open on, school or not: this one, or the first with a morning to come."""
    wanted = max(day, local_day(not_before, schedule.zone))
    if schedule.morning_of(wanted) < not_before:
        return wanted + ONE_DAY
    return wanted


def _due_day(schedule: Schedule, opens: date) -> date:
    until_due, _until_close = _WINDOWS[schedule.cadence]
    return schedule.calendar.next_school_day(opens + until_due)


def _closing_day(schedule: Schedule, opens: date) -> date:
    _until_due, until_close = _WINDOWS[schedule.cadence]
    earliest = max(opens + until_close, _due_day(schedule, opens) + ONE_DAY)
    return schedule.calendar.next_school_day(earliest)


def _plan(schedule: Schedule, number: int, wanted: date) -> CyclePlan:
    calendar, zone = schedule.calendar, schedule.zone
    opens = calendar.next_school_day(wanted)
    due, closes = _due_day(schedule, opens), _closing_day(schedule, opens)
    last = calendar.previous_school_day(closes - ONE_DAY)
    first = calendar.next_school_day(opens + _FIRST_REMINDER)
    second = calendar.next_school_day(opens + _SECOND_REMINDER)
    return CyclePlan(
        number=number,
        opens_at=schedule.morning_of(opens),
        due_at=to_utc(due, END_OF_DAY, zone),
        digest_at=schedule.morning_of(calendar.next_school_day(due + ONE_DAY)),
        closes_at=to_utc(closes, END_OF_DAY, zone),
        first_reminder_at=to_utc(first, MID_MORNING, zone) if first < last else None,
        second_reminder_at=(to_utc(second, MID_MORNING, zone) if first < second < last else None),
        last_reminder_at=to_utc(last, MID_MORNING, zone),
        wanted_on=wanted if wanted < opens else None,
        term=_term_name(schedule, closes),
    )


def _term_name(schedule: Schedule, day: date) -> str:
    term = term_of(schedule.calendar.terms, day) if schedule.cadence is Cadence.TERM else None
    return term.label if term is not None else ""
