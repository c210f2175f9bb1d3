"""Links for people without Slack: who may make one, for whom, and when one ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.rules.answer_links import fingerprint
from bot.rules.answers import ActionAnswer, Answers
from bot.rules.people import FORMER, WITHOUT_SLACK
from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.vocabulary import CycleState, PartnershipStatus, Role
from bot.services import answer_links, membership
from bot.services.answer_links import Gone
from storage.models import Action, AnswerLink, Cycle, Membership, Person
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


def test_the_same_name_is_the_same_person_and_the_newest_link_counts(place):
    first, second = place.link_for(" Ida   Moss"), place.link_for("Ida Moss")

    assert [one.name for one in without_slack(place)] == ["Ida Moss"]
    with pytest.raises(Gone):
        opens(place, first)
    assert opens(place, second).name == "Ida Moss"
    assert [line.name for line in listed(place, place.cast.ana).lines] == ["Ida Moss"]


def test_of_the_other_side_the_same_name_is_somebody_else(place):
    place.link_for()
    place.link_for(lead=place.cast.ben)

    assert len(without_slack(place)) == 2


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


def test_a_link_ends_when_its_person_is_removed_or_the_partnership_rests(place):
    link = place.link_for()
    changes(place, place.cast.partnership, status=PartnershipStatus.PAUSED)
    with pytest.raises(Gone):
        opens(place, link)
    changes(place, place.cast.partnership, status=PartnershipStatus.ACTIVE)
    opens(place, link)
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


@pytest.mark.parametrize("gone", [False, True])
def test_its_action_goes_to_who_sent_it_or_to_the_sides_lead(place, gone):
    link = place.link_for(lead=place.cast.ben)
    if gone:
        with place.database.unit_of_work(WORKSPACE) as session:
            seats = session.scalars(
                select(Membership).where(
                    Membership.person_id.in_([place.cast.ben.id, place.cast.dev.id])
                )
            ).all()
            for one in seats:
                if one.person_id == place.cast.ben.id:
                    one.ended_at = place.now
                else:
                    one.role = Role.LEAD
    day = place.now.date() + timedelta(days=3)
    answers(place, link, Answers(action=ActionAnswer("Call the bus company", None, day)))

    (action,) = rows(place, Action)
    assert action.owner_id == (place.cast.dev if gone else place.cast.ben).id


def test_with_nobody_to_look_after_it_an_action_is_not_taken(place):
    link = place.link_for(lead=place.cast.ben)
    with place.database.unit_of_work(WORKSPACE) as session:
        for one in session.scalars(select(Membership)).all():
            if one.person_id == place.cast.ben.id:
                one.ended_at = place.now
    day = place.now.date() + timedelta(days=3)
    with pytest.raises(FormRefusal):
        answers(place, link, Answers(action=ActionAnswer("Call the bus company", None, day)))


def test_without_slack_nobody_becomes_a_lead(place):
    place.link_for()
    (person,) = without_slack(place)
    (seat,) = [one for one in rows(place, Membership) if one.person_id == person.id]
    with (
        place.database.unit_of_work(WORKSPACE) as session,
        pytest.raises(Refusal, match="Without Slack"),
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


def test_of_several_leads_the_first_on_its_side_looks_after_it(place):
    link = place.link_for()
    with place.database.unit_of_work(WORKSPACE) as session:
        for one in session.scalars(select(Membership)).all():
            if one.person_id == place.cast.ana.id:
                one.ended_at = place.now
            elif one.person_id == place.cast.cara.id:
                one.role = Role.LEAD
    day = place.now.date() + timedelta(days=3)
    answers(place, link, Answers(action=ActionAnswer("Call the bus company", None, day)))

    assert rows(place, Action)[0].owner_id == place.cast.cara.id


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
