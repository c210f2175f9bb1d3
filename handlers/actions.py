"""Actions: the list and each with its log; give, tick off, take back, carry over."""

from bot.services import action_messages, action_reading, actions, seats
from bot.views import action_list
from bot.views import actions as action_views
from bot.views.actions import ActionItem
from bot.views.kit import Message, View
from handlers import home
from handlers.interaction import Interaction, metadata
from handlers.router import Router

router = Router()

# These take each other's place, so that Slack's stack of three is never full.
OURS = frozenset({action_views.LIST, action_views.SHOW, action_views.CHANGE, action_views.DROP})


@router.command("/partner", "actions")
def list_here(interaction: Interaction) -> None:
    with interaction.reading() as session:
        chosen = seats.choose(session, interaction.person, interaction.channel_id)
    interaction.open(listing(interaction, [partnership.id for partnership in chosen]))


@router.action(action_views.LIST)
def list_one(interaction: Interaction) -> None:
    put(interaction, listing(interaction, [interaction.value_number]))


@router.action(action_views.SHOW)
def show_one(interaction: Interaction) -> None:
    put(interaction, detail(interaction, interaction.value_number))


@router.action(action_views.DONE)
def finish(interaction: Interaction) -> None:
    _show(interaction, _finish(interaction))


@router.action(action_views.DONE_IN_REVIEW)
def finish_in_review(interaction: Interaction) -> None:
    _finish(interaction)
    _show_review(interaction)


@router.action(action_views.REOPEN)
def reopen(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        item = actions.reopen(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    _show(interaction, item)


@router.action(action_views.CARRY_OVER)
def carry_over(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        item = actions.carry_over(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    if interaction.view:
        _show(interaction, item)
    else:
        _show_review(interaction)


def _finish(interaction: Interaction) -> ActionItem:
    with interaction.unit_of_work() as session:
        return actions.finish(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )


def _show(interaction: Interaction, item: ActionItem) -> None:
    """Show what became of it where the button was: in the list, on Home, or in the message."""
    if interaction.on_home:
        home.show(interaction)
        return
    if not interaction.in_modal:
        interaction.change_message(action_views.current(item))
    elif interaction.view.get("callback_id") == action_views.LIST:
        interaction.replace(listing(interaction, interaction.numbers_of("partnerships")))
    else:
        interaction.replace(detail(interaction, item.action_id))
    home.refresh(interaction)


def _show_review(interaction: Interaction) -> None:
    """Show the question at a cycle's end as it stands now, where the button was."""
    with interaction.reading() as session:
        message: Message = action_messages.review_with(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    interaction.change_message(message)
    home.refresh(interaction)


def put(interaction: Interaction, view: View) -> None:
    """Open a view of actions; in the place of the one that is open when that is of actions too."""
    if interaction.in_modal and interaction.view.get("callback_id") in OURS:
        interaction.replace(view)
    else:
        interaction.open(view)


def listing(interaction: Interaction, partnership_ids: list[int]) -> View:
    """Return the list of these partnerships' actions as this person may see it."""
    with interaction.reading() as session:
        items = action_reading.listed(
            session, partnership_ids, key=interaction.person, now=interaction.now
        )
        add_to = partnership_ids[0] if len(partnership_ids) == 1 else None
        if add_to and not action_reading.may_give(session, add_to, key=interaction.person):
            add_to = None
    return action_list.listing(
        items,
        several=len(partnership_ids) > 1,
        metadata=metadata(partnerships=partnership_ids),
        add_to=add_to,
    )


def detail(interaction: Interaction, action_id: int) -> View:
    """Return one action with its log."""
    with interaction.reading() as session:
        item, log = action_reading.one(
            session, action_id, key=interaction.person, now=interaction.now
        )
    return action_list.shown(item, log, metadata=metadata(action=action_id))
