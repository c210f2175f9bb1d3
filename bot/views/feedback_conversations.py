"""Conversations about feedback in modals: the list of them, one of them, and what to say next."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.dates import say_day
from bot.rules.feedback import SAID
from bot.rules.language import _, ngettext
from bot.rules.vocabulary import Party
from bot.views import feedback_lines as lines
from bot.views import inputs, kit, themes
from bot.views.digest_details import pieces
from bot.views.feedback_lines import Conversation, Note
from bot.views.kit import Block, Markup, View

SAY_FORM = "feedback.say_form"
CONVERSATION = "feedback.conversation"
LIST = "feedback.list"

_LONGEST_LINE = 200
MOST_LISTED = 30
# A note takes eight blocks at most, of the hundred that Slack takes.
MOST_NOTES = 10
_PIECE = 2500


@dataclass(frozen=True)
class Inbox:
    """The conversations of a partnership that somebody may read, the newest first."""

    partnership_id: int
    partnership: str
    is_lead: bool
    conversations: Sequence[Conversation]


def say_form(conversation: Conversation, *, metadata: str) -> View:
    """Ask what to say next: a lead asks back, or whoever began it answers."""
    asks = not conversation.mine
    reads = (
        _("The person who gave the feedback and all leads read it, with your name.")
        if asks
        else lines.answer_words(conversation.is_anonymous)
    )
    label = _("What I want to ask or say") if asks else _("My answer")
    said = [note for note in conversation.notes if not note.closes]
    return kit.modal(
        _("Follow up") if asks else _("Answer"),
        [
            *[block for note in said[-1:] for block in _note(note, conversation)],
            inputs.text_input(SAID, label, multiline=True),
            kit.context(reads),
        ],
        callback_id=SAY_FORM,
        submit=_("Send"),
        close=_("Cancel"),
        metadata=metadata,
    )


def conversation(shown: Conversation) -> View:
    """Show a conversation from its beginning, with what the reader may do."""
    blocks = [block for note in shown.notes[-MOST_NOTES:] for block in _note(note, shown)]
    if shown.link:
        blocks.insert(0, kit.context(lines.about(shown.link)))
    more = len(shown.notes) - MOST_NOTES
    if more > 0:
        blocks.insert(0, kit.context(_("The beginning is too long to show here.")))
    blocks.append(kit.actions(*_buttons(shown)))
    return kit.modal(_("Feedback"), blocks, callback_id=CONVERSATION, close=_("Close"), metadata="")


def listing(inbox: Inbox) -> View:
    """List the conversations that somebody may read, and the way to say something new."""
    blocks: list[Block] = [
        kit.section(
            kit.say(_("Feedback in *{partnership}*"), partnership=lines.short(inbox.partnership)),
            button=lines.give_button(inbox.partnership_id),
        )
    ]
    if not inbox.conversations:
        blocks.append(kit.section(_nothing(inbox)))
    for one in inbox.conversations[:MOST_LISTED]:
        read = kit.button(_("Read"), lines.READ, one.feedback_id, label=_listed_label(one))
        blocks.append(kit.section(_listed(one), button=read))
    if len(inbox.conversations) > MOST_LISTED:
        blocks.append(kit.context(_("Older conversations are not listed here.")))
    return kit.modal(_("Feedback"), blocks, callback_id=LIST, close=_("Close"))


def _nothing(inbox: Inbox) -> str:
    if inbox.is_lead:
        return _("Nobody has given feedback yet.")
    return _("You have not given feedback here yet. You see your own here, and only your own.")


def _listed(one: Conversation) -> Markup:
    # Without the time of the newest word, which could tell more than the words do.
    first = one.notes[0]
    state = _("closed") if one.is_closed else ""
    parts = [_from(one), say_day(one.given_on), _count(one), state]
    return kit.join(
        [kit.escape(kit.clip(" ".join(first.said.split()), _LONGEST_LINE)), _dotted(parts)]
    )


def _listed_label(one: Conversation) -> str:
    return _("Read: {said}").format(said=" ".join(one.notes[0].said.split()))


def _dotted(parts: Sequence[str]) -> Markup:
    return kit.join([part for part in parts if part], " · ")


def _count(one: Conversation) -> str:
    answers = len([note for note in one.notes[1:] if not note.closes])
    if not answers:
        return _("no answer yet")
    return ngettext("{count} answer", "{count} answers", answers).format(count=answers)


def _from(one: Conversation) -> str:
    writer = one.notes[0].writer
    if one.mine:
        return _("you, without your name") if one.is_anonymous else _("you")
    return kit.mention(writer) if writer else _("without a name")


def _note(note: Note, conversation: Conversation) -> list[Block]:
    if note.closes:
        return [kit.section(lines.closed_words(note))]
    mine = conversation.mine and note.by is Party.AUTHOR
    head = kit.say(_("*You*")) if mine else lines.writer(note, mine=conversation.mine)
    on = conversation.given_on if note is conversation.notes[0] else note.on
    first, *rest = pieces(note.said, _PIECE)
    return [
        kit.section(kit.join([_dotted([head, say_day(on)]), first])),
        *(kit.section(piece) for piece in rest),
    ]


def _buttons(shown: Conversation) -> list[Block]:
    buttons = []
    if not shown.is_closed:
        word = _("Answer") if shown.mine else _("Follow up")
        buttons.append(kit.button(word, lines.SAY, shown.feedback_id, style="primary"))
    if not shown.mine:
        buttons.append(themes.from_feedback_button(shown.feedback_id))
    if not shown.is_closed:
        buttons.append(lines.close_button(shown.feedback_id))
    return [*buttons, lines.inbox_button(shown.partnership_id)]
