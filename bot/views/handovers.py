"""Handing a side over: asking for it, answering, and telling who looks after it."""

from dataclasses import dataclass

from bot.rules.handovers import LONGEST_NOTE, STAYS_AS, NotTaken
from bot.rules.language import _
from bot.rules.vocabulary import Side
from bot.views import inputs, kit, partnerships
from bot.views.handover_pack import PACK
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


@dataclass(frozen=True)
class Request:
    """What a successor is asked; the leaver is named in words, and may have left Slack."""

    handover_id: int
    partnership: str
    side: Side
    leaver: str
    has_left: bool = False
    note: str = ""


def form(side: Side, *, deputy: str | None, metadata: str) -> View:
    """Ask a lead who comes after them; a deputy of their side is offered first."""
    stays = [Choice(_("I am leaving this partnership"), LEAVES)]
    stays += [
        Choice(_("I am staying as {role}").format(role=role_name(role)), role) for role in STAYS_AS
    ]
    return kit.modal(
        _("Hand over"),
        [
            kit.section(
                kit.say(
                    _(
                        "You lead the {side}. Whoever you choose can read all there is to "
                        "know: goals, promises, people, the last check-ins and what was "
                        "decided. Nothing changes until they say yes."
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
        _(
            "I have asked {person}. You are still the lead until they say yes. I will tell you "
            "what they say, or after two weeks that they have not answered."
        ),
        person=kit.mention(successor),
    )


def request(asked: Request) -> Message:
    """Ask a successor privately, with all there is to know one press away."""
    return kit.message(*_request(asked))


def reminder(asked: Request) -> Message:
    """Ask a successor again, once."""
    said = _("You have not answered yet. I am asking this one more time, and then no more.")
    return kit.message(*_request(asked), kit.context(said))


def _request(asked: Request) -> list[Block]:
    why = (
        _("*{partnership}*: the Slack account of {person}, who leads the {side}, is gone.")
        if asked.has_left
        else _("*{partnership}*: {person} would like you to lead the {side} after them.")
    )
    said = kit.say(
        why, partnership=asked.partnership, person=asked.leaver, side=side_name(asked.side)
    )
    blocks = [
        kit.section(said),
        kit.section(
            _(
                "A side's lead checks in for it, decides who is in it, and owns its goals "
                "together with the other side."
            )
        ),
    ]
    if asked.note:
        blocks.append(kit.section(kit.say("“{words}”", words=asked.note)))
    return [
        *blocks,
        kit.actions(
            kit.button(_("See everything"), PACK, asked.handover_id),
            kit.button(_("I will take over"), TAKE, asked.handover_id, style="primary"),
            kit.button(_("I cannot"), DECLINE, asked.handover_id),
        ),
    ]


def over(partnership: str, side: Side) -> Message:
    """Say, in the place of what asked a successor, that nothing is asked any more."""
    sentence = _("*{partnership}*: you are no longer being asked to lead the {side}.")
    return kit.message(
        kit.section(kit.say(sentence, partnership=partnership, side=side_name(side)))
    )


def taken(partnership: str, successor: str, side: Side) -> Message:
    """Tell who handed over, and the other leads, that somebody else leads now."""
    return kit.message(
        kit.section(
            kit.say(
                _("*{partnership}*: {person} now leads the {side}."),
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
                    "Thank you. You now lead the {side} of *{partnership}*; the goals and "
                    "promises of whoever led it before are yours."
                ),
                partnership=partnership,
                side=side_name(side),
            )
        ),
        kit.actions(partnerships.details_button(partnership_id)),
    )


def declined() -> Message:
    """Take a no, kindly."""
    return kit.message(
        kit.section(_("That is fine. I will pass it on, and nothing changes for you."))
    )


def nobody_yet(
    partnership_id: int, partnership: str, successor: str, side: Side, why: NotTaken
) -> Message:
    """Tell who looks after a partnership that somebody who was asked does not take a side over."""
    sentence = {
        NotTaken.CANNOT: _("*{partnership}*: {person} cannot lead the {side}. Who else could?"),
        NotTaken.NO_ANSWER: _(
            "*{partnership}*: {person} was asked to lead the {side} and has not answered. I "
            "will not ask them again. Who else could?"
        ),
        NotTaken.NOT_REACHED: _(
            "*{partnership}*: {person} was to be asked to lead the {side}, but my message did not "
            "reach them. Please talk to them, or choose somebody else."
        ),
        NotTaken.GONE: _(
            "*{partnership}*: {person}, who was asked to lead the {side}, is no longer there. "
            "Who else could?"
        ),
    }[why]
    return kit.message(
        kit.section(
            kit.say(
                sentence,
                partnership=partnership,
                person=kit.mention(successor),
                side=side_name(side),
            )
        ),
        kit.actions(people_button(partnership_id)),
    )


def begin_button(partnership_id: int) -> Block:
    """Make the way for a lead to hand over."""
    return kit.button(_("Hand over"), BEGIN, partnership_id)


def people_button(partnership_id: int) -> Block:
    """Make the way for who looks after a partnership to choose who leads a side."""
    return kit.button(_("Choose under People"), partnerships.PEOPLE, partnership_id)
