"""Queries about pulses: what is asked, and who is asked in which wave."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from bot.rules.people import WITHOUT_SLACK, PersonKey
from bot.rules.pulse import Construct, Mode, WaveState
from bot.rules.vocabulary import PartnershipStatus, Side
from storage.database import insert_into, workspace_of
from storage.models import (
    Membership,
    Organization,
    Partnership,
    Person,
    PulseAsking,
    PulseChoice,
    PulseQuestion,
    PulseWave,
)


@dataclass(frozen=True)
class Asked:
    """One partnership that is asked in a wave."""

    asking: PulseAsking
    wave: PulseWave
    partnership: Partnership


def choice_of(session: Session, partnership_id: int) -> PulseChoice | None:
    """Return what the leads chose, if they did."""
    return session.get(PulseChoice, partnership_id)


def changed_questions(session: Session, partnership_id: int) -> Sequence[PulseQuestion]:
    """Return what leads added or retired, in that order."""
    return session.scalars(
        select(PulseQuestion)
        .where(PulseQuestion.partnership_id == partnership_id)
        .order_by(PulseQuestion.id)
    ).all()


def save_question(
    session: Session,
    partnership_id: int,
    code: str,
    construct: Construct,
    *,
    statement: str,
    is_retired: bool,
) -> None:
    """Keep a question that leads added, or whether one is retired."""
    insert = insert_into(session, PulseQuestion).values(
        workspace_id=workspace_of(session),
        partnership_id=partnership_id,
        code=code,
        construct=construct,
        statement=statement,
        is_retired=is_retired,
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["partnership_id", "code"],
            set_={"is_retired": insert.excluded.is_retired},
        )
    )


def people_of(
    session: Session, partnership_ids: Collection[int]
) -> Sequence[tuple[Person, Membership]]:
    """Return who can be asked in these partnerships, with each of their seats."""
    rows = session.execute(
        select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.partnership_id.in_(partnership_ids),
            Membership.ended_at.is_(None),
            Person.is_bot.is_(False),
            Person.is_deactivated.is_(False),
            # A link opens a check-in and nothing else.
            Person.team_id != WITHOUT_SLACK,
        )
        .order_by(Membership.id)
    )
    return [(person, membership) for person, membership in rows]


def ever_in(session: Session, partnership_ids: Collection[int]) -> Sequence[Person]:
    """Return everybody who was ever in one of these partnerships."""
    return session.scalars(
        select(Person).where(
            exists().where(
                Membership.person_id == Person.id, Membership.partnership_id.in_(partnership_ids)
            )
        )
    ).all()


def askings() -> Select[PulseAsking, PulseWave, Partnership]:
    """Select who is asked in which wave; each row makes an `Asked`."""
    return (
        select(PulseAsking, PulseWave, Partnership)
        .join(PulseWave, PulseWave.id == PulseAsking.wave_id)
        .join(Partnership, Partnership.id == PulseAsking.partnership_id)
    )


def asked_of(session: Session, partnership_id: int) -> Asked | None:
    """Return the wave that the partnership is in and that has not closed."""
    row = session.execute(
        askings()
        .where(Partnership.id == partnership_id, PulseWave.state != WaveState.CLOSED)
        .order_by(PulseWave.id)
    ).first()
    return None if row is None else Asked(*row)


def askings_of(session: Session, wave_id: int) -> Sequence[Asked]:
    """Return the partnerships of a wave."""
    rows = session.execute(askings().where(PulseWave.id == wave_id).order_by(PulseAsking.id))
    return [Asked(*row) for row in rows]


def waves_of(session: Session, partnership_ids: Collection[int]) -> Sequence[PulseWave]:
    """Return the waves in which one of these partnerships was asked, oldest first."""
    theirs = exists().where(
        PulseAsking.wave_id == PulseWave.id, PulseAsking.partnership_id.in_(partnership_ids)
    )
    return session.scalars(select(PulseWave).where(theirs).order_by(PulseWave.id)).all()


def partnerships_of(session: Session, wave_ids: Collection[int]) -> Sequence[int]:
    """Return the ids of the partnerships that were asked in these waves."""
    return session.scalars(
        select(PulseAsking.partnership_id).where(PulseAsking.wave_id.in_(wave_ids)).distinct()
    ).all()


def pools_of(session: Session, organization_id: int) -> Sequence[PulseWave]:
    """Return the waves in which partnerships of a school side can pool; nobody else adds one."""
    session.execute(
        select(Organization.id).where(Organization.id == organization_id).with_for_update()
    )
    return session.scalars(
        select(PulseWave)
        .where(
            PulseWave.organization_id == organization_id,
            PulseWave.mode == Mode.POOLED,
            PulseWave.state != WaveState.CLOSED,
        )
        .order_by(PulseWave.id)
        .with_for_update()
    ).all()


def partnerships_of_school(session: Session, organization_id: int) -> Sequence[int]:
    """Return the ids of the active partnerships whose school side is this organization."""
    return session.scalars(
        select(Membership.partnership_id)
        .join(Partnership, Partnership.id == Membership.partnership_id)
        .where(
            Membership.organization_id == organization_id,
            Membership.side == Side.SCHOOL,
            Membership.ended_at.is_(None),
            Partnership.status == PartnershipStatus.ACTIVE,
        )
        .distinct()
    ).all()


def lock(session: Session, wave_id: int) -> PulseWave | None:
    """Return a wave, and let nobody else vote or count before this transaction ends."""
    return session.scalar(
        select(PulseWave)
        .where(PulseWave.id == wave_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def open_of_person(session: Session, key: PersonKey) -> Sequence[tuple[Asked, Person]]:
    """Return what a person can answer now, in each of their partnerships."""
    rows = session.execute(
        askings()
        .add_columns(Person)
        .join(Membership, Membership.partnership_id == Partnership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            PulseWave.state == WaveState.OPEN,
            Partnership.status == PartnershipStatus.ACTIVE,
            Membership.ended_at.is_(None),
            Person.team_id == key.team_id,
            Person.user_id == key.user_id,
        )
        .order_by(PulseWave.closes_at, PulseAsking.id)
    )
    return [(Asked(asking, wave, partnership), who) for asking, wave, partnership, who in rows]
