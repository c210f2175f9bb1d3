"""Samples of what is learned: curves to turn, gaps between the sides, changes and their history."""

from dataclasses import replace

from bot.rules.vocabulary import AdjustmentKind, Confidence, Helped, Side
from bot.samples import records
from bot.samples.words import ANA, PARTNERSHIP, PERIOD, TODAY, Sample, Words
from bot.views import adjustments, confidence_gaps, turning
from bot.views.adjustments import PAGE, AdjustmentForm, Change, Verdict
from bot.views.confidence_gaps import Gap, Telling
from bot.views.kit import View
from bot.views.turning import TurningForm


def _turning(words: Words) -> TurningForm:
    return TurningForm(
        goal_id=1,
        statement=words.statement,
        aim=records.aim(words),
        unit=words.unit,
        current=words.numbers[1],
        today=TODAY,
        place=1,
        of=1,
    )


def _second(words: Words) -> TurningForm:
    return replace(_turning(words), aim=None, current=None, place=2, of=3)


def _gap(words: Words) -> Gap:
    return Gap(
        gap_id=1,
        partnership=words.partnership,
        period=PERIOD,
        goal=words.statement,
        said={Side.SCHOOL: Confidence.ON_TRACK, Side.PARTNER: Confidence.OFF_TRACK},
        notes={Side.SCHOOL: words.note, Side.PARTNER: words.note},
    )


def _telling(telling: Telling) -> Sample:
    return lambda words: confidence_gaps.private(replace(_gap(words), telling=telling))


def _adjustment(words: Words, goals: int = 3) -> AdjustmentForm:
    named = dict.fromkeys(range(1, min(goals, words.many) + 1), words.statement)
    return AdjustmentForm(words.partnership, named, what=words.said)


def _change(words: Words) -> Change:
    return Change(
        kind=AdjustmentKind.SERVICE,
        what=words.said,
        why=words.reason,
        evidence=words.note,
        goal=words.statement,
        who=ANA,
        on=TODAY,
        verdicts=[
            Verdict(Side.SCHOOL, TODAY, Helped.PARTLY, words.note),
            Verdict(Side.PARTNER, TODAY, None, words.note),
        ],
    )


def _learning(words: Words) -> View:
    return adjustments.learning(
        words.partnership,
        [_change(words)] * min(words.many, PAGE),
        page=1,
        has_older=True,
        record_in=PARTNERSHIP,
        metadata="{}",
    )


def _nothing_learned(words: Words) -> View:
    return adjustments.learning(
        words.partnership, [], page=0, has_older=False, record_in=None, metadata="{}"
    )


SAMPLES: dict[str, Sample] = {
    "turning.form": lambda words: turning.form(_turning(words), metadata="{}"),
    "turning.form.second": lambda words: turning.form(_second(words), metadata="{}"),
    **{f"confidence_gaps.private.{one.value}": _telling(one) for one in Telling},
    "adjustments.record": lambda words: adjustments.record(_adjustment(words), metadata="{}"),
    "adjustments.record.without_goals": lambda words: adjustments.record(
        _adjustment(words, goals=0), metadata="{}"
    ),
    "adjustments.learning": _learning,
    "adjustments.learning.empty": _nothing_learned,
}
