"""The one list of what people can start: every feature's routes, joined."""

from handlers import channels, goal_forms, goals, partnerships, people, setup
from handlers.router import Router


def router_of_all() -> Router:
    """Return the routes of all features; two handlers for one id fail here, at start."""
    routes = Router()
    routes.include(
        [
            channels.router,
            goal_forms.router,
            goals.router,
            partnerships.router,
            people.router,
            setup.router,
        ]
    )
    return routes
