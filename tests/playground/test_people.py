"""People: what they type, press, look up and read, and what they cannot do."""

from datetime import date

import pytest

from bot.playground import NotPossible
from bot.playground.app_config import Command
from tests.playground.blocks import actions, asks, button, modal, option, plain, section, select


def post(clerk, room, *blocks, text="Something"):
    sent = clerk.client.chat_postMessage(channel=room.id, text=text, blocks=list(blocks))
    return room.find(sent["ts"])


def test_a_text_answer_to_a_command_is_seen_by_one_person(slack, clerk, ana, room):
    ben = slack.person("Ben")
    room.members.add(ben.id)
    ana.types("/say Hello there", room)
    assert "Hello there" in ana.sees(room)
    assert "Hello there" not in ben.sees(room)


def test_a_command_nobody_answers_fails_visibly(slack, clerk, ana, room):
    ana.types("/unheard", room)
    assert "/unheard failed with the error “dispatch_failed”" in ana.sees(room)
    assert slack.failures[0].status == 404


def test_a_button_is_pressed_with_what_it_carries(slack, clerk, ana, room):
    message = post(clerk, room, actions(button(value="cycle:7"), block_id="row"))
    ana.clicks("Check in")
    body = clerk.heard[-1]
    action = body["actions"][0]
    assert (action["action_id"], action["value"], action["block_id"]) == ("go", "cycle:7", "row")
    assert body["container"] == {
        "type": "message", "message_ts": message.ts, "channel_id": room.id, "is_ephemeral": False,
    }  # fmt: skip
    assert body["message"]["ts"] == message.ts
    assert body["response_url"].startswith(slack.slack.site)
    assert body["user"]["team_id"] == slack.team_id


def test_the_newest_button_is_pressed_and_the_modal_comes_first(clerk, ana, room):
    post(clerk, room, actions(button(value="old")))
    newest = post(clerk, room, actions(button(value="new")))
    ana.clicks("check in ")
    assert clerk.heard[-1]["actions"][0]["value"] == "new"
    clerk.form = modal(actions(button(value="modal")))
    ana.types("/form", room)
    ana.clicks("Check in")
    assert clerk.heard[-1]["actions"][0]["value"] == "modal"
    assert "channel" not in clerk.heard[-1]
    assert "response_url" not in clerk.heard[-1]
    ana.clicks("Check in", newest)
    assert clerk.heard[-1]["actions"][0]["value"] == "new"


def test_a_button_that_is_not_there_says_what_is(clerk, ana, room):
    post(clerk, room, section("Two goals"), actions(button("Goals")))
    with pytest.raises(AssertionError, match=r"no 'Check in' to press(.|\n)*\[Goals\]"):
        ana.clicks("Check in")
    ana.types("/form", room)
    with pytest.raises(AssertionError, match="inputs there: 'Name'"):
        ana.fills({"Nmae": "x"})


def test_of_several_equal_buttons_one_is_named_by_what_is_above(clerk, ana, room):
    post(
        clerk, room,
        section("*Attendance*", accessory=button("Update", value="1")),
        section("*Reading*"), actions(button("Update", value="2")),
    )  # fmt: skip
    with pytest.raises(AssertionError, match="2 different controls"):
        ana.clicks("Update")
    ana.clicks("Update", under="Reading")
    assert clerk.heard[-1]["actions"][0]["value"] == "2"
    ana.clicks("Update", under="attendance")
    assert clerk.heard[-1]["actions"][0]["value"] == "1"


def test_menus_boxes_and_pickers_outside_forms(clerk, ana, room):
    post(
        clerk, room,
        section("A goal", accessory={"type": "overflow", "options": [option("Retire", "r")]}),
        actions(
            {"type": "checkboxes", "options": [option("Done", "d")]},
            {"type": "datepicker", "placeholder": plain("Snooze until")},
            select(option("Monthly", "m"), placeholder=plain("How often")),
        ),
    )  # fmt: skip
    ana.clicks("Retire")
    assert clerk.heard[-1]["actions"][0]["selected_option"]["value"] == "r"
    ana.clicks("Done")
    assert [o["value"] for o in clerk.heard[-1]["actions"][0]["selected_options"]] == ["d"]
    ana.clicks("Done")
    assert clerk.heard[-1]["actions"][0]["selected_options"] == []
    ana.picks("Snooze until", date(2026, 12, 1))
    assert clerk.heard[-1]["actions"][0]["selected_date"] == "2026-12-01"
    ana.picks("How often", "Monthly")
    assert clerk.heard[-1]["actions"][0]["selected_option"]["value"] == "m"
    state = clerk.heard[-1]["state"]["values"]
    assert "2026-12-01" in str(state)


def test_a_question_before_a_press_can_be_answered_with_no(clerk, ana, room):
    sure = {
        "title": plain("Sure?"),
        "text": plain("x"),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    post(clerk, room, actions(button("Close it", confirm=sure)))
    ana.clicks("Close it", confirms=False)
    assert clerk.heard == []
    ana.clicks("Close it")
    assert len(clerk.heard) == 1


def test_links_are_followed_and_still_told(clerk, ana, room):
    post(clerk, room, actions(button("Open", url="https://example.org/")))
    ana.clicks("Open")
    assert ana.opened_links == ["https://example.org/"]
    assert len(clerk.heard) == 1


def test_home_is_published_when_opened_and_pressed_there(clerk, ana):
    assert ana.home is None
    assert "still being set up" in ana.sees("home")
    ana.opens_home()
    assert "view" not in clerk.heard[-1]["event"]
    assert "Your goals" in ana.sees()
    ana.clicks("New goal")
    assert clerk.heard[-1]["view"]["type"] == "home"
    ana.opens_home()
    assert clerk.heard[-1]["event"]["view"]["hash"] == clerk.heard[-1]["event"]["view"]["hash"]
    assert clerk.heard[-1]["event"]["tab"] == "home"


def test_options_are_looked_up_by_what_is_typed(slack, clerk, ana, room):
    partners = [option("River Food Bank", "1"), option("River College", "2")]

    def find(ack, payload):
        ack(options=[o for o in partners if payload["value"].lower() in o["text"]["text"].lower()])

    clerk.app.options("pick")(find)
    element = {"type": "external_select", "action_id": "pick", "min_query_length": 2}
    clerk.form = modal(asks("Partner", element, block_id="p"))
    ana.types("/form", room)
    assert ana.looks_up("Partner", "river") == ["River Food Bank", "River College"]
    ana.fills({"Partner": "River College"})
    ana.submits()
    chosen = clerk.heard[-1]["view"]["state"]["values"]["p"]["pick"]["selected_option"]
    assert chosen["value"] == "2"
    clerk.form = modal(asks("Partner", {**element, "min_query_length": 3}, block_id="p"))
    ana.types("/form", room)
    with pytest.raises(AssertionError, match="from 3 characters"):
        ana.looks_up("Partner", "ri")


def test_mentions_in_commands_are_ids_when_the_manifest_says_so(slack, clerk, ana, room):
    ben = slack.person("Ben Ode")
    ana.types("/say @ben.ode is here", room)
    assert clerk.heard[-1]["text"] == "@ben.ode is here"
    slack.app.from_manifest = True
    slack.app.commands = {"/say": Command("/say", should_escape=True)}
    ana.types("/say @ben.ode is here", room)
    assert clerk.heard[-1]["text"] == f"<@{ben.id}|ben.ode> is here"
    with pytest.raises(NotPossible, match="not a valid command"):
        ana.types("/form", room)


def test_shortcuts_start_from_anywhere_or_on_a_message(clerk, ana, room):
    ana.uses_shortcut("form")
    assert clerk.heard[-1]["type"] == "shortcut"
    assert ana.modal is not None
    message = post(clerk, room, section("Hello"))
    ana.uses_shortcut("form", message)
    assert clerk.heard[-1]["type"] == "message_action"
    assert clerk.heard[-1]["message"]["ts"] == message.ts


def test_what_people_cannot_do(slack, clerk, ana, room):
    stranger = slack.person("Sam")
    with pytest.raises(NotPossible, match="not in #food-bank"):
        stranger.types("/form", room)
    thread = post(clerk, room, section("Hello"))
    with pytest.raises(NotPossible, match="threads"):
        ana.types("/form", room, thread=thread)
    with pytest.raises(AssertionError, match="no modal open"):
        ana.submits()
    ana.archives(room)
    with pytest.raises(NotPossible, match="archived"):
        ana.types("/form", room)


def test_messages_to_the_bot_become_events(slack, clerk, ana, room):
    slack.person("Ben")
    ana.types("@touchstone help", room)
    mention = clerk.heard[-1]["event"]
    assert mention["type"] == "app_mention"
    assert mention["text"] == f"<@{slack.bot_user_id}> help"


def test_options_are_looked_up_for_a_message_too(slack, clerk, ana, room):
    def find(ack):
        ack(options=[option("River College", "2")])

    clerk.app.options("pick")(find)
    element = {"type": "external_select", "action_id": "pick", "placeholder": plain("Partner")}
    message = post(clerk, room, actions(element))
    ana.picks("Partner", "River College", message)
    pressed = clerk.heard[-1]
    assert pressed["actions"][0]["selected_option"]["value"] == "2"
    assert pressed["message"]["ts"] == message.ts
    assert "[_River College_]" in ana.sees(message)


def test_options_that_break_limits_are_none(slack, clerk, ana, room):
    def find(ack):
        ack(options=[option("x" * 76)])

    clerk.app.options("pick")(find)
    clerk.form = modal(asks("Partner", {"type": "external_select", "action_id": "pick"}))
    ana.types("/form", room)
    assert ana.looks_up("Partner", "river") == []
    assert slack.refusals[-1].method == "answer to block_suggestion"


def test_an_answer_to_a_command_is_checked_like_any_message(slack, clerk, ana, room):
    def shout(ack):
        ack(text="x", blocks=[section("")])

    clerk.app.command("/shout")(shout)
    ana.types("/shout", room)
    assert "/shout failed with the error “invalid_blocks”" in ana.sees(room)


def test_thumbs_below_a_message(clerk, ana, room):
    thumbs = {
        "type": "feedback_buttons",
        "action_id": "thumbs",
        "positive_button": {"text": plain("Good"), "value": "g"},
        "negative_button": {"text": plain("Bad"), "value": "b"},
    }
    post(clerk, room, {"type": "context_actions", "elements": [thumbs]})
    ana.clicks("Bad")
    assert clerk.heard[-1]["actions"][0]["value"] == "b"


def test_a_deactivated_person_does_nothing(slack, clerk, ana, room):
    post(clerk, room, actions(button()))
    slack.deliveries.in_process = lambda *_: (200, "", "")
    slack.change_person(ana, deleted=True)
    for act in (lambda: ana.clicks("Check in"), lambda: ana.types("/form", room)):
        with pytest.raises(NotPossible, match="deactivated"):
            act()
