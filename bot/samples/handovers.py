"""Samples of handing a side over."""

from bot.rules.handovers import NotTaken
from bot.rules.vocabulary import Confidence, Role, Side
from bot.samples import records
from bot.samples.words import ANA, BEN, CARA, NEXT_CHECK_IN, PARTNERSHIP, TODAY, Sample, Words
from bot.views import handover_pack, handovers
from bot.views.handover_pack import CheckedIn, Decision, Pack, Promise, Said, SaidOfGoal
from bot.views.handovers import Request


def _pack(words: Words) -> Pack:
    of_goals = [
        SaidOfGoal(words.statement, words.numbers[1], words.unit, Confidence.AT_RISK, words.note)
    ] * words.many
    said = [Said(side, words.said, words.said, words.said, words.said, of_goals) for side in Side]
    return Pack(
        partnership=words.partnership,
        side=Side.SCHOOL,
        today=TODAY,
        next_check_in=NEXT_CHECK_IN,
        note=words.note,
        people=[
            records.member(words, ANA, Side.SCHOOL, Role.LEAD),
            *(
                records.member(words, CARA, Side.PARTNER, Role.CONTRIBUTOR)
                for _one in range(words.many)
            ),
        ],
        goals=[records.goal(words, number) for number in range(words.many)],
        promises=[Promise(words.action, CARA, TODAY) for _one in range(words.many)],
        check_ins=[
            CheckedIn("Quarter 4", said),
            CheckedIn("Quarter 3", []),
            CheckedIn("Quarter 2", [Said(side) for side in Side]),
        ],
        decisions=[Decision(words.said, TODAY) for _one in range(min(words.many, 5))],
    )


def _request(words: Words, *, has_left: bool = False) -> Request:
    return Request(
        1,
        words.partnership,
        Side.SCHOOL,
        leaver=words.person,
        has_left=has_left,
        note="" if has_left else words.note,
    )


def _nobody_yet(why: NotTaken) -> Sample:
    return lambda words: handovers.nobody_yet(
        PARTNERSHIP, words.partnership, CARA, Side.SCHOOL, why
    )


SAMPLES: dict[str, Sample] = {
    "handovers.form": lambda _words: handovers.form(Side.SCHOOL, deputy=CARA, metadata="{}"),
    "handovers.request": lambda words: handovers.request(_request(words)),
    "handovers.request.left": lambda words: handovers.request(_request(words, has_left=True)),
    "handovers.reminder": lambda words: handovers.reminder(_request(words)),
    "handovers.over": lambda words: handovers.over(words.partnership, Side.SCHOOL),
    "handover_pack.pack": lambda words: handover_pack.pack(_pack(words)),
    "handover_pack.pack.empty": lambda words: handover_pack.pack(
        Pack(words.partnership, Side.PARTNER, TODAY, "")
    ),
    "handovers.taken": lambda words: handovers.taken(words.partnership, BEN, Side.PARTNER),
    "handovers.took": lambda words: handovers.took(words.partnership, PARTNERSHIP, Side.PARTNER),
    "handovers.declined": lambda _words: handovers.declined(),
    "handovers.nobody_yet": _nobody_yet(NotTaken.CANNOT),
    "handovers.nobody_yet.no_answer": _nobody_yet(NotTaken.NO_ANSWER),
    "handovers.nobody_yet.not_reached": _nobody_yet(NotTaken.NOT_REACHED),
    "handovers.nobody_yet.gone": _nobody_yet(NotTaken.GONE),
}
