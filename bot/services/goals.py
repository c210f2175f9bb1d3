"""What happens to goals, each change kept with who made it and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

import storage.goals
from bot.rules.vocabulary import Confidence, Side
from storage.database import insert_into, workspace_of
from storage.models import Goal, GoalUpdate


@dataclass(frozen=True)
class Said:
    """What somebody says of one goal; a value of None is no news of the number."""

    goal: Goal
    value: float | None
    confidence: Confidence | None
    note: str = ""


def record_update(
    session: Session,
    goal: Goal,
    *,
    person_id: int,
    side: Side,
    value: float | None,
    confidence: Confidence | None,
    note: str,
    check_in_id: int | None,
    now: datetime,
    form_token: str | None = None,
) -> None:
    """Keep what one person said of one goal; see `record_updates`."""
    record_updates(
        session,
        [Said(goal, value, confidence, note)],
        person_id=person_id,
        side=side,
        check_in_id=check_in_id,
        now=now,
        form_token=form_token,
    )


def record_updates(
    session: Session,
    said: Sequence[Said],
    *,
    person_id: int,
    side: Side,
    check_in_id: int | None,
    now: datetime,
    form_token: str | None = None,
) -> None:
    """Keep what one person said of several goals, and show the newest of it in the goals.

    In a check-in, what the same check-in said before of a goal is replaced, at a new time only if
    it is different; so saving it again does not push aside what others said meanwhile. Outside
    one, the same `form_token` again changes nothing.
    """
    if not said:
        return
    ids = [one.goal.id for one in said]
    storage.goals.lock(session, ids)
    insert = insert_into(session, GoalUpdate).values(
        [
            {
                "workspace_id": workspace_of(session),
                "goal_id": one.goal.id,
                "check_in_id": check_in_id,
                "person_id": person_id,
                "side": side,
                "at": now,
                "value": one.value,
                "confidence": one.confidence,
                "note": one.note,
                "form_token": form_token,
            }
            for one in said
        ]
    )
    if check_in_id is None:
        session.execute(insert.on_conflict_do_nothing())
    else:
        news = {name: insert.excluded[name] for name in ("value", "confidence", "note")}
        session.execute(
            insert.on_conflict_do_update(
                index_elements=["check_in_id", "goal_id"],
                set_={**news, "at": insert.excluded["at"]},
                where=(GoalUpdate.value.is_distinct_from(news["value"]))
                | (GoalUpdate.confidence.is_distinct_from(news["confidence"]))
                | (GoalUpdate.note != news["note"]),
            )
        )
    storage.goals.show_newest(session, ids)
    for one in said:
        if one.goal in session:
            session.expire(one.goal, ["current_value", "confidence", "updated_at"])
