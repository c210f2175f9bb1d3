"""Queries about school calendars: whose they are, their terms and days off, their holidays."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from bot.rules.vocabulary import CalendarKind, PartnershipStatus, Side
from storage.database import insert_into, workspace_of
from storage.models import CalendarEntry, Membership, Organization, Partnership, PublicHolidays


@dataclass(frozen=True)
class School:
    """The organization on a school side; no country when it never chose about holidays."""

    organization_id: int
    country: str | None
    state: str | None


def schools_of(session: Session, partnership_ids: Collection[int]) -> dict[int, School]:
    """Return the school of each partnership."""
    rows = session.execute(
        select(
            Membership.partnership_id,
            Membership.organization_id,
            PublicHolidays.country,
            PublicHolidays.state,
        )
        .outerjoin(PublicHolidays, PublicHolidays.organization_id == Membership.organization_id)
        .where(
            Membership.partnership_id.in_(partnership_ids),
            Membership.side == Side.SCHOOL,
            # There always is one: a side keeps a lead.
            Membership.ended_at.is_(None),
        )
        .distinct()
    )
    return {row[0]: School(row[1], row[2], row[3]) for row in rows}


def school(session: Session, school_id: int) -> Organization:
    return session.get_one(Organization, school_id)


def partnerships_of(session: Session, school_id: int) -> Sequence[Partnership]:
    """Return the partnerships that go by this school's calendar and are not closed."""
    theirs = select(Membership.partnership_id).where(
        Membership.organization_id == school_id,
        Membership.side == Side.SCHOOL,
        Membership.ended_at.is_(None),
    )
    return session.scalars(
        select(Partnership)
        .where(Partnership.id.in_(theirs), Partnership.status != PartnershipStatus.CLOSED)
        .order_by(Partnership.id)
    ).all()


def with_partnerships(
    session: Session, *, partnership_id: int | None = None, workspace_id: str | None = None
) -> Sequence[tuple[Organization, Partnership]]:
    """Return schools, each with a partnership of theirs that is not closed: for the operator.

    Those of all workspaces, or of one workspace, or the one of a partnership.
    """
    query = (
        select(Organization, Partnership)
        .join(Membership, Membership.organization_id == Organization.id)
        .join(Partnership, Partnership.id == Membership.partnership_id)
        .where(
            Membership.side == Side.SCHOOL,
            Membership.ended_at.is_(None),
            Partnership.status != PartnershipStatus.CLOSED,
        )
        .order_by(Organization.workspace_id, Organization.id, Partnership.id)
    )
    if partnership_id is not None:
        query = query.where(Partnership.id == partnership_id)
    if workspace_id is not None:
        query = query.where(Partnership.workspace_id == workspace_id)
    found: dict[int, tuple[Organization, Partnership]] = {}
    for school, partnership in session.execute(query):
        found.setdefault(school.id, (school, partnership))
    return list(found.values())


def entries_of(
    session: Session, school_ids: Collection[int], since: date
) -> dict[int, list[CalendarEntry]]:
    """Return the terms, breaks and no-school days of each school that end on this day or later."""
    found: dict[int, list[CalendarEntry]] = defaultdict(list)
    for entry in session.scalars(
        select(CalendarEntry)
        .where(CalendarEntry.organization_id.in_(school_ids), CalendarEntry.last_day >= since)
        .order_by(CalendarEntry.first_day, CalendarEntry.id)
    ):
        found[entry.organization_id].append(entry)
    return found


def keep_holidays(session: Session, school_id: int, *, country: str, state: str) -> None:
    """Remember whose public holidays a school keeps; no country for none."""
    insert = insert_into(session, PublicHolidays)
    session.execute(
        insert.values(
            workspace_id=workspace_of(session),
            organization_id=school_id,
            country=country,
            state=state,
        ).on_conflict_do_update(
            index_elements=["organization_id"],
            set_={name: insert.excluded[name] for name in ("country", "state")},
            where=or_(
                PublicHolidays.country != insert.excluded["country"],
                PublicHolidays.state != insert.excluded["state"],
            ),
        )
    )


def add_entry(
    session: Session, school_id: int, *, kind: CalendarKind, label: str, first: date, last: date
) -> None:
    """Add a term, a break or a no-school day; the same days again only take the new label."""
    insert = insert_into(session, CalendarEntry)
    session.execute(
        insert.values(
            workspace_id=workspace_of(session),
            organization_id=school_id,
            kind=kind,
            label=label,
            first_day=first,
            last_day=last,
        ).on_conflict_do_update(
            index_elements=["organization_id", "kind", "first_day", "last_day"],
            set_={"label": insert.excluded["label"]},
            where=CalendarEntry.label != insert.excluded["label"],
        )
    )


def remove_entry(session: Session, school_id: int, entry_id: int) -> None:
    """Take an entry out of a school's calendar, if it is in it."""
    session.execute(
        delete(CalendarEntry).where(
            CalendarEntry.id == entry_id, CalendarEntry.organization_id == school_id
        )
    )
