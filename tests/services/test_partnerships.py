"""A partnership's life in the rows: founded once a channel, rested, woken, closed for good."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import storage.partnerships
from bot.rules.partnerships import SetUpAnswers, SideAnswers
from bot.rules.people import PersonKey, Profile
from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.vocabulary import (
    Cadence,
    CycleState,
    OrganizationKind,
    PartnershipStatus,
    PauseReason,
    Role,
    Side,
)
from bot.services import cards, channels, coordinators, membership, partnerships
from storage.database import Database
from storage.models import Cycle, Membership, Organization, OutboxMessage, Partnership
from tests.factories import (
    NOW,
    WORKSPACE,
    Cast,
    key_of,
    make_cycle,
    make_partnership,
    make_person,
    make_workspace,
)

ANA = PersonKey("T1", "UANA")


def profile(user_id: str, team_id: str = "T1") -> Profile:
    return Profile(PersonKey(team_id, user_id), user_id, "America/Chicago", "en-US", False, False)


def answers(name: str = "Riverside and Mercy") -> SetUpAnswers:
    return SetUpAnswers(
        name=name,
        school=SideAnswers("Riverside", OrganizationKind.DISTRICT, profile("UANA")),
        partner=SideAnswers("Mercy", OrganizationKind.HOSPITAL, profile("UBEN", "T2")),
        cadence=Cadence.QUARTERLY,
        time_zone="America/Chicago",
        year_starts_in=8,
        first_day=date(2026, 9, 14),
    )


def set_up(session: Session, key: PersonKey = ANA, name: str = "Riverside and Mercy") -> int:
    outcome = partnerships.set_up(
        session, key=key, channel_id="CMERCY", answers=answers(name), now=NOW
    )
    return outcome.partnership_id


@pytest.fixture(autouse=True)
def _workspaces(database: Database) -> None:
    make_workspace(database)
    make_workspace(database, "T9")


@pytest.fixture
def cast(database: Database) -> Cast:
    with database.unit_of_work(WORKSPACE) as session:
        cast = make_partnership(session)
        make_cycle(session, cast.partnership)
        return cast


def ensure_free(session: Session) -> None:
    partnerships.ensure_channel_is_free(session, "CMERCY")


def count(session: Session, table: type) -> int:
    return session.scalars(select(func.count()).select_from(table)).one()


def test_deputies_have_their_seats_from_the_beginning(database):
    said = answers()
    school = replace(said.school, deputy=profile("UCARA"))
    with database.unit_of_work(WORKSPACE) as session:
        partnerships.set_up(
            session, key=ANA, channel_id="CMERCY", answers=replace(said, school=school), now=NOW
        )
        [deputy] = session.scalars(select(Membership).where(Membership.role == Role.DEPUTY))
        assert deputy.side is Side.SCHOOL


def test_setting_up_seats_the_leads_plans_a_cycle_and_queues_the_card(database):
    with database.unit_of_work(WORKSPACE) as session:
        set_up(session)

        assert count(session, Organization) == 2
        assert [row.role for row in session.scalars(select(Membership))] == [Role.LEAD, Role.LEAD]
        (cycle,) = session.scalars(select(Cycle)).all()
        (card,) = session.scalars(select(OutboxMessage)).all()
    assert cycle.state is CycleState.UPCOMING
    assert card.channel == "CMERCY"


def test_a_form_with_problems_saves_nothing(database):
    with database.unit_of_work(WORKSPACE) as session:
        with pytest.raises(FormRefusal):
            set_up(session, name="")

        assert count(session, Partnership) == 0


def test_a_channel_that_two_workspaces_share_has_one_partnership(database):
    with database.unit_of_work(WORKSPACE) as session:
        set_up(session)

    with database.unit_of_work("T9") as session:
        for attempt in (set_up, ensure_free):
            with pytest.raises(Refusal, match="already looks after this channel"):
                attempt(session)
        assert count(session, Partnership) == 0


def test_an_organization_that_is_known_is_the_same_in_the_next_partnership(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        partnerships.set_up(
            session, key=ANA, channel_id="CFARM", answers=answers("Another"), now=NOW
        )
        partnerships.set_up(
            session, key=ANA, channel_id="CLAB", answers=answers("A third"), now=NOW
        )

        names = session.scalars(select(Organization.name)).all()
    assert sorted(names).count("Riverside") == 1


def test_setting_up_another_gives_no_seat_back_that_a_lead_took_away(database):
    with database.unit_of_work(WORKSPACE) as session:
        make_partnership(session, suffix="2")
        eve = make_person(session, "UEVE", "Eve Stone")
        coordinators.begin_with(session, eve, now=NOW)
        seat = session.scalars(select(Membership).where(Membership.person_id == eve.id)).one()
        seat.ended_at = NOW
        new = set_up(session)
        seats = select(Membership.partnership_id).where(
            Membership.person_id == eve.id, Membership.ended_at.is_(None)
        )
        assert session.scalars(seats).all() == [new]


@pytest.mark.parametrize("same_answers", [True, False])
def test_set_up_by_many_at_once_there_is_one(database, same_answers):
    begin = Barrier(4)
    outcomes: list[int | str] = []

    def one(number: int) -> None:
        begin.wait()
        name = "Together" if same_answers else f"Number {number}"
        try:
            with database.unit_of_work(WORKSPACE) as session:
                outcomes.append(set_up(session, name=name))
        except Refusal as refusal:
            outcomes.append(refusal.sentence)

    threads = [Thread(target=one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading(WORKSPACE) as session:
        (partnership,) = session.scalars(select(Partnership)).all()
        assert count(session, OutboxMessage) == 1
        assert count(session, Membership) == 2
    assert outcomes.count(partnership.id) == (4 if same_answers else 1)
    refused = [said for said in outcomes if isinstance(said, str)]
    assert all("already has a partnership" in said for said in refused)
    assert len(outcomes) == 4


def test_a_channel_is_free_until_it_is_taken(database):
    with database.unit_of_work(WORKSPACE) as session:
        partnerships.ensure_channel_is_free(session, "CMERCY")
        set_up(session)
        with pytest.raises(Refusal, match="already has a partnership"):
            partnerships.ensure_channel_is_free(session, "CMERCY")


def test_closing_forgets_the_cycle_to_come_and_ends_the_open_one(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        for _twice in range(2):
            partnerships.close(
                session, key=key_of(cast.ana), partnership_id=cast.partnership.id, now=NOW
            )

        assert session.scalars(select(Cycle.state)).all() == [CycleState.CLOSED]
        assert count(session, OutboxMessage) == 1
        assert storage.partnerships.in_channel(session, "CMERCY") is None


def test_a_closed_partnership_cannot_be_paused_resumed_or_joined(database, cast):
    ids = {"key": key_of(cast.ana), "partnership_id": cast.partnership.id, "now": NOW}
    with database.unit_of_work(WORKSPACE) as session:
        partnerships.close(session, **ids)
        for verb in (partnerships.pause, partnerships.resume):
            with pytest.raises(Refusal, match="closed"):
                verb(session, **ids)
        with pytest.raises(Refusal, match="closed"):
            membership.add_person(
                session, profile=profile("UEVE"), side=Side.SCHOOL, role=Role.READER, **ids
            )


def test_from_another_workspace_there_is_nothing_to_see_or_do(database, cast):
    ids = {"key": key_of(cast.ana), "partnership_id": cast.partnership.id}
    with database.unit_of_work("T9") as session:
        with pytest.raises(NotFound):
            cards.read(session, **ids)
        with pytest.raises(NotFound):
            partnerships.close(session, now=NOW, **ids)
        channels.gone(session, channel_id="CMERCY", because=PauseReason.ARCHIVED, now=NOW)

    with database.reading(WORKSPACE) as session:
        assert session.scalars(select(Partnership.status)).one() is PartnershipStatus.ACTIVE


def test_only_leads_hear_that_a_channel_is_lost(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        for _twice in range(2):
            channels.gone(session, channel_id="CMERCY", because=PauseReason.UNREACHABLE, now=NOW)

        told = session.scalars(select(OutboxMessage.channel)).all()
    assert sorted(told) == ["UANA", "UBEN"]


@pytest.mark.parametrize(
    ("ends", "status"),
    [
        ({PauseReason.ARCHIVED}, PartnershipStatus.ACTIVE),
        ({PauseReason.REMOVED}, PartnershipStatus.PAUSED),
    ],
)
def test_a_channel_that_is_back_ends_only_the_pause_it_caused(database, cast, ends, status):
    with database.unit_of_work(WORKSPACE) as session:
        channels.gone(session, channel_id="CMERCY", because=PauseReason.ARCHIVED, now=NOW)
        later = NOW + timedelta(days=1)
        partnership = channels.back(session, channel_id="CMERCY", ends=ends, now=later)
        assert channels.back(session, channel_id="COTHER", ends=ends, now=later) is None

    assert partnership is not None
    assert partnership.status is status


def test_cards_follow_only_cycles_that_go_on(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        (cycle_id,) = session.scalars(select(Cycle.id)).all()
        for _twice in range(2):
            cards.follow_cycles(session, [cycle_id], now=NOW)
        assert count(session, OutboxMessage) == 1
        partnerships.close(
            session, key=key_of(cast.ana), partnership_id=cast.partnership.id, now=NOW
        )
        cards.follow_cycles(session, [cycle_id], now=NOW)

        assert count(session, OutboxMessage) == 2


def test_the_seat_of_nobody_has_no_form(database, cast):
    with database.reading(WORKSPACE) as session, pytest.raises(NotFound):
        membership.seat_to_change(session, key_of(cast.ana), 999)
