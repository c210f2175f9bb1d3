from datetime import date

import pytest

from bot.playground.validation import check_blocks, check_view
from bot.views import action_list, actions, kit
from bot.views.action_list import MOST_LISTED
from bot.views.actions import ActionItem, due_words

TODAY = date(2026, 12, 4)


def item(what: str = "Ask the bus company", **changed: object) -> ActionItem:
    values: dict[str, object] = {
        "action_id": 7,
        "what": what,
        "due_on": date(2026, 12, 11),
        "today": TODAY,
        "partnership": "Riverside and Mercy",
        "owner": "UBEN",
        "giver": "UANA",
        "from_check_in": True,
        **changed,
    }
    return ActionItem(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["&" * 3000, "word " * 600, "x\n\ny", "<!channel>"])
def test_slack_takes_the_longest_action(text):
    one = item(text, partnership="&" * 150)
    for message in (actions.given(one), actions.ticked(one)):
        assert check_blocks(message.blocks, "message") == []
        assert "<!" not in message.text
    many = [one] * 100
    view = action_list.listing(many, several=True, metadata="{}")
    assert check_view(view, "modal") == []
    assert f"And {100 - MOST_LISTED} more actions, due later." in kit.in_words(view["blocks"])


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (3, "was due on Thursday, December 3, 2026"),
        (4, "due today"),
        (5, "due tomorrow"),
        (11, "due on Friday, December 11, 2026"),
    ],
)
def test_a_due_date_is_said_as_seen_from_today(day, words):
    assert due_words(date(2026, 12, day), TODAY) == words


def test_a_new_owner_reads_what_by_when_and_why():
    text = actions.given(item()).text
    assert "*An action for you:* Ask the bus company\nDue on Friday, December 11, 2026" in text
    assert "<@UANA> named you in the check-in of Riverside and Mercy" in text
    by_link = actions.given(item(giver="XLINK1:Moss Green")).text
    assert "it came up in Moss Green's check-in for Riverside and Mercy" in by_link
    assert "as the owner in Riverside and Mercy" in actions.given(item(giver=None)).text


def test_only_those_who_may_get_buttons_and_only_many_partnerships_are_named():
    view = action_list.listing([item(may_tick=False)], several=False, metadata="{}")
    assert [block["type"] for block in view["blocks"]] == ["section"]
    assert "Riverside" not in kit.in_words(view["blocks"])
    view = action_list.listing([item()], several=True, metadata="{}")
    assert [one["text"]["text"] for one in view["blocks"][1]["elements"]] == [
        "Done",
        "More …",
    ]
    assert "Riverside" in kit.in_words(view["blocks"])


def test_an_empty_list_says_where_actions_come_from():
    view = action_list.listing([], several=False, metadata="{}")
    assert check_view(view, "modal") == []
    assert "No open actions" in kit.in_words(view["blocks"])
