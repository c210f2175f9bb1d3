"""What makes a goal SMART, and what stops even a draft."""

from dataclasses import dataclass
from datetime import date

from bot.rules.language import _
from bot.rules.progress import Aim, allowance
from bot.rules.text import letters_in
from bot.rules.vocabulary import Direction

_FEWEST_WORDS = 4
_FEWEST_LETTERS = 12
# Long enough to be specific in a language that writes few spaces.
_MANY_LETTERS = 25
_FEWEST_LETTERS_OF_WHY = 10
_SLIP_OF_ZEROS = 100


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """A goal as far as it is filled in; the owners are whatever id the caller uses."""

    statement: str = ""
    why: str = ""
    indicator: str = ""
    unit: str = ""
    direction: Direction | None = None
    baseline: float | None = None
    target: float | None = None
    band: float | None = None
    starts_on: date | None = None
    due_on: date | None = None
    school_owner: object = None
    partner_owner: object = None

    @property
    def aim(self) -> Aim | None:
        """Return what progress is measured against, once everything for it is there."""
        if (
            self.direction is None
            or self.baseline is None
            or self.target is None
            or self.starts_on is None
            or self.due_on is None
        ):
            return None
        return Aim(
            self.direction, self.baseline, self.target, self.starts_on, self.due_on, self.band
        )


def impossible(draft: GoalDraft) -> dict[str, str]:
    """Return the sentence for each field that cannot be saved even in a draft."""
    problems: dict[str, str] = {}
    if draft.starts_on and draft.due_on and draft.due_on <= draft.starts_on:
        problems["due_on"] = _("The due date needs to come after the start.")
    if draft.band is not None and draft.band < 0:
        problems["band"] = _("Write how far it may move as a number of 0 or more.")
    return problems


def smart_gaps(draft: GoalDraft, today: date) -> dict[str, str]:
    """Return one sentence for each field that keeps the goal from going live."""
    gaps = {
        **_specific(draft),
        **_measurable(draft),
        **_attainable(draft),
        **_relevant(draft),
        **_time_bound(draft, today),
        **_owned(draft),
    }
    return {**gaps, **impossible(draft)}


def _specific(draft: GoalDraft) -> dict[str, str]:
    letters = letters_in(draft.statement)
    words = len(draft.statement.split())
    if letters >= _FEWEST_LETTERS and (words >= _FEWEST_WORDS or letters >= _MANY_LETTERS):
        return {}
    return {"statement": _("Specific: say who or what will change, and how, in a short sentence.")}


def _measurable(draft: GoalDraft) -> dict[str, str]:
    gaps: dict[str, str] = {}
    if not letters_in(draft.indicator):
        gaps["indicator"] = _("Measurable: say what you will count or measure.")
    if not draft.unit.strip():
        gaps["unit"] = _("Measurable: add the unit, such as % or students.")
    if draft.direction is None:
        gaps["direction"] = _("Measurable: choose whether it should rise, fall or stay the same.")
    if draft.baseline is None:
        gaps["baseline"] = _("Measurable: add where you start today.")
    if draft.target is None:
        gaps["target"] = _("Measurable: add where you want to be.")
    return gaps


def _attainable(draft: GoalDraft) -> dict[str, str]:
    baseline, target = draft.baseline, draft.target
    if draft.direction is None or baseline is None or target is None:
        return {}
    problem = _wrong_way(draft.direction, baseline, target, draft.band)
    problem = problem or _absurd(baseline, target, draft.unit)
    return {"target": problem} if problem else {}


def _wrong_way(
    direction: Direction, baseline: float, target: float, band: float | None
) -> str | None:
    if direction is Direction.INCREASE and target <= baseline:
        return _("Attainable: to increase, the target needs to be above the baseline.")
    if direction is Direction.DECREASE and target >= baseline:
        return _("Attainable: to decrease, the target needs to be below the baseline.")
    if direction is Direction.MAINTAIN and abs(target - baseline) > allowance(target, band):
        return _("Attainable: to maintain, the target needs to be close to the baseline.")
    return None


def _absurd(baseline: float, target: float, unit: str) -> str | None:
    if unit.strip() == "%" and not 0 <= target <= 100:
        return _("Attainable: a share in % lies between 0 and 100. Did you mean another unit?")
    if baseline and abs(target) > _SLIP_OF_ZEROS * abs(baseline):
        return _("Attainable: that is over 100 times the baseline. Is it a typo?")
    return None


def _relevant(draft: GoalDraft) -> dict[str, str]:
    if letters_in(draft.why) >= _FEWEST_LETTERS_OF_WHY:
        return {}
    return {"why": _("Relevant: say in a few words why this matters to your students.")}


def _time_bound(draft: GoalDraft, today: date) -> dict[str, str]:
    gaps: dict[str, str] = {}
    if draft.starts_on is None:
        gaps["starts_on"] = _("Time-bound: choose the day it starts.")
    if draft.due_on is None:
        gaps["due_on"] = _("Time-bound: choose the day it is due.")
    elif draft.due_on <= today:
        gaps["due_on"] = _("Time-bound: that day has already come. Choose a later one.")
    return gaps


def _owned(draft: GoalDraft) -> dict[str, str]:
    gaps: dict[str, str] = {}
    if draft.school_owner is None:
        gaps["school_owner"] = _("Choose an owner on the school side.")
    if draft.partner_owner is None:
        gaps["partner_owner"] = _("Choose an owner on the partner side.")
    elif draft.partner_owner == draft.school_owner:
        gaps["partner_owner"] = _("Choose a second person: each side needs its own owner.")
    return gaps
