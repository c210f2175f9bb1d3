"""The forms of actions: open them, from a message too, read what comes back, save."""

import html
import re
import secrets
from typing import Any

from bot.rules import answers
from bot.rules.answers import ActionAnswer
from bot.services import action_reading, actions
from bot.services.action_keeping import Wish
from bot.views import action_forms
from bot.views import actions as action_views
from handlers import forms, home, links
from handlers.actions import detail, put
from handlers.interaction import Interaction, metadata
from handlers.router import Router

router = Router()

# What Slack wraps in signs, with the words that it shows for it, if there are any.
_WRAPPED = re.compile(r"<[^|>]*(?:\|([^>]*))?>")


@router.action(action_views.NEW)
def open_new(interaction: Interaction) -> None:
    partnership_id = interaction.value_number
    with interaction.reading() as session:
        form = action_reading.blank(
            session, partnership_id, key=interaction.person, now=interaction.now
        )
    put(interaction, action_forms.new(form, metadata=_remembered(partnership=partnership_id)))


@router.shortcut(action_views.FROM_MESSAGE)
def open_from_message(interaction: Interaction) -> None:
    message = interaction.body.get("message") or {}
    link = links.of_message(interaction.body)
    with interaction.reading() as session:
        form, partnership_id = action_reading.blank_here(
            session,
            interaction.channel_id,
            what=_plain(message)[: answers.LONGEST],
            link=link,
            key=interaction.person,
            now=interaction.now,
        )
    interaction.open(
        # Nobody has looked at the message's words for us yet.
        action_forms.new(
            form, metadata=_remembered(partnership=partnership_id, link=link, unsaved=True)
        )
    )


@router.view(action_views.NEW)
def give(interaction: Interaction) -> None:
    chosen = interaction.values.get(action_forms.PARTNERSHIP_FIELD)
    with interaction.unit_of_work() as session:
        item = actions.give(
            session,
            forms.number(chosen) if chosen else interaction.number_of("partnership"),
            _wish(interaction),
            form_token=_token(interaction),
            key=interaction.person,
            now=interaction.now,
        )
    interaction.replace(detail(interaction, item.action_id))
    home.refresh(interaction)


@router.action(action_views.CHANGE)
def open_change(interaction: Interaction) -> None:
    with interaction.reading() as session:
        form = action_reading.form_of(session, interaction.value_number, key=interaction.person)
    remembered = _remembered(action=interaction.value_number)
    put(interaction, action_forms.change(form, metadata=remembered))


@router.view(action_views.CHANGE)
def change(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        item = actions.change(
            session,
            interaction.number_of("action"),
            _wish(interaction),
            reason=_reason(interaction),
            form_token=_token(interaction),
            key=interaction.person,
            now=interaction.now,
        )
    interaction.replace(detail(interaction, item.action_id))
    home.refresh(interaction)


@router.action(action_views.DROP)
def open_drop(interaction: Interaction) -> None:
    with interaction.reading() as session:
        item, _log = action_reading.one(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    put(interaction, action_forms.drop(item, metadata=_remembered(action=item.action_id)))


@router.view(action_views.DROP)
def drop(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        item = actions.drop(
            session,
            interaction.number_of("action"),
            reason=_reason(interaction),
            form_token=_token(interaction),
            key=interaction.person,
            now=interaction.now,
        )
    interaction.replace(detail(interaction, item.action_id))
    home.refresh(interaction)


def read_action(values: dict[str, str | None]) -> ActionAnswer:
    """Read who does what by when, as every form with an action asks it."""
    return ActionAnswer(
        what=(values.get(answers.ACTION_WHAT) or "").strip(),
        owner=values.get(answers.ACTION_OWNER) or None,
        due_on=forms.day(values.get(answers.ACTION_DUE)),
    )


def _wish(interaction: Interaction) -> Wish:
    goal = interaction.values.get(action_forms.GOAL_FIELD)
    theme = interaction.values.get(action_forms.THEME_FIELD)
    return Wish(
        read_action(interaction.values),
        goal_id=forms.number(goal) if goal else None,
        theme_id=forms.number(theme) if theme else None,
        link=forms.text(interaction.metadata.get("link")),
    )


def _reason(interaction: Interaction) -> str:
    return (interaction.values.get(action_forms.REASON_FIELD) or "").strip()


def _token(interaction: Interaction) -> str:
    return forms.text(interaction.metadata.get("once"))[:40]


def _remembered(**values: Any) -> str:
    """Write what a form must remember; forms take each other's place in one modal, so each counts.

    `once` tells a form that came twice from two forms.
    """
    return metadata(**values, once=secrets.token_hex(16))


def _plain(message: dict[str, Any]) -> str:
    """Return what a message says without Slack's signs."""
    said = _WRAPPED.sub(lambda wrapped: wrapped[1] or "", forms.text(message.get("text")))
    return " ".join(html.unescape(said).split())
