"""Which questions a pulse asks, and what leads change about them."""

from datetime import timedelta

import pytest

from bot.rules.pulse import Ballot, Construct
from bot.rules.refusals import NotFound, Refusal
from bot.services import pulse_questions
from scheduler.pulses import count_due
from tests.factories import NOW, WORKSPACE, key_of
from tests.pulses import END

LATER = NOW + timedelta(days=90)


def test_leads_add_and_retire_questions(large):
    lead = key_of(large.cast.ana)
    with large.database.unit_of_work(WORKSPACE) as session:
        for _again in range(2):
            pulse_questions.add(
                session, large.partnership_id, " We laugh. ", Construct.OPENNESS, key=lead
            )
        listed = pulse_questions.listed(session, large.partnership_id, key=lead)
    assert [one.question.statement for one in listed[:1]] == ["We laugh."]
    own, bank = listed[0].question, listed[1].question
    assert own in large.turn()

    for code in (own.code, bank.code):
        large.retire(code)
    assert not {own.code, bank.code} & {one.code for one in large.turn()}
    large.retire(own.code, back=True)
    assert own.code in {one.code for one in large.turn()}
    large.retire(own.code, back=True)
    with pytest.raises(NotFound):
        large.retire("nothing")
    with pytest.raises(Refusal, match="Only a lead"):
        large.retire(own.code, who=large.cast.cara)


def test_a_year_is_full(large):
    def add(number: int) -> None:
        with large.database.unit_of_work(WORKSPACE) as session:
            pulse_questions.add(
                session,
                large.partnership_id,
                f"We laugh {number} times.",
                Construct.OPENNESS,
                key=key_of(large.cast.ana),
            )

    add(1)
    add(2)
    with pytest.raises(Refusal, match="Retire one first"):
        add(3)


def test_what_nobody_answers_is_suggested_for_retirement_until_somebody_does(large):
    large.ask()
    first, *others = large.codes()
    for person in large.people:
        large.cast_ballot(person, Ballot(dict.fromkeys(others, 3)))
    count_due(large.database, END)
    assert [one.question.code for one in large.listed() if one.is_unanswered] == [first]
    large.again()
    assert [one.question.code for one in large.listed() if one.is_unanswered] == [first]
    large.retire(first)
    assert not [one for one in large.listed() if one.is_unanswered]
