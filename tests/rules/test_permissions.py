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


OF_A_SIDE = {
    Right.SPEAK_FOR_SIDE: {Role.DEPUTY, Role.LEAD},
    Right.HAND_OVER: {Role.LEAD},
}


@pytest.mark.parametrize("right", FROM_WHOM_ON)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_the_ones_below_it_may(role: Role, right: Right):
    expected = LADDER.index(role) >= LADDER.index(FROM_WHOM_ON[right])
    assert permissions.may(role, right) is expected


@pytest.mark.parametrize("right", OF_A_SIDE)
@pytest.mark.parametrize("role", Role)
def test_what_is_a_sides_own_is_not_its_coordinators(role: Role, right: Right):
    assert permissions.may(role, right) is (role in OF_A_SIDE[right])


def test_every_right_is_tried():
    assert set(Right) == {*FROM_WHOM_ON, *OF_A_SIDE}


@pytest.mark.parametrize(
    ("right", "way_on"),
    [
        (Right.CHECK_IN, "ask a lead"),
        (Right.EDIT_GOALS, "Ask your side's lead"),
        (Right.MANAGE_PEOPLE, "Your side's lead can help"),
        (Right.SPEAK_FOR_SIDE, "the leads of both sides"),
        (Right.HAND_OVER, "People shows who that is"),
    ],
)
def test_who_may_not_hears_the_way_on(right: Right, way_on: str):
    with pytest.raises(Refusal, match=way_on):
        permissions.ensure(Role.READER, right)


def test_outsiders_learn_nothing():
    assert "one of your partnerships" in permissions.not_a_member().sentence
