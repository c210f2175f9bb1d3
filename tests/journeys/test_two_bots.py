"""Both sides of a shared channel run the bot: one looks after it, and the other says so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.rules.partnerships import SetUpAnswers, SideAnswers
from bot.rules.people import PersonKey, Profile
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import Cadence, OrganizationKind, PartnershipStatus, PauseReason
from bot.services import installations
from bot.services.partnerships import rest, set_up
from storage.installations import Granted
from storage.models import Partnership
from tests.installing import town


@pytest.fixture
def place(database):
    with town(database) as built:
        built.installs(built.ana)
        built.installs(built.ben)
        built.shared = built.room(
            "riverside-mercy",
            built.ana,
            built.cara,
            built.ben,
            built.dev,
            shared_with=[built.hospital],
        )
        built.sets_up(built.ana, built.ben, built.shared, "Riverside and Mercy")
        yield built


def partnerships(place):
    with place.database.reading_across_workspaces() as session:
        return session.scalars(select(Partnership)).all()


def authors(place):
    return {message.user_id for message in place.shared.messages}


def bot_of(place, workspace):
    return place.slack.world.installations[workspace.id].bot_user_id


def test_the_second_bot_says_that_one_is_enough(place):
    place.ben.invites_bot(place.shared)
    place.tick()

    said = place.shared.messages[-1]
    assert said.user_id == bot_of(place, place.hospital)
    assert (
        "The Touchstone of Riverside School District already looks after this channel" in said.text
    )

    # It sets nothing up, and offers nothing.
    place.ben.types("/partner setup", place.shared)
    assert "already looks after this channel" in place.ben.sees(place.ben.ephemerals[-1])
    assert place.ben.modal is None
    place.ben.types("/partner help", place.shared)
    assert "already looks after this channel" in place.ben.sees(place.ben.ephemerals[-1])
    assert [one.workspace_id for one in partnerships(place)] == [place.district.id]


def test_a_quarter_is_said_once_and_both_sides_answer_by_buttons(place):
    place.ben.invites_bot(place.shared)
    place.tick()
    begun = len(place.shared.messages)
    for _day in range(15):
        place.passes(days=1)
    invitation = place.shared.messages[begun]
    assert {m.user_id for m in place.shared.messages[begun:]} == {bot_of(place, place.district)}

    place.ben.clicks("Check in", invitation)
    place.ben.fills({"Wins": "The mentors come every week."})
    place.ben.submits()
    place.tick()

    submitted = [e.request for e in place.slack.wire if e.request.get("type") == "view_submission"]
    assert submitted[-1]["team"]["id"] == place.hospital.id
    assert submitted[-1]["view"]["app_installed_team_id"] == place.district.id
    assert place.ben.modal is None or place.ben.modal.trouble is None
    assert not place.slack.refusals
    assert not place.slack.failures


def test_what_slack_tells_the_second_bot_reaches_the_first(place):
    place.ben.invites_bot(place.shared)
    place.tick()

    place.ana.archives(place.shared)

    told = [e.request for e in place.slack.wire if e.name == "events_api"][-1]
    assert told["event"]["type"] == "channel_archive"
    assert told["authorizations"][0]["team_id"] == place.hospital.id
    (partnership,) = partnerships(place)
    assert partnership.status is PartnershipStatus.PAUSED
    assert partnership.paused_because == PauseReason.ARCHIVED

    place.ana.unarchives(place.shared)
    (partnership,) = partnerships(place)
    assert partnership.status is PartnershipStatus.ACTIVE


def test_a_channel_of_ones_own_is_nobody_elses(place):
    theirs = place.room("mercy-only", place.ben, place.dev)

    place.sets_up(place.ben, place.dev, theirs, "Mercy and Oak")

    assert len(partnerships(place)) == 2
    assert {m.user_id for m in theirs.messages} == {bot_of(place, place.hospital)}


def test_when_the_first_is_closed_the_second_may_begin(place):
    place.ben.invites_bot(place.shared)
    with place.database.unit_of_work(place.district.id) as session:
        (one,) = session.scalars(select(Partnership))
        one.status = PartnershipStatus.CLOSED

    place.sets_up(place.ben, place.dev, place.shared, "Mercy and Riverside")

    assert [one.workspace_id for one in partnerships(place) if one.status == "active"] == [
        place.hospital.id
    ]


def test_who_filled_in_the_form_meanwhile_is_told(place):
    place.slack.unshare(place.shared, place.hospital)
    room = place.room("second", place.ben, place.ana, place.dev, shared_with=[place.district])
    place.ana.invites_bot(room)
    place.ben.types("/partner setup", room)
    filled = {
        "Partnership name": "Mercy and Riverside",
        "School or district": "Riverside School District",
        "Kind of school organization": "School district",
        "School lead": place.ana,
        "Partner organization": "Mercy Hospital",
        "Kind of partner": "Hospital",
        "Partner lead": place.ben,
    }
    place.ben.fills(filled)
    place.sets_up(place.ana, place.ben, room, "Riverside and Mercy again")

    place.ben.submits()

    assert "already looks after this channel" in place.ben.sees()
    assert len(partnerships(place)) == 2


def test_commands_for_the_second_bot_say_who_answers_here(place):
    place.ben.invites_bot(place.shared)
    place.tick()

    for command in ("/checkin", "/goal", "/partner details", "/feedback"):
        place.ben.types(command, place.shared)
        assert "already looks after this channel" in place.ben.sees(place.ben.ephemerals[-1])


def test_when_the_first_is_taken_out_the_second_may_begin_and_the_first_gives_way(place):
    place.ben.invites_bot(place.shared)
    place.clock.now += timedelta(minutes=5)
    place.slack.uninstall(place.district)

    place.sets_up(place.ben, place.dev, place.shared, "Mercy and Riverside")
    place.clock.now += timedelta(minutes=5)
    place.installs(place.ana)
    place.ana.invites_bot(place.shared)
    place.tick()
    begun = len(place.shared.messages)
    for _day in range(15):
        place.passes(days=1)

    assert {m.user_id for m in place.shared.messages[begun:]} == {bot_of(place, place.hospital)}
    (told,) = [m for m in place.ana.direct_messages if "began to look after its channel" in m.text]
    with place.database.reading(place.district.id) as session:
        (ours,) = session.scalars(select(Partnership))
    assert ours.paused_because == PauseReason.ELSEWHERE

    place.ana.clicks("Details", told)
    place.ana.clicks("Resume")
    assert "already looks after this channel" in place.ana.sees()

    place.ben.types("/partner pause", place.shared)
    place.ben.types("/partner resume", place.shared)
    with place.database.reading(place.hospital.id) as session:
        (theirs,) = session.scalars(select(Partnership))
    assert theirs.status is PartnershipStatus.ACTIVE


def test_who_was_thrown_out_and_comes_back_finds_another_in_its_place(place):
    place.ana.removes_bot(place.shared)
    place.clock.now += timedelta(minutes=5)
    place.slack.uninstall(place.district)
    place.ben.invites_bot(place.shared)
    place.sets_up(place.ben, place.dev, place.shared, "Mercy and Riverside")
    place.clock.now += timedelta(minutes=5)
    place.installs(place.ana)

    place.ana.invites_bot(place.shared)
    place.tick()

    assert "already looks after this channel" in place.shared.messages[-1].text
    with place.database.reading(place.district.id) as session:
        (ours,) = session.scalars(select(Partnership))
    assert ours.paused_because == PauseReason.ELSEWHERE


def test_when_the_first_was_removed_from_the_channel_the_second_may_begin(place):
    place.ben.invites_bot(place.shared)
    place.ana.removes_bot(place.shared)
    place.tick()
    place.ben.types("/partner help", place.shared)
    assert "This channel has no partnership" in place.ben.sees(place.ben.ephemerals[-1])
    place.sets_up(place.ben, place.dev, place.shared, "Mercy and Riverside")
    place.tick()
    begun = len(place.shared.messages)

    place.ana.invites_bot(place.shared)
    place.ana.types("/partner resume", place.shared)
    assert "already looks after this channel" in place.ana.sees(place.ana.ephemerals[-1])
    for _day in range(15):
        place.passes(days=1)
    said = place.shared.messages[begun:]
    assert {message.user_id for message in said} == {bot_of(place, place.hospital)}


def test_who_lost_the_channel_still_hears_what_slack_tells_the_other(place):
    place.ben.invites_bot(place.shared)
    place.tick()
    with place.database.unit_of_work(place.district.id) as session:
        (one,) = session.scalars(select(Partnership))
        rest(session, one, PauseReason.UNREACHABLE, place.clock.now)

    place.slack.share(place.shared, place.slack.workspace("Northside Clinic"))

    (partnership,) = partnerships(place)
    assert partnership.paused_because == PauseReason.SHARED


def begins(place, person, room, meanwhile=lambda: None):
    """Set up a partnership in the rows, and return what `meanwhile` did before it was kept."""
    school, partner = (
        Profile(
            PersonKey(one.team_id, one.id),
            one.name,
            "America/Chicago",
            "en",
            is_bot=False,
            is_deactivated=False,
        )
        for one in (place.ana, place.ben)
    )
    answers = SetUpAnswers(
        name="Riverside and Mercy again",
        school=SideAnswers("Riverside", OrganizationKind.DISTRICT, school),
        partner=SideAnswers("Mercy", OrganizationKind.HOSPITAL, partner),
        cadence=Cadence.QUARTERLY,
        time_zone="America/Chicago",
        year_starts_in=8,
        first_day=place.clock.now.date(),
    )
    key, now = PersonKey(person.team_id, person.id), place.clock.now
    with place.database.unit_of_work(person.team_id) as session:
        set_up(session, key=key, channel_id=room.id, answers=answers, now=now)
        return meanwhile()


def waiting(elsewhere, what, *details):
    """Begin something in another thread that waits for what is not kept yet."""
    theirs = elsewhere.submit(what, *details)
    with pytest.raises(TimeoutError):
        theirs.result(timeout=0.5)
    return theirs


def test_two_bots_that_are_set_up_at_the_same_moment_do_not_both_begin(place):
    room = place.room("second", place.ana, place.ben, shared_with=[place.hospital])

    with ThreadPoolExecutor(1) as elsewhere:
        theirs = begins(
            place, place.ana, room, lambda: waiting(elsewhere, begins, place, place.ben, room)
        )
        with pytest.raises(Refusal, match="already looks after this channel"):
            theirs.result(timeout=20)
    assert [one.workspace_id for one in partnerships(place) if one.channel_id == room.id] == [
        place.district.id
    ]


def test_who_comes_back_at_the_moment_when_another_begins_gives_way(place):
    place.clock.now += timedelta(minutes=5)
    place.slack.uninstall(place.district)
    place.clock.now += timedelta(minutes=5)

    with ThreadPoolExecutor(1) as elsewhere:
        back = begins(
            place,
            place.ben,
            place.shared,
            lambda: waiting(elsewhere, comes_back, place),
        )
        back.result(timeout=20)

    assert {one.workspace_id: one.paused_because for one in partnerships(place)} == {
        place.district.id: PauseReason.ELSEWHERE,
        place.hospital.id: None,
    }


def comes_back(place):
    granted = Granted(
        id=place.district.id,
        enterprise_id=None,
        name=place.district.name,
        bot_user_id=bot_of(place, place.district),
        token="encrypted",
        scopes=frozenset({"chat:write"}),
        installed_by=place.ana.id,
    )
    with place.database.unit_of_work(place.district.id) as session:
        installations.install(session, granted, now=place.clock.now)
