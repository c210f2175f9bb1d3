"""Pulses end to end without Slack: who is asked how, what is kept of it, what is shown."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.rules.pulse import Ballot, Construct, Fallback, Mode, WaveState
from bot.rules.refusals import NotFound, Refusal
from bot.rules.thresholds import Bound, Shown
from bot.rules.vocabulary import PartnershipStatus, Side
from bot.services import pulse_ballots, pulse_choices, pulse_questions, pulse_results, pulse_waves
from bot.services.home import of_person
from bot.views.pulse_form import Form
from scheduler.pulses import ask_due, count_due, remind_due
from storage.models import (
    Membership,
    OutboxMessage,
    Partnership,
    Person,
    PulseChoice,
    PulseNamedAnswer,
    PulseRoll,
    PulseTurn,
    PulseUrn,
    PulseWave,
    ReminderDay,
)
from storage.sealing import Seal
from tests.factories import (
    NOW,
    WORKSPACE,
    key_of,
    make_cycle,
)
from tests.pulses import END, Pulse

LATER = NOW + timedelta(days=90)


@pytest.fixture
def small(database):
    """A partnership of four, who are too few."""
    return Pulse(database)


@pytest.fixture
def large(database):
    """A partnership of seven and six."""
    return Pulse(database, school=7, partner=6)


def keys(pulse: Pulse) -> list[str]:
    with pulse.database.reading(WORKSPACE) as session:
        return list(session.scalars(select(OutboxMessage.key).order_by(OutboxMessage.key)))


def said(pulse: Pulse, key: str) -> str:
    with pulse.database.reading(WORKSPACE) as session:
        row = session.scalars(select(OutboxMessage).where(OutboxMessage.key.like(key))).first()
        assert row is not None, key
        return str(row.payload["text"])


def rows(pulse: Pulse, table: type) -> list[Any]:
    with pulse.database.reading(WORKSPACE) as session:
        return list(session.scalars(select(table)))


# With a cycle, or because a lead wants it


@pytest.mark.parametrize(("number", "asked"), [(1, False), (2, True)])
def test_a_cycle_brings_a_pulse_from_the_second_on(large, number, asked):
    cycle = large.cycle(number)

    assert ask_due(large.database, NOW) == 1
    assert ask_due(large.database, NOW) == 0
    assert bool(rows(large, PulseWave)) is asked
    if asked:
        [wave] = rows(large, PulseWave)
        assert (wave.mode, wave.state) == (Mode.SEALED, WaveState.OPEN)
        assert wave.closes_at == cycle.due_at
        assert keys(large) == [f"pulse:{wave.id}:asked:{large.partnership_id}"]


def test_a_cycle_that_comes_too_soon_or_is_not_wanted_brings_none(large):
    large.ask()
    large.cycle(2)
    ask_due(large.database, NOW)
    assert len(rows(large, PulseWave)) == 1, "one is open"

    count_due(large.database, END)
    large.cycle(3, opens_at=END, due_at=END + timedelta(days=14))
    ask_due(large.database, END)
    assert len(rows(large, PulseWave)) == 1, "there was one last month"

    large.choose(with_cycles=False)
    large.cycle(4, opens_at=LATER, due_at=LATER + timedelta(days=14))
    ask_due(large.database, LATER)
    assert len(rows(large, PulseWave)) == 1, "the leads want none"


def test_too_few_are_not_asked_before_their_leads_have_said_how(small):
    cycle = small.cycle(2)
    ask_due(small.database, NOW)

    leads = [small.cast.ana, small.cast.ben]
    assert keys(small) == [f"cycle:{cycle.id}:pulse-offer:{lead.id}" for lead in leads]
    assert "you are 4 people" in said(small, "%offer%")
    assert len(rows(small, ReminderDay)) == 2, "it is their one reminder of the day"
    assert not rows(small, PulseWave)


@pytest.mark.parametrize("wish", [Fallback.NAMED, Fallback.NONE])
def test_the_leads_choice_holds_for_the_next_cycles(small, wish):
    small.choose(fallback=wish)
    small.cycle(2)
    ask_due(small.database, NOW)

    assert [wave.mode for wave in rows(small, PulseWave)] == (
        [Mode.NAMED] if wish is Fallback.NAMED else []
    )
    assert not any("offer" in key for key in keys(small))


def test_without_a_key_nothing_is_anonymous(large):
    large.database.seal, seal = None, large.database.seal
    try:
        begun = large.ask()
        assert begun.offer is not None
        assert not begun.offer.can_seal
        assert not begun.offer.can_pool
        large.decide(Fallback.NAMED)
        large.vote(large.cast.ana, 4)
        assert rows(large, PulseNamedAnswer)
    finally:
        large.database.seal = seal


def test_only_a_lead_asks_and_only_one_pulse_at_a_time(large):
    for who in (large.cast.cara, large.stranger()):
        with pytest.raises(Refusal):
            large.ask(who)
    large.ask()
    with pytest.raises(Refusal, match="going on already"):
        large.ask()
    count_due(large.database, END)
    with large.database.unit_of_work(WORKSPACE) as session:
        row = session.get_one(Partnership, large.partnership_id)
        row.status = PartnershipStatus.PAUSED
    with pytest.raises(Refusal, match="rests"):
        large.ask()


def test_leads_decide_once_and_see_what_became_of_it(small):
    assert small.ask().offer is not None
    assert small.decide(Fallback.NONE) == pulse_waves.Begun()
    assert small.ask().offer is not None, "a lead who asks is asked again"

    begun = small.decide(Fallback.NAMED)
    assert begun.asking is not None
    assert begun.asking.leads == [small.cast.ana.user_id, small.cast.ben.user_id]
    assert small.decide(Fallback.POOLED, small.cast.ben).asking == begun.asking
    assert [wave.mode for wave in rows(small, PulseWave)] == [Mode.NAMED]


def test_choices_are_kept_and_never_below_the_floor(small):
    small.choose(with_cycles=False, fallback=Fallback.NAMED, fewest=2)

    with small.database.reading(WORKSPACE) as session:
        shown = pulse_choices.choices_of(session, small.partnership_id, key=key_of(small.cast.ben))
    assert (shown.with_cycles, shown.fallback, shown.fewest) == (False, Fallback.NAMED, 5)
    assert len(rows(small, PulseChoice)) == 1


# Pools


def test_small_partnerships_of_a_school_pool_once_they_are_enough(small):
    other = small.beside()
    offer = small.ask().offer
    assert offer is not None
    assert offer.can_pool
    assert offer.pool_people == 8

    assert small.decide(Fallback.POOLED).waits_for == "Riverside School District"
    assert keys(small) == [], "nobody is asked before they are enough"
    with pytest.raises(Refusal, match="waits for other partnerships"):
        small.form(small.cast.ana)
    assert small.standing(small.cast.ana).waits_for == "Riverside School District"
    assert small.decide(Fallback.POOLED).waits_for == "Riverside School District"

    begun = other.decide(Fallback.POOLED)
    assert begun.asking is not None
    assert begun.asking.pool == "Riverside School District"
    [wave] = rows(small, PulseWave)
    assert keys(small) == [f"pulse:{wave.id}:asked:{one.partnership_id}" for one in (small, other)]

    third = small.beside("-third")
    third.choose(fallback=Fallback.POOLED)
    third.cycle(2)
    ask_due(third.database, NOW)
    assert len(keys(small)) == 3, "later ones join what is open"

    for one in (small, other):
        for person in one.people:
            one.vote(person, 3)
    count_due(small.database, END)
    report = other.standing(other.cast.ben).report
    assert report is not None
    assert report.pool == "Riverside School District"
    assert report.shown is Shown.TOGETHER or report.shown is Shown.NOTHING
    assert report.voted == 8


def test_a_pool_promises_what_each_of_its_partnerships_wants_kept(small):
    other, third = small.beside(), small.beside("-third")
    small.decide(Fallback.POOLED)
    other.choose(fewest=6)
    other.decide(Fallback.POOLED)
    [wave] = rows(small, PulseWave)
    assert (wave.state, wave.fewest) == (WaveState.OPEN, 6)

    third.choose(fewest=10)
    assert third.decide(Fallback.POOLED).waits_for, "it wants more kept than is promised there"
    assert len(rows(small, PulseWave)) == 2


def test_who_waits_for_a_pool_may_think_again(small):
    other = small.beside()
    small.decide(Fallback.POOLED)
    assert small.decide(Fallback.NONE, small.cast.ben) == pulse_waves.Begun()
    small.decide(Fallback.POOLED)
    assert small.decide(Fallback.NAMED, small.cast.ben).asking is not None

    assert other.decide(Fallback.POOLED).waits_for, "it is alone now"
    modes = {wave.mode for wave in rows(small, PulseWave) if wave.state is WaveState.OPEN}
    assert modes == {Mode.NAMED}


def test_a_pool_that_nobody_joins_ends_in_silence(small):
    small.decide(Fallback.POOLED)

    count_due(small.database, END)

    assert keys(small) == []
    [wave] = rows(small, PulseWave)
    assert wave.state is WaveState.CLOSED
    assert small.standing(small.cast.ana).report is None
    assert small.decide(Fallback.POOLED).waits_for, "the next one begins anew"


# Answering


def test_a_sealed_ballot_is_cast_once(large):
    large.ask()
    assert isinstance(large.form(large.cast.ana), Form)

    assert large.vote(large.cast.ana, 5) is False
    before = [(row.tokens, row.side) for row in rows(large, PulseRoll)]
    urn = large.urn(Side.SCHOOL)
    assert large.vote(large.cast.ana, 1) is True
    assert [(row.tokens, row.side) for row in rows(large, PulseRoll)] == before
    assert large.urn(Side.SCHOOL) == urn
    assert not isinstance(large.form(large.cast.ana), Form), "the form does not open again"


def test_all_at_once_each_counts_once(large):
    large.ask()
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda who: large.vote(who, 3), [*large.school, *large.school]))

    assert sorted(again) == [False] * 7 + [True] * 7
    assert sum(large.urn(Side.SCHOOL).scores[large.codes()[0]]) == 7
    [roll] = rows(large, PulseRoll)
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
    assert len(rows(small, PulseNamedAnswer)) == 1


def test_only_members_answer_and_only_while_it_is_open(large):
    with pytest.raises(Refusal, match="No pulse is going on"):
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


# What is shown


def test_results_come_back_by_side_and_the_ballots_are_gone(large):
    large.ask()
    for person in large.school:
        large.vote(person, 4, "More time.")
    for person in large.partner:
        large.vote(person, 2)
    assert count_due(large.database, END) == 1
    assert count_due(large.database, END) == 0

    assert rows(large, PulseUrn) == []
    wave = large.wave()
    assert wave.shown is Shown.SIDES
    report = large.standing(large.cast.dev).report
    assert report is not None
    assert (report.voted, report.asked, list(report.words)) == (13, 13, ["More time."] * 7)
    for item in report.items:
        assert item.together is not None
        assert (item.sides[Side.SCHOOL].value, item.sides[Side.PARTNER].value) == (4.0, 2.0)
        assert item.sides[Side.PARTNER].bound in (Bound.EXACT, Bound.OR_LOWER)
    assert "13 of 13 people answered" in said(large, "%results%")


def test_too_few_answers_are_deleted_unseen(large):
    large.ask()
    for person in large.people[:4]:
        large.vote(person, 1, "Four of us.")
    count_due(large.database, END)

    assert large.wave().shown is Shown.NOTHING
    assert rows(large, PulseUrn) == []
    assert rows(large, PulseRoll) == []
    report = large.standing(large.cast.ana).report
    assert report is not None
    assert not report.words
    assert all(item.together is None for item in report.items)
    assert "Fewer than 5 people answered" in said(large, "%results%")


def test_one_that_skips_takes_a_statement_away(large):
    large.ask()
    first, *others = large.codes()
    for number, person in enumerate(large.people):
        scores = dict.fromkeys(others, 3) | ({first: 3} if number else {})
        large.cast_ballot(person, Ballot(scores))
    count_due(large.database, END)

    shown = large.standing(large.cast.ana).report.items
    assert shown[0].together is None
    assert all(item.together is not None for item in shown[1:])


def test_a_side_that_is_too_small_is_shown_in_the_whole_alone(database):
    pulse = Pulse(database, school=6, partner=4)
    pulse.ask()
    for person in pulse.people:
        pulse.vote(person, 3)
    count_due(pulse.database, END)

    assert pulse.wave().shown is Shown.TOGETHER
    for item in pulse.standing(pulse.cast.ana).report.items:
        assert item.together is not None
        assert not item.sides


def test_sides_may_be_shown_of_some_statements_only(database):
    pulse = Pulse(database, school=6, partner=11)
    pulse.ask()
    first, *others = pulse.codes()
    for person in pulse.school:
        pulse.vote(person, 3)
    for number, person in enumerate(pulse.partner):
        scores = dict.fromkeys(others, 3) | ({first: 3} if number < 4 else {})
        pulse.cast_ballot(person, Ballot(scores))
    count_due(pulse.database, END)

    shown = pulse.standing(pulse.cast.ana).report.items
    assert not shown[0].sides
    assert shown[0].together is not None
    assert all(item.sides for item in shown[1:])


def test_a_wave_of_almost_the_same_people_is_not_shown(large):
    large.ask()
    for person in large.people:
        large.vote(person, 3)
    count_due(large.database, END)
    large.again()
    for person in large.people[:-1]:
        large.vote(person, 3)
    count_due(large.database, large.end)
    assert large.wave().shown is Shown.NOTHING
    assert "almost the same people" in said(large, f"pulse:{large.wave().id}:results%")

    large.again()
    for person in large.people:
        large.vote(person, 4)
    count_due(large.database, large.end)
    assert large.wave().shown is Shown.SIDES, "the very same people are compared with nobody"
    before = [item.before for item in large.standing(large.cast.ana).report.items]
    assert 3.0 in before, "the trend goes by the last wave that was shown"


def test_who_is_forgotten_meanwhile_still_counts_as_one_of_them(large):
    large.ask()
    for person in large.people:
        large.vote(person, 3)
    with large.database.unit_of_work(WORKSPACE) as session:
        session.get_one(Person, large.cast.dev.id).user_id = "FORMER1"
    count_due(large.database, END)

    assert large.wave().shown is Shown.SIDES
    assert large.standing(large.cast.ana).report.voted == 13


def test_rolls_are_renewed_so_that_an_old_key_can_go(large):
    old, new = Seal.new_key(), Seal.new_key()
    kept = large.database.seal
    try:
        large.database.seal = Seal([old])
        large.ask()
        for person in large.people:
            large.vote(person, 3)
        count_due(large.database, END)

        large.database.seal = Seal([new, old])
        large.again()
        for person in large.people:
            large.vote(person, 3)
        count_due(large.database, large.end)
        assert large.wave().shown is Shown.SIDES

        large.database.seal = Seal([new])
        large.again()
        for person in large.people[1:]:
            large.vote(person, 3)
        count_due(large.database, large.end)
        assert large.wave().shown is Shown.NOTHING, "it is still known who answered before"

        large.database.seal = Seal([Seal.new_key()])
        large.again()
        for person in large.people:
            large.vote(person, 3)
        count_due(large.database, large.end)
        assert large.wave().shown is Shown.NOTHING, "it is not known any more"
    finally:
        large.database.seal = kept


def test_a_wave_whose_roll_is_gone_is_not_compared_with(large):
    large.ask()
    for person in large.people:
        large.vote(person, 3)
    count_due(large.database, END)
    with large.database.unit_of_work(WORKSPACE) as session:
        session.execute(delete(PulseRoll))
    large.again()
    for person in large.people[1:]:
        large.vote(person, 3)
    count_due(large.database, large.end)

    assert large.wave().shown is not Shown.NOTHING


def test_after_two_years_who_answered_matters_no_more(large):
    large.ask()
    for person in large.people:
        large.vote(person, 3)
    count_due(large.database, END)
    large.again(after=timedelta(days=800))
    for person in large.people[1:]:
        large.vote(person, 3)
    count_due(large.database, large.end)

    assert large.wave().shown is not Shown.NOTHING


def test_with_names_only_the_leads_see_them(small):
    small.decide(Fallback.NAMED)
    small.vote(small.cast.cara, 2, "We meet too rarely.")
    count_due(small.database, END)

    assert "1 of 4 people answered" in said(small, "%results%")
    assert "rarely" not in said(small, "%results%")
    for who, sees in ((small.cast.ben, True), (small.cast.cara, False), (small.cast.dev, False)):
        report = small.standing(who).report
        assert report is not None
        assert bool(report.named) is sees
    [answer] = small.standing(small.cast.ana).report.named
    assert (answer.user_id, set(answer.scores.values())) == (small.cast.cara.user_id, {2})


def test_a_channel_that_rests_or_hears_of_it_late_is_not_told(large):
    large.ask()
    with large.database.unit_of_work(WORKSPACE) as session:
        row = session.get_one(Partnership, large.partnership_id)
        row.status = PartnershipStatus.PAUSED
    count_due(large.database, END)
    assert not any("results" in key for key in keys(large))
    with large.database.unit_of_work(WORKSPACE) as session:
        row = session.get_one(Partnership, large.partnership_id)
        row.status = PartnershipStatus.ACTIVE
    large.again()
    count_due(large.database, large.end + timedelta(days=30))
    assert not any("results" in key for key in keys(large))


def test_standing_says_what_one_can_do(large):
    nothing = large.standing(large.cast.dev)
    assert (nothing.report, nothing.open_until, nothing.is_lead) == (None, None, False)
    large.ask()
    assert large.standing(large.cast.dev).may_answer
    large.vote(large.cast.dev, 3)
    now = large.standing(large.cast.dev)
    assert now.open_until is not None
    assert not now.may_answer
    assert large.standing(large.cast.ana).is_lead


# Questions


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


def test_jobs_leave_alone_what_somebody_else_has_done(large):
    large.ask()
    with large.database.unit_of_work(WORKSPACE) as session:
        wave_id = large.wave().id
        assert pulse_results.close_due(session, [wave_id, 999_999], now=NOW) == 0
        assert pulse_ballots.remind_due(session, [999_999], now=NOW) == 0
        assert pulse_waves.begin_due(session, [999_999], now=NOW) == 0
        cycle = make_cycle(session, large.cast.partnership, number=2)
        session.add(PulseTurn(cycle_id=cycle.id))
        session.flush()
        assert pulse_waves.begin_due(session, [cycle.id], now=NOW) == 0
