"""Asks a person of several partnerships which one they mean."""

from collections.abc import Sequence

from bot.rules.language import _
from bot.views import kit
from bot.views.inputs import Choice
from bot.views.kit import View

CHOOSER = "chooser.partnership"

_MOST = kit.MAX_VIEW_BLOCKS - 2


def choose_partnership(
    action_id: str, partnerships: Sequence[Choice], *, metadata: str = ""
) -> View:
    """Offer a button a partnership: name as text, id as value, `action_id` what it opens."""
    blocks = [kit.section(_("You are in several partnerships. Which one is this about?"))]
    blocks += [
        kit.section(
            kit.bold(one.text),
            button=kit.button(
                _("Choose"),
                action_id,
                one.value,
                label=_("Choose {name}").format(name=one.text),
            ),
        )
        for one in partnerships[:_MOST]
    ]
    if len(partnerships) > _MOST:
        blocks.append(
            kit.context(_("There are more. Use the command in a partnership's own channel."))
        )
    return kit.modal(
        _("Choose a partnership"),
        blocks,
        callback_id=CHOOSER,
        close=_("Close"),
        metadata=metadata,
    )
