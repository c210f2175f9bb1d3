"""Forms as people open, fill in, send and close them."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from tests.playground.blocks import asks, modal, option, section, select, text_input


def test_a_command_opens_a_form_and_a_submission_closes_it(slack, clerk, ana, room):
    ana.types("/form some words", room)
    body = clerk.heard[0]
    assert (body["command"], body["text"]) == ("/form", "some words")
    assert (body["user_id"], body["channel_id"]) == (ana.id, room.id)
    assert (body["team_id"], body["channel_name"]) == (slack.team_id, "food-bank")
    ana.fills({"Name": "River Food Bank"})
    assert "Name: [_River Food Bank_]" in ana.sees()
    ana.submits()
    assert ana.modal is None
    values = clerk.heard[-1]["view"]["state"]["values"]
    assert values == {"name": {"v": {"type": "plain_text_input", "value": "River Food Bank"}}}
    assert slack.failures == []


def test_errors_stand_under_their_fields(slack, clerk, ana, room):
    clerk.answer = {"response_action": "errors", "errors": {"name": "That name is taken"}}
    ana.types("/form", room)
    ana.fills({"Name": "x"})
    ana.submits()
    assert ana.modal.errors["Name"] == ana.modal.errors["name"] == "That name is taken"
    assert "Name" in ana.modal.errors
    assert ana.modal.errors.get("Name") == "That name is taken"
    assert ana.modal.errors.get("Other") is None
    with pytest.raises(KeyError, match="no error on 'Other'"):
        ana.modal.errors["Other"]
    assert "✖ That name is taken" in ana.sees()
    clerk.answer = {}
    ana.submits()
    assert ana.modal is None


def test_an_error_for_no_field_breaks_the_modal(slack, clerk, ana, room):
    clerk.answer = {"response_action": "errors", "errors": {"nmae": "Oops"}}
    ana.types("/form", room)
    ana.fills({"Name": "x"})
    ana.submits()
    assert "trouble connecting" in ana.modal.trouble
    assert slack.refusals[0].method == "answer to view_submission"


def test_an_answer_can_replace_push_and_clear(slack, clerk, ana, room):
    ana.types("/form", room)
    ana.fills({"Name": "x"})
    clerk.answer = {"response_action": "update", "view": modal(section("Two"), asks("More"))}
    ana.submits()
    assert "Two" in ana.sees()
    ana.fills({"More": "y"})
    clerk.answer = {"response_action": "push", "view": modal(section("Three"))}
    ana.submits()
    assert "Three" in ana.sees()
    assert ana.modal.previous_id != ana.modal.id == slack.world.stacks[ana.id][-1].id
    ana.closes()
    assert "Two" in ana.sees()
    clerk.answer = {"response_action": "clear"}
    ana.submits()
    assert ana.modal is None
    assert slack.refusals == []


def test_no_more_than_three_views_are_stacked(slack, clerk, ana, room):
    clerk.answer = {"response_action": "push", "view": modal(section("Again"))}
    clerk.form = modal(section("First"))
    ana.types("/form", room)
    for _ in range(3):
        ana.submits()
    assert [r.error for r in slack.refusals] == ["push_limit_reached"]


def test_a_submission_comes_twice_and_twice_at_once(clerk, ana, room):
    ana.types("/form", room)
    ana.fills({"Name": "x"})
    ana.submits(twice=True)
    ana.resubmits()
    heard = [b for b in clerk.heard if b.get("type") == "view_submission"]
    assert len(heard) == 3
    assert len({b["view"]["id"] for b in heard}) == 1


def test_the_client_asks_for_what_is_missing(clerk, ana, room):
    clerk.form = modal(
        asks("Name"),
        asks("Why", text_input(min_length=5)),
        asks("Note", optional=True),
        asks(
            "Hours",
            {
                "type": "number_input",
                "is_decimal_allowed": False,
                "min_value": "1",
                "max_value": "9",
            },
        ),
        asks("Mail", {"type": "email_text_input"}),
    )
    ana.types("/form", room)
    ana.fills({"Why": "abc", "Hours": 10, "Mail": "nowhere"})
    assert ana.submits() is None
    assert set(ana.modal.errors.values()) == {
        "Please complete this required field.",
        "Please enter at least 5 characters.",
        "Please enter a number of at most 9.",
        "Please enter a valid email address.",
    }
    ana.fills({"Name": "x", "Why": "because", "Hours": "2", "Mail": "a@b.org"})
    assert ana.submits().ok
    assert ana.modal is None


@pytest.mark.parametrize("text", ["1,234.5", "85%", "٣", "nan", "1e400"])
def test_a_number_input_takes_numbers_only_unless_forced(clerk, ana, room, text):
    clerk.form = modal(asks("Hours", {"type": "number_input", "is_decimal_allowed": True}))
    ana.types("/form", room)
    with pytest.raises(AssertionError, match="numbers only"):
        ana.fills({"Hours": text})
    ana.fills({"Hours": text}, raw=True)
    ana.submits(raw=True)
    values = clerk.heard[-1]["view"]["state"]["values"]
    assert next(iter(next(iter(values.values())).values()))["value"] == text


def test_nobody_types_past_the_end_of_a_box(clerk, ana, room):
    ana.types("/form", room)
    with pytest.raises(AssertionError, match="20 characters"):
        ana.fills({"Name": "x" * 21})


def test_every_kind_of_input_is_filled_and_sent_as_slack_sends_it(slack, clerk, ana, room):
    ben = slack.person("Ben")
    choices = [option("One", "1"), option("Two", "2")]
    kinds: dict[str, tuple[dict[str, Any], Any, dict[str, Any]]] = {
        "Select": (select(*choices), "Two", {"selected_option": choices[1]}),
        "Several": (
            {"type": "multi_static_select", "options": choices},
            ["One", "Two"],
            {"selected_options": choices},
        ),
        "Radio": ({"type": "radio_buttons", "options": choices}, "One",
                  {"selected_option": choices[0]}),
        "Boxes": ({"type": "checkboxes", "options": choices}, "One",
                  {"selected_options": choices[:1]}),
        "Who": ({"type": "users_select"}, ben, {"selected_user": ben.id}),
        "All": ({"type": "multi_users_select"}, [ana, ben], {"selected_users": [ana.id, ben.id]}),
        "Where": ({"type": "conversations_select"}, room, {"selected_conversation": room.id}),
        "Day": ({"type": "datepicker"}, date(2026, 12, 1), {"selected_date": "2026-12-01"}),
        "Hour": ({"type": "timepicker"}, time(8, 30), {"selected_time": "08:30"}),
        "Moment": (
            {"type": "datetimepicker"}, datetime(2026, 12, 1, tzinfo=UTC),
            {"selected_date_time": 1796083200},
        ),
        "Number": ({"type": "number_input", "is_decimal_allowed": True}, 2.5, {"value": "2.5"}),
    }  # fmt: skip
    blocks = [asks(k, e | {"action_id": "v"}, block_id=k) for k, (e, _, _) in kinds.items()]
    clerk.form = modal(*blocks)
    ana.types("/form", room)
    ana.fills({name: value for name, (_, value, _) in kinds.items()})
    assert ana.submits() is not None
    values = clerk.heard[-1]["view"]["state"]["values"]
    for name, (element, _, expected) in kinds.items():
        assert values[name]["v"] == {"type": element["type"], **expected}


def test_untouched_inputs_are_null_or_empty(clerk, ana, room):
    clerk.form = modal(
        asks("A", optional=True, block_id="a"),
        asks("B", {"type": "multi_users_select"}, optional=True, block_id="b"),
        asks("C", text_input(initial_value="as before"), block_id="c"),
    )
    ana.types("/form", room)
    ana.submits()
    values = clerk.heard[-1]["view"]["state"]["values"]
    assert next(iter(values["a"].values()))["value"] is None
    assert next(iter(values["b"].values()))["selected_users"] == []
    assert next(iter(values["c"].values()))["value"] == "as before"


def test_an_update_keeps_what_was_typed_in_fields_with_the_same_ids(clerk, ana, room):
    ana.types("/form", room)
    ana.fills({"Name": "typed"})
    fresh = asks("Name", text_input(initial_value="new"), block_id="other")
    kept = asks("Name", text_input(initial_value="new"), block_id="name")
    clerk.client.views_update(view_id=ana.modal.id, view=modal(kept))
    assert "[_typed_]" in ana.sees()
    clerk.client.views_update(view_id=ana.modal.id, view=modal(fresh))
    assert "[_new_]" in ana.sees()


def test_an_input_that_acts_at_once_tells_the_bot(clerk, ana, room):
    at_once = {"trigger_actions_on": ["on_character_entered"]}
    clerk.form = modal(
        asks("Kind", select(option("One"), option("Two", "2")), dispatch_action=True),
        asks("Search", text_input(dispatch_action_config=at_once), dispatch_action=True),
        asks("Enter", text_input(action_id="e"), dispatch_action=True),
        asks("Quiet"),
    )
    ana.types("/form", room)
    ana.fills({"Kind": "Two", "Search": "abc", "Enter": "abc", "Quiet": "abc"})
    actions_heard = [b["actions"][0] for b in clerk.heard if b.get("type") == "block_actions"]
    assert [a["type"] for a in actions_heard] == ["static_select", "plain_text_input"]
    ana.presses_enter("Enter")
    assert clerk.heard[-1]["actions"][0]["action_id"] == "e"


def test_closing_is_told_only_when_asked_for_and_without_what_was_typed(clerk, ana, room):
    ana.types("/form", room)
    ana.closes()
    assert len(clerk.heard) == 1
    clerk.form = modal(asks("Name", block_id="name"), notify_on_close=True)
    ana.types("/form", room)
    ana.fills({"Name": "x"})
    ana.closes()
    closed = clerk.heard[-1]
    assert (closed["type"], closed["is_cleared"]) == ("view_closed", False)
    assert closed["view"]["state"]["values"] == {}
    ana.types("/form", room)
    ana.closes(everything=True)
    assert clerk.heard[-1]["is_cleared"]


def test_the_remaining_inputs(slack, clerk, ana, room):
    clerk.form = modal(
        asks("Story", {"type": "rich_text_input", "action_id": "v"}, block_id="story"),
        asks("Link", {"type": "url_text_input", "action_id": "v"}, block_id="link"),
        asks("Photo", {"type": "file_input", "action_id": "v"}, block_id="photo"),
        asks("Cleared", text_input(initial_value="x"), optional=True, block_id="cleared"),
        section("Rating", accessory={"type": "radio_buttons", "options": [option("Good", "g")]}),
        asks("Where", {"type": "conversations_select", "response_url_enabled": True,
                       "action_id": "v"}, block_id="where"),
    )  # fmt: skip
    ana.types("/form", room)
    ana.fills({"Story": "It worked", "Link": "nowhere", "Photo": "a.png", "Cleared": None})
    ana.fills({"Where": room})
    assert ana.submits() is None
    assert ana.modal.errors["Link"] == "Please enter a valid URL."
    ana.fills({"Link": "https://example.org"})
    ana.clicks("Good")
    ana.submits()
    body = clerk.heard[-1]
    values = body["view"]["state"]["values"]
    assert values["story"]["v"]["rich_text_value"]["type"] == "rich_text"
    assert values["photo"]["v"]["files"][0]["name"] == "a.png"
    assert values["cleared"]["v"]["value"] is None
    assert any("g" in str(v) for v in values.values())
    assert body["response_urls"][0]["channel_id"] == room.id


def test_a_form_without_a_submit_button_cannot_be_submitted(clerk, ana, room):
    clerk.form = modal(section("Only words"), submit=None)
    ana.types("/form", room)
    with pytest.raises(AssertionError, match="no submit button"):
        ana.submits()


def test_the_bot_crashing_leaves_the_form_with_what_was_typed(slack, clerk, ana, room):
    ana.types("/form", room)
    ana.fills({"Name": "kept"})
    slack.deliveries.in_process = lambda *_: (500, "", "")
    ana.submits()
    assert "trouble connecting" in ana.sees()
    assert "[_kept_]" in ana.sees()
    assert slack.failures[-1].kind == "view_submission"
    ana.resubmits()
    slack.deliveries.in_process = clerk.deliver
    ana.submits()
    assert ana.modal is None
