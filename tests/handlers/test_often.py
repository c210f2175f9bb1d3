"""How often something may be asked for: within its window, and with a memory that has an end."""

from datetime import timedelta

from handlers.often import Often
from tests.factories import NOW


def test_too_many_in_one_window_and_not_in_the_next():
    often = Often()

    assert [often.may("a", 2, NOW) for _time in range(3)] == [True, True, False]
    assert often.may("b", 2, NOW)
    assert not often.may("a", 2, NOW + timedelta(minutes=9))
    assert often.may("a", 2, NOW + timedelta(minutes=10))


def test_ever_new_askers_do_not_fill_the_memory():
    often = Often()
    assert not often.may("first", 0, NOW)
    for number in range(10_000):
        often.may(str(number), 1, NOW)

    assert often.may("first", 1, NOW)
    assert len(vars(often)["_counts"]) == 10_000
