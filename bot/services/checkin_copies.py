"""A check-in as it is kept, shown again to who gave it."""

from datetime import datetime

from sqlalchemy.orm import Session

import storage.checkins
import storage.turning
from bot.rules import answers
from bot.rules.cadence import local_day
from bot.rules.people import PersonKey
from bot.services import adjustments, cycles, turning
from bot.services.answering import goal_copy
from bot.services.goals import Said
from bot.views.checkin_copy import ActionCopy, Copy, TurnedCopy


def of_check_in(session: Session, check_in_id: int, *, key: PersonKey, now: datetime) -> Copy:
    """Return the copy of a check-in, with what was said of turning curves since."""
    check_in, cycle, seat = turning.own(session, check_in_id, key)
    updates = storage.checkins.updates_of(session, check_in_id)
    goals = storage.checkins.goals_by_id(session, cycle.partnership_id, list(updates))
    said = [Said.kept(goals[goal_id], update) for goal_id, update in sorted(updates.items())]
    given = storage.checkins.action_given(session, check_in_id)
    return Copy(
        partnership_id=seat.partnership.id,
        partnership=seat.partnership.name,
        period=cycles.name_of(seat.partnership, cycle),
        closes_on=local_day(cycle.closes_at, seat.partnership.time_zone),
        sides_in=len(storage.checkins.sides_in(session, cycle.id)),
        is_late=check_in.is_late,
        goals=[goal_copy(one) for one in said if not one.is_empty],
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
