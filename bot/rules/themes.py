"""What becomes of what people said: states, answers, how long it waits, what a digest tells."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, zip_longest
from typing import NamedTuple

from bot.rules.language import _, ngettext
from bot.rules.refusals import FormRefusal
from bot.rules.text import meaningful
from bot.rules.vocabulary import ThemeState

TITLE, STATE, ANSWER, INTO = "title", "state", "answer", "into"

LONGEST_TITLE = 150
ENDED = (ThemeState.DONE, ThemeState.NOT_NOW)
_WEEK = timedelta(days=7)


class Standing(NamedTuple):
    """A theme as it stands; `answered_at` is when its answer was last changed."""

    title: str
    state: ThemeState
    answer: str
    heard_on: date
    answered_at: datetime | None
    theme_id: int = 0

    @property
    def waits(self) -> bool:
        """Whether it has no answer yet."""
        return not self.answer


class Wording(NamedTuple):
    """What a lead can write and choose of a theme."""

    title: str
    state: ThemeState
    answer: str


def ensure_fits(wording: Wording) -> None:
    """Refuse a theme without a title, and a state that nobody is told the reason of."""
    problems = {}
    if not meaningful(wording.title):
        problems[TITLE] = _("Please say in a few words what was said.")
    if wording.state is not ThemeState.HEARD and not meaningful(wording.answer):
        problems[ANSWER] = _("Please say in a sentence what you will do about it, or why not now.")
    if problems:
        raise FormRefusal(problems)


def is_news(before: Wording, after: Wording) -> bool:
    """Say whether those who spoke up should hear of a change: of an answer, and where it leads."""
    return bool(after.answer) and (before.answer, before.state) != (after.answer, after.state)


def is_current(standing: Standing, since: datetime) -> bool:
    """Say whether a digest still tells of it: as long as it goes on, and once after its end."""
    ended = standing.state in ENDED
    return not ended or is_news_since(standing, since)


def is_news_since(standing: Standing, since: datetime) -> bool:
    """Say whether a theme was answered, or answered anew, after a moment."""
    return standing.answered_at is not None and standing.answered_at > since


def for_digest(standings: Iterable[Standing], since: datetime) -> list[Standing]:
    """Put in order what a digest tells: new answers and what waits in turn, then what goes on.

    What waits longest comes first, so that nothing is overlooked by getting old.
    """
    current = sorted(
        (one for one in standings if is_current(one, since)), key=lambda one: one.heard_on
    )
    news = [one for one in current if is_news_since(one, since)]
    waiting = [one for one in current if one.waits]
    told = {id(one) for one in [*news, *waiting]}
    return [*_in_turn(news, waiting), *(one for one in current if id(one) not in told)]


def _in_turn(first: Sequence[Standing], second: Sequence[Standing]) -> list[Standing]:
    pairs = zip_longest(first, second)
    return [one for one in chain.from_iterable(pairs) if one is not None]


def waiting_words(heard_on: date, today: date) -> str:
    """Say how long a theme has waited for an answer."""
    weeks = max((today - heard_on) // _WEEK, 0)
    if weeks == 0:
        return _("heard this week, no answer yet")
    return ngettext(
        "heard {weeks} week ago, no answer yet", "heard {weeks} weeks ago, no answer yet", weeks
    ).format(weeks=weeks)
