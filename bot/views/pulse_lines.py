"""The lines of a pulse that has ended: averages in words and numbers, and why one is not shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _, ngettext
from bot.rules.numbers import write_number
from bot.rules.pulse import Construct, Mode
from bot.rules.thresholds import Bound, Mean, Shown
from bot.rules.vocabulary import Side
from bot.views import kit
from bot.views.kit import Block, Markup

# A message holds about 12,000 characters; the modal shows all that was written.
WRITTEN_IN_MESSAGE = 2500
_WRITTEN_IN_MODAL = 100_000
_MOST_NAMED = 40


@dataclass(frozen=True)
class Item:
    """What one statement came to; `sides` only where both may be shown, `before` is the trend."""

    construct: Construct
    statement: str
    together: Mean | None = None
    sides: Mapping[Side, Mean] = field(default_factory=dict)
    before: float | None = None


@dataclass(frozen=True)
class NamedAnswer:
    """What somebody answered with their name: score by statement."""

    user_id: str
    scores: Mapping[str, int]
    words: str


@dataclass(frozen=True)
class Report:
    """A pulse that has ended, as one person may see it."""

    partnership_id: int
    partnership: str
    mode: Mode
    closed_on: date
    fewest: int
    voted: int
    asked: int
    shown: Shown
    items: Sequence[Item]
    open_question: str
    words: Sequence[str] = ()
    # A pooled pulse is about all partnerships of this school side.
    pool: str = ""
    leads: Sequence[str] = ()
    # With names, for leads alone.
    named: Sequence[NamedAnswer] = ()


def construct_name(construct: Construct) -> str:
    """Name what a statement measures, in at most twenty characters."""
    return {
        Construct.OPENNESS: _("Openness"),
        Construct.RELIABILITY: _("Reliability"),
        Construct.PURPOSE: _("Shared purpose"),
        Construct.RESOURCES: _("Resources"),
        Construct.INVOLVEMENT: _("Involvement"),
        Construct.INFLUENCE: _("Influence"),
        Construct.LEADERSHIP: _("Shared leadership"),
        Construct.EXPECTATIONS: _("Clear expectations"),
        Construct.COMMUNICATION: _("Communication"),
        Construct.EVIDENCE: _("Use of evidence"),
        Construct.SUSTAINABILITY: _("Staying power"),
    }[construct]


def results(report: Report, room: int = _WRITTEN_IN_MODAL) -> list[Block]:
    """Say what a pulse came to, all in words and numbers; `room` is for what people wrote."""
    blocks = [kit.section(_head(report))]
    if report.mode is Mode.NAMED:
        return [*blocks, *_named(report)]
    if report.shown is Shown.NOTHING:
        return [*blocks, kit.section(_why_nothing(report))]
    told = [_item_line(item, item.together) for item in report.items if item.together is not None]
    hidden = len(report.items) - len(told)
    if told:
        blocks.append(kit.section(kit.join(told)))
    if hidden:
        blocks.append(kit.context(_why_hidden(hidden, report.fewest)))
    return [*blocks, *_said(report, room)]


def _head(report: Report) -> Markup:
    of_whom = (
        kit.say(_("all partnerships of {pool}"), pool=report.pool)
        if report.pool
        else kit.escape(report.partnership)
    )
    turnout = ngettext(
        "{voted} of {asked} person answered.", "{voted} of {asked} people answered.", report.asked
    ).format(voted=report.voted, asked=report.asked)
    return kit.say(
        _("*Pulse of {of_whom}*, ended on {day}. {turnout}"),
        of_whom=of_whom,
        day=say_day(report.closed_on),
        turnout=turnout,
    )


def _why_nothing(report: Report) -> str:
    if report.voted < report.fewest:
        return _(
            "Fewer than {fewest} people answered, so nothing is shown: it could reveal who "
            "said what. The answers are deleted."
        ).format(fewest=report.fewest)
    return _(
        "Nothing is shown this time: almost the same people answered as in an earlier pulse, "
        "and the difference could reveal what one of them said. The answers are deleted."
    )


def _why_hidden(hidden: int, fewest: int) -> str:
    return ngettext(
        "{n} statement is not shown: fewer than {fewest} people answered it, or so few skipped "
        "it that their view could be worked out.",
        "{n} statements are not shown: fewer than {fewest} people answered them, or so few "
        "skipped them that their view could be worked out.",
        hidden,
    ).format(n=hidden, fewest=fewest)


def _item_line(item: Item, together: Mean) -> Markup:
    line = kit.say(
        _("*{name}:* {mean}, {words}{trend}. “{statement}”"),
        name=construct_name(item.construct),
        mean=mean_words(together),
        words=_level(together.value),
        trend=_trend(item.before, together.value),
        statement=item.statement,
    )
    if not item.sides:
        return line
    school, partner = item.sides[Side.SCHOOL], item.sides[Side.PARTNER]
    return kit.say(
        _("{line} School side {school}, partner side {partner}: {gap}."),
        line=line,
        school=mean_words(school),
        partner=mean_words(partner),
        gap=_gap(school, partner),
    )


def mean_words(mean: Mean) -> str:
    """Write a mean, or on which side of a number it lies."""
    number = write_number(mean.value, "")
    return {
        Bound.EXACT: "{n}",
        Bound.OR_HIGHER: _("{n} or higher"),
        Bound.OR_LOWER: _("{n} or lower"),
    }[mean.bound].format(n=number)


def _level(value: float) -> str:
    for least, words in (
        (4.2, _("strong")),
        (3.5, _("fairly strong")),
        (2.6, _("in the middle")),
        (1.9, _("fairly weak")),
    ):
        if value >= least:
            return words
    return _("weak")


def _trend(before: float | None, now: float) -> str:
    if before is None:
        return ""
    change = round(now - before, 1)
    if change == 0:
        return _(", as before")
    sentence = _(", up from {before}") if change > 0 else _(", down from {before}")
    return sentence.format(before=write_number(before))


def _gap(school: Mean, partner: Mean) -> str:
    gap = round(abs(school.value - partner.value), 1)
    if gap < 0.5:
        return _("both sides see it alike")
    return _("a gap of about {gap}, worth talking about").format(gap=write_number(gap, ""))


def _said(report: Report, room: int) -> list[Block]:
    if not report.words:
        return [
            kit.context(
                _("What was written is shown only when at least {fewest} people wrote.").format(
                    fewest=report.fewest
                )
            )
        ]
    lines = [kit.bold(report.open_question)]
    for number, one in enumerate(report.words):
        line = kit.say("• {said}", said=" ".join(one.split()))
        room -= len(line)
        if room < 0:
            more = len(report.words) - number
            sentence = ngettext(
                "And {n} more, under *Pulse*.", "And {n} more, under *Pulse*.", more
            )
            lines.append(kit.escape(sentence.format(n=more)))
            break
        lines.append(line)
    return [kit.section(line) for line in _in_sections(lines)]


def _in_sections(lines: Sequence[Markup]) -> list[Markup]:
    sections: list[Markup] = []
    for line in lines:
        if sections and len(sections[-1]) + len(line) < kit.MAX_SECTION:
            sections[-1] = kit.join([sections[-1], line])
        else:
            sections.append(line)
    return sections


def _named(report: Report) -> list[Block]:
    leads = kit.join([kit.mention(one) for one in report.leads], ", ")
    if not report.named:
        told = _("The leads, {leads}, have the answers with their names. Ask them about it.")
        return [kit.section(kit.say(told, leads=leads))]
    blocks = []
    for item in report.items:
        answers = [
            kit.say("{who} {score}", who=kit.mention(one.user_id), score=one.scores[item.statement])
            for one in report.named[:_MOST_NAMED]
            if item.statement in one.scores
        ]
        line = kit.say(
            _("*{name}:* “{statement}”\n{answers}"),
            name=construct_name(item.construct),
            statement=item.statement,
            answers=kit.join(answers, ", ") if answers else _("nobody answered"),
        )
        blocks.append(kit.section(line))
    said = [
        kit.say("{who} {said}", who=kit.mention(one.user_id), said=" ".join(one.words.split()))
        for one in report.named[:_MOST_NAMED]
        if one.words
    ]
    if said:
        lines = _in_sections([kit.bold(report.open_question), *said])
        blocks += [kit.section(line) for line in lines]
    return [*blocks, kit.context(_("Only the leads see this, as everybody was told."))]
