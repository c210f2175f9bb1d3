"""Feedback: give it, read and answer it, ask back, close the conversation."""

import secrets

from sqlalchemy.orm import Session

import bot.services.feedback
import bot.services.feedback_reading
from bot.rules.feedback import SAID
from bot.views import feedback, feedback_conversations, feedback_news
from bot.views import feedback_lines as lines
from bot.views.kit import View
from handlers import chooser, forms, links
from handlers.interaction import Interaction, metadata
from handlers.router import OTHERWISE, Router

router = Router()

# Modals of feedback take each other's place: Slack stacks no more than three.
_OURS = frozenset({feedback.FORM, feedback_conversations.LIST, feedback_conversations.CONVERSATION})


@router.command("/feedback")
@router.command("/feedback", OTHERWISE)
def open_here(interaction: Interaction) -> None:
    _open_for(interaction, "")


@router.shortcut(feedback.ON_MESSAGE)
def open_on_message(interaction: Interaction) -> None:
    _open_for(interaction, links.of_message(interaction.body))


@router.action(lines.GIVE)
def open_one(interaction: Interaction) -> None:
    link = forms.text(interaction.metadata.get("link"))
    with interaction.reading() as session:
        view = _form(session, interaction, interaction.value_number, link)
    _show(interaction, view)


@router.view(feedback.FORM)
def give(interaction: Interaction) -> None:
    anonymous = interaction.values.get(feedback.HOW) == feedback.ANONYMOUS
    with interaction.unit_of_work() as session:
        partnership = bot.services.feedback.give(
            session,
            interaction.number_of("partnership"),
            interaction.values.get(SAID) or "",
            anonymous=anonymous,
            link=forms.text(interaction.metadata.get("link")),
            once=forms.form_name(interaction.metadata.get("once")),
            key=interaction.person,
            now=interaction.now,
        )
    interaction.tell(feedback.thanks(partnership, anonymous=anonymous))


@router.command("/partner", "feedback")
def list_here(interaction: Interaction) -> None:
    chooser.open_for(
        interaction,
        lines.INBOX,
        lambda session, partnership_id: _inbox(session, interaction, partnership_id),
    )


@router.action(lines.INBOX)
def list_one(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _inbox(session, interaction, interaction.value_number)
    _show(interaction, view)


@router.action(lines.READ)
def read(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _conversation(session, interaction, interaction.value_number)
    _show(interaction, view)


@router.action(lines.SAY)
def ask_what_to_say(interaction: Interaction) -> None:
    with interaction.reading() as session:
        shown = bot.services.feedback_reading.to_say(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    about = metadata(feedback=interaction.value_number, once=secrets.token_hex(16))
    _show(interaction, feedback_conversations.say_form(shown, metadata=about))


@router.view(feedback_conversations.SAY_FORM)
def say(interaction: Interaction) -> None:
    feedback_id = interaction.number_of("feedback")
    with interaction.unit_of_work() as session:
        bot.services.feedback.say(
            session,
            feedback_id,
            interaction.values.get(SAID) or "",
            once=forms.form_name(interaction.metadata.get("once")),
            key=interaction.person,
            now=interaction.now,
        )
        view = _conversation(session, interaction, feedback_id)
    interaction.replace(view)


@router.action(lines.CLOSE)
def close(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        bot.services.feedback.close(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
        shown = bot.services.feedback_reading.conversation(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    if interaction.in_modal:
        interaction.replace(feedback_conversations.conversation(shown))
    else:
        interaction.change_message(feedback_news.closed(shown))


def _open_for(interaction: Interaction, link: str) -> None:
    chooser.open_for(
        interaction,
        lines.GIVE,
        lambda session, partnership_id: _form(session, interaction, partnership_id, link),
        metadata=metadata(link=link),
    )


def _form(session: Session, interaction: Interaction, partnership_id: int, link: str) -> View:
    shown = bot.services.feedback_reading.form(
        session, partnership_id, link=link, key=interaction.person, now=interaction.now
    )
    once = secrets.token_hex(16)
    about = metadata(partnership=partnership_id, link=shown.link, once=once)
    return feedback.form(shown, metadata=about)


def _inbox(session: Session, interaction: Interaction, partnership_id: int) -> View:
    inbox = bot.services.feedback_reading.inbox(
        session, partnership_id, key=interaction.person, now=interaction.now
    )
    return feedback_conversations.listing(inbox)


def _conversation(session: Session, interaction: Interaction, feedback_id: int) -> View:
    shown = bot.services.feedback_reading.conversation(
        session, feedback_id, key=interaction.person, now=interaction.now
    )
    return feedback_conversations.conversation(shown)


def _show(interaction: Interaction, view: View) -> None:
    if interaction.view.get("callback_id") in _OURS:
        interaction.replace(view)
    else:
        chooser.show(interaction, view)
