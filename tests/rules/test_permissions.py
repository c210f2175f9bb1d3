"""Who may do what: the whole table, and what people hear who may not."""

import pytest

from bot.rules import permissions
from bot.rules.permissions import Right
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import Role

FROM_WHOM_ON = {
    Right.READ: Role.READER,
    Right.CHECK_IN: Role.CONTRIBUTOR,
    Right.UPDATE_GOALS: Role.CONTRIBUTOR,
    Right.EDIT_GOALS: Role.DEPUTY,
    Right.MANAGE_PEOPLE: Role.LEAD,
    Right.MANAGE_PARTNERSHIP: Role.LEAD,
}
LADDER = [Role.READER, Role.CONTRIBUTOR, Role.DEPUTY, Role.LEAD, Role.COORDINATOR]


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_the_ones_below_it_may(role: Role, right: Right):
    expected = LADDER.index(role) >= LADDER.index(FROM_WHOM_ON[right])
    assert permissions.may(role, right) is expected


@pytest.mark.parametrize(
    ("right", "way_on"),
    [
        (Right.CHECK_IN, "ask a lead"),
        (Right.EDIT_GOALS, "Ask your side's lead"),
        (Right.MANAGE_PEOPLE, "Your side's lead can help"),
    ],
)
def test_who_may_not_hears_the_way_on(right: Right, way_on: str):
    with pytest.raises(Refusal, match=way_on):
        permissions.ensure(Role.READER, right)


def test_outsiders_learn_nothing():
    assert "one of your partnerships" in permissions.not_a_member().sentence
