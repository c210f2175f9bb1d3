"""What an owner reads of their actions: that one is theirs, when it is due, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _, ngettext
from bot.rules.people import is_without_slack
from bot.rules.vocabulary import ActionStatus, Side
from bot.views import kit
from bot.views.kit import Block, Markup, Message
from bot.views.words import side_name

# Each carries the action's id as its value; the list, and a new one, the partnership's.
DONE = "actions.done"
DONE_IN_REVIEW = "actions.done_in_review"
REOPEN = "actions.reopen"
CARRY_OVER = "actions.carry_over"
CHANGE = "actions.change"
DROP = "actions.drop"
SHOW = "actions.show"
LIST = "actions.list"
NEW = "actions.new"
FROM_MESSAGE = "actions.from_message"

_LONGEST_WHAT = 400
_LONGEST_GOAL = 200
_MOST_ASKED = 8


@dataclass(frozen=True)
class ActionItem:
    """One action as people read it; `owner` and `giver` are Slack user ids.

    `decide` says that a cycle ended over it; `carry_to` is the day it can be carried over to.
    """

    action_id: int
    what: str
    due_on: date
    today: date
    partnership: str
    partnership_id: int = 0
    owner: str = ""
    giver: str | None = None
    from_check_in: bool = False
    side: Side | None = None
    goal: str = ""
    theme: str = ""
    link: str = ""
    status: ActionStatus = ActionStatus.OPEN
    decide: bool = False
    carry_to: date | None = None
    may_tick: bool = True
    owner_left: bool = False


def due_words(due_on: date, today: date) -> str:
    """Say when something is due, as seen from today."""
    days = (due_on - today).days
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    if days < 0:
        return _("was due on {day}").format(day=say_day(due_on))
    return _("due on {day}").format(day=say_day(due_on))


def what(text: str, limit: int = _LONGEST_WHAT) -> Markup:
    """Show an action's words on one line."""
    return kit.escape(kit.clip(" ".join(text.split()), limit))


def done_button(action_id: int, text: str, action: str = DONE) -> Block:
    return kit.button(
        _("Done"),
        action,
        action_id,
        label=_("Done: {what}").format(what=" ".join(text.split())),
    )


def show_button(action_id: int, text: str, *, decide: bool = False) -> Block:
    """The way to one action: its log, and what can be done with it."""
    one_line = " ".join(text.split())
    if decide:
        return kit.button(
            _("Decide …"), SHOW, action_id, label=_("Decide: {what}").format(what=one_line)
        )
    return kit.button(_("More …"), SHOW, action_id, label=_("More: {what}").format(what=one_line))


def list_button(partnership_id: int) -> Block:
    """The way to a partnership's open actions, everybody's."""
    return kit.button(_("Actions"), LIST, partnership_id)


def given(item: ActionItem) -> Message:
    """Tell an owner, privately, what is theirs and why."""
    return kit.message(
        kit.section(kit.say(_("*An action for you:* {what}"), what=what(item.what))),
        kit.section(kit.join(facts(item))),
        kit.actions(done_button(item.action_id, item.what), show_button(item.action_id, item.what)),
        kit.context(why(item)),
    )


def reminder(item: ActionItem) -> Message:
    """Remind an owner, once before the day and once after it."""
    sentence = _("*Still open:* {what}") if item.today > item.due_on else _("*Coming up:* {what}")
    return kit.message(
        kit.section(kit.say(sentence, what=what(item.what))),
        kit.section(kit.join(facts(item))),
        kit.actions(done_button(item.action_id, item.what), show_button(item.action_id, item.what)),
        kit.context(why(item)),
    )


def ticked(item: ActionItem) -> Message:
    """Take the place of that message once the action is done."""
    return kit.message(
        kit.section(kit.say(_("*Done:* {what}. Thank you!"), what=what(item.what))),
        kit.context(kit.escape(item.partnership)),
        kit.actions(kit.button(_("Not done yet"), REOPEN, item.action_id)),
    )


def dropped(item: ActionItem) -> Message:
    """Take the place of that message once the action was dropped."""
    return kit.message(
        kit.section(kit.say(_("*No longer needed:* {what}"), what=what(item.what))),
        kit.context(kit.escape(item.partnership)),
    )


def passed_on(item: ActionItem) -> Message:
    """Take the place of that message once the action is somebody else's."""
    return kit.message(
        kit.section(
            kit.say(
                _("*Reassigned:* {what}, now with {owner}."),
                what=what(item.what),
                owner=kit.mention(item.owner),
            )
        ),
        kit.context(kit.escape(item.partnership)),
    )


def current(item: ActionItem) -> Message:
    """Say to its owner how an action stands now."""
    return {
        ActionStatus.OPEN: given,
        ActionStatus.DONE: ticked,
        ActionStatus.DROPPED: dropped,
    }[item.status](item)


def review(items: Sequence[ActionItem], partnership: str, period: str) -> Message:
    """Ask an owner, privately, what becomes of their open actions now that a cycle has ended."""
    left = sum(item.decide for item in items)
    sentence = ngettext(
        "*{period} of {partnership} has ended, and {count} action of yours is overdue.* What "
        "should happen with it?",
        "*{period} of {partnership} has ended, and {count} actions of yours are overdue.* What "
        "should happen with them?",
        left,
    )
    if not left:
        sentence = _("*{period} of {partnership} has ended.* Nothing is left for you to decide.")
    head = kit.say(sentence, period=period, partnership=partnership, count=left)
    blocks = [kit.section(head)]
    for item in items[:_MOST_ASKED]:
        blocks += _asked(item)
    if len(items) > _MOST_ASKED:
        blocks.append(kit.context(more_words(len(items) - _MOST_ASKED)))
    blocks.append(kit.context(_("You are asked only once. Nobody else sees this.")))
    return kit.message(*blocks)


def _asked(item: ActionItem) -> list[Block]:
    line = what(item.what, 250)
    if not item.decide:
        return [kit.section(kit.say(_("{what}: {state}"), what=line, state=_decided(item)))]
    return [
        kit.section(kit.say(_("{what}\n{due}"), what=line, due=_capital(standing(item)))),
        kit.actions(*deciding(item, DONE_IN_REVIEW)),
    ]


def _decided(item: ActionItem) -> str:
    if item.status is ActionStatus.DONE:
        return _("done, thank you!")
    if item.status is ActionStatus.DROPPED:
        return _("dropped")
    return due_words(item.due_on, item.today)


def deciding(item: ActionItem, done: str = DONE) -> list[Block]:
    """Return the ways to decide over an open action, as buttons."""
    buttons = [done_button(item.action_id, item.what, done)]
    if item.carry_to is not None:
        carry = _("Carry over to {day}").format(day=say_day(item.carry_to))
        buttons.append(kit.button(carry, CARRY_OVER, item.action_id))
    return [
        *buttons,
        kit.button(_("Change …"), CHANGE, item.action_id),
        kit.button(_("Drop …"), DROP, item.action_id),
    ]


def more_words(count: int) -> str:
    return ngettext(
        "And {count} more action, due later.", "And {count} more actions, due later.", count
    ).format(count=count)


def facts(item: ActionItem) -> list[Markup]:
    """Say when it is due, whose it is, what it is for and where it came from, a line each."""
    lines = [kit.escape(_capital(standing(item)))]
    if item.side is not None:
        lines.append(
            kit.say(
                _("Owner: {owner}, {side}"),
                owner=kit.mention(item.owner),
                side=side_name(item.side),
            )
        )
    if item.goal:
        lines.append(kit.say(_("For the goal: {goal}"), goal=what(item.goal, _LONGEST_GOAL)))
    if item.theme:
        theme = what(item.theme, _LONGEST_GOAL)
        lines.append(kit.say(_("Because people said: {theme}"), theme=theme))
    if item.link:
        lines.append(kit.say(_("From {message}"), message=linked(item.link)))
    return lines


def linked(link: str) -> Markup:
    """Name the message that an action was made from; the address is Slack's own."""
    return Markup(f"<{kit.escape(link).replace('|', '')}|{_('this message')}>")


def why(item: ActionItem) -> Markup:
    """Say to its owner why this is theirs."""
    if item.giver is None or item.giver == item.owner:
        return kit.say(
            _("You get this as the owner in {partnership}."), partnership=item.partnership
        )
    if is_without_slack(item.giver):
        # By a link nobody is named: it is then for their side's lead.
        sentence = _("You get this because it came up in {giver}'s check-in for {partnership}.")
    elif item.from_check_in:
        sentence = _("You get this because {giver} named you in the check-in of {partnership}.")
    else:
        sentence = _("You get this because {giver} named you in {partnership}.")
    return kit.say(sentence, giver=kit.mention(item.giver), partnership=item.partnership)


def standing(item: ActionItem) -> str:
    """Say in a few words how an action stands."""
    if item.status is ActionStatus.DONE:
        return _("done")
    if item.status is ActionStatus.DROPPED:
        return _("no longer needed")
    return due_words(item.due_on, item.today)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
