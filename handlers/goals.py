"""Goals: the list, its pages, each goal's history, and the ways to its forms."""

from sqlalchemy.orm import Session

from bot.rules.permissions import Right
from bot.rules.refusals import NotFound
from bot.services import goal_reading, seats
from bot.services.goal_reading import GoalInHand
from bot.views import goal_forms, goal_history, goals
from bot.views.kit import View
from handlers import chooser
from handlers.interaction import Interaction, metadata
from handlers.router import OTHERWISE, Router

router = Router()


@router.command("/goal")
@router.shortcut(goals.LIST)
def open_list(interaction: Interaction) -> None:
    chooser.open_for(
        interaction, goals.LIST, lambda session, which: list_view(interaction, session, which)
    )


@router.action(goals.LIST)
def show_list(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = list_view(interaction, session, interaction.value_number)
    chooser.show(interaction, view)


@router.action(goals.EARLIER)
@router.action(goals.LATER)
def turn_page(interaction: Interaction) -> None:
    _redraw(interaction, page=interaction.value_number, retired=interaction.remembers("retired"))


@router.action(goals.SHOW_RETIRED)
def show_retired(interaction: Interaction) -> None:
    _redraw(interaction, page=interaction.number_of("page", 0), retired=True)


@router.command("/goal", "help")
def give_help(interaction: Interaction) -> None:
    _help(interaction)


@router.command("/goal", OTHERWISE)
def unknown_word(interaction: Interaction) -> None:
    _help(interaction, unknown=interaction.name.partition(" ")[2])


@router.command("/goal", "new")
def open_new(interaction: Interaction) -> None:
    chooser.open_for(
        interaction, goals.NEW, lambda session, which: _new_view(interaction, session, which)
    )


@router.action(goals.NEW)
def show_new(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _new_view(interaction, session, interaction.value_number)
    chooser.show(interaction, view)


@router.action(goals.GO_LIVE)
def show_draft(interaction: Interaction) -> None:
    found, remembered = _in_hand(interaction, Right.EDIT_GOALS)
    form = goal_forms.GoalForm(found.partnership.name, found.card.plan)
    interaction.open(goal_forms.draft_goal(form, metadata=remembered))


@router.action(goals.UPDATE)
def show_update(interaction: Interaction) -> None:
    found, remembered = _in_hand(interaction, Right.UPDATE_GOALS)
    interaction.open(goal_forms.update_goal(found.card, found.today, metadata=remembered))


@router.action(goals.REVISE)
def show_revise(interaction: Interaction) -> None:
    found, remembered = _in_hand(interaction, Right.EDIT_GOALS)
    interaction.open(goal_forms.revise_goal(found.card, metadata=remembered))


@router.action(goals.RETIRE)
def show_retire(interaction: Interaction) -> None:
    found, remembered = _in_hand(interaction, Right.EDIT_GOALS)
    interaction.open(goal_forms.retire_goal(found.card, metadata=remembered))


@router.action(goals.HISTORY)
def show_history(interaction: Interaction) -> None:
    interaction.open(_history_view(interaction, interaction.value_number, page=0))


@router.action(goal_history.OLDER)
@router.action(goal_history.NEWER)
def turn_history(interaction: Interaction) -> None:
    goal_id = interaction.number_of("goal")
    interaction.replace(_history_view(interaction, goal_id, page=interaction.value_number))


def list_view(
    interaction: Interaction,
    session: Session,
    partnership_id: int,
    *,
    page: int = 0,
    retired: bool = False,
) -> View:
    """Return the list as it is now for this person."""
    listing = goal_reading.listing(
        session, partnership_id, key=interaction.person, now=interaction.now
    )
    remembered = metadata(partnership=partnership_id, page=page, retired=retired)
    return goals.goals_list(listing, page=page, retired=retired, metadata=remembered)


def _redraw(interaction: Interaction, *, page: int, retired: bool) -> None:
    partnership_id = interaction.number_of("partnership")
    with interaction.reading() as session:
        view = list_view(interaction, session, partnership_id, page=page, retired=retired)
    interaction.replace(view)


def _new_view(interaction: Interaction, session: Session, partnership_id: int) -> View:
    form = goal_reading.blank(session, partnership_id, key=interaction.person, now=interaction.now)
    return goal_forms.new_goal(form, metadata=_remembered(interaction, partnership_id))


def _history_view(interaction: Interaction, goal_id: int, *, page: int) -> View:
    with interaction.reading() as session:
        history = goal_reading.history(
            session, goal_id, page=page, key=interaction.person, now=interaction.now
        )
    return goal_history.goal_history(history, metadata=metadata(goal=goal_id))


def _in_hand(interaction: Interaction, right: Right) -> tuple[GoalInHand, str]:
    with interaction.reading() as session:
        found = goal_reading.one(
            session,
            interaction.value_number,
            key=interaction.person,
            right=right,
            now=interaction.now,
        )
    ids = {"goal": found.card.goal_id, "as_of": found.as_of}
    return found, _remembered(interaction, found.partnership.id, **ids)


def _remembered(interaction: Interaction, partnership_id: int, **ids: int) -> str:
    """Note what a form needs when it comes back, and which page of the list lies below."""
    page, retired = interaction.number_of("page", 0), interaction.remembers("retired")
    return metadata(partnership=partnership_id, page=page, retired=retired, **ids)


def _help(interaction: Interaction, unknown: str = "") -> None:
    try:
        with interaction.reading() as session:
            meant = seats.choose(session, interaction.person, interaction.channel_id)
    except NotFound:
        meant = []
    one = meant[0].id if len(meant) == 1 else None
    interaction.tell(goals.goal_help(one, unknown=unknown))
