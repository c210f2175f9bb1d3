"""What people see of goals fits Slack's limits, is complete in words, and is safe to read."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.playground.validation import check_blocks, check_view, view_bytes
from bot.rules.goals import GoalDraft
from bot.rules.vocabulary import Confidence, Direction, GoalStatus, RevisionKind, Side
from bot.views import goal_forms, goal_history, goals, kit
from bot.views.chooser import choose_partnership
from bot.views.goal_forms import LIMITS, GoalForm
from bot.views.goal_history import GoalHistory, Revision, Update
from bot.views.goals import GoalCard, GoalList
from bot.views.inputs import Choice
from tests.factories import NOW, ZONE

TODAY = date(2026, 12, 4)

PLAN = GoalDraft(
    statement="More ninth-graders attend nine days out of ten",
    why="Days in class are days of learning.",
    indicator="Ninth-graders with 90% attendance",
    unit="%",
    direction=Direction.INCREASE,
    baseline=70.0,
    target=85.0,
    starts_on=date(2026, 9, 1),
    due_on=date(2027, 6, 15),
    school_owner="UANA",
    partner_owner="UBEN",
)
GOAL = GoalCard(1, GoalStatus.LIVE, PLAN, 72.0, Confidence.AT_RISK, date(2026, 12, 1))

LONG = ["&" * 3000, "word " * 600, "ש" * 3000, "😀" * 3000, "<!channel> " * 200]


def stuffed(text: str, status: GoalStatus = GoalStatus.LIVE) -> GoalCard:
    plan = replace(
        PLAN,
        statement=text[: LIMITS["statement"]],
        why=text[: LIMITS["why"]],
        indicator=text[: LIMITS["indicator"]],
        unit=text[: LIMITS["unit"]],
        direction=Direction.MAINTAIN,
        baseline=-999_999_999_999.1234,
        target=-999_999_999_999.1234,
        band=999_999_999_999.1234,
    )
    return replace(GOAL, plan=plan, status=status, current=-999_999_999_999.1234)


def listing(*cards: GoalCard, may: bool = True, name: str = "Riverside and Mercy") -> GoalList:
    return GoalList(1, name, TODAY, cards, may, may)


def words(view: kit.View) -> str:
    return kit.in_words(view["blocks"])


def shown(*cards: GoalCard, may: bool = True, page: int = 0, retired: bool = False) -> kit.View:
    return goals.goals_list(listing(*cards, may=may), page=page, retired=retired, metadata="{}")


def buttons(view: kit.View) -> list[str]:
    return [
        element["text"]["text"]
        for block in view["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


@pytest.mark.parametrize("text", LONG)
def test_slack_takes_the_fullest_views(text):
    cards = [replace(stuffed(text), goal_id=number) for number in range(30)]
    history = GoalHistory(
        goal=cards[0],
        zone=ZONE,
        today=TODAY,
        entries=[
            Update(NOW, "UANA", Side.SCHOOL, -999_999_999_999.1234, Confidence.AT_RISK, text[:1000])
        ]
        * (goal_history.PAGE // 2)
        + [
            Revision(
                NOW,
                "UBEN",
                RevisionKind.REVISED,
                text[:1000],
                {"target": None, "due_on": None, "school_owner": "UANA", "partner_owner": "UBEN"},
                {
                    "target": 1.0,
                    "due_on": "2027-06-15",
                    "school_owner": None,
                    "partner_owner": "UDEV",
                },
            )
        ]
        * (goal_history.PAGE // 2),
        values=[1.0] * 20,
        page=1,
        has_older=True,
    )
    form = GoalForm(text[:150], cards[0].plan)
    for view in (
        goals.goals_list(listing(*cards, name=text[:150]), page=1, retired=False, metadata="{}"),
        goal_forms.new_goal(form, metadata="{}"),
        goal_forms.draft_goal(form, metadata="{}"),
        goal_forms.update_goal(cards[0], TODAY, metadata="{}"),
        goal_forms.revise_goal(cards[0], metadata="{}"),
        goal_forms.retire_goal(cards[0], metadata="{}"),
        goal_history.goal_history(history, metadata="{}"),
        choose_partnership(goals.LIST, [Choice(text[:150], str(n)) for n in range(120)]),
    ):
        assert check_view(view, "modal") == []
        assert view_bytes(view) < 250_000
        assert "<!channel>" not in words(view)


def test_the_list_says_all_of_a_goal_in_words():
    said = words(shown(GOAL))

    for part in (
        "*More ninth-graders attend nine days out of ten*",
        "Ninth-graders with 90% attendance: 72% now, target 85%, started at 70%",
        "Expected by today: 74.9%. Behind the expected pace.",
        "Confidence: At risk. Updated Tuesday, December 1, 2026",
        "Owners: <@UANA> (school side), <@UBEN> (partner side)",
        "Due Tuesday, June 15, 2027",
    ):
        assert part in said


def test_drafts_come_after_live_goals_and_are_marked():
    draft = GoalCard(2, GoalStatus.DRAFT, GoalDraft(statement="Better mornings"))
    said = words(shown(draft, GOAL))

    assert said.index("More ninth-graders") < said.index("Draft: *Better mornings*")
    assert "Owners: nobody yet (school side), nobody yet (partner side)" in said
    assert "1 live goal, 1 draft" in said


def test_retired_goals_are_shown_when_asked_for_and_last():
    gone = replace(GOAL, goal_id=3, status=GoalStatus.RETIRED)

    assert "Retired:" not in words(shown(gone, GOAL))
    assert "Show 1 retired goal" in buttons(shown(gone, GOAL))
    said = words(shown(gone, GOAL, retired=True))
    assert said.index("*More ninth") < said.index("Retired: *More ninth")
    assert "Confidence" not in words(shown(gone, retired=True))


def test_buttons_fit_the_goal_and_the_reader():
    draft = GoalCard(2, GoalStatus.DRAFT, GoalDraft(statement="Better mornings"))
    gone = replace(GOAL, status=GoalStatus.RETIRED)

    assert buttons(shown(GOAL)) == ["New goal", "Update", "Revise", "History", "Retire"]
    assert buttons(shown(draft)) == ["New goal", "Make it live", "History", "Retire"]
    assert buttons(shown(gone, retired=True)) == ["New goal", "History"]
    assert buttons(shown(GOAL, draft, may=False)) == ["History", "History"]


def test_a_page_too_far_is_the_last_one():
    cards = [replace(GOAL, goal_id=number) for number in range(12)]

    assert "Page 2 of 2" in words(shown(*cards, page=9))
    assert "Page 1 of 2" in words(shown(*cards, page=-1))


def test_an_empty_list_says_who_writes_goals():
    assert "Write the first one" in words(shown())
    assert "Leads and deputies write them" in words(shown(may=False))


@pytest.mark.parametrize(
    ("changed", "today", "said"),
    [
        ({}, TODAY, "74.9%"),
        ({"target": 70.04}, TODAY, "70.0131%"),
        ({"target": 5070.0}, TODAY, "1,708%"),
        ({"target": 85.1234}, date(2027, 7, 1), "85.1234%"),
        ({"target": 70.0}, TODAY, "70%"),
        ({"target": 71.0, "direction": Direction.MAINTAIN, "band": 2.0}, TODAY, "69% to 73%"),
    ],
)
def test_the_expected_value_is_as_fine_as_matters(changed, today, said):
    aim = replace(PLAN, **changed).aim
    assert aim is not None

    assert goals.expected_words(aim, "%", today) == f"Expected by today: {said}"


@pytest.mark.parametrize(
    ("changed", "current", "today", "said"),
    [
        ({}, 72.0, TODAY, "Behind the expected pace"),
        ({}, 75.0, TODAY, "At the expected pace"),
        ({}, 80.0, TODAY, "Ahead of the expected pace"),
        ({}, 85.0, TODAY, "Target reached"),
        ({}, 90.0, TODAY, "Beyond the target"),
        ({}, None, TODAY, "No value yet"),
        ({}, 72.0, date(2026, 8, 1), "Starts on Tuesday, September 1, 2026"),
        ({}, 84.0, date(2027, 7, 1), "Target not reached by its date"),
        ({"direction": Direction.DECREASE, "target": 50.0}, 50.0, TODAY, "Target reached"),
        ({"direction": Direction.MAINTAIN, "band": 2.0}, 84.0, TODAY, "Within its range"),
        ({"direction": Direction.MAINTAIN, "band": 2.0}, 80.0, TODAY, "Outside its range"),
    ],
)
def test_pace_is_said_in_words(changed, current, today, said):
    aim = replace(PLAN, **changed).aim
    assert aim is not None

    assert goals.pace_words(aim, current, today) == said


def test_one_line_for_home_and_digest():
    steady = replace(PLAN, direction=Direction.MAINTAIN, band=2.0)

    assert goals.goal_line(GOAL, TODAY) == (
        "*More ninth-graders attend nine days out of ten* · 72% now, target 85% · "
        "Behind the expected pace · At risk"
    )
    assert "84% now, range 83% to 87%" in goals.goal_line(
        replace(GOAL, plan=steady, current=84.0), TODAY
    )
    assert "· target 85% · No value yet" in goals.goal_line(
        replace(GOAL, current=None, confidence=None), TODAY
    )
    draft = GoalCard(2, GoalStatus.DRAFT, GoalDraft(statement="Better\nmornings"))
    assert goals.goal_line(draft, TODAY) == "*Better mornings* · Draft"
    assert goals.goal_line(replace(draft, status=GoalStatus.LIVE), TODAY) == "*Better mornings*"


def test_forms_come_filled_with_what_is_known():
    form = goal_forms.draft_goal(GoalForm("Riverside and Mercy", PLAN), metadata="{}")
    filled = {
        block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"
    }

    assert filled["baseline"]["initial_value"] == "70"
    assert filled["due_on"]["initial_date"] == "2027-06-15"
    assert filled["school_owner"]["initial_user"] == "UANA"
    assert filled["save_as"]["initial_option"]["value"] == goal_forms.LIVE
    update = goal_forms.update_goal(
        GoalCard(2, GoalStatus.LIVE, GoalDraft(statement="Better mornings")), TODAY, metadata="{}"
    )
    assert "initial_option" not in update["blocks"][2]["element"]


def test_history_says_each_thing_once():
    later = NOW + timedelta(days=1)
    history = GoalHistory(
        goal=replace(GOAL, plan=replace(PLAN, why="")),
        zone=ZONE,
        today=TODAY,
        entries=[
            Update(later, "UBEN", Side.PARTNER, None, None, "No news."),
            Update(later, "UBEN", Side.PARTNER, None, None, ""),
            Revision(NOW, "UANA", RevisionKind.EDITED, "", {}, {}),
            Revision(NOW, "UANA", RevisionKind.CREATED, "", {}, {"status": "live"}),
        ],
        values=[72.0],
        page=0,
        has_older=False,
    )
    view = goal_history.goal_history(history, metadata="{}")

    assert "<@UBEN> (partner side)\nNote: No news." in words(view)
    assert "September 8, 2026 at 10:00 (America/Chicago)" in words(view)
    assert "<@UANA> wrote this goal" in words(view)
    assert "Why it matters" not in words(view)
    assert "Values:" not in words(view)
    assert buttons(view) == []


@pytest.mark.parametrize("word", ["", "hlep", "<!channel>" * 20])
def test_help_fits(word):
    message = goals.goal_help(1, unknown=word)

    assert check_blocks(message.blocks, "message") == []
    assert "<!channel>" not in message.text
    assert "`/goal new`" in goals.goal_help(None).text
