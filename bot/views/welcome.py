"""What who installed the bot reads: the first step, or that it needs one more permission."""

from collections.abc import Sequence

from bot.rules.language import _
from bot.views import help as helping
from bot.views import kit
from bot.views.kit import Message


def first_step(*, org_wide: bool) -> Message:
    """Welcome who installed the bot, and say the one thing to do next."""
    office = (
        _("Whoever sets up the first partnership of a workspace is its first coordinator.")
        if org_wide
        else _("You are the first coordinator here.")
    )
    return kit.message(
        kit.section(
            _(
                "Thank you for bringing me here. I help a school and its partner keep in touch, "
                "and I speak up only where somebody invites me."
            )
        ),
        kit.section(
            _(
                "*The first step:* open the channel that you share with a partner, type "
                "`/invite @Touchstone`, and press *Set up a partnership*. It takes about three "
                "minutes, and anybody in the channel can do it."
            )
        ),
        kit.actions(helping.help_button()),
        kit.context(_("Only you get this, because you installed me."), office),
    )


def again() -> Message:
    """Welcome who installed the bot where it was before."""
    return kit.message(
        kit.section(
            _(
                "Thank you for having me back. Everything is as it was: the partnerships, what "
                "was said in them, and who is in them. I continue where I stopped; if I was "
                "taken out of a channel, type `/invite @Touchstone` there."
            )
        ),
        kit.actions(helping.help_button()),
        kit.context(_("Only you get this, because you installed me.")),
    )


def more_scopes(missing: Sequence[str], link: str) -> Message:
    """Ask who installed the bot, and who coordinates, to let it do something new."""
    return kit.message(
        kit.section(
            kit.say(
                _(
                    "I have learned something new, for which I need to be allowed more: "
                    "{scopes}. Until then I continue as before, without it. To allow it, "
                    "{link} and press *Allow*; nothing else changes."
                ),
                scopes=", ".join(missing),
                link=kit.Markup(f"<{kit.escape(link)}|{_('open this page')}>"),
            )
        ),
        kit.context(_("Whoever installed me and the coordinators of the partnerships get this.")),
    )
