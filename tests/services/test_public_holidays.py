"""Public holidays: places, their names, their days."""

from datetime import date

import pytest

from bot.services import public_holidays
from bot.services.public_holidays import Place

AROUND = date(2026, 9, 8)


def test_the_holidays_of_a_country_and_of_a_state():
    country = public_holidays.days_off(Place("US"), AROUND)
    state = public_holidays.days_off(Place("US", "IL"), AROUND)

    assert "Labor Day" in {off.label for off in country if off.first == date(2026, 9, 7)}
    assert {off.first.year for off in country} >= set(range(2025, 2030))
    assert len(state) > len(country)
    assert public_holidays.days_off(Place(), AROUND) == ()


@pytest.mark.parametrize(
    ("zone", "place"),
    [
        ("America/Chicago", Place("US")),
        ("America/Toronto", Place("CA")),
        ("Europe/Berlin", Place("DE")),
        ("UTC", Place()),
    ],
)
def test_a_zone_says_which_country(zone, place):
    assert public_holidays.usual_place(zone) == place


@pytest.mark.parametrize(
    ("code", "place"),
    [("US", Place("US")), ("US-IL", Place("US", "IL")), ("US-XX", None), ("", None), ("Q", None)],
)
def test_codes_are_places_that_there_are(code, place):
    assert public_holidays.place_of(code) == place
    if place is not None:
        assert place.code == code


def test_places_are_found_by_typing_countries_first():
    found = [public_holidays.name_of(one) for one in public_holidays.places_matching("united s")]
    assert found[0] == "United States"
    assert "United States, Illinois" in found
    assert [
        public_holidays.name_of(one) for one in public_holidays.places_matching("isle of m")
    ] == ["Isle of Man"]
    assert len(public_holidays.places_matching("")) == 100


def test_every_place_has_holidays():
    for place in public_holidays.places_matching("united states", limit=100):
        assert public_holidays.days_off(place, AROUND)
