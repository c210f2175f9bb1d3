"""The one list of what people can start: every feature's routes, joined."""

from handlers import (
    actions,
    availability,
    channels,
    checkins,
    digests,
    goal_forms,
    goals,
    home,
    partnerships,
    people,
    reminders,
    schedule,
    school_calendar,
    setup,
)
from handlers.router import Router


def router_of_all() -> Router:
    """Return the routes of all features; two handlers for one id fail here, at start."""
    routes = Router()
    routes.include(
        [
            actions.router,
            availability.router,
            channels.router,
            checkins.router,
            digests.router,
            goal_forms.router,
            goals.router,
            home.router,
            partnerships.router,
            people.router,
            reminders.router,
            schedule.router,
            school_calendar.router,
            setup.router,
        ]
    )
    return routes
