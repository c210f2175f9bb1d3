"""The `files.*` methods of the three-step upload, and what becomes of the file."""

from __future__ import annotations

from bot.playground.calls import Call, Method, Refused, method
from bot.playground.messages import Content, checked_content, new_message, put
from bot.playground.world import File, Json

MOST_BYTES = 1_000_000_000


def get_upload_url(call: Call) -> Json:
    """An address on this server to send the bytes to."""
    length = call.number("length", 0, MOST_BYTES)
    file_id = call.world.new_id("F")
    call.world.files[file_id] = File(file_id, call.text("filename"), length, call.text("alt_txt"))
    return {"upload_url": f"{call.slack.site}/upload/v1/{file_id}", "file_id": file_id}


def complete_upload(call: Call) -> Json:
    """Finish an upload, and show the files in a channel if one is named."""
    entries = call.json("files", "invalid_arguments")
    if not isinstance(entries, list) or not entries:
        raise Refused("invalid_arguments")
    files = [_uploaded(call, entry) for entry in entries]
    named = call.text("channels").split(",") if call.text("channels") else []
    for channel_id in [c for c in (call.text("channel_id"), *named) if c]:
        _share(call, channel_id, files)
    return {"files": [_object(call, f) for f in files]}


def _uploaded(call: Call, entry: object) -> File:
    file = call.world.files.get(str(entry.get("id"))) if isinstance(entry, dict) else None
    if file is None or not isinstance(entry, dict) or file.content is None:
        raise Refused("file_not_found")
    file.title = str(entry.get("title") or file.name)
    return file


def _share(call: Call, channel_id: str, files: list[File]) -> None:
    channel = call.world.channel(channel_id)
    if channel is None or call.team_id not in channel.teams():
        raise Refused("channel_not_found")
    if call.bot.id not in channel.members:
        raise Refused("not_in_channel")
    if call.text("initial_comment") or call.arguments.get("blocks"):
        arguments = {"text": call.text("initial_comment"), "blocks": call.arguments.get("blocks")}
        content = checked_content(call.slack, call.method, arguments)
    else:
        content = Content("", [], [])
    message = new_message(call.slack, call.installation, channel, content)
    message.thread_ts = call.text("thread_ts") or None
    message.attachments = [_object(call, f) for f in files]
    put(call.slack, channel, message)
    for file in files:
        file.shared_in.append(channel.id)


def file_info(call: Call) -> Json:
    return {"file": _object(call, _file(call)), "comments": []}


def file_delete(call: Call) -> Json:
    del call.world.files[_file(call).id]
    return {}


def _file(call: Call) -> File:
    file = call.world.files.get(call.text("file"))
    if file is None:
        raise Refused("file_not_found")
    return file


def _object(call: Call, file: File) -> Json:
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "size": file.length,
        "user": call.bot.id,
        "alt_txt": file.alt_text,
        "filetype": file.name.rpartition(".")[2],
        "channels": list(file.shared_in),
        "url_private": f"{call.slack.site}/files/{file.id}",
    }


WRITE = ("files:write",)
METHODS: tuple[Method, ...] = (
    method(
        "files.getUploadURLExternal",
        get_upload_url,
        "filename length",
        "alt_txt snippet_type team_id",
        scopes=WRITE,
    ),
    method(
        "files.completeUploadExternal",
        complete_upload,
        "files",
        "channel_id channels initial_comment thread_ts blocks team_id",
        scopes=WRITE,
    ),
    method("files.info", file_info, "file", "limit cursor team_id", scopes=("files:read",)),
    method("files.delete", file_delete, "file", "team_id", scopes=WRITE, tier=3),
)
