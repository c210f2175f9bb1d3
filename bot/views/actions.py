"""What people see of actions: the news to a new owner, the list, the words for a due date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _, ngettext
from bot.views import kit
from bot.views.kit import Block, Markup, Message, View

DONE = "actions.done"
REOPEN = "actions.reopen"
DROP = "actions.drop"
LIST = "actions.list"

_LONGEST_WHAT = 400
# An action is one block; a list has a title and a foot besides.
MOST_LISTED = kit.MAX_VIEW_BLOCKS // 2 - 10


@dataclass(frozen=True)
class ActionItem:
    """One action as people read it; `owner` and `giver` are Slack user ids."""

    action_id: int
    what: str
    due_on: date
    today: date
    partnership: str
    owner: str = ""
    giver: str | None = None
    may_tick: bool = True


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


def what(text: str) -> Markup:
    """Show an action's words on one line."""
    return kit.escape(kit.clip(" ".join(text.split()), _LONGEST_WHAT))


def done_button(action_id: int, text: str) -> Block:
    return kit.button(
        _("Done"),
        DONE,
        action_id,
        label=_("Done: {what}").format(what=" ".join(text.split())),
    )


def list_button(partnership_id: int) -> Block:
    """The way to a partnership's open actions, everybody's."""
    return kit.button(_("Actions"), LIST, partnership_id)


def given(item: ActionItem) -> Message:
    """Tell a new owner, privately, what is theirs now and why."""
    why = (
        kit.say(
            _("You get this because {giver} named you in the check-in of {partnership}."),
            giver=kit.mention(item.giver),
            partnership=item.partnership,
        )
        if item.giver
        else kit.say(_("You get this as the owner in {partnership}."), partnership=item.partnership)
    )
    return kit.message(
        kit.section(kit.say(_("*An action for you:* {what}"), what=what(item.what))),
        kit.section(_capital(due_words(item.due_on, item.today))),
        kit.actions(done_button(item.action_id, item.what)),
        kit.context(why),
    )


def ticked(item: ActionItem) -> Message:
    """Take the place of that message once the action is done."""
    return kit.message(
        kit.section(kit.say(_("*Done:* {what}. Thank you!"), what=what(item.what))),
        kit.context(kit.escape(item.partnership)),
        kit.actions(kit.button(_("Not done yet"), REOPEN, item.action_id)),
    )


def listing(items: Sequence[ActionItem], *, several: bool, metadata: str) -> View:
    """List open actions; `several` says that they are of more than one partnership."""
    blocks: list[Block] = []
    for item in items[:MOST_LISTED]:
        blocks += _listed(item, several=several)
    if not items:
        blocks.append(
            kit.section(
                _("No open actions. A check-in can turn a challenge into one, with owner and date.")
            )
        )
    if len(items) > MOST_LISTED:
        blocks.append(kit.context(more_words(len(items) - MOST_LISTED)))
    return kit.modal(_("Actions"), blocks, callback_id=LIST, close=_("Close"), metadata=metadata)


def more_words(count: int) -> str:
    return ngettext(
        "And {count} more action, due later.", "And {count} more actions, due later.", count
    ).format(count=count)


def _listed(item: ActionItem, *, several: bool) -> list[Block]:
    line = kit.say(
        _("{what}\n{owner}, {due}"),
        what=what(item.what),
        owner=kit.mention(item.owner),
        due=due_words(item.due_on, item.today),
    )
    if several:
        line = kit.join([line, kit.escape(item.partnership)], " · ")
    if not item.may_tick:
        return [kit.section(line)]
    return [
        kit.section(line),
        kit.actions(done_button(item.action_id, item.what), _drop_button(item)),
    ]


def _drop_button(item: ActionItem) -> Block:
    return kit.button(
        _("No longer needed"),
        DROP,
        item.action_id,
        confirm=kit.confirm(
            _("Drop this action?"),
            _("It leaves everybody's list. What was said in the check-in stays."),
            _("Drop it"),
            _("Keep it"),
        ),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
