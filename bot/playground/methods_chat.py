"""The `chat.*` methods: posting, changing, removing and linking to messages."""

from __future__ import annotations

from typing import Any

from bot.playground.calls import Call, Method, Refused, method
from bot.playground.limits import UPDATE_TEXT
from bot.playground.messages import change, checked_content, new_message, put
from bot.playground.objects import message_object
from bot.playground.records import Repeat
from bot.playground.world import Channel, Json, Message, User

CONTENT = "text blocks attachments markdown_text metadata"
LOOKS = "as_user icon_emoji icon_url username"
STYLE = "link_names parse mrkdwn"


def post_message(call: Call) -> Json:
    """Post to a channel, or to a person's direct message by their id."""
    channel = _place(call)
    _ensure_plain_looks(call)
    content = checked_content(call.slack, call.method, call.arguments)
    repeated = _repeated(call, channel)
    if repeated is not None:
        return _posted(call, channel, repeated)
    message = new_message(call.slack, call.installation, channel, content)
    message.client_msg_id = call.text("client_msg_id") or None
    thread_ts = call.text("thread_ts")
    if thread_ts:
        parent = channel.find(thread_ts)
        if parent is None:
            raise Refused("thread_not_found")
        message.thread_ts = parent.thread_ts or parent.ts
        message.broadcast = call.flag("reply_broadcast")
    if message.client_msg_id:
        channel.by_client_msg_id.setdefault(message.client_msg_id, message)
    put(call.slack, channel, message)
    return _posted(call, channel, message)


def _posted(call: Call, channel: Channel, message: Message) -> Json:
    shown = message_object(message, call.world, call.slack.app)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def _place(call: Call) -> Channel:
    """Where a post goes: a channel the bot may speak in, or the direct message with a person."""
    target = call.text("channel")
    if target[:1] in ("U", "W"):
        return direct_message(call, call.world.users.get(target))
    channel = call.channel()
    if channel.is_archived:
        raise Refused("is_archived")
    if call.bot.id not in channel.members and "chat:write.public" not in call.installation.scopes:
        raise Refused("not_in_channel")
    if channel.is_im:
        other = next(iter(channel.members - {call.bot.id}))
        return direct_message(call, call.world.users[other])
    return channel


def direct_message(call: Call, user: User | None) -> Channel:
    """The bot's direct message with this person, if there may be one."""
    if user is None:
        raise Refused("channel_not_found")
    if user.is_bot:
        raise Refused("cannot_dm_bot")
    if user.deleted:
        raise Refused("user_disabled")
    if user.team_id != call.team_id and not call.world.shares_a_channel(user.id, call.bot.id):
        raise Refused("channel_not_found")
    if not call.slack.app.messages_enabled:
        raise Refused("messages_tab_disabled")
    return call.world.dm(call.bot.id, user.id)


def _ensure_plain_looks(call: Call) -> None:
    dressed = {"icon_emoji", "icon_url", "username"} & set(call.arguments)
    if dressed and "chat:write.customize" not in call.installation.scopes:
        raise Refused("missing_scope", needed="chat:write.customize")


def _repeated(call: Call, channel: Channel) -> Message | None:
    """The first message with this `client_msg_id`, when this Slack drops repeats."""
    first = channel.by_client_msg_id.get(call.text("client_msg_id"))
    if first is None or first.client_msg_id is None:
        return None
    dropped = call.slack.drop_repeats
    call.slack.records.repeats.append(Repeat(channel.id, first.client_msg_id, first.ts, dropped))
    return first if dropped else None


def _own(call: Call, refusal: str) -> tuple[Channel, Message]:
    """The app's own message that `channel` and `ts` name."""
    channel = call.channel()
    message = channel.find(call.text("ts"))
    if message is None:
        raise Refused("message_not_found")
    if message.bot_id != call.installation.bot_id:
        raise Refused(refusal)
    if channel.is_archived:
        raise Refused("is_archived")
    return channel, message


def update(call: Call) -> Json:
    """Change one of the app's own messages; text alone removes the blocks."""
    channel, message = _own(call, "cant_update_message")
    content = checked_content(call.slack, call.method, call.arguments, UPDATE_TEXT)
    change(call.slack, message, content, blocks_given="blocks" in call.arguments)
    shown = message_object(message, call.world, call.slack.app)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> Json:
    channel, message = _own(call, "cant_delete_message")
    channel.messages.remove(message)
    call.world.notify()
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(call: Call) -> Json:
    """Show a message to one person in a channel they are in."""
    channel = call.channel()
    user = call.world.users.get(call.text("user"))
    if channel.is_archived:
        raise Refused("is_archived")
    if call.bot.id not in channel.members:
        raise Refused("not_in_channel")
    if user is None or user.deleted or user.id not in channel.members:
        raise Refused("user_not_in_channel")
    _ensure_plain_looks(call)
    content = checked_content(call.slack, call.method, call.arguments)
    message = new_message(call.slack, call.installation, channel, content)
    message.ephemeral_to = user.id
    message.thread_ts = call.text("thread_ts") or None
    put(call.slack, channel, message)
    return {"message_ts": message.ts}


def get_permalink(call: Call) -> Json:
    channel = call.channel()
    message = channel.find(call.text("message_ts"))
    if message is None:
        raise Refused("message_not_found")
    workspace = call.world.workspaces[call.team_id]
    link = (
        f"https://{workspace.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    )
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


WRITE = ("chat:write",)
POST: dict[str, Any] = {"scopes": WRITE, "tier": 4}
METHODS: tuple[Method, ...] = (
    method(
        "chat.postMessage",
        post_message,
        "channel",
        f"{CONTENT} {LOOKS} {STYLE} thread_ts reply_broadcast unfurl_links unfurl_media "
        "client_msg_id team_id",
        **POST,
    ),
    method(
        "chat.update",
        update,
        "channel ts",
        f"{CONTENT} as_user link_names parse file_ids reply_broadcast team_id",
        scopes=WRITE,
        tier=3,
    ),
    method("chat.delete", delete, "channel ts", "as_user team_id", scopes=WRITE, tier=3),
    method(
        "chat.postEphemeral",
        post_ephemeral,
        "channel user",
        f"text blocks attachments markdown_text {LOOKS} link_names parse thread_ts team_id",
        **POST,
    ),
    method("chat.getPermalink", get_permalink, "channel message_ts", "team_id", tier=4),
)
