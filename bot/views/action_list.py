"""The list of actions, and one of them with its log and all that can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.vocabulary import ActionStatus
from bot.views import actions, kit
from bot.views.actions import ActionItem
from bot.views.kit import Block, Markup, View

LONGEST_REASON = 1000
# An action is two blocks; a list has a head, a foot and what was done lately besides.
MOST_LISTED = kit.MAX_VIEW_BLOCKS // 2 - 12
_MOST_DONE = 5


def listing(
    items: Sequence[ActionItem], *, several: bool, metadata: str, add_to: int | None = None
) -> View:
    """List open actions, and those done lately; `several` says they are of several partnerships.

    `add_to` is the partnership that a new one can be given in.
    """
    blocks: list[Block] = []
    if add_to is not None:
        blocks.append(kit.actions(kit.button(_("New action"), actions.NEW, add_to)))
    still_open = [item for item in items if item.status is ActionStatus.OPEN]
    done = [item for item in items if item.status is ActionStatus.DONE]
    for item in still_open[:MOST_LISTED]:
        blocks += _listed(item, several=several)
    if not still_open:
        blocks.append(
            kit.section(
                _(
                    "No open actions. A check-in can turn a challenge into one, with an "
                    "owner and a date."
                )
            )
        )
    if len(still_open) > MOST_LISTED:
        blocks.append(kit.context(actions.more_words(len(still_open) - MOST_LISTED)))
    if done:
        blocks.append(kit.section(_("*Done recently*")))
        blocks += [_done(item) for item in done[-_MOST_DONE:]]
    return kit.modal(
        _("Actions"), blocks, callback_id=actions.LIST, close=_("Close"), metadata=metadata
    )


def _listed(item: ActionItem, *, several: bool) -> list[Block]:
    owner = kit.mention(item.owner)
    if item.owner_left:
        owner = kit.say(_("{owner} (has left)"), owner=owner)
    line = kit.say(
        _("{what}\n{owner}, {due}"),
        what=actions.what(item.what),
        owner=owner,
        due=actions.standing(item),
    )
    if several:
        line = kit.join([line, kit.escape(item.partnership)], " · ")
    more = actions.show_button(item.action_id, item.what, decide=item.may_tick and item.decide)
    if not item.may_tick:
        return [kit.section(line, button=more)]
    return [
        kit.section(line),
        kit.actions(actions.done_button(item.action_id, item.what), more),
    ]


def _done(item: ActionItem) -> Block:
    line = kit.say(
        _("{what}, {owner}"), what=actions.what(item.what), owner=kit.mention(item.owner)
    )
    if not item.may_tick:
        return kit.section(line)
    return kit.section(line, button=kit.button(_("Not done yet"), actions.REOPEN, item.action_id))


@dataclass(frozen=True)
class Logged:
    """One change of an action: by whom (a Slack user id), what, and why."""

    at: date
    who: str
    did: str
    reason: str = ""
    details: Sequence[str] = ()


def shown(item: ActionItem, log: Sequence[Logged], *, metadata: str) -> View:
    """Show one action with everything that became of it, and what can be done with it."""
    blocks = [
        kit.section(kit.bold(actions.what(item.what, 2000))),
        kit.section(kit.join([*actions.facts(item), *_given_by(item)])),
        kit.actions(*_ways_on(item)),
        kit.divider(),
    ]
    blocks += [kit.section(_log_line(one)) for one in log]
    return kit.modal(
        _("Action"), blocks, callback_id=actions.SHOW, close=_("Close"), metadata=metadata
    )


def _given_by(item: ActionItem) -> list[Markup]:
    if item.giver is None or item.giver == item.owner:
        return []
    return [kit.say(_("Assigned by {giver}"), giver=kit.mention(item.giver))]


def _ways_on(item: ActionItem) -> list[Block]:
    back = kit.button(_("All actions"), actions.LIST, item.partnership_id)
    if not item.may_tick or item.status is ActionStatus.DROPPED:
        return [back]
    if item.status is ActionStatus.DONE:
        return [kit.button(_("Not done yet"), actions.REOPEN, item.action_id), back]
    return [*actions.deciding(item), back]


def _log_line(one: Logged) -> Markup:
    head = kit.say(
        _("{day} · {who} {did}"), day=say_day(one.at), who=kit.mention(one.who), did=one.did
    )
    lines = [head, *one.details]
    if one.reason:
        lines.append(kit.say(_("Reason: {reason}"), reason=kit.clip(one.reason, LONGEST_REASON)))
    return kit.join(lines)
