"""What cycles are called and when the next ones open, worked out once for many digests."""

from datetime import date, datetime

from bot.rules import cadence
from bot.rules.cadence import Schedule, local_day
from bot.services import cycles
from storage.digest_checkins import Period
from storage.models import Cycle, Partnership


class Calendar:
    """Names of periods and days to come: many partnerships have them in common."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._names: dict[tuple[object, ...], str] = {}
        self._openings: dict[tuple[object, ...], date] = {}

    def name_of(self, partnership: Partnership, period: Period | Cycle) -> str:
        """Return what a cycle is called."""
        zone, year_start = partnership.time_zone, partnership.year_starts_in
        about = (period.closes_at, period.term, zone, partnership.cadence, year_start)
        name = self._names.get(about)
        if name is None:
            name = self._names[about] = cycles.name_of(partnership, period)
        return name

    def next_opening(self, schedule: Schedule, cycle: Cycle) -> date:
        """Return the local day on which the cycle after this one would open."""
        # Schools with the same days off have one calendar between them; and whose turn it is in the
        # morning only matters on a morning, while cycles close in the afternoon.
        turn = schedule.turn if self._now > cycle.closes_at else None
        about = (cycle.closes_at, schedule.zone, schedule.cadence, id(schedule.calendar), turn)
        day = self._openings.get(about)
        if day is None:
            not_before = max(cycle.closes_at, self._now)
            plan = cadence.next_cycle_after(schedule, cycle.number, cycle.closes_at, not_before)
            day = self._openings[about] = local_day(plan.opens_at, schedule.zone)
        return day
