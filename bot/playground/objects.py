"""How Slack writes a person, a channel, a message and a view in JSON."""

from __future__ import annotations

import hashlib
from zoneinfo import ZoneInfo

from bot.playground.app_config import AppConfig
from bot.playground.forms import view_state
from bot.playground.world import Channel, Json, Message, User, View, World


def user_object(user: User, world: World, viewer_team: str, include_locale: bool = False) -> Json:
    """A `user` as the app of `viewer_team` gets it; an outsider's profile is thinner."""
    outsider = user.team_id != viewer_team
    offset = world.now().astimezone(ZoneInfo(user.tz)).utcoffset()
    found: Json = {
        "id": user.id,
        "team_id": user.named_asked or user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.name,
            "display_name_normalized": user.name,
            "team": user.team_id,
            "avatar_hash": hashlib.sha1(user.id.encode(), usedforsecurity=False).hexdigest()[:12],
        },
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": int(world.now().timestamp()),
    }
    enterprise = world.workspaces[user.team_id].enterprise_id
    if enterprise:
        found["enterprise_user"] = {"id": user.id, "enterprise_id": enterprise}
    if outsider:
        found["is_stranger"] = not _met(user, world, viewer_team)
        return found
    found |= {
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
    }
    found["profile"] |= {
        "status_text": user.status_text,
        "status_emoji": user.status_emoji,
        "status_expiration": user.status_expiration,
    }
    if user.is_bot:
        found["profile"]["bot_id"] = user.bot_id
    if include_locale:
        found["locale"] = user.locale
    return found


def _met(user: User, world: World, team_id: str) -> bool:
    """Whether the person shares a channel with that workspace."""
    return any(team_id in c.teams() for c in world.channels_of(user.id))


def channel_object(channel: Channel, world: World, viewer_team: str, bot_user_id: str) -> Json:
    """A `channel` as the app of `viewer_team` gets it."""
    if channel.is_im:
        other = next(iter(channel.members - {bot_user_id}), bot_user_id)
        return {
            "id": channel.id, "created": channel.created, "is_archived": False, "is_im": True,
            "is_org_shared": False, "context_team_id": viewer_team, "user": other,
            "is_open": True, "is_user_deleted": world.users[other].deleted, "priority": 0,
        }  # fmt: skip
    found: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "creator": channel.creator,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_shared": channel.is_shared,
        "is_ext_shared": channel.is_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_connected_team_ids": [],
        "pending_shared": [],
        "is_member": bot_user_id in channel.members,
        "context_team_id": viewer_team,
        "shared_team_ids": sorted(channel.teams()),
        "previous_names": list(channel.previous_names),
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "unlinked": 0,
    }
    if channel.is_shared:
        found["conversation_host_id"] = channel.team_id
        found["connected_team_ids"] = sorted(channel.teams() - {viewer_team})
        found["internal_team_ids"] = [viewer_team]
    return found


def message_object(message: Message, world: World, app: AppConfig) -> Json:
    """A message as the Web API and interaction payloads carry it."""
    found: Json = {
        "type": "message",
        "user": message.user_id,
        "team": message.team_id,
        "ts": message.ts,
        "text": message.text,
    }
    if message.bot_id:
        found["bot_id"] = message.bot_id
        found["app_id"] = app.id
        found["bot_profile"] = {
            "id": message.bot_id, "app_id": app.id, "name": app.display_name,
            "team_id": message.team_id, "deleted": False,
        }  # fmt: skip
    if message.blocks:
        found["blocks"] = message.blocks
    if message.attachments:
        found["attachments"] = message.attachments
    if message.metadata:
        found["metadata"] = message.metadata
    if message.edited_ts:
        found["edited"] = {"user": message.user_id, "ts": message.edited_ts}
    if message.client_msg_id:
        found["client_msg_id"] = message.client_msg_id
    return found | _thread_fields(message, world)


def _thread_fields(message: Message, world: World) -> Json:
    if message.thread_ts:
        return {"thread_ts": message.thread_ts}
    replies = world.channels[message.channel_id].replies(message.ts)
    if not replies:
        return {}
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": sorted({r.user_id for r in replies}),
        "latest_reply": replies[-1].ts,
    }


def view_object(view: View, world: World, app: AppConfig, *, closing: bool = False) -> Json:
    """A view with its state; a closed one is handed over without what stood in its inputs."""
    installation = world.installations[view.installed_team_id]
    definition = view.definition
    user = world.users[view.user_id]
    # Of an organisation's installation Slack names the organisation, in both places.
    organisation = world.workspaces[view.installed_team_id].enterprise_id
    wide = organisation if installation.org_wide else None
    found: Json = {
        "id": view.id,
        "team_id": wide or user.team_id,
        "type": view.kind,
        "blocks": definition["blocks"],
        "private_metadata": definition.get("private_metadata", ""),
        "callback_id": definition.get("callback_id", ""),
        "state": {"values": view_state(view, inputs=not closing)},
        "hash": view.hash,
        "title": definition.get("title"),
        "clear_on_close": definition.get("clear_on_close", False),
        "notify_on_close": definition.get("notify_on_close", False),
        "close": definition.get("close"),
        "submit": definition.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": app.id,
        "external_id": definition.get("external_id", ""),
        "app_installed_team_id": wide or view.installed_team_id,
        "bot_id": installation.bot_id,
    }
    if view.kind == "home":
        for name in ("title", "submit", "close"):
            found[name] = None
    return found
