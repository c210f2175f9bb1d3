"""A legal hold is of something that is there."""

import pytest

from bot.rules.refusals import Refusal
from bot.services import retention
from tests.factories import NOW, WORKSPACE, make_partnership, make_workspace


def test_a_partnership_of_another_workspace_is_not_there(database):
    make_workspace(database)
    make_workspace(database, "T9")
    with database.unit_of_work("T9") as session:
        elsewhere = make_partnership(session).partnership.id

    with (
        pytest.raises(Refusal, match="There is no partnership"),
        database.unit_of_work(WORKSPACE) as session,
    ):
        retention.hold(session, partnership_id=elsewhere, by="Ben", because="a case", now=NOW)
