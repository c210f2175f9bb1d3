"""Every limit of Block Kit: the longest that Slack takes is taken, one more is refused there."""

from typing import Any

import pytest

from bot.playground.validation import check_blocks, check_options, check_view
from tests.playground.blocks import (
    actions,
    asks,
    bars,
    button,
    cell,
    data_table,
    home,
    modal,
    mrkdwn,
    option,
    pie,
    plain,
    rich,
    section,
    select,
    table,
    text_input,
)


def n(count: int) -> str:
    return "x" * count


def select_of(count: int) -> dict[str, Any]:
    return select(*(option(value=str(number)) for number in range(count)))


def confirming(**words: str) -> dict[str, Any]:
    asked = {"title": "Sure?", "text": "Really?", "confirm": "Yes", "deny": "No"} | words
    return button(confirm={name: plain(text) for name, text in asked.items()})


def chart_of(points: int, series: int = 1) -> dict[str, Any]:
    categories = [f"c{number}" for number in range(points)]
    return bars(categories, *((f"s{i}", [1.0] * points) for i in range(series)))


MESSAGE_LIMITS = {
    "section text": (lambda k: section(n(k)), 3000, "/blocks/0/text/text"),
    "section field": (
        lambda k: {"type": "section", "fields": [plain(n(k))]}, 2000, "/blocks/0/fields/0/text",
    ),
    "section fields": (
        lambda k: {"type": "section", "fields": [plain("x")] * k}, 10, "/blocks/0/fields",
    ),
    "header": (lambda k: {"type": "header", "text": plain(n(k))}, 150, "/blocks/0/text/text"),
    "header level": (
        lambda k: {"type": "header", "text": plain("x"), "level": k}, 4, "/blocks/0/level",
    ),
    "context elements": (
        lambda k: {"type": "context", "elements": [mrkdwn("x")] * k}, 10, "/blocks/0/elements",
    ),
    "actions elements": (
        lambda k: actions(*(button(action_id=f"a{i}") for i in range(k))), 25,
        "/blocks/0/elements",
    ),
    "button text": (lambda k: actions(button(n(k))), 75, "/blocks/0/elements/0/text/text"),
    "button value": (
        lambda k: actions(button(value=n(k))), 2000, "/blocks/0/elements/0/value",
    ),
    "button url": (lambda k: actions(button(url=n(k))), 3000, "/blocks/0/elements/0/url"),
    "accessibility label": (
        lambda k: actions(button(accessibility_label=n(k))), 75,
        "/blocks/0/elements/0/accessibility_label",
    ),
    "action id": (
        lambda k: actions(button(action_id=n(k))), 255, "/blocks/0/elements/0/action_id",
    ),
    "block id": (lambda k: section(block_id=n(k)), 255, "/blocks/0/block_id"),
    "select options": (lambda k: actions(select_of(k)), 100, "/blocks/0/elements/0/options"),
    "option text": (
        lambda k: actions(select(option(n(k)))), 75, "/blocks/0/elements/0/options/0/text/text",
    ),
    "option value": (
        lambda k: actions(select(option(value=n(k)))), 150,
        "/blocks/0/elements/0/options/0/value",
    ),
    "option description": (
        lambda k: actions(select(option(description=plain(n(k))))), 75,
        "/blocks/0/elements/0/options/0/description/text",
    ),
    "placeholder": (
        lambda k: actions(select(option(), placeholder=plain(n(k)))), 150,
        "/blocks/0/elements/0/placeholder/text",
    ),
    "overflow options": (
        lambda k: actions({"type": "overflow", "options": [option()] * k}), 5,
        "/blocks/0/elements/0/options",
    ),
    "radio options": (
        lambda k: actions({"type": "radio_buttons", "options": [option()] * k}), 10,
        "/blocks/0/elements/0/options",
    ),
    "checkbox options": (
        lambda k: actions({"type": "checkboxes", "options": [option()] * k}), 10,
        "/blocks/0/elements/0/options",
    ),
    "confirm title": (
        lambda k: actions(confirming(title=n(k))), 100, "/blocks/0/elements/0/confirm/title/text",
    ),
    "confirm text": (
        lambda k: actions(confirming(text=n(k))), 300, "/blocks/0/elements/0/confirm/text/text",
    ),
    "confirm button": (
        lambda k: actions(confirming(deny=n(k))), 30, "/blocks/0/elements/0/confirm/deny/text",
    ),
    "image alt text": (
        lambda k: {"type": "image", "image_url": "https://x", "alt_text": n(k)}, 2000,
        "/blocks/0/alt_text",
    ),
    "image url": (
        lambda k: {"type": "image", "image_url": n(k), "alt_text": "x"}, 3000,
        "/blocks/0/image_url",
    ),
    "chart title": (lambda k: pie(("a", 1), title=n(k)), 50, "/blocks/0/title"),
    "chart label": (lambda k: pie((n(k), 1)), 20, "/blocks/0/chart/segments/0/label"),
    "chart segments": (
        lambda k: pie(*((str(i), 1) for i in range(k))), 12, "/blocks/0/chart/segments",
    ),
    "chart series": (lambda k: chart_of(1, k), 12, "/blocks/0/chart/series"),
    "chart points": (chart_of, 20, "/blocks/0/chart/series/0/data"),
    "chart axis label": (
        lambda k: bars(["a"], ("s", [1.0]), x_label=n(k)), 50,
        "/blocks/0/chart/axis_config/x_label",
    ),
    "table rows": (lambda k: table(*[[cell("x")]] * k), 100, "/blocks/0/rows"),
    "table columns": (lambda k: table([cell("x")] * k), 20, "/blocks/0/rows/0"),
    "table text": (lambda k: table([cell(n(k))]), 10_000, "/blocks/0"),
    "data table rows": (lambda k: data_table(*[[cell("x")]] * k), 201, "/blocks/0/rows"),
    "data table text": (
        lambda k: data_table([cell("x")], [cell(n(k - 1))]), 20_000, "/blocks/0",
    ),
    "data table page": (
        lambda k: data_table([cell("x")], [cell("y")], page_size=k), 100, "/blocks/0/page_size",
    ),
    "markdown": (lambda k: {"type": "markdown", "text": n(k)}, 12_000, "/blocks/0/text"),
    "card body": (lambda k: {"type": "card", "body": mrkdwn(n(k))}, 200, "/blocks/0/body/text"),
    "card title": (lambda k: {"type": "card", "title": mrkdwn(n(k))}, 150, "/blocks/0/title/text"),
    "card buttons": (
        lambda k: {"type": "card", "actions": [button(action_id=f"a{i}") for i in range(k)]}, 3,
        "/blocks/0/actions",
    ),
    "carousel": (
        lambda k: {"type": "carousel", "elements": [{"type": "card", "body": plain("x")}] * k}, 10,
        "/blocks/0/elements",
    ),
    "container blocks": (
        lambda k: {"type": "container", "title": plain("x"), "child_blocks": [section()] * k}, 10,
        "/blocks/0/child_blocks",
    ),
    "container title": (
        lambda k: {"type": "container", "title": plain(n(k)), "child_blocks": [section()]}, 150,
        "/blocks/0/title/text",
    ),
    "context actions": (
        lambda k: {"type": "context_actions", "elements": [
            {"type": "icon_button", "icon": "trash", "text": plain("x"), "action_id": f"a{i}"}
            for i in range(k)]}, 5, "/blocks/0/elements",
    ),
}  # fmt: skip

MODAL_LIMITS = {
    "title": (lambda k: modal(title=plain(n(k))), 24, "/view/title/text"),
    "submit": (lambda k: modal(submit=plain(n(k))), 24, "/view/submit/text"),
    "close": (lambda k: modal(close=plain(n(k))), 24, "/view/close/text"),
    "private metadata": (lambda k: modal(private_metadata=n(k)), 3000, "/view/private_metadata"),
    "callback id": (lambda k: modal(callback_id=n(k)), 255, "/view/callback_id"),
    "external id": (lambda k: modal(external_id=n(k)), 255, "/view/external_id"),
    "blocks": (lambda k: modal(*[section()] * k), 100, "/view/blocks"),
    "label": (lambda k: modal(asks(n(k))), 2000, "/view/blocks/0/label/text"),
    "hint": (lambda k: modal(asks(hint=plain(n(k)))), 2000, "/view/blocks/0/hint/text"),
    "max length": (
        lambda k: modal(asks(element=text_input(max_length=k))), 3000,
        "/view/blocks/0/element/max_length",
    ),
    "initial value": (
        lambda k: modal(asks(element=text_input(initial_value=n(k)))), 3000,
        "/view/blocks/0/element/initial_value",
    ),
    "alert": (lambda k: modal({"type": "alert", "text": plain(n(k))}), 200,
              "/view/blocks/0/text/text"),
    "files": (
        lambda k: modal(asks(element={"type": "file_input", "max_files": k})), 10,
        "/view/blocks/0/element/max_files",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MESSAGE_LIMITS)
def test_a_message_may_be_as_long_as_slack_says_and_no_longer(name):
    build, most, pointer = MESSAGE_LIMITS[name]
    assert check_blocks([build(most)], "message") == []
    problems = check_blocks([build(most + 1)], "message")
    assert problems
    assert problems[0].endswith(f"[json-pointer:{pointer}]")


@pytest.mark.parametrize("name", MODAL_LIMITS)
def test_a_modal_may_be_as_long_as_slack_says_and_no_longer(name):
    build, most, pointer = MODAL_LIMITS[name]
    assert check_view(build(most), "modal") == []
    problems = check_view(build(most + 1), "modal")
    assert problems
    assert problems[0].endswith(f"[json-pointer:{pointer}]")


def test_messages_have_fifty_blocks_and_views_a_hundred():
    assert check_blocks([section()] * 50, "message") == []
    assert check_blocks([section()] * 51, "message") == [
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    ]
    assert check_view(home(*[section()] * 100), "home") == []
    assert check_view(home(*[section()] * 101), "home") != []


WRONG = {
    "an empty text": (section(""), "/text/text"),
    "a bare string for a text object": ({"type": "section", "text": "Hello"}, "/text"),
    "emoji on mrkdwn": (section() | {"text": mrkdwn("x") | {"emoji": True}}, "/text/emoji"),
    "a section that says nothing": ({"type": "section"}, ""),
    "an unknown field": (section(colour="red"), "/colour"),
    "an unknown block": ({"type": "sidebar"}, ""),
    "a file block": ({"type": "file", "external_id": "x", "source": "remote"}, ""),
    "no type": ({"text": plain("x")}, ""),
    "formatted button text": (actions(button() | {"text": mrkdwn("x")}), "/elements/0/text/type"),
    "an unknown style": (actions(button(style="green")), "/elements/0/style"),
    "one action id twice": (actions(button(), button("Again")), "/elements/1/action_id"),
    "a text input among actions": (actions(text_input()), "/elements/0"),
    "a button in an input": (asks(element=button()), "/element"),
    "a number input in a message": (
        asks(element={"type": "number_input", "is_decimal_allowed": True}), "/element"),
    "an alert in a message": ({"type": "alert", "text": plain("x")}, ""),
    "a date that does not exist": (
        actions({"type": "datepicker", "initial_date": "2026-02-30"}), "/elements/0/initial_date"),
    "a time without minutes": (
        actions({"type": "timepicker", "initial_time": "24:00"}), "/elements/0/initial_time"),
    "an unknown zone": (
        actions({"type": "timepicker", "timezone": "Mars/Base"}), "/elements/0/timezone"),
    "milliseconds": (
        actions({"type": "datetimepicker", "initial_date_time": 1795420800000}),
        "/elements/0/initial_date_time"),
    "a select without options": (actions({"type": "static_select"}), "/elements/0"),
    "a select with an empty list": (actions(select()), "/elements/0/options"),
    "an initial option that is not one": (
        actions(select(option(), initial_option=option("Two", "2"))),
        "/elements/0/initial_option"),
    "an initial option with another text": (
        actions(select(option(), initial_option=option("Uno"))), "/elements/0/initial_option"),
    "too many initial options": (
        actions({"type": "multi_static_select", "options": [option(), option("Two", "2")],
                 "initial_options": [option(), option("Two", "2")], "max_selected_items": 1}),
        "/elements/0/initial_options"),
    "an image with two sources": (
        {"type": "image", "alt_text": "x", "image_url": "https://x", "slack_file": {"id": "F1"}},
        ""),
    "an image nobody can hear": ({"type": "image", "image_url": "https://x"}, ""),
    "a pie with an empty slice": (pie(("a", 0)), "/chart/segments/0/value"),
    "a chart with an endless value": (
        bars(["a"], ("s", [float("inf")])), "/chart/series/0/data/0/value"),
    "a series with a gap": (bars(["a", "b"], ("s", [1.0])), "/chart/series/0/data"),
    "two series of one name": (bars(["a"], ("s", [1.0]), ("s", [2.0])), "/chart/series"),
    "categories that repeat": (
        bars(["a", "a"], ("s", [1.0, 2.0])), "/chart/axis_config/categories"),
    "an unknown chart": ({**pie(), "chart": {"type": "donut"}}, "/chart"),
    "an empty cell": (table([cell("")]), "/rows/0/0/text"),
    "a data table without a caption": (
        {"type": "data_table", "rows": [[cell("x")], [cell("y")]]}, ""),
    "a data table without a body": (data_table([cell("x")]), "/rows"),
    "a data table with ragged rows": (
        data_table([cell("x"), cell("y")], [cell("z")]), "/rows/1"),
    "rich text in the header row": (data_table([rich()], [cell("x")]), "/rows/0/0"),
    "a row header that is not there": (
        data_table([cell("x")], [cell("y")], row_header_column_index=1),
        "/row_header_column_index"),
    "a column alignment": (table([cell("x")], column_settings=[{"align": "middle"}]),
                           "/column_settings/0/align"),
    "a card title as a string": ({"type": "card", "title": "Hello"}, "/title"),
    "an empty card": ({"type": "card"}, ""),
    "a chart in a container": (
        {"type": "container", "title": plain("x"), "child_blocks": [pie(("a", 1))]},
        "/child_blocks/0"),
    "a section in a carousel": ({"type": "carousel", "elements": [section()]}, "/elements/0"),
    "an unknown rich element": (rich({"type": "smile"}), "/elements/0/elements/0"),
    "an unknown pill": (rich({"type": "tag", "text": "x", "color": "pink"}),
                        "/elements/0/elements/0/color"),
    "a response url outside a modal": (
        actions({"type": "conversations_select", "response_url_enabled": True}),
        "/elements/0/response_url_enabled"),
    "a list instead of a block": ([], ""),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_slack_refuses_in_a_message_is_refused_where_it_is(name):
    block, pointer = WRONG[name]
    problems = check_blocks([block], "message")
    assert problems
    if pointer:
        assert f"[json-pointer:/blocks/0{pointer}]" in problems[0]


MODAL_WRONG = {
    "an input without a submit button": modal(asks(), submit=None),
    "no title": modal(title=None),
    "a formatted title": modal(title=mrkdwn("x")),
    "a Home": home(),
    "a table": modal(table([cell("x")])),
    "a data table": modal(data_table([cell("x")], [cell("y")])),
    "a chart": modal(pie(("a", 1))),
    "markdown": modal({"type": "markdown", "text": "x"}),
    "two focused inputs": modal(
        asks("A", text_input(focus_on_load=True)), asks("B", text_input(focus_on_load=True))
    ),
    "one block id twice": modal(section(block_id="a"), section(block_id="a")),
    "a number as a number": modal(
        asks(element={"type": "number_input", "is_decimal_allowed": True, "min_value": 1})
    ),
    "a number input that does not say whether decimals go": modal(
        asks(element={"type": "number_input"})
    ),
    "a least number above the most": modal(
        asks(
            element={
                "type": "number_input",
                "is_decimal_allowed": False,
                "min_value": "2",
                "max_value": "1",
            }
        )
    ),
    "a least length above the most": modal(asks(element=text_input(min_length=5, max_length=4))),
    "a start longer than the most": modal(
        asks(element=text_input(max_length=2, initial_value="abc"))
    ),
    "a file input that acts at once": modal(
        asks(element={"type": "file_input"}, dispatch_action=True)
    ),
    "an unknown field": modal(colour="red"),
    "not a view": [],
}


@pytest.mark.parametrize("name", MODAL_WRONG)
def test_what_slack_refuses_in_a_modal_is_refused(name):
    assert check_view(MODAL_WRONG[name], "modal")


def test_home_takes_charts_but_no_moment_picker_and_no_alert():
    assert check_view(home(pie(("a", 1)), asks()), "home") == []
    assert check_view(home(actions({"type": "datetimepicker"})), "home")
    assert check_view(home({"type": "alert", "text": plain("x")}), "home")
    assert check_view(home(title=plain("x")), "home")


def test_a_message_has_two_charts_and_one_table():
    assert check_blocks([pie(("a", 1))] * 2, "message") == []
    assert check_blocks([pie(("a", 1))] * 3, "message") != []
    assert check_blocks([table([cell("x")])] * 2, "message") != []


def test_markdown_counts_over_all_blocks():
    block = {"type": "markdown", "text": n(6001)}
    assert check_blocks([block], "message") == []
    assert check_blocks([block, block], "message") != []


def test_a_block_that_slack_does_not_know_yet_is_refused_on_that_surface_only():
    refused = {("data_visualization", "home")}
    assert check_blocks([pie(("a", 1))], "message", refused) == []
    assert check_view(home(pie(("a", 1))), "home", refused) != []


def test_looked_up_options_have_limits_too():
    assert check_options({"options": []}) == []
    assert check_options({"options": [option()] * 100}) == []
    assert check_options({"option_groups": [{"label": plain("x"), "options": [option()]}]}) == []
    assert check_options({"options": [option()] * 101})
    assert check_options({"options": [option(n(76))]})
    assert check_options({})
    assert check_options(None)
