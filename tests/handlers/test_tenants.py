"""Every role, through every listener, with the ids of others' records: nothing is learned."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

import storage.coordinators
from bot.playground import Person
from bot.rules.answer_links import PATH, fingerprint
from bot.rules.people import PersonKey
from bot.rules.vocabulary import Role
from bot.services import answer_links
from bot.transports import web_application
from handlers.answer_page import AnswerPages
from handlers.router import CLOSED, VIEW
from storage.keeping import KEPT
from storage.models import Partnership
from tests.answering_by_link import Read
from tests.factories import make_person
from tests.furnishing import SECRET
from tests.handlers.test_forged import REMEMBERED, Forger, trouble
from tests.neighbours import look_after_all
from tests.stage import Stage
from tests.tenants import (
    ABSENT,
    COMMANDS,
    ELSEWHERE,
    INTERACTIVE,
    MAKES_MORE,
    NAMED_AFTER,
    ON_THE_CARD,
    OURS,
    Town,
    alike,
    payload_of,
    raise_town,
    state_of,
    ways,
)


@pytest.fixture
def town(stage: Stage) -> Town:
    """Ours, one of another workspace, and another one of the same workspace."""
    return raise_town(stage, ELSEWHERE, stage.workspace_id)


def test_every_noun_has_a_record_next_door(town):
    written = {name for name, kept in KEPT.items() if kept.own or kept.shared}
    theirs = {name for name, _row in town.of_others()}
    assert written - theirs == {"workspaces", "installations"}


def ensure_nothing_is_learned(town: Town, person: Person) -> None:
    """Let somebody press every button and send every form, with each number that others have."""
    forger, before, numbers = Forger(town.stage, person), town.of_others(), town.numbers()
    for kind, name in INTERACTIVE:
        of_seats = name.startswith("people.")
        for at, attempt in enumerate(ways(town, kind, name)):
            nothing = forger.sends(kind, name, **attempt(ABSENT))
            # Of what is asked for by its number, others have two each, and of seats more.
            for number in numbers if of_seats and not at else numbers[:2]:
                shown = forger.sends(kind, name, **attempt(number))
                assert SECRET not in shown, (kind, name, number)
                if alike(shown) != alike(nothing) and name not in MAKES_MORE:
                    assert number in town.own_numbers(), (kind, name, number, shown, nothing)
    assert town.of_others() == before
    assert town.mixed_up() == []
    town.stage.tick()
    for one in (town.stage.ana, town.stage.ben, town.stage.cara):
        assert not any(SECRET in message.text for message in one.direct_messages)
    assert not any(SECRET in message.text for message in town.stage.room.messages)


on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@on_one_database
@pytest.mark.parametrize("role", list(Role))
def test_no_role_reaches_into_another_partnership(town, role, caplog):
    town.takes_role(town.stage.cara, role)
    ensure_nothing_is_learned(town, town.stage.cara)
    assert trouble(caplog) == []


@on_one_database
def test_who_coordinates_a_workspace_does_not_reach_into_another(stage, caplog):
    town = raise_town(stage, ELSEWHERE)
    with stage.database.reading(stage.workspace_id) as session:
        assert storage.coordinators.of_person(session, PersonKey(stage.ana.team_id, stage.ana.id))
    ensure_nothing_is_learned(town, stage.ana)
    assert trouble(caplog) == []


@on_one_database
def test_who_coordinates_another_workspace_has_no_say_in_ours(town, caplog):
    gwen = town.stage.slack.person("Gwen Moss", town.stage.hospital)
    [there, _here] = town.neighbours
    with town.stage.database.unit_of_work(ELSEWHERE) as session:
        holder = make_person(session, gwen.id, gwen.name, team_id=gwen.team_id)
        look_after_all(session, there, holder)
    ensure_nothing_is_learned(town, gwen)
    assert trouble(caplog) == []


@pytest.mark.parametrize("role", list(Role))
def test_no_command_and_no_home_tells_of_another_partnership(town, role):
    stage, cara = town.stage, town.stage.cara
    town.takes_role(cara, role)
    theirs = stage.slack.channel("next-door", stage.ana, cara)
    with stage.database.unit_of_work(stage.workspace_id) as session:
        there = session.get_one(Partnership, town.neighbours[1].cast.partnership.id)
        there.channel_id = theirs.id
    for command in COMMANDS:
        for place in (theirs, stage.room):
            for text in (command.replace(" *", ""), f"{command.replace('*', '1')} 1 {SECRET[:3]}"):
                while cara.modal is not None:
                    cara.closes()
                seen = len(cara.ephemerals)
                cara.types(text, place)
                shown = [one.text for one in cara.ephemerals[seen:]]
                told = ON_THE_CARD.sub("", " ".join([*shown, cara.sees()]))
                assert SECRET not in told, (text, place)
    cara.opens_home()
    assert "Riverside" in cara.sees()
    assert SECRET not in cara.sees()
    assert town.mixed_up() == []


def test_whatever_is_mixed_with_ours_is_not_let_through(town, caplog):
    """Each id of a payload is ours, another's or nobody's, in any mixture."""
    people = [town.stage.cara, town.stage.dev]
    before, roles = town.of_others(), list(Role)
    number = st.sampled_from([*town.numbers(), town.own, town.own_cycle, ABSENT])
    mixture = st.fixed_dictionaries(
        {
            "route": st.sampled_from(INTERACTIVE),
            "person": st.sampled_from(people),
            "role": st.sampled_from(roles),
            "number": number,
            "memory": st.dictionaries(st.sampled_from(REMEMBERED), number, max_size=6),
            "fields": st.lists(number, max_size=3),
            "shown_in": st.sampled_from(["modal", "home", None]),
        }
    )

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(mixture)
    def nothing_is_learned(drawn: dict[str, Any]) -> None:
        (kind, name), person = drawn["route"], drawn["person"]
        town.takes_role(person, drawn["role"])
        shown_in = "modal" if kind in (VIEW, CLOSED) else drawn["shown_in"]
        payload = payload_of(kind, name, drawn["number"], drawn["memory"], shown_in)
        if payload["view"] is not None:
            payload["view"]["state"] = state_of(*drawn["fields"])
        assert SECRET not in Forger(town.stage, person).sends(kind, name, **payload)
        assert town.mixed_up() == []

    nothing_is_learned()
    assert town.of_others() == before
    assert trouble(caplog) == []


def browser_of(town: Town) -> Client:
    pages = AnswerPages(town.stage.database, town.signer, town.stage.clock)
    secret = town.stage.slack.signing_secret
    return Client(web_application(town.stage.bolt, secret, town.stage.clock, forms=pages.answer))


def test_a_link_opens_only_its_own_check_in(town):
    stage, before, browser = town.stage, town.of_others(), browser_of(town)
    token = town.signer.token("a" * 32)
    with stage.database.unit_of_work(stage.workspace_id) as session:
        answer_links.make(
            session,
            town.own,
            name="Ida Moss",
            token_hash=fingerprint(token),
            key=PersonKey(stage.ana.team_id, stage.ana.id),
            now=stage.now,
        )
    page = browser.get(PATH + token)
    assert OURS in page.text
    named = {f"{name}:{number}": "7" for name in NAMED_AFTER for number in town.numbers()}
    asked = dict.fromkeys(["partnership", "cycle", "person", "check_in"], "1")
    sent = browser.post(
        PATH + token, data={**Read(page.text).values, **named, **asked, "wins": "More labs."}
    )
    assert SECRET not in page.text + sent.text
    assert town.of_others() == before
    assert town.mixed_up() == []


def test_no_other_address_tells_that_there_is_a_link(town):
    browser, [there, _here] = browser_of(town), town.neighbours
    assert SECRET in browser.get(PATH + there.token).text
    nowhere = browser.get(f"{PATH}nothing")
    for at in range(len(there.token)):
        other = "A" if there.token[at] != "A" else "B"
        answer = browser.get(PATH + there.token[:at] + other + there.token[at + 1 :])
        assert (answer.status, answer.text) == (nowhere.status, nowhere.text), at
    unused = browser.get(PATH + town.signer.token("a" * 32))
    assert (unused.status, unused.text) == (nowhere.status, nowhere.text)
