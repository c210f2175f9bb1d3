"""Use cases around how a partnership wants to be asked: with cycles or not, and what if few are."""

from sqlalchemy.orm import Session

import storage.pulses
from bot.rules import thresholds
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.pulse import Fallback
from bot.services import seats
from bot.views.pulse import Choices
from storage.models import PulseChoice


def choices_of(session: Session, partnership_id: int, *, key: PersonKey) -> Choices:
    """Return how the leads want it to be asked."""
    seats.take(session, key, partnership_id, Right.MANAGE_PARTNERSHIP)
    chosen = chosen_by(session, partnership_id)
    return Choices(partnership_id, chosen.with_cycles, chosen.fallback, chosen.fewest)


def choose(
    session: Session,
    partnership_id: int,
    *,
    with_cycles: bool,
    fallback: Fallback,
    fewest: int,
    key: PersonKey,
) -> None:
    """Keep how the leads want it to be asked, from the next pulse on."""
    seats.take_to_change(session, key, partnership_id, Right.MANAGE_PARTNERSHIP)
    choice = to_change(session, partnership_id)
    choice.with_cycles, choice.fallback = with_cycles, fallback
    choice.fewest = thresholds.fewest(fewest)


def chosen_by(session: Session, partnership_id: int) -> PulseChoice:
    """Return what the leads chose, or else the usual."""
    return storage.pulses.choice_of(session, partnership_id) or PulseChoice(
        partnership_id=partnership_id,
        with_cycles=True,
        fallback=Fallback.UNDECIDED,
        fewest=thresholds.FLOOR,
    )


def to_change(session: Session, partnership_id: int) -> PulseChoice:
    """Return the row that holds what the leads choose."""
    chosen = chosen_by(session, partnership_id)
    session.add(chosen)
    return chosen
