"""Who is in a partnership: added, changed, removed, twice or at once, and never the last lead."""

from threading import Thread

import pytest
from sqlalchemy import select

from bot.playground import Person
from bot.rules.vocabulary import ExpectationState, Role, Side
from storage.models import Expectation, Membership
from storage.models import Person as PersonRow
from tests.stage import Stage

SCHOOL = "School side: Riverside School District"
PARTNER = "Partner side: Mercy Hospital"
LEAD = "Lead: checks in and decides for the side"
DEPUTY = "Deputy: stands in for the lead, writes goals"
READER = "Reader: follows along"
CONTRIBUTOR = "Contributor: checks in when there is something to say"


@pytest.fixture
def stage(stage: Stage) -> Stage:
    stage.set_up()
    stage.ana.closes()
    return stage


def add(stage: Stage, person: Person, side: str = SCHOOL, role: str = READER) -> None:
    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Add a person")
    stage.ana.fills({"Person": person, "Side": side, "Role": role})
    stage.ana.submits()


def seats(stage: Stage, person: Person) -> list[tuple[Side, Role, bool]]:
    """Side, role and whether it is theirs now, oldest first."""
    with stage.database.reading(stage.workspace_id) as session:
        rows = session.scalars(
            select(Membership)
            .join(PersonRow, PersonRow.id == Membership.person_id)
            .where(PersonRow.user_id == person.id)
            .order_by(Membership.id)
        ).all()
    return [(row.side, row.role, row.ended_at is None) for row in rows]


def asked(stage: Stage) -> dict[str, ExpectationState]:
    with stage.database.reading(stage.workspace_id) as session:
        rows = session.execute(
            select(PersonRow.user_id, Expectation.state).join(
                PersonRow, PersonRow.id == Expectation.person_id
            )
        ).all()
    return {row.user_id: row.state for row in rows}


def test_adding_shows_the_new_list_and_the_new_card(stage):
    add(stage, stage.cara)
    stage.tick()

    seen = stage.ana.sees()
    assert "@Cara Lind is now reader on the school side" in seen
    assert "reader, school side (Riverside School District)" in seen
    assert "@Ana Ruiz (lead), @Cara Lind (reader)" in stage.ana.sees(stage.room.messages[0])
    assert len(stage.room.messages) == 1
    assert not stage.slack.refusals


@pytest.mark.parametrize("once_more", ["twice", "later"])
def test_adding_twice_adds_once(stage, once_more):
    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Add a person")
    stage.ana.fills({"Person": stage.cara, "Side": SCHOOL, "Role": READER})
    stage.ana.submits(twice=once_more == "twice")
    stage.ana.resubmits()

    assert seats(stage, stage.cara) == [(Side.SCHOOL, Role.READER, True)]
    assert not stage.slack.failures


def test_adding_somebody_who_is_there_moves_them(stage):
    add(stage, stage.cara)
    add(stage, stage.cara, PARTNER, DEPUTY)

    assert seats(stage, stage.cara) == [
        (Side.SCHOOL, Role.READER, False),
        (Side.PARTNER, Role.DEPUTY, True),
    ]


@pytest.mark.parametrize(
    ("about", "says"),
    [({"is_bot": True}, "That is a bot"), ({"deactivated": True}, "switched off")],
)
def test_who_cannot_answer_is_refused_at_the_field(stage, about, says):
    add(stage, stage.slack.person("Robin", **about))

    assert says in stage.ana.modal.errors["Person"]


def test_who_is_unknown_to_slack_is_refused_at_the_field(stage):
    stage.slack.trouble.next("users.info", error="user_not_found")
    add(stage, stage.cara)

    assert "does not know" in stage.ana.modal.errors["Person"]


def test_changing_role_and_side_keeps_the_old_seat_as_history(stage):
    add(stage, stage.cara)
    stage.ana.clicks("Change", under="@Cara Lind\n")
    stage.ana.fills({"Side": PARTNER, "Role": LEAD})
    stage.ana.submits()
    again = stage.ana.resubmits()
    stage.tick()

    assert "is now lead on the partner side" in stage.ana.sees()
    assert "is now lead on the partner side" in str(again.json)
    assert [ours for *_seat, ours in seats(stage, stage.cara)] == [False, True]
    assert "@Cara Lind (lead)" in stage.ana.sees(stage.room.messages[0])


def test_no_form_makes_somebody_a_coordinator(stage):
    coordinator = {"Role": "Coordinator: looks after the partnership"}
    add(stage, stage.cara)
    stage.ana.clicks("Change", under="@Cara Lind\n")
    with pytest.raises(AssertionError, match="no option"):
        stage.ana.fills(coordinator)
    stage.ana.clicks("Back")
    stage.ana.clicks("Add a person")
    with pytest.raises(AssertionError, match="no option"):
        stage.ana.fills(coordinator)


def test_changing_nothing_is_fine(stage):
    add(stage, stage.cara)
    stage.ana.clicks("Change", under="@Cara Lind\n")
    stage.ana.submits()

    assert len(seats(stage, stage.cara)) == 1
    assert "is now reader" in stage.ana.sees()


def test_removing_keeps_what_was_and_lets_go_of_what_was_asked(stage):
    add(stage, stage.cara, SCHOOL, LEAD)
    stage.ana.closes()
    stage.advance(days=1)
    stage.tick()
    assert asked(stage)[stage.cara.id] is ExpectationState.OPEN

    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Change", under="@Cara Lind\n")
    stage.ana.clicks("Remove from partnership", confirms=False)
    assert seats(stage, stage.cara)[-1][-1]
    stage.ana.clicks("Remove from partnership")
    stage.tick()

    assert "@Cara Lind is no longer in this partnership" in stage.ana.sees()
    assert asked(stage)[stage.cara.id] is ExpectationState.LAPSED
    assert "Cara" not in stage.ana.sees(stage.room.messages[0])


def test_a_new_lead_is_asked_in_the_check_in_that_is_open(stage):
    stage.advance(days=1)
    stage.tick()

    add(stage, stage.cara, SCHOOL, LEAD)

    assert asked(stage)[stage.cara.id] is ExpectationState.OPEN


@pytest.mark.parametrize("way", ["remove", "role", "side", "add again"])
def test_a_sides_last_lead_stays_until_another_is_named(stage, way):
    if way == "add again":
        add(stage, stage.ben, PARTNER, READER)
    else:
        stage.ana.types("/partner people", stage.room)
        stage.ana.clicks("Change", under="@Ben Okafor\n")
        if way == "remove":
            stage.ana.clicks("Remove from partnership")
        else:
            stage.ana.fills({"Role": READER} if way == "role" else {"Side": SCHOOL})
            stage.ana.submits()

    assert "Name another lead first" in stage.ana.sees()
    assert seats(stage, stage.ben) == [(Side.PARTNER, Role.LEAD, True)]


def test_two_leads_removed_at_once_leave_one(stage):
    add(stage, stage.dev, PARTNER, LEAD)
    stage.ana.clicks("Change", under="@Ben Okafor\n")
    stage.ben.clicks("Details", stage.room)
    stage.ben.clicks("People")
    stage.ben.clicks("Change", under="@Dev Patel\n")
    at_once = [
        Thread(target=person.clicks, args=("Remove from partnership",))
        for person in (stage.ana, stage.ben)
    ]
    for thread in at_once:
        thread.start()
    for thread in at_once:
        thread.join()

    left = [seats(stage, person)[-1][-1] for person in (stage.ben, stage.dev)]
    assert sorted(left) == [False, True]


def test_who_removes_themselves_reads_no_further(stage):
    add(stage, stage.dev, PARTNER, LEAD)
    stage.ben.clicks("Details", stage.room)
    stage.ben.clicks("People")
    stage.ben.clicks("Change", under="@Ben Okafor\n")
    stage.ben.clicks("Remove from partnership")

    assert "@Ben Okafor is no longer in this partnership" in stage.ben.sees()
    assert "[Add a person]" not in stage.ben.sees()


def test_a_change_that_somebody_else_was_faster_with_is_said(stage):
    add(stage, stage.cara)
    stage.ana.clicks("Change", under="@Cara Lind\n")
    stage.ben.clicks("Details", stage.room)
    stage.ben.clicks("People")
    stage.ben.clicks("Change", under="@Cara Lind\n")
    stage.ben.fills({"Role": CONTRIBUTOR})
    stage.ben.submits()

    stage.ana.submits()
    assert "Somebody changed that person's entry just now" in stage.ana.sees()
    stage.ana.clicks("Remove from partnership")
    assert seats(stage, stage.cara)[-1] == (Side.SCHOOL, Role.CONTRIBUTOR, True)

    stage.ben.clicks("Change", under="@Cara Lind\n")
    stage.ana.closes(everything=True)
    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Change", under="@Cara Lind\n")
    stage.ben.clicks("Remove from partnership")
    stage.ana.submits()
    assert "Somebody changed that person's entry just now" in stage.ana.sees()
    stage.ana.clicks("Remove from partnership")
    assert "is no longer in this partnership" in stage.ana.sees()


def test_readers_read_the_list_and_change_nothing(stage):
    add(stage, stage.cara)

    stage.cara.types("/partner people", stage.room)

    assert "@Ben Okafor" in stage.cara.sees()
    assert "[Change]" not in stage.cara.sees()
    assert "[Add a person]" not in stage.cara.sees()


def test_by_somebody_removed_meanwhile_nothing_is_added(stage):
    add(stage, stage.cara, SCHOOL, LEAD)
    stage.cara.types("/partner people", stage.room)
    stage.cara.clicks("Add a person")
    stage.cara.fills({"Person": stage.dev, "Side": PARTNER, "Role": READER})
    stage.ana.clicks("Change", under="@Cara Lind\n")
    stage.ana.clicks("Remove from partnership")

    stage.cara.submits()

    assert "not one of your partnerships" in stage.cara.sees()
    assert seats(stage, stage.dev) == []


def test_back_leads_back(stage):
    stage.ana.clicks("Details", stage.room)
    stage.ana.clicks("People")
    stage.ana.clicks("Add a person")
    stage.ana.clicks("Back")
    stage.ana.clicks("Details")

    assert "Live goals" in stage.ana.sees()
    stage.ana.closes()
    assert stage.ana.modal is None


def test_a_seat_that_never_was_is_refused(stage):
    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Change", under="@Ben Okafor\n")
    view = stage.ana.modal
    view.definition["private_metadata"] = '{"membership":999}'
    stage.ana.submits()

    assert "That is not one of your partnerships" in stage.ana.sees()
