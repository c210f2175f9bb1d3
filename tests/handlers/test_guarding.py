"""The door for people's words: refused, asked about, said otherwise, kept; whoever sends what."""

import json
import logging
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.rules.people import PersonKey
from bot.rules.pupil_guard import findings
from bot.samples import ORDINARY, SAMPLES
from bot.views.kit import Message
from handlers.dispatch import answer as dispatch
from handlers.interaction import Interaction
from storage.base import Base
from storage.models import Action, CheckIn, Draft, Goal, Partnership
from tests.checking_in import (
    GOAL,
    all_rows,
    answer,
    nothing_refused,
    one_row,
    open_a_check_in,
)

HARD = "Jaylen Brooks has an IEP and needs more time."
SOFT = "Jaylen in fourth grade would like a mentor."
NUMBER = "Please look up student ID 4481223."
KEEP = "It is not about a student: save it as it is"
NAMED, PHONE = (findings(text)[0].suggestion for text in (SOFT, "217-555-0142"))
FREE_TEXT = {"rich_text_input", "email_text_input", "url_text_input"}


@pytest.fixture
def open_stage(stage):
    """The stage with a live goal and an open check-in."""
    open_a_check_in(stage)
    return stage


def kept(stage):
    """Return all that is remembered, as one text."""
    with stage.database.engine.connect() as connection:
        tables = Base.metadata.sorted_tables
        return "\n".join(repr(row) for one in tables for row in connection.execute(select(one)))


def ticks(person, question=NAMED):
    person.fills({question: [KEEP]})


def open_check_in(person, stage):
    person.clicks("Check in", stage.room)


def test_what_surely_tells_of_a_pupil_is_refused_at_its_field_and_nothing_is_saved(open_stage):
    stage, ben = open_stage, open_stage.ben
    open_check_in(ben, stage)

    answer(ben, Wins=HARD, Challenges=NUMBER)

    assert set(ben.modal.errors) == {"wins", "challenges"}
    assert "Say “a student in grade 4” instead of the name." in ben.sees()
    assert "This looks like a student number." in ben.sees()
    assert KEEP not in ben.sees()
    assert not all_rows(stage, CheckIn)
    assert "Jaylen" not in kept(stage)
    assert "4481223" not in kept(stage)

    ben.fills({"Wins": "A student in grade 4 needs more time.", "Challenges": ""})
    ben.submits()
    assert one_row(stage, CheckIn).wins == "A student in grade 4 needs more time."
    assert nothing_refused(stage)


def test_what_may_tell_of_a_pupil_is_asked_about_and_saved_once_when_it_does_not(open_stage):
    stage, ben = open_stage, open_stage.ben
    open_check_in(ben, stage)

    answer(ben, Wins=SOFT, Challenges="Call 217-555-0142.")

    assert "Nothing is saved yet. There is a question below “Wins”." in ben.sees()
    assert not all_rows(stage, CheckIn)
    ticks(ben)
    ben.submits()
    assert not all_rows(stage, CheckIn)
    ticks(ben, PHONE)
    ben.submits(twice=True)

    saved = one_row(stage, CheckIn)
    assert (saved.wins, saved.challenges) == (SOFT, "Call 217-555-0142.")
    assert "Thank you" in ben.modal.title
    assert nothing_refused(stage)


def test_a_tick_counts_for_what_it_was_asked_about_alone(open_stage):
    stage, ben = open_stage, open_stage.ben
    open_check_in(ben, stage)
    answer(ben, Wins=SOFT)
    ticks(ben)

    ben.fills({"Wins": "Tyler in fourth grade would like a mentor."})
    ben.submits()

    assert not all_rows(stage, CheckIn)
    assert ben.sees().count(KEEP) == 1
    ben.fills({"Wins": "A student in grade 4 would like a mentor."})
    ben.submits()
    assert one_row(stage, CheckIn).wins == "A student in grade 4 would like a mentor."


def test_a_hard_hit_is_refused_beside_a_soft_one(open_stage):
    stage, ben = open_stage, open_stage.ben
    open_check_in(ben, stage)
    answer(ben, Wins=SOFT)
    ticks(ben)

    ben.fills({"Challenges": HARD})
    ben.submits()

    assert set(ben.modal.errors) == {"wins", "challenges"}
    assert not all_rows(stage, CheckIn)


def test_a_question_and_the_forms_own_rules_live_together(open_stage):
    stage, ben = open_stage, open_stage.ben
    open_check_in(ben, stage)
    answer(ben, Wins=SOFT, **{f"{GOAL}: value now": "many"})
    ticks(ben)
    ben.submits()

    assert "Please write one number only" in ben.sees()
    assert not all_rows(stage, CheckIn)
    ben.fills({f"{GOAL}: value now": "77"})
    ben.submits()
    assert one_row(stage, CheckIn).wins == SOFT


def test_what_was_kept_on_purpose_is_not_asked_about_again(open_stage):
    stage, ben = open_stage, open_stage.ben
    open_check_in(ben, stage)
    answer(ben, Wins=SOFT)
    ticks(ben)
    ben.submits()
    ben.closes()

    open_check_in(ben, stage)
    ben.fills({"Challenges": "The bus is late."})
    ben.submits()

    assert "Thank you" in ben.modal.title
    assert one_row(stage, CheckIn).challenges == "The bus is late."


def test_a_draft_keeps_nothing_hard_and_is_asked_about_when_it_is_sent(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    ana.fills({"Wins": SOFT, "Challenges": f"The bus. {NUMBER}"})
    ana.closes()

    typed = one_row(stage, Draft).typed
    assert typed["wins"] == SOFT
    assert typed["challenges"] == "The bus. Please look up student ID […]."
    assert "4481223" not in kept(stage)

    ana.types("/checkin", stage.room)
    ana.submits()
    assert KEEP in ana.sees()
    assert not all_rows(stage, CheckIn)


def test_typing_beside_a_question_keeps_the_draft_of_the_form_alone(open_stage):
    stage, ana = open_stage, open_stage.ana
    ana.types("/checkin", stage.room)
    answer(ana, Wins=SOFT)
    ticks(ana)
    ana.fills({"Challenges": "The bus is late."})

    assert not [name for name in one_row(stage, Draft).typed if "guard" in name]


def test_a_command_with_a_pupil_in_it_is_refused_where_it_was_typed(stage):
    stage.ana.types(f"/partner setup {HARD}", stage.room)

    assert "This seems to name a student." in stage.ana.sees()
    assert stage.ana.modal is None


def test_words_that_a_command_brings_into_a_form_are_asked_about(stage):
    stage.ana.types(f"/partner setup {SOFT}", stage.room)
    stage.ana.closes()
    stage.set_up()

    assert one_row(stage, Partnership).name == "Riverside and Mercy"
    assert nothing_refused(stage)

    other = stage.slack.channel("other", stage.ana, stage.ben, shared_with=[stage.hospital])
    stage.ana.types(f"/partner setup {SOFT}", other)
    stage.ana.fills(
        {
            "School or district": "Riverside School District",
            "Kind of school organization": "School district",
            "School lead": stage.ana,
            "Partner organization": "Mercy Hospital",
            "Kind of partner": "Hospital",
            "Partner lead": stage.ben,
        }
    )
    stage.ana.submits()

    assert KEEP in stage.ana.sees()
    assert len(all_rows(stage, Partnership)) == 1
    ticks(stage.ana)
    stage.ana.submits()
    assert len(all_rows(stage, Partnership)) == 2


def test_words_of_a_message_are_asked_about_when_they_become_an_action(stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.types(SOFT, stage.room)
    stage.ana.uses_shortcut("Make an action", stage.room.messages[-1])
    stage.ana.fills({"Action: who": stage.ben, "Action: by when": date(2026, 10, 1)})

    stage.ana.submits(twice=True)
    assert KEEP in stage.ana.sees()
    assert not all_rows(stage, Action)
    ticks(stage.ana)
    stage.ana.submits()

    assert one_row(stage, Action).what == SOFT
    assert nothing_refused(stage)


def test_a_form_on_top_of_another_asks_too(open_stage):
    stage, ben = open_stage, open_stage.ben
    ben.clicks("Goals", stage.room)
    ben.clicks("Update")
    ben.fills({"Value now": "73", "Confidence": "On track", "Note": SOFT})
    ben.submits()

    assert KEEP in ben.sees()
    ticks(ben)
    ben.submits()
    assert one_row(stage, Goal).current_value == 73
    assert nothing_refused(stage)


def test_members_are_no_pupils(open_stage):
    stage, ben = open_stage, open_stage.ben
    open_check_in(ben, stage)

    answer(ben, Wins="Ana Ruiz has a 504 plan, and Cara Lind's homework is done.")

    assert "Thank you" in ben.modal.title


def test_the_log_says_how_many_and_no_word(open_stage, caplog):
    caplog.set_level(logging.DEBUG)
    open_check_in(open_stage.ben, open_stage)

    answer(open_stage.ben, Wins=HARD, Challenges=SOFT)

    (record,) = [one for one in caplog.records if one.message == "guarded"]
    assert (record.hard, record.soft) == (1, 1)
    assert "Jaylen" not in caplog.text


def text_boxes(name: str) -> list[Any]:
    """Find what people can type in a sample: its blocks with a text box."""
    shown = SAMPLES[name](ORDINARY)
    blocks = [] if isinstance(shown, Message) else shown["blocks"]
    return [one for one in blocks if one.get("element", {}).get("type") == "plain_text_input"]


MODALS = sorted(name for name in SAMPLES if text_boxes(name))


def submission(view: Any, field: str, text: str, answers: list[Any]) -> Interaction:
    """Return a form as it comes with one field filled in; nobody's database is asked."""
    nothing: Any = None
    return Interaction(
        tools=nothing,
        kind="view",
        workspace_id="T1",
        person=PersonKey("T1", "U1"),
        body={"view": view},
        ack=lambda **answer: answers.append(answer),
        now=nothing,
        values={field: text},
    )


@pytest.mark.parametrize("name", MODALS)
def test_every_text_box_of_every_form_is_guarded(name: str):
    for box in text_boxes(name):
        answers: list[Any] = []
        sent = submission(SAMPLES[name](ORDINARY), box["block_id"], NUMBER, answers)

        dispatch(sent, lambda _one: pytest.fail("it came through"))

        assert answers[0]["response_action"] == "errors"
        assert set(answers[0]["errors"]) == {box["block_id"]}


def test_free_text_is_typed_into_text_boxes_of_modals_alone():
    shown: dict[str, Any] = {name: SAMPLES[name](ORDINARY) for name in SAMPLES}
    written = {name: json.dumps(one, default=vars) for name, one in shown.items()}

    assert not [name for name in shown if any(kind in written[name] for kind in FREE_TEXT)]
    for name, text in written.items():
        assert ("plain_text_input" in text) == (name in MODALS)
    assert {shown[name]["type"] for name in MODALS} == {"modal"}


def test_a_form_without_room_for_a_question_says_it_at_the_field():
    form: Any = SAMPLES["checkin_form.form"](ORDINARY)
    crowded = {**form, "blocks": [*form["blocks"], *([{"type": "divider"}] * 100)][:100]}
    answers: list[Any] = []

    sent = submission(crowded, "wins", "Call 217-555-0142.", answers)
    dispatch(sent, lambda _one: pytest.fail("it came through"))

    assert set(answers[0]["errors"]) == {"wins"}
