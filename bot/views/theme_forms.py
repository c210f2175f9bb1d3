"""The forms in which a lead makes a theme, says what becomes of it, and answers it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.language import _
from bot.rules.themes import ANSWER, INTO, LONGEST_TITLE, STATE, TITLE
from bot.rules.vocabulary import ThemeState
from bot.views import inputs, kit
from bot.views.inputs import Choice
from bot.views.kit import Block, View
from bot.views.themes import ThemeItem, cut
from bot.views.words import theme_state_name

SAVE_NEW = "themes.form"
SAVE_CHANGE = "themes.change_form"

_LONGEST_ANSWER = 600
_NO_THEME = "0"


@dataclass(frozen=True)
class Origin:
    """What a new theme is made from, said to the lead who makes it; `title` is proposed."""

    words: str = ""
    is_anonymous: bool = False
    title: str = ""
    # Themes that go on, which it can feed instead: id and title.
    others: Sequence[tuple[int, str]] = ()


def new(origin: Origin, *, metadata: str) -> View:
    """Ask a lead for a new theme, or which one this feeds."""
    blocks: list[Block] = []
    if origin.words:
        blocks.append(kit.section(kit.say(_("From: {words}"), words=cut(origin.words))))
    if origin.is_anonymous:
        blocks.append(
            kit.context(
                _("Everybody sees the theme: say it in your own words, and do not quote anyone.")
            )
        )
    if origin.others:
        blocks.append(_into(origin))
    title_hint = _("A few words in which everybody can recognize what they said.")
    blocks += [
        inputs.text_input(
            TITLE,
            _("What was said"),
            initial=kit.clip(" ".join(origin.title.split()), LONGEST_TITLE),
            hint=title_hint,
            limit=LONGEST_TITLE,
            optional=bool(origin.others),
        ),
        *_state_and_answer(ThemeState.HEARD, ""),
    ]
    return _form(_("New theme"), blocks, SAVE_NEW, metadata)


def change(theme: ThemeItem, *, metadata: str) -> View:
    """Ask a lead how a theme stands now, and for its answer."""
    title = inputs.text_input(TITLE, _("What was said"), initial=theme.title, limit=LONGEST_TITLE)
    blocks = [title, *_state_and_answer(theme.state, theme.answer)]
    return _form(_("Answer a theme"), blocks, SAVE_CHANGE, metadata)


def _into(origin: Origin) -> Block:
    choices = [Choice(_("A new theme"), _NO_THEME)]
    choices += [Choice(title, str(theme_id)) for theme_id, title in origin.others]
    return inputs.choice(INTO, _("It belongs to"), choices, initial=_NO_THEME)


def _state_and_answer(state: ThemeState, answer: str) -> list[Block]:
    states = [Choice(theme_state_name(one), one.value) for one in ThemeState]
    return [
        inputs.choice(STATE, _("Where it stands"), states, initial=state.value),
        inputs.text_input(
            ANSWER,
            _("Our answer"),
            initial=answer,
            hint=_("In plain words. Everybody in the partnership reads it."),
            limit=_LONGEST_ANSWER,
            multiline=True,
            optional=True,
        ),
    ]


def _form(title: str, blocks: Sequence[Block], callback_id: str, metadata: str) -> View:
    return kit.modal(
        title,
        blocks,
        callback_id=callback_id,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )
