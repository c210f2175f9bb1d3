"""Rows that are valid by default, so that a test says only what matters to it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.rules.people import PersonKey
from bot.rules.vocabulary import (
    Cadence,
    CycleState,
    Direction,
    GoalStatus,
    OrganizationKind,
    PartnershipStatus,
    Role,
    Side,
)
from storage.database import Database
from storage.models import Cycle, Goal, Membership, Organization, Partnership, Person, Workspace

WORKSPACE = "T1"
PARTNER_WORKSPACE = "T2"
NOW = datetime(2026, 9, 8, 15, 0, tzinfo=UTC)  # a Tuesday, ten in the morning in Chicago
ZONE = "America/Chicago"


@dataclass(frozen=True)
class Cast:
    """One partnership with its usual people."""

    partnership: Partnership
    district: Organization
    hospital: Organization
    ana: Person  # school lead
    ben: Person  # partner lead, of another workspace
    cara: Person  # school contributor
    dev: Person  # partner contributor


def make_workspace(database: Database, workspace_id: str = WORKSPACE) -> None:
    """Add the installing workspace, without which nothing else can be."""
    with database.across_workspaces() as session:
        session.add(
            Workspace(
                id=workspace_id,
                name="Riverside School District",
                bot_user_id="UBOT",
                added_at=NOW,
            )
        )


def make_person(
    session: Session, user_id: str, name: str, *, team_id: str = WORKSPACE, **columns: Any
) -> Person:
    person = Person(
        team_id=team_id,
        user_id=user_id,
        name=name,
        **{"time_zone": ZONE, "locale": "en-US", "seen_at": NOW, **columns},
    )
    session.add(person)
    session.flush()
    return person


def make_organization(
    session: Session, name: str, kind: OrganizationKind = OrganizationKind.DISTRICT
) -> Organization:
    organization = Organization(name=name, kind=kind)
    session.add(organization)
    session.flush()
    return organization


def make_member(
    session: Session,
    partnership: Partnership,
    person: Person,
    organization: Organization,
    *,
    side: Side,
    role: Role = Role.CONTRIBUTOR,
) -> Membership:
    membership = Membership(
        partnership_id=partnership.id,
        person_id=person.id,
        organization_id=organization.id,
        side=side,
        role=role,
        started_at=NOW,
    )
    session.add(membership)
    session.flush()
    return membership


def make_partnership(session: Session, *, suffix: str = "", **columns: Any) -> Cast:
    """Add a partnership of a district and a hospital; `suffix` keeps a second one apart."""
    ana = make_person(session, f"UANA{suffix}", "Ana Ruiz")
    ben = make_person(session, f"UBEN{suffix}", "Ben Okafor", team_id=PARTNER_WORKSPACE)
    cara = make_person(session, f"UCARA{suffix}", "Cara Lind")
    dev = make_person(session, f"UDEV{suffix}", "Dev Patel", team_id=PARTNER_WORKSPACE)
    district = make_organization(session, f"Riverside School District{suffix}")
    hospital = make_organization(session, f"Mercy Hospital{suffix}", OrganizationKind.HOSPITAL)
    partnership = Partnership(
        **{
            "name": f"Riverside and Mercy{suffix}",
            "channel_id": f"CMERCY{suffix}",
            "time_zone": ZONE,
            "cadence": Cadence.QUARTERLY,
            "year_starts_in": 8,
            "first_day": date(2026, 9, 8),
            "status": PartnershipStatus.ACTIVE,
            "set_up_by_id": ana.id,
            "created_at": NOW,
            **columns,
        }
    )
    session.add(partnership)
    session.flush()
    for person, organization, side, role in (
        (ana, district, Side.SCHOOL, Role.LEAD),
        (ben, hospital, Side.PARTNER, Role.LEAD),
        (cara, district, Side.SCHOOL, Role.CONTRIBUTOR),
        (dev, hospital, Side.PARTNER, Role.CONTRIBUTOR),
    ):
        make_member(session, partnership, person, organization, side=side, role=role)
    return Cast(partnership, district, hospital, ana, ben, cara, dev)


def make_crowd(session: Session, cast: Cast) -> None:
    """Add four more contributors, so that somebody who gives no name is one of many."""
    for number in range(4):
        person = make_person(session, f"UMORE{number}", f"More {number}")
        make_member(session, cast.partnership, person, cast.district, side=Side.SCHOOL)


def make_goal(session: Session, cast: Cast, **columns: Any) -> Goal:
    """Add a live goal of the partnership."""
    goal = Goal(
        **{
            "partnership_id": cast.partnership.id,
            "status": GoalStatus.LIVE,
            "statement": "More ninth-graders attend nine days out of ten",
            "why": "Days in class are days of learning.",
            "indicator": "Ninth-graders with 90% attendance",
            "unit": "%",
            "direction": Direction.INCREASE,
            "baseline": 70.0,
            "target": 85.0,
            "starts_on": date(2026, 9, 1),
            "due_on": date(2027, 6, 15),
            "school_owner_id": cast.ana.id,
            "partner_owner_id": cast.ben.id,
            "created_at": NOW,
            **columns,
        }
    )
    session.add(goal)
    session.flush()
    return goal


def make_cycle(session: Session, partnership: Partnership, **columns: Any) -> Cycle:
    """Add an open cycle: opened at NOW, due in fourteen days, closing in twenty-one."""
    cycle = Cycle(
        **{
            "partnership_id": partnership.id,
            "number": 1,
            "state": CycleState.OPEN,
            "opens_at": NOW,
            "due_at": NOW + timedelta(days=14),
            "closes_at": NOW + timedelta(days=21),
            "digest_at": NOW + timedelta(days=15),
            "first_reminder_at": NOW + timedelta(days=3),
            "second_reminder_at": NOW + timedelta(days=7),
            "last_reminder_at": NOW + timedelta(days=20),
            **columns,
        }
    )
    session.add(cycle)
    session.flush()
    return cycle


def key_of(person: Person) -> PersonKey:
    return PersonKey(person.team_id, person.user_id)
