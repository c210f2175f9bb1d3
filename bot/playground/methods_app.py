"""The methods about the app itself: who it is, how it connects, whether its blocks are good."""

from __future__ import annotations

from bot.playground.calls import Call, Method, Refused, method
from bot.playground.limits import HOME, MESSAGE, MODAL
from bot.playground.validation import check_blocks, check_view
from bot.playground.world import Json


def auth_test(call: Call) -> Json:
    workspace = call.world.workspaces[call.team_id]
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": call.bot.name,
        "team_id": workspace.id,
        "user_id": call.bot.id,
        "bot_id": call.installation.bot_id,
        "app_id": call.slack.app.id,
        "is_enterprise_install": False,
        **({"enterprise_id": workspace.enterprise_id} if workspace.enterprise_id else {}),
    }


def api_test(call: Call) -> Json:
    """Echo the arguments; an `error` argument comes back as the error."""
    if call.text("error"):
        raise Refused(call.text("error"), args=dict(call.arguments))
    return {"args": dict(call.arguments)}


def connections_open(call: Call) -> Json:
    """A socket address that works once."""
    return {"url": call.slack.socket_url()}


def blocks_validate(call: Call) -> Json:
    """Check blocks, a message or a view without posting it."""
    given = [name for name in ("blocks", "message", "view") if name in call.arguments]
    if len(given) != 1:
        raise Refused("invalid_arguments")
    value = call.json(given[0], "invalid_arguments")
    if given == ["view"]:
        surface = HOME if isinstance(value, dict) and value.get("type") == HOME else MODAL
        problems = check_view(value, surface)
    else:
        blocks = value.get("blocks", []) if isinstance(value, dict) else value
        problems = check_blocks(blocks, MESSAGE)
    if not problems:
        return {}
    raise Refused("invalid_blocks", *problems, errors=[_finding(p) for p in problems])


def _finding(problem: str) -> Json:
    message, _, pointer = problem.removeprefix("[ERROR] ").rpartition(" [json-pointer:")
    where = pointer.removesuffix("]")
    field = where.rpartition("/")[2]
    return {"code": "failed_constraint", "message": message, "field": field, "pointer": where}


METHODS: tuple[Method, ...] = (
    method("auth.test", auth_test),
    method("api.test", api_test, "", "error foo"),
    method("apps.connections.open", connections_open, tier=1),
    method("blocks.validate", blocks_validate, "", "blocks message view"),
)
