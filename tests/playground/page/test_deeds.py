"""What is done on the page reaches the bot as Slack would send it."""

from datetime import UTC, datetime

from tests.playground.blocks import (
    actions,
    asks,
    button,
    modal,
    option,
    plain,
    section,
    select,
    text_input,
)
from tests.playground.page.visitor import at


def say(clerk, room, *blocks):
    clerk.client.chat_postMessage(channel=room.id, text="Hi", blocks=list(blocks))
    return room.messages[-1]


def test_a_button_is_pressed_by_its_ids(visitor, clerk, room):
    message = say(clerk, room, actions(button("One", "one", value="1"), button("Two", "two")))
    block = message.blocks[0]["block_id"]

    visitor.does("press", **at(message), block=block, action="one")

    action = clerk.heard[-1]["actions"][0]
    assert (action["action_id"], action["value"]) == ("one", "1")
    assert clerk.heard[-1]["user"]["id"] == visitor.person.id


def test_an_entry_of_a_menu_is_chosen_by_its_value(visitor, clerk, room):
    menu = {"type": "overflow", "action_id": "m", "options": [option("A", "a"), option("B", "b")]}
    message = say(clerk, room, section(accessory=menu))

    visitor.does(
        "press", **at(message), block=message.blocks[0]["block_id"], action="m", option="b"
    )

    assert clerk.heard[-1]["actions"][0]["selected_option"]["value"] == "b"


def test_a_choice_outside_a_form_is_told_at_once_and_stays(visitor, clerk, room):
    first, second = option("A", "a"), option("B", "b")
    message = say(clerk, room, actions(select(first, second)))
    block = message.blocks[0]["block_id"]

    visitor.does("choose", **at(message), block=block, action="s", value=second)

    assert clerk.heard[-1]["actions"][0]["selected_option"] == second
    state = visitor.sees(room.id)["place"]["messages"][0]["state"]
    assert state[block]["s"]["selected_option"] == second


def test_a_day_and_several_boxes_can_be_chosen(visitor, clerk, room):
    boxes = {
        "type": "checkboxes",
        "action_id": "b",
        "options": [option("A", "a"), option("B", "b")],
    }
    message = say(clerk, room, actions({"type": "datepicker", "action_id": "d"}, boxes))
    where = {**at(message), "block": message.blocks[0]["block_id"]}

    visitor.does("choose", **where, action="d", value="2026-11-30")
    visitor.does("choose", **where, action="b", value=boxes["options"])

    chosen = [body["actions"][0] for body in clerk.heard[-2:]]
    assert chosen[0]["selected_date"] == "2026-11-30"
    assert [one["value"] for one in chosen[1]["selected_options"]] == ["a", "b"]


def test_a_form_is_submitted_with_what_was_put_in_last(visitor, clerk, room):
    form = visitor.opens_form(room)
    values = [{"block": "name", "action": "v", "value": "Ana"}]

    visitor.does("submit", view=form["id"], values=values)

    assert clerk.heard[-1]["view"]["state"]["values"]["name"]["v"]["value"] == "Ana"
    assert visitor.sees()["modals"] == []


def test_what_slacks_client_misses_is_said_on_the_field(visitor, clerk, room):
    form = visitor.opens_form(room)
    heard = len(clerk.heard)

    visitor.does("submit", view=form["id"], values=[])

    assert visitor.sees()["modals"][0]["errors"] == {"name": "Please complete this required field."}
    assert len(clerk.heard) == heard


def test_what_the_bot_refuses_is_said_on_the_field(visitor, clerk, room):
    clerk.answer = {"response_action": "errors", "errors": {"name": "Not that one."}}
    form = visitor.opens_form(room)

    visitor.does(
        "submit", view=form["id"], values=[{"block": "name", "action": "v", "value": "Bob"}]
    )

    modal_now = visitor.sees()["modals"][0]
    assert modal_now["errors"] == {"name": "Not that one."}
    assert modal_now["state"]["name"]["v"]["value"] == "Bob"


def test_a_number_is_complained_about_when_it_is_none(visitor, clerk, room):
    number = {"type": "number_input", "action_id": "v", "is_decimal_allowed": False}
    clerk.form = modal(asks("Hours", number, block_id="hours"))
    form = visitor.opens_form(room)

    visitor.does(
        "submit", view=form["id"], values=[{"block": "hours", "action": "v", "value": "ten"}]
    )

    assert visitor.sees()["modals"][0]["errors"] == {"hours": "Please enter a valid number."}


def test_more_than_fits_is_refused_with_slacks_limit(visitor, room):
    form = visitor.opens_form(room)

    answer = visitor.tries("enter", view=form["id"], block="name", action="v", value="A" * 21)

    assert answer.status_code == 409
    assert "after 20 characters" in answer.get_json()["problem"]


def test_typing_is_told_only_where_the_bot_asked(visitor, clerk, room):
    asked = {"trigger_actions_on": ["on_character_entered"]}
    clerk.form = modal(
        asks("Quiet", text_input(), block_id="quiet"),
        asks(
            "Loud", text_input(dispatch_action_config=asked), block_id="loud", dispatch_action=True
        ),
    )
    form = visitor.opens_form(room)
    before = len(clerk.heard)

    visitor.does("enter", view=form["id"], block="quiet", action="v", value="a")
    visitor.does("enter", view=form["id"], block="loud", action="v", value="b")

    assert [body["actions"][0]["value"] for body in clerk.heard[before:]] == ["b"]
    assert visitor.sees()["modals"][0]["state"]["quiet"]["v"]["value"] == "a"


def test_a_moment_and_a_day_are_put_in_as_the_page_has_them(visitor, clerk, room):
    moment = int(datetime(2026, 11, 30, 9, tzinfo=UTC).timestamp())
    clerk.form = modal(
        asks("When", {"type": "datetimepicker", "action_id": "v"}, block_id="when"),
        asks("Day", {"type": "datepicker", "action_id": "v"}, block_id="day", optional=True),
    )
    form = visitor.opens_form(room)
    values = [
        {"block": "when", "action": "v", "value": moment},
        {"block": "day", "action": "v", "value": None},
    ]

    visitor.does("submit", view=form["id"], values=values)

    state = clerk.heard[-1]["view"]["state"]["values"]
    assert state["when"]["v"]["selected_date_time"] == moment
    assert state["day"]["v"]["selected_date"] is None


def test_options_of_the_bot_are_found_while_typing(visitor, clerk, room):
    found = option("Lincoln", "L1")
    clerk.app.options("o")(lambda ack, body: ack(options=[found] * (body["value"] == "li")))
    element = {"type": "external_select", "action_id": "o", "min_query_length": 2}
    clerk.form = modal(asks("School", element, block_id="school"))
    form = visitor.opens_form(room)
    where = {"view": form["id"], "block": "school", "action": "o"}

    answer = visitor.does("search", **where, typed="li")
    visitor.does("enter", **where, value=answer["options"][0])

    assert answer == {"options": [found]}
    assert visitor.sees()["modals"][0]["state"]["school"]["o"]["selected_option"] == found


def test_a_form_is_closed_and_the_bot_hears_if_it_asked(visitor, clerk, room):
    clerk.form = modal(section(), notify_on_close=True)
    form = visitor.opens_form(room)

    visitor.does("close", view=form["id"], everything=False)

    assert clerk.heard[-1]["type"] == "view_closed"
    assert visitor.sees()["modals"] == []


def test_only_the_form_on_top_can_be_submitted_or_closed(visitor, clerk, room):
    clerk.answer = {"response_action": "push", "view": modal(section(), title=plain("Second"))}
    first = visitor.opens_form(room)
    values = [{"block": "name", "action": "v", "value": "Ana"}]
    visitor.does("submit", view=first["id"], values=values)

    refused = [visitor.tries(deed, view=first["id"]) for deed in ("submit", "close")]

    assert [answer.status_code for answer in refused] == [409, 409]
    assert [view["title"] for view in visitor.sees()["modals"]] == ["Check in", "Second"]


def test_somebody_elses_form_cannot_be_touched(visitor, slack, room):
    form = visitor.opens_form(room)
    ben = type(visitor)(visitor.browser, slack.person("Ben Okafor"))

    answer = ben.tries("submit", view=form["id"], values=[])

    assert answer.status_code == 409


def test_shortcuts_start_anywhere_and_on_a_message(visitor, clerk, room):
    visitor.writes("Hello", room)

    visitor.does("shortcut", shortcut="form")
    opened = visitor.sees()["modals"]
    clerk.app.message_shortcut("note")(clerk._note)
    visitor.does("shortcut", shortcut="note", **at(room.messages[0]))

    assert len(opened) == 1
    assert clerk.heard[-1]["message"]["text"] == "Hello"


def test_the_bot_is_brought_into_a_channel(visitor, slack, clerk):
    other = slack.channel("other", visitor.person, bot=False)
    before = visitor.sees(other.id)["place"]["hasBot"]

    visitor.does("invite-bot", channel=other.id)

    assert (before, visitor.sees(other.id)["place"]["hasBot"]) == (False, True)
    assert clerk.heard[-1]["event"]["type"] == "member_joined_channel"
