"""A person's Home: what is expected of them in order of date, then their partnerships."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _, ngettext
from bot.rules.vocabulary import PartnershipStatus
from bot.views import (
    actions,
    availability,
    checkins,
    digests,
    feedback_lines,
    goals,
    kit,
    partnerships,
    personal,
    pulse,
    themes,
)
from bot.views.actions import ActionItem
from bot.views.availability import Availability
from bot.views.goals import GoalCard
from bot.views.kit import Block, Markup, View
from bot.views.pulse import Expected
from bot.views.words import status_name

# One block each; with four a partnership and the headers all fit the hundred that Slack takes.
MOST_EXPECTED = 25
MOST_PARTNERSHIPS = 16
MOST_GOALS = 6


@dataclass(frozen=True)
class OpenCheckIn:
    """A check-in that this person is asked for."""

    partnership_id: int
    partnership: str
    period: str
    due_on: date
    closes_on: date


@dataclass(frozen=True)
class PartnershipCard:
    """One of the person's partnerships; `next_check_in` is a sentence, or nothing."""

    partnership_id: int
    name: str
    status: PartnershipStatus
    next_check_in: str
    today: date
    goals: Sequence[GoalCard]
    # For leads: what people said that nobody has done anything about.
    feedback_waiting: int = 0


@dataclass(frozen=True)
class Home:
    """All that a Home shows; of somebody in no partnership, nothing."""

    to_answer: Sequence[OpenCheckIn] = ()
    pulses: Sequence[Expected] = ()
    to_do: Sequence[ActionItem] = ()
    partnerships: Sequence[PartnershipCard] = ()
    mine: Availability | None = None


def home(shown: Home) -> View:
    """Lay a Home out."""
    if not shown.partnerships:
        return kit.home([*_welcome(), kit.actions(personal.mine_button())])
    blocks = [kit.header(_("What is expected of you")), *_expected(shown)]
    blocks.append(kit.header(_("Your partnerships")))
    for card in shown.partnerships[:MOST_PARTNERSHIPS]:
        blocks += _partnership(card)
    more = len(shown.partnerships) - MOST_PARTNERSHIPS
    if more > 0:
        words = ngettext(
            "And {count} more partnership: open it in its own channel.",
            "And {count} more partnerships: open each in its own channel.",
            more,
        )
        blocks.append(kit.context(words.format(count=more)))
    if shown.mine is not None:
        blocks += [kit.header(_("When I write to you")), *availability.on_home(shown.mine)]
    return kit.home([*blocks, kit.actions(personal.mine_button())])


def _welcome() -> list[Block]:
    return [
        kit.header(_("Welcome to Touchstone")),
        kit.section(
            _(
                "Touchstone helps a school and its partner agree on goals, check in from both "
                "sides and keep their promises visible. You are not in any partnership yet."
            )
        ),
        kit.section(
            _(
                "*Is your partnership already here?* Ask one of its leads to add you: they "
                "press *Details* and then *People*. If you share its channel with another "
                "organization whose Touchstone posts there, the buttons there work for you; "
                "you do not see any of it on this page."
            )
        ),
        kit.section(
            _(
                "*Set up a partnership:* invite me to its channel and press "
                "*Set up a partnership* there, or type `/partner setup`."
            )
        ),
    ]


def _expected(shown: Home) -> list[Block]:
    dated = [(one.due_on, _check_in_line(one)) for one in shown.to_answer]
    dated += [(one.closes_on, pulse.on_home(one)) for one in shown.pulses]
    dated += [(one.due_on, _action_line(one)) for one in shown.to_do]
    if not dated:
        return [kit.section(_("Nothing at the moment. Thank you for all you do."))]
    blocks = [block for _due, block in sorted(dated, key=lambda pair: pair[0])]
    more = len(blocks) - MOST_EXPECTED
    if more <= 0:
        return blocks
    words = ngettext("And {count} more, due later.", "And {count} more, due later.", more)
    return [*blocks[:MOST_EXPECTED], kit.context(words.format(count=more))]


def _check_in_line(one: OpenCheckIn) -> Block:
    line = kit.say(
        _("*Check in* for {partnership}, {period}\nDue on {due}; it closes on {closes}."),
        partnership=one.partnership,
        period=one.period,
        due=say_day(one.due_on),
        closes=say_day(one.closes_on),
    )
    return kit.section(line, button=checkins.open_button(one.partnership_id, style="primary"))


def _action_line(one: ActionItem) -> Block:
    line = kit.say(
        _("*Action:* {what}\n{partnership}, {due}"),
        what=actions.what(one.what),
        partnership=one.partnership,
        due=actions.due_words(one.due_on, one.today),
    )
    if one.decide:
        button = actions.show_button(one.action_id, one.what, decide=True)
    else:
        button = actions.done_button(one.action_id, one.what)
    return kit.section(line, button=button)


def _partnership(card: PartnershipCard) -> list[Block]:
    head = kit.say(_("*{name}* · {status}"), name=card.name, status=status_name(card.status))
    lines = [head, kit.escape(card.next_check_in)] if card.next_check_in else [head]
    if card.feedback_waiting:
        lines.append(_waiting(card.feedback_waiting))
    return [
        kit.divider(),
        kit.section(kit.join(lines)),
        kit.section(_goals(card)),
        kit.actions(*_buttons(card)),
    ]


def _waiting(count: int) -> Markup:
    words = ngettext(
        "*{count} piece of feedback* is waiting for a lead.",
        "*{count} pieces of feedback* are waiting for a lead.",
        count,
    )
    return kit.say(words, count=count)


def _goals(card: PartnershipCard) -> Markup:
    if not card.goals:
        return kit.escape(_("No live goals yet."))
    lines = [goals.goal_line(goal, card.today) for goal in card.goals[:MOST_GOALS]]
    more = len(card.goals) - MOST_GOALS
    if more > 0:
        words = ngettext("And {count} more goal.", "And {count} more goals.", more)
        lines.append(kit.escape(words.format(count=more)))
    return kit.join(lines)


def _buttons(card: PartnershipCard) -> list[Block]:
    check_in = [checkins.open_button(card.partnership_id)]
    return [
        *(check_in if card.status is PartnershipStatus.ACTIVE else []),
        goals.goals_button(card.partnership_id),
        partnerships.details_button(card.partnership_id, card.name),
        digests.show_button(card.partnership_id),
        actions.list_button(card.partnership_id),
        themes.list_button(card.partnership_id),
        feedback_lines.inbox_button(card.partnership_id),
    ]
