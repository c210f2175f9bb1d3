"""The `users.*`, `team.*` and `bots.*` methods: who is who."""

from __future__ import annotations

from bot.playground.calls import Call, Method, Refused, method
from bot.playground.objects import user_object
from bot.playground.world import Json

READ = ("users:read",)


def user_info(call: Call) -> Json:
    shown = user_object(call.user(), call.world, call.team_id, call.flag("include_locale"))
    return {"user": shown}


def users_list(call: Call) -> Json:
    """The people of the app's workspace; outsiders met in shared channels are not in it."""
    people = [u for u in call.world.users.values() if u.team_id == call.team_id]
    rows, metadata = call.page(people, default=200)
    locale = call.flag("include_locale")
    members = [user_object(u, call.world, call.team_id, locale) for u in rows]
    return {"members": members, "response_metadata": metadata}


def team_info(call: Call) -> Json:
    workspace = call.world.workspaces.get(call.text("team") or call.team_id)
    if workspace is None:
        raise Refused("team_not_found")
    team = {
        "id": workspace.id,
        "name": workspace.name,
        "domain": workspace.domain,
        "email_domain": "",
        "icon": {"image_default": True},
        "url": f"https://{workspace.domain}.slack.com/",
    }
    if workspace.enterprise_id:
        team["enterprise_id"] = workspace.enterprise_id
    return {"team": team}


def bot_info(call: Call) -> Json:
    bot_id = call.text("bot") or call.installation.bot_id
    for user in call.world.users.values():
        if user.bot_id == bot_id:
            name = call.slack.app.display_name
            bot = {"id": bot_id, "deleted": user.deleted, "name": name, "user_id": user.id}
            return {"bot": bot | {"app_id": call.slack.app.id, "updated": 0, "icons": {}}}
    raise Refused("bot_not_found")


METHODS: tuple[Method, ...] = (
    method("users.info", user_info, "user", "include_locale team_id", scopes=READ),
    method(
        "users.list", users_list, "", "cursor limit include_locale team_id", scopes=READ, tier=2
    ),
    method("team.info", team_info, "", "team domain", scopes=("team:read",), tier=3),
    method("bots.info", bot_info, "", "bot team_id", scopes=READ, tier=3),
)
