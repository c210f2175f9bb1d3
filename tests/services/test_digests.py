"""Digests: posted once, changed by what comes late, shown to members, none after silence."""

from datetime import date, datetime, timedelta

import pytest

from bot.rules import delivery
from bot.rules.people import PersonKey
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import ActionStatus, Confidence, CycleState, PartnershipStatus, Side
from bot.services import digests
from storage.database import Database
from storage.models import Action, CheckIn, Cycle, Partnership, Person
from tests import factories
from tests.digesting import (
    DIGEST_AT,
    LATER,
    add,
    check_in,
    figures,
    goal,
    post,
    queued,
    show,
    text_of,
    update,
)
from tests.factories import NOW, WORKSPACE, Cast


@pytest.fixture
def cycle(database: Database, cast: Cast) -> Cycle:
    with database.unit_of_work(WORKSPACE) as session:
        return factories.make_cycle(session, cast.partnership)


def test_one_message_for_the_channel_and_its_details_in_the_thread(database, cast, cycle):
    attendance = goal(database, cast)
    school = check_in(cycle, cast.ana, Side.SCHOOL, wins="Forty mentors came.")
    add(database, school)
    add(
        database,
        check_in(
            cycle,
            cast.ben,
            Side.PARTNER,
            NOW + timedelta(days=15),
            challenges="Buses",
            is_late=True,
        ),
        update(
            attendance,
            cast.ana,
            NOW + timedelta(days=1),
            74.0,
            check_in_id=school.id,
            confidence=Confidence.AT_RISK,
            note="Winter flu.",
        ),
        Action(
            side=Side.SCHOOL,
            partnership_id=cast.partnership.id,
            check_in_id=school.id,
            what="Ask the bus company",
            owner_id=cast.ben.id,
            due_on=date(2026, 10, 1),
            status=ActionStatus.OPEN,
            created_at=NOW,
        ),
    )
    assert post(database, cycle) == 1
    digest, details = queued(database)
    assert (digest.key, digest.channel) == (delivery.digest_key(cycle.id), "CMERCY")
    assert details.after_key == digest.key
    said = text_of(digest)
    assert "Digest of Riverside and Mercy: Quarter 1 of 2026–27" in said
    assert (
        "*Both sides are in:* Riverside School District, check-in of September 9; "
        "Mercy Hospital, check-in of September 23, late" in said
    )
    assert (
        "*Goal 1.* More ninth-graders attend nine days out of ten: from 70% to 74%, closer to "
        "the target, target 85%, at risk _(Riverside School District, check-in of September 9)_"
        in said
    )
    assert "*Win:* Forty mentors came. _(Riverside School District" in said
    assert "*Challenge:* Buses _(Mercy Hospital, check-in of September 23, late)_" in said
    assert "*Action:* Ask the bus company, <@UBEN>, due on Thursday, October 1, 2026 _(Riv" in said
    assert "Answers are still welcome until Tuesday, September 29, 2026." in said
    assert "The next check-in opens on Monday, November 2, 2026." in said
    assert "Start 70%, Quarter 1 of 2026–27 74%" in said
    assert figures(digest.payload["blocks"]) == ["data_visualization"]
    assert figures(digest.payload["fallback_blocks"]) == ["table"]
    assert "Ana Ruiz, Riverside School District, check-in of September 9: 74%, At risk\nWinter" in (
        text_of(details)
    )
    assert post(database, cycle) == 0
    assert len(queued(database)) == 2


def test_a_quiet_cycle_asks_the_leads_privately_and_says_nothing_to_the_channel(
    database, cast, cycle
):
    goal(database, cast)
    assert post(database, cycle) == 1
    questions = queued(database)
    assert [one.channel for one in questions] == ["UANA", "UBEN"]
    assert "Would you like to pause it for a while?" in text_of(questions[0])
    post(database, cycle)
    assert len(queued(database)) == 2


def test_a_lead_whom_slack_has_deactivated_is_not_asked(database, cast, cycle):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Person, cast.ana.id).is_deactivated = True
        session.get_one(Person, cast.ben.id).time_zone = None
    post(database, cycle)
    assert [one.channel for one in queued(database)] == ["UBEN"]


def test_a_ticked_action_alone_is_worth_a_digest(database, cast, cycle):
    add(
        database,
        Action(
            side=Side.SCHOOL,
            partnership_id=cast.partnership.id,
            what="Paint the room",
            owner_id=cast.dev.id,
            due_on=date(2026, 9, 20),
            status=ActionStatus.DONE,
            created_at=NOW,
            finished_at=NOW + timedelta(days=2),
        ),
        Action(
            side=Side.SCHOOL,
            partnership_id=cast.partnership.id,
            what="Done before there was a bot",
            owner_id=cast.dev.id,
            due_on=date(2026, 9, 20),
            status=ActionStatus.DONE,
            created_at=NOW - timedelta(days=9),
            finished_at=NOW - timedelta(days=5),
        ),
    )
    post(database, cycle)
    said = text_of(queued(database)[0])
    assert "*Done:* Paint the room, <@UDEV>" in said
    assert "before there was a bot" not in said
    assert "*No check-in yet this time.*" in said


def test_a_digest_that_comes_too_late_is_not_said_any_more(database, cast, cycle):
    add(database, check_in(cycle, cast.ana, Side.SCHOOL, wins="Long ago"))
    assert post(database, cycle, DIGEST_AT + timedelta(days=8)) == 1
    assert queued(database) == []


def test_a_paused_partnership_gets_none(database, cast, cycle):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Partnership, cast.partnership.id).status = PartnershipStatus.PAUSED
    assert post(database, cycle) == 0
    assert queued(database) == []


def refresh(database: Database, cycle: Cycle, check_in_id: int, now: datetime) -> None:
    with database.unit_of_work(WORKSPACE) as session:
        digests.refresh(session, cycle.id, change=f"check-in-{check_in_id}", now=now)


def test_a_late_answer_changes_the_digest_in_place_and_is_marked(database, cast, cycle):
    add(database, check_in(cycle, cast.ana, Side.SCHOOL, wins="x" * 3000))
    post(database, cycle)
    before = len(queued(database))
    late = check_in(cycle, cast.ben, Side.PARTNER, LATER, wins="y" * 3000, is_late=True)
    add(database, late)
    refresh(database, cycle, late.id, LATER)
    digest, first_part, new_part = queued(database)[before:]
    assert (digest.method, digest.after_key) == ("chat.update", delivery.digest_key(cycle.id))
    assert "Mercy Hospital, check-in of September 23, late" in text_of(digest)
    assert (first_part.method, first_part.after_key) == (
        "chat.update",
        delivery.digest_details_key(cycle.id, 1),
    )
    assert (new_part.method, new_part.key) == (
        "chat.postMessage",
        delivery.digest_details_key(cycle.id, 2),
    )


def test_an_answer_made_shorter_leaves_no_old_words_in_the_thread(database, cast, cycle):
    row = check_in(cycle, cast.ana, Side.SCHOOL, wins="x" * 3000, needs="z" * 3000)
    add(database, row)
    post(database, cycle)
    parts = len(queued(database)) - 1
    with database.unit_of_work(WORKSPACE) as session:
        kept = session.get_one(CheckIn, row.id)
        kept.wins, kept.needs = "Short", ""
    refresh(database, cycle, row.id, LATER)
    changed = queued(database)[1 + parts :]
    assert [one.method for one in changed] == ["chat.update"] * (1 + parts)
    assert "see above" in text_of(changed[-1])
    assert not any("z" * 10 in text_of(one) for one in changed)


def test_before_the_digest_there_is_nothing_to_change(database, cast, cycle):
    refresh(database, cycle, 1, NOW)
    assert queued(database) == []


def test_an_answer_after_a_quiet_digest_day_is_told_to_the_channel_after_all(database, cast, cycle):
    post(database, cycle)
    row = check_in(cycle, cast.ben, Side.PARTNER, LATER, wins="Better late", is_late=True)
    add(database, row)
    refresh(database, cycle, row.id, LATER)
    assert all(one.channel != "CMERCY" for one in queued(database)), "the clock looks first"
    assert post(database, cycle, LATER) == 1
    told = [one for one in queued(database) if one.channel == "CMERCY"]
    assert told[0].key == delivery.digest_key(cycle.id)
    assert "Better late" in text_of(told[0])


def test_any_member_may_see_it_at_any_time_and_nobody_else(database, cast, cycle):
    add(database, check_in(cycle, cast.ana, Side.SCHOOL, wins="So far, so good"))
    shown = show(database, cast, cast.dev)
    assert [quote.text for quote in shown.quotes] == ["So far, so good"]
    assert queued(database) == []
    with pytest.raises(NotFound):
        show(database, cast, PersonKey("T9", "UANA"))


def test_before_the_first_check_in_it_says_when_that_is(database, cast):
    with pytest.raises(Refusal, match="closed before its first check-in"):
        show(database, cast, cast.ana)
    with database.unit_of_work(WORKSPACE) as session:
        factories.make_cycle(session, cast.partnership, state=CycleState.UPCOMING)
    with pytest.raises(Refusal, match="opens on Tuesday, September 8, 2026"):
        show(database, cast, cast.ana)
