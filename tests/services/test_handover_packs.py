"""What somebody reads before they lead a side, and how long they may."""

import pytest
from sqlalchemy import update

from bot.rules.refusals import NotFound
from bot.rules.vocabulary import AdjustmentKind, CycleState, PartnershipStatus, Side
from bot.services import handover_packs, handovers
from bot.views.handover_pack import Said, SaidOfGoal
from storage.models import Adjustment, CheckIn, GoalUpdate, Membership
from tests.factories import (
    NOW,
    Cast,
    key_of,
    make_cycle,
    make_goal,
    make_partnership,
)
from tests.handing_over import LATER, give_action, hand_over


@pytest.fixture
def cast(session) -> Cast:
    return make_partnership(session)


def test_the_pack_has_what_was_said_promised_and_decided(session, cast):
    goal = make_goal(session, cast)
    give_action(session, cast, cast.ana)
    cycle = make_cycle(session, cast.partnership, state=CycleState.CLOSED)
    check_in = CheckIn(
        cycle_id=cycle.id,
        person_id=cast.ben.id,
        side=Side.PARTNER,
        challenges="Parking",
        changes="One more van",
        submitted_at=NOW,
    )
    session.add(check_in)
    session.flush()
    others = make_goal(session, cast, statement="More labs")
    for about, said in ((goal, {"value": 78.0, "note": "Since August"}), (others, {})):
        session.add(
            GoalUpdate(
                goal_id=about.id,
                check_in_id=check_in.id,
                person_id=cast.ben.id,
                side=Side.PARTNER,
                at=NOW,
                **said,
            )
        )
    session.add(
        Adjustment(
            partnership_id=cast.partnership.id,
            kind=next(iter(AdjustmentKind)),
            person_id=cast.ana.id,
            side=Side.SCHOOL,
            at=NOW,
            what="We meet on Tuesdays",
        )
    )
    handover = hand_over(session, cast, cast.cara)
    pack = handover_packs.read(session, handover.id, key=key_of(cast.cara), now=LATER)
    assert [one.what for one in pack.promises] == ["Call the bus company"]
    assert [one.what for one in pack.decisions] == ["We meet on Tuesdays"]
    assert pack.check_ins[0].said == [
        Said(
            Side.PARTNER,
            challenges="Parking",
            changes="One more van",
            goals=[SaidOfGoal(goal.statement, 78.0, "%", None, "Since August")],
        )
    ]
    assert len(pack.goals) == 2
    assert {one.name for one in pack.people} >= {"Ana Ruiz", "Ben Okafor"}


def test_a_cycle_without_answers_is_in_the_pack_too(session, cast):
    make_cycle(session, cast.partnership, state=CycleState.CLOSED)
    handover = hand_over(session, cast, cast.cara)
    pack = handover_packs.read(session, handover.id, key=key_of(cast.cara), now=LATER)
    assert [list(one.said) for one in pack.check_ins] == [[]]


def test_who_took_over_reads_it_as_long_as_they_are_in_it(session, cast):
    handover = hand_over(session, cast, cast.cara)
    handovers.take_over(session, handover.id, key=key_of(cast.cara), now=LATER)
    assert handover_packs.read(session, handover.id, key=key_of(cast.cara), now=LATER).people
    session.execute(
        update(Membership).where(Membership.person_id == cast.cara.id).values(ended_at=LATER)
    )
    with pytest.raises(NotFound):
        handover_packs.read(session, handover.id, key=key_of(cast.cara), now=LATER)


def test_of_a_closed_partnership_nobody_is_asked_and_nothing_read(session, cast):
    handover = hand_over(session, cast, cast.cara)
    cast.partnership.status = PartnershipStatus.CLOSED
    session.flush()
    with pytest.raises(NotFound):
        handover_packs.read(session, handover.id, key=key_of(cast.cara), now=LATER)
