"""Links for people without Slack: who may make one, for whom, and when one ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

import storage.workspaces
from bot.rules.answer_links import fingerprint
from bot.rules.answers import ActionAnswer, Answers
from bot.rules.people import FORMER, WITHOUT_SLACK
from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.vocabulary import CycleState, PartnershipStatus, Role, Side
from bot.services import answer_links, membership
from bot.services.answer_links import Gone
from bot.services.checkin_forms import Paused
from storage.models import Action, AnswerLink, CheckIn, Cycle, Membership, Person
from tests.factories import WORKSPACE, key_of
from tests.linking import desk

SAID = Answers(texts={"wins": "Two clinics."})


@pytest.fixture
def place(database):
    return desk(database)


def rows(place, model):
    with place.database.reading(WORKSPACE) as session:
        return session.scalars(select(model).order_by(model.id)).all()


def hash_of(link):
    return fingerprint(link.rpartition("/")[2])


def answers(place, link, said=SAID):
    with place.database.unit_of_work(WORKSPACE) as session:
        return answer_links.answer(session, hash_of(link), said, now=place.now)


def opens(place, link):
    with place.database.reading(WORKSPACE) as session:
        return answer_links.opened(session, hash_of(link), now=place.now)


def listed(place, who):
    with place.database.reading(WORKSPACE) as session:
        return answer_links.listing(session, place.cast.partnership.id, key=key_of(who))


def changes(place, row, **columns):
    with place.database.unit_of_work(WORKSPACE) as session:
        found = session.get_one(type(row), row.id)
        for name, value in columns.items():
            setattr(found, name, value)


def ends_seat(place, person_id):
    (seat,) = [one for one in rows(place, Membership) if one.person_id == person_id]
    with place.database.unit_of_work(WORKSPACE) as session:
        membership.remove_person(
            session, key=key_of(place.cast.ana), membership_id=seat.id, now=place.now
        )


def without_slack(place):
    return [one for one in rows(place, Person) if one.team_id == WITHOUT_SLACK]


def test_who_is_chosen_again_is_the_same_person_and_the_newest_link_counts(place):
    first, second = place.link_for(" Ida   Moss"), place.link_for("ida", again=True)

    assert [one.name for one in without_slack(place)] == ["Ida Moss"]
    with pytest.raises(Gone):
        opens(place, first)
    assert opens(place, second).name == "Ida Moss"
    assert [line.name for line in listed(place, place.cast.ana).lines] == ["Ida Moss"]


@pytest.mark.parametrize("name", ["ida  moss", "IDA MOSS", "Ben Okafor", "cara lind"])
def test_nobody_new_gets_the_name_of_somebody_who_is_there(place, name):
    first = place.link_for()
    with pytest.raises(Refusal) as refused:
        place.link_for(name, place.cast.ben)

    assert refused.value.field == "name"
    assert "tells them apart" in refused.value.sentence
    assert [one.name for one in without_slack(place)] == ["Ida Moss"]
    opens(place, first)


def test_a_namesake_reads_nothing_of_the_first(place):
    answers(place, place.link_for("Parent representative"))
    second = place.link_for("Parent representative, grade 5")

    assert "wins" not in opens(place, second).form.initial
    assert len(without_slack(place)) == 2


def test_who_was_removed_keeps_no_name_from_others(place):
    place.link_for()
    ends_seat(place, without_slack(place)[0].id)
    place.link_for()

    assert known(place) == ["Ida Moss"]


def known(place, who=None, matching=""):
    key = key_of(who or place.cast.ana)
    with place.database.reading(WORKSPACE) as session:
        found = answer_links.known(session, place.cast.partnership.id, matching=matching, key=key)
        return [one.name for one in found]


def test_those_without_slack_are_found_the_own_side_first(place):
    assert not listed(place, place.cast.ana).any_known
    for name, side in [("Zoe Park", "school"), ("ida moss", "school"), ("Sol Marsh", "partner")]:
        place.link_for(name, side=Side(side))

    assert listed(place, place.cast.ana).any_known
    assert known(place) == ["ida moss", "Zoe Park", "Sol Marsh"]
    assert known(place, place.cast.ben) == ["Sol Marsh", "ida moss", "Zoe Park"]
    assert known(place, matching="  MA") == ["Sol Marsh"]
    assert known(place, matching="zoe park, school") == ["Zoe Park"]
    with pytest.raises(Refusal):
        known(place, place.cast.cara)


@pytest.mark.parametrize("side", list(Side))
def test_a_lead_reaches_somebody_of_either_side(place, side):
    link = place.link_for("Sol Marsh", side=side)
    answers(place, link)

    (person,) = without_slack(place)
    (seat,) = [one for one in rows(place, Membership) if one.person_id == person.id]
    organization = place.cast.district if side is Side.SCHOOL else place.cast.hospital
    assert (seat.side, seat.organization_id) == (side, organization.id)
    assert [one.side for one in rows(place, CheckIn)] == [side]
    # Sent once more, and by the other lead, they stay where they are.
    place.link_for("Sol Marsh", place.cast.ben, again=True)
    assert [one.ended_at for one in rows(place, Membership) if one.person_id == person.id] == [None]


def makes_for(place, person_id, name=""):
    with place.database.unit_of_work(WORKSPACE) as session:
        return answer_links.make(
            session,
            place.cast.partnership.id,
            person_id=person_id,
            name=name,
            token_hash="f" * 64,
            key=key_of(place.cast.ana),
            now=place.now,
        )


def test_chosen_can_be_only_who_is_in_it_without_slack(place):
    place.link_for()
    (ida,) = without_slack(place)
    assert makes_for(place, ida.id).name == "Ida Moss"
    ends_seat(place, ida.id)
    # Also not by the form that was sent before.
    with pytest.raises(NotFound):
        makes_for(place, ida.id)
    changes(place, rows(place, AnswerLink)[-1], token_hash="e" * 64)
    for one in (ida.id, place.cast.ben.id, 999):
        with pytest.raises(Refusal) as refused:
            makes_for(place, one)
        assert refused.value.field == "who"


def test_a_link_is_for_one_person(place):
    place.link_for()
    with pytest.raises(Refusal, match="not both"):
        makes_for(place, without_slack(place)[0].id, "Noor Hale")


@pytest.mark.parametrize("who", ["cara", "dev"])
def test_who_may_not_manage_people_makes_and_revokes_none(place, who):
    place.link_for()
    (link,) = rows(place, AnswerLink)
    person = getattr(place.cast, who)

    with pytest.raises(Refusal):
        place.link_for("Noor Hale", person)
    with pytest.raises(Refusal):
        place.revokes(link.id, person)
    with pytest.raises(Refusal):
        listed(place, person)
    assert [one.revoked_at for one in rows(place, AnswerLink)] == [None]


@pytest.mark.parametrize("name", ["", " . ", "x" * 101])
def test_a_link_is_for_somebody_with_a_name(place, name):
    with pytest.raises(Refusal) as refused:
        place.link_for(name)
    assert refused.value.field == "name"


def test_without_an_open_check_in_there_is_no_link(place):
    changes(place, place.cycle, state=CycleState.UPCOMING)
    with pytest.raises(Refusal, match="none is open"):
        place.link_for()


def test_a_revoked_link_stays_so(place):
    place.link_for()
    (link,) = rows(place, AnswerLink)
    place.revokes(link.id)
    when = rows(place, AnswerLink)[0].revoked_at
    place.now += timedelta(hours=1)
    place.revokes(link.id)

    assert rows(place, AnswerLink)[0].revoked_at == when
    with pytest.raises(NotFound):
        place.revokes(999)


@pytest.mark.parametrize("how", ["revoked", "mine"])
def test_the_same_form_again_is_the_same_link_unless_it_ended(place, how):
    token = place.signer.token("r" * 32)
    lead = place.cast.ana

    def make(who):
        with place.database.unit_of_work(WORKSPACE) as session:
            return answer_links.make(
                session,
                place.cast.partnership.id,
                name="Ida Moss",
                token_hash=fingerprint(token),
                key=key_of(who),
                now=place.now,
            )

    assert make(lead) == make(lead)
    (link,) = rows(place, AnswerLink)
    if how == "revoked":
        place.revokes(link.id)
    with pytest.raises(NotFound):
        make(lead if how == "revoked" else place.cast.ben)


def test_a_link_ends_with_its_cycle_and_opens_no_other(place):
    link = place.link_for()
    changes(place, place.cycle, state=CycleState.CLOSED)
    with place.database.unit_of_work(WORKSPACE) as session:
        later = {name: getattr(place.cycle, name) for name in ("opens_at", "due_at", "closes_at")}
        session.add(
            Cycle(
                partnership_id=place.cast.partnership.id,
                number=2,
                state=CycleState.OPEN,
                digest_at=place.cycle.digest_at,
                **later,
            )
        )
    with pytest.raises(Gone):
        opens(place, link)
    with pytest.raises(Gone):
        answers(place, link)


def test_a_link_rests_with_its_partnership(place):
    link = place.link_for()
    changes(place, place.cast.partnership, status=PartnershipStatus.PAUSED)
    with pytest.raises(Paused):
        opens(place, link)
    with pytest.raises(Paused):
        answers(place, link)
    changes(place, place.cast.partnership, status=PartnershipStatus.ACTIVE)
    opens(place, link)


@pytest.mark.parametrize("how", ["closed", "over", "revoked", "removed", "uninstalled"])
def test_a_link_that_is_over_does_not_tell_of_the_pause(place, how):
    link = place.link_for()
    if how == "closed":
        changes(place, place.cycle, state=CycleState.CLOSED)
    elif how == "over":
        place.now = place.cycle.closes_at
    elif how == "revoked":
        place.revokes(rows(place, AnswerLink)[0].id)
    elif how == "removed":
        ends_seat(place, without_slack(place)[0].id)
    else:
        uninstalls(place)
    changes(place, place.cast.partnership, status=PartnershipStatus.PAUSED)
    with pytest.raises(Gone):
        opens(place, link)


def uninstalls(place):
    with place.database.unit_of_work(WORKSPACE) as session:
        storage.workspaces.uninstalled(session, because="app_uninstalled", now=place.now)


def test_a_link_ends_with_the_installation_until_it_is_back(place):
    link = place.link_for()
    uninstalls(place)
    with pytest.raises(Gone):
        opens(place, link)
    with pytest.raises(Gone):
        answers(place, link)
    assert rows(place, CheckIn) == []
    with place.database.unit_of_work(WORKSPACE) as session:
        storage.workspaces.let_in(session)
    answers(place, link)


def test_a_link_ends_when_its_person_is_removed(place):
    link = place.link_for()
    ends_seat(place, without_slack(place)[0].id)
    with pytest.raises(Gone):
        opens(place, link)


def test_a_link_that_never_was_opens_nothing(place):
    with pytest.raises(Gone):
        opens(place, "/unknown")
    with pytest.raises(Gone):
        answers(place, "/unknown")


def test_an_empty_form_is_not_kept(place):
    link = place.link_for()
    with pytest.raises(FormRefusal):
        answers(place, link, Answers())


def seat_of(place, who):
    (seat,) = [
        one
        for one in rows(place, Membership)
        if one.person_id == getattr(place.cast, who).id and one.ended_at is None
    ]
    return seat


@pytest.mark.parametrize(
    ("happens", "owner"),
    [
        ({}, "ben"),
        ({"ben": "removed"}, "ana"),
        ({"ben": "removed", "dev": Role.LEAD}, "dev"),
        ({"ben": "switched off", "dev": Role.LEAD}, "dev"),
        ({"ben": "switched off", "dev": Role.COORDINATOR, "cara": Role.LEAD}, "dev"),
        ({"ben": Role.CONTRIBUTOR, "dev": Role.LEAD}, "dev"),
        ({"ben": "switched off", "ana": "switched off", "cara": Role.LEAD}, "cara"),
    ],
)
def test_its_action_goes_to_who_sent_it_or_else_to_a_lead(place, happens, owner):
    link = place.link_for("Sol Marsh", place.cast.ben)
    for who, what in happens.items():
        if what == "removed":
            changes(place, seat_of(place, who), ended_at=place.now)
        elif what == "switched off":
            changes(place, getattr(place.cast, who), is_deactivated=True)
        else:
            changes(place, seat_of(place, who), role=what)
    day = place.now.date() + timedelta(days=3)
    answers(place, link, Answers(action=ActionAnswer("Call the bus company", None, day)))

    assert rows(place, Action)[0].owner_id == getattr(place.cast, owner).id


def test_with_nobody_to_look_after_it_an_action_is_not_taken(place):
    link = place.link_for(lead=place.cast.ben)
    for who in ("ana", "ben"):
        changes(place, getattr(place.cast, who), is_deactivated=True)
    day = place.now.date() + timedelta(days=3)
    with pytest.raises(FormRefusal):
        answers(place, link, Answers(action=ActionAnswer("Call the bus company", None, day)))


def test_without_slack_nobody_becomes_a_lead(place):
    place.link_for()
    (person,) = without_slack(place)
    (seat,) = [one for one in rows(place, Membership) if one.person_id == person.id]
    with (
        place.database.unit_of_work(WORKSPACE) as session,
        pytest.raises(Refusal, match="Somebody without Slack"),
    ):
        membership.change_person(
            session,
            key=key_of(place.cast.ana),
            membership_id=seat.id,
            side=seat.side,
            role=Role.LEAD,
            now=place.now,
        )


def test_a_stranger_makes_none(place):
    stranger = Person(team_id="T9", user_id="UX", name="")
    with pytest.raises(Refusal):
        place.link_for("Ida Moss", stranger)


def test_the_link_of_somebody_who_was_erased_opens_nothing(place):
    link = place.link_for()
    (person,) = without_slack(place)
    changes(place, person, team_id=FORMER, user_id=f"{FORMER}S1")

    with pytest.raises(Gone):
        opens(place, link)


def test_what_was_said_is_kept_and_the_link_knows_when(place):
    link = place.link_for()
    name, copy = answers(place, link)

    assert (name, copy.texts["wins"]) == ("Ida Moss", "Two clinics.")
    assert rows(place, AnswerLink)[0].used_at == place.now
    assert listed(place, place.cast.ana).lines[0].used_on == place.now.date()
    assert opens(place, link).form.initial["wins"] == "Two clinics."
