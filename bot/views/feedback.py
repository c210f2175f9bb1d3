"""The form for feedback, and the plain words before and after it of who will read what."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.feedback import SAID, Anonymity
from bot.rules.language import _, ngettext
from bot.views import feedback_lines as lines
from bot.views import inputs, kit
from bot.views.inputs import Choice
from bot.views.kit import Message, View

FORM = "feedback.form"
# A shortcut on somebody's message.
ON_MESSAGE = "feedback.on_message"

HOW = "how"
NAMED, ANONYMOUS = "named", "anonymous"

_MOST_NAMED = 12


@dataclass(frozen=True)
class Form:
    """What somebody is told before they say something; `leads` are Slack user ids."""

    partnership_id: int
    partnership: str
    leads: Sequence[str]
    anonymity: Anonymity
    could_be: int = 0
    link: str = ""


def form(shown: Form, *, metadata: str) -> View:
    """Ask what somebody wants to say, and say before who will read it."""
    blocks = [
        kit.section(
            kit.say(
                _("To the leads of *{partnership}*"), partnership=lines.short(shown.partnership)
            )
        ),
    ]
    if shown.link:
        blocks.append(kit.context(lines.about(shown.link)))
    blocks.append(
        inputs.text_input(SAID, _("What I want to say"), multiline=True, limit=kit.MAX_TYPED)
    )
    if shown.anonymity is Anonymity.OFFERED:
        choices = [
            Choice(_("With my name"), NAMED),
            Choice(_("Without my name"), ANONYMOUS),
        ]
        blocks.append(inputs.choice(HOW, _("How"), choices, initial=NAMED))
    blocks += [kit.context(line) for line in _who_reads(shown)]
    blocks.append(kit.actions(lines.inbox_button(shown.partnership_id)))
    return kit.modal(
        _("Give feedback"),
        blocks,
        callback_id=FORM,
        submit=_("Send"),
        close=_("Cancel"),
        metadata=metadata,
    )


def thanks(partnership: str, *, anonymous: bool) -> Message:
    """Say after it was sent who reads it."""
    seen = _anonymous_words() if anonymous else _("They see your name. Nobody else reads it.")
    return kit.message(
        kit.section(
            kit.say(
                _("Thank you. The leads of *{partnership}* get your words."),
                partnership=lines.short(partnership),
            )
        ),
        kit.context(seen),
        kit.context(_("If they follow up, I will write to you here in Slack, and only to you.")),
    )


def _who_reads(shown: Form) -> list[str]:
    leads = kit.join([kit.mention(one) for one in shown.leads[:_MOST_NAMED]], ", ")
    more = len(shown.leads) - _MOST_NAMED
    if more > 0:
        words = ngettext("and {count} more", "and {count} more", more).format(count=more)
        leads = kit.join([leads, words], " ")
    named: str = (
        kit.say(_("With your name, the leads read it, and nobody else: {leads}."), leads=leads)
        if shown.leads
        else _("No lead can read it yet: this partnership has none but you.")
    )
    theme = _("A lead may turn it into a theme, in words of their own that all of you can read.")
    return [named, _anonymity_words(shown), theme]


def _anonymity_words(shown: Form) -> str:
    return {
        Anonymity.OFFERED: kit.say(
            _(
                "Without your name, the same people read the words, the day after, and learn "
                "that one of {count} people wrote them. {kept}"
            ),
            count=shown.could_be,
            kept=_kept_words(),
        ),
        Anonymity.NO_KEY: _(
            "It goes with your name: Touchstone has no key here that could keep it hidden."
        ),
        Anonymity.LEAD: _("It goes with your name: leads read feedback, so theirs has their name."),
        Anonymity.TOO_FEW: _(
            "It goes with your name: fewer than five people in this partnership are not leads, "
            "so the words alone would tell who wrote them."
        ),
    }[shown.anonymity]


def _anonymous_words() -> str:
    return kit.join(
        [
            _("They read it tomorrow or later, without your name. Nobody else reads it."),
            _kept_words(),
        ],
        " ",
    )


def _kept_words() -> str:
    return _(
        "Your name is kept sealed, with a key that is not in the database; how you write can "
        "still give you away."
    )
