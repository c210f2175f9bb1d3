"""What is shown can be read as plain text, every kind of block of it."""

from bot.playground.forms import with_ids
from bot.playground.transcript import Transcript
from tests.playground.blocks import (
    actions,
    asks,
    bars,
    button,
    cell,
    data_table,
    modal,
    mrkdwn,
    option,
    pie,
    plain,
    rich,
    section,
    select,
    table,
)


def read(slack, *blocks, viewer=None) -> str:
    shown = with_ids(list(blocks), "b")
    return "\n".join(Transcript(slack.world, viewer).blocks(shown, {}))


def test_words_are_read_with_names_and_local_times(slack, ana, room):
    moment = "<!date^1795446000^{date_short} at {time}|then>"
    text = f"<@{ana.id}> in <#{room.id}>: a &lt;b&gt; <https://x.org|link> <!here> {moment}"
    words = Transcript(slack.world, ana.user).words(text)
    assert words == ("@Ana Ruiz in #food-bank: a <b> link @here Nov 23, 2026 at 9:00 AM")
    assert Transcript(slack.world).words("<!date^nonsense|then> <@U404>") == "then @U404"


def test_every_block_can_be_read(slack, ana):
    shown = read(
        slack,
        {"type": "header", "text": plain("Digest")},
        section("*Attendance*", fields=[mrkdwn("Target\n95")], accessory=button("Update")),
        {"type": "divider"},
        {"type": "context", "elements": [
            mrkdwn("as of today"), {"type": "image", "image_url": "x", "alt_text": "flag"}]},
        {"type": "image", "image_url": "x", "alt_text": "Hours by month"},
        {"type": "markdown", "text": "**Wins**"},
        actions(
            select(option("Monthly"), placeholder=plain("How often")),
            {"type": "overflow", "options": [option("Retire"), option("Revise")]},
            {"type": "checkboxes", "options": [option("Done")],
             "initial_options": [option("Done")]},
            {"type": "users_select", "initial_user": ana.id},
        ),
        {"type": "card", "title": mrkdwn("Career day"), "actions": [button("Details")]},
        {"type": "carousel", "elements": [{"type": "card", "body": plain("One of two")}]},
        {"type": "container", "title": plain("Needs you"), "child_blocks": [section("MOU ends")]},
        {"type": "alert", "level": "warning", "text": plain("Shared channel")},
        {"type": "layout", "label": "Side by side", "rows": [{}], "fallback": [section("Flat")]},
        rich({"type": "user", "user_id": ana.id}, {"type": "text", "text": " said "},
             {"type": "date", "timestamp": 1795446000, "format": "{date_num}"},
             {"type": "tag", "text": " At risk"}),
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": [
                {"type": "text", "text": "first"}]}]}]},
        {"type": "context_actions", "elements": [{"type": "feedback_buttons",
            "positive_button": {"text": plain("Good"), "value": "g"},
            "negative_button": {"text": plain("Bad"), "value": "b"}}]},
    )  # fmt: skip
    for words in (
        "== Digest ==", "*Attendance*", "Target · 95", "[Update]", "---", "as of today · flag",
        "(picture: Hours by month)", "**Wins**", "[_How often_]", "[⋯ Retire / Revise]",
        "[x] Done", "[_@Ana Ruiz_]", "| Career day", "| [Details]", "| One of two",
        "== Needs you ==", "MOU ends", "⚠ Shared channel", "Side by side", "Flat",
        "@Ana Ruiz said 2026-11-23 At risk", "• first", "[Good] [Bad]",
    ):  # fmt: skip
        assert words in shown


def test_charts_and_tables_are_read_with_their_numbers(slack):
    shown = read(
        slack,
        pie(("Health", 7), ("Arts", 4)),
        bars(["Sep", "Oct"], ("Tutoring", [42, 57.5])),
        data_table([cell("Goal"), cell("Value")], [cell("Attendance"), cell("94")]),
        table([cell("School"), {"type": "raw_number", "value": 9}]),
    )
    assert "(pie chart: Hours)" in shown
    assert "Tutoring" in shown
    assert "57.5" in shown
    assert "(table: Goals)" in shown
    assert "Attendance | 94" in shown
    assert "School | 9" in shown


def test_a_form_is_read_with_labels_hints_and_buttons(slack, clerk, ana, room):
    clerk.form = modal(
        asks("Name", hint=plain("As people say it"), optional=True), close=plain("Not now")
    )
    ana.types("/form", room)
    assert ana.sees().splitlines() == [
        "#food-bank",
        "[[ Check in ]]",
        "Name (optional): [__]",
        "  As people say it",
        "[Not now]",
        "[Send]",
    ]
    assert slack.text_of(ana.modal, ana) in ana.sees()


def test_a_channel_is_read_from_top_to_bottom_with_threads(slack, clerk, ana, room):
    first = clerk.client.chat_postMessage(channel=room.id, text="Digest")
    ana.types("Thanks", room)
    clerk.client.chat_postMessage(channel=room.id, text="Details", thread_ts=first["ts"])
    assert slack.text_of(room).splitlines() == [
        "#food-bank",
        "Touchstone:",
        "  Digest",
        "    ↳ Touchstone:",
        "    ↳   Details",
        "Ana Ruiz:",
        "  Thanks",
    ]
