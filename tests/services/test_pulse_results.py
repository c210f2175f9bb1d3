"""What is shown of a pulse, to whom, and what is forgotten."""

from datetime import timedelta

from sqlalchemy import delete

from bot.rules.pulse import Ballot, Fallback
from bot.rules.thresholds import Bound, Shown
from bot.rules.vocabulary import PartnershipStatus, Side
from scheduler.pulses import count_due
from storage.models import Partnership, Person, PulseRoll, PulseUrn
from storage.sealing import Seal
from tests.factories import NOW, WORKSPACE
from tests.pulses import END, Pulse

LATER = NOW + timedelta(days=90)


def test_results_come_back_by_side_and_the_ballots_are_gone(large):
    large.ask()
    for person in large.school:
        large.vote(person, 4, "More time.")
    for person in large.partner:
        large.vote(person, 2)
    assert count_due(large.database, END) == 1
    assert count_due(large.database, END) == 0

    assert large.rows(PulseUrn) == []
    wave = large.wave()
    assert wave.shown is Shown.SIDES
    report = large.standing(large.cast.dev).report
    assert report is not None
    assert (report.voted, report.asked, list(report.words)) == (13, 13, ["More time."] * 7)
    for item in report.items:
        assert item.together is not None
        assert (item.sides[Side.SCHOOL].value, item.sides[Side.PARTNER].value) == (4.0, 2.0)
        assert item.sides[Side.PARTNER].bound in (Bound.EXACT, Bound.OR_LOWER)
    assert "13 of 13 people answered" in large.said("%results%")


def test_too_few_answers_are_deleted_unseen(large):
    large.ask()
    for person in large.people[:4]:
        large.vote(person, 1, "Four of us.")
    count_due(large.database, END)

    assert large.wave().shown is Shown.NOTHING
    assert large.rows(PulseUrn) == []
    assert large.rows(PulseRoll) == []
    report = large.standing(large.cast.ana).report
    assert report is not None
    assert not report.words
    assert all(item.together is None for item in report.items)
    assert "Fewer than 5 people answered" in large.said("%results%")


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
    assert "almost the same people" in large.said(f"pulse:{large.wave().id}:results%")

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

    assert "1 of 4 people answered" in small.said("%results%")
    assert "rarely" not in small.said("%results%")
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
    assert not any("results" in key for key in large.queued())
    with large.database.unit_of_work(WORKSPACE) as session:
        row = session.get_one(Partnership, large.partnership_id)
        row.status = PartnershipStatus.ACTIVE
    large.again()
    count_due(large.database, large.end + timedelta(days=30))
    assert not any("results" in key for key in large.queued())


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
