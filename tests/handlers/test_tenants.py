"""Every role, through every button and form, with the ids of others' records: nothing is learned.

What others have is marked with a word that nobody else uses. Ids are small numbers here, so each is
some record of every noun, of the own partnership or of another's.
"""

import json
from datetime import date
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from bot.rules.vocabulary import (
    ActionStatus,
    AdjustmentKind,
    CycleState,
    HandoverState,
    JoinState,
    Role,
    Side,
    ThemeState,
)
from bot.views import personal
from handlers.router import ACTION, CLOSED, OPTIONS, SHORTCUT, VIEW
from handlers.routes import router_of_all
from storage.base import Base
from storage.models import (
    Action,
    Adjustment,
    CheckIn,
    Handover,
    JoinRequest,
    Membership,
    Partnership,
    Theme,
)
from tests.factories import NOW, make_cycle, make_goal, make_partnership, make_workspace
from tests.handlers.test_forged import REMEMBERED, Forger
from tests.stage import Stage

SECRET = "ZEBRA"
ELSEWHERE = "T0ELSEWHERE"
MOST_IDS = 12
ROUTES = sorted(
    (kind, name)
    for kind, name in router_of_all().routes
    if kind in (ACTION, VIEW, CLOSED, OPTIONS, SHORTCUT)
    # Whoever erases themselves goes on as a stranger, who is tried elsewhere.
    and name != personal.ERASE
)


def fill(stage: Stage, workspace_id: str) -> None:
    """Add somebody else's partnership, with a record of each noun that has an id."""
    with stage.database.unit_of_work(workspace_id) as session:
        cast = make_partnership(session, suffix=SECRET)
        goal = make_goal(session, cast, statement=f"{SECRET} labs")
        cycle = make_cycle(session, cast.partnership, state=CycleState.OPEN)
        check_in = CheckIn(
            cycle_id=cycle.id,
            person_id=cast.ben.id,
            side=Side.PARTNER,
            challenges=f"{SECRET} parking",
            submitted_at=NOW,
        )
        belongs: dict[str, Any] = {"partnership_id": cast.partnership.id}
        session.add(check_in)
        session.add_all(
            [
                Action(
                    **belongs,
                    what=f"{SECRET} paint",
                    owner_id=cast.ana.id,
                    side=Side.SCHOOL,
                    due_on=date(2026, 10, 1),
                    status=ActionStatus.OPEN,
                    created_at=NOW,
                    goal_id=goal.id,
                ),
                Adjustment(
                    **belongs,
                    kind=next(iter(AdjustmentKind)),
                    person_id=cast.ana.id,
                    side=Side.SCHOOL,
                    at=NOW,
                    what=f"{SECRET} Tuesdays",
                ),
                Handover(
                    **belongs,
                    leaver_id=cast.ana.id,
                    side=Side.SCHOOL,
                    successor_id=cast.cara.id,
                    note=f"{SECRET} mornings",
                    state=HandoverState.ASKED,
                    begun_at=NOW,
                ),
                JoinRequest(**belongs, person_id=cast.dev.id, state=JoinState.ASKED, asked_at=NOW),
                Theme(
                    **belongs,
                    title=f"{SECRET} theme",
                    state=next(iter(ThemeState)),
                    heard_on=date(2026, 9, 1),
                    changed_at=NOW,
                    once="theme",
                ),
            ]
        )


@pytest.fixture
def between_others(stage: Stage) -> Stage:
    """A partnership beside another one, on a database that serves another workspace too."""
    make_workspace(stage.database, ELSEWHERE)
    fill(stage, ELSEWHERE)
    fill(stage, stage.workspace_id)
    others: dict[str, Any] = {"School deputy": stage.cara}
    stage.set_up(**others)
    stage.ana.closes()
    return stage


def theirs(stage: Stage) -> list[str]:
    """Return every row that is not of our own partnership."""
    with stage.database.engine.connect() as connection:
        own = connection.scalar(
            select(Partnership.id).where(Partnership.name == "Riverside and Mercy")
        )
        return [
            f"{table.name} {tuple(row)}"
            for table in Base.metadata.sorted_tables
            for row in connection.execute(table.select())
            if SECRET in repr(row)
            or ELSEWHERE in repr(row)
            or getattr(row, "partnership_id", own) not in (own, None)
        ]


def takes_role(stage: Stage, role: Role) -> None:
    with stage.database.unit_of_work(stage.workspace_id) as session:
        for seat in session.scalars(
            select(Membership)
            .join(Partnership)
            .where(Partnership.name == "Riverside and Mercy", Membership.side == Side.SCHOOL)
        ):
            seat.role = role


@pytest.mark.parametrize("role", list(Role))
def test_nobody_learns_or_changes_anything_of_another_partnership(between_others, role):
    stage, before = between_others, sorted(theirs(between_others))
    takes_role(stage, role)
    forger, turn = Forger(stage, stage.cara), count(list(Role).index(role))
    for kind, name in ROUTES:
        number = next(turn) % MOST_IDS + 1
        view = {
            "callback_id": name if kind in (VIEW, CLOSED) else "x",
            "private_metadata": json.dumps(dict.fromkeys(REMEMBERED, number)),
            "state": {"values": {}},
        }
        action = {"type": "button", "block_id": "b", "action_id": name, "value": str(number)}
        in_form = kind in (VIEW, CLOSED)
        for shown_in in (view,) if in_form else (view, None):
            shown = forger.sends(
                kind,
                name,
                actions=[action] if kind == ACTION else [],
                value=str(number),
                view=shown_in,
            )
            assert SECRET not in shown, (kind, name, number)
    assert sorted(theirs(stage)) == before
    stage.tick()
    for person in (stage.ana, stage.ben, stage.cara):
        assert not any(SECRET in message.text for message in person.direct_messages)
    assert not any(SECRET in message.text for message in stage.room.messages)
