"""What people do with a school's calendar: look, add days, take them out, bring a whole one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

import storage.cycles
import storage.partnerships
import storage.school_calendars
from bot.rules import delivery
from bot.rules.cadence import local_day
from bot.rules.calendar_entries import (
    Entry,
    Read,
    ensure_keeps_calendar,
    entry_problems,
    keeps_calendar,
)
from bot.rules.language import _
from bot.rules.partnerships import ensure_not_closed, one_line
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.refusals import FormRefusal, Refusal
from bot.rules.vocabulary import CalendarKind, CycleState, PartnershipStatus
from bot.services import (
    calendar_files,
    cards,
    coordinators,
    cycles,
    public_holidays,
    school_calendars,
    seats,
)
from bot.services.public_holidays import Place
from bot.views.school_calendar import Calendar, Listed
from storage.models import CalendarEntry, Cycle, Partnership
from storage.school_calendars import School

_PROBLEMS_SHOWN = 5


@dataclass(frozen=True)
class SchoolEntries:
    """One school's calendar from today on, for the operator; no holidays kept is empty."""

    workspace_id: str
    school_id: int
    name: str
    holidays_of: str
    entries: Sequence[Entry]


def look(session: Session, partnership_id: int, *, key: PersonKey, now: datetime) -> Calendar:
    """Return the calendar of a partnership's school, from today on, as a member sees it."""
    seat = seats.take(session, key, partnership_id, Right.READ)
    partnership, member = seat.partnership, seat.membership
    school = _school_of(session, partnership)
    place = school_calendars.place_of(school, partnership)
    today = local_day(now, partnership.time_zone)
    school_id = school.organization_id
    cycle = cycles.next_or_current(session, partnership_id)
    in_hand = [(partnership, cycle)] if cycle is not None else []
    return Calendar(
        partnership_id=partnership_id,
        school=storage.school_calendars.school(session, school_id).name,
        shared_with=_count_sharing(session, school_id, key),
        entries=[
            Listed(one.id, _entry(one))
            for one in storage.school_calendars.entries_of(session, [school_id], today)[school_id]
        ],
        holidays_of=_name_of(place),
        holidays=[off for off in public_holidays.days_off(place, today) if off.first >= today],
        next_check_in=cycles.in_words(partnership, cycle) if cycle is not None else "",
        moved=cycles.why_moved(session, in_hand).get(partnership_id),
        may_change=keeps_calendar(member.side, member.role)
        and partnership.status is not PartnershipStatus.CLOSED,
    )


def schools(
    session: Session,
    *,
    now: datetime,
    partnership_id: int | None = None,
    workspace_id: str | None = None,
) -> list[SchoolEntries]:
    """Return the calendars of all schools, of those in a workspace, or of a partnership's."""
    found = storage.school_calendars.with_partnerships(
        session, partnership_id=partnership_id, workspace_id=workspace_id
    )
    chosen = storage.school_calendars.schools_of(session, [one.id for _school, one in found])
    ids = [school.id for school, _partnership in found]
    entries = storage.school_calendars.entries_of(session, ids, now.date())
    return [
        SchoolEntries(
            workspace_id=school.workspace_id,
            school_id=school.id,
            name=school.name,
            holidays_of=_name_of(school_calendars.place_of(chosen[partnership.id], partnership)),
            entries=[_entry(one) for one in entries[school.id]],
        )
        for school, partnership in found
    ]


def place_kept(session: Session, partnership_id: int, *, key: PersonKey) -> Place:
    """Return whose public holidays are kept now, for the form that changes it."""
    partnership, school = _take(session, partnership_id, key)
    return school_calendars.place_of(school, partnership)


def add_days(
    session: Session,
    partnership_id: int,
    *,
    kind: CalendarKind | None,
    label: str,
    first: date | None,
    last: date | None,
    key: PersonKey,
    now: datetime,
) -> None:
    """Put a term, a break or a no-school day into the calendar; again changes nothing."""
    partnership, school = _take(session, partnership_id, key)
    label = one_line(label)
    problems = entry_problems(kind, label, first, last, local_day(now, partnership.time_zone))
    if kind is None or first is None or problems:
        raise FormRefusal(problems)
    keep(session, school.organization_id, [Entry(kind, label, first, last or first)], now=now)


def remove_days(
    session: Session, partnership_id: int, entry_id: int, *, key: PersonKey, now: datetime
) -> None:
    """Take days out of the calendar; out already is fine."""
    _partnership, school = _take(session, partnership_id, key)
    storage.school_calendars.remove_entry(session, school.organization_id, entry_id)
    _follow(session, school.organization_id, now)


def keep_holidays(
    session: Session, partnership_id: int, place: Place, *, key: PersonKey, now: datetime
) -> None:
    """Keep the public holidays of a place from now on, or none."""
    _partnership, school = _take(session, partnership_id, key)
    storage.school_calendars.keep_holidays(
        session, school.organization_id, country=place.country, state=place.state
    )
    _follow(session, school.organization_id, now)


def bring(
    session: Session,
    partnership_id: int,
    text: str,
    *,
    everything: bool,
    key: PersonKey,
    now: datetime,
) -> Read:
    """Put a pasted calendar into the school's, all of it or, when anything is wrong, nothing."""
    partnership, school = _take(session, partnership_id, key)
    today = local_day(now, partnership.time_zone)
    found = calendar_files.read(text, everything=everything, today=today)
    if found.problems:
        shown = found.problems[:_PROBLEMS_SHOWN]
        if len(found.problems) > len(shown):
            more = len(found.problems) - len(shown)
            shown.append(_("And {count} more.").format(count=more))
        raise Refusal(" ".join([*shown, _("Nothing was added.")]), field="text")
    keep(session, school.organization_id, found.entries.values(), now=now)
    return found


def keep(session: Session, school_id: int, entries: Iterable[Entry], *, now: datetime) -> None:
    """Put entries into a school's calendar, and plan by them what is to come."""
    for entry in entries:
        storage.school_calendars.add_entry(
            session,
            school_id,
            kind=entry.kind,
            label=entry.label,
            first=entry.first,
            last=entry.last,
        )
    _follow(session, school_id, now)


def _take(session: Session, partnership_id: int, key: PersonKey) -> tuple[Partnership, School]:
    seat = seats.take(session, key, partnership_id, Right.READ)
    ensure_keeps_calendar(seat.membership.side, seat.membership.role)
    ensure_not_closed(seat.partnership.status)
    return seat.partnership, _school_of(session, seat.partnership)


def _school_of(session: Session, partnership: Partnership) -> School:
    return storage.school_calendars.schools_of(session, [partnership.id])[partnership.id]


def _follow(session: Session, school_id: int, now: datetime) -> None:
    """Plan the check-ins to come of every partnership that shares the calendar."""
    for partnership in storage.school_calendars.partnerships_of(session, school_id):
        if partnership.status is not PartnershipStatus.ACTIVE:
            continue
        storage.partnerships.lock(session, partnership.id)
        cycle = storage.cycles.unfinished(session, partnership.id, lock=True)
        # One that opens in this very minute is the clock's.
        if cycle is None or cycle.state is not CycleState.UPCOMING or cycle.opens_at <= now:
            continue
        before = _dates(cycle)
        cycles.replan(session, partnership, now=now)
        session.flush()
        if _dates(cycle) != before or cycle.wanted_on is not None:
            cards.refresh(session, partnership, delivery.changed_at("calendar", now), now)


def _count_sharing(session: Session, school_id: int, key: PersonKey) -> int:
    # What else a school is in, its partners do not learn from each other's calendar.
    if not coordinators.coordinates(session, key):
        return 0
    return len(storage.school_calendars.partnerships_of(session, school_id))


def _entry(row: CalendarEntry) -> Entry:
    return Entry(row.kind, row.label, row.first_day, row.last_day)


def _name_of(place: Place) -> str:
    return public_holidays.name_of(place) if place.country else ""


def _dates(cycle: Cycle) -> tuple[object, ...]:
    return (cycle.wanted_on, cycle.opens_at, cycle.due_at, cycle.closes_at, cycle.term)
