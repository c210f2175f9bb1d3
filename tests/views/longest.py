"""The longest words that people may write, all of them meant to break what they are put into."""

from dataclasses import replace
from typing import Any

from bot.rules import answers
from bot.rules.numbers import LARGEST
from bot.rules.partnerships import LONGEST_NAME, LONGEST_ORGANIZATION
from bot.samples import Words
from bot.views.goal_forms import LIMITS

_HOSTILE = (
    "<!channel> &lt;b&gt; @here #general *bold* <@U1|x> שלום العالم 🎉👩🏽‍🏫 `code` ~&~ {name} %s "
)


def hostile(length: int) -> str:
    """Return text of exactly this length, with everything in it that Slack gives a meaning."""
    return (_HOSTILE * (length // len(_HOSTILE) + 1))[:length]


LONGEST = Words(
    partnership=hostile(LONGEST_NAME),
    school=hostile(LONGEST_ORGANIZATION),
    partner=hostile(LONGEST_ORGANIZATION)[::-1],
    person=hostile(80),
    statement=hostile(LIMITS["statement"]),
    why=hostile(LIMITS["why"]),
    indicator=hostile(LIMITS["indicator"]),
    unit=hostile(LIMITS["unit"]),
    numbers=(-float(LARGEST), 0.0001, float(LARGEST)),
    note=hostile(answers.LONGEST),
    reason=hostile(LIMITS["reason"]),
    said=hostile(answers.LONGEST),
    action=hostile(answers.LONGEST),
    mistyped=hostile(3000),
    many=120,
)


def only_ampersands() -> Words:
    """Return words of the same lengths that five times as many characters escape."""
    signs: dict[str, Any] = {
        name: "&" * len(value) for name, value in vars(LONGEST).items() if isinstance(value, str)
    }
    return replace(LONGEST, **signs)
