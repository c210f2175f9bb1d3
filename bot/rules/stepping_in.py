"""What an operator may do about a message that is stuck, and why not."""

from datetime import timedelta

from bot.rules.language import _
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import MessageStatus

RETRIED_FOR = timedelta(days=1)
"""For so long at least a retried message is sent, though its time may be over."""


def ensure_may_retry(
    status: MessageStatus,
    *,
    in_hand: bool,
    replaced: bool,
    waits_for: str | None,
    forgotten: bool,
) -> None:
    """Refuse to send again what is sent, or what is on its way, or what nobody needs any more.

    `waits_for` is the key of the message that it follows, when that one was not sent; `forgotten`
    says that nobody knows any more what it said.
    """
    _ensure_not_over(status, in_hand=in_hand)
    if forgotten:
        raise Refusal(_("What it said is no longer kept, so there is nothing to send."))
    if replaced:
        raise Refusal(_("A newer change took its place."))
    if waits_for is not None:
        raise Refusal(
            _("It follows {key}, which was not sent: retry that one first.").format(key=waits_for)
        )


def ensure_may_drop(status: MessageStatus, *, in_hand: bool) -> None:
    """Refuse to drop what is sent, what is on its way, or what was dropped."""
    _ensure_not_over(status, in_hand=in_hand)
    if status is MessageStatus.DROPPED:
        raise Refusal(_("It was already dropped."))


def _ensure_not_over(status: MessageStatus, *, in_hand: bool) -> None:
    if status is MessageStatus.SENT:
        raise Refusal(_("Slack already has it."))
    if in_hand:
        raise Refusal(_("It is being sent at this moment. Look again in a minute."))
