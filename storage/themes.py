"""Queries about themes: as they stand, how they came to be, what fed them, whom to tell."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from bot.rules.themes import ENDED, Standing, Wording
from storage.base import UtcDateTime
from storage.database import insert_into, workspace_of
from storage.models import (
    CheckIn,
    Cycle,
    Feedback,
    Partnership,
    Person,
    SealedDay,
    Theme,
    ThemeChange,
    ThemeSource,
)

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def add(session: Session, *, once: str, **columns: Any) -> int | None:
    """Add a theme and return its id; nothing when the same form has added it before."""
    return session.scalar(
        insert_into(session, Theme)
        .values(workspace_id=workspace_of(session), once=once, **columns)
        .on_conflict_do_nothing(index_elements=["workspace_id", "once"])
        .returning(Theme.id)
    )


def find(session: Session, theme_id: int, *, lock: bool = False) -> Theme | None:
    query = select(Theme).where(Theme.id == theme_id)
    return session.scalar(query.with_for_update() if lock else query)


def of_partnership(session: Session, partnership_id: int) -> Sequence[Theme]:
    """Return a partnership's themes: what goes on first, then what changed last."""
    return session.scalars(
        select(Theme)
        .where(Theme.partnership_id == partnership_id)
        .order_by(Theme.state.in_(ENDED), Theme.changed_at.desc(), Theme.id.desc())
    ).all()


def remember(
    session: Session, theme_id: int, wording: Wording, *, person_id: int, now: datetime
) -> None:
    """Keep how somebody left a theme."""
    session.add(ThemeChange(theme_id=theme_id, person_id=person_id, at=now, **wording._asdict()))


def changes_of(session: Session, theme_id: int) -> Sequence[tuple[ThemeChange, Person]]:
    """Return how a theme came to be what it is, oldest first, and who changed it."""
    rows = session.execute(
        select(ThemeChange, Person)
        .join(Person, Person.id == ThemeChange.person_id)
        .where(ThemeChange.theme_id == theme_id)
        .order_by(ThemeChange.id)
    )
    return [(row[0], row[1]) for row in rows]


def fed(session: Session, theme_ids: Collection[int]) -> dict[int, int]:
    """Return how many pieces fed each theme."""
    rows = session.execute(
        select(ThemeSource.theme_id, func.count(ThemeSource.id))
        .where(ThemeSource.theme_id.in_(theme_ids))
        .group_by(ThemeSource.theme_id)
    )
    return {theme_id: count for theme_id, count in rows}  # noqa: C416  # a row is no pair to mypy


def feed(
    session: Session,
    theme_id: int,
    *,
    feedback_id: int | None = None,
    check_in_id: int | None = None,
    tell_at: datetime | None,
) -> None:
    """Let a piece feed a theme, once."""
    column = "feedback_id" if check_in_id is None else "check_in_id"
    session.execute(
        insert_into(session, ThemeSource)
        .values(
            workspace_id=workspace_of(session),
            theme_id=theme_id,
            feedback_id=feedback_id,
            check_in_id=check_in_id,
            tell_at=tell_at,
        )
        .on_conflict_do_nothing(index_elements=["theme_id", column])
    )


def tell(session: Session, theme_id: int, at: datetime) -> None:
    """Have everybody who fed a theme hear of its answer."""
    session.execute(
        update(ThemeSource)
        .where(ThemeSource.theme_id == theme_id)
        .values(tell_at=at)
        .execution_options(synchronize_session=False)
    )


class Challenge(NamedTuple):
    """What somebody wrote as a challenge in a check-in, and of which day."""

    check_in_id: int
    person: Person
    text: str
    submitted_at: datetime


def challenges_of(session: Session, partnership_id: int, *, limit: int) -> Sequence[Challenge]:
    """Return the newest challenges of a partnership's check-ins that feed no theme yet."""
    rows = session.execute(
        select(CheckIn.id, Person, CheckIn.challenges, CheckIn.submitted_at)
        .join(Cycle, Cycle.id == CheckIn.cycle_id)
        .join(Person, Person.id == CheckIn.person_id)
        .outerjoin(ThemeSource, ThemeSource.check_in_id == CheckIn.id)
        .where(
            Cycle.partnership_id == partnership_id,
            CheckIn.challenges != "",
            ThemeSource.id.is_(None),
        )
        .order_by(CheckIn.submitted_at.desc(), CheckIn.id.desc())
        .limit(limit)
    )
    return [Challenge(*row) for row in rows]


def challenge(session: Session, check_in_id: int) -> tuple[int, str] | None:
    """Return the partnership of a check-in and the challenge in it."""
    row = session.execute(
        select(Cycle.partnership_id, CheckIn.challenges)
        .join(Cycle, Cycle.id == CheckIn.cycle_id)
        .where(CheckIn.id == check_in_id)
    ).first()
    return None if row is None else (row[0], row[1])


class DigestTheme(NamedTuple):
    """A theme that a digest may tell of."""

    partnership_id: int
    standing: Standing


def current_of(
    session: Session, partnership_ids: Collection[int], *, since: datetime
) -> Sequence[DigestTheme]:
    """Return the partnerships' themes that go on or changed after a moment, oldest first."""
    rows = session.execute(_current(), {"ids": list(partnership_ids), "since": since})
    return [DigestTheme(row[0], Standing(*row[1:])) for row in rows]


@cache
def _current() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Theme.partnership_id,
            Theme.title,
            Theme.state,
            Theme.answer,
            Theme.heard_on,
            Theme.answered_at,
            Theme.id,
        )
        .where(
            Theme.partnership_id.in_(_IDS),
            or_(
                Theme.state.not_in(ENDED),
                Theme.answered_at > bindparam("since", type_=UtcDateTime()),
            ),
        )
        .order_by(Theme.id)
    )


@dataclass(frozen=True)
class Tidings:
    """That whoever fed a theme is to hear of its answer; no speaker is one that is sealed."""

    source: ThemeSource
    theme: Theme
    partnership: Partnership
    speaker: Person | None


def due(look: Connection, now: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """Return workspace and id of sources whose speaker is to hear of an answer."""
    rows = look.execute(_due(), {"now": now, "limit": limit})
    return [(workspace_id, source_id) for workspace_id, source_id in rows]


@cache
def _due() -> Select[str, int]:
    return (
        select(ThemeSource.workspace_id, ThemeSource.id)
        .where(ThemeSource.tell_at <= bindparam("now"))
        .order_by(ThemeSource.tell_at, ThemeSource.id)
        .limit(bindparam("limit"))
    )


def take_due(session: Session, source_ids: Collection[int], now: datetime) -> Sequence[Tidings]:
    """Lock those of the sources whose speaker is still to hear, and that nobody else holds."""
    rows = session.execute(
        select(ThemeSource, Theme, Partnership, Person)
        .join(Theme, Theme.id == ThemeSource.theme_id)
        .join(Partnership, Partnership.id == Theme.partnership_id)
        .outerjoin(Feedback, Feedback.id == ThemeSource.feedback_id)
        .outerjoin(CheckIn, CheckIn.id == ThemeSource.check_in_id)
        .outerjoin(Person, Person.id == func.coalesce(Feedback.person_id, CheckIn.person_id))
        .where(ThemeSource.id.in_(source_ids), ThemeSource.tell_at <= now)
        .order_by(ThemeSource.id)
        .with_for_update(of=ThemeSource, skip_locked=True)
    )
    return [Tidings(*row) for row in rows]


def last_change(session: Session, theme_id: int) -> ThemeChange:
    """Return how a theme was last changed."""
    return session.scalars(
        select(ThemeChange)
        .where(ThemeChange.theme_id == theme_id)
        .order_by(ThemeChange.id.desc())
        .limit(1)
    ).one()


def claim_day(session: Session, token: str) -> bool:
    """Take somebody's one telling of a day, both hidden in a token; say whether it was free."""
    taken = session.execute(
        insert_into(session, SealedDay)
        .values(workspace_id=workspace_of(session), token=token)
        .on_conflict_do_nothing()
        .returning(SealedDay.token)
    )
    return taken.first() is not None
