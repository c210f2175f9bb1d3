"""The daily purge: what is over goes, what is held or young stays, in every workspace."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.rules.people import is_former
from bot.rules.pulse import Mode, WaveState
from bot.rules.retention import BETWEEN_PURGES, DEFAULT_DAYS, DEFAULTS, Retention, periods
from bot.rules.vocabulary import (
    ActionStatus,
    CalendarKind,
    JoinState,
    PartnershipStatus,
    Role,
    Side,
)
from bot.services import retention
from scheduler.retention import purge_due
from storage.base import Base
from storage.database import Database
from storage.keeping import KEPT
from storage.models import (
    Action,
    AuditEvent,
    CalendarEntry,
    CheckIn,
    Coordinator,
    Draft,
    GoalUpdate,
    Installation,
    JoinRequest,
    LegalHold,
    Membership,
    Organization,
    OutboxMessage,
    Partnership,
    Person,
    PublicHolidays,
    PulseWave,
    ReminderDay,
    Workspace,
)
from storage.outbox import enqueue
from tests import factories
from tests.factories import NOW, WORKSPACE

A_CENTURY = timedelta(days=36_500)


@pytest.fixture
def cast(database: Database) -> factories.Cast:
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        return factories.make_partnership(session)


def days(kind: Retention) -> timedelta:
    return DEFAULTS[kind]


def only(kind: Retention) -> Mapping[Retention, timedelta]:
    """Periods in which nothing but one class ever ends."""
    return {**dict.fromkeys(DEFAULTS, A_CENTURY), kind: days(kind)}


def purge(database: Database, now: datetime, kept: object = DEFAULTS) -> int:
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Workspace, WORKSPACE).purged_at = None
    return purge_due(database, kept, now)  # type: ignore[arg-type]


def count(database: Database, model: type[Base], **fit: object) -> int:
    with database.reading(WORKSPACE) as session:
        return session.scalar(select(func.count()).select_from(model).filter_by(**fit)) or 0


def say(session, cast, *, at: datetime, suffix: int = 1) -> CheckIn:
    cycle = factories.make_cycle(session, cast.partnership, number=suffix)
    row = CheckIn(cycle_id=cycle.id, person_id=cast.ana.id, side=Side.SCHOOL, submitted_at=at)
    session.add(row)
    session.flush()
    return row


def hold(database: Database, cast: factories.Cast | None = None) -> LegalHold:
    with database.unit_of_work(WORKSPACE) as session:
        partnership_id = cast.partnership.id if cast else None
        return retention.hold(
            session, partnership_id=partnership_id, by="Ben", because="a case", now=NOW
        )


def test_it_is_done_once_a_day_in_each_workspace(database, cast):
    factories.make_workspace(database, "T9")
    with database.unit_of_work(WORKSPACE) as session:
        session.add(Draft(person_id=cast.ana.id, form="x", typed={}, saved_at=NOW))
    later = NOW + days(Retention.DRAFTS)

    assert purge_due(database, DEFAULTS, later) == 0
    assert purge_due(database, DEFAULTS, later + timedelta(hours=1)) == 0
    assert purge_due(database, DEFAULTS, later + BETWEEN_PURGES) == 1
    with database.unit_of_work(WORKSPACE) as session:
        assert not retention.take_turn(session, WORKSPACE, now=later + BETWEEN_PURGES)


def test_a_check_in_goes_with_what_cannot_be_without_it(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goal = factories.make_goal(session, cast)
        check_in = say(session, cast, at=NOW)
        session.add_all(
            [
                GoalUpdate(
                    goal_id=goal.id,
                    check_in_id=check_in.id,
                    person_id=cast.ana.id,
                    side=Side.SCHOOL,
                    at=NOW + timedelta(days=3),
                    note="",
                ),
                Action(
                    partnership_id=cast.partnership.id,
                    check_in_id=check_in.id,
                    what="Ask the bus company",
                    owner_id=cast.ana.id,
                    side=Side.SCHOOL,
                    due_on=NOW.date(),
                    status=ActionStatus.OPEN,
                    created_at=NOW,
                ),
            ]
        )
    purge(database, NOW + days(Retention.CHECK_INS) + timedelta(days=1))

    assert count(database, CheckIn) == 0
    assert count(database, GoalUpdate, check_in_id=None) == 1
    assert count(database, Action, check_in_id=None) == 1
    purge(database, NOW + days(Retention.CHECK_INS) + timedelta(days=4))
    assert (count(database, GoalUpdate), count(database, Action)) == (0, 1)


def test_a_closed_partnership_goes_with_everything_in_it(database, cast):
    close(database, cast)
    with database.unit_of_work(WORKSPACE) as session:
        factories.make_goal(session, cast)
        say(session, cast, at=NOW + A_CENTURY / 2)
        other = factories.make_partnership(session, suffix="2")
    purge(database, NOW + days(Retention.RECORDS) + timedelta(days=1))

    with database.reading(WORKSPACE) as session:
        assert session.scalars(select(Partnership.id)).all() == [other.partnership.id]
    assert count(database, CheckIn) == 0
    assert count(database, Membership) == 4


def test_a_message_loses_its_words_first_and_is_forgotten_later_but_for_the_card(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        for key in ("cycle:1:digest", "partnership:1:card", "waits"):
            enqueue(
                session,
                key=key,
                channel="C1",
                payload={"text": "words", "blocks": []},
                now=NOW,
                best_before=NOW,
            )
            if key != "waits":
                session.scalars(select(OutboxMessage).filter_by(key=key)).one().finished_at = NOW

    def words() -> dict[str, bool]:
        with database.reading(WORKSPACE) as session:
            return {one.key: bool(one.payload) for one in session.scalars(select(OutboxMessage))}

    purge(database, NOW + days(Retention.MESSAGE_WORDS))
    assert words() == {"cycle:1:digest": True, "partnership:1:card": True, "waits": True}
    purge(database, NOW + days(Retention.MESSAGE_WORDS) + timedelta(days=1))
    assert words() == {"cycle:1:digest": False, "partnership:1:card": False, "waits": True}
    purge(database, NOW + days(Retention.MESSAGES) + timedelta(days=1))
    assert words() == {"partnership:1:card": False, "waits": True}


def test_the_audit_log_goes_when_its_own_time_is_over(database, cast):
    assert count(database, AuditEvent) > 0
    # By the database's own clock, since nobody said when.
    now = datetime.now(NOW.tzinfo)
    purge(database, now, only(Retention.AUDIT))
    assert count(database, AuditEvent) > 0
    purge(database, now + days(Retention.AUDIT) + timedelta(days=1), only(Retention.AUDIT))
    assert count(database, AuditEvent, record="memberships") == 0


def test_who_left_long_ago_is_a_former_member_and_who_is_somewhere_stays(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        for seat in session.scalars(select(Membership)):
            seat.ended_at = None if seat.person_id == cast.ana.id else NOW
        session.add(Coordinator(person_id=cast.ben.id, started_at=NOW))
    purge(database, NOW + days(Retention.FORMER_MEMBERS))
    assert former(database) == set()
    purge(database, NOW + days(Retention.FORMER_MEMBERS) + timedelta(days=1))
    assert former(database) == {cast.cara.id, cast.dev.id}
    purge(database, NOW + days(Retention.FORMER_MEMBERS) + timedelta(days=2))
    assert former(database) == {cast.cara.id, cast.dev.id}


def test_a_seat_ends_with_its_partnership_and_nobody_is_left_in_the_end(database, cast):
    close(database, cast)
    with database.unit_of_work(WORKSPACE) as session:
        other = factories.make_partnership(session, suffix="2")
        factories.make_member(
            session, other.partnership, cast.ana, other.district, side=Side.SCHOOL, role=Role.READER
        )
        session.add(PublicHolidays(organization_id=cast.district.id, country="US"))
        session.add(break_of(cast.district.id))
        session.add(break_of(other.district.id))
    purge(database, NOW + days(Retention.FORMER_MEMBERS) + timedelta(days=1))
    assert former(database) == {cast.ben.id, cast.cara.id, cast.dev.id}
    purge(database, NOW + days(Retention.RECORDS) + timedelta(days=1))
    assert (count(database, PublicHolidays), count(database, CalendarEntry)) == (0, 1)
    with database.reading(WORKSPACE) as session:
        kept = session.scalars(select(Organization.id)).all()
    assert set(kept) == {other.district.id, other.hospital.id}

    close(database, other)
    purge(database, NOW + A_CENTURY)
    assert all(is_former(one.user_id) for one in people(database))
    assert count(database, Organization) == 0


def close(database: Database, cast: factories.Cast) -> None:
    with database.unit_of_work(WORKSPACE) as session:
        closed = session.get_one(Partnership, cast.partnership.id)
        closed.status, closed.closed_at = PartnershipStatus.CLOSED, NOW


def test_who_was_never_in_anything_is_not_known_for_ever(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        late = NOW + A_CENTURY
        refused, waiting, chosen, told = (
            factories.make_person(session, f"U{number}", "Eve Stone", seen_at=seen_at)
            for number, seen_at in enumerate([late, late, None, NOW])
        )
        for person, decided_at in ((refused, NOW + timedelta(days=9)), (waiting, None)):
            session.add(
                JoinRequest(
                    partnership_id=cast.partnership.id,
                    person_id=person.id,
                    state=JoinState.ASKED,
                    asked_at=NOW,
                    decided_at=decided_at,
                )
            )
    purge(database, NOW + days(Retention.FORMER_MEMBERS))
    assert former(database) == {chosen.id}
    purge(database, NOW + days(Retention.FORMER_MEMBERS) + timedelta(days=1))
    assert former(database) == {waiting.id, chosen.id, told.id}
    purge(database, NOW + days(Retention.FORMER_MEMBERS) + timedelta(days=10))
    assert former(database) == {refused.id, waiting.id, chosen.id, told.id}


def test_an_organization_stays_while_anything_needs_it(database, cast):
    close(database, cast)
    with database.unit_of_work(WORKSPACE) as session:
        session.add(a_pool_of(cast.district.id))
        factories.make_organization(session, "Riverside College")
    held = hold(database)
    purge(database, NOW + A_CENTURY - timedelta(days=1), only(Retention.RECORDS))
    assert count(database, Organization) == 3
    with database.unit_of_work(WORKSPACE) as session:
        retention.lift(session, held.id, by="Ben", now=NOW)
    purge(database, NOW + A_CENTURY - timedelta(days=1), only(Retention.RECORDS))
    with database.reading(WORKSPACE) as session:
        assert session.scalars(select(Organization.id)).all() == [cast.district.id]


def a_pool_of(organization_id: int) -> PulseWave:
    return PulseWave(
        mode=Mode.POOLED,
        state=WaveState.CLOSED,
        mark="a",
        organization_id=organization_id,
        opens_at=NOW,
        closes_at=NOW,
        fewest=5,
        asked={},
    )


def break_of(organization_id: int) -> CalendarEntry:
    return CalendarEntry(
        organization_id=organization_id,
        kind=CalendarKind.BREAK,
        label="Winter break",
        first_day=NOW.date(),
        last_day=NOW.date(),
    )


def former(database: Database) -> set[int]:
    return {one.id for one in people(database) if is_former(one.user_id)}


def people(database: Database) -> Sequence[Person]:
    with database.reading(WORKSPACE) as session:
        return session.scalars(select(Person)).all()


def test_a_workspace_that_left_goes_whole_unless_it_is_held(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Workspace, WORKSPACE).uninstalled_at = NOW
        factories.make_goal(session, cast)
        session.add(
            Installation(
                id=WORKSPACE,
                bot_user_id="UBOT",
                installed_by="UANA",
                installed_at=NOW,
                token_at=NOW,
            )
        )
    gone = NOW + days(Retention.UNINSTALLED) + timedelta(days=1)
    held = hold(database, cast)
    purge(database, gone, only(Retention.UNINSTALLED))
    assert count(database, Person) == 4
    with database.unit_of_work(WORKSPACE) as session:
        retention.lift(session, held.id, by="Ben", now=NOW)

    assert purge(database, gone, only(Retention.UNINSTALLED)) == 1
    with database.reading_across_workspaces() as session:
        for table in Base.metadata.sorted_tables:
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_one_step_that_fails_stops_no_other(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.add(Draft(person_id=cast.ana.id, form="x", typed={}, saved_at=NOW))
        enqueue(session, key="k", channel="C", payload={"a": 1}, now=NOW, best_before=NOW)
        session.scalars(select(OutboxMessage)).one().finished_at = NOW
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE clings (draft_id BIGINT REFERENCES drafts (id) NOT NULL)"
        )
        connection.exec_driver_sql("INSERT INTO clings SELECT id FROM drafts")
    try:
        purge(database, NOW + days(Retention.MESSAGES) + timedelta(days=1))
        assert (count(database, Draft), count(database, OutboxMessage)) == (1, 0)
    finally:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE clings")


def test_one_person_who_cannot_be_forgotten_keeps_no_other(database, cast, caplog):
    with database.unit_of_work(WORKSPACE) as session:
        for seat in session.scalars(select(Membership)):
            seat.ended_at = NOW
        session.add(Draft(person_id=cast.ben.id, form="x", typed={}, saved_at=NOW + A_CENTURY))
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE clings (draft_id BIGINT REFERENCES drafts (id) NOT NULL)"
        )
        connection.exec_driver_sql("INSERT INTO clings SELECT id FROM drafts")
    gone = NOW + days(Retention.FORMER_MEMBERS) + timedelta(days=1)
    try:
        assert purge(database, gone, only(Retention.FORMER_MEMBERS)) == 3
    finally:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE clings")
    assert former(database) == {cast.ana.id, cast.cara.id, cast.dev.id}
    [failed] = [one for one in caplog.records if one.msg == "job_failed"]
    assert failed.person == cast.ben.id
    assert "Ben" not in caplog.text

    assert purge(database, gone, only(Retention.FORMER_MEMBERS)) == 1
    assert len(former(database)) == 4


def test_who_came_back_meanwhile_is_not_forgotten(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        far = NOW + A_CENTURY
        assert retention.forget_former(session, DEFAULTS, far, cast.ana.id) == 0
        assert retention.next_former(session, {}, far, after=0) is None


def test_a_day_is_over_as_a_day(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.add(ReminderDay(person_id=cast.ana.id, day=NOW.date()))
        session.add(break_of(cast.district.id))
    purge(database, NOW + days(Retention.DRAFTS))
    assert count(database, ReminderDay) == 1
    purge(database, NOW + days(Retention.DRAFTS) + timedelta(days=1))
    assert (count(database, ReminderDay), count(database, CalendarEntry)) == (0, 1)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    ages=st.lists(st.integers(0, 4000), min_size=1, max_size=6),
    held=st.sampled_from(["nothing", "this", "the other", "all", "lifted"]),
    kept_for=st.integers(1, 3000),
)
def test_exactly_what_is_over_and_not_held_goes(database, ages, held, kept_for):
    with database.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
        other = factories.make_partnership(session, suffix="2")
        for number, age in enumerate(ages):
            say(session, cast, at=NOW - timedelta(days=age, hours=1), suffix=number)
    if held in ("this", "lifted"):
        made = hold(database, cast)
    elif held != "nothing":
        made = hold(database, other if held == "the other" else None)
    if held == "lifted":
        with database.unit_of_work(WORKSPACE) as session:
            retention.lift(session, made.id, by="Ben", now=NOW)
    kept = {**only(Retention.UNINSTALLED), Retention.CHECK_INS: timedelta(days=kept_for)}
    purge(database, NOW, kept)

    young = sum(age < kept_for for age in ages)
    assert count(database, CheckIn) == (len(ages) if held in ("this", "all") else young)


def test_what_has_no_period_stays():
    assert list(retention.steps({}, NOW)) == []
    assert periods({"audit": 3}) == {Retention.AUDIT: timedelta(days=3)}
    used = {one.retention for one in KEPT.values()} | {Retention.MESSAGE_WORDS}
    assert set(DEFAULT_DAYS) == used - {Retention.CLOCKWORK}
