"""Whatever a session changes is in the audit log, with who did it, and cannot be taken out."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from bot.rules.audit import THE_CLOCK, Actor, Origin, Verb
from bot.rules.people import PersonKey
from bot.rules.vocabulary import GoalStatus, Role, Side
from storage import auditing
from storage.auditing import AuditError
from storage.base import Base
from storage.database import Database, insert_into, workspace_of
from storage.keeping import KEPT, person_columns
from storage.models import AuditEvent, CheckIn, Draft, Feedback, Goal, Membership, Partnership
from tests import factories
from tests.factories import NOW, WORKSPACE

ANA = Actor(Origin.FORM, PersonKey(WORKSPACE, "UANA"), at=NOW)


def told(database: Database, record: str = "goals") -> list[AuditEvent]:
    with database.reading(WORKSPACE) as session:
        query = select(AuditEvent).where(AuditEvent.record == record).order_by(AuditEvent.id)
        return list(session.scalars(query))


def brief(event: AuditEvent) -> tuple[Verb, int | None, int, str]:
    return event.verb, event.record_id, event.rows, event.fields


def test_a_new_row_a_change_and_a_removal_are_kept_with_who_did_it(database, cast):
    with database.unit_of_work(WORKSPACE, ANA) as session:
        goal = factories.make_goal(session, cast)
    with database.unit_of_work(WORKSPACE, ANA) as session:
        changed = session.get_one(Goal, goal.id)
        changed.target, changed.why = 99.0, "A secret reason"
    with database.unit_of_work(WORKSPACE, ANA) as session:
        session.delete(session.get_one(Goal, goal.id))

    events = told(database)
    assert [brief(one) for one in events] == [
        (Verb.ADDED, goal.id, 1, ""),
        (Verb.CHANGED, goal.id, 1, "target,why"),
        (Verb.REMOVED, goal.id, 1, ""),
    ]
    assert {(one.person_id, one.origin, one.at) for one in events} == {
        (cast.ana.id, Origin.FORM, NOW)
    }
    assert {one.partnership_id for one in events} == {cast.partnership.id}


def test_statements_that_go_past_the_rows_are_kept_too(database, cast):
    with database.unit_of_work(WORKSPACE, ANA) as session:
        goal = factories.make_goal(session, cast)
    with database.unit_of_work(WORKSPACE, ANA) as session:
        session.execute(update(Goal).where(Goal.id == goal.id).values(target=90.0))
        session.execute(update(Goal).where(Goal.target > 1).values(unit="people"))
        session.execute(update(Goal).where(Goal.id == -1).values(target=90.0))
        session.execute(delete(Goal).where(Goal.id == goal.id))

    assert [brief(one) for one in told(database)][1:] == [
        (Verb.CHANGED, goal.id, 1, "target"),
        (Verb.CHANGED, None, 1, "unit"),
        (Verb.REMOVED, goal.id, 1, ""),
    ]


def test_an_upsert_is_kept_with_the_id_that_it_returns(database, cast):
    with database.unit_of_work(WORKSPACE, ANA) as session:
        cycle = factories.make_cycle(session, cast.partnership)
        auditing.concerns(session, cast.partnership.id)
        columns = {
            "workspace_id": workspace_of(session),
            "cycle_id": cycle.id,
            "person_id": cast.ana.id,
            "side": Side.SCHOOL,
            "wins": "A secret win",
            "challenges": "",
            "needs": "",
            "changes": "",
            "no_change": False,
            "is_late": False,
            "submitted_at": NOW,
        }
        insert = insert_into(session, CheckIn)
        keep = insert.on_conflict_do_update(
            index_elements=["cycle_id", "person_id"], set_={"wins": insert.excluded.wins}
        )
        check_in = session.execute(keep.returning(CheckIn.id), columns).scalar_one()

    [event] = told(database, "check_ins")
    assert brief(event) == (Verb.SAVED, check_in, 1, "")
    assert event.partnership_id == cast.partnership.id


def test_a_row_that_was_there_already_is_no_news(database, cast):
    with database.unit_of_work(WORKSPACE, ANA) as session:
        insert = insert_into(session, Membership).values(
            workspace_id=WORKSPACE,
            partnership_id=cast.partnership.id,
            person_id=cast.ana.id,
            organization_id=cast.district.id,
            side=Side.SCHOOL,
            role=Role.LEAD,
            started_at=NOW,
        )
        nothing = insert.on_conflict_do_nothing().returning(Membership.id)
        assert session.scalar(nothing) is None

    assert [one.verb for one in told(database, "memberships")] == [Verb.ADDED] * 4


def test_rows_come_back_whole_from_a_statement_that_is_kept(database, cast):
    with database.unit_of_work(WORKSPACE, ANA) as session:
        closed = (
            update(Partnership)
            .where(Partnership.name == cast.partnership.name)
            .values(name="Riverside and Mercy, again")
            .returning(Partnership)
        )
        [row] = session.scalars(select(Partnership).from_statement(closed))
        assert row.name == "Riverside and Mercy, again"

    assert brief(told(database, "partnerships")[-1]) == (
        Verb.CHANGED,
        cast.partnership.id,
        1,
        "name",
    )


def test_what_only_follows_from_a_check_in_is_no_change_of_a_goal(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goal = factories.make_goal(session, cast)
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Goal, goal.id).current_value = 72.0
        session.execute(update(Goal).where(Goal.id == goal.id).values(updated_at=NOW))

    assert [one.verb for one in told(database)] == [Verb.ADDED]


def test_the_clock_and_an_operator_are_no_people(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goal = factories.make_goal(session, cast)
    database.actor = Actor(Origin.OPERATOR, operator="it-desk", at=NOW)
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Goal, goal.id).status = GoalStatus.RETIRED
    database.actor = THE_CLOCK

    clock, operator = told(database)
    assert (clock.origin, clock.person_id, clock.operator) == (Origin.CLOCK, None, "")
    assert (operator.origin, operator.person_id, operator.operator) == (
        Origin.OPERATOR,
        None,
        "it-desk",
    )
    assert clock.at is not None


def test_over_all_workspaces_a_row_is_kept_in_its_own(database, cast):
    with database.across_workspaces() as session:
        session.get_one(Partnership, cast.partnership.id).name = "Another"
        session.execute(update(Goal).values(unit="people"))

    assert [one.fields for one in told(database, "partnerships")] == ["", "name"]


def test_what_is_brought_back_is_not_somebodys_doing(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        auditing.keep_silent(session)
        factories.make_goal(session, cast)

    assert told(database) == []


def test_what_fails_is_not_in_the_log(database, cast):
    def fail() -> None:
        with database.unit_of_work(WORKSPACE) as session:
            factories.make_goal(session, cast)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert told(database) == []


def test_an_event_cannot_be_changed_nor_taken_out(database, cast):
    event = told(database, "partnerships")[0]
    with pytest.raises(AuditError), database.unit_of_work(WORKSPACE) as session:
        session.execute(update(AuditEvent).values(operator="nobody"))
    with pytest.raises(AuditError), database.unit_of_work(WORKSPACE) as session:
        session.execute(delete(AuditEvent))
    with pytest.raises(AuditError), database.unit_of_work(WORKSPACE) as session:
        session.delete(session.get_one(AuditEvent, event.id))
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_events SET operator = 'nobody'")


def test_behind_the_seal_nothing_is_audited(database, cast):
    sealed = {name for name, kept in KEPT.items() if kept.sealed}
    assert {"feedback", "feedback_notes"} <= sealed
    assert not [name for name in sealed if KEPT[name].audited]

    with database.unit_of_work(WORKSPACE, ANA) as session:
        session.add(
            Feedback(
                partnership_id=cast.partnership.id,
                person_id=cast.ana.id,
                given_on=NOW.date(),
                once="a" * 40,
            )
        )
        session.add(Draft(person_id=cast.ana.id, form="x", typed={}, saved_at=NOW))

    assert told(database, "feedback") == []
    assert told(database, "drafts") == []


def test_the_audit_holds_numbers_and_names_of_columns_only():
    table = Base.metadata.tables["audit_events"]
    texts = {c.name for c in table.columns if str(c.type).startswith(("TEXT", "VARCHAR"))}

    assert texts == {"workspace_id", "origin", "operator", "verb", "record", "fields"}
    assert [c.name for c in person_columns(table)] == ["person_id"]
