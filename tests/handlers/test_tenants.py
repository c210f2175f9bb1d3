"""Every role, through every listener and page, with the ids of others' records: nothing is learned.

Ids are small numbers here, and the neighbours moved in first: theirs are the smallest of each noun.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import Client

import storage.coordinators
from bot.playground import Person
from bot.rules.answer_links import PATH, Signer, fingerprint
from bot.rules.people import PersonKey
from bot.rules.vocabulary import Role
from bot.services import answer_links
from bot.transports import web_application
from bot.views import personal
from handlers.answer_page import AnswerPages
from handlers.router import ACTION, CLOSED, COMMAND, OPTIONS, SHORTCUT, VIEW
from handlers.routes import router_of_all
from storage.keeping import KEPT
from storage.models import Cycle, Membership, Partnership
from storage.models import Person as Holder
from tests.answering_by_link import Read
from tests.factories import make_person, make_workspace
from tests.handlers.test_forged import REMEMBERED, Forger, trouble
from tests.installing import PUBLIC
from tests.neighbours import SECRET, Map, Neighbour, look_after_all, move_in
from tests.stage import Stage

OURS = "Riverside and Mercy"
ELSEWHERE = "T0ELSEWHERE"
ABSENT = 999_999
ROUTES = sorted(router_of_all().routes)
COMMANDS = [name for kind, name in ROUTES if kind == COMMAND]
INTERACTIVE = [
    (kind, name)
    for kind, name in ROUTES
    if kind in (ACTION, VIEW, CLOSED, OPTIONS, SHORTCUT)
    # Whoever erases themselves goes on as a stranger, who is tried elsewhere.
    and name != personal.ERASE
]
# Fields of forms that are named after a record, and lists of which one is chosen.
NAMED_AFTER = ("value", "confidence", "note", "helped", "helped_note")
CHOSEN_IN = ("goal", "theme", "into", "which")
# What these keep is ours, and more is shown of it each time.
MAKES_MORE = {"goals.new", "answer_links.make"}
# What a partnership's card says to everybody in its channel.
ON_THE_CARD = re.compile(f"(Riverside and Mercy|U(ANA|BEN)){SECRET}")
LISTS = ("partnerships", "goals")
TEXTS = """
    wins challenges needs changes action_what what why evidence title answer said note statement
    story helpers what_works name reason words label
"""
# So that a form gets as far as the record.
FILLED_IN = {
    "side": "school",
    "role": "contributor",
    "state": "planned",
    "how": "named",
    "kind": "rhythm",
    "construct": "openness",
    "confidence": "at_risk",
    "direction": "increase",
    "save_as": "draft",
    "cadence": "monthly",
    "fewest": "5",
    **dict.fromkeys(["action_due", "due_on", "first_day", "last_day"], "2026-11-02"),
    **dict.fromkeys(TEXTS.split(), "Twelve more labs"),
}


@dataclass(frozen=True)
class Town:
    """Our partnership, another one of the same workspace, and one of another workspace."""

    stage: Stage
    signer: Signer
    neighbours: list[Neighbour]
    own: int
    own_cycle: int

    def of_others(self) -> list[tuple[str, Mapping[str, Any]]]:
        with self.stage.database.engine.connect() as connection:
            return Map(connection).of_others(self.own)

    def numbers(self) -> list[int]:
        """Return every number by which a record of others could be asked for."""
        return sorted(
            {
                row["id"]
                for name, row in self.of_others()
                if isinstance(row.get("id"), int) and name != "audit_events"
            }
        )

    def own_numbers(self) -> set[int]:
        """Return every number that a record of ours has."""
        with self.stage.database.engine.connect() as connection:
            whole = Map(connection)
        theirs = whole.of_others(self.own)
        ours = [row for name, row in whole if (name, row) not in theirs]
        return {row["id"] for row in ours if isinstance(row.get("id"), int)}

    def mixed_up(self) -> list[str]:
        """Return what belongs to two partnerships at once."""
        with self.stage.database.engine.connect() as connection:
            whole = Map(connection)
        return [name for name, row in whole if len(whole.partnerships(name, row)) > 1]

    def takes_role(self, person: Person, role: Role) -> None:
        with self.stage.database.unit_of_work(self.stage.workspace_id) as session:
            seat = session.scalars(
                select(Membership)
                .join(Holder, Holder.id == Membership.person_id)
                .where(Membership.partnership_id == self.own, Holder.user_id == person.id)
            ).one()
            seat.role = role


def raise_town(stage: Stage, *workspaces: str) -> Town:
    """Let others move in, and then our own partnership begin its first check-in."""
    make_workspace(stage.database, ELSEWHERE)
    signer = Signer.from_secret(PUBLIC, stage.slack.signing_secret)
    neighbours = []
    for workspace_id in workspaces:
        with stage.database.unit_of_work(workspace_id) as session:
            neighbours.append(move_in(session, signer))
    deputies: dict[str, Any] = {"School deputy": stage.cara, "Partner deputy": stage.dev}
    stage.set_up(**deputies)
    stage.ana.closes()
    with stage.database.reading(stage.workspace_id) as session:
        own = session.scalars(select(Partnership).where(Partnership.name == OURS)).one()
        cycle = session.scalars(select(Cycle).where(Cycle.partnership_id == own.id)).one()
    stage.clock.now = cycle.first_reminder_at or stage.now
    stage.tick()
    return Town(stage, signer, neighbours, own.id, cycle.id)


@pytest.fixture
def town(stage: Stage) -> Town:
    """Ours, one of another workspace, and another one of the same workspace."""
    return raise_town(stage, ELSEWHERE, stage.workspace_id)


def state_of(*numbers: int) -> dict[str, Any]:
    """Return a filled-in form whose fields and choices name these records."""
    typed = dict(FILLED_IN)
    for number in numbers:
        typed |= {f"{name}:{number}": FILLED_IN.get(name, "7") for name in NAMED_AFTER}
        typed |= dict.fromkeys(CHOSEN_IN, str(number))
    return {
        "values": {
            field: {"x": {"type": "plain_text_input", "value": value}}
            for field, value in typed.items()
        }
    }


def payload_of(
    kind: str, name: str, number: int, remembered: Mapping[str, int], shown_in: str | None
) -> dict[str, Any]:
    """Return a payload in which every id is `number`, but for what the form remembers besides."""
    memory: dict[str, Any] = {**dict.fromkeys(REMEMBERED, number), **remembered}
    memory |= {many: [memory.get(many.removesuffix("s"), number)] for many in LISTS}
    memory |= dict.fromkeys(["once", "random"], f"{number:032x}")
    view = {
        "type": shown_in,
        "callback_id": name if kind in (VIEW, CLOSED) else "x",
        "private_metadata": json.dumps(memory),
        "state": state_of(number),
    }
    block = {"block_id": f"value:{number}", "action_id": name}
    pressed = {**block, "type": "button", "value": str(number)}
    return {
        **block,
        "actions": [pressed] if kind == ACTION else [],
        "value": "Chicago",
        "view": view if shown_in else None,
    }


def ways(town: Town, kind: str, name: str) -> list[Callable[[int], dict[str, Any]]]:
    """Return how a payload may name a record: alone, or as if it were of our own partnership."""
    partnership = {"partnership": town.own}
    places: list[tuple[dict[str, int], str | None]] = [({}, "modal"), (partnership, "modal")]
    if kind in (VIEW, CLOSED):
        places.append(({**partnership, "cycle": town.own_cycle}, "modal"))
    else:
        places += [({}, None), (partnership, "home")]
    return [
        lambda number, place=place: payload_of(kind, name, number, *place)  # type: ignore[misc]
        for place in places
    ]


def alike(shown: str) -> str:
    """Return what is the same each time of what somebody is shown: no view is called as before."""
    return re.sub(r"[0-9a-f]{6,}|[A-Za-z0-9_-]{24,}|V[A-Z0-9]+|\d+\.\d+", "*", shown)


def test_every_noun_has_a_record_next_door(town):
    written = {name for name, kept in KEPT.items() if kept.own or kept.shared}
    theirs = {name for name, _row in town.of_others()}
    assert written - theirs == {"workspaces", "installations"}


def ensure_nothing_is_learned(town: Town, person: Person) -> None:
    """Let somebody press every button and send every form, with each number that others have."""
    forger, before, numbers = Forger(town.stage, person), town.of_others(), town.numbers()
    for kind, name in INTERACTIVE:
        for at, attempt in enumerate(ways(town, kind, name)):
            nothing = forger.sends(kind, name, **attempt(ABSENT))
            # Only seats have higher numbers than these.
            for number in numbers[:2] if at else numbers:
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
