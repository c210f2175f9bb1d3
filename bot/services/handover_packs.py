"""Gathering all that there is to know about a partnership for somebody who will lead a side."""

from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

import storage.actions
import storage.handovers
import storage.partnerships
from bot.rules import handovers as rules
from bot.rules.cadence import local_day
from bot.rules.people import PersonKey
from bot.rules.vocabulary import GoalStatus, HandoverState
from bot.services import cards, cycles, goal_reading, handover_requests
from bot.views.handover_pack import CheckedIn, Decision, Pack, Promise, Said, SaidOfGoal
from storage.handovers import Asked
from storage.models import Partnership

_CHECK_INS = 4
_DECISIONS = 5


def read(session: Session, handover_id: int, *, key: PersonKey, now: datetime) -> Pack:
    """Return the pack for whoever is asked to take over, as long as they are asked or seated."""
    asked = storage.handovers.find(session, handover_id)
    if asked is None or key != asked.successor.key or not _may_read(session, asked, now):
        raise rules.not_asked()
    return _gather(session, asked, now)


def _may_read(session: Session, asked: Asked, now: datetime) -> bool:
    if asked.handover.state is HandoverState.TAKEN:
        key, partnership_id = asked.successor.key, asked.partnership.id
        return storage.partnerships.seat_of(session, key, partnership_id) is not None
    is_open = asked.handover.state is HandoverState.ASKED
    return is_open and handover_requests.stands(session, asked, now=now)


def _gather(session: Session, asked: Asked, now: datetime) -> Pack:
    partnership = asked.partnership
    record = cards.record_of(session, partnership)
    return Pack(
        partnership=partnership.name,
        side=asked.handover.side,
        today=local_day(now, partnership.time_zone),
        next_check_in=record.next_check_in,
        note=asked.handover.note,
        people=record.members,
        goals=[
            goal
            for goal in goal_reading.cards(session, [partnership])[partnership.id]
            if goal.status is not GoalStatus.RETIRED
        ],
        promises=_promises(session, partnership, now),
        check_ins=_check_ins(session, partnership),
        decisions=[
            Decision(one.what, local_day(one.at, partnership.time_zone))
            for one in storage.handovers.last_adjustments(session, partnership.id, _DECISIONS)
        ],
    )


def _promises(session: Session, partnership: Partnership, now: datetime) -> list[Promise]:
    found = storage.actions.listed(session, [partnership.id], done_since=now)
    return [Promise(one.action.what, one.owner.user_id, one.action.due_on) for one in found]


def _check_ins(session: Session, partnership: Partnership) -> list[CheckedIn]:
    rows = storage.handovers.last_check_ins(session, partnership.id, _CHECK_INS)
    of_goals = _said_of_goals(session, [said.id for _cycle, said in rows if said is not None])
    return [
        CheckedIn(
            cycles.name_of(partnership, cycle),
            [
                Said(
                    said.side,
                    said.wins,
                    said.challenges,
                    said.needs,
                    said.changes,
                    of_goals.get(said.id, []),
                )
                for _cycle, said in together
                if said is not None
            ],
        )
        for cycle, together in groupby(rows, key=lambda row: row[0])
    ]


def _said_of_goals(session: Session, check_in_ids: list[int]) -> dict[int | None, list[SaidOfGoal]]:
    found: dict[int | None, list[SaidOfGoal]] = {}
    for said, goal in storage.handovers.said_of_goals(session, check_in_ids):
        if said.value is not None or said.confidence is not None or said.note:
            found.setdefault(said.check_in_id, []).append(
                SaidOfGoal(goal.statement, said.value, goal.unit, said.confidence, said.note)
            )
    return found
