"""The one list of what people can start: every feature's routes, joined."""

from handlers import (
    action_forms,
    actions,
    adjustments,
    answer_links,
    audit,
    availability,
    channels,
    checkins,
    confidence_gaps,
    coordinators,
    digests,
    feedback,
    goal_forms,
    goals,
    handovers,
    home,
    installing,
    joining,
    partnerships,
    people,
    personal,
    pulse,
    reminders,
    schedule,
    school_calendar,
    setup,
    themes,
    turning,
)
from handlers.router import Router


def router_of_all() -> Router:
    """Return the routes of all features; two handlers for one id fail here, at start."""
    routes = Router()
    routes.include(
        [
            action_forms.router,
            actions.router,
            adjustments.router,
            answer_links.router,
            audit.router,
            availability.router,
            channels.router,
            checkins.router,
            confidence_gaps.router,
            coordinators.router,
            digests.router,
            feedback.router,
            goal_forms.router,
            goals.router,
            handovers.router,
            home.router,
            joining.router,
            installing.router,
            partnerships.router,
            people.router,
            personal.router,
            pulse.router,
            reminders.router,
            schedule.router,
            school_calendar.router,
            setup.router,
            themes.router,
            turning.router,
        ]
    )
    return routes
