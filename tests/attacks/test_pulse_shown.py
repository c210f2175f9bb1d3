"""Whoever reads everything that a pulse ever shows cannot work out what one person answered.

The attacker knows more than anybody: who answered in each wave, who skipped what, and that nobody
ever changed their mind. They have all that was said in the channel and under `/partner pulse`.
"""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.rules.pulse import Ballot
from bot.rules.thresholds import FLOOR, Bound, Shown, choose, groups_of
from bot.rules.vocabulary import Side
from scheduler.pulses import count_due
from storage.models import Membership, OutboxMessage
from tests.attacks.arithmetic import found_out, smallest_difference
from tests.factories import WORKSPACE
from tests.pulses import Pulse

_everybody = st.integers(0, 15)
_waves = st.lists(
    st.tuples(
        st.frozensets(_everybody, max_size=16),
        # Most stay who they are; some change sides, or answer this time and not the next.
        st.frozensets(_everybody, max_size=3),
    ),
    max_size=8,
)


def shown_of(
    waves: list[tuple[frozenset[int], frozenset[int]]], enough: int
) -> list[frozenset[int]]:
    """Return all groups that the rules let be shown over these waves."""
    shown: list[frozenset[int]] = []
    for voted, changed in waves:
        school = frozenset(one for one in voted if (one < 8) != (one in changed))
        what = choose(school, voted - school, shown, enough)
        shown += groups_of(what, school, voted - school)
    return shown


@settings(max_examples=150, deadline=None)
@given(_waves, st.integers(FLOOR, 7))
def test_whoever_joins_leaves_skips_or_changes_sides_is_not_found_out(waves, enough):
    shown = shown_of(waves, enough)

    assert found_out(shown) == set()
    assert all(len(group) >= enough for group in shown)
    least = smallest_difference(shown)
    assert least is None or least >= enough


@settings(max_examples=80, deadline=None)
@given(st.frozensets(_everybody, min_size=6), st.lists(_everybody, min_size=1, max_size=8))
def test_small_changes_from_one_wave_to_the_next_are_not_found_out(first, changes):
    """One person after the other comes or goes, which is when a difference tells the most."""
    waves, now = [(first, frozenset[int]())], first
    for one in changes:
        now ^= {one}
        waves.append((now, frozenset()))

    assert found_out(shown_of(waves, FLOOR)) == set()


def test_the_attack_finds_somebody_where_a_rule_is_left_out():
    """What is asserted above can fail: without the rules these are found out."""
    six = frozenset(range(6))
    others = frozenset(range(20, 26))

    assert found_out([frozenset({3})]) == {3}, "a group of one"
    assert found_out([six, six | {9}]) == {9}, "one more than in the last wave"
    assert found_out([six | {9}, six]) == {9}, "the whole, and the larger side of it"
    assert found_out([six, others, six | others | {9}]) == {9}, "three waves together"
    assert found_out([six, others]) == set()


@pytest.mark.parametrize("seed", [3, 11])
def test_everything_that_was_ever_said_taken_together(database, seed):
    """A year of waves through the whole of it; people come, go, change sides, skip, vote twice."""
    dice = random.Random(seed)  # noqa: S311  # the same each time
    pulse = Pulse(database, school=8, partner=7)
    mind = {person.id: dice.randint(1, 5) for person in pulse.people}
    told: list[frozenset[int]] = []
    pulse.ask()
    for number in range(4):
        if number:
            pulse.again()
            _somebody_comes_goes_or_changes_sides(pulse, dice, mind)
        voted = _vote(pulse, dice, mind)
        count_due(database, pulse.end)
        told += _read(pulse, voted)

    assert found_out(told) == set()
    assert told, "something was shown, or else the attack had nothing to go by"


def _somebody_comes_goes_or_changes_sides(
    pulse: Pulse, dice: random.Random, mind: dict[int, int]
) -> None:
    new = pulse.joins(f"UNEW{len(mind)}", dice.choice(list(Side)))
    mind[new.id] = dice.randint(1, 5)
    with pulse.database.unit_of_work(WORKSPACE) as session:
        leaver, changer = dice.sample(pulse.people[4:-1], 2)
        for person in (leaver, changer):
            seat = session.scalars(
                select(Membership).where(Membership.person_id == person.id)
            ).one()
            if person is leaver:
                seat.ended_at = pulse.now
            else:
                seat.side = Side.PARTNER if seat.side is Side.SCHOOL else Side.SCHOOL
    for side in (pulse.school, pulse.partner):
        if leaver in side:
            side.remove(leaver)


def _vote(pulse: Pulse, dice: random.Random, mind: dict[int, int]) -> dict[Side, frozenset[int]]:
    """Let most vote as they always do, some of them twice; return who did, by side."""
    codes = pulse.codes()
    voted: dict[Side, set[int]] = {side: set() for side in Side}
    with pulse.database.reading(WORKSPACE) as session:
        sides = {
            seat.person_id: seat.side
            for seat in session.scalars(select(Membership).where(Membership.ended_at.is_(None)))
        }
    for person in dice.sample(pulse.people, len(pulse.people) - dice.randint(0, 3)):
        assert pulse.cast_ballot(person, Ballot(dict.fromkeys(codes, mind[person.id]))) is False
        if dice.random() < 0.2:
            other = Ballot(dict.fromkeys(codes, dice.randint(1, 5)), "Changed my mind.")
            assert pulse.cast_ballot(person, other) is True
        voted[sides[person.id]].add(person.id)
    return {side: frozenset(people) for side, people in voted.items()}


def _read(pulse: Pulse, voted: dict[Side, frozenset[int]]) -> list[frozenset[int]]:
    """Return the groups whose mean can be read in anything that anybody is shown."""
    reports = [pulse.standing(person).report for person in (pulse.cast.ana, pulse.people[-1])]
    assert reports[0] == reports[1], "a lead sees no more than others"
    report = reports[0]
    assert report is not None
    with pulse.database.reading(WORKSPACE) as session:
        texts = " ".join(str(row.payload) for row in session.scalars(select(OutboxMessage)))
    assert "Changed my mind" not in texts
    groups: list[frozenset[int]] = []
    for item in report.items:
        if item.together is None:
            continue
        groups.append(voted[Side.SCHOOL] | voted[Side.PARTNER])
        assert item.together.bound is not Bound.EXACT or 1 < item.together.value < 5
        if item.sides:
            groups += voted.values()
    if report.shown is Shown.NOTHING:
        assert groups == []
    return groups
