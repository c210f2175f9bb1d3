"""The way to a form when it is not yet known which partnership is meant."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from bot.services import seats
from bot.views import chooser
from bot.views.inputs import Choice
from bot.views.kit import View
from handlers.interaction import Interaction
from storage.models import Partnership


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
        theirs = seats.choose(session, interaction.person, interaction.channel_id)
        if len(theirs) == 1:
            return view_of(session, theirs[0].id)
    return _question(action_id, theirs, metadata)


def meant(interaction: Interaction, action_id: str) -> int | None:
    """Return the one partnership that can be meant here; of several, ask which and return nothing.

    Each choice is a button `action_id` with the partnership's id.
    """
    with interaction.reading() as session:
        theirs = seats.choose(session, interaction.person, interaction.channel_id)
    if len(theirs) == 1:
        return theirs[0].id
    interaction.open(_question(action_id, theirs))
    return None


def _question(action_id: str, theirs: Sequence[Partnership], metadata: str = "") -> View:
    choices = [Choice(one.name, str(one.id)) for one in theirs]
    return chooser.choose_partnership(action_id, choices, metadata=metadata)


def show(interaction: Interaction, view: View) -> None:
    """Open a modal; it takes the place of the chooser when the choice was just made there."""
    if interaction.view.get("callback_id") == chooser.CHOOSER:
        interaction.replace(view)
    else:
        interaction.open(view)
