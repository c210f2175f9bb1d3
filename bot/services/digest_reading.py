"""What digests say, gathered from the record for any number of cycles in as many queries as one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter
from typing import TypeVar

from sqlalchemy.orm import Session

import storage.digests
from bot.rules import cadence, digests, trends
from bot.rules.cadence import local_day
from bot.rules.digests import Section
from bot.rules.progress import movement
from bot.rules.school_days import SchoolCalendar
from bot.rules.trends import Course, Moment, Trend, Value
from bot.rules.vocabulary import ActionStatus, CycleState, PartnershipStatus
from bot.services import cycles, goal_reading, school_calendars
from bot.views.digest_lines import ActionNews, Digest, GoalEntry, GoalNews, Quote, Source
from storage.models import Action, CheckIn, Cycle, Goal, GoalUpdate, Partnership, Person

_BOXES = {
    Section.WINS: attrgetter("wins"),
    Section.CHALLENGES: attrgetter("challenges"),
    Section.NEEDS: attrgetter("needs"),
    Section.CHANGES: attrgetter("changes"),
}
_LONGEST_COURSE_NAME = 60

Row = TypeVar("Row")


@dataclass(frozen=True)
class Composed:
    """A cycle with its digest, and whether there is anything in it to tell a channel."""

    cycle: Cycle
    partnership: Partnership
    digest: Digest
    is_worth_posting: bool


def compose(session: Session, cycle_ids: Collection[int], *, now: datetime) -> list[Composed]:
    """Compose the digests of cycles, each the newest of its partnership.

    Ten queries, whatever the number of cycles. That the reader may read it is the caller's care.
    """
    return [subject.compose() for subject in _subjects(session, cycle_ids, now)]


def _subjects(session: Session, cycle_ids: Collection[int], now: datetime) -> list["_Subject"]:
    found = storage.digests.subjects(session, cycle_ids)
    ids = {partnership.id for _cycle, partnership in found}
    all_cycles = _by("partnership_id", storage.digests.cycles_of(session, ids))
    since = {
        cycle.id: _since(cycle, partnership, all_cycles[partnership.id])
        for cycle, partnership in found
    }
    calendars = school_calendars.of(session, [partnership for _cycle, partnership in found], now)
    speakers = storage.digests.speakers_of(session, ids)
    check_ins = _by("cycle_id", storage.digests.check_ins_of(session, cycle_ids))
    goals = _by("partnership_id", storage.digests.goals_of(session, ids))
    updates = _by("goal_id", storage.digests.updates_of(session, ids))
    actions = defaultdict(list)
    done_since = min(since.values(), default=now)
    for row in storage.digests.actions_of(session, ids, done_since=done_since):
        actions[row[0].partnership_id].append(row)
    return [
        _Subject(
            cycle=cycle,
            partnership=partnership,
            calendar=calendars[partnership.id],
            cycles=all_cycles[partnership.id],
            since=since[cycle.id],
            speakers=speakers,
            check_ins=check_ins[cycle.id],
            goals=goals[partnership.id],
            updates={goal.id: updates[goal.id] for goal in goals[partnership.id]},
            actions=actions[partnership.id],
            now=now,
        )
        for cycle, partnership in found
    ]


def _by(column: str, rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def _since(cycle: Cycle, partnership: Partnership, known: Sequence[Cycle]) -> datetime:
    """Return when the cycle before ended: what came later is news."""
    before = [one.closes_at for one in known if one.number < cycle.number]
    return before[-1] if before else partnership.created_at


@dataclass(frozen=True)
class _Subject:
    """One cycle with all that is known around it."""

    cycle: Cycle
    partnership: Partnership
    calendar: SchoolCalendar
    cycles: Sequence[Cycle]
    since: datetime
    speakers: dict[tuple[int, int], tuple[str, str]]
    check_ins: Sequence[CheckIn]
    goals: Sequence[Goal]
    updates: dict[int, list[GoalUpdate]]
    actions: Sequence[tuple[Action, Person, CheckIn | None]]
    now: datetime

    def compose(self) -> Composed:
        goals = self._goals()
        actions = self._actions()
        digest = Digest(
            partnership_id=self.partnership.id,
            partnership=self.partnership.name,
            period=cycles.name_of(self.partnership, self.cycle),
            today=self._day(self.now),
            check_ins=[self._source_of(one) for one in self.check_ins],
            goals=goals,
            quotes=self._quotes(),
            actions=actions,
            answers_until=self._answers_until(),
            next_opens_on=self._next_opens_on(),
            trend=self._trend(goals),
        )
        return Composed(
            cycle=self.cycle,
            partnership=self.partnership,
            digest=digest,
            is_worth_posting=digests.is_worth_posting(
                sides_in=len({one.side for one in self.check_ins}),
                goal_values=sum(len(one.entries) for one in goals),
                actions_ticked=sum(one.done for one in actions),
            ),
        )

    def _day(self, instant: datetime) -> date:
        return local_day(instant, self.partnership.time_zone)

    def _source_of(self, check_in: CheckIn) -> Source:
        organization, person = self.speakers[self.partnership.id, check_in.person_id]
        return Source(
            organization=organization,
            person=person,
            side=check_in.side,
            said_on=self._day(check_in.submitted_at),
            late=check_in.is_late,
            no_change=check_in.no_change,
        )

    def _source_of_update(self, update: GoalUpdate) -> Source:
        check_in = next((one for one in self.check_ins if one.id == update.check_in_id), None)
        if check_in is not None:
            return self._source_of(check_in)
        organization, person = self.speakers[self.partnership.id, update.person_id]
        return Source(
            organization=organization,
            person=person,
            side=update.side,
            said_on=self._day(update.at),
            in_check_in=update.check_in_id is not None,
        )

    def _goals(self) -> list[GoalNews]:
        news = [self._goal(goal) for goal in self.goals]
        ordered = sorted(
            (one for one in news if one is not None),
            key=lambda one: digests.goal_order(one.movement, one.confidence),
        )
        return [replace(one, number=number) for number, one in enumerate(ordered, 1)]

    def _goal(self, goal: Goal) -> GoalNews | None:
        aim = goal_reading.plan_of(goal, None, None).aim
        if aim is None:
            return None
        updates = self.updates[goal.id]
        values = [(one.at, one.value) for one in updates if one.value is not None]
        before = [value for at, value in values if at <= self.since]
        value = values[-1][1] if values else None
        return GoalNews(
            goal_id=goal.id,
            statement=goal.statement,
            unit=goal.unit,
            aim=aim,
            before=before[-1] if before else aim.baseline,
            value=value,
            movement=movement(aim, before[-1] if before else aim.baseline, value),
            entries=[
                GoalEntry(self._source_of_update(one), one.value, one.confidence, one.note)
                for one in updates
                if one.at > self.since
            ],
        )

    def _quotes(self) -> list[Quote]:
        return [
            Quote(section, text, self._source_of(check_in))
            for check_in in self.check_ins
            for section, box in _BOXES.items()
            if (text := box(check_in).strip())
        ]

    def _actions(self) -> list[ActionNews]:
        """List what is open, soonest due first, and then what was done since the last cycle."""
        known = [
            ActionNews(
                what=action.what,
                owner=owner.user_id,
                due_on=action.due_on,
                done=action.status is ActionStatus.DONE,
                source=None if check_in is None else self._source_of(check_in),
            )
            for action, owner, check_in in self.actions
            if action.finished_at is None or action.finished_at > self.since
        ]
        return sorted(known, key=lambda one: one.done)

    def _answers_until(self) -> date | None:
        is_open = self.cycle.state is CycleState.OPEN and self.now < self.cycle.closes_at
        return self._day(self.cycle.closes_at) if is_open else None

    def _next_opens_on(self) -> date | None:
        if self.partnership.status is not PartnershipStatus.ACTIVE:
            return None
        for one in self.cycles:
            if one.number > self.cycle.number:
                return self._day(one.opens_at)
        # The next one is planned only when this one closes, by the same rule.
        schedule = cycles.schedule_of(self.partnership, self.calendar)
        closes_at = self.cycle.closes_at
        plan = cadence.next_cycle_after(
            schedule, self.cycle.number, closes_at, max(closes_at, self.now)
        )
        return self._day(plan.opens_at)

    def _trend(self, goals: Sequence[GoalNews]) -> Trend | None:
        courses = [
            Course(
                name=f"{one.number}. {one.statement}"[:_LONGEST_COURSE_NAME],
                unit=one.unit,
                aim=one.aim,
                values=[
                    Value(update.at, update.value)
                    for update in self.updates[one.goal_id]
                    if update.value is not None
                ],
            )
            for one in goals
        ]
        moments = [
            Moment(
                cycles.name_of(self.partnership, one),
                self.now if one.id == self.cycle.id else one.closes_at,
            )
            for one in self.cycles
            if one.number <= self.cycle.number
        ]
        return trends.trend(courses, moments)
