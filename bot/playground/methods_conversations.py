"""The `conversations.*` methods and `users.conversations`: channels and who is in them."""

from __future__ import annotations

from bot.playground.calls import Call, Method, Refused, method
from bot.playground.methods_chat import direct_message
from bot.playground.objects import channel_object
from bot.playground.world import Channel, Json

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
TYPES = frozenset({"public_channel", "private_channel", "mpim", "im"})


def _type(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


SCOPE_OF_TYPE = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}


def _ensure_may_read(call: Call, kind: str) -> None:
    needed = SCOPE_OF_TYPE[kind]
    if needed not in call.installation.scopes:
        raise Refused("missing_scope", needed=needed)


def _shown(call: Call, channel: Channel) -> Json:
    return channel_object(channel, call.world, call.team_id, call.bot.id)


def info(call: Call) -> Json:
    channel = call.channel()
    _ensure_may_read(call, _type(channel))
    shown = _shown(call, channel)
    if call.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    if call.flag("include_locale"):
        shown["locale"] = call.world.workspaces[call.team_id].locale
    return {"channel": shown}


def members(call: Call) -> Json:
    channel = call.channel()
    _ensure_may_read(call, _type(channel))
    rows, metadata = call.page(sorted(channel.members))
    return {"members": rows, "response_metadata": metadata}


def _wanted(call: Call) -> list[Channel]:
    types = set((call.text("types") or "public_channel").split(","))
    if not types <= TYPES:
        raise Refused("invalid_types")
    for kind in sorted(types):
        _ensure_may_read(call, kind)
    return [
        c
        for c in call.world.channels.values()
        if _type(c) in types
        and call.team_id in c.teams()
        and not (c.is_archived and call.flag("exclude_archived"))
        and (not c.is_private or call.bot.id in c.members)
    ]


def list_all(call: Call) -> Json:
    """The channels of the workspace that the bot may know of."""
    return _page(call, _wanted(call))


def list_of_user(call: Call) -> Json:
    """The channels a person, or the bot itself, is in."""
    user_id = call.text("user") or call.bot.id
    return _page(call, [c for c in _wanted(call) if user_id in c.members])


def _page(call: Call, channels: list[Channel]) -> Json:
    rows, metadata = call.page(channels)
    return {"channels": [_shown(call, c) for c in rows], "response_metadata": metadata}


def open_dm(call: Call) -> Json:
    """Open the direct message with one person."""
    if call.text("channel"):
        channel = call.channel()
    else:
        user_ids = call.arguments.get("users") or ""
        named = user_ids if isinstance(user_ids, list) else str(user_ids).split(",")
        if named == [""]:
            raise Refused("users_list_not_supplied")
        if len(named) > 1:
            raise Refused("not_enough_users" if len(set(named)) == 1 else "too_many_users")
        user = call.world.users.get(named[0])
        if user is None:
            raise Refused("user_not_found")
        channel = direct_message(call, user)
    shown = _shown(call, channel) if call.flag("return_im") else {"id": channel.id}
    return {"channel": shown, "no_op": False, "already_open": False}


def join(call: Call) -> Json:
    """Let the bot walk into a public channel."""
    channel = call.channel()
    if channel.is_im or channel.is_private:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    if call.bot.id in channel.members:
        return {"channel": _shown(call, channel), "warning": "already_in_channel"}
    channel.members.add(call.bot.id)
    call.slack.bot_joined(call.bot, channel)
    call.world.notify()
    return {"channel": _shown(call, channel)}


LISTING = "exclude_archived limit cursor types team_id"
METHODS: tuple[Method, ...] = (
    method(
        "conversations.info",
        info,
        "channel",
        "include_locale include_num_members team_id",
        scopes=READ,
        tier=3,
    ),
    method("conversations.members", members, "channel", "limit cursor team_id", scopes=READ),
    method("conversations.list", list_all, "", LISTING, scopes=READ, tier=2),
    method("users.conversations", list_of_user, "", f"{LISTING} user", scopes=READ, tier=3),
    method(
        "conversations.open",
        open_dm,
        "",
        "channel users return_im prevent_creation team_id",
        scopes=("im:write", "mpim:write"),
        tier=3,
    ),
    method("conversations.join", join, "channel", "team_id", scopes=("channels:join",), tier=3),
)
