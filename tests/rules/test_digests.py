"""What a digest shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.digests import MOST_THEMES, ROOM, Section, choose, goal_order, is_worth_posting
from bot.rules.progress import Movement
from bot.rules.vocabulary import Confidence


def test_a_quiet_quarter_is_shown_whole():
    assert choose({Section.WINS: ["a win"], Section.GOALS: ["up"]}) == [
        (Section.GOALS, ["up"], 0),
        (Section.WINS, ["a win"], 0),
    ]


def test_a_busy_quarter_shows_some_of_everything_and_says_how_many_more():
    chosen = choose({section: list("abcdef") for section in Section})
    assert [(len(part.shown), part.more) for part in chosen] == [(2, 4)] * 3 + [(1, 5)] * 4


def test_what_one_section_leaves_another_may_use():
    chosen = choose({Section.GOALS: ["a goal"] * 40, Section.ACTIONS: ["call"]})
    assert [(part.section, len(part.shown), part.more) for part in chosen] == [
        (Section.GOALS, 9, 31),
        (Section.ACTIONS, 1, 0),
    ]


@given(st.dictionaries(st.sampled_from(Section), st.lists(st.integers(), max_size=15)))
def test_nothing_is_lost_and_nothing_runs_over(items):
    chosen = choose(items)
    told = {**items, Section.THEMES: items.get(Section.THEMES, [])[:MOST_THEMES]}
    assert sum(len(part.shown) for part in chosen) == min(ROOM, sum(map(len, told.values())))
    assert [part.section for part in chosen] == [s for s in Section if items.get(s)]
    for part in chosen:
        assert list(part.shown) == items[part.section][: len(part.shown)]
        assert len(part.shown) + part.more == len(items[part.section])


def test_what_was_said_and_done_opens_the_digest_and_does_not_fill_it():
    chosen = choose({Section.THEMES: list("abcdef"), Section.GOALS: ["a goal"]})
    assert chosen == [(Section.THEMES, ["a", "b", "c"], 3), (Section.GOALS, ["a goal"], 0)]


def test_goals_to_talk_about_come_first():
    ranks = [
        goal_order(Movement.WORSENED, Confidence.ON_TRACK),
        goal_order(Movement.HELD, Confidence.AT_RISK),
        goal_order(Movement.IMPROVED, Confidence.ON_TRACK),
        goal_order(Movement.HELD, None),
    ]
    assert ranks == sorted(set(ranks))
    assert goal_order(Movement.IMPROVED, Confidence.OFF_TRACK) == ranks[0]
    assert goal_order(None, None) == ranks[-1]


@pytest.mark.parametrize(
    ("happened", "worth"),
    [
        ({}, False),
        ({"sides_in": 1}, True),
        ({"goal_values": 1}, True),
        ({"actions_ticked": 1}, True),
        ({"themes_answered": 1}, True),
    ],
)
def test_a_digest_is_posted_when_something_happened(happened, worth):
    facts = dict.fromkeys(("sides_in", "goal_values", "actions_ticked", "themes_answered"), 0)
    assert is_worth_posting(**facts | happened) is worth
