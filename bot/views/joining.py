"""Somebody new in a partnership's channel: what its leads are asked, and what is said to them."""

from bot.rules.language import _
from bot.rules.vocabulary import Side
from bot.views import kit
from bot.views.kit import Block, Message
from bot.views.partnerships import details_button
from bot.views.words import side_name

# With the request's id as value.
SCHOOL = "joining.school"
PARTNER = "joining.partner"
DECLINE = "joining.decline"
SHOW = "joining.show"


def asking(request_id: int, partnership: str, user_id: str, likely: Side | None) -> Message:
    """Ask a lead, privately, on which side somebody belongs, the likely one first."""
    sides = sorted(Side, key=lambda side: side is not likely)
    return kit.message(
        kit.section(
            kit.say(
                _(
                    "*{partnership}*: {person} pressed a button in its channel and is not in "
                    "the partnership yet. Which side do they stand for?"
                ),
                partnership=partnership,
                person=kit.mention(user_id),
            )
        ),
        kit.actions(
            *(_side_button(side, request_id, likely is side) for side in sides),
            kit.button(_("Not in this partnership"), DECLINE, request_id),
        ),
        kit.context(
            _(
                "They would be a contributor: somebody who checks in, updates goals, and "
                "follows along."
            )
        ),
    )


def answered(partnership: str, user_id: str, *, added: bool) -> Message:
    """Confirm what a lead decided, in the place of the question."""
    words = (
        _("*{partnership}*: {person} is in it now.")
        if added
        else _("*{partnership}*: {person} is not in it. They are not told.")
    )
    return kit.message(
        kit.section(kit.say(words, partnership=partnership, person=kit.mention(user_id)))
    )


def removed_again(partnership_id: int, partnership: str, user_id: str) -> Message:
    """Say that whoever a question is about was in the partnership and has left it since."""
    words = _("*{partnership}*: {person} was in it and is no longer. *Details* shows its people.")
    return kit.message(
        kit.section(kit.say(words, partnership=partnership, person=kit.mention(user_id))),
        kit.actions(details_button(partnership_id)),
    )


def leads_are_asked() -> str:
    """Say to somebody new what happens now."""
    return _(
        "You are not in this channel's partnership yet. I have asked its leads, and will tell "
        "you when they have said yes."
    )


def welcome(partnership_id: int, partnership: str, side: Side) -> Message:
    """Tell somebody new, privately, that they are in it, and what that means."""
    return kit.message(
        kit.section(
            kit.say(
                _(
                    "You are in *{partnership}* now, on the {side}. You can check in, update "
                    "goals and give feedback with the buttons in its channel; I remind you of a "
                    "check-in at most three times."
                ),
                partnership=partnership,
                side=side_name(side),
            )
        ),
        kit.actions(details_button(partnership_id)),
    )


def _side_button(side: Side, request_id: int, is_likely: bool) -> Block:
    action = {Side.SCHOOL: SCHOOL, Side.PARTNER: PARTNER}[side]
    words = _("For the {side}").format(side=side_name(side))
    return kit.button(words, action, request_id, style="primary" if is_likely else None)
