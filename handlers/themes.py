"""Themes: what was said and what was done about it; leads make them, answer them, change them."""

import secrets

from sqlalchemy.orm import Session

import bot.services.themes
from bot.rules.themes import ANSWER, INTO, STATE, TITLE, Wording
from bot.rules.vocabulary import ThemeState
from bot.services.themes import Piece
from bot.views import theme_forms, themes
from bot.views.kit import View
from handlers import chooser, forms
from handlers.interaction import Interaction, metadata
from handlers.router import Router

router = Router()

# Modals of themes take each other's place; the history alone lies on top.
_OURS = frozenset({themes.LEDGER, themes.FOUND})


@router.command("/partner", "themes")
def list_here(interaction: Interaction) -> None:
    chooser.open_for(
        interaction,
        themes.LIST,
        lambda session, partnership_id: _ledger(session, interaction, partnership_id),
    )


@router.action(themes.LIST)
def list_one(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _ledger(session, interaction, interaction.value_number)
    _show(interaction, view)


@router.action(themes.CHALLENGES)
def list_challenges(interaction: Interaction) -> None:
    partnership_id = interaction.value_number
    with interaction.reading() as session:
        found = bot.services.themes.challenges(session, partnership_id, key=interaction.person)
    _show(interaction, themes.challenges(partnership_id, found))


@router.action(themes.NEW)
def open_new(interaction: Interaction) -> None:
    _open_form(interaction, Piece(partnership_id=interaction.value_number))


@router.action(themes.FROM_FEEDBACK)
def open_from_feedback(interaction: Interaction) -> None:
    _open_form(interaction, Piece(feedback_id=interaction.value_number))


@router.action(themes.FROM_CHALLENGE)
def open_from_challenge(interaction: Interaction) -> None:
    _open_form(interaction, Piece(check_in_id=interaction.value_number))


@router.view(theme_forms.SAVE_NEW)
def save_new(interaction: Interaction) -> None:
    piece = _piece(interaction)
    into = forms.number(interaction.values.get(INTO) or "0")
    with interaction.unit_of_work() as session:
        if into:
            partnership_id = bot.services.themes.add_to(
                session, piece, into, key=interaction.person, now=interaction.now
            )
        else:
            partnership_id = bot.services.themes.make(
                session,
                piece,
                _wording(interaction),
                once=forms.form_name(interaction.metadata.get("once")),
                key=interaction.person,
                now=interaction.now,
            )
        view = _ledger(session, interaction, partnership_id)
    interaction.replace(view)


@router.action(themes.CHANGE)
def open_to_change(interaction: Interaction) -> None:
    theme_id = interaction.value_number
    with interaction.reading() as session:
        item = bot.services.themes.look(
            session, theme_id, key=interaction.person, now=interaction.now
        )
    _show(interaction, theme_forms.change(item, metadata=metadata(theme=theme_id)))


@router.view(theme_forms.SAVE_CHANGE)
def change(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        partnership_id = bot.services.themes.change(
            session,
            interaction.number_of("theme"),
            _wording(interaction),
            key=interaction.person,
            now=interaction.now,
        )
        view = _ledger(session, interaction, partnership_id)
    interaction.replace(view)


@router.action(themes.HISTORY)
def show_history(interaction: Interaction) -> None:
    with interaction.reading() as session:
        changes = bot.services.themes.history(
            session, interaction.value_number, key=interaction.person
        )
    interaction.open(themes.history(changes))


def _open_form(interaction: Interaction, piece: Piece) -> None:
    with interaction.reading() as session:
        partnership_id, origin = bot.services.themes.origin(session, piece, key=interaction.person)
    about = metadata(
        partnership=partnership_id,
        feedback=piece.feedback_id,
        check_in=piece.check_in_id,
        once=secrets.token_hex(16),
    )
    _show(interaction, theme_forms.new(origin, metadata=about))


def _piece(interaction: Interaction) -> Piece:
    """Read what the form remembers of where the theme comes from."""
    if interaction.metadata.get("feedback") is not None:
        return Piece(feedback_id=interaction.number_of("feedback"))
    if interaction.metadata.get("check_in") is not None:
        return Piece(check_in_id=interaction.number_of("check_in"))
    return Piece(partnership_id=interaction.number_of("partnership"))


def _wording(interaction: Interaction) -> Wording:
    return Wording(
        title=(interaction.values.get(TITLE) or "").strip(),
        state=interaction.chosen(ThemeState, STATE),
        answer=(interaction.values.get(ANSWER) or "").strip(),
    )


def _ledger(session: Session, interaction: Interaction, partnership_id: int) -> View:
    shown = bot.services.themes.ledger(
        session, partnership_id, key=interaction.person, now=interaction.now
    )
    return themes.ledger(shown)


def _show(interaction: Interaction, view: View) -> None:
    if interaction.view.get("callback_id") in _OURS:
        interaction.replace(view)
    else:
        chooser.show(interaction, view)
