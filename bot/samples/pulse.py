"""Samples of pulses: the question, the form, the leads' decision, what came of it."""

from bot.rules.pulse import Construct, Fallback, Mode, Question
from bot.rules.pulse_bank import bank, open_question
from bot.rules.thresholds import FLOOR, Bound, Mean, Shown
from bot.rules.vocabulary import Side
from bot.samples.words import ANA, BEN, CLOSES, DUE, PARTNERSHIP, Sample, Words
from bot.views import pulse, pulse_form, pulse_questions, pulse_results
from bot.views.kit import Message, View
from bot.views.pulse import Asking, Choices, Offer
from bot.views.pulse_form import Form
from bot.views.pulse_lines import Item, NamedAnswer, Report
from bot.views.pulse_questions import Listed
from bot.views.pulse_results import Standing


def _asking(words: Words, mode: Mode = Mode.SEALED) -> Asking:
    pool = words.school if mode is Mode.POOLED else ""
    return Asking(PARTNERSHIP, words.partnership, mode, DUE, FLOOR, [ANA, BEN], pool)


def _offer(words: Words, *, can_seal: bool = True) -> Offer:
    return Offer(PARTNERSHIP, words.partnership, 3, FLOOR, can_seal, words.school, 24)


def _form(words: Words, mode: Mode) -> View:
    questions = bank()[: min(words.many, 6)]
    said = {questions[0].code: 4} if mode is Mode.NAMED else {}
    note = words.note[:500] if mode is Mode.NAMED else ""
    return pulse_form.form(
        Form(1, _asking(words, mode), questions, open_question(1), said, note), "{}"
    )


def _items(shown: Shown) -> list[Item]:
    if shown is Shown.NOTHING:
        return [Item(one.construct, one.statement) for one in bank()[:6]]
    sides = {Side.SCHOOL: Mean(4.2, Bound.OR_HIGHER), Side.PARTNER: Mean(2.9)}
    return [
        Item(
            one.construct,
            one.statement,
            together=Mean(3.6) if number < 5 else None,
            sides=sides if shown is Shown.SIDES and number < 5 else {},
            before=(None, 3.1, 3.6, 4.0)[number % 4],
        )
        for number, one in enumerate(bank()[:6])
    ]


def _report(
    words: Words, shown: Shown, mode: Mode = Mode.SEALED, *, with_names: bool = False
) -> Report:
    said = [words.said[:500]] * words.many
    named = [
        NamedAnswer(who, {one.statement: 4 for one in bank()[:6]}, said[0])
        for who in [ANA, BEN] * words.many
    ]
    return Report(
        partnership_id=PARTNERSHIP,
        partnership=words.partnership,
        mode=mode,
        closed_on=CLOSES,
        fewest=FLOOR,
        voted=11,
        asked=14,
        shown=shown,
        items=_items(shown),
        open_question=open_question(1),
        words=said if shown is not Shown.NOTHING else (),
        pool=words.school if mode is Mode.POOLED else "",
        leads=[ANA, BEN],
        named=named if with_names else (),
    )


def _standing(words: Words, report: Report | None, *, waits: bool = False) -> Standing:
    return Standing(
        PARTNERSHIP,
        words.partnership,
        report,
        open_until=None if waits else DUE,
        may_answer=not waits,
        is_lead=True,
        waits_for=words.school if waits else "",
    )


def _channel(shown: Shown) -> Sample:
    return lambda words: pulse_results.channel(_report(words, shown))


def _without_chart(words: Words) -> Message:
    standing = _standing(words, _report(words, Shown.SIDES))
    return pulse_results.private(standing, with_chart=False)


def _questions(words: Words) -> View:
    own = Question("own.1", Construct.OPENNESS, words.statement[:150])
    listed = [Listed(one) for one in bank()]
    return pulse_questions.listing(
        [Listed(own, is_unanswered=True), *listed, *[Listed(own, is_retired=True)] * words.many],
        PARTNERSHIP,
        "{}",
    )


SAMPLES: dict[str, Sample] = {
    "pulse.asking": lambda words: pulse.asking(_asking(words)),
    "pulse.asking.named": lambda words: pulse.asking(_asking(words, Mode.NAMED)),
    "pulse.asking.pooled": lambda words: pulse.asking(_asking(words, Mode.POOLED)),
    "pulse.reminder": lambda words: pulse.reminder(_asking(words)),
    "pulse.offer": lambda words: pulse.offer(_offer(words)),
    "pulse.offer.no_key": lambda words: pulse.offer(_offer(words, can_seal=False)),
    "pulse.offer_form": lambda words: pulse.offer_form(_offer(words)),
    "pulse.offer_answered": lambda words: pulse.offer_answered(
        pulse.chosen(pulse.has_begun(_asking(words)))
    ),
    "pulse.chosen": lambda words: pulse.chosen(pulse.has_begun(None, words.school)),
    "pulse.choosing": lambda _words: pulse.choosing(
        Choices(PARTNERSHIP, True, Fallback.UNDECIDED, FLOOR), "{}"
    ),
    "pulse_form.form": lambda words: _form(words, Mode.SEALED),
    "pulse_form.form.named": lambda words: _form(words, Mode.NAMED),
    "pulse_form.thanks": lambda words: pulse_form.thanks(_asking(words), again=False),
    "pulse_form.thanks.again": lambda words: pulse_form.thanks(_asking(words), again=True),
    "pulse_form.thanks.named": lambda words: pulse_form.thanks(
        _asking(words, Mode.NAMED), again=False
    ),
    "pulse_results.channel": _channel(Shown.SIDES),
    "pulse_results.channel.together": _channel(Shown.TOGETHER),
    "pulse_results.channel.nothing": _channel(Shown.NOTHING),
    "pulse_results.channel.named": lambda words: pulse_results.channel(
        _report(words, Shown.NOTHING, Mode.NAMED)
    ),
    "pulse_results.private": lambda words: pulse_results.private(
        _standing(words, _report(words, Shown.SIDES, Mode.POOLED))
    ),
    "pulse_results.private.no_chart": _without_chart,
    "pulse_results.private.first": lambda words: pulse_results.private(_standing(words, None)),
    "pulse_results.modal": lambda words: pulse_results.modal(
        _standing(words, _report(words, Shown.SIDES))
    ),
    "pulse_results.modal.named": lambda words: pulse_results.modal(
        _standing(words, _report(words, Shown.NOTHING, Mode.NAMED, with_names=True))
    ),
    "pulse_results.modal.waits": lambda words: pulse_results.modal(
        _standing(words, None, waits=True)
    ),
    "pulse_questions.listing": _questions,
    "pulse_questions.adding": lambda _words: pulse_questions.adding("{}"),
}
