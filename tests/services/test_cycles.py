"""Cycles: one ahead always, opened with an invitation, closed, planned anew."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import Cadence, CycleState, ExpectationState, PartnershipStatus, Role
from bot.services import cards, cycles
from storage.models import Cycle, Expectation, Membership, OutboxMessage, Partnership
from tests.factories import (
    NOW,
    WORKSPACE,
    Cast,
    make_cycle,
    make_member,
    make_partnership,
    make_person,
)


def _partnership(session: Session, cast: Cast) -> Partnership:
    return session.scalars(select(Partnership).where(Partnership.id == cast.partnership.id)).one()


def _all_cycles(session: Session) -> list[Cycle]:
    return list(session.scalars(select(Cycle).order_by(Cycle.number)))


def _asked(session: Session) -> dict[int, ExpectationState]:
    return {row.person_id: row.state for row in session.scalars(select(Expectation))}


def test_the_first_cycle_is_planned_ahead(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        partnership = _partnership(session, cast)
        planned = cycles.plan_first(session, partnership, now=NOW)

        assert planned.state is CycleState.UPCOMING
        assert planned.opens_at > NOW
        assert cycles.current(session, partnership.id) is None
        assert cycles.next_or_current(session, partnership.id) is planned
        assert "opens on" in cycles.in_words(partnership, planned)


def test_opening_asks_both_leads_and_invites_the_channel_once(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        cycle = cycles.plan_first(session, _partnership(session, cast), now=NOW)
    for _twice in range(2):
        with database.unit_of_work(WORKSPACE) as session:
            cycles.open_due(session, [cycle.id], now=cycle.opens_at)

    with database.reading(WORKSPACE) as session:
        opened = cycles.current(session, cast.partnership.id)
        assert opened is not None
        assert "is open" in cycles.in_words(_partnership(session, cast), opened)
        assert _asked(session) == {
            cast.ana.id: ExpectationState.OPEN,
            cast.ben.id: ExpectationState.OPEN,
        }
        invitation = session.scalars(select(OutboxMessage)).one()
        assert invitation.channel == cast.partnership.channel_id
        assert "Check in" in str(invitation.payload["blocks"])
        assert cast.partnership.name in invitation.payload["text"]


def test_a_cycle_that_is_not_due_stays_closed_to_answers(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        cycle = cycles.plan_first(session, _partnership(session, cast), now=NOW)
        early = cycle.opens_at - timedelta(seconds=1)
        assert cycles.open_due(session, [cycle.id], now=early) == 0
        assert cycle.state is CycleState.UPCOMING


def test_deputies_are_asked_where_no_lead_can_be(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        deputies = [make_person(session, f"UDEPUTY{n}", "Eli Moss") for n in range(2)]
        for deputy, side_of in zip(deputies, (cast.ana, cast.ben), strict=True):
            membership = session.scalars(
                select(Membership).where(Membership.person_id == side_of.id)
            ).one()
            make_member(
                session,
                cast.partnership,
                deputy,
                cast.district,
                side=membership.side,
                role=Role.DEPUTY,
            )
        session.merge(cast.ana).is_deactivated = True
        cycle = cycles.plan_first(session, _partnership(session, cast), now=NOW)
        cycles.open_due(session, [cycle.id], now=cycle.opens_at)

        assert set(_asked(session)) == {deputies[0].id, cast.ben.id}


def test_a_paused_partnership_is_left_alone(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        partnership = _partnership(session, cast)
        cycle = cycles.plan_first(session, partnership, now=NOW)
        partnership.status = PartnershipStatus.PAUSED
        assert cycles.open_due(session, [cycle.id], now=cycle.opens_at) == 0
        cycle.state = CycleState.OPEN
        assert cycles.close_due(session, [cycle.id], now=cycle.closes_at) == 0


def test_closing_ends_what_was_asked_and_plans_the_next(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        cycle = cycles.plan_first(session, _partnership(session, cast), now=NOW)
        cycles.open_due(session, [cycle.id], now=cycle.opens_at)
    with database.unit_of_work(WORKSPACE) as session:
        assert cycles.close_due(session, [cycle.id], now=cycle.opens_at) == 0
        assert cycles.close_due(session, [cycle.id], now=cycle.closes_at) == 1
        assert cycles.close_due(session, [cycle.id], now=cycle.closes_at) == 0

    with database.reading(WORKSPACE) as session:
        first, second = _all_cycles(session)
        assert (first.state, second.state) == (CycleState.CLOSED, CycleState.UPCOMING)
        assert second.opens_at > first.closes_at
        assert set(_asked(session).values()) == {ExpectationState.LAPSED}
        assert cycles.current(session, cast.partnership.id) is None


def test_after_days_of_silence_a_missed_cycle_is_planned_anew_without_asking(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        cycle = cycles.plan_first(session, _partnership(session, cast), now=NOW)
        late = cycle.closes_at + timedelta(days=3)
        cycles.open_due(session, [cycle.id], now=late)

    with database.reading(WORKSPACE) as session:
        (only,) = _all_cycles(session)
        assert only.state is CycleState.UPCOMING
        assert only.opens_at > late
        assert session.scalars(select(OutboxMessage)).all() == []
        assert _asked(session) == {}


def test_a_changed_calendar_moves_the_cycle_to_come(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        partnership = _partnership(session, cast)
        cycle = cycles.plan_first(session, partnership, now=NOW)
        partnership.first_day = date(2026, 10, 5)
        assert cycles.replan(session, partnership, now=NOW) is cycle
        assert cycle.opens_at.date() == date(2026, 10, 5)


def test_a_changed_calendar_leaves_an_open_cycle_its_dates(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        partnership = _partnership(session, cast)
        cycle = make_cycle(session, partnership)
        partnership.cadence = Cadence.MONTHLY
        assert cycles.replan(session, partnership, now=NOW) is cycle
        assert cycle.closes_at == NOW + timedelta(days=21)


def test_resuming_after_the_close_closes_and_plans_from_now(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        partnership = _partnership(session, cast)
        cycle = make_cycle(session, partnership)
        later = cycle.closes_at + timedelta(days=200)
        following = cycles.replan(session, partnership, now=later)
        assert cycle.state is CycleState.CLOSED
        assert following.state is CycleState.UPCOMING
        assert following.number == 2
        assert following.opens_at > later


def test_a_partnership_without_a_cycle_gets_one(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        partnership = _partnership(session, cast)
        planned = cycles.replan(session, partnership, now=NOW)
        assert cycles.next_or_current(session, partnership.id) is planned


@pytest.mark.parametrize("state", [CycleState.UPCOMING, CycleState.OPEN])
def test_a_closed_partnership_expects_nothing_more(database, cast, state):
    with database.unit_of_work(WORKSPACE) as session:
        partnership = _partnership(session, cast)
        cycle = cycles.plan_first(session, partnership, now=NOW)
        if state is CycleState.OPEN:
            cycles.open_due(session, [cycle.id], now=cycle.opens_at)
        cycles.end(session, partnership)
        assert cycles.next_or_current(session, partnership.id) is None
        assert ExpectationState.OPEN not in _asked(session).values()


@pytest.mark.parametrize("act", ["open", "close", "miss"])
def test_statements_do_not_grow_with_the_number_of_cycles(database, cast, act):
    """Opening, closing, and planning anew what could not open; the cards follow each."""
    now = {"open": NOW, "close": NOW + timedelta(days=30), "miss": NOW + timedelta(days=16)}[act]
    state = CycleState.OPEN if act == "close" else CycleState.UPCOMING
    ids = []
    with database.unit_of_work(WORKSPACE) as session:
        for number in range(8):
            other = make_partnership(session, suffix=f"-{number}")
            ids.append(make_cycle(session, other.partnership, state=state).id)

    def statements(cycle_ids: list[int]) -> int:
        seen: list[str] = []

        def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            # SQLite adds rows one by one; no network lies between.
            if not statement.startswith("INSERT INTO cycles"):
                seen.append(statement)

        event.listen(database.engine, "before_cursor_execute", count)
        with database.unit_of_work(WORKSPACE) as session:
            do = cycles.close_due if act == "close" else cycles.open_due
            assert do(session, cycle_ids, now=now) == len(cycle_ids)
            cards.follow_cycles(session, cycle_ids, now=now)
        event.remove(database.engine, "before_cursor_execute", count)
        return len(seen)

    assert statements(ids[:2]) == statements(ids[2:])
