"""Help that fits where a person is and what they may do there, each command with its button."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.language import _
from bot.rules.permissions import Right, may
from bot.rules.vocabulary import PartnershipStatus, Role, Side
from bot.views import kit, partnerships
from bot.views.kit import Block, Message
from bot.views.partnerships import Record, details_button
from bot.views.words import role_name, side_name

HELP = "partnerships.help"

# So that the longest names, escaped, still fit into one message.
_MOST_LISTED = 15
_LONGEST_WORD = 40


@dataclass(frozen=True)
class Listed:
    """One partnership in a list."""

    partnership_id: int
    name: str


def help_button() -> Block:
    return kit.button(_("What can I do here?"), HELP)


def of_member(record: Record, side: Side, role: Role, *, unknown: str = "") -> Message:
    """Help in a channel with a partnership, for one of its members."""
    standing = kit.say(
        _("*{name}* is the partnership of this channel. You are {role} on the {side}."),
        name=record.name,
        role=role_name(role),
        side=side_name(side),
    )
    return kit.message(
        *_not_known(unknown),
        kit.section(standing),
        kit.section(kit.join(_commands(record, role))),
        kit.actions(
            *partnerships.details_buttons(record, role), details_button(record.partnership_id)
        ),
    )


def of_onlooker(name: str, lead_ids: Sequence[str], *, unknown: str = "") -> Message:
    """Help in a channel with a partnership, for somebody who is not in it."""
    leads = kit.join([kit.mention(user_id) for user_id in lead_ids], ", ")
    return kit.message(
        *_not_known(unknown),
        kit.section(
            kit.say(
                _(
                    "*{name}* is the partnership of this channel, and you are not in it yet. "
                    "One of its leads can add you: {leads}."
                ),
                name=name,
                leads=leads,
            )
        ),
    )


def of_channel(closed: Listed | None, others: Sequence[Listed], *, unknown: str = "") -> Message:
    """Help in a channel without a partnership; `closed` is the one that was there before."""
    before = (
        [
            kit.section(
                kit.say(_("*{name}* was here and is closed."), name=closed.name),
                button=details_button(closed.partnership_id, closed.name),
            )
        ]
        if closed
        else []
    )
    return kit.message(
        *_not_known(unknown),
        kit.section(
            _(
                "This channel has no partnership. `/partner setup`, or the button below, sets one "
                "up in about three minutes: who is in it, how often both sides check in, and when."
            )
        ),
        kit.actions(set_up_button()),
        *before,
        *_listed(others),
    )


def elsewhere(theirs: Sequence[Listed], *, unknown: str = "") -> Message:
    """Help outside channels: the person's partnerships, or how to begin one."""
    words = (
        _("`/checkin` to check in, `/goal` for goals, `/partner details` for the record.")
        if theirs
        else _(
            "You are not in any partnership yet. Open the channel that you share with your "
            "partner, invite Touchstone with `/invite @Touchstone`, and type `/partner setup` "
            "there."
        )
    )
    return kit.message(*_not_known(unknown), kit.section(words), *_listed(theirs))


def set_up_button() -> Block:
    return kit.button(_("Set up a partnership"), partnerships.SET_UP, style="primary")


def _not_known(word: str) -> list[Block]:
    if not word:
        return []
    known = kit.say(
        _("`/partner` does not know “{word}”. Here is what it can do."),
        word=kit.clip(word, _LONGEST_WORD),
    )
    return [kit.section(known)]


def _commands(record: Record, role: Role) -> list[str]:
    lines = [
        _("`/checkin` says how it is going, for your side"),
        _("`/goal` shows the goals, `/partner actions` what was promised"),
        _("`/partner pulse` shows how people feel about the partnership, and lets you answer"),
        _("`/partner details` shows the record, `/partner people` who is in it"),
        _("`/partner handover` lets somebody else lead your side"),
        _("`/partner coordinators` shows who looks after all partnerships here"),
        _("`/feedback` says something to the leads, `/partner feedback` shows their replies"),
        _("`/partner themes` shows what people said and what was done about it"),
        _("`/partner adjust` records what you change, `/partner learning` shows what helped"),
        _("`/partner digest` shows you the digest as it stands today"),
        _("`/partner calendar` shows the school’s breaks, `/partner schedule` what happens when"),
        _("`/partner hours` and `/partner away` say when I may write to you"),
        _("`/partner mydata` shows what I keep about you, and can erase it"),
    ]
    if may(role, Right.MANAGE_PARTNERSHIP):
        lines.append(_("`/partner audit` shows coordinators who changed what"))
        lines.append(
            _("`/partner resume` starts it again, `/partner close` ends it for good")
            if record.status is PartnershipStatus.PAUSED
            else _("`/partner pause` pauses it for a while, `/partner close` ends it for good")
        )
    return lines


def _listed(partnerships: Sequence[Listed]) -> list[Block]:
    if not partnerships:
        return []
    rows = [
        kit.section(kit.bold(one.name), button=details_button(one.partnership_id, one.name))
        for one in partnerships[:_MOST_LISTED]
    ]
    return [kit.section(_("Your partnerships")), *rows]
