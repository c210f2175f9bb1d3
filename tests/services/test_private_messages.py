from datetime import timedelta

from bot.services import private_messages
from tests import factories
from tests.factories import NOW, WORKSPACE

DAY = timedelta(days=1)
NINE = NOW.replace(hour=14)  # in Chicago


def test_each_day_of_a_person_is_taken_once(database):
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
        hours = private_messages.hours_of_one(session, cast.ana, cast.partnership, NOW)
        moments = [
            private_messages.take_moment(session, cast.ana, hours, NOW) for _time in range(3)
        ]
        assert moments == [NOW, NINE + DAY, NINE + 2 * DAY]


def test_somebody_who_is_away_is_written_to_when_they_are_back(database):
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
        cast.ana.away_until = NINE + 2 * DAY
        hours = private_messages.hours_of_one(session, cast.ana, cast.partnership, NOW)
        assert private_messages.take_moment(session, cast.ana, hours, NOW) == NINE + 2 * DAY


def test_a_search_for_a_free_day_ends(database):
    factories.make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        cast = factories.make_partnership(session)
        hours = private_messages.hours_of_one(session, cast.ana, cast.partnership, NOW)
        moments = [
            private_messages.take_moment(session, cast.ana, hours, NOW) for _time in range(31)
        ]
        assert moments[-1] > moments[-2]
