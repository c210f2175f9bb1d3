"""The time-zone picker."""

import pytest

from bot.rules.zones import is_zone, zone_label, zone_names, zones_matching


@pytest.mark.parametrize("name", ["America/Chicago", "UTC", "Asia/Kathmandu"])
def test_real_zones_can_be_used(name):
    assert is_zone(name)


@pytest.mark.parametrize("name", ["", "Factory", "localtime", "Mars/Olympus", "america/chicago"])
def test_other_names_cannot(name):
    assert not is_zone(name)


@pytest.mark.parametrize("typed", ["new york", "New_York", "NEWYORK", "america/new york"])
def test_case_spaces_and_underscores_do_not_matter(typed):
    assert [choice.name for choice in zones_matching(typed)] == ["America/New_York"]


def test_a_zone_is_found_by_the_name_people_use_for_it():
    assert zones_matching("eastern")[0].label == "Eastern Time (New York)"


def test_an_empty_query_offers_north_america_first_and_no_more_than_the_limit():
    offered = zones_matching("")
    assert len(offered) == 100
    assert offered[0].name == "America/New_York"
    assert [choice.name for choice in zones_matching("", limit=3)] == [
        "America/New_York",
        "America/Chicago",
        "America/Denver",
    ]


def test_what_nobody_has_heard_of_finds_nothing():
    assert zones_matching("atlantis") == []


def test_every_zone_is_offered_once():
    offered = [choice.name for choice in zones_matching("", limit=10_000)]
    assert len(offered) == len(set(offered))
    assert set(offered) == zone_names()


def test_places_come_before_old_aliases():
    offered = [choice.name for choice in zones_matching("", limit=10_000)]
    assert offered.index("Pacific/Wallis") < offered.index("Etc/GMT+5")


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("America/St_Johns", "Newfoundland (St. John's)"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires (America/Argentina)"),
        ("Europe/Berlin", "Berlin (Europe)"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_has_a_readable_label(name, label):
    assert zone_label(name) == label


def test_every_label_fits_an_option_of_a_menu():
    assert all(len(choice.label) <= 75 for choice in zones_matching("", limit=10_000))
