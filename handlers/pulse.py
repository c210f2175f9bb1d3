"""Pulses: answer, see what came of it, and for leads ask, choose how, and change the questions."""

import bot.services.pulse_ballots as ballots
import bot.services.pulse_choices as choices
import bot.services.pulse_questions as questions
import bot.services.pulse_results as results
import bot.services.pulse_waves as waves
from bot.rules.pulse import SCALE, Ballot, Construct, Fallback
from bot.rules.thresholds import FLOOR
from bot.views import pulse, pulse_form, pulse_questions, pulse_results
from bot.views.kit import View
from bot.views.pulse_form import WORDS_FIELD, Form
from bot.views.pulse_results import Standing
from handlers import chooser, forms
from handlers.interaction import Interaction, metadata
from handlers.router import Router

router = Router()

_DECISIONS = {
    pulse.NAMED: Fallback.NAMED,
    pulse.POOLED: Fallback.POOLED,
    pulse.NOT_AT_ALL: Fallback.NONE,
}


@router.command("/partner", "pulse")
def show_here(interaction: Interaction) -> None:
    partnership_id = chooser.meant(interaction, pulse.SHOW)
    if partnership_id is not None:
        standing = _standing(interaction, partnership_id)
        rich, plain = (pulse_results.private(standing, with_chart=it) for it in (True, False))
        interaction.tell_richly(rich, plain)


@router.action(pulse.SHOW)
def show(interaction: Interaction) -> None:
    standing = _standing(interaction, interaction.value_number)
    chooser.show(interaction, pulse_results.modal(standing))


@router.action(pulse.ANSWER)
def answer(interaction: Interaction) -> None:
    partnership_id = interaction.value_number
    with interaction.reading() as session:
        shown = ballots.form(session, partnership_id, key=interaction.person, now=interaction.now)
    if isinstance(shown, Form):
        about = metadata(partnership=partnership_id, wave=shown.wave_id)
        interaction.open(pulse_form.form(shown, about))
    else:
        interaction.open(pulse_form.thanks(shown, again=True))


@router.view(pulse_form.FORM)
def submit(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        asking, again = ballots.vote(
            session,
            interaction.number_of("partnership"),
            interaction.number_of("wave"),
            read_ballot(interaction.values),
            key=interaction.person,
            now=interaction.now,
        )
    interaction.replace(pulse_form.thanks(asking, again=again))


@router.action(pulse.ASK_NOW)
def ask_now(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        begun = waves.ask_now(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    if begun.offer is not None:
        interaction.open(pulse.offer_form(begun.offer))
    else:
        interaction.tell(pulse.chosen(pulse.has_begun(begun.asking, begun.waits_for)))


@router.action(pulse.NAMED)
@router.action(pulse.POOLED)
@router.action(pulse.NOT_AT_ALL)
def decide(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        begun = waves.decide(
            session,
            interaction.value_number,
            _DECISIONS[interaction.name],
            key=interaction.person,
            now=interaction.now,
        )
    told = pulse.chosen(pulse.has_begun(begun.asking, begun.waits_for))
    if interaction.in_modal:
        interaction.replace(pulse.offer_answered(told))
    else:
        interaction.change_message(told)


@router.action(pulse.CHOOSE)
def choose(interaction: Interaction) -> None:
    with interaction.reading() as session:
        chosen = choices.choices_of(session, interaction.value_number, key=interaction.person)
    interaction.open(pulse.choosing(chosen, metadata(partnership=interaction.value_number)))


@router.view(pulse.SAVE_CHOICE)
def save_choice(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        choices.choose(
            session,
            interaction.number_of("partnership"),
            with_cycles=interaction.values.get(pulse.WITH_CYCLES_FIELD) != pulse.NO,
            fallback=interaction.chosen(Fallback, pulse.FALLBACK_FIELD),
            fewest=forms.number(interaction.values.get(pulse.FEWEST_FIELD) or FLOOR),
            key=interaction.person,
        )
    interaction.close_all()


@router.action(pulse_results.QUESTIONS)
def list_questions(interaction: Interaction) -> None:
    listing = _listing(interaction, interaction.value_number)
    if interaction.in_modal:
        # Slack stacks three forms at most, and this one opens another.
        interaction.replace(listing)
    else:
        interaction.open(listing)


@router.action(pulse_questions.ADD)
def add_question(interaction: Interaction) -> None:
    with interaction.reading() as session:
        questions.listed(session, interaction.value_number, key=interaction.person)
    interaction.open(pulse_questions.adding(metadata(partnership=interaction.value_number)))


@router.view(pulse_questions.SAVE)
def save_question(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        questions.add(
            session,
            interaction.number_of("partnership"),
            interaction.values.get(pulse_questions.STATEMENT_FIELD) or "",
            interaction.chosen(Construct, pulse_questions.CONSTRUCT_FIELD),
            key=interaction.person,
        )
    interaction.replace(_listing(interaction, interaction.number_of("partnership")))


@router.action(pulse_questions.RETIRE)
@router.action(pulse_questions.BRING_BACK)
def retire_question(interaction: Interaction) -> None:
    partnership_id = interaction.number_of("partnership")
    with interaction.unit_of_work() as session:
        questions.retire(
            session,
            partnership_id,
            interaction.value,
            key=interaction.person,
            back=interaction.name == pulse_questions.BRING_BACK,
        )
    interaction.replace(_listing(interaction, partnership_id))


def read_ballot(values: dict[str, str | None]) -> Ballot:
    """Read the form; `values` are by block id, as Slack sends them."""
    scores = {
        code: int(value)
        for code, value in values.items()
        if code != WORDS_FIELD and value in _SCORES
    }
    return Ballot(scores, (values.get(WORDS_FIELD) or "").strip())


_SCORES = {str(score) for score in SCALE}


def _standing(interaction: Interaction, partnership_id: int) -> Standing:
    with interaction.reading() as session:
        return results.standing_of(
            session, partnership_id, key=interaction.person, now=interaction.now
        )


def _listing(interaction: Interaction, partnership_id: int) -> View:
    with interaction.reading() as session:
        listed = questions.listed(session, partnership_id, key=interaction.person)
    return pulse_questions.listing(listed, partnership_id, metadata(partnership=partnership_id))
