"""The one door for people's words: what may tell of a pupil comes to no handler unasked."""

import hashlib
import logging
from collections.abc import Iterator

import storage.people
from bot.rules import pupil_guard
from bot.rules.pupil_guard import Finding, Kind
from bot.rules.refusals import FormRefusal, Refusal
from bot.views import guard
from bot.views.guard import Question
from handlers import forms
from handlers.interaction import Interaction
from handlers.router import ACTION, CLOSED, COMMAND, VIEW

log = logging.getLogger(__name__)


def lets_through(interaction: Interaction) -> bool:
    """Say whether a handler may have it; if not, the person was asked, or is told by a refusal.

    What is typed and not sent yet is kept as a draft without what would be refused.
    """
    if interaction.kind == VIEW:
        return _look_at_form(interaction)
    if interaction.kind == COMMAND:
        _look_at_command(interaction)
    elif interaction.kind in (ACTION, CLOSED):
        interaction.values |= {
            field: pupil_guard.masked(text) for field, text, _before in _typed(interaction)
        }
    _forget_questions(interaction)
    return True


def _look_at_form(interaction: Interaction) -> bool:
    found = {
        field: hits
        for field, text, before in _typed(interaction)
        if (hits := _questioned(interaction, text, before))
    }
    hard = {field for field, hits in found.items() if any(hit.is_hard for hit in hits)}
    questions = [question(field, hits) for field, hits in found.items()]
    if hard or (questions and not guard.has_room(interaction.view, questions)):
        _note(interaction, hard=len(hard), soft=len(found) - len(hard))
        raise FormRefusal({one.field: one.suggestion for one in questions})
    ticked = _ticked(interaction)
    open_ones = [one for one in questions if one.block_id not in ticked]
    _forget_questions(interaction)
    if open_ones:
        _note(interaction, hard=0, soft=len(open_ones))
        # The answered ones stay in their place.
        interaction.replace(guard.asked(interaction.view, questions))
    return not open_ones


def _look_at_command(interaction: Interaction) -> None:
    hits = _found_in(interaction, interaction.text)
    hard = [hit for hit in hits if hit.is_hard]
    if hard:
        _note(interaction, hard=1, soft=0)
        raise Refusal(hard[0].suggestion)


def _typed(interaction: Interaction) -> Iterator[tuple[str, str, str]]:
    """Find the text boxes of a form: field, what stands in it, what the bot had put into it."""
    for block in forms.objects(interaction.view.get("blocks")):
        element, field = forms.whole(block.get("element")), forms.text(block.get("block_id"))
        text = interaction.values.get(field)
        if element.get("type") == "plain_text_input" and text:
            yield field, text, forms.text(element.get("initial_value"))


def _questioned(interaction: Interaction, text: str, before: str) -> tuple[Finding, ...]:
    hits = _found_in(interaction, text)
    # Somebody said of it before that it is about no pupil, or it would not have been saved.
    was_saved = text == before and not interaction.remembers("unsaved")
    return () if was_saved and not any(hit.is_hard for hit in hits) else hits


def _found_in(interaction: Interaction, text: str) -> tuple[Finding, ...]:
    hits = pupil_guard.findings(text)
    if not any(hit.kind is Kind.NAME for hit in hits):
        return hits
    with interaction.reading() as session:
        known = storage.people.names_beside(session, interaction.person)
    return pupil_guard.findings(text, known)


def question(field: str, hits: tuple[Finding, ...]) -> Question:
    """Return what to ask about a field; other words in it are another question."""
    shown = sorted(hits, key=lambda hit: not hit.is_hard)[0]
    words = "\n".join(sorted({f"{hit.kind} {hit.words.casefold()}" for hit in hits}))
    digest = hashlib.sha256(words.encode()).hexdigest()[:12]
    return Question(field, shown.suggestion, digest)


def _ticked(interaction: Interaction) -> set[str]:
    state = forms.whole(forms.whole(interaction.view.get("state")).get("values"))
    return {
        block_id
        for block_id, elements in state.items()
        if guard.is_question(block_id)
        and any(one.get("selected_options") for one in forms.objects(elements))
    }


def _forget_questions(interaction: Interaction) -> None:
    """Take our questions out of a form's values: its handler knows nothing of them."""
    interaction.values = {
        field: value for field, value in interaction.values.items() if not guard.is_question(field)
    }


def _note(interaction: Interaction, *, hard: int, soft: int) -> None:
    log.info("guarded", extra={"kind": interaction.kind, "hard": hard, "soft": soft})
