"""Who may look after all partnerships of a workspace, and that somebody always does."""

from bot.rules.language import _
from bot.rules.partnerships import person_problem
from bot.rules.people import Profile
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import Role

GIVEN = tuple(role for role in Role if role is not Role.COORDINATOR)
"""The roles that a lead gives; a coordinator's comes with looking after, and is nobody's gift."""

# Whoever has one of these roles needs no other seat to look after a partnership.
_WITH_OFFICE = (Role.COORDINATOR, Role.LEAD, Role.DEPUTY)


def problem(profile: Profile | None, workspace_id: str) -> str | None:
    """Say why somebody cannot coordinate a workspace's partnerships; None when they can."""
    found = person_problem(profile)
    if found is None and profile is not None and profile.key.team_id != workspace_id:
        return _(
            "Coordinators see every partnership here, so it has to be somebody from this Slack "
            "workspace. Please choose a colleague."
        )
    return found


def not_a_coordinator() -> Refusal:
    """Return the answer to somebody who does not coordinate, with the next step."""
    return Refusal(_("Only a coordinator can do that. Ask one of them."))


def unknown_workspace() -> Refusal:
    """Return the answer about a workspace that the bot is not in."""
    return Refusal(_("I do not know that Slack workspace. Start the bot there once."))


def ensure_given(role: Role, *, has: Role | None = None) -> None:
    """Refuse to give a coordinator's role; whoever `has` it may keep it."""
    if role not in GIVEN and role is not has:
        raise Refusal(
            _(
                "Only coordinators can name coordinators. To see who they are, open "
                "Coordinators under People."
            ),
            field="role",
        )


def ensure_not_taken(role: Role, becomes: Role | None) -> None:
    """Refuse to take the seat of somebody who coordinates, or to make it less."""
    if role is Role.COORDINATOR and becomes not in _WITH_OFFICE:
        raise Refusal(
            _(
                "They look after all partnerships of this workspace, so they have a place in "
                "each. They can step down themselves, in Coordinators under People."
            ),
            field="role",
        )


def ensure_one_remains(others: int) -> None:
    """Refuse to let the last coordinator go."""
    if others == 0:
        raise Refusal(_("You are the only coordinator. Name somebody else first, then step down."))
