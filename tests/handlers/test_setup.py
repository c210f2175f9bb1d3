"""Setting a partnership up: by command and button, filled in well and badly, twice and at once."""

from datetime import date
from threading import Thread

import pytest
from sqlalchemy import func, select

import storage.people
from bot.playground import Channel, Person
from bot.rules.people import PersonKey
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import Role, Side
from bot.slack import directory
from handlers.setup import ensure_usable
from storage.models import Membership, Organization, OutboxMessage, Partnership
from storage.models import Person as PersonRow
from tests.stage import Stage


def answers(stage: Stage, **changes: object) -> dict[str, object]:
    return {
        "Partnership name": "Riverside and Mercy",
        "School or district": "Riverside School District",
        "Kind of school organization": "School district",
        "School lead": stage.ana,
        "Partner organization": "Mercy Hospital",
        "Kind of partner": "Hospital",
        "Partner lead": stage.ben,
        **changes,
    }


def open_form(stage: Stage, person: Person | None = None, channel: Channel | None = None) -> None:
    (person or stage.ana).types("/partner setup", channel or stage.room)


def said_at(person: Person, label: str) -> str:
    """What is said under a field of the open form."""
    assert person.modal is not None
    return str(person.modal.errors[label])


def count(stage: Stage, table: type) -> int:
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def cards(stage: Stage) -> list[str]:
    words = [stage.ana.sees(message) for message in stage.room.messages]
    return [text for text in words if "*Status*" in text]


def test_the_form_begins_with_what_is_known(stage: Stage):
    stage.ana.types("/partner setup Riverside & Mercy", stage.room)

    form = stage.ana.sees()

    assert "Riverside & Mercy" in form
    assert "Central Time (Chicago)" in form
    assert "Every quarter" in form
    assert "August" in form
    assert "2026-09-09" in form


def test_saving_posts_the_card_for_both_sides_and_says_so(stage: Stage):
    stage.set_up()

    (card,) = cards(stage)
    assert "Riverside School District" in card
    assert "@Ben Okafor (lead)" in card
    assert "check-in opens on Wednesday, September 9, 2026" in card
    assert "[Check in] [Goals]" in card
    assert "*Riverside and Mercy* is set up" in stage.ana.sees()
    assert not stage.slack.refusals
    assert not stage.slack.failures


def test_from_the_thanks_it_is_a_few_steps_to_the_first_goal(stage: Stage):
    stage.set_up()

    for step in ("Details", "People", "Details", "Goals", "New goal"):
        stage.ana.clicks(step)

    assert "Target" in stage.ana.sees()
    assert not stage.slack.failures
    assert not stage.slack.refusals


def test_the_zone_is_asked_of_slack_once(stage: Stage):
    open_form(stage)
    asked = len(stage.slack.records.calls("users.info"))
    stage.ana.closes()

    open_form(stage)

    assert asked == 1
    assert len(stage.slack.records.calls("users.info")) == 1
    assert "Central Time (Chicago)" in stage.ana.sees()


@pytest.mark.parametrize("trouble", [{"error": "user_not_found"}, {"error": "internal_error"}])
def test_without_a_zone_the_form_asks_for_it(stage: Stage, trouble):
    stage.slack.trouble.next("users.info", **trouble)
    open_form(stage)
    assert "Central Time" not in stage.ana.sees()

    stage.ana.fills(answers(stage))
    assert stage.ana.submits() is None, "the zone is required"
    assert "Eastern Time (New York)" in stage.ana.looks_up("Time zone", "new york")
    stage.ana.fills({"Time zone": "Arizona (Phoenix)"})
    stage.ana.submits()

    assert "is set up" in stage.ana.sees()


def test_a_zone_that_this_machine_does_not_know_is_left_to_the_person(stage: Stage):
    with stage.database.unit_of_work(stage.workspace_id) as session:
        storage.people.find_or_add(
            session, PersonKey(stage.workspace_id, stage.ana.id)
        ).time_zone = "Mars/Olympus"

    open_form(stage)

    assert "Time zone" in stage.ana.sees()
    assert "Mars" not in stage.ana.sees()


def test_somebody_of_another_workspace_sets_up_by_button(stage: Stage):
    stage.ana.removes_bot(stage.room)
    stage.ana.invites_bot(stage.room)
    stage.tick()

    stage.dev.clicks("Set up a partnership", stage.room)
    stage.dev.fills(answers(stage))
    stage.dev.submits()
    stage.tick()

    assert "@Dev Patel (coordinator)" in cards(stage)[0].split("Partner side")[1]
    assert not stage.slack.failures


def test_who_sets_up_without_leading_coordinates(stage: Stage):
    open_form(stage, stage.cara)
    stage.cara.fills(answers(stage))
    stage.cara.submits()

    with stage.database.reading(stage.workspace_id) as session:
        seats = session.execute(
            select(PersonRow.user_id, Membership.side, Membership.role)
            .join(Membership, Membership.person_id == PersonRow.id)
            .order_by(Membership.id)
        ).all()
    assert [tuple(seat) for seat in seats] == [
        (stage.ana.id, Side.SCHOOL, Role.LEAD),
        (stage.ben.id, Side.PARTNER, Role.LEAD),
        (stage.cara.id, Side.SCHOOL, Role.COORDINATOR),
    ]


def test_a_weekend_moves_and_is_said_so(stage: Stage):
    open_form(stage)
    stage.ana.fills(answers(stage, **{"First check-in opens on": date(2026, 9, 12)}))
    stage.ana.submits()

    assert "would fall on the weekend, so it opens on Monday, September 14" in stage.ana.sees()
    assert "Monday, September 14, 2026" in stage.ana.sees()


@pytest.mark.parametrize(
    ("label", "value", "says"),
    [
        ("Partnership name", ":tada:", "in letters or numbers"),
        ("School or district", "🏫", "in letters or numbers"),
        ("Partner organization", "riverside  school district", "the partner's own name"),
        ("First check-in opens on", "someday", "choose the day"),
        ("First check-in opens on", date(2026, 9, 7), "That day has passed"),
        ("First check-in opens on", date(2027, 9, 20), "more than a year away"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(stage: Stage, label, value, says):
    open_form(stage)
    stage.ana.fills(answers(stage, **{label: value}))
    stage.ana.submits()

    assert says in said_at(stage.ana, label)
    assert stage.ana.modal is not None
    assert count(stage, Partnership) == 0
    assert count(stage, OutboxMessage) == 0


def test_text_beyond_the_limits_is_refused_even_if_the_client_lets_it_through(stage: Stage):
    open_form(stage)
    stage.ana.fills({"Partnership name": "x" * 3000, "School or district": "y" * 201}, raw=True)
    stage.ana.submits(raw=True)

    assert "150 characters" in said_at(stage.ana, "Partnership name")
    assert "200 characters" in said_at(stage.ana, "School or district")


@pytest.mark.parametrize(
    ("about", "says"),
    [({"is_bot": True}, "That is a bot"), ({"deactivated": True}, "switched off")],
)
def test_a_lead_must_be_somebody_who_can_answer(stage: Stage, about, says):
    lead = stage.slack.person("Robin", **about)
    open_form(stage)
    stage.ana.fills(answers(stage, **{"Partner lead": lead}))
    stage.ana.submits()

    assert says in said_at(stage.ana, "Partner lead")


def test_one_person_cannot_lead_both_sides(stage: Stage):
    open_form(stage)
    stage.ana.fills(answers(stage, **{"Partner lead": stage.ana}))
    stage.ana.submits()

    assert "cannot lead both sides" in said_at(stage.ana, "Partner lead")


def test_a_lead_whom_slack_does_not_know_is_refused(stage: Stage):
    open_form(stage)
    stage.ana.fills(answers(stage, **{"School lead": "UNOBODY"}))
    stage.ana.submits()

    assert "does not know" in said_at(stage.ana, "School lead")


def test_a_deputy_whom_slack_does_not_know_is_refused(stage: Stage):
    open_form(stage)
    stage.ana.fills(answers(stage, **{"School deputy": "UNOBODY"}))
    stage.ana.submits()

    assert "does not know" in said_at(stage.ana, "School deputy")


def test_when_slack_is_silent_about_a_lead_the_form_stays(stage: Stage):
    open_form(stage)
    stage.ana.fills(answers(stage))
    stage.slack.trouble.next("users.info", error="internal_error")
    stage.ana.submits()
    assert "try again" in said_at(stage.ana, "School lead")

    stage.ana.submits()

    assert "is set up" in stage.ana.sees()


@pytest.mark.parametrize(
    "name",
    [
        "<!channel> & <@U1> friends",
        "&lt;b&gt;",
        "شراكة المدرسة",
        "\u202eevil \u202dname",
        "x" * 150,
    ],
)
def test_hostile_names_are_shown_as_they_are_and_harm_nobody(stage: Stage, name):
    open_form(stage)
    stage.ana.fills(
        answers(stage, **{"Partnership name": name, "Partner organization": "&" * 199 + "x"})
    )
    stage.ana.submits()
    stage.tick()

    assert len(cards(stage)) == 1
    (message,) = stage.room.messages
    assert "<!channel>" not in str(message.blocks[1:]) + message.text
    assert "\u202e" not in message.text
    assert not stage.slack.refusals
    stage.ana.clicks("Details")
    stage.ana.clicks("People")
    assert not stage.slack.failures


@pytest.mark.parametrize("once_more", ["twice", "later"])
def test_submitted_twice_it_is_one_partnership_and_success_again(stage: Stage, once_more):
    open_form(stage)
    stage.ana.fills(answers(stage))
    stage.ana.submits(twice=once_more == "twice")
    stage.tick()

    answer = stage.ana.resubmits()
    stage.tick()

    assert answer.json is not None
    assert "is set up" in str(answer.json["view"])
    assert count(stage, Partnership) == 1
    assert count(stage, Organization) == 2
    assert len(cards(stage)) == 1


def test_two_people_at_once_get_one_partnership_and_one_is_told_which(stage: Stage):
    for person, name in ((stage.ana, "Ana's own"), (stage.cara, "Cara's own")):
        open_form(stage, person)
        person.fills(answers(stage, **{"Partnership name": name}))
    at_once = [Thread(target=person.submits) for person in (stage.ana, stage.cara)]
    for thread in at_once:
        thread.start()
    for thread in at_once:
        thread.join()
    stage.tick()

    with stage.database.reading(stage.workspace_id) as session:
        name = session.scalars(select(Partnership.name)).one()
    won, lost = (stage.ana, stage.cara) if name == "Ana's own" else (stage.cara, stage.ana)
    assert "is set up" in won.sees()
    assert "already has a partnership" in said_at(lost, "Partnership name")
    assert name not in said_at(lost, "Partnership name")
    assert len(cards(stage)) == 1


def test_a_second_set_up_says_that_there_is_one(stage: Stage):
    stage.set_up()
    stage.ana.closes()

    stage.cara.types("/partner setup", stage.room)

    assert "already has a partnership" in stage.cara.sees(stage.cara.ephemerals[-1])
    assert "Riverside and Mercy" not in stage.cara.sees(stage.cara.ephemerals[-1])
    assert stage.cara.modal is None


def test_a_closed_partnership_makes_room_for_another(stage: Stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.types("/partner close", stage.room)
    stage.ana.submits()
    stage.ana.closes()

    stage.set_up()

    assert count(stage, Partnership) == 2


def test_where_the_bot_is_not_it_asks_to_be_invited(stage: Stage):
    elsewhere = stage.slack.channel("elsewhere", stage.ana)
    stage.ana.removes_bot(elsewhere)

    stage.ana.types("/partner setup", elsewhere)

    assert "`/invite @Touchstone`" in stage.ana.sees()


def test_a_private_channel_that_is_hidden_from_the_bot_is_one_it_is_not_in(stage: Stage):
    stage.slack.trouble.next("conversations.info", error="channel_not_found")

    open_form(stage)

    assert "not in this channel yet" in stage.ana.sees()


def test_an_archived_channel_is_refused(stage: Stage):
    stage.ana.removes_bot(stage.room)
    stage.ana.invites_bot(stage.room)
    stage.tick()
    stage.room.is_archived = True

    stage.ana.clicks("Set up a partnership", stage.room)

    assert "Unarchive it first" in stage.ana.sees()


def test_when_slack_does_not_say_what_the_channel_is_the_person_is_told(stage: Stage):
    stage.slack.trouble.next("conversations.info", reset=True)

    open_form(stage)

    assert "Please try again" in stage.ana.sees()


def test_in_a_direct_message_it_says_where_to_go(stage: Stage):
    between_two = stage.slack.world.dm(stage.cara.id, stage.ana.id)

    stage.ana.types("/partner setup", between_two)

    assert "lives in a channel that both sides share" in stage.ana.sees()
    assert stage.ana.modal is None


def test_a_group_message_is_no_channel_either():
    with pytest.raises(Refusal, match="lives in a channel"):
        ensure_usable(directory.Channel(is_member=True, is_archived=False, is_direct=True))


def test_a_trigger_that_is_too_old_is_explained(stage: Stage):
    stage.slack.trouble.next("views.open", error="expired_trigger_id")

    open_form(stage)

    assert "press it once more" in stage.ana.sees()
    assert stage.ana.modal is None
