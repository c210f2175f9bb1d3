"""Pulses: in which way people are asked, when, and what in which turn."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.language import _
from bot.rules.pulse import (
    FEWEST_STATEMENTS,
    LONGEST_OPEN_ANSWER,
    LONGEST_STATEMENT,
    MOST_QUESTIONS,
    MOST_STATEMENTS,
    Ballot,
    Construct,
    Fallback,
    Mode,
    Question,
    closes_at,
    draw,
    ensure_ballot,
    ensure_room,
    ensure_statement,
    goes_with_cycle,
    remind_at,
    way_of_asking,
)
from bot.rules.pulse_bank import bank, open_question
from bot.rules.refusals import Refusal
from bot.rules.school_days import DaysOff, SchoolCalendar

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)  # a Monday
ZONE = "America/Chicago"
CALENDAR = SchoolCalendar()


@pytest.mark.parametrize(
    ("people", "can_seal", "wish", "way"),
    [
        (5, True, Fallback.UNDECIDED, Mode.SEALED),
        (5, True, Fallback.NONE, Mode.SEALED),
        (4, True, Fallback.UNDECIDED, Fallback.UNDECIDED),
        (4, True, Fallback.NAMED, Mode.NAMED),
        (4, True, Fallback.POOLED, Mode.POOLED),
        (4, True, Fallback.NONE, Fallback.NONE),
        # Without a key nothing is anonymous, however many they are.
        (50, False, Fallback.UNDECIDED, Fallback.UNDECIDED),
        (50, False, Fallback.NAMED, Mode.NAMED),
        (50, False, Fallback.POOLED, Fallback.UNDECIDED),
    ],
)
def test_anonymous_where_it_can_be_kept_and_else_as_the_leads_want(people, can_seal, wish, way):
    assert way_of_asking(people, 5, can_seal=can_seal, wish=wish) is way


@pytest.mark.parametrize(
    ("number", "days_ago", "goes"),
    [(1, None, False), (2, None, True), (2, 30, False), (3, 80, True)],
)
def test_one_a_quarter_from_the_second_cycle_on(number, days_ago, goes):
    last = None if days_ago is None else NOW - timedelta(days=days_ago)

    assert goes_with_cycle(number, last, NOW) is goes


@pytest.mark.parametrize(
    ("due_in", "ends_on"),
    [(timedelta(days=14), 16), (timedelta(days=1), 16), (None, 16)],
)
def test_it_ends_when_check_ins_are_due_or_in_two_weeks(due_in, ends_on):
    due = None if due_in is None else NOW + due_in

    ends = closes_at(due, calendar=CALENDAR, zone=ZONE, now=NOW)

    assert ends.day == ends_on


def test_it_never_ends_in_a_break():
    off = SchoolCalendar(days_off=(DaysOff(NOW.date(), NOW.date() + timedelta(days=20), "Break"),))

    assert closes_at(None, calendar=off, zone=ZONE, now=NOW) > NOW + timedelta(days=20)


def test_the_reminder_comes_three_days_before_the_end_or_never():
    end = NOW + timedelta(days=14)

    assert remind_at(end, calendar=CALENDAR, zone=ZONE, now=NOW) == datetime(
        2026, 11, 13, 16, 0, tzinfo=UTC
    )
    assert remind_at(NOW + timedelta(days=4), calendar=CALENDAR, zone=ZONE, now=NOW) is None


def test_a_year_of_quarters_asks_every_question():
    last_asked: dict[str, int] = {}
    for wave in range(1, 5):
        drawn = draw(bank(), last_asked)
        assert FEWEST_STATEMENTS <= len(drawn) <= MOST_STATEMENTS
        assert len({one.construct for one in drawn}) == len(drawn)
        last_asked |= {one.code: wave for one in drawn}

    assert set(last_asked) == {one.code for one in bank()}


def test_few_questions_are_three_and_the_same_again():
    few = bank()[:3]

    assert draw(few, {one.code: 1 for one in few}) == few


def test_the_bank_measures_everything_and_fits_its_columns():
    assert {one.construct for one in bank()} == set(Construct)
    assert len({one.code for one in bank()}) == len(bank()) <= MOST_QUESTIONS
    for one in bank():
        assert len(one.code) <= 60
        assert len(one.statement) <= LONGEST_STATEMENT
    assert open_question(1) == open_question(5) != open_question(2)


def test_a_year_has_room_for_so_many():
    ensure_room(MOST_QUESTIONS - 1)
    with pytest.raises(Refusal, match="Retire one first"):
        ensure_room(MOST_QUESTIONS)


def test_a_statement_is_one_line():
    assert ensure_statement("  We laugh\n together. ") == "We laugh together."
    for no_statement in (" ", "x" * (LONGEST_STATEMENT + 1)):
        with pytest.raises(Refusal):
            ensure_statement(no_statement)


ASKED = [Question("a.1", Construct.OPENNESS, "We laugh together.")]


@pytest.mark.parametrize("ballot", [Ballot({"a.1": 5}), Ballot({}, "Well."), Ballot({"a.1": 1})])
def test_a_ballot_may_leave_things_out(ballot):
    ensure_ballot(ballot, ASKED)


@pytest.mark.parametrize(
    ("ballot", "why"),
    [
        (Ballot({}), "at least one"),
        (Ballot({"b.1": 3}), "no longer there"),
        (Ballot({"a.1": 6}), "no longer there"),
        (Ballot({}, "x" * (LONGEST_OPEN_ANSWER + 1)), "shorten it"),
    ],
)
def test_a_ballot_answers_what_was_asked(ballot, why):
    with pytest.raises(Refusal, match=why):
        ensure_ballot(ballot, ASKED)


def test_sentences_of_the_bank_can_be_translated():
    assert _(bank()[0].statement)
