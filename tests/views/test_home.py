from datetime import date
from typing import Any

import pytest

from bot.playground.validation import check_view, view_bytes
from bot.rules.goals import GoalDraft
from bot.rules.vocabulary import Confidence, Direction, GoalStatus, PartnershipStatus
from bot.views import kit
from bot.views.actions import ActionItem
from bot.views.goals import GoalCard
from bot.views.home import Home, OpenCheckIn, PartnershipCard, home

TODAY = date(2026, 12, 4)


def action(due: date, what: str = "Ask the bus company") -> ActionItem:
    return ActionItem(7, what, due, TODAY, "Riverside and Mercy")


def check_in(due: date, text: str = "Riverside and Mercy") -> OpenCheckIn:
    return OpenCheckIn(1, text, "Quarter 2 of 2026–27", due, date(2026, 12, 18))


def card(text: str = "Riverside and Mercy", goals: int = 1, **changed: Any) -> PartnershipCard:
    plan = GoalDraft(
        statement=text,
        unit="%",
        direction=Direction.INCREASE,
        baseline=70.0,
        target=85.0,
        starts_on=date(2026, 9, 1),
        due_on=date(2027, 6, 15),
    )
    return PartnershipCard(
        **{
            "partnership_id": 1,
            "name": text[:150],
            "status": PartnershipStatus.ACTIVE,
            "next_check_in": "It opens on Monday.",
            "today": TODAY,
            "goals": [GoalCard(1, GoalStatus.LIVE, plan, 71.0, Confidence.AT_RISK)] * goals,
            **changed,
        }
    )


def words(shown: Home) -> str:
    return kit.in_words(home(shown)["blocks"])


@pytest.mark.parametrize("text", ["&" * 3000, "word " * 600, "ש" * 3000])
def test_slack_takes_the_fullest_home(text):
    shown = Home(
        to_answer=[check_in(TODAY, text[:150])] * 30,
        to_do=[action(TODAY, text)] * 60,
        partnerships=[card(text, goals=40)] * 40,
    )
    view = home(shown)
    assert check_view(view, "home") == []
    assert view_bytes(view) <= 250_000
    said = kit.in_words(view["blocks"])
    assert "And 65 more, due later." in said
    assert "And 24 more partnerships" in said


def test_what_is_expected_is_in_order_of_date():
    shown = Home(
        to_answer=[check_in(date(2026, 12, 9))],
        to_do=[action(date(2026, 12, 11), "later"), action(date(2026, 12, 3), "sooner")],
        partnerships=[card()],
    )
    said = words(shown)
    assert said.index("sooner") < said.index("it closes on") < said.index("later")
    assert "was due on Thursday, December 3, 2026" in said


def test_goals_are_said_in_words():
    said = words(Home(partnerships=[card(goals=8)]))
    assert "71% now, target 85%" in said
    assert "At risk" in said
    assert "And 2 more goals." in said
    assert "Nothing at the moment." in said


def test_each_partnership_has_its_buttons():
    row = home(Home(partnerships=[card()]))["blocks"][-2]
    assert [button["text"]["text"] for button in row["elements"]] == [
        "Check in",
        "Goals",
        "Details",
        "Digest",
        "Actions",
        "You said → we did",
        "Feedback so far",
    ]


def test_a_paused_partnership_without_goals_says_so():
    said = words(
        Home(partnerships=[card(goals=0, status=PartnershipStatus.PAUSED, next_check_in="")])
    )
    assert "paused" in said
    assert "No live goals yet." in said
    assert "Check in" not in said


def test_a_newcomer_learns_how_to_get_in():
    view = home(Home())
    assert check_view(view, "home") == []
    said = kit.in_words(view["blocks"])
    assert "Ask one of its leads to add you" in said
    assert "/partner setup" in said
