"""Handing a side over: asking for it, answering, and what nobody looks after."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.rules.handovers import LONGEST_NOTE, STAYS_AS
from bot.rules.language import _, ngettext
from bot.rules.vocabulary import Side
from bot.views import actions, goals, inputs, kit, partnerships
from bot.views.handover_pack import PACK, Pack
from bot.views.inputs import Choice
from bot.views.kit import Block, Markup, Message, View
from bot.views.words import role_name, side_name

# With the partnership's id as value.
BEGIN = "handovers.begin"
SAVE = "handovers.save"
# With the handover's id as value.
TAKE = "handovers.take"
DECLINE = "handovers.decline"

LEAVES = "leaves"
"""What is chosen by somebody who hands over and then leaves the partnership."""

_MOST_NAMED = 20


@dataclass(frozen=True)
class NoOwner:
    """What nobody looks after in a partnership."""

    partnership_id: int
    partnership: str
    sides: Sequence[Side] = ()
    goals: Sequence[str] = field(default=())
    actions: Sequence[str] = field(default=())


def form(side: Side, *, deputy: str | None, metadata: str) -> View:
    """Ask a lead who comes after them; a deputy of their side is offered first."""
    stays = [Choice(_("I leave this partnership"), LEAVES)]
    stays += [Choice(_("I stay as {role}").format(role=role_name(role)), role) for role in STAYS_AS]
    return kit.modal(
        _("Hand over"),
        [
            kit.section(
                kit.say(
                    _(
                        "You lead the {side}. Whoever you choose gets all there is to know: goals, "
                        "promises, people, the last check-ins and what was decided. Nothing "
                        "changes until they say yes."
                    ),
                    side=side_name(side),
                )
            ),
            inputs.person("successor", _("Who leads after you"), initial=deputy),
            inputs.choice("stays_as", _("And you"), stays, initial=LEAVES),
            inputs.text_input(
                "note",
                _("What they should know"),
                limit=LONGEST_NOTE,
                multiline=True,
                optional=True,
                hint=_("About the work and the people in it; nothing about a single student."),
            ),
        ],
        callback_id=SAVE,
        submit=_("Ask them"),
        close=_("Cancel"),
        metadata=metadata,
    )


def begun(successor: str) -> Markup:
    """Confirm that somebody was asked."""
    return kit.say(
        _("I have asked {person}. You lead on until they say yes."), person=kit.mention(successor)
    )


def request(handover_id: int, pack: Pack, *, leaver: str, has_left: bool) -> Message:
    """Ask a successor privately, with all there is to know one press away."""
    why = (
        _("*{partnership}*: the Slack account of {person}, who leads the {side}, is gone.")
        if has_left
        else _("*{partnership}*: {person} would like you to lead the {side} after them.")
    )
    blocks = [
        kit.section(
            kit.say(why, partnership=pack.partnership, person=leaver, side=side_name(pack.side))
        ),
        kit.section(
            _(
                "Who leads a side checks in for it, decides who is in it, and owns its goals "
                "together with the other side."
            )
        ),
    ]
    if pack.note:
        blocks.append(kit.section(kit.say("“{words}”", words=pack.note)))
    return kit.message(
        *blocks,
        kit.actions(
            kit.button(_("See all there is"), PACK, handover_id),
            kit.button(_("I take over"), TAKE, handover_id, style="primary"),
            kit.button(_("I cannot"), DECLINE, handover_id),
        ),
    )


def taken(partnership: str, successor: str, side: Side) -> Message:
    """Tell who handed over, and the other leads, that somebody else leads now."""
    return kit.message(
        kit.section(
            kit.say(
                _("*{partnership}*: {person} leads the {side} now."),
                partnership=partnership,
                person=kit.mention(successor),
                side=side_name(side),
            )
        )
    )


def took(partnership: str, partnership_id: int, side: Side) -> Message:
    """Thank a successor, with the way to what they lead now."""
    return kit.message(
        kit.section(
            kit.say(
                _(
                    "Thank you. You lead the {side} of *{partnership}* now; the goals and promises "
                    "of whoever led it before are yours."
                ),
                partnership=partnership,
                side=side_name(side),
            )
        ),
        kit.actions(partnerships.details_button(partnership_id)),
    )


def declined() -> Message:
    """Take a no, kindly."""
    return kit.message(kit.section(_("That is fine. I pass it on, and nothing changes for you.")))


def nobody_yet(partnership_id: int, partnership: str, successor: str, side: Side) -> Message:
    """Tell who looks after a partnership that somebody cannot take a side over."""
    return kit.message(
        kit.section(
            kit.say(
                _("*{partnership}*: {person} cannot lead the {side}. Who else could?"),
                partnership=partnership,
                person=kit.mention(successor),
                side=side_name(side),
            )
        ),
        kit.actions(_people_button(partnership_id)),
    )


def no_owner(shown: NoOwner) -> Message:
    """Ask a lead about all that nobody looks after, with the ways to change it."""
    lines = [
        *(
            kit.escape(_("• The {side} has no lead.").format(side=side_name(side)))
            for side in shown.sides
        ),
        *(kit.say(_("• Goal: {name}"), name=name) for name in shown.goals[:_MOST_NAMED]),
        *(kit.say(_("• Action: {what}"), what=what) for what in shown.actions[:_MOST_NAMED]),
    ]
    words = ngettext(
        "*{partnership}*: nobody looks after this:",
        "*{partnership}*: nobody looks after these:",
        len(lines),
    )
    return kit.message(
        kit.section(kit.join([kit.say(words, partnership=shown.partnership), *lines])),
        kit.actions(
            _people_button(shown.partnership_id),
            kit.button(_("Goals"), goals.LIST, shown.partnership_id),
            kit.button(_("Actions"), actions.LIST, shown.partnership_id),
        ),
        kit.context(_("You get this, once a week, because you look after this partnership.")),
    )


def begin_button(partnership_id: int) -> Block:
    """Make the way for a lead to hand over."""
    return kit.button(_("Hand over"), BEGIN, partnership_id)


def _people_button(partnership_id: int) -> Block:
    return kit.button(_("Choose under People"), partnerships.PEOPLE, partnership_id)
