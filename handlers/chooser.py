"""The way to a form when it is not yet known which partnership is meant."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot.services import seats
from bot.views import chooser
from bot.views.inputs import Choice
from bot.views.kit import View
from handlers.interaction import Interaction


def open_for(
    interaction: Interaction,
    action_id: str,
    view_of: Callable[[Session, int], View],
    *,
    metadata: str = "",
) -> None:
    """Open `view_of` for the partnership that can be meant here, or ask which of several."""
    interaction.open(view_for(interaction, action_id, view_of, metadata=metadata))


def view_for(
    interaction: Interaction,
    action_id: str,
    view_of: Callable[[Session, int], View],
    *,
    metadata: str = "",
) -> View:
    """Return `view_of` the partnership that can be meant here, or the question which of several.

    Each choice is a button `action_id` with the partnership's id; its handler answers with `show`,
    and finds `metadata` in the chooser.
    """
    with interaction.reading() as session:
        offered = _offered(session, interaction)
        if len(offered) == 1:
            return view_of(session, int(offered[0].value))
    return chooser.choose_partnership(action_id, offered, metadata=metadata)


def meant(interaction: Interaction, action_id: str) -> int | None:
    """Return the one partnership that can be meant here; of several, ask which and return nothing.

    Each choice is a button `action_id` with the partnership's id.
    """
    with interaction.reading() as session:
        offered = _offered(session, interaction)
    if len(offered) == 1:
        return int(offered[0].value)
    interaction.open(chooser.choose_partnership(action_id, offered))
    return None


def _offered(session: Session, interaction: Interaction) -> list[Choice]:
    theirs = seats.choose(session, interaction.person, interaction.channel_id)
    return [Choice(one.name, str(one.id)) for one in theirs]


def show(interaction: Interaction, view: View) -> None:
    """Open a modal; it takes the place of the chooser when the choice was just made there."""
    if interaction.view.get("callback_id") == chooser.CHOOSER:
        interaction.replace(view)
    else:
        interaction.open(view)
