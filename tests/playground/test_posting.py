"""Posting, changing and removing messages: what Slack answers, and what people then see."""

import pytest
from slack_sdk.errors import SlackApiError

from bot.playground import Playground
from tests.playground.blocks import actions, button, pie, section
from tests.playground.clerk import Clerk


def error_of(call, *args, **kwargs) -> str:
    with pytest.raises(SlackApiError) as refused:
        call(*args, **kwargs)
    return str(refused.value.response["error"])


def test_a_message_is_seen_where_it_was_posted(clerk, ana, room):
    answer = clerk.client.chat_postMessage(
        channel=room.id, text="One goal moved", blocks=[section("*One* goal moved")]
    )
    assert answer["channel"] == room.id
    assert room.messages[-1].ts == answer["ts"]
    assert "One* goal moved" in ana.sees(room)


def test_a_post_to_a_person_arrives_in_their_direct_message(clerk, ana):
    answer = clerk.client.chat_postMessage(channel=ana.id, text="Your check-in is open")
    assert answer["channel"] == ana.dm.id
    assert [m.text for m in ana.direct_messages] == ["Your check-in is open"]
    again = clerk.client.chat_postMessage(channel=ana.dm.id, text="And again")
    assert again["channel"] == ana.dm.id


def test_replies_stand_in_their_thread(clerk, ana, room):
    first = clerk.client.chat_postMessage(channel=room.id, text="Digest")
    clerk.client.chat_postMessage(channel=room.id, text="Details", thread_ts=first["ts"])
    assert "↳   Details" in ana.sees(room)
    assert error_of(
        clerk.client.chat_postMessage, channel=room.id, text="x", thread_ts="1.1"
    ) == "thread_not_found"  # fmt: skip


def test_places_the_bot_cannot_post_to(slack, clerk, ana, room):
    post = clerk.client.chat_postMessage
    closed = slack.channel("closed", ana)
    ana.archives(closed)
    public = slack.channel("elsewhere", ana, bot=False)
    secret = slack.channel("secret", ana, bot=False, private=True)
    gone = slack.person("Gone", deactivated=True)
    robot = slack.person("Robot", is_bot=True)
    assert error_of(post, channel="C404", text="x") == "channel_not_found"
    assert error_of(post, channel=closed.id, text="x") == "is_archived"
    assert error_of(post, channel=public.id, text="x") == "not_in_channel"
    assert error_of(post, channel=secret.id, text="x") == "channel_not_found"
    assert error_of(post, channel=gone.id, text="x") == "user_disabled"
    assert error_of(post, channel=robot.id, text="x") == "cannot_dm_bot"
    assert error_of(post, channel="U404", text="x") == "channel_not_found"
    assert slack.refusals == []


def test_payloads_that_slack_refuses_are_refused_and_remembered(slack, clerk, room):
    post = clerk.client.chat_postMessage
    nothing = {"channel": room.id}
    assert error_of(clerk.client.api_call, "chat.postMessage", json=nothing) == "no_text"
    assert error_of(post, channel=room.id, text="x" * 40_001) == "msg_too_long"
    assert error_of(post, channel=room.id, text="x", blocks=[section("")]) == "invalid_blocks"
    long = [section("x" * 2900)] * 5
    assert error_of(post, channel=room.id, text="x", blocks=long) == "msg_blocks_too_long"
    assert error_of(post, channel=room.id, text="x", colour="red") == "invalid_arguments"
    heavy = {"event_type": "x", "event_payload": {"x": "y" * 8000}}
    assert error_of(post, channel=room.id, text="x", metadata=heavy) == "metadata_too_large"
    assert [r.error for r in slack.refusals] == [
        "no_text", "msg_too_long", "invalid_blocks", "msg_blocks_too_long",
        "invalid_arguments", "metadata_too_large",
    ]  # fmt: skip
    assert slack.refusals[2].pointers == (
        "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]",
    )
    assert slack.refusals[2].channel == room.id
    assert room.messages == []


def test_a_message_that_screen_readers_cannot_read_is_warned_of(slack, clerk, room):
    with pytest.warns(UserWarning, match="text"):
        clerk.client.chat_postMessage(channel=room.id, blocks=[section("Hello")])
    clerk.client.chat_postMessage(channel=room.id, text="<!channel> look")
    assert [w.code for w in slack.warnings] == ["no_text_for_screen_readers", "notifies_everyone"]


def test_a_repeat_with_the_same_id_is_answered_with_the_first(slack, clerk, room, ana):
    first = clerk.client.chat_postMessage(channel=room.id, text="Once", client_msg_id="k1")
    again = clerk.client.chat_postMessage(channel=room.id, text="Once", client_msg_id="k1")
    other = clerk.client.chat_postMessage(channel=ana.id, text="Once", client_msg_id="k1")
    assert again["ts"] == first["ts"] != other["ts"]
    assert len(room.messages) == 1
    assert [(r.client_msg_id, r.dropped) for r in slack.repeats] == [("k1", True)]


def test_a_slack_that_does_not_drop_repeats_posts_and_counts_them():
    with Playground(drop_repeats=False) as slack:
        clerk, room = Clerk(slack), slack.channel("room")
        for _ in range(2):
            clerk.client.chat_postMessage(channel=room.id, text="Once", client_msg_id="k1")
        assert len(room.messages) == 2
        assert [r.dropped for r in slack.repeats] == [False]


def test_only_own_messages_can_be_changed(clerk, ana, room):
    own = clerk.client.chat_postMessage(
        channel=room.id, text="1 of 2", blocks=[actions(button("Check in"))]
    )
    theirs = ana.types("Hello", room)
    clerk.client.chat_update(channel=room.id, ts=own["ts"], text="2 of 2")
    assert room.messages[0].text == "2 of 2"
    assert room.messages[0].blocks == []
    update = clerk.client.chat_update
    assert error_of(update, channel=room.id, ts=theirs.ts, text="x") == "cant_update_message"
    assert error_of(update, channel=room.id, ts="1.1", text="x") == "message_not_found"
    assert error_of(update, channel=room.id, ts=own["ts"], text="x" * 4001) == "msg_too_long"
    clerk.client.chat_delete(channel=room.id, ts=own["ts"])
    assert [m.text for m in room.messages] == ["Hello"]


def test_an_ephemeral_message_is_for_one_person_who_is_there(slack, clerk, ana, room):
    ben = slack.person("Ben")
    clerk.client.chat_postEphemeral(channel=room.id, user=ana.id, text="Only you")
    assert [m.text for m in ana.ephemerals] == ["Only you"]
    assert ben.ephemerals == []
    whisper = clerk.client.chat_postEphemeral
    assert error_of(whisper, channel=room.id, user=ben.id, text="x") == "user_not_in_channel"
    ts = ana.ephemerals[0].ts
    assert error_of(
        clerk.client.chat_update, channel=room.id, ts=ts, text="x"
    ) == "message_not_found"  # fmt: skip


def test_a_permalink_points_to_the_message(clerk, room):
    sent = clerk.client.chat_postMessage(channel=room.id, text="x")
    link = clerk.client.chat_getPermalink(channel=room.id, message_ts=sent["ts"])["permalink"]
    assert link.endswith(f"/archives/{room.id}/p{sent['ts'].replace('.', '')}")


def test_charts_can_be_refused_as_during_a_roll_out(slack, clerk, room):
    slack.refuse_blocks("data_visualization")
    chart = [pie(("Tutoring", 3))]
    refused = error_of(clerk.client.chat_postMessage, channel=room.id, text="x", blocks=chart)
    assert refused == "invalid_blocks"


def test_without_a_messages_tab_there_is_no_direct_message(slack, clerk, ana):
    slack.app.messages_enabled = False
    refused = error_of(clerk.client.chat_postMessage, channel=ana.id, text="x")
    assert refused == "messages_tab_disabled"


def test_a_picture_must_have_been_uploaded_first(slack, clerk, room):
    def picture(file_id: str):
        return [{"type": "image", "slack_file": {"id": file_id}, "alt_text": "Hours by month"}]

    post = clerk.client.chat_postMessage
    assert error_of(post, channel=room.id, text="x", blocks=picture("F404")) == "invalid_blocks"
    file = clerk.client.files_upload_v2(filename="hours.png", content=b"png", alt_txt="Hours")
    post(channel=room.id, text="x", blocks=picture(file["file"]["id"]))
    clerk.client.files_upload_v2(
        filename="hours.png", content=b"png", channel=room.id, initial_comment="Look"
    )
    assert [m.text for m in room.messages] == ["x", "Look"]


def test_blocks_can_be_validated_without_posting(clerk):
    assert clerk.client.api_call("blocks.validate", json={"blocks": [section()]})["ok"]
    with pytest.raises(SlackApiError) as refused:
        clerk.client.api_call("blocks.validate", json={"blocks": [{"type": "header"}]})
    finding = refused.value.response["errors"][0]
    assert finding["pointer"] == "/blocks/0"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": "x", "blocks": "[nonsense"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": '{"type": "divider"}'}, "invalid_blocks_format"),
        ({"text": "x", "attachments": '"x"'}, "invalid_attachments"),
        ({"text": "x", "attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
        ({"text": ["x"]}, "invalid_arguments"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"markdown_text": ["y"]}, "invalid_arguments"),
        ({"markdown_text": "y" * 12_001}, "msg_too_long"),
        ({"text": "x", "metadata": "{nonsense"}, "invalid_metadata_format"),
        ({"text": "x", "metadata": [1]}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": 1}}, "invalid_metadata_schema"),
        ({"text": "x", "reply_broadcast": "perhaps", "thread_ts": "1.1"}, "thread_not_found"),
        ({"text": "x", "username": "Somebody"}, "missing_scope"),
    ],
)
def test_misshapen_arguments_have_their_own_errors(slack, clerk, room, arguments, error):
    arguments = {"channel": room.id, **arguments}
    assert error_of(clerk.client.api_call, "chat.postMessage", json=arguments) == error
    assert room.messages == []


def test_arguments_may_be_strings_of_json(clerk, ana, room):
    form = {
        "channel": room.id,
        "text": "x",
        "blocks": '[{"type": "divider"}]',
        "metadata": '{"event_type": "checkin", "event_payload": {"id": 7}}',
    }
    clerk.client.api_call("chat.postMessage", data=form)
    clerk.client.chat_postMessage(channel=room.id, markdown_text="**Wins**")
    assert room.messages[0].metadata == {"event_type": "checkin", "event_payload": {"id": 7}}
    assert "---" in ana.sees(room)
    assert "**Wins**" in ana.sees(room)
    clerk.client.chat_update(
        channel=room.id, ts=room.messages[0].ts, text="y", metadata={}, blocks=[section("y")]
    )
    assert room.messages[0].metadata is None
    assert room.messages[0].edited_ts is None


def test_uploads_that_are_not_finished_cannot_be_shown(slack, clerk, ana, room):
    file_id = clerk.client.files_getUploadURLExternal(filename="a.png", length=3)["file_id"]
    complete = clerk.client.files_completeUploadExternal
    assert error_of(complete, files=[{"id": file_id}]) == "file_not_found"
    whole = clerk.client.files_upload_v2(filename="a.png", content=b"png")["file"]["id"]
    elsewhere = slack.channel("elsewhere", ana, bot=False)
    files = [{"id": whole}]
    assert error_of(complete, files=files, channel_id=elsewhere.id) == "not_in_channel"
    assert error_of(complete, files=files, channel_id="C404") == "channel_not_found"
    assert clerk.client.files_info(file=whole)["file"]["name"] == "a.png"
    clerk.client.files_delete(file=whole)
    assert error_of(clerk.client.files_info, file=whole) == "file_not_found"


def test_what_else_ends_a_change_or_a_whisper(slack, clerk, ana, room):
    theirs = ana.types("Hello", room)
    own = clerk.client.chat_postMessage(channel=room.id, text="x")
    silent = slack.channel("silent", ana, bot=False)
    client = clerk.client
    assert error_of(client.chat_delete, channel=room.id, ts=theirs.ts) == "cant_delete_message"
    whisper = {"user": ana.id, "text": "x"}
    assert error_of(client.chat_postEphemeral, channel=silent.id, **whisper) == "not_in_channel"
    assert error_of(
        client.chat_getPermalink, channel=room.id, message_ts="1.1"
    ) == "message_not_found"  # fmt: skip
    slack.deliveries.in_process = lambda *_: (200, "", "")
    ana.archives(room)
    assert error_of(client.chat_update, channel=room.id, ts=own["ts"], text="y") == "is_archived"
    assert error_of(client.chat_postEphemeral, channel=room.id, **whisper) == "is_archived"
