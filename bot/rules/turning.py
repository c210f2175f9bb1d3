"""When a check-in asks how to turn a goal's curve, and what it asks then."""

from dataclasses import dataclass, field
from datetime import date

from bot.rules import answers
from bot.rules.answers import LONGEST, ActionAnswer
from bot.rules.language import _
from bot.rules.progress import Aim, Pace, pace
from bot.rules.text import meaningful
from bot.rules.vocabulary import Confidence

STORY = "story"
HELPERS = "helpers"
WHAT_WORKS = "what_works"
TEXTS = (STORY, HELPERS, WHAT_WORKS)


@dataclass(frozen=True, slots=True)
class TurningAnswer:
    """What was said of how to turn one curve; all of it may be left out."""

    story: str = ""
    helpers: str = ""
    what_works: str = ""
    action: ActionAnswer = field(default_factory=ActionAnswer)

    @property
    def texts(self) -> tuple[str, str, str]:
        return (self.story, self.helpers, self.what_works)


def is_off_course(
    aim: Aim | None, value: float | None, confidence: Confidence | None, today: date
) -> bool:
    """Say whether a goal is off pace by its number, or off track in the view of who speaks."""
    if confidence is Confidence.OFF_TRACK:
        return True
    return aim is not None and pace(aim, value, today) is Pace.BEHIND


def problems(answer: TurningAnswer, today: date) -> dict[str, str]:
    """Return the sentence for each field to mend; nothing at all is no answer, but a skip."""
    found = {
        name: answers.too_long()
        for name, text in zip(TEXTS, answer.texts, strict=True)
        if len(text) > LONGEST
    }
    found |= answers.action_problems(answer.action, today)
    if len(answer.action.what) > LONGEST:
        found[answers.ACTION_WHAT] = answers.too_long()
    if answer.action.is_empty and not any(meaningful(text) for text in answer.texts):
        found[STORY] = _("Write a line in any of these, or press Skip this goal.")
    return found
