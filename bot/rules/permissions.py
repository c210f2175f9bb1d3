"""Who may do what in a partnership: one table, asked by every use case."""

from enum import StrEnum

from bot.rules.language import _
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import Role


class Right(StrEnum):
    """Something a member may be allowed to do."""

    READ = "read"
    CHECK_IN = "check_in"
    UPDATE_GOALS = "update_goals"
    EDIT_GOALS = "edit_goals"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_PARTNERSHIP = "manage_partnership"


_READER = frozenset({Right.READ})
_CONTRIBUTOR = _READER | {Right.CHECK_IN, Right.UPDATE_GOALS}
_DEPUTY = _CONTRIBUTOR | {Right.EDIT_GOALS}
_LEAD = _DEPUTY | {Right.MANAGE_PEOPLE, Right.MANAGE_PARTNERSHIP}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.READER: _READER,
    Role.CONTRIBUTOR: _CONTRIBUTOR,
    Role.DEPUTY: _DEPUTY,
    Role.LEAD: _LEAD,
    Role.COORDINATOR: _LEAD,
}


def may(role: Role, right: Right) -> bool:
    """Say whether a member with this role has the right."""
    return right in RIGHTS[role]


def ensure(role: Role, right: Right) -> None:
    """Refuse kindly, with the next step, when the right is missing."""
    if not may(role, right):
        raise Refusal(_why_not(right))


class NotAMember(NotFound):
    """Somebody acts on a partnership that they are not in, if it is there at all."""


def not_a_member() -> NotAMember:
    """Return the one answer to outsiders, from which they learn nothing of the record."""
    return NotAMember(_("That is not one of your partnerships. Ask one of its leads to add you."))


def _why_not(right: Right) -> str:
    if right in (Right.CHECK_IN, Right.UPDATE_GOALS):
        return _("You can read along here. To add something, ask a lead to make you a contributor.")
    if right is Right.EDIT_GOALS:
        return _(
            "Leads and deputies write goals. Ask your side's lead, or suggest it in a check-in."
        )
    return _("Only a lead of this partnership can change that. Your side's lead can help.")
