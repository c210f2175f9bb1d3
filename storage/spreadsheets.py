"""Queries for records that are named as people name them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.rules.text import squeezed
from bot.rules.vocabulary import PartnershipStatus
from storage.models import Goal, GoalUpdate, Partnership


def partnerships_called(session: Session, name: str) -> Sequence[Partnership]:
    """Return the partnerships that are not closed with this name, or in the channel of this ID."""
    query = select(Partnership).where(
        Partnership.status != PartnershipStatus.CLOSED,
        (Partnership.name == name) | (Partnership.channel_id == name),
    )
    return session.scalars(query.order_by(Partnership.id)).all()


def goal_that_says(session: Session, partnership_id: int, statement: str) -> Goal | None:
    """Return the partnership's goal with these words, the newest of several."""
    query = select(Goal).where(Goal.partnership_id == partnership_id, Goal.statement == statement)
    return session.scalars(query.order_by(Goal.id.desc()).limit(1)).first()


def goal_meant(session: Session, partnership_id: int, words: str) -> Goal | None:
    """Return the goal with these words, or else with the same letters and digits in other signs.

    Spreadsheets put other quotation marks and dashes in the place of those that people type.
    """
    exactly = goal_that_says(session, partnership_id, words)
    if exactly is not None:
        return exactly
    goals = session.scalars(
        select(Goal).where(Goal.partnership_id == partnership_id).order_by(Goal.id.desc())
    )
    return next((one for one in goals if squeezed(one.statement) == squeezed(words)), None)


def is_value_known(session: Session, form_token: str) -> bool:
    """Say whether a value was brought already."""
    query = select(func.count()).select_from(GoalUpdate).where(GoalUpdate.form_token == form_token)
    return session.scalars(query).one() > 0
