"""What becomes of themes, and what a digest tells of them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.rules import themes
from bot.rules.refusals import FormRefusal
from bot.rules.themes import Standing, Wording
from bot.rules.vocabulary import ThemeState

SINCE = datetime(2026, 9, 1, tzinfo=UTC)
LATELY, LONG_AGO = SINCE + timedelta(days=1), SINCE - timedelta(days=1)
HEARD = date(2026, 8, 1)


def standing(title: str, state: ThemeState = ThemeState.HEARD, **other: object) -> Standing:
    values = {"answer": "", "heard_on": HEARD, "answered_at": None} | other
    return Standing(title=title, state=state, **values)  # type: ignore[arg-type]


def test_a_state_needs_an_answer_in_words():
    themes.ensure_fits(Wording("Buses", ThemeState.HEARD, ""))
    themes.ensure_fits(Wording("Buses", ThemeState.DONE, "There is one at five."))
    with pytest.raises(FormRefusal) as refused:
        themes.ensure_fits(Wording(" ", ThemeState.NOT_NOW, ""))
    assert set(refused.value.problems) == {"title", "answer"}


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        (("a", "heard", ""), ("b", "heard", ""), False),
        (("a", "heard", ""), ("a", "heard", "Yes."), True),
        (("a", "heard", "Yes."), ("b", "heard", "Yes."), False),
        (("a", "heard", "Yes."), ("a", "doing", "Yes."), True),
        (("a", "heard", "Yes."), ("a", "heard", ""), False),
    ],
)
def test_news_is_an_answer_and_where_it_leads(before, after, news):
    was, now = (Wording(one[0], ThemeState(one[1]), one[2]) for one in (before, after))
    assert themes.is_news(was, now) is news


def test_a_digest_tells_news_and_what_waits_in_turn_and_then_what_goes_on():
    going_on = standing("going on", ThemeState.DOING, answer="Soon.", answered_at=LONG_AGO)
    news = [standing(name, ThemeState.PLANNED, answer="Yes.", answered_at=LATELY) for name in "ab"]
    young = standing("young", heard_on=HEARD + timedelta(days=9))
    old = standing("old")
    told = themes.for_digest([going_on, *news, young, old], SINCE)
    assert [one.title for one in told] == ["a", "old", "b", "young", "going on"]
    assert [one.title for one in themes.for_digest([going_on, old], SINCE)] == ["old", "going on"]


@pytest.mark.parametrize("state", [ThemeState.DONE, ThemeState.NOT_NOW])
def test_what_ended_is_told_once(state):
    ended = standing("a", state, answer="Yes.", answered_at=LATELY)
    assert themes.for_digest([ended], SINCE) == [ended]
    assert themes.for_digest([ended], LATELY) == []
    assert themes.for_digest([ended._replace(answered_at=None)], SINCE) == []


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "heard this week"),
        (6, "heard this week"),
        (7, "heard 1 week ago"),
        (42, "heard 6 weeks ago, no answer yet"),
    ],
)
def test_what_waits_ages_visibly(days, words):
    assert words in themes.waiting_words(HEARD, HEARD + timedelta(days=days))
