"""What a channel sees of a check-in: the invitation, and how many sides are in."""

from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _
from bot.views import kit
from bot.views.kit import Block, Message

# Each carries the partnership's id as its value.
OPEN = "checkins.open"
NO_CHANGE = "checkins.no_change"


def open_button(partnership_id: int, *, style: str | None = None) -> Block:
    """The way into the check-in, from wherever it is offered."""
    return kit.button(_("Check in"), OPEN, partnership_id, style=style)


def no_change_button(partnership_id: int) -> Block:
    """The one tap that says all is as it was."""
    return kit.button(_("No change since last time"), NO_CHANGE, partnership_id)


def text_labels() -> dict[str, str]:
    """Name the boxes of free text, in the order of the form."""
    return {
        "wins": _("Wins"),
        "challenges": _("Challenges"),
        "needs": _("What we need from the other side"),
        "changes": _("What we will change"),
    }


def invitation(partnership_id: int, partnership: str, period: str, *, due_on: date) -> Message:
    """Invite both sides, in their channel, when a check-in opens."""
    return kit.message(
        kit.section(
            kit.say(
                _("*{period}: the check-in for {partnership} is open.*"),
                period=period,
                partnership=partnership,
            )
        ),
        kit.section(
            kit.say(
                _(
                    "Each side says how its goals are going, in about three minutes. "
                    "Please answer by {day}."
                ),
                day=say_day(due_on),
            )
        ),
        kit.actions(open_button(partnership_id, style="primary"), no_change_button(partnership_id)),
    )


def sides_in(sides: int, period: str) -> Message:
    """Say how many of the two sides are in; to name the first would name the one that is not."""
    sentence = (
        _("*2 of 2 sides in* for {period}. Thank you both!")
        if sides > 1
        else _("*1 of 2 sides in* for {period}.")
    )
    return kit.message(kit.section(kit.say(sentence, period=period)))
