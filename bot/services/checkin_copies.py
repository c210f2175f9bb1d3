"""A check-in as it is kept, shown again to who gave it."""

from datetime import datetime

from sqlalchemy.orm import Session

import storage.checkins
import storage.turning
from bot.rules import answers
from bot.rules.cadence import local_day
from bot.rules.numbers import write_number
from bot.rules.people import PersonKey
from bot.services import adjustments, cycles, turning
from bot.views.checkin_copy import ActionCopy, Copy, GoalCopy, TurnedCopy


def of_check_in(session: Session, check_in_id: int, *, key: PersonKey, now: datetime) -> Copy:
    """Return the copy of a check-in, with what was said of turning curves since."""
    check_in, cycle, seat = turning.own(session, check_in_id, key)
    said = storage.checkins.updates_of(session, check_in_id)
    goals = storage.checkins.goals_by_id(session, cycle.partnership_id, list(said))
    given = storage.checkins.action_given(session, check_in_id)
    zone = seat.partnership.time_zone
    return Copy(
        partnership_id=seat.partnership.id,
        partnership=seat.partnership.name,
        period=cycles.name_of(seat.partnership, cycle),
        closes_on=local_day(cycle.closes_at, zone),
        sides_in=len(storage.checkins.sides_in(session, cycle.id)),
        is_late=check_in.is_late,
        goals=[
            GoalCopy(
                goals[goal_id].statement,
                "" if one.value is None else write_number(one.value, goals[goal_id].unit),
                one.confidence,
                one.note,
            )
            for goal_id, one in sorted(said.items())
            if (one.value, one.confidence, one.note) != (None, None, "")
        ],
        texts={name: getattr(check_in, name) for name in answers.TEXTS},
        action=(
            None if given is None else ActionCopy(given[0].what, given[1].user_id, given[0].due_on)
        ),
        turned=[
            TurnedCopy(goal.statement, note.story, note.helpers, note.what_works)
            for note, goal in storage.turning.of_check_in(session, check_in_id)
        ],
        helped=adjustments.copies(session, check_in_id),
        check_in_id=check_in_id,
        to_turn=turning.to_ask(session, check_in_id, key=key, now=now),
    )
