"""The faults of `make chaos`, each once and with few messages."""

import random
from contextlib import closing

import pytest

from tests.chaos import answers, destinations, kills, lives, outages, poison, scene
from tests.chaos.tally import Tally
from tests.chaos.wire import Wire

_FEW = 8
_SECONDS = 1.5
_DICE = random.Random(1)  # noqa: S311  # no secrets
# Each takes seconds; the others are tried on one bot, and all of them at length.
_WITH_REPLICAS = (
    "kill -9 while claiming",
    "kill -9 after Slack took it, before the reply",
    "kill -9 before the record",
)


def assert_well(tally: Tally) -> None:
    assert (tally.lost, tally.repeated) == (0, 0), tally
    assert tally.delivered, tally


@pytest.mark.parametrize("fault", answers.ANSWERS)
def test_bad_answers(database, fault):
    assert_well(answers.ANSWERS[fault](fault, database, _FEW))


@pytest.mark.parametrize("fault", lives.LIVES)
def test_outages_and_clocks(database, fault):
    assert_well(lives.LIVES[fault](fault, database, _FEW))


@pytest.mark.parametrize("fault", destinations.DESTINATIONS)
def test_dead_destinations(database, fault):
    assert_well(destinations.DESTINATIONS[fault](fault, database, _FEW))


@pytest.mark.parametrize("fault", poison.POISON)
def test_poison(database, fault):
    assert_well(poison.POISON[fault](fault, database, _FEW))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_bot_that_is_killed_and_starved(database_url, tmp_path):
    with scene.opened(database_url, tmp_path, replicas=1, drop_repeats=False, dice=_DICE) as there:
        for fault in sorted(set(kills.MOMENTS) - set(_WITH_REPLICAS)):
            assert_well(kills.tried(there, fault, messages=_FEW, kills=1))
        for fault in outages.of("sqlite"):
            assert_well(outages.tried(there, fault, messages=_FEW, seconds=_SECONDS))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_three_bots_of_which_one_is_killed(database_url, tmp_path):
    with (
        closing(Wire(database_url)) as wire,
        scene.opened(
            database_url,
            tmp_path,
            replicas=3,
            drop_repeats=True,
            dice=_DICE,
            bots_url=wire.url,
        ) as there,
    ):
        for fault in _WITH_REPLICAS:
            assert_well(kills.tried(there, fault, messages=_FEW, kills=1))
        fault = "database away"
        assert_well(outages.tried(there, fault, messages=_FEW, seconds=_SECONDS, wire=wire))
