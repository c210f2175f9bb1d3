"""What every interaction can count on, whatever the feature."""

import pytest

from handlers.interaction import Interaction
from handlers.router import COMMAND, DuplicateRoute, Router
from handlers.routes import router_of_all
from tests.stage import Stage


def nothing(_interaction: Interaction) -> None:
    """A handler that has nothing to do."""


def test_two_handlers_for_one_id_fail_at_start():
    one, other = Router(), Router()
    one.action("goals.list")(nothing)
    other.action("goals.list")(nothing)
    routes = Router()
    with pytest.raises(DuplicateRoute, match=r"goals\.list"):
        routes.include([one, other])


def test_all_routes_join():
    assert router_of_all().find(COMMAND, "/partner help") is not None


def test_an_unknown_button_is_acknowledged(stage: Stage):
    deliver = stage.slack.deliveries.in_process
    assert deliver is not None
    status, body, _ = deliver(
        "interactive",
        {
            "type": "block_actions",
            "team": {"id": stage.workspace_id},
            "user": {"id": stage.ana.id, "team_id": stage.workspace_id},
            "trigger_id": "1.2.3",
            "container": {"type": "message", "channel_id": stage.room.id},
            "actions": [{"type": "button", "action_id": "long.gone", "block_id": "b"}],
        },
    )
    assert (status, body) == (200, "")
