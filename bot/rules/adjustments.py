"""What a recorded change has to say, and for how long it is asked whether it helped."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.rules import answers
from bot.rules.answers import LONGEST
from bot.rules.language import _
from bot.rules.text import meaningful
from bot.rules.vocabulary import AdjustmentKind, Helped

# More questions than this make a check-in that nobody finishes.
MOST_ASKED = 2
# After a year nobody knows any more what made the difference.
_ASKED_FOR = timedelta(days=400)

KIND, WHAT, WHY, EVIDENCE, GOAL = "kind", "what", "why", "evidence", "goal"
TEXTS = (WHAT, WHY, EVIDENCE)


def problems(kind: AdjustmentKind | None, texts: dict[str, str]) -> dict[str, str]:
    """Return the sentence for each field to mend; `texts` are by field."""
    found = {name: answers.too_long() for name, text in texts.items() if len(text) > LONGEST}
    if kind is None:
        found[KIND] = _("Please choose what you are changing.")
    if not meaningful(texts[WHAT]):
        found[WHAT] = _("Please say in a few words what you are changing.")
    if not meaningful(texts[WHY]):
        found[WHY] = _("Please say why, so that you can tell later whether it helped.")
    return found


def is_still_asked(
    at: datetime, *, opens_at: datetime, earlier: Iterable[Helped | None], now: datetime
) -> bool:
    """Say whether a check-in asks if a change helped: from the next one on, until it is known.

    `earlier` is what was said in check-ins before this one.
    """
    known = any(one not in (None, Helped.TOO_EARLY) for one in earlier)
    return at < opens_at and now - at <= _ASKED_FOR and not known
