"""Short things said to one person: a sentence, a refusal, a thank-you."""

from bot.rules.language import _
from bot.views import kit
from bot.views.kit import Message, View

NOTICE = "notices.notice"


def sentence(text: str) -> Message:
    """One sentence as a message."""
    return kit.message(kit.section(text))


def notice(text: str) -> View:
    """One sentence as a small modal."""
    return notice_of(sentence(text))


def notice_of(message: Message) -> View:
    """A message as a small modal, where no message can be shown."""
    return kit.modal(_("Touchstone"), message.blocks, callback_id=NOTICE, close=_("Close"))
