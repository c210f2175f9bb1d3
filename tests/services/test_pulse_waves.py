"""When a pulse is asked, in which way, and with whom it pools."""

from datetime import timedelta

import pytest

from bot.rules.pulse import Fallback, Mode, WaveState
from bot.rules.refusals import Refusal
from bot.rules.thresholds import Shown
from bot.rules.vocabulary import PartnershipStatus
from bot.services import pulse_ballots, pulse_choices, pulse_results, pulse_waves
from scheduler.pulses import ask_due, count_due
from storage.models import (
    Partnership,
    PulseChoice,
    PulseNamedAnswer,
    PulseTurn,
    PulseWave,
    ReminderDay,
)
from tests.factories import NOW, WORKSPACE, key_of, make_cycle
from tests.pulses import END

LATER = NOW + timedelta(days=90)


@pytest.mark.parametrize(("number", "asked"), [(1, False), (2, True)])
def test_a_cycle_brings_a_pulse_from_the_second_on(large, number, asked):
    cycle = large.cycle(number)

    assert ask_due(large.database, NOW) == 1
    assert ask_due(large.database, NOW) == 0
    assert bool(large.rows(PulseWave)) is asked
    if asked:
        [wave] = large.rows(PulseWave)
        assert (wave.mode, wave.state) == (Mode.SEALED, WaveState.OPEN)
        assert wave.closes_at == cycle.due_at
        assert large.queued() == [f"pulse:{wave.id}:asked:{large.partnership_id}"]


def test_a_cycle_that_comes_too_soon_or_is_not_wanted_brings_none(large):
    large.ask()
    large.cycle(2)
    ask_due(large.database, NOW)
    assert len(large.rows(PulseWave)) == 1, "one is open"

    count_due(large.database, END)
    large.cycle(3, opens_at=END, due_at=END + timedelta(days=14))
    ask_due(large.database, END)
    assert len(large.rows(PulseWave)) == 1, "there was one last month"

    large.choose(with_cycles=False)
    large.cycle(4, opens_at=LATER, due_at=LATER + timedelta(days=14))
    ask_due(large.database, LATER)
    assert len(large.rows(PulseWave)) == 1, "the leads want none"


def test_too_few_are_not_asked_before_their_leads_have_said_how(small):
    cycle = small.cycle(2)
    ask_due(small.database, NOW)

    leads = [small.cast.ana, small.cast.ben]
    assert small.queued() == [f"cycle:{cycle.id}:pulse-offer:{lead.id}" for lead in leads]
    assert "you are 4 people" in small.said("%offer%")
    assert len(small.rows(ReminderDay)) == 2, "it is their one reminder of the day"
    assert not small.rows(PulseWave)


@pytest.mark.parametrize("wish", [Fallback.NAMED, Fallback.NONE])
def test_the_leads_choice_holds_for_the_next_cycles(small, wish):
    small.choose(fallback=wish)
    small.cycle(2)
    ask_due(small.database, NOW)

    assert [wave.mode for wave in small.rows(PulseWave)] == (
        [Mode.NAMED] if wish is Fallback.NAMED else []
    )
    assert not any("offer" in key for key in small.queued())


def test_without_a_key_nothing_is_anonymous(large):
    large.database.seal, seal = None, large.database.seal
    try:
        begun = large.ask()
        assert begun.offer is not None
        assert not begun.offer.can_seal
        assert not begun.offer.can_pool
        large.decide(Fallback.NAMED)
        large.vote(large.cast.ana, 4)
        assert large.rows(PulseNamedAnswer)
    finally:
        large.database.seal = seal


def test_only_a_lead_asks_and_only_one_pulse_at_a_time(large):
    for who in (large.cast.cara, large.stranger()):
        with pytest.raises(Refusal):
            large.ask(who)
    large.ask()
    with pytest.raises(Refusal, match="already open"):
        large.ask()
    count_due(large.database, END)
    with large.database.unit_of_work(WORKSPACE) as session:
        row = session.get_one(Partnership, large.partnership_id)
        row.status = PartnershipStatus.PAUSED
    with pytest.raises(Refusal, match="is paused"):
        large.ask()


def test_leads_decide_once_and_see_what_became_of_it(small):
    assert small.ask().offer is not None
    assert small.decide(Fallback.NONE) == pulse_waves.Begun()
    assert small.ask().offer is not None, "a lead who asks is asked again"

    begun = small.decide(Fallback.NAMED)
    assert begun.asking is not None
    assert begun.asking.leads == [small.cast.ana.user_id, small.cast.ben.user_id]
    assert small.decide(Fallback.POOLED, small.cast.ben).asking == begun.asking
    assert [wave.mode for wave in small.rows(PulseWave)] == [Mode.NAMED]


def test_choices_are_kept_and_never_below_the_floor(small):
    small.choose(with_cycles=False, fallback=Fallback.NAMED, fewest=2)

    with small.database.reading(WORKSPACE) as session:
        shown = pulse_choices.choices_of(session, small.partnership_id, key=key_of(small.cast.ben))
    assert (shown.with_cycles, shown.fallback, shown.fewest) == (False, Fallback.NAMED, 5)
    assert len(small.rows(PulseChoice)) == 1


def test_small_partnerships_of_a_school_pool_once_they_are_enough(small):
    other = small.beside()
    offer = small.ask().offer
    assert offer is not None
    assert offer.can_pool
    assert offer.pool_people == 8

    assert small.decide(Fallback.POOLED).waits_for == "Riverside School District"
    assert small.queued() == [], "nobody is asked before they are enough"
    with pytest.raises(Refusal, match="is waiting for other partnerships"):
        small.form(small.cast.ana)
    assert small.standing(small.cast.ana).waits_for == "Riverside School District"
    assert small.decide(Fallback.POOLED).waits_for == "Riverside School District"

    begun = other.decide(Fallback.POOLED)
    assert begun.asking is not None
    assert begun.asking.pool == "Riverside School District"
    [wave] = small.rows(PulseWave)
    assert small.queued() == [
        f"pulse:{wave.id}:asked:{one.partnership_id}" for one in (small, other)
    ]

    third = small.beside("-third")
    third.choose(fallback=Fallback.POOLED)
    third.cycle(2)
    ask_due(third.database, NOW)
    assert len(small.queued()) == 3, "later ones join what is open"

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
    [wave] = small.rows(PulseWave)
    assert (wave.state, wave.fewest) == (WaveState.OPEN, 6)

    third.choose(fewest=10)
    assert third.decide(Fallback.POOLED).waits_for, "it wants more kept than is promised there"
    assert len(small.rows(PulseWave)) == 2


def test_who_waits_for_a_pool_may_think_again(small):
    other = small.beside()
    small.decide(Fallback.POOLED)
    assert small.decide(Fallback.NONE, small.cast.ben) == pulse_waves.Begun()
    small.decide(Fallback.POOLED)
    assert small.decide(Fallback.NAMED, small.cast.ben).asking is not None

    assert other.decide(Fallback.POOLED).waits_for, "it is alone now"
    modes = {wave.mode for wave in small.rows(PulseWave) if wave.state is WaveState.OPEN}
    assert modes == {Mode.NAMED}


def test_a_pool_that_nobody_joins_ends_in_silence(small):
    small.decide(Fallback.POOLED)

    count_due(small.database, END)

    assert small.queued() == []
    [wave] = small.rows(PulseWave)
    assert wave.state is WaveState.CLOSED
    assert small.standing(small.cast.ana).report is None
    assert small.decide(Fallback.POOLED).waits_for, "the next one begins anew"


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
