"""The partnership's record by command and button: help, details, pause, resume, close."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.playground import Channel, Person
from bot.rules.vocabulary import PartnershipStatus, PauseReason
from handlers.router import COMMAND, OTHERWISE
from handlers.routes import router_of_all
from storage.models import Cycle, Partnership
from tests.stage import Stage


@pytest.fixture
def stage(stage: Stage) -> Stage:
    stage.set_up()
    stage.ana.closes()
    return stage


def partnership(stage: Stage, channel: Channel | None = None) -> Partnership:
    with stage.database.reading(stage.workspace_id) as session:
        return session.scalars(
            select(Partnership).where(Partnership.channel_id == (channel or stage.room).id)
        ).one()


def card(stage: Stage) -> str:
    return stage.ana.sees(stage.room.messages[0])


def second_room(stage: Stage) -> Channel:
    """A second partnership of Ana's, in another channel."""
    farm = stage.slack.channel("farm", stage.ana, stage.cara)
    other: dict[str, Any] = {"Partnership name": "Riverside and the Farm"}
    stage.set_up(farm, partner_lead=stage.cara, **other)
    stage.ana.closes()
    return farm


def add(stage: Stage, person: Person, role: str) -> None:
    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Add a person")
    side = "Partner side: Mercy Hospital" if person.is_external else SCHOOL_SIDE
    stage.ana.fills({"Person": person, "Side": side, "Role": role})
    stage.ana.submits()
    stage.ana.closes()
    stage.tick()


SCHOOL_SIDE = "School side: Riverside School District"
READER = "Reader: follows along"


@pytest.mark.parametrize("words", ["/partner", "/partner help"])
def test_help_in_its_channel_says_who_you_are_and_has_a_button_for_everything(stage, words):
    stage.ana.types(words, stage.room)

    seen = stage.ana.sees()
    assert "You are lead on the school side" in seen
    for label in ("Check in", "Goals", "Digest", "People", "Pause", "Close partnership", "Details"):
        assert f"[{label}]" in seen
    assert not stage.slack.refusals


def test_help_names_every_command(stage):
    stage.ana.types("/partner", stage.room)
    stage.ana.types("/partner pause", stage.room)
    stage.ana.types("/partner", stage.room)

    named = stage.ana.sees(stage.room)
    words = {name for kind, name in router_of_all().routes if kind == COMMAND}
    # There is a partnership already; and whoever reads this has found help.
    for command in words - {"/partner setup", "/partner help"}:
        if command.startswith("/partner ") and not command.endswith(OTHERWISE):
            assert f"`{command}`" in named


def test_help_says_when_it_did_not_understand(stage):
    stage.ana.types("/partner <!channel> dance", stage.room)

    assert "does not know “<!channel>”" in stage.ana.sees()
    assert "&lt;!channel&gt;" in stage.ana.ephemerals[-1].text


def test_help_fits_what_somebody_may_do(stage):
    add(stage, stage.cara, READER)

    stage.cara.types("/partner", stage.room)

    assert "You are reader on the school side" in stage.cara.sees()
    assert "[Pause]" not in stage.cara.sees(stage.cara.ephemerals[-1])


def test_help_for_an_onlooker_names_the_leads(stage):
    stage.cara.types("/partner", stage.room)

    seen = stage.cara.sees()
    assert "you are not in it yet" in seen
    assert "@Ana Ruiz, @Ben Okafor" in seen


def test_help_in_a_channel_without_a_partnership_offers_to_set_one_up(stage):
    lobby = stage.slack.channel("lobby", stage.ana)

    stage.ana.types("/partner", lobby)

    seen = stage.ana.sees(stage.ana.ephemerals[-1])
    assert "[Set up a partnership]" in seen
    assert "Riverside and Mercy" in seen
    stage.ana.clicks("Set up a partnership")
    assert "Partnership name" in stage.ana.sees()


def test_help_in_a_direct_message_lists_their_partnerships(stage):
    between_two = stage.slack.world.dm(stage.cara.id, stage.ana.id)

    stage.ana.types("/partner", between_two)
    stage.ana.clicks("Details", under="Riverside and Mercy")

    assert "Live goals" in stage.ana.sees()


def test_help_for_somebody_in_no_partnership_says_how_to_begin(stage):
    between_two = stage.slack.world.dm(stage.ana.id, stage.cara.id)

    stage.cara.types("/partner", between_two)

    assert "You are not in any partnership yet" in stage.cara.sees()


@pytest.mark.parametrize("way", ["command", "button"])
def test_details_show_the_record(stage, way):
    if way == "command":
        stage.ana.types("/partner details", stage.room)
    else:
        stage.ana.clicks("Details", stage.room)

    seen = stage.ana.sees()
    for words in (
        "Riverside School District",
        "Mercy Hospital",
        "@Ben Okafor (lead)",
        "every quarter",
        "Central Time (Chicago)",
        "August",
        "check-in opens on",
    ):
        assert words in seen
    assert not stage.slack.refusals


def test_details_work_for_somebody_of_another_workspace(stage):
    stage.ben.clicks("Details", stage.room)
    assert "[Pause]" in stage.ben.sees()

    stage.ben.clicks("People")
    stage.ben.clicks("Add a person")
    stage.ben.fills({"Person": stage.dev, "Side": "Partner side: Mercy Hospital", "Role": READER})
    stage.ben.submits()

    assert "@Dev Patel is now reader on the partner side" in stage.ben.sees()
    assert not stage.slack.failures


def test_an_onlooker_learns_nothing_by_pressing(stage):
    stage.cara.clicks("Details", stage.room)

    assert "not in this channel's partnership yet" in stage.cara.sees(stage.cara.ephemerals[-1])
    assert stage.cara.modal is None


def test_of_several_partnerships_the_command_asks_which(stage):
    second_room(stage)
    lobby = stage.slack.channel("lobby", stage.ana)

    stage.ana.types("/partner details", lobby)
    stage.ana.clicks("Choose", under="Riverside and the Farm")

    assert "== Riverside and the Farm ==" in stage.ana.sees()


@pytest.mark.parametrize("way", ["command", "button", "help"])
def test_pausing_stops_the_clock_and_shows_on_the_card(stage, way):
    if way == "command":
        stage.ana.types("/partner pause", stage.room)
        assert "is paused. Nothing is asked" in stage.ana.sees()
    elif way == "button":
        stage.ana.clicks("Details", stage.room)
        stage.ana.clicks("Pause")
        assert "[Resume]" in stage.ana.sees()
    else:
        stage.ana.types("/partner", stage.room)
        stage.ana.clicks("Pause", stage.room)
    stage.tick()

    assert partnership(stage).status is PartnershipStatus.PAUSED
    assert "*Status* paused: a lead can resume it" in card(stage)
    assert "[Check in]" not in card(stage)
    stage.advance(days=3)
    stage.tick()
    assert len(stage.room.messages) == 1


def test_pausing_twice_changes_nothing_the_second_time(stage):
    for _twice in range(2):
        stage.ana.types("/partner pause", stage.room)
        stage.tick()

    assert len(stage.slack.records.calls("chat.update")) == 1


@pytest.mark.parametrize("way", ["command", "button"])
def test_resuming_plans_from_today(stage, way):
    stage.ana.types("/partner pause", stage.room)
    stage.advance(days=60)
    stage.tick()

    if way == "command":
        stage.ana.types("/partner resume", stage.room)
        assert "continues. Quarter 2" in stage.ana.sees()
    else:
        stage.ana.clicks("Resume", stage.room)
    stage.tick()

    with stage.database.reading(stage.workspace_id) as session:
        (cycle,) = session.scalars(select(Cycle)).all()
    assert cycle.opens_at > stage.now
    assert "*Status* active" in card(stage)
    assert partnership(stage).paused_because is None


def test_resuming_what_runs_changes_nothing(stage):
    stage.ana.types("/partner resume", stage.room)
    stage.tick()

    assert "continues" in stage.ana.sees()
    assert not stage.slack.records.calls("chat.update")


def test_resuming_needs_a_channel_to_speak_in(stage):
    lobby = stage.slack.channel("lobby", stage.ana)
    stage.ana.types("/partner pause", stage.room)
    stage.ana.removes_bot(stage.room)

    stage.ana.types("/partner resume", lobby)

    assert "`/invite @Touchstone`" in stage.ana.sees()
    assert partnership(stage).paused_because == PauseReason.ASKED


@pytest.mark.parametrize("command", ["/partner pause", "/partner resume"])
def test_of_several_partnerships_pausing_asks_which(stage, command):
    farm = second_room(stage)
    lobby = stage.slack.channel("lobby", stage.ana)

    stage.ana.types(command, lobby)
    stage.ana.clicks("Choose", under="Riverside and the Farm")

    assert "== Riverside and the Farm ==" in stage.ana.sees()
    paused = partnership(stage, farm).status is PartnershipStatus.PAUSED
    assert paused == (command == "/partner pause")
    assert partnership(stage).status is PartnershipStatus.ACTIVE


@pytest.mark.parametrize("way", ["command", "button"])
def test_closing_asks_first_and_is_final(stage, way):
    if way == "command":
        stage.ana.types("/partner close", stage.room)
    else:
        stage.ana.clicks("Details", stage.room)
        stage.ana.clicks("Close partnership")
    assert "Close Riverside and Mercy?" in stage.ana.sees()
    assert partnership(stage).status is PartnershipStatus.ACTIVE

    stage.ana.submits()
    stage.tick()

    assert "is closed. Thank you" in stage.ana.sees()
    assert "*Status* closed" in card(stage)
    stage.advance(days=30)
    stage.tick()
    assert len(stage.room.messages) == 1
    stage.ana.resubmits()
    assert not stage.slack.failures


def test_thinking_better_of_closing_leads_back(stage):
    stage.ana.types("/partner close", stage.room)
    stage.ana.clicks("Back")

    assert "[Close partnership]" in stage.ana.sees()
    assert partnership(stage).status is PartnershipStatus.ACTIVE


def test_a_closed_partnership_stays_readable_and_unchanged(stage):
    stage.ana.types("/partner", stage.room)
    stage.ana.types("/partner close", stage.room)
    stage.ana.submits()
    stage.ana.closes()
    stage.tick()
    stage.ana.clicks("Pause", stage.room)
    assert "This partnership is closed" in stage.ana.sees()

    stage.ana.types("/partner details", stage.room)
    seen = stage.ana.sees()
    assert "*Status* closed" in seen
    assert "[Resume]" not in seen
    stage.ana.clicks("People")
    assert "[Add a person]" not in stage.ana.sees()
    stage.ana.closes()

    stage.ana.types("/partner", stage.room)
    assert "was here and is closed" in stage.ana.sees()
    assert "[Set up a partnership]" in stage.ana.sees()


@pytest.mark.parametrize("command", ["/partner pause", "/partner resume", "/partner close"])
def test_only_who_may_manage_changes_the_partnership(stage, command):
    add(stage, stage.cara, READER)

    stage.cara.types(command, stage.room)

    assert "Only a lead of this partnership can change that" in stage.cara.sees()
    assert partnership(stage).status is PartnershipStatus.ACTIVE


def test_closing_by_somebody_removed_meanwhile_is_refused(stage):
    add(stage, stage.cara, "Lead: checks in and decides for the side")
    stage.cara.types("/partner close", stage.room)
    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Change", under="@Cara Lind\n")
    stage.ana.clicks("Remove from partnership")

    stage.cara.submits()

    assert "not one of your partnerships" in stage.cara.sees()
    assert partnership(stage).status is PartnershipStatus.ACTIVE
