"""What digests say, gathered from the record for any number of cycles in as many queries as one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from sqlalchemy.orm import Session

import storage.digest_checkins
import storage.digest_goals
import storage.themes
from bot.rules import cadence, digests, themes, trends
from bot.rules.cadence import Schedule, local_day
from bot.rules.digests import Section
from bot.rules.goals import GoalDraft
from bot.rules.progress import movement
from bot.rules.school_days import SchoolCalendar
from bot.rules.trends import Course, Moment, Trend, Value
from bot.rules.vocabulary import ActionStatus, CycleState, PartnershipStatus, Side
from bot.services import cycles, digest_learning, school_calendars
from bot.services.digest_learning import Learned
from bot.views.digest_lines import ActionNews, Digest, GoalNews, Quote, Source
from storage.digest_checkins import Answer, Period, Promise
from storage.digest_goals import LiveGoal, Update
from storage.models import Cycle, Partnership
from storage.themes import DigestTheme

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

    Fifteen queries, whatever their number. That the reader may read it is the caller's care.
    """
    return [subject.compose() for subject in _subjects(session, cycle_ids, _Calendar(now))]


class _Calendar:
    """Names of periods and days to come: many partnerships have them in common."""

    def __init__(self, now: datetime) -> None:
        self.now = now
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
        turn = schedule.turn if self.now > cycle.closes_at else None
        about = (cycle.closes_at, schedule.zone, schedule.cadence, id(schedule.calendar), turn)
        day = self._openings.get(about)
        if day is None:
            not_before = max(cycle.closes_at, self.now)
            plan = cadence.next_cycle_after(schedule, cycle.number, cycle.closes_at, not_before)
            day = self._openings[about] = local_day(plan.opens_at, schedule.zone)
        return day


def _subjects(
    session: Session, cycle_ids: Collection[int], in_common: _Calendar
) -> list["_Subject"]:
    found = storage.digest_checkins.subjects(session, cycle_ids)
    ids = {partnership.id for _cycle, partnership in found}
    periods = _by("partnership_id", storage.digest_checkins.periods_of(session, cycle_ids))
    since = {
        cycle.id: _since(cycle, partnership, periods[partnership.id])
        for cycle, partnership in found
    }
    oldest = min(since.values(), default=in_common.now)
    calendars = school_calendars.of(
        session, [partnership for _cycle, partnership in found], in_common.now
    )
    speakers = storage.digest_checkins.speakers_of(session, ids)
    answers = _by("cycle_id", storage.digest_checkins.answers_of(session, cycle_ids))
    goals = _by("partnership_id", storage.digest_goals.goals_of(session, ids))
    updates = _by("goal_id", storage.digest_goals.updates_of(session, ids, since=oldest))
    readings = {
        (goal_id, cycle_id): value
        for goal_id, cycle_id, value in storage.digest_goals.readings_of(
            session, cycle_ids, in_common.now
        )
    }
    promised = _by(
        "partnership_id", storage.digest_checkins.promises_of(session, ids, done_since=oldest)
    )
    said = _by("partnership_id", storage.themes.current_of(session, ids, since=oldest))
    learned = digest_learning.gather(
        session, {cycle.id: partnership.id for cycle, partnership in found}, since
    )
    return [
        _Subject(
            cycle=cycle,
            partnership=partnership,
            calendar=calendars[partnership.id],
            periods=periods[partnership.id],
            since=since[cycle.id],
            speakers=speakers,
            answers=answers[cycle.id],
            goals=goals[partnership.id],
            updates=updates,
            readings=readings,
            promises=promised[partnership.id],
            said=said[partnership.id],
            learned=learned[cycle.id],
            in_common=in_common,
        )
        for cycle, partnership in found
    ]


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


@dataclass(frozen=True)
class _Subject:
    """One cycle with all that is known around it; updates and readings are those of all."""

    cycle: Cycle
    partnership: Partnership
    calendar: SchoolCalendar
    periods: Sequence[Period]
    since: datetime
    speakers: dict[tuple[int, int], tuple[str, str]]
    answers: Sequence[Answer]
    goals: Sequence[LiveGoal]
    updates: dict[int, list[Update]]
    readings: dict[tuple[int, int], float | None]
    promises: Sequence[Promise]
    said: Sequence[DigestTheme]
    learned: Learned
    in_common: _Calendar

    def compose(self) -> Composed:
        goals = self._goals()
        actions = self._actions()
        digest = Digest(
            partnership_id=self.partnership.id,
            partnership=self.partnership.name,
            period=self.in_common.name_of(self.partnership, self.cycle),
            today=self._day(self.in_common.now),
            check_ins=list(self._sources.values()),
            goals=goals,
            quotes=self._quotes(),
            actions=actions,
            changes=digest_learning.changes(self.learned, self._source),
            themes=themes.for_digest([one.standing for one in self.said], self.since),
            answers_until=self._answers_until(),
            next_opens_on=self._next_opens_on(),
            trend=self._trend(goals),
        )
        return Composed(
            cycle=self.cycle,
            partnership=self.partnership,
            digest=digest,
            is_worth_posting=digests.is_worth_posting(
                sides_in=len({one.side for one in self.answers}),
                goal_values=sum(len(one.entries) for one in goals),
                actions_ticked=sum(one.done for one in actions),
                themes_answered=sum(
                    themes.is_news_since(one.standing, self.since) for one in self.said
                ),
            ),
        )

    def _day(self, instant: datetime) -> date:
        return local_day(instant, self.partnership.time_zone)

    @cached_property
    def _sources(self) -> dict[int, Source]:
        """Where the lines of each answer in this cycle come from, in the order they came."""
        return {one.id: self._source_of(one) for one in self.answers}

    @cached_property
    def _answers(self) -> dict[int, Answer]:
        return {one.id: one for one in self.answers}

    def _source_of(self, answer: Answer) -> Source:
        organization, person = self.speakers[self.partnership.id, answer.person_id]
        return Source(
            organization=organization,
            person=person,
            side=answer.side,
            said_on=self._day(answer.submitted_at),
            late=answer.is_late,
            no_change=answer.no_change,
            via_link=answer.via_link,
        )

    def _source(self, check_in_id: int | None, person_id: int, side: Side, at: datetime) -> Source:
        """Return where something comes from: a check-in of this cycle, or else its own day."""
        source = None if check_in_id is None else self._sources.get(check_in_id)
        if source is not None:
            return source
        organization, person = self.speakers[self.partnership.id, person_id]
        return Source(
            organization=organization,
            person=person,
            side=side,
            said_on=self._day(at),
            in_check_in=check_in_id is not None,
        )

    def _goals(self) -> list[GoalNews]:
        news = [one for goal in self.goals if (one := self._goal(goal)) is not None]
        news.sort(key=lambda one: digests.goal_order(one.movement, one.confidence))
        return [one._replace(number=number) for number, one in enumerate(news, 1)]

    def _goal(self, goal: LiveGoal) -> GoalNews | None:
        aim = GoalDraft(
            direction=goal.direction,
            baseline=goal.baseline,
            target=goal.target,
            band=goal.band,
            starts_on=goal.starts_on,
            due_on=goal.due_on,
        ).aim
        if aim is None:
            return None
        known = [self.readings[goal.id, one.id] for one in self._drawn]
        before = known[-2] if len(known) > 1 else None
        before = aim.baseline if before is None else before
        judged = digest_learning.judged(
            self.learned,
            goal.id,
            [one for one in self.updates.get(goal.id, ()) if one.at > self.since],
            self._answers,
            self.cycle.digested_at,
            self._source,
        )
        return GoalNews(
            goal_id=goal.id,
            statement=goal.statement,
            unit=goal.unit,
            aim=aim,
            before=before,
            value=known[-1],
            movement=movement(aim, before, known[-1]),
            entries=judged.entries,
            turned=judged.turned,
            differs=judged.differs,
        )

    @cached_property
    def _drawn(self) -> Sequence[Period]:
        """The cycles that the trend may show, oldest first, the one in hand last."""
        return [one for one in self.periods if one.number <= self.cycle.number]

    def _quotes(self) -> list[Quote]:
        # What was recorded as a change is told once, as that.
        recorded = {(Section.CHANGES, one.what.strip()) for one in self.learned.changed}
        return [
            Quote(section, text, self._sources[answer.id])
            for answer in self.answers
            for section, box in _BOXES.items()
            if (text := box(answer).strip()) and (section, text) not in recorded
        ]

    def _actions(self) -> list[ActionNews]:
        """List what is open, soonest due first, and then what was done since the last cycle."""
        known = [
            ActionNews(
                what=promise.what,
                owner=promise.owner,
                due_on=promise.due_on,
                done=promise.status is ActionStatus.DONE,
                source=None if promise.answer is None else self._source_of(promise.answer),
            )
            for promise in self.promises
            if promise.finished_at is None or promise.finished_at > self.since
        ]
        return sorted(known, key=lambda one: one.done)

    def _answers_until(self) -> date | None:
        closes_at = self.cycle.closes_at
        is_open = self.cycle.state is CycleState.OPEN and self.in_common.now < closes_at
        return self._day(closes_at) if is_open else None

    def _next_opens_on(self) -> date | None:
        if self.partnership.status is not PartnershipStatus.ACTIVE:
            return None
        for one in self.periods:
            if one.number > self.cycle.number:
                return self._day(one.opens_at)
        # The next one is planned only when this one closes, by the same rule.
        schedule = cycles.schedule_of(self.partnership, self.calendar)
        return self.in_common.next_opening(schedule, self.cycle)

    def _trend(self, goals: Sequence[GoalNews]) -> Trend | None:
        until = [
            self.in_common.now if one.id == self.cycle.id else one.closes_at for one in self._drawn
        ]
        courses = [
            Course(
                name=f"{one.number}. {one.statement}"[:_LONGEST_COURSE_NAME],
                unit=one.unit,
                aim=one.aim,
                values=[
                    Value(at, value)
                    for at, period in zip(until, self._drawn, strict=True)
                    if (value := self.readings[one.goal_id, period.id]) is not None
                ],
            )
            for one in goals
        ]
        moments = [
            Moment(self.in_common.name_of(self.partnership, period), at)
            for at, period in zip(until, self._drawn, strict=True)
        ]
        return trends.trend(courses, moments)
