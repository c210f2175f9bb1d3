"""The wire shows every request, what it was measured by, and what broke a rule."""

import contextlib

from slack_sdk.errors import SlackApiError

from tests.playground.blocks import asks, modal, plain, section, text_input
from tests.playground.page.visitor import Visitor


def rows(visitor: Visitor, after: int = 0):
    return visitor.browser.get("/api/wire", query_string={"after": after}).get_json()


def whole(visitor: Visitor, number: int):
    return visitor.browser.get(f"/api/wire/{number}").get_json()


def test_both_directions_are_shown_in_their_order(visitor, room):
    visitor.writes("/form", room)

    shown = rows(visitor)["rows"][-2:]

    assert [(one["to"], one["name"]) for one in shown] == [
        ("slack", "views.open"),
        ("bot", "/form"),
    ]


def test_only_what_is_new_is_sent_again(visitor, room):
    visitor.writes("/form", room)
    following = rows(visitor)["next"]
    visitor.writes("/say Hello", room)

    assert [row["name"] for row in rows(visitor, following)["rows"]] == ["/say"]


def test_a_message_is_measured_by_slacks_limits(visitor, clerk, room):
    clerk.client.chat_postMessage(channel=room.id, text="Hello", blocks=[section("Hello you")])

    limits = {
        one["what"]: one for one in whole(visitor, rows(visitor)["rows"][-1]["number"])["limits"]
    }

    assert (limits["blocks"]["size"], limits["blocks"]["most"]) == (1, 50)
    assert limits["characters of text"]["size"] == 5
    assert limits["characters of the longest section"]["size"] == 9
    assert not any(one["over"] for one in limits.values())


def test_a_refused_message_is_marked_with_what_is_wrong(visitor, clerk, room):
    with contextlib.suppress(SlackApiError):
        clerk.client.chat_postMessage(channel=room.id, text="x", blocks=[section("x" * 3001)])

    row = rows(visitor)["rows"][-1]

    assert row["wrong"][0] == "invalid_blocks"
    assert "/blocks/0/text/text" in row["wrong"][1]
    assert [one["over"] for one in whole(visitor, row["number"])["limits"]][-1]


def test_a_broken_answer_to_a_form_is_marked_too(visitor, clerk, room):
    long_title = modal(asks("Name", text_input()), title=plain("x" * 25))
    clerk.answer = {"response_action": "update", "view": long_title}
    form = visitor.opens_form(room)
    visitor.does("submit", view=form["id"], values=[{"block": "name", "action": "v", "value": "A"}])

    row = rows(visitor)["rows"][-1]

    assert row["name"] == "view_submission"
    assert "characters of the title: 25 of 24" in row["wrong"]


def test_no_token_is_ever_shown(visitor, slack, clerk, room):
    clerk.client.chat_postMessage(channel=room.id, text="Hello")
    visitor.writes("/form", room)

    for row in rows(visitor)["rows"]:
        shown = visitor.browser.get(f"/api/wire/{row['number']}").text
        assert slack.bot_token not in shown


def test_what_is_too_long_ago_is_said_to_be(visitor):
    assert "problem" in whole(visitor, 99)
