"""Every message, modal and Home that the bot has, filled with sample values.

A sample is named after the function in `bot.views` that it shows, such as `checkins.invitation`,
with the variant behind it where there are several: `checkin_form.form.draft`.
"""

import json

from bot.samples import (
    actions,
    answer_links,
    audit,
    availability,
    checkins,
    coordinators,
    digests,
    feedback,
    goals,
    guard,
    handovers,
    joining,
    learning,
    orphans,
    partnerships,
    personal,
    pulse,
    school_calendars,
    welcome,
)
from bot.samples.words import ORDINARY, Sample, Words
from bot.views.kit import Message

SAMPLES: dict[str, Sample] = {
    **actions.SAMPLES,
    **answer_links.SAMPLES,
    **audit.SAMPLES,
    **availability.SAMPLES,
    **checkins.SAMPLES,
    **coordinators.SAMPLES,
    **digests.SAMPLES,
    **feedback.SAMPLES,
    **goals.SAMPLES,
    **learning.SAMPLES,
    **guard.SAMPLES,
    **handovers.SAMPLES,
    **joining.SAMPLES,
    **orphans.SAMPLES,
    **partnerships.SAMPLES,
    **personal.SAMPLES,
    **pulse.SAMPLES,
    **school_calendars.SAMPLES,
    **welcome.SAMPLES,
}


def as_json(name: str) -> str:
    """Return a sample as Block Kit Builder reads it: a message's blocks, or the whole view."""
    shown = SAMPLES[name](ORDINARY)
    view = {"blocks": shown.blocks} if isinstance(shown, Message) else shown
    return json.dumps(view, indent=2, ensure_ascii=False)


__all__ = ["ORDINARY", "SAMPLES", "Sample", "Words", "as_json"]
