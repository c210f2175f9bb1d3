"""Digests, each composed from what was read of its cycle."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter

from sqlalchemy.orm import Session

import storage.digest_checkins
from bot.rules import digests, themes, trends
from bot.rules.cadence import local_day
from bot.rules.digests import Section
from bot.rules.goals import GoalDraft
from bot.rules.progress import Aim, movement
from bot.rules.trends import Course, Moment, Trend, Value
from bot.rules.vocabulary import ActionStatus, CycleState, PartnershipStatus, Side
from bot.services import cycles, digest_learning, digest_reading
from bot.services.digest_calendar import Calendar
from bot.services.digest_learning import Learned
from bot.services.digest_reading import Record
from bot.views.digest_lines import ActionNews, Digest, GoalNews, Quote, Source
from storage.digest_checkins import Answer, Period
from storage.digest_goals import LiveGoal
from storage.models import Cycle, Partnership

_BOXES = {
    Section.WINS: attrgetter("wins"),
    Section.CHALLENGES: attrgetter("challenges"),
    Section.NEEDS: attrgetter("needs"),
    Section.CHANGES: attrgetter("changes"),
}
_LONGEST_COURSE_NAME = 60


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
    subjects = storage.digest_checkins.subjects(session, cycle_ids)
    record, in_common = digest_reading.read(session, subjects, now=now), Calendar(now)
    return [
        _Subject(cycle, partnership, record, in_common).compose() for cycle, partnership in subjects
    ]


@dataclass(frozen=True)
class _Subject:
    """One cycle, to be told of from a record that may know of others too."""

    cycle: Cycle
    partnership: Partnership
    record: Record
    in_common: Calendar

    def compose(self) -> Composed:
        goals = self._goals()
        actions = self._actions()
        digest = Digest(
            partnership_id=self.partnership.id,
            partnership=self.partnership.name,
            period=self.in_common.name_of(self.partnership, self.cycle),
            today=self._day(self.record.now),
            check_ins=list(self._sources.values()),
            goals=goals,
            quotes=self._quotes(),
            actions=actions,
            changes=digest_learning.changes(self._learned, self._source),
            themes=themes.for_digest(self._themes, self._since),
            answers_until=self._answers_until(),
            next_opens_on=self._next_opens_on(),
            trend=self._trend(goals),
        )
        return Composed(
            cycle=self.cycle,
            partnership=self.partnership,
            digest=digest,
            is_worth_posting=digests.is_worth_posting(
                sides_in=len({one.side for one in self._answers}),
                goal_values=sum(len(one.entries) for one in goals),
                actions_ticked=sum(one.done for one in actions),
                themes_answered=sum(themes.is_news_since(one, self._since) for one in self._themes),
            ),
        )

    def _day(self, instant: datetime) -> date:
        return local_day(instant, self.partnership.time_zone)

    @property
    def _since(self) -> datetime:
        return self.record.since[self.cycle.id]

    @property
    def _answers(self) -> Sequence[Answer]:
        return self.record.answers[self.cycle.id]

    @cached_property
    def _themes(self) -> list[themes.Standing]:
        return [one.standing for one in self.record.themes[self.partnership.id]]

    @cached_property
    def _sources(self) -> dict[int, Source]:
        """Where the lines of each answer in this cycle come from, in the order they came."""
        return {one.id: self._source_of(one) for one in self._answers}

    @property
    def _learned(self) -> Learned:
        return self.record.learned[self.cycle.id]

    def _source_of(self, answer: Answer) -> Source:
        organization, person = self.record.speakers[self.partnership.id, answer.person_id]
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
        organization, person = self.record.speakers[self.partnership.id, person_id]
        return Source(
            organization=organization,
            person=person,
            side=side,
            said_on=self._day(at),
            in_check_in=check_in_id is not None,
        )

    def _goals(self) -> list[GoalNews]:
        news = [
            one
            for goal in self.record.goals[self.partnership.id]
            if (one := self._goal(goal)) is not None
        ]
        news.sort(key=lambda one: digests.goal_order(one.movement, one.confidence))
        return [one._replace(number=number) for number, one in enumerate(news, 1)]

    def _goal(self, goal: LiveGoal) -> GoalNews | None:
        aim = _aim(goal)
        if aim is None:
            return None
        known = [self.record.readings[goal.id, one.id] for one in self._drawn]
        before = known[-2] if len(known) > 1 else None
        before = aim.baseline if before is None else before
        judged = digest_learning.judged(
            self._learned,
            goal.id,
            [one for one in self.record.updates[goal.id] if one.at > self._since],
            {one.id: one for one in self._answers},
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
        return [
            one
            for one in self.record.periods[self.partnership.id]
            if one.number <= self.cycle.number
        ]

    def _quotes(self) -> list[Quote]:
        # What was recorded as a change is told once, as that.
        recorded = {(Section.CHANGES, one.what.strip()) for one in self._learned.changed}
        return [
            Quote(section, text, self._sources[answer.id])
            for answer in self._answers
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
            for promise in self.record.promises[self.partnership.id]
            if promise.finished_at is None or promise.finished_at > self._since
        ]
        return sorted(known, key=lambda one: one.done)

    def _answers_until(self) -> date | None:
        closes_at = self.cycle.closes_at
        is_open = self.cycle.state is CycleState.OPEN and self.record.now < closes_at
        return self._day(closes_at) if is_open else None

    def _next_opens_on(self) -> date | None:
        if self.partnership.status is not PartnershipStatus.ACTIVE:
            return None
        for one in self.record.periods[self.partnership.id]:
            if one.number > self.cycle.number:
                return self._day(one.opens_at)
        # The next one is planned only when this one closes, by the same rule.
        schedule = cycles.schedule_of(self.partnership, self.record.calendars[self.partnership.id])
        return self.in_common.next_opening(schedule, self.cycle)

    def _trend(self, goals: Sequence[GoalNews]) -> Trend | None:
        until = [
            self.record.now if one.id == self.cycle.id else one.closes_at for one in self._drawn
        ]
        courses = [
            Course(
                name=f"{one.number}. {one.statement}"[:_LONGEST_COURSE_NAME],
                unit=one.unit,
                aim=one.aim,
                values=[
                    Value(at, value)
                    for at, period in zip(until, self._drawn, strict=True)
                    if (value := self.record.readings[one.goal_id, period.id]) is not None
                ],
            )
            for one in goals
        ]
        moments = [
            Moment(self.in_common.name_of(self.partnership, period), at)
            for at, period in zip(until, self._drawn, strict=True)
        ]
        return trends.trend(courses, moments)


def _aim(goal: LiveGoal) -> Aim | None:
    return GoalDraft(
        direction=goal.direction,
        baseline=goal.baseline,
        target=goal.target,
        band=goal.band,
        starts_on=goal.starts_on,
        due_on=goal.due_on,
    ).aim
