"""Who may do what in a partnership: one table, asked by every use case."""

from enum import StrEnum

from bot.rules.language import _
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import Role, Side


class Right(StrEnum):
    """Something a member may be allowed to do."""

    READ = "read"
    CHECK_IN = "check_in"
    UPDATE_GOALS = "update_goals"
    EDIT_GOALS = "edit_goals"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_PARTNERSHIP = "manage_partnership"
    SPEAK_FOR_SIDE = "speak_for_side"
    HAND_OVER = "hand_over"


_READER = frozenset({Right.READ})
_CONTRIBUTOR = _READER | {Right.CHECK_IN, Right.UPDATE_GOALS}
_WRITES_GOALS = _CONTRIBUTOR | {Right.EDIT_GOALS}
_MANAGES = _WRITES_GOALS | {Right.MANAGE_PEOPLE, Right.MANAGE_PARTNERSHIP}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.READER: _READER,
    Role.CONTRIBUTOR: _CONTRIBUTOR,
    Role.DEPUTY: _WRITES_GOALS | {Right.SPEAK_FOR_SIDE},
    Role.LEAD: _MANAGES | {Right.SPEAK_FOR_SIDE, Right.HAND_OVER},
    # Looks after both sides, and so speaks for neither.
    Role.COORDINATOR: _MANAGES,
}


def may(role: Role, right: Right) -> bool:
    """Say whether a member with this role has the right."""
    return right in RIGHTS[role]


def ensure(role: Role, right: Right) -> None:
    """Refuse kindly, with the next step, when the right is missing."""
    if not may(role, right):
        raise Refusal(_why_not(right))


def ensure_own_side(own: Side, side: Side, role: Role) -> None:
    """Refuse to name, or to remove, who speaks for the other side."""
    if may(role, Right.SPEAK_FOR_SIDE) and own is not side:
        raise Refusal(
            _("Each side's own leads decide who leads it and who is deputy. Ask one of them."),
            field="role",
        )


class NotAMember(NotFound):
    """Somebody acts on a partnership that they are not in, if it is there at all."""


def not_a_member() -> NotAMember:
    """Return the one answer to outsiders, from which they learn nothing of the record."""
    return NotAMember(_("That is not one of your partnerships. Ask one of its leads to add you."))


def _why_not(right: Right) -> str:
    if right in (Right.CHECK_IN, Right.UPDATE_GOALS):
        return _("You are a reader here. To add something, ask a lead to make you a contributor.")
    if right is Right.EDIT_GOALS:
        return _(
            "Leads and deputies write goals. Ask your side's lead, or suggest it in a check-in."
        )
    if right is Right.SPEAK_FOR_SIDE:
        return _("Only the leads of both sides decide this.")
    if right is Right.HAND_OVER:
        return _("Only a side's lead can hand it over. People shows who that is.")
    return _("Only a lead of this partnership can change that. Your side's lead can help.")
