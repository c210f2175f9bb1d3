"""All that there is to know about a partnership for somebody who will lead a side of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _, ngettext
from bot.rules.numbers import write_number
from bot.rules.vocabulary import Confidence, Side
from bot.views import actions, checkins, goals, kit
from bot.views.goals import GoalCard
from bot.views.kit import Block, Markup, View
from bot.views.partnerships import Member
from bot.views.words import confidence_name, role_name, side_name

# With the handover's id as value.
PACK = "handovers.pack"

_MOST_LINES = 40
# A form holds a hundred blocks, and the other lists never fill more than the rest.
_MOST_SECTIONS_SAID = 30
_LONGEST_WORDS = 500
_LONGEST_NOTE = 200
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Promise:
    """An open action, as a successor needs to know it; the owner is a Slack user id."""

    what: str
    owner: str
    due_on: date


@dataclass(frozen=True)
class SaidOfGoal:
    """What somebody said of one goal in one check-in."""

    goal: str
    value: float | None
    unit: str
    confidence: Confidence | None
    note: str


@dataclass(frozen=True)
class Said:
    """What somebody said for one side in one check-in; nothing at all means no change."""

    side: Side
    wins: str = ""
    challenges: str = ""
    needs: str = ""
    changes: str = ""
    goals: Sequence[SaidOfGoal] = ()


@dataclass(frozen=True)
class CheckedIn:
    """One of the last cycles, and what both sides said in it."""

    period: str
    said: Sequence[Said]


@dataclass(frozen=True)
class Decision:
    """What the partnership decided to change, and when."""

    what: str
    on: date


@dataclass(frozen=True)
class Pack:
    """All that somebody needs who takes a side over."""

    partnership: str
    side: Side
    today: date
    next_check_in: str
    note: str = ""
    people: Sequence[Member] = ()
    goals: Sequence[GoalCard] = ()
    promises: Sequence[Promise] = ()
    check_ins: Sequence[CheckedIn] = ()
    decisions: Sequence[Decision] = ()


def pack(shown: Pack) -> View:
    """Show a successor what comes, who is there, what was promised, said and decided."""
    blocks: list[Block] = [
        kit.header(shown.partnership),
        kit.section(_("You would lead the {side}.").format(side=side_name(shown.side))),
    ]
    if shown.next_check_in:
        blocks.append(kit.section(kit.escape(shown.next_check_in)))
    for title, lines in (
        (_("People"), [_person(one) for one in shown.people]),
        (_("Goals"), [goals.goal_line(one, shown.today) for one in shown.goals]),
        (_("Open promises"), [_promise(one) for one in shown.promises]),
        (_("What was decided most recently"), [_decision(one) for one in shown.decisions]),
    ):
        blocks += [kit.header(title), *_listed(lines)]
    blocks += [kit.header(_("The last check-ins")), *_check_ins(shown.check_ins)]
    return kit.modal(_("What there is to know"), blocks, callback_id=PACK, close=_("Close"))


def _listed(lines: Sequence[Markup]) -> list[Block]:
    if not lines:
        return [kit.section(_("Nothing yet."))]
    more = len(lines) - _MOST_LINES
    if more <= 0:
        return kit.sections(lines)
    words = ngettext("and {count} more", "and {count} more", more).format(count=more)
    return [*kit.sections(lines[:_MOST_LINES]), kit.context(words)]


def _person(member: Member) -> Markup:
    return kit.say(
        _("{person}, {role}, {side}"),
        person=kit.mention(member.user_id),
        role=role_name(member.role),
        side=side_name(member.side),
    )


def _promise(promise: Promise) -> Markup:
    return kit.say(
        _("{what}\n{owner}, due on {day}"),
        what=actions.what(promise.what, _LONGEST_NOTE),
        owner=kit.mention(promise.owner),
        day=say_day(promise.due_on),
    )


def _decision(decision: Decision) -> Markup:
    return kit.say(
        _("{day}: {what}"),
        day=say_day(decision.on),
        what=kit.clip(decision.what, _LONGEST_WORDS),
    )


def _check_ins(check_ins: Sequence[CheckedIn]) -> list[Block]:
    """Show each answer in sections of its own, the newest cycle first, as many as there is room."""
    answers = [answer for checked in check_ins for answer in _answers(checked)]
    if not answers:
        return _listed([])
    blocks: list[Block] = []
    for number, lines in enumerate(answers):
        sections = kit.sections(lines)
        if len(blocks) + len(sections) > _MOST_SECTIONS_SAID:
            more = len(answers) - number
            words = ngettext("and {count} more answer", "and {count} more answers", more)
            return [*blocks, kit.context(words.format(count=more))]
        blocks += sections
    return blocks


def _answers(checked: CheckedIn) -> list[list[Markup]]:
    if not checked.said:
        return [[kit.say(_("*{period}*: nobody checked in."), period=checked.period)]]
    return [_answer(checked.period, said) for said in checked.said]


def _answer(period: str, said: Said) -> list[Markup]:
    title = kit.say("*{period}*, {side}", period=period, side=side_name(said.side))
    lines = [
        kit.say("{label}: {words}", label=label, words=kit.clip(words, _LONGEST_WORDS))
        for name, label in checkins.text_labels().items()
        if (words := getattr(said, name))
    ]
    lines += [_said_of(goal) for goal in said.goals]
    return [title, *(lines or [kit.escape(_("No change since last time."))])]


def _said_of(said: SaidOfGoal) -> Markup:
    parts = [kit.say(_("Goal: {name}"), name=kit.clip(" ".join(said.goal.split()), _LONGEST_NAME))]
    if said.value is not None:
        parts.append(kit.escape(write_number(said.value, said.unit)))
    if said.confidence is not None:
        parts.append(kit.escape(confidence_name(said.confidence)))
    if said.note:
        parts.append(kit.escape(kit.clip(said.note, _LONGEST_NOTE)))
    return kit.join(parts, " · ")
