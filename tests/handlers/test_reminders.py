"""Reminders as people meet them: private, few, each button doing what it says."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

import storage.people
from bot.rules.people import PersonKey
from bot.rules.vocabulary import ExpectationState, PartnershipStatus, Role
from bot.services import mentions
from storage.models import (
    CheckIn,
    Cycle,
    Expectation,
    Membership,
    OutboxMessage,
    Partnership,
    Person,
)

ASKED = "Time to check in"


@pytest.fixture
def reminded(stage):
    """The stage on the morning of the first reminder, with Cara and Dev as contributors."""
    stage.set_up()
    seat(stage, stage.cara, stage.ana, Role.CONTRIBUTOR)
    seat(stage, stage.dev, stage.ben, Role.CONTRIBUTOR)
    go(stage, cycle(stage).opens_at)
    go(stage, cycle(stage).first_reminder_at)
    return stage


def go(stage, moment):
    stage.clock.now = moment
    stage.tick()


def row_of(session, person) -> Person:
    """The row of somebody whom the bot has met."""
    row = storage.people.find(session, PersonKey(person.team_id, person.id))
    assert row is not None
    return row


def seat(stage, person, beside, role):
    """Give a person a seat on the side of another."""
    with stage.database.unit_of_work(stage.workspace_id) as session:
        theirs = row_of(session, beside)
        known = session.scalars(select(Membership).where(Membership.person_id == theirs.id)).one()
        row = storage.people.find_or_add(session, PersonKey(person.team_id, person.id))
        session.add(
            Membership(
                partnership_id=known.partnership_id,
                person_id=row.id,
                organization_id=known.organization_id,
                side=known.side,
                role=role,
                started_at=known.started_at,
            )
        )


def cycle(stage):
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalars(select(Cycle).order_by(Cycle.number)).first()


def reminders_of(person):
    return [message for message in person.direct_messages if ASKED in message.text]


def asked(stage, person):
    """Return what is asked of a person, as it is in the database now."""
    with stage.database.reading(stage.workspace_id) as session:
        row = row_of(session, person)
        return session.scalar(select(Expectation).where(Expectation.person_id == row.id))


def test_at_most_three_reminders_come_and_none_to_who_was_not_asked(reminded):
    stage, ana = reminded, reminded.ana
    for _again in range(2):
        stage.tick()
    assert len(ana.direct_messages) == 1
    assert "because you lead the partnership for Riverside School District" in ana.sees("dm")
    go(stage, cycle(stage).second_reminder_at)
    go(stage, cycle(stage).last_reminder_at)
    assert len(reminders_of(ana)) == 3
    assert "Snooze until …" not in str(reminders_of(ana)[-1].blocks)
    go(stage, cycle(stage).closes_at - timedelta(hours=1))
    assert len(reminders_of(ana)) == 3
    assert "Time to check in" not in ana.sees(stage.room)
    assert stage.cara.direct_messages == []
    assert not stage.slack.refusals
    assert not stage.slack.warnings


NOTHING_WAITS = (
    "cycle:1:digest",
    "cycle:999:reminder:1:1",
    "cycle:999:actions:1",
    "action:999:given:1",
)


def test_who_cannot_be_written_to_privately_is_called_in_the_thread_without_a_word_of_why(stage):
    stage.set_up()
    go(stage, cycle(stage).opens_at)
    stage.slack.trouble.next(
        "chat.postMessage", error="cannot_dm_bot", channel=stage.ben.id, times=3
    )
    go(stage, cycle(stage).first_reminder_at)

    assert reminders_of(stage.ben) == []
    [invitation] = [one for one in stage.room.messages if "check-in for" in one.text]
    [call] = [one for one in stage.room.messages if one.thread_ts == invitation.ts]
    assert f"<@{stage.ben.id}>, I have something for you" in call.text
    assert "check" not in call.text.casefold()
    stage.ben.clicks("Show it only to me", call)
    assert ASKED in stage.ben.sees(stage.ben.ephemerals[-1])
    stage.ana.clicks("Show it only to me", call)
    assert ASKED not in stage.ana.sees(stage.ana.ephemerals[-1])
    stage.tick()
    assert len(stage.room.messages) == len({one.ts for one in stage.room.messages})


def test_an_owner_who_cannot_be_written_to_is_called_under_the_card(stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.types("/partner actions", stage.room)
    stage.ana.clicks("New action")
    stage.ana.fills({"Action: what": "Order the vans", "Action: who": stage.ben})
    stage.ana.fills({"Action: by when": "2026-09-18"})
    stage.slack.trouble.next("chat.postMessage", error="cannot_dm_bot", channel=stage.ben.id)
    stage.ana.submits()
    stage.ana.closes(everything=True)
    stage.tick()

    [call] = [one for one in stage.room.messages if "I have something for you" in one.text]
    card = next(one for one in stage.room.messages if "Riverside and Mercy" in one.text)
    assert call.thread_ts == card.ts
    assert "vans" not in call.text
    stage.ben.clicks("Show it only to me", call)
    assert "Order the vans" in stage.ben.sees()
    stage.ben.closes(everything=True)

    stage.ana.types("/partner pause", stage.room)
    with stage.database.unit_of_work(stage.workspace_id) as session:
        key = "action:1:after:2026-09-18:1"
        mentions.instead(session, key=key, user_id=stage.ben.id, now=stage.now)
    stage.tick()
    assert sum("I have something for you" in one.text for one in stage.room.messages) == 1


def test_a_lead_who_cannot_be_asked_whether_to_pause_is_called(stage):
    stage.set_up()
    stage.ana.closes()
    with stage.database.unit_of_work(stage.workspace_id) as session:
        cycle_id = session.scalars(select(Cycle.id)).one()
        for asked in ("pause-question", "actions"):
            mentions.instead(
                session, key=f"cycle:{cycle_id}:{asked}:1", user_id=stage.ben.id, now=stage.now
            )
    stage.tick()

    to_details, to_actions = [
        one for one in stage.room.messages if "I have something for you" in one.text
    ]
    stage.ben.clicks("Show it only to me", to_details)
    assert "Pause" in stage.ben.sees()
    stage.ben.closes(everything=True)
    stage.ben.clicks("Show it only to me", to_actions)
    assert "Actions" in stage.ben.sees()


def test_a_call_comes_only_while_it_is_asked(stage):
    stage.set_up()
    with stage.database.unit_of_work(stage.workspace_id) as session:
        for key in NOTHING_WAITS:
            mentions.instead(session, key=key, user_id=stage.ben.id, now=stage.now)
        messages = session.scalars(select(OutboxMessage.key)).all()
    assert not any("mention" in key for key in messages)


def test_snoozing_moves_the_next_reminder(reminded):
    stage, ana = reminded, reminded.ana
    day = stage.now.date() + timedelta(days=2)
    ana.clicks("Snooze until …", "dm")
    ana.fills({"Snooze until": day})
    ana.submits()
    assert "Snoozed until" in ana.sees()
    stage.tick()
    assert "Snoozed until" in ana.sees("dm")
    go(stage, stage.now + timedelta(days=1))
    assert len(ana.direct_messages) == 1
    go(stage, stage.now + timedelta(days=1))
    assert len(ana.direct_messages) == 2


@pytest.mark.parametrize("days", [-1, 0, 60])
def test_snoozing_stays_within_the_check_in(reminded, days):
    stage, ana = reminded, reminded.ana
    ana.clicks("Snooze until …", "dm")
    ana.fills({"Snooze until": stage.now.date() + timedelta(days=days)})
    ana.submits()
    assert set(ana.modal.errors) == {"snooze"}


def test_snoozing_needs_a_day(reminded):
    ana = reminded.ana
    ana.clicks("Snooze until …", "dm")
    ana.fills({"Snooze until": None})
    ana.submits(raw=True)
    assert "choose a day" in ana.modal.errors["snooze"]


def test_saying_no_asks_the_deputies_and_can_be_undone(reminded):
    stage, ana, cara = reminded, reminded.ana, reminded.cara
    with stage.database.unit_of_work(stage.workspace_id) as session:
        row = row_of(session, cara)
        session.scalars(
            select(Membership).where(Membership.person_id == row.id)
        ).one().role = Role.DEPUTY
    ana.clicks("Not this quarter", "dm")
    assert "Noted" in ana.sees("dm")
    assert asked(stage, ana).state is ExpectationState.DECLINED
    assert asked(stage, cara).state is ExpectationState.OPEN
    ana.clicks("Undo", "dm")
    assert ASKED in ana.sees("dm")
    assert asked(stage, ana).state is ExpectationState.OPEN
    assert asked(stage, cara) is None
    ana.clicks("Not this quarter", "dm")
    stage.tick()
    assert "because you stand in for the lead of Riverside School District" in cara.sees("dm")


def test_buttons_that_are_pressed_again_change_nothing(reminded):
    stage, ana = reminded, reminded.ana
    reminder = ana.direct_messages[-1]
    pressed = ana.clicks("Not this quarter", "dm")
    assert pressed.status == 200
    ana.clicks("Undo", "dm")
    before = asked(stage, ana).next_reminder_at
    ana.clicks("Not this quarter", reminder)
    ana.clicks("Undo", "dm")
    assert asked(stage, ana).next_reminder_at == before


def test_a_colleague_of_the_same_side_takes_over(reminded):
    stage, ben, dev = reminded, reminded.ben, reminded.dev
    ben.clicks("Ask a colleague", "dm")
    ben.fills({"Colleague": dev})
    ben.submits()
    assert "You asked @Dev Patel" in ben.sees()
    stage.tick()
    assert "because @Ben Okafor asked you to answer for Mercy Hospital" in dev.sees("dm")
    assert "You asked @Dev Patel" in ben.sees("dm")
    go(stage, cycle(stage).second_reminder_at)
    assert len(ben.direct_messages) == 1
    assert len(dev.direct_messages) == 2
    dev.clicks("No change since last time", "dm")
    assert "no change since last time" in dev.sees("dm")
    go(stage, cycle(stage).last_reminder_at)
    assert len(dev.direct_messages) == 2
    # The line that says so has the way back in.
    assert "[Check in]" in dev.sees("dm")


def test_a_colleague_without_a_seat_gets_one_from_a_lead(reminded):
    stage, ana = reminded, reminded.ana
    eli = stage.slack.person("Eli Moss")
    ana.clicks("Ask a colleague", "dm")
    ana.fills({"Colleague": eli})
    ana.submits()
    stage.tick()
    assert "asked you to answer for Riverside School District" in eli.sees("dm")
    eli.clicks("Check in", "dm")
    eli.fills({"Wins": "Two clinics."})
    eli.submits()
    with stage.database.reading(stage.workspace_id) as session:
        assert session.scalars(select(CheckIn)).one().wins == "Two clinics."


def _ask(person, colleague):
    person.clicks("Ask a colleague", "dm")
    person.fills({"Colleague": colleague})
    person.submits()
    return (person.modal.errors or {}).get("colleague", "")


def test_a_colleague_must_be_able_to_answer(reminded):
    stage, ana = reminded, reminded.ana
    assert "other side" in _ask(ana, stage.ben)
    ana.closes()
    assert "That is you" in _ask(ana, ana)
    ana.closes()
    assert "is a bot" in _ask(ana, stage.slack.bot_user_id)
    ana.closes()
    reader = stage.slack.person("Eli Moss")
    seat(stage, reader, ana, Role.READER)
    assert "are a reader here" in _ask(ana, reader)


def test_when_the_colleague_says_no_it_comes_back(reminded):
    stage, ana, cara = reminded, reminded.ana, reminded.cara
    _ask(ana, cara)
    stage.tick()
    cara.clicks("Not this quarter", "dm")
    stage.tick()
    ana.closes()
    assert ASKED in ana.sees("dm")
    assert asked(stage, ana).state is ExpectationState.OPEN
    assert "already said no to this one" in _ask(ana, cara)
    go(stage, cycle(stage).second_reminder_at)
    assert len(reminders_of(ana)) == 2


def test_a_deputys_colleague_needs_a_seat_first(reminded):
    stage, ana, cara = reminded, reminded.ana, reminded.cara
    _ask(ana, cara)
    stage.tick()
    assert "not in this partnership yet" in _ask(cara, stage.slack.person("Eli Moss"))


def test_an_old_reminder_says_what_became_of_it(reminded):
    stage, ana, ben, cara = reminded, reminded.ana, reminded.ben, reminded.cara
    old = ana.direct_messages[-1]
    _ask(ana, cara)
    ana.closes()
    ana.clicks("Snooze until …", old)
    assert "colleague's hands" in ana.sees("dm")
    cara.types("/checkin", stage.room)
    cara.clicks("No change since last time")
    ana.clicks("Not this quarter", old)
    assert "Your side has checked in" in ana.sees("dm")
    go(stage, cycle(stage).closes_at)
    ben.clicks("Not this quarter", "dm")
    assert "has closed" in ben.sees("dm")


def test_a_paused_partnership_reminds_nobody(reminded):
    stage, ana = reminded, reminded.ana
    with stage.database.unit_of_work(stage.workspace_id) as session:
        session.scalars(select(Partnership)).one().status = PartnershipStatus.PAUSED
    ana.clicks("Not this quarter", "dm")
    assert "paused" in ana.sees("dm")
    go(stage, cycle(stage).second_reminder_at)
    assert len(ana.direct_messages) == 1


def test_a_reminder_that_could_not_be_sent_in_its_hours_expires(reminded):
    stage = reminded
    with stage.database.reading(stage.workspace_id) as session:
        message = session.scalars(
            select(OutboxMessage).where(OutboxMessage.key.contains(":reminder:"))
        ).first()
    assert message.best_before.date() == stage.now.date()
    assert date(2026, 9, 14) == message.best_before.date()
