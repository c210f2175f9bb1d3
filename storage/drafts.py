"""Queries about what somebody typed into a form and has not sent."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, literal, select
from sqlalchemy.orm import Session

from bot.rules.people import PersonKey
from storage.base import Document
from storage.database import insert_into, workspace_of
from storage.models import Cycle, Draft, Membership, Person

_COLUMNS = ("workspace_id", "person_id", "form", "typed", "saved_at")


def keep(
    session: Session,
    key: PersonKey,
    cycle_id: int,
    form: str,
    typed: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Keep what a member typed, in one statement; what was typed later stays."""
    insert = insert_into(session, Draft)
    news = insert.excluded
    whose = select(
        Person.workspace_id,
        Person.id,
        literal(form),
        literal(dict(typed), Document),
        literal(now, Draft.saved_at.type),
    ).where(
        Person.workspace_id == workspace_of(session),
        Person.team_id == key.team_id,
        Person.user_id == key.user_id,
        select(Membership.id)
        .join(Cycle, Cycle.partnership_id == Membership.partnership_id)
        .where(
            Cycle.id == cycle_id,
            Membership.person_id == Person.id,
            Membership.ended_at.is_(None),
        )
        .exists(),
    )
    session.execute(
        insert.from_select(_COLUMNS, whose).on_conflict_do_update(
            index_elements=["person_id", "form"],
            set_={"typed": news.typed, "saved_at": news.saved_at},
            where=Draft.saved_at <= news.saved_at,
        )
    )


def forget(session: Session, person_id: int, form: str) -> None:
    """Forget what one person typed into a form."""
    session.execute(
        delete(Draft)
        .where(Draft.person_id == person_id, Draft.form == form)
        .execution_options(synchronize_session=False)
    )


def forget_all(session: Session, partnership_ids: Collection[int], forms: Collection[str]) -> None:
    """Forget what members, also former ones, typed into forms that can be sent no more."""
    members = select(Membership.person_id).where(Membership.partnership_id.in_(partnership_ids))
    session.execute(
        delete(Draft)
        .where(Draft.person_id.in_(members), Draft.form.in_(forms))
        .execution_options(synchronize_session=False)
    )
