"""Nothing answers anybody before it asked who may: each listener comes to the one table of rights.

It is read from the source, so that a listener is looked at on the day that it is written.
"""

import pytest

from bot.rules.permissions import Right
from handlers.router import EVENT, OPTIONS
from handlers.routes import router_of_all
from tests.reaching import reached

ASKS = {
    "bot.rules.permissions.ensure",
    "bot.rules.permissions.may",
    "bot.services.coordinators.office",
    "bot.services.seats.choose",
    "bot.services.seats.take",
    "bot.services.seats.take_to_change",
}
WRITES = "interaction.unit_of_work"
RIGHTS = {f"bot.rules.permissions.Right.{right.name}": right for right in Right}

ROUTES = {
    f"{kind} {name}": f"{handler.__module__}.{handler.__qualname__}"
    for (kind, name), handler in router_of_all().routes.items()
}
# Slack itself says these, of a workspace, a channel or a person: nobody can act by them.
OF_SLACK = {route for route in ROUTES if route.startswith(f"{EVENT} ")}
# These find what everybody may know: the names of places and of time zones.
LISTS = {f"{OPTIONS} places.search", f"{OPTIONS} zones.search"}
# These concern nobody but the person, and no partnership.
ONES_OWN = {
    "action availability.away",
    "action availability.hours",
    "action checkins.typed",
    "action personal.send",
    "action personal.show",
    "closed checkins.form",
    "command /partner away",
    "command /partner hours",
    "command /partner mydata",
}
# With these a stranger begins: help, who coordinates, a first partnership.
BEGINNINGS = {
    "action coordinators.show",
    "action partnerships.help",
    "action partnerships.set_up",
    "command /partner",
    "command /partner *",
    "command /partner coordinators",
    "command /partner help",
    "command /partner setup",
    "view partnerships.save",
}
# What somebody may change who may do no more than read: nobody's role takes their vote.
EVERYBODYS = {"view pulse.form"}


@pytest.mark.parametrize("route", sorted(ROUTES.keys() - OF_SLACK - LISTS - ONES_OWN - BEGINNINGS))
def test_each_listener_asks_who_may(route):
    assert ASKS & reached(ROUTES[route]), f"{route}: who may do this?"


@pytest.mark.parametrize("route", sorted(LISTS | ONES_OWN | BEGINNINGS))
def test_no_exception_is_made_without_need(route):
    assert not ASKS & reached(ROUTES[route])


@pytest.mark.parametrize("route", sorted(ROUTES.keys() - OF_SLACK))
def test_what_changes_something_asks_for_more_than_reading(route):
    names = reached(ROUTES[route])
    asked = {RIGHTS[name] for name in names & RIGHTS.keys()}
    writes_as_reader = WRITES in names and asked == {Right.READ}
    assert writes_as_reader is (route in EVERYBODYS)
