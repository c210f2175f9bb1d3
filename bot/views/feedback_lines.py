"""What a conversation about feedback is made of, and each thing in it as a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.language import _
from bot.rules.vocabulary import Party
from bot.views import actions, kit
from bot.views.kit import Block, Markup

# With the partnership's id as value.
GIVE = "feedback.give"
INBOX = "feedback.inbox"
# With the conversation's id as value.
READ = "feedback.read"
SAY = "feedback.say"
CLOSE = "feedback.close"

_LONGEST_NAME = 100
# What is quoted in a message, once escaped, beside all the rest that it says.
_LONGEST_QUOTE = 2200


@dataclass(frozen=True)
class Note:
    """What one end said; `writer` is a Slack user id, or nobody where there is no name."""

    by: Party
    writer: str | None
    said: str
    on: date
    closes: bool = False


@dataclass(frozen=True)
class Heard:
    """One note and what it belongs to, as a message brings it to the other end."""

    feedback_id: int
    partnership_id: int
    partnership: str
    is_anonymous: bool
    link: str
    note: Note


@dataclass(frozen=True)
class Conversation:
    """A conversation as one of its ends may read it; `mine` is the end that began it."""

    feedback_id: int
    partnership_id: int
    partnership: str
    is_anonymous: bool
    given_on: date
    link: str
    mine: bool
    is_closed: bool
    notes: Sequence[Note]


def answer_words(is_anonymous: bool) -> str:
    """Say who reads what the author answers."""
    if is_anonymous:
        return _("All leads read your answer, tomorrow or later, still without your name.")
    return _("All leads read your answer, with your name.")


def writer(note: Note, *, mine: bool) -> Markup:
    """Say who wrote a note; `mine` says that the reader began the conversation."""
    if note.by is Party.AUTHOR:
        return (
            kit.say(_("*The person who gave the feedback*"))
            if note.writer is None
            else kit.mention(note.writer)
        )
    asks = _("{lead} replied:") if mine else _("{lead} followed up:")
    return kit.say(asks, lead=kit.mention(note.writer or ""))


def closed_words(note: Note) -> Markup:
    """Say who closed a conversation."""
    if note.by is Party.LEADS and note.writer:
        return kit.say(
            _("{lead} closed the conversation. Nothing more is sent in it."),
            lead=kit.mention(note.writer),
        )
    return kit.say(
        _("The person who began this conversation closed it. Nothing more is sent in it.")
    )


def close_button(feedback_id: int) -> Block:
    """The way to close a conversation, which is asked about first."""
    return kit.button(
        _("Close conversation"),
        CLOSE,
        feedback_id,
        confirm=kit.confirm(
            _("Close this conversation?"),
            _("Nobody can add anything to it. What was said can still be read."),
            _("Close it"),
            _("Keep it open"),
        ),
    )


def about(link: str) -> Markup:
    """Lead to the message that feedback is about."""
    return kit.say(_("About {message}"), message=actions.linked(link))


def quote(said: str) -> Markup:
    """Show somebody's words, as far as they fit a message."""
    return kit.clip(kit.escape(said.strip()), _LONGEST_QUOTE)


def short(partnership: str) -> str:
    """Cut a partnership's name to what a line bears."""
    return kit.clip(partnership, _LONGEST_NAME)


def give_button(partnership_id: int) -> Block:
    """The way to say something to the leads."""
    return kit.button(_("Give feedback"), GIVE, partnership_id)


def inbox_button(partnership_id: int) -> Block:
    """The way to the conversations that somebody is in."""
    return kit.button(_("Feedback so far"), INBOX, partnership_id)
