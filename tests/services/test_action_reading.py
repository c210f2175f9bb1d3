"""Actions as people find them: in lists, alone, and in the forms that make and change them."""

from datetime import timedelta

import pytest

from bot.rules.people import PersonKey
from bot.rules.refusals import NotFound
from bot.rules.vocabulary import ActionStatus, GoalStatus, PartnershipStatus, Side
from bot.services import action_messages, action_reading
from storage.database import Database
from storage.models import Action
from tests import factories
from tests.acting import DUE, give, give_own, make_check_in
from tests.factories import NOW, WORKSPACE, key_of


@pytest.fixture
def check_in(database: Database, cast: factories.Cast) -> int:
    return make_check_in(database, cast, cast.ana)


def test_my_list_has_what_i_owe_where_i_still_am_soonest_first(database, cast, check_in):
    with database.unit_of_work(WORKSPACE) as session:
        second = factories.make_partnership(session, suffix="2", status=PartnershipStatus.CLOSED)
        for partnership_id, what, due_on in (
            (cast.partnership.id, "later", DUE + timedelta(days=9)),
            (cast.partnership.id, "sooner", DUE),
            (second.partnership.id, "in a closed partnership", DUE),
        ):
            session.add(
                Action(
                    side=Side.SCHOOL,
                    partnership_id=partnership_id,
                    what=what,
                    owner_id=cast.ben.id,
                    due_on=due_on,
                    status=ActionStatus.OPEN,
                    created_at=NOW,
                )
            )
    with database.reading(WORKSPACE) as session:
        mine = action_reading.to_do(session, key=key_of(cast.ben), now=NOW)
        assert [item.what for item in mine] == ["sooner", "later"]
        assert action_reading.to_do(session, key=key_of(cast.cara), now=NOW) == []


def test_a_partnerships_list_says_what_i_may_tick(database, cast, check_in):
    give(database, cast, check_in, owner_id=cast.dev.id)
    with database.reading(WORKSPACE) as session:
        for person, may_tick in ((cast.dev, True), (cast.ana, True), (cast.cara, False)):
            [item] = action_reading.listed(
                session, [cast.partnership.id], key=key_of(person), now=NOW
            )
            assert (item.owner, item.may_tick) == ("UDEV", may_tick)
        outsider = PersonKey("T9", "UANA")
        assert action_reading.listed(session, [cast.partnership.id], key=outsider, now=NOW) == []


def test_made_from_a_message_it_is_of_the_channels_partnership_or_still_to_be_chosen(
    database, cast
):
    def blank(channel_id):
        with database.reading(WORKSPACE) as session:
            return action_reading.blank_here(
                session, channel_id, what="w", link="l", key=key_of(cast.ana), now=NOW
            )

    form, partnership_id = blank("CMERCY")
    assert (form.what, form.link, form.owner) == ("w", "l", "UANA")
    assert partnership_id == cast.partnership.id
    with database.unit_of_work(WORKSPACE) as session:
        second = factories.make_partnership(session, suffix="2")
        factories.make_member(
            session, second.partnership, cast.ana, second.district, side=Side.SCHOOL
        )
    form, partnership_id = blank(None)
    assert partnership_id is None
    assert list(form.partnerships.values()) == ["Riverside and Mercy", "Riverside and Mercy2"]


def test_an_action_that_is_not_there_is_nobodys(database, cast):
    key = key_of(cast.ana)
    with database.unit_of_work(WORKSPACE) as session:
        for look in (
            lambda: action_reading.one(session, 99, key=key, now=NOW),
            lambda: action_reading.form_of(session, 99, key=key),
            lambda: action_messages.review_with(session, 99, key=key, now=NOW),
        ):
            with pytest.raises(NotFound):
                look()


def test_a_form_offers_the_live_goals(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        goal = factories.make_goal(session, cast)
        factories.make_goal(session, cast, status=GoalStatus.DRAFT)
    action_id = give_own(database, cast)
    with database.reading(WORKSPACE) as session:
        form = action_reading.form_of(session, action_id, key=key_of(cast.dev))
    assert form.goals == {goal.id: goal.statement}
