"""A former member: somebody of whom only the side is known."""

import pytest

from bot.rules.people import former_key, former_member, is_former
from bot.rules.vocabulary import Side


@pytest.mark.parametrize(
    ("side", "called"),
    [
        (Side.SCHOOL, "a former member of the school side"),
        (Side.PARTNER, "a former member of the partner side"),
        (None, "a former member"),
    ],
)
def test_what_stands_for_them_says_their_side_and_no_more(side, called):
    team_id, user_id = former_key(side, "0a1b2c3d4e5f6071")

    assert is_former(user_id)
    assert len(user_id) <= 32
    assert user_id.isalnum()
    assert user_id.isupper()
    assert "UDEV" not in team_id + user_id
    assert former_member(user_id) == called


def test_nobody_in_slack_is_one():
    assert not is_former("U0123ABCD")
    assert not is_former("W0123ABCD")
