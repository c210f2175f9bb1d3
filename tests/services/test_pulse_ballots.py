"""Answering a pulse: once, by who may, and where nobody can find it again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.rules.pulse import Fallback
from bot.rules.refusals import NotFound, Refusal
from bot.rules.thresholds import Shown
from bot.rules.vocabulary import Side
from bot.services.home import of_person
from bot.views.pulse_form import Form
from scheduler.pulses import count_due, remind_due
from storage.models import (
    Membership,
    OutboxMessage,
    Person,
    PulseNamedAnswer,
    PulseRoll,
    ReminderDay,
)
from storage.sealing import Seal
from tests.factories import NOW, WORKSPACE, key_of
from tests.pulses import END


def test_a_sealed_ballot_is_cast_once(large):
    large.ask()
    assert isinstance(large.form(large.cast.ana), Form)

    assert large.vote(large.cast.ana, 5) is False
    before = [(row.tokens, row.side) for row in large.rows(PulseRoll)]
    urn = large.urn(Side.SCHOOL)
    assert large.vote(large.cast.ana, 1) is True
    assert [(row.tokens, row.side) for row in large.rows(PulseRoll)] == before
    assert large.urn(Side.SCHOOL) == urn
    assert not isinstance(large.form(large.cast.ana), Form), "the form does not open again"


def test_all_at_once_each_counts_once(large):
    large.ask()
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda who: large.vote(who, 3), [*large.school, *large.school]))

    assert sorted(again) == [False] * 7 + [True] * 7
    assert sum(large.urn(Side.SCHOOL).scores[large.codes()[0]]) == 7
    [roll] = large.rows(PulseRoll)
    assert len(roll.tokens.split()) == 7


def test_somebody_who_changes_sides_has_still_voted(large):
    large.ask()
    large.vote(large.cast.ana, 5)
    with large.database.unit_of_work(WORKSPACE) as session:
        seat = session.scalars(
            select(Membership).where(Membership.person_id == large.cast.ana.id)
        ).one()
        seat.side = Side.PARTNER

    assert large.vote(large.cast.ana, 5) is True


def test_a_new_key_in_an_open_wave_allows_no_second_vote(large):
    old = Seal.new_key()
    large.database.seal, kept = Seal([old]), large.database.seal
    try:
        large.ask()
        large.vote(large.cast.ana, 5)
        large.database.seal = Seal([Seal.new_key(), old])
        assert large.vote(large.cast.ana, 5) is True
        assert large.vote(large.cast.cara, 4) is False
        assert sum(large.urn(Side.SCHOOL).scores[large.codes()[0]]) == 2
    finally:
        large.database.seal = kept


def test_a_lost_key_takes_no_more_answers_and_shows_nothing(large):
    kept = large.database.seal
    large.ask()
    large.vote(large.cast.ana, 5)
    large.database.seal = Seal([Seal.new_key()])
    try:
        with pytest.raises(Refusal, match="lost the key"):
            large.vote(large.cast.cara, 5)
        large.database.seal = None
        with pytest.raises(Refusal, match="cannot be kept anonymous"):
            large.vote(large.cast.cara, 5)
        count_due(large.database, END)
        assert large.wave().shown is Shown.NOTHING
    finally:
        large.database.seal = kept


def test_a_lost_key_is_found_out_when_counting_too(large):
    kept = large.database.seal
    large.ask()
    large.vote(large.cast.ana, 5)
    large.database.seal = Seal([Seal.new_key()])
    try:
        count_due(large.database, END)
        assert large.wave().results == {"voted": 0, "asked": 13, "items": []}
    finally:
        large.database.seal = kept


def test_answers_with_names_can_be_changed(small):
    small.decide(Fallback.NAMED)
    small.vote(small.cast.cara, 4, "A first thought.")
    small.vote(small.cast.cara, 2, "A second one.")

    form = small.form(small.cast.cara)
    assert isinstance(form, Form)
    assert (set(form.scores.values()), form.words) == ({2}, "A second one.")
    assert len(small.rows(PulseNamedAnswer)) == 1


def test_only_members_answer_and_only_while_it_is_open(large):
    with pytest.raises(Refusal, match="No pulse is open"):
        large.form(large.cast.ana)
    large.ask()
    with pytest.raises(NotFound):
        large.vote(large.stranger(), 3)
    other = large.beside()
    with pytest.raises(NotFound):
        other.vote(other.cast.ana, 3, wave_id=large.wave().id)
    with pytest.raises(NotFound):
        large.vote(large.cast.ana, 3, wave_id=999_999)
    with pytest.raises(Refusal, match="has ended"):
        large.vote(large.cast.ana, 3, at=END)


def test_home_has_it_until_it_is_answered(large):
    large.ask()
    for person in (large.cast.ana, large.cast.ben):
        with large.database.reading(WORKSPACE) as session:
            expected = of_person(session, key=key_of(person), now=NOW).pulses
        assert [one.partnership for one in expected] == ["Riverside and Mercy"]
        large.vote(person, 4)
        with large.database.reading(WORKSPACE) as session:
            assert of_person(session, key=key_of(person), now=NOW).pulses == []
    with large.database.reading(WORKSPACE) as session:
        assert of_person(session, key=key_of(large.cast.cara), now=END).pulses == []


def test_who_has_not_answered_is_reminded_once_within_their_one_a_day(large):
    large.cycle(1)
    large.ask()
    large.vote(large.cast.ana, 4)
    at = NOW + timedelta(days=11)
    with large.database.unit_of_work(WORKSPACE) as session:
        session.add(ReminderDay(person_id=large.cast.cara.id, day=at.date()))
        session.get_one(Person, large.cast.dev.id).away_until = END + timedelta(days=3)

    assert remind_due(large.database, at) == 1
    assert remind_due(large.database, at) == 0
    remind_due(large.database, at + timedelta(days=1))

    with large.database.reading(WORKSPACE) as session:
        reminded = {
            row.channel: row.due_at
            for row in session.scalars(
                select(OutboxMessage).where(OutboxMessage.key.like("%reminder%"))
            )
        }
    assert len(reminded) == 11
    assert large.cast.ana.user_id not in reminded, "has answered"
    assert large.cast.dev.user_id not in reminded, "is away until it is over"
    assert reminded[large.cast.cara.user_id] > at + timedelta(hours=12), "had one today"
