"""Goal forms that came back: read them, refuse kindly, save, show the list again."""

import logging
from datetime import date

from bot.rules.goals import GoalDraft
from bot.rules.language import _
from bot.rules.numbers import read_numbers
from bot.rules.partnerships import person_problem
from bot.rules.people import PersonKey
from bot.rules.vocabulary import Confidence, Direction
from bot.services import goal_changes
from bot.services import goals as goal_services
from bot.views import goal_forms, goals
from handlers import forms
from handlers.goals import list_view
from handlers.interaction import Interaction, SlackApiError
from handlers.router import Router

log = logging.getLogger(__name__)

router = Router()


class Typed:
    """What a form says, each field read as what it is, and a sentence for what cannot be read."""

    def __init__(self, interaction: Interaction) -> None:
        self._interaction = interaction
        self._values = interaction.values
        self.unreadable: dict[str, str] = {}

    def text(self, field: str) -> str:
        typed = (self._values.get(field) or "").strip()
        limit = goal_forms.LIMITS[field]
        if len(typed) > limit:
            self.unreadable[field] = _("Please keep this to {count} characters.").format(
                count=limit
            )
        return typed

    def number(self, field: str) -> float | None:
        numbers, problems = read_numbers({field: self._values.get(field)})
        self.unreadable.update(problems)
        return numbers.get(field)

    def day(self, field: str) -> date | None:
        return self._interaction.day(field)

    def person(self, field: str) -> PersonKey | None:
        user_id = self._values.get(field)
        if not user_id:
            return None
        profile = self._interaction.find(user_id)
        problem = person_problem(profile)
        if problem is not None:
            self.unreadable[field] = problem
        return profile.key if profile else None


@router.view(goals.NEW)
def create(interaction: Interaction) -> None:
    typed = Typed(interaction)
    plan = _plan(typed, interaction)
    with interaction.unit_of_work() as session:
        goal_changes.create(
            session,
            interaction.number_of("partnership"),
            plan=plan,
            live=interaction.values.get("save_as") == goal_forms.LIVE,
            unreadable=typed.unreadable,
            form_token=_token(interaction),
            key=interaction.person,
            now=interaction.now,
        )
    _show_list(interaction)


@router.view(goals.GO_LIVE)
def complete(interaction: Interaction) -> None:
    typed = Typed(interaction)
    plan = _plan(typed, interaction)
    with interaction.unit_of_work() as session:
        goal_changes.complete(
            session,
            interaction.number_of("goal"),
            plan=plan,
            live=interaction.values.get("save_as") == goal_forms.LIVE,
            unreadable=typed.unreadable,
            as_of=interaction.number_of("as_of"),
            form_token=_token(interaction),
            key=interaction.person,
            now=interaction.now,
        )
    _show_list(interaction)


@router.view(goals.UPDATE)
def update(interaction: Interaction) -> None:
    typed = Typed(interaction)
    with interaction.unit_of_work() as session:
        goal_services.update(
            session,
            interaction.number_of("goal"),
            value=typed.number("value"),
            confidence=interaction.chosen(Confidence, "confidence"),
            note=typed.text("note"),
            unreadable=typed.unreadable,
            form_token=_token(interaction),
            key=interaction.person,
            now=interaction.now,
        )
    _show_list(interaction)


@router.view(goals.REVISE)
def revise(interaction: Interaction) -> None:
    typed = Typed(interaction)
    wish = goal_changes.Wish(
        target=typed.number("target"),
        due_on=typed.day("due_on"),
        school_owner=typed.person("school_owner"),
        partner_owner=typed.person("partner_owner"),
    )
    with interaction.unit_of_work() as session:
        goal_changes.revise(
            session,
            interaction.number_of("goal"),
            wish=wish,
            reason=typed.text("reason"),
            unreadable=typed.unreadable,
            as_of=interaction.number_of("as_of"),
            form_token=_token(interaction),
            key=interaction.person,
            now=interaction.now,
        )
    _show_list(interaction)


@router.view(goals.RETIRE)
def retire(interaction: Interaction) -> None:
    typed = Typed(interaction)
    with interaction.unit_of_work() as session:
        goal_changes.retire(
            session,
            interaction.number_of("goal"),
            reason=typed.text("reason"),
            unreadable=typed.unreadable,
            form_token=_token(interaction),
            key=interaction.person,
            now=interaction.now,
        )
    _show_list(interaction)


def _plan(typed: Typed, interaction: Interaction) -> GoalDraft:
    return GoalDraft(
        statement=typed.text("statement"),
        why=typed.text("why"),
        indicator=typed.text("indicator"),
        unit=typed.text("unit"),
        direction=forms.word(Direction, interaction.values.get("direction")),
        baseline=typed.number("baseline"),
        target=typed.number("target"),
        band=typed.number("band"),
        starts_on=typed.day("starts_on"),
        due_on=typed.day("due_on"),
        school_owner=typed.person("school_owner"),
        partner_owner=typed.person("partner_owner"),
    )


def _token(interaction: Interaction) -> str:
    """Return the id of the open form: a form submitted twice is the same form."""
    return forms.view_id(interaction.view.get("id"))


def _show_list(interaction: Interaction) -> None:
    """Close the form; the list below it, or in its place, shows what changed."""
    with interaction.reading() as session:
        view = list_view(
            interaction,
            session,
            interaction.number_of("partnership"),
            page=interaction.number_of("page", 0),
            retired=interaction.remembers("retired"),
        )
    below = interaction.view.get("previous_view_id")
    if not below:
        interaction.replace(view)
        return
    interaction.respond()
    try:
        interaction.replace(view, below)
    except (SlackApiError, OSError):
        # It is saved; a list that shows it a press later is no reason to say otherwise.
        log.info("list_not_refreshed", extra={"route": interaction.name})
