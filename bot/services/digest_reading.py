"""What digests are made of, read for any number of cycles in as many queries as for one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TypeVar

from sqlalchemy.orm import Session

import storage.digest_checkins
import storage.digest_goals
import storage.themes
from bot.rules.school_days import SchoolCalendar
from bot.services import digest_learning, school_calendars
from bot.services.digest_learning import Learned
from storage.digest_checkins import Answer, Period, Promise
from storage.digest_goals import LiveGoal, Update
from storage.models import Cycle, Partnership
from storage.themes import DigestTheme

Row = TypeVar("Row")


@dataclass(frozen=True)
class Record:
    """What there is to tell of some cycles, by the id of what it is about.

    By partnership: calendars, periods, goals, promises, themes. By cycle: when the one before it
    ended, answers, and what was learned. By goal: updates. Speakers are by partnership and person,
    readings by goal and cycle.
    """

    now: datetime
    calendars: Mapping[int, SchoolCalendar]
    periods: Mapping[int, Sequence[Period]]
    since: Mapping[int, datetime]
    speakers: Mapping[tuple[int, int], tuple[str, str]]
    answers: Mapping[int, Sequence[Answer]]
    goals: Mapping[int, Sequence[LiveGoal]]
    updates: Mapping[int, Sequence[Update]]
    readings: Mapping[tuple[int, int], float | None]
    promises: Mapping[int, Sequence[Promise]]
    themes: Mapping[int, Sequence[DigestTheme]]
    learned: Mapping[int, Learned]


def read(
    session: Session, subjects: Sequence[tuple[Cycle, Partnership]], *, now: datetime
) -> Record:
    """Read what the digests of cycles tell, each the newest of its partnership."""
    partnership_of = {cycle.id: partnership.id for cycle, partnership in subjects}
    cycle_ids, ids = list(partnership_of), set(partnership_of.values())
    periods = _by("partnership_id", storage.digest_checkins.periods_of(session, cycle_ids))
    since = {
        cycle.id: _since(cycle, partnership, periods[partnership.id])
        for cycle, partnership in subjects
    }
    oldest = min(since.values(), default=now)
    promises = storage.digest_checkins.promises_of(session, ids, done_since=oldest)
    return Record(
        now=now,
        calendars=school_calendars.of(session, [partnership for _, partnership in subjects], now),
        periods=periods,
        since=since,
        speakers=storage.digest_checkins.speakers_of(session, ids),
        answers=_by("cycle_id", storage.digest_checkins.answers_of(session, cycle_ids)),
        goals=_by("partnership_id", storage.digest_goals.goals_of(session, ids)),
        updates=_by("goal_id", storage.digest_goals.updates_of(session, ids, since=oldest)),
        readings=storage.digest_goals.readings_of(session, cycle_ids, now),
        promises=_by("partnership_id", promises),
        themes=_by("partnership_id", storage.themes.current_of(session, ids, since=oldest)),
        learned=digest_learning.gather(session, partnership_of, since),
    )


def _by(column: str, rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    key = attrgetter(column)
    for row in rows:
        found[key(row)].append(row)
    return found


def _since(cycle: Cycle, partnership: Partnership, known: Sequence[Period]) -> datetime:
    """Return when the cycle before ended: what came later is news."""
    before = [one.closes_at for one in known if one.number < cycle.number]
    return before[-1] if before else partnership.created_at
