"""What the leads read, privately, when their sides see a goal very differently."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.language import _
from bot.rules.vocabulary import Confidence, Side
from bot.views import kit
from bot.views.kit import Block, Markup, Message
from bot.views.words import capital, confidence_name, side_name

AGREE = "confidence_gaps.agree"
KEEP = "confidence_gaps.keep"

_LONGEST_GOAL = 300
_LONGEST_NOTE = 500


class Telling(StrEnum):
    """How far the leads have come in telling the channel."""

    NOBODY = "nobody"
    SCHOOL = "school"
    PARTNER = "partner"
    BOTH = "both"
    ALIKE = "alike"


@dataclass(frozen=True)
class Gap:
    """A goal with what each side says of it, and why; `telling` is who would tell the channel."""

    gap_id: int
    partnership: str
    period: str
    goal: str
    said: Mapping[Side, Confidence]
    notes: Mapping[Side, str]
    telling: Telling = Telling.NOBODY


def private(gap: Gap) -> Message:
    """Tell a lead before anybody else, with a way to talk about it."""
    head = kit.say(
        _("*Only for the leads of {partnership}, {period}.* You see a goal differently:"),
        partnership=gap.partnership,
        period=gap.period,
    )
    return kit.message(
        kit.section(head),
        kit.section(kit.bold(kit.escape(kit.clip(" ".join(gap.goal.split()), _LONGEST_GOAL)))),
        *(kit.section(_side(gap, side)) for side in Side if side in gap.said),
        kit.section(_way_to_talk()),
        *_choice(gap),
    )


def _side(gap: Gap, side: Side) -> Markup:
    line = kit.say(
        "*{side}*: {confidence}",
        side=capital(side_name(side)),
        confidence=confidence_name(gap.said[side]),
    )
    note = gap.notes.get(side, "")
    return kit.join([line, kit.clip(note, _LONGEST_NOTE)]) if note else line


def _way_to_talk() -> str:
    return _(
        "*A way to talk about it:* take ten minutes, the two of you, with the number in front "
        "of you both. Each of you says what you see, and the other says it back. Then ask: "
        "what would we both need to see to call it on track? Often each side knows something "
        "the other does not."
    )


def _choice(gap: Gap) -> list[Block]:
    agree = kit.button(_("Tell the channel too"), AGREE, gap.gap_id)
    keep = kit.button(_("Keep it between us"), KEEP, gap.gap_id)
    if gap.telling is Telling.BOTH:
        return [kit.context(_("Both sides wanted it: the digest shows how each side sees it."))]
    if gap.telling is Telling.ALIKE:
        return [kit.context(_("The two sides no longer differ like this. Thank you!"))]
    if gap.telling is Telling.NOBODY:
        promise = _(
            "The channel has not heard of this, and the digest leaves it out. It hears of it only "
            "when a lead of each side presses the button."
        )
        return [kit.context(promise), kit.actions(agree)]
    side = side_name(Side(gap.telling.value))
    waiting = _("The {side} would like to tell the channel. It is told when the other side agrees.")
    return [kit.context(kit.say(waiting, side=side)), kit.actions(agree, keep)]
