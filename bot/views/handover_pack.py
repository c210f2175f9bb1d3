"""All that there is to know about a partnership for somebody who will lead a side of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.vocabulary import Side
from bot.views import actions, goals, kit
from bot.views.goals import GoalCard
from bot.views.kit import Block, Markup, View
from bot.views.partnerships import Member
from bot.views.words import capital, role_name, side_name

# With the handover's id as value.
PACK = "handovers.pack"

_MOST_GOALS = 15
_MOST_ACTIONS = 20
_MOST_NAMED = 20
_LONGEST_WORDS = 400


@dataclass(frozen=True)
class Promise:
    """An open action, as a successor needs to know it; the owner is a Slack user id."""

    what: str
    owner: str
    due_on: date


@dataclass(frozen=True)
class Said:
    """What somebody said for one side in one check-in."""

    side: Side
    wins: str
    challenges: str
    needs: str


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
        (_("People"), [_person(one) for one in shown.people[:_MOST_NAMED]]),
        (_("Goals"), [goals.goal_line(one, shown.today) for one in shown.goals[:_MOST_GOALS]]),
        (_("Promises that are open"), [_promise(one) for one in shown.promises[:_MOST_ACTIONS]]),
        (_("What was decided"), [_decision(one) for one in shown.decisions]),
    ):
        blocks += [kit.header(title), *_lines(lines)]
    blocks.append(kit.header(_("The last check-ins")))
    blocks += [_check_in(one) for one in shown.check_ins] or _lines([])
    return kit.modal(_("What there is"), blocks, callback_id=PACK, close=_("Close"))


def _lines(lines: Sequence[Markup]) -> list[Block]:
    if not lines:
        return [kit.section(_("Nothing yet."))]
    return [kit.section(line) for line in lines]


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
        what=actions.what(promise.what),
        owner=kit.mention(promise.owner),
        day=say_day(promise.due_on),
    )


def _decision(decision: Decision) -> Markup:
    return kit.say(
        _("{day}: {what}"),
        day=say_day(decision.on),
        what=kit.clip(decision.what, _LONGEST_WORDS),
    )


def _check_in(checked: CheckedIn) -> Block:
    lines = [kit.say("*{period}*", period=checked.period)]
    for said in checked.said:
        lines.append(kit.say("_{side}_", side=capital(side_name(said.side))))
        lines += [
            kit.say("{label}: {words}", label=label, words=kit.clip(words, _LONGEST_WORDS))
            for label, words in (
                (_("Wins"), said.wins),
                (_("Challenges"), said.challenges),
                (_("Needs"), said.needs),
            )
            if words
        ]
    if not checked.said:
        lines.append(kit.escape(_("Nobody checked in.")))
    return kit.section(kit.join(lines))
