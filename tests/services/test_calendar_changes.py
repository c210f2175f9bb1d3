"""A school's calendar in the rows: who shares it, who keeps it, and what it moves."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.school_days import DaysOff
from bot.rules.vocabulary import CalendarKind, CycleState, PartnershipStatus, Role, Side
from bot.services import calendar_changes, cycles, school_calendars
from bot.services.public_holidays import Place
from storage.models import CalendarEntry, Cycle, Membership, OutboxMessage, Partnership, Person
from tests import factories
from tests.factories import NOW, WORKSPACE, key_of

DAY = timedelta(days=1)
OPENS = date(2026, 11, 2)
MOVED = date(2026, 11, 9)
WEEK_OFF = {
    "kind": CalendarKind.BREAK,
    "label": "fall break",
    "first": date(2026, 11, 1),
    "last": date(2026, 11, 8),
}


@pytest.fixture
def cast(database):
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
        plan_second_quarter(session, cast.partnership)
        return cast


def plan_second_quarter(session, partnership):
    factories.make_cycle(
        session, partnership, state=CycleState.CLOSED, closes_at=NOW - DAY, digested_at=NOW - DAY
    )
    cycles.replan(session, partnership, now=NOW)


def members_of(session, partnership):
    return session.scalars(
        select(Membership).where(Membership.partnership_id == partnership.id)
    ).all()


def share(session, cast, **columns):
    """Add a second partnership of the same school with another partner."""
    other = factories.make_partnership(session, suffix="2", **columns)
    for member in members_of(session, other.partnership):
        if member.side is Side.SCHOOL:
            member.organization_id = cast.district.id
    session.flush()
    return other


def add(database, cast, person=None, **changes):
    with database.unit_of_work(WORKSPACE) as session:
        calendar_changes.add_days(
            session,
            cast.partnership.id,
            **{**WEEK_OFF, **changes},
            key=key_of(person or cast.ana),
            now=NOW,
        )


def opening(database, cast):
    with database.reading(WORKSPACE) as session:
        query = select(Cycle.opens_at).where(
            Cycle.partnership_id == cast.partnership.id, Cycle.state == CycleState.UPCOMING
        )
        return session.scalars(query).one().date()


def cards_changed(database):
    with database.reading(WORKSPACE) as session:
        keys = session.scalars(select(OutboxMessage.key)).all()
    return len([key for key in keys if ":card:calendar:" in key])


def look(database, cast, person=None):
    with database.reading(WORKSPACE) as session:
        key = key_of(person or cast.ana)
        return calendar_changes.look(session, cast.partnership.id, key=key, now=NOW)


def test_a_break_moves_what_is_to_come_for_all_who_share_it(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        other = share(session, cast)
        plan_second_quarter(session, other.partnership)
    assert opening(database, cast) == opening(database, other) == OPENS

    add(database, cast)

    assert opening(database, cast) == opening(database, other) == MOVED
    assert cards_changed(database) == 2
    shown = look(database, other, other.ana)
    assert shown.school == "Riverside School District"
    assert [one.entry.label for one in shown.entries] == ["fall break"]
    assert "would fall in fall break, so it opens on Monday, November 9" in (shown.moved or "")


def test_days_elsewhere_change_no_card(database, cast):
    add(database, cast, first=date(2026, 10, 5), last=None)

    assert opening(database, cast) == OPENS
    # It was moved by a weekend, so the card is made anew lest it says another reason.
    assert cards_changed(database) == 1


def test_a_partnership_that_rests_or_is_open_keeps_its_dates(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Partnership, cast.partnership.id).status = PartnershipStatus.PAUSED
        running = share(session, cast)
        factories.make_cycle(session, running.partnership)
    add(database, cast, first=date(2026, 9, 14), last=date(2026, 11, 8))

    assert opening(database, cast) == OPENS
    with database.reading(WORKSPACE) as session:
        open_one = cycles.current(session, running.partnership.id)
        assert open_one is not None
        assert open_one.due_at == NOW + 14 * DAY
    assert cards_changed(database) == 0


def test_one_that_opens_this_minute_is_left_to_the_clock(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.scalars(
            select(Cycle).where(Cycle.state == CycleState.UPCOMING)
        ).one().opens_at = NOW
    add(database, cast)

    assert opening(database, cast) == NOW.date()


def test_no_cycle_at_all_is_no_trouble(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        for cycle in session.scalars(select(Cycle)):
            session.delete(cycle)
    add(database, cast)

    shown = look(database, cast)
    assert (shown.next_check_in, shown.moved) == ("", None)


def test_removed_days_are_gone_and_gone_again_is_fine(database, cast):
    add(database, cast)
    [listed] = look(database, cast).entries
    for _again in range(2):
        with database.unit_of_work(WORKSPACE) as session:
            calendar_changes.remove_days(
                session, cast.partnership.id, listed.entry_id, key=key_of(cast.ana), now=NOW
            )

    assert opening(database, cast) == OPENS
    assert look(database, cast).entries == []


@pytest.mark.parametrize("who", ["ben", "cara"])
def test_only_the_school_sides_leads_change_it(database, cast, who):
    with pytest.raises(Refusal, match="The school side keeps this calendar"):
        add(database, cast, getattr(cast, who))
    assert not look(database, cast, getattr(cast, who)).may_change
    assert look(database, cast).may_change


def test_outsiders_learn_nothing(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        eve = factories.make_person(session, "UEVE", "Eve Stone")
    with pytest.raises(NotFound):
        look(database, cast, eve)


def test_a_closed_partnership_reads_along(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Partnership, cast.partnership.id).status = PartnershipStatus.CLOSED
    with pytest.raises(Refusal, match="closed"):
        add(database, cast)
    assert not look(database, cast).may_change


def test_what_is_wrong_is_said_by_field(database, cast):
    with pytest.raises(FormRefusal) as refusal:
        add(database, cast, label="", first=None)
    assert sorted(refusal.value.problems) == ["first", "label"]


def keep(database, cast, place):
    with database.unit_of_work(WORKSPACE) as session:
        calendar_changes.keep_holidays(
            session, cast.partnership.id, place, key=key_of(cast.ana), now=NOW
        )


def test_holidays_are_the_countrys_until_somebody_chooses(database, cast):
    def kept():
        with database.reading(WORKSPACE) as session:
            return calendar_changes.place_kept(session, cast.partnership.id, key=key_of(cast.ana))

    assert kept() == Place("US")
    assert look(database, cast).holidays[0].label == "Columbus Day"
    keep(database, cast, Place("US", "IL"))
    assert kept() == Place("US", "IL")
    assert look(database, cast).holidays_of == "United States, Illinois"
    keep(database, cast, Place())
    assert kept() == Place()
    assert (look(database, cast).holidays_of, look(database, cast).holidays) == ("", [])


def bring(database, cast, text):
    with database.unit_of_work(WORKSPACE) as session:
        return calendar_changes.bring(
            session, cast.partnership.id, text, everything=False, key=key_of(cast.ana), now=NOW
        )


def test_a_calendar_is_brought_whole(database, cast):
    found = bring(database, cast, "label,first,last\nfall break,2026-11-01,2026-11-08\n")

    assert len(found.entries) == 1
    assert opening(database, cast) == MOVED


def test_or_not_at_all_with_the_first_reasons(database, cast):
    rows = "".join(f"D,{n}/1/2026\n" for n in range(1, 10))
    with pytest.raises(Refusal) as refusal:
        bring(database, cast, f"label,first\nD,2026-11-01\n{rows}")

    assert refusal.value.field == "text"
    assert refusal.value.sentence.startswith("Row 3: please write dates as")
    assert refusal.value.sentence.endswith("And 4 more. Nothing was added.")
    with pytest.raises(Refusal, match=r"“x”\. Nothing was added\.$"):
        bring(database, cast, "label,first\nD,x\n")
    assert look(database, cast).entries == []


def test_the_calendar_has_everything_in_two_queries(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        others = [share(session, cast, year_starts_in=9).partnership]
        others.append(factories.make_partnership(session, suffix="3").partnership)
    add(database, cast)
    add(
        database,
        cast,
        kind=CalendarKind.TERM,
        label="Fall semester",
        first=date(2026, 8, 20),
        last=date(2026, 12, 18),
    )
    seen = []

    def count(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    with database.reading(WORKSPACE) as session:
        event.listen(database.engine, "before_cursor_execute", count)
        calendars = school_calendars.of(session, [cast.partnership, *others], NOW)
        event.remove(database.engine, "before_cursor_execute", count)
    assert len([one for one in seen if one.startswith("SELECT")]) == 2
    mine, shared, separate = (calendars[one.id] for one in (cast.partnership, *others))
    assert mine.days_off[0] == DaysOff(date(2026, 11, 1), date(2026, 11, 8), "fall break")
    assert [term.label for term in mine.terms] == ["Fall semester"]
    assert (shared.year_start_month, shared.days_off) == (9, mine.days_off)
    assert separate.terms == ()
    assert separate.days_off == mine.days_off[1:]


def test_a_school_of_which_nothing_is_known():
    usual = school_calendars.usual("America/Chicago", NOW)
    assert usual.next_school_day(date(2026, 10, 12)) == date(2026, 10, 13)
    assert school_calendars.usual("UTC", NOW).days_off == ()


def test_a_partnership_without_a_school_side_has_its_countrys_holidays(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        for member in members_of(session, cast.partnership):
            member.ended_at = NOW
        session.flush()
        calendar = school_calendars.of_one(session, cast.partnership, NOW)
    assert not calendar.is_school_day(date(2026, 10, 12))


def test_terms_name_cycles_and_open_them(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Partnership, cast.partnership.id).cadence = "term"
    add(
        database,
        cast,
        kind=CalendarKind.TERM,
        label="Spring semester",
        first=date(2027, 1, 6),
        last=date(2027, 6, 4),
    )

    assert opening(database, cast) == date(2027, 1, 6)
    assert look(database, cast).next_check_in.startswith("Spring semester, 2026–27: ")


def test_the_operator_sees_all_schools_or_some(database, cast):
    add(database, cast)
    with database.unit_of_work(WORKSPACE) as session:
        share(session, cast)
        separate = factories.make_partnership(session, suffix="3").partnership
    keep(database, cast, Place())
    with database.reading_across_workspaces() as session:
        every = calendar_changes.schools(session, now=NOW)
        assert [(one.name, one.holidays_of, len(one.entries)) for one in every] == [
            ("Riverside School District", "", 1),
            ("Riverside School District3", "United States", 0),
        ]
        assert calendar_changes.schools(session, now=NOW, workspace_id=WORKSPACE) == every
        assert calendar_changes.schools(session, now=NOW, workspace_id="T9") == []
        mine = calendar_changes.schools(session, now=NOW, partnership_id=separate.id)
        assert mine == every[1:]


def test_a_deputy_reads_along(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        cara = session.get_one(Person, cast.cara.id)
        for member in members_of(session, cast.partnership):
            if member.person_id == cara.id:
                member.role = Role.DEPUTY
    assert not look(database, cast, cast.cara).may_change
    with database.reading(WORKSPACE) as session:
        assert session.scalars(select(CalendarEntry)).all() == []
