"""Everything about one person: handed out whole, and forgotten whole."""

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.rules.audit import Actor, Origin, Verb
from bot.rules.people import is_former
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import (
    ActionStatus,
    Confidence,
    HandoverState,
    PartnershipStatus,
    RevisionKind,
    Role,
    Side,
)
from bot.services import personal, retention
from bot.views.personal import Outlook
from storage import schema
from storage.base import Base
from storage.database import Database
from storage.models import (
    Action,
    AuditEvent,
    CheckIn,
    Coordinator,
    Draft,
    Expectation,
    Goal,
    GoalRevision,
    GoalUpdate,
    Handover,
    Lane,
    Membership,
    OutboxMessage,
    Partnership,
    Person,
)
from storage.outbox import SEALED, enqueue
from tests import factories
from tests.factories import NOW, WORKSPACE, key_of

SECRET = "Our José Ångström told me so"
LAYOFFS = "They fear more layoffs"


@pytest.fixture
def cast(database: Database) -> factories.Cast:
    return staged(database)


def staged(database: Database) -> factories.Cast:
    """A partnership in which Dev owns, promised, said and was told something everywhere."""
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
        goal = factories.make_goal(session, cast, partner_owner_id=cast.dev.id)
        cycle = factories.make_cycle(session, cast.partnership)
        check_in = CheckIn(
            cycle_id=cycle.id,
            person_id=cast.dev.id,
            side=Side.PARTNER,
            wins=f"A win. {SECRET}",
            submitted_at=NOW,
        )
        session.add(check_in)
        session.flush()
        session.add_all(
            [
                GoalUpdate(
                    goal_id=goal.id,
                    check_in_id=check_in.id,
                    person_id=cast.dev.id,
                    side=Side.PARTNER,
                    at=NOW,
                    value=72.0,
                    confidence=Confidence.ON_TRACK,
                    note=SECRET,
                ),
                GoalRevision(
                    goal_id=goal.id,
                    person_id=cast.dev.id,
                    kind=RevisionKind.EDITED,
                    at=NOW,
                    reason=SECRET,
                    before={"partner_owner": "UBEN"},
                    after={"partner_owner": "UDEV"},
                ),
                Action(
                    partnership_id=cast.partnership.id,
                    what="Dev Patel asks the bus company",
                    owner_id=cast.dev.id,
                    side=Side.PARTNER,
                    due_on=date(2026, 10, 1),
                    status=ActionStatus.OPEN,
                    created_at=NOW,
                ),
                Draft(person_id=cast.dev.id, form="x", typed={"wins": SECRET}, saved_at=NOW),
                Handover(
                    partnership_id=cast.partnership.id,
                    leaver_id=cast.ben.id,
                    side=Side.PARTNER,
                    successor_id=factories.make_person(session, "UNEW", "Eve Stone").id,
                    state=HandoverState.ASKED,
                    begun_at=NOW,
                ),
                Lane(workspace_id=WORKSPACE, channel="UDEV", free_at=NOW),
            ]
        )
        for key, channel, text, done in (
            ("dm", "UDEV", SECRET, False),
            ("told", "UDEV", SECRET, True),
            ("waits", "CMERCY", "<@UDEV> José", False),
            ("said", "CMERCY", "The digest", True),
            ("quoted", "UBEN", SECRET, True),
            ("quotes", "UBEN", f"Dev: a win. {SECRET[:22]}… *Dev Patel*", False),
            ("successor", "UNEW", SECRET, False),
            ("sealed", SEALED, SECRET, True),
            ("elsewhere", "CELSE", "dev patel promised", True),
            ("other", "CELSE", "nobody in UDEVON", True),
        ):
            enqueue(
                session,
                key=key,
                channel=channel,
                payload=payload_of(text),
                now=NOW,
                best_before=NOW + timedelta(days=1),
            )
            if done:
                message = session.scalars(select(OutboxMessage).filter_by(key=key)).one()
                message.finished_at, message.slack_channel = NOW, channel
    return cast


def payload_of(text: str) -> dict[str, Any]:
    return {"text": text, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]}


def person(database: Database, person_id: int) -> Person:
    with database.reading(WORKSPACE) as session:
        return session.get_one(Person, person_id)


def erase(database: Database, person_id: int, **more: bool) -> None:
    by = Actor(Origin.BUTTON, key_of(person(database, person_id)), at=NOW)
    with database.unit_of_work(WORKSPACE, by) as session:
        personal.erase(session, session.get_one(Person, person_id), now=NOW, **more)


def test_whom_nobody_knows_is_told_so(database, cast):
    with database.reading(WORKSPACE) as session:
        assert personal.find(session, key_of(cast.dev)).id == cast.dev.id
        with pytest.raises(NotFound):
            personal.find(session, key_of(cast.dev)._replace(user_id="UNOBODY"))


def test_an_export_has_everything_in_words_and_nobody_else(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        found = personal.export(session, session.get_one(Person, cast.dev.id), now=NOW)

    text = json.dumps(found, ensure_ascii=False)
    assert found["people"] == [
        {
            "team": "T2",
            "user": "UDEV",
            "name": "Dev Patel",
            "time zone": "America/Chicago",
            "locale": "en-US",
            "is bot": False,
            "is deactivated": False,
            "seen at": NOW.isoformat(),
            "has home": False,
        }
    ]
    assert found["check-ins"][0]["wins"] == f"A win. {SECRET}"
    assert found["check-ins"][0]["cycle"] == "1"
    assert found["goals"][0]["partner owner"] == "you"
    assert found["goals"][0]["school owner"] == "somebody else"
    assert found["seats in partnerships"][0]["partnership"] == "Riverside and Mercy"
    assert found["values of goals"][0]["check in"].startswith("check-in ")
    assert [one["key"] for one in found["messages from the bot"]] == ["dm", "told"]
    assert "Ana Ruiz" not in text
    assert "UANA" not in text
    [event] = audited(database, Verb.EXPORTED)
    assert (event.record, event.record_id) == ("people", cast.dev.id)


def test_an_export_has_what_they_changed_and_which_record_it_was(database, cast):
    by = Actor(Origin.BUTTON, key_of(cast.dev), at=NOW)
    with database.unit_of_work(WORKSPACE, by) as session:
        session.scalars(select(Goal)).one().why = "Buses"
        goal_id = session.scalars(select(Goal.id)).one()
    with database.reading(WORKSPACE) as session:
        dev = session.get_one(Person, cast.dev.id)
        [event] = personal.everything(session, dev, now=NOW)["entries in the audit log"]

    assert (event["person"], event["record"], event["record id"]) == ("you", "goals", goal_id)


def audited(database: Database, verb: Verb) -> list[AuditEvent]:
    with database.reading(WORKSPACE) as session:
        return list(session.scalars(select(AuditEvent).where(AuditEvent.verb == verb)))


def test_an_erased_person_is_nobody_and_their_work_is_in_other_hands(database, cast):
    erase(database, cast.dev.id)

    with database.reading(WORKSPACE) as session:
        gone = session.get_one(Person, cast.dev.id)
        assert (gone.team_id, gone.name, gone.time_zone) == ("XFORMER", "", None)
        assert is_former(gone.user_id)
        assert session.scalars(select(Membership.ended_at).filter_by(person_id=gone.id)).all() == [
            NOW
        ]
        assert session.scalars(select(Goal.partner_owner_id)).all() == [cast.ben.id]
        action = session.scalars(select(Action)).one()
        assert (action.owner_id, action.what) == (
            cast.ben.id,
            "a former member of the partner side asks the bus company",
        )
        revision = session.scalars(select(GoalRevision)).one()
        assert (revision.reason, revision.before) == ("", {"partner_owner": "UBEN"})
        assert revision.after == {"partner_owner": gone.user_id}
        assert session.scalars(select(Draft)).all() == []
        assert session.scalars(select(Lane)).all() == []


def test_messages_to_them_go_and_what_others_are_told_neither_names_nor_quotes_them(database, cast):
    erase(database, cast.dev.id)

    with database.reading(WORKSPACE) as session:
        payloads = {one.key: one.payload for one in session.scalars(select(OutboxMessage))}
    former = person(database, cast.dev.id).user_id
    mate = "a former member of the partner side"
    assert payloads["waits"] == payload_of(f"<@{former}> José")
    assert payloads["quotes"] == payload_of(f"Dev: … *{mate}*")
    assert payloads["successor"] == payload_of("…")
    assert payloads["other"] == payload_of("nobody in UDEVON")
    assert {key for key, one in payloads.items() if not one} == {
        "said",
        "quoted",
        "sealed",
        "elsewhere",
    }
    assert {"dm", "told"} & set(payloads) == set()
    [news] = [one for key, one in payloads.items() if ":handed-over:" in key]
    assert "1 goal is yours now." in news["text"]
    assert "1 open action is yours now." in news["text"]


@pytest.mark.parametrize("name", ["Ángela Íñiguez", "Ida Öst", "Юлия Ким"])
def test_a_name_goes_in_large_letters_and_small_ones(database, cast, name):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Person, cast.dev.id).name = name
        goal = session.scalars(select(Goal)).one()
        goal.why = f"{name.upper()} asked, and {name.lower()}"
        session.scalars(select(GoalRevision)).one().before = {"who": [name.upper(), 1, None]}
    erase(database, cast.dev.id)

    mate = "a former member of the partner side"
    with database.reading(WORKSPACE) as session:
        assert session.scalars(select(Goal.why)).all() == [f"{mate} asked, and {mate}"]
        revision = session.scalars(select(GoalRevision)).one()
        assert revision.before == {"who": [mate, 1, None]}


def test_a_button_is_put_together_as_before(database, cast):
    button = {
        "type": "button",
        "action_id": "section",
        "text": {"type": "plain_text", "text": LAYOFFS},
    }
    with database.unit_of_work(WORKSPACE) as session:
        session.scalars(select(CheckIn)).one().challenges = LAYOFFS
        message = session.scalars(select(OutboxMessage).filter_by(key="waits")).one()
        message.payload = {
            "text": LAYOFFS.upper(),
            "blocks": [{"type": "actions", "elements": [button]}],
        }
    erase(database, cast.dev.id)

    with database.reading(WORKSPACE) as session:
        message = session.scalars(select(OutboxMessage).filter_by(key="waits")).one()
        blocks = [{"type": "actions", "elements": [button]}]
        assert message.payload == {"text": "…", "blocks": blocks}


def test_it_is_in_the_audit_without_their_id(database, cast):
    erase(database, cast.dev.id)

    [event] = audited(database, Verb.ERASED)
    assert (event.record, event.record_id, event.person_id) == (
        "people",
        cast.dev.id,
        cast.dev.id,
    )


@pytest.mark.parametrize("clean", ["VACUUM", "SELECT 1"])
def test_no_byte_of_them_is_left_in_the_file(tmp_path, clean):
    with closing(Database(f"sqlite:///{tmp_path / 'all.db'}")) as database:
        schema.migrate(database.engine)
        cast = staged(database)
        before = (tmp_path / "all.db").read_bytes() + (tmp_path / "all.db-wal").read_bytes()
        assert b"UDEV" in before
        erase(database, cast.dev.id)
    with closing(sqlite3.connect(tmp_path / "all.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute(clean)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for trace in ("Dev Patel", SECRET, "Ångström", "\\u00c5ngstr"):
        assert trace.encode() not in left
    assert left.count(b"UDEV") == left.count(b"UDEVON")


def test_the_last_lead_is_asked_to_name_another_first(database, cast):
    with pytest.raises(Refusal, match="Nobody else leads your side of Riverside and Mercy"):
        erase(database, cast.ana.id)
    assert person(database, cast.ana.id).name == "Ana Ruiz"

    erase(database, cast.ana.id, though_alone=True)
    with database.reading(WORKSPACE) as session:
        # Nobody else on that side may own a goal; the other side's lead takes no goal of it.
        assert session.scalars(select(Goal.school_owner_id)).all() == [None]


def test_the_last_coordinator_is_asked_too(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.add(Coordinator(person_id=cast.cara.id, started_at=NOW))
    with pytest.raises(Refusal, match="only coordinator"):
        erase(database, cast.cara.id)

    erase(database, cast.cara.id, though_alone=True)
    with database.reading(WORKSPACE) as session:
        assert session.scalars(select(Coordinator.ended_at)).all() == [NOW]


def test_what_is_held_cannot_be_erased(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        retention.hold(
            session, partnership_id=cast.partnership.id, by="Ben", because="a case", now=NOW
        )
    with pytest.raises(Refusal, match="legal reason"):
        erase(database, cast.dev.id, though_alone=True)


def test_an_action_goes_to_the_other_side_when_nobody_leads_theirs(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        for seat in session.scalars(select(Membership).filter_by(person_id=cast.ben.id)):
            seat.ended_at = NOW
    erase(database, cast.dev.id)

    with database.reading(WORKSPACE) as session:
        action = session.scalars(select(Action)).one()
        assert (action.owner_id, action.side) == (cast.ana.id, Side.SCHOOL)
        assert session.scalars(select(Goal.partner_owner_id)).all() == [None]


def test_a_deputy_takes_over_where_nobody_leads_and_nobody_where_nobody_may(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        for seat in session.scalars(select(Membership)):
            seat.role = Role.DEPUTY if seat.person_id == cast.ben.id else Role.CONTRIBUTOR
    erase(database, cast.dev.id)
    with database.reading(WORKSPACE) as session:
        assert session.scalars(select(Action.owner_id)).all() == [cast.ben.id]

    erase(database, cast.ben.id)
    with database.reading(WORKSPACE) as session:
        assert session.scalars(select(Action.owner_id)).all() == [cast.ben.id]
        assert session.scalars(select(OutboxMessage.channel)).all().count("UANA") == 0


def test_of_a_closed_partnership_only_the_seat_ends(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Partnership, cast.partnership.id).status = PartnershipStatus.CLOSED
    erase(database, cast.ben.id)

    with database.reading(WORKSPACE) as session:
        assert session.scalars(select(Membership).filter_by(person_id=cast.ben.id)).one().ended_at
        assert session.scalars(select(Action.owner_id)).all() == [cast.dev.id]


def test_while_nothing_is_open_nobody_is_asked_instead(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.execute(Base.metadata.tables["cycles"].update().values(state="upcoming"))
    erase(database, cast.dev.id)

    with database.reading(WORKSPACE) as session:
        assert session.scalars(select(Expectation)).all() == []


def test_whoever_comes_back_is_somebody_new(database, cast):
    erase(database, cast.dev.id)
    with database.unit_of_work(WORKSPACE) as session:
        again = factories.make_person(session, "UDEV", "Dev Patel", team_id="T2")
        assert again.id != cast.dev.id
        assert personal.outlook(session, again) == Outlook([], 0, 0, [], False, False)


def totals(database: Database) -> dict[str, object]:
    """What a partnership's figures are made of."""
    with database.reading(WORKSPACE) as session:
        return {
            "values": session.execute(
                select(GoalUpdate.goal_id, GoalUpdate.value, GoalUpdate.side).order_by(
                    GoalUpdate.id
                )
            ).all(),
            "sides in": session.execute(
                select(CheckIn.cycle_id, CheckIn.side, func.count()).group_by(
                    CheckIn.cycle_id, CheckIn.side
                )
            ).all(),
            "goals": session.execute(
                select(Goal.id, Goal.current_value, Goal.status, Goal.target).order_by(Goal.id)
            ).all(),
            "actions": session.scalar(select(func.count()).select_from(Action)),
        }


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(order=st.permutations(["ana", "ben", "cara", "dev"]), count=st.integers(1, 4))
def test_whoever_goes_the_totals_stay(database, order, count):
    with database.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    cast = staged(database)
    before = totals(database)
    for name in order[:count]:
        erase(database, getattr(cast, name).id, though_alone=True)

    assert totals(database) == before
