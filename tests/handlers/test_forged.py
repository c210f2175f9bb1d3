"""What the bot never sent comes back: one kind sentence, nothing saved, nothing learned."""

import json
import logging
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk import WebClient
from sqlalchemy import select

from bot.playground import Person
from bot.views import notices
from handlers.router import ACTION, CLOSED, OPTIONS, SHORTCUT, VIEW
from handlers.routes import router_of_all
from storage.base import Base
from storage.models import Cycle, Membership, Partnership
from tests.stage import Stage

ROUTES = sorted(router_of_all().routes)
BUTTONS = [name for kind, name in ROUTES if kind == ACTION]
FORMS = [name for kind, name in ROUTES if kind == VIEW]
# These ask nothing of a record: they work where the person is.
ANYWHERE = {
    "availability.away",
    "availability.here",
    "availability.hours",
    "partnerships.help",
    "partnerships.set_up",
    "personal.erase",
    "personal.show",
    "audit.choose",
    "audit.outside",
    "coordinators.show",
    "coordinators.step_down",
}

NO_IDS = ["", "abc", "-1", "1.5", "1e3", "٣", "9" * 30, "' or 1=1", "\x00", "\ud800"]
FIELDS = re.findall(
    r"\S+",
    """
    name school_lead partner_lead side role person wins action_what action_owner action_due
    value:1 confidence:1 note:1 value: value:x statement direction target due_on save_as reason
    words with_cycles fallback fewest construct openness.hard_things
    confidence snooze colleague first_day year_starts_in time_zone cadence note
    """,
)
REMEMBERED = re.findall(
    r"\S+",
    """
    partnership partnerships goal cycle asked membership channel page retired as_of
    started_over wave feedback theme check_in action first goals
    """,
)
WORDS = re.findall(
    r"\S+",
    """
    school lead increase on_track live monthly 2026-13-40 9999-12-31 0001-01-01 2027-01-01
    85% nan <!channel> UBOT 8
    """,
)
NO_METADATA = ["", "{}", "[]", "null", "{", "[" * 2000, "\x00"]
NO_RECORDS: list[Any] = [None, "x", [1], {}, -1, 2.5]
NO_METADATA += [json.dumps(dict.fromkeys(REMEMBERED, no)) for no in NO_RECORDS]

TROUBLE = {"unexpected", "answer_failed"}

OLD_BOX = {"type": "input", "block_id": "old", "element": {"type": "plain_text_input"}}
ENDINGS = {ACTION: "block_actions", VIEW: "view_submission", CLOSED: "view_closed"}
ENDINGS |= {OPTIONS: "block_suggestion", SHORTCUT: "shortcut"}


class Forger:
    """Sends what no Slack client would send, as one person."""

    def __init__(self, stage: Stage, person: Person) -> None:
        self._stage, self._person = stage, person
        self._client = WebClient(stage.slack.bot_token, base_url=stage.slack.api_url)

    def presses(self, action_id: str, value: object, view: dict[str, Any] | None = None) -> str:
        action = {"type": "button", "block_id": "b", "action_id": action_id, "value": value}
        return self.sends(ACTION, action_id, actions=[action], view=view)

    def submits(self, callback_id: str, metadata: object, **values: str) -> str:
        state = {
            name: {"value": {"type": "plain_text_input", "value": value}}
            for name, value in values.items()
        }
        form = {"callback_id": callback_id, "private_metadata": metadata}
        return self.sends(VIEW, callback_id, view={**form, "state": {"values": state}})

    def sends(self, kind: str, name: str, **more: Any) -> str:
        """Send a payload of a route kind; return all that this person is shown because of it."""
        slack, person = self._stage.slack, self._person
        while person.modal is not None:
            person.closes()
        before = len(person.ephemerals)
        view = more.pop("view", None)
        if view is not None:
            view = {"type": "modal", "blocks": [OLD_BOX], **view, "id": self._opens()}
        payload = {
            "type": ENDINGS[kind],
            "team": {"id": self._stage.workspace_id},
            "user": {"id": person.id, "team_id": person.team_id},
            "trigger_id": self._trigger(view["id"] if view else None),
            "container": {"type": "message"},
            "action_id": name,
            "callback_id": name,
            **more,
        }
        if view is not None:
            payload["view"] = view
        deliver = slack.deliveries.in_process
        assert deliver is not None
        status, body, _ = deliver("interactive", payload)
        assert status == 200
        shown = [message.text for message in person.ephemerals[before:]]
        return " ".join([body, *shown, person.sees() if person.modal else ""])

    def _opens(self) -> str:
        """Have a modal of the bot's open, and return its id."""
        opened = self._client.views_open(trigger_id=self._trigger(), view=notices.notice("Hello."))
        return str(opened["view"]["id"])

    def _trigger(self, view_id: str | None = None) -> str:
        triggers = self._stage.slack.slack.triggers
        return triggers.give(self._stage.workspace_id, self._person.id, view_id)


def rows(stage: Stage) -> list[Any]:
    """Return everything that is remembered."""
    with stage.database.engine.connect() as connection:
        return [
            sorted(map(repr, connection.execute(select(table))))
            for table in Base.metadata.sorted_tables
        ]


def trouble(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [repr(vars(one)) for one in caplog.records if one.getMessage() in TROUBLE]


@pytest.fixture
def running(stage: Stage) -> Stage:
    """A partnership with a goal, in the middle of its first check-in."""
    stage.set_up()
    stage.ana.closes()
    stage.ana.types("/goal new", stage.room)
    stage.ana.fills({"Goal": "More labs", "Save as": "Draft for now"})
    stage.ana.submits()
    stage.ana.closes()
    with stage.database.reading(stage.workspace_id) as session:
        first = session.scalars(select(Cycle)).one()
    stage.clock.now = first.first_reminder_at or stage.now
    stage.tick()
    stage.tick()
    return stage


@pytest.fixture
def stranger(running: Stage) -> Forger:
    return Forger(running, running.slack.person("Eli Moss"))


def test_a_value_that_is_no_id_is_refused_by_every_button(running, caplog):
    ana, before = Forger(running, running.ana), rows(running)
    for action_id in set(BUTTONS) - ANYWHERE - {"checkins.typed", "goals.show_retired"}:
        for value in NO_IDS:
            assert "no longer there" in ana.presses(action_id, value), (action_id, value)
    assert rows(running) == before
    assert trouble(caplog) == []


def test_a_button_without_a_value_is_refused(running, caplog):
    ana = Forger(running, running.ana)
    action = {"type": "button", "block_id": "b", "action_id": "goals.list"}
    assert "no longer there" in ana.sends(ACTION, "goals.list", actions=[action])
    assert trouble(caplog) == []


def test_a_stranger_with_somebody_elses_ids_changes_and_learns_nothing(running, stranger, caplog):
    before = rows(running)
    for number in (*_real_ids(running), 999_999):
        view = {
            "callback_id": "x",
            "private_metadata": json.dumps(dict.fromkeys(REMEMBERED, number)),
        }
        for action_id in set(BUTTONS) - ANYWHERE:
            shown = stranger.presses(action_id, str(number), view)
            shown += stranger.presses(action_id, str(number))
            assert "Riverside" not in shown, action_id
            assert "Mercy" not in shown, action_id
    assert rows(running) == before
    assert trouble(caplog) == []


def test_a_form_that_remembers_nonsense_is_refused(running, caplog):
    ana, before = Forger(running, running.ana), rows(running)
    for callback_id in FORMS:
        for metadata in NO_METADATA:
            shown = ana.submits(
                callback_id, metadata, side="school", role="lead", confidence="at_risk"
            )
            assert "errors" in shown, (callback_id, metadata)
    assert rows(running) == before
    assert trouble(caplog) == []


def test_a_stranger_who_submits_somebody_elses_form_is_refused(running, stranger, caplog):
    before = rows(running)
    for number in _real_ids(running):
        metadata = json.dumps(dict.fromkeys(REMEMBERED, number))
        for callback_id in set(FORMS) - {"partnerships.save"}:
            shown = stranger.submits(
                callback_id, metadata, side="school", role="lead", confidence="on_track", wins="x"
            )
            assert "errors" in shown, callback_id
            assert "Riverside" not in shown, callback_id
    assert rows(running) == before
    assert trouble(caplog) == []


def test_what_somebody_types_who_is_not_in_it_is_not_kept(running, caplog):
    with running.database.unit_of_work(running.workspace_id) as session:
        cycle_id = session.scalars(select(Cycle.id)).one()
        for seat in session.scalars(select(Membership)):
            seat.ended_at = running.now
    before = rows(running)
    for number in (cycle_id, 999_999):
        typed = {"wins": {"value": {"type": "plain_text_input", "value": "Three lab days."}}}
        view = {
            "callback_id": "checkins.form",
            "private_metadata": json.dumps({"cycle": number}),
            "state": {"values": typed},
        }
        Forger(running, running.ana).presses("checkins.typed", "", view)
    assert rows(running) == before
    assert trouble(caplog) == []


def test_words_that_were_never_offered_are_said_at_their_field(running, caplog):
    ana, partnership_id = Forger(running, running.ana), _real_ids(running)[0]
    shown = ana.submits(
        "people.save_new", json.dumps({"partnership": partnership_id}), side="moon", role="lead"
    )
    assert "choose one" in shown
    assert trouble(caplog) == []


def _real_ids(stage: Stage) -> list[int]:
    """Return ids of the partnership and of its seats."""
    with stage.database.reading(stage.workspace_id) as session:
        partnership_id = session.scalars(select(Partnership.id)).one()
        return [partnership_id, *session.scalars(select(Membership.id))]


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40)
json_values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
remembered = st.dictionaries(
    st.sampled_from(
        [
            "partnership",
            "partnerships",
            "goal",
            "cycle",
            "asked",
            "membership",
            "channel",
            "page",
            "retired",
            "as_of",
            "started_over",
        ]
    ),
    json_values | st.integers(0, 9),
)
texts = st.sampled_from(WORDS) | st.text(st.characters(), max_size=60)
elements = st.one_of(
    st.builds(lambda value: {"type": "plain_text_input", "value": value}, texts | json_values),
    st.builds(lambda value: {"selected_option": {"value": value}}, texts | json_values),
    st.builds(lambda value: {"selected_option": value}, json_values),
    st.builds(lambda value: {"selected_user": value}, texts),
    st.builds(lambda value: {"selected_date": value}, texts | json_values),
    json_values,
)
forged = st.fixed_dictionaries(
    {
        "route": st.sampled_from([route for route in ROUTES if route[0] in ENDINGS]),
        "who": st.sampled_from(["ana", "ben", "eli"]),
        "value": st.integers(0, 9).map(str) | texts | json_values,
        "metadata": remembered.map(json.dumps) | texts,
        "values": st.dictionaries(st.sampled_from(FIELDS), elements, max_size=8),
        "in_modal": st.booleans(),
    }
)


def test_whatever_comes_back_is_answered(running, caplog):
    people = {"ana": running.ana, "ben": running.ben, "eli": running.slack.person("Eli Moss")}

    @settings(
        max_examples=120,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(forged)
    def answered(payload: dict[str, Any]) -> None:
        kind, name = payload["route"]
        values = payload["values"]
        view = {
            "callback_id": name,
            "private_metadata": payload["metadata"],
            "state": {"values": {field: {"value": element} for field, element in values.items()}},
            "blocks": [{**OLD_BOX, "block_id": field} for field in values],
        }
        action = {"type": "button", "block_id": "b", "action_id": name, "value": payload["value"]}
        in_form = kind in (VIEW, CLOSED) or payload["in_modal"]
        Forger(running, people[payload["who"]]).sends(
            kind,
            name,
            actions=[action] if kind == ACTION else [],
            value=payload["value"],
            view=view if in_form else None,
        )
        assert trouble(caplog) == []

    with caplog.at_level(logging.INFO):
        answered()
