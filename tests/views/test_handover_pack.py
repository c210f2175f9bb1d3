"""What a successor reads is complete, or says how much is left out."""

from dataclasses import replace
from datetime import date

from bot.rules.vocabulary import Confidence, Side
from bot.samples import ORDINARY, SAMPLES, records
from bot.views import handover_pack
from bot.views.handover_pack import CheckedIn, Pack, Promise, Said, SaidOfGoal
from bot.views.kit import MAX_VIEW_BLOCKS, in_words
from tests.views.longest import LONGEST, only_ampersands

EMPTY = Pack("Riverside and Mercy", Side.SCHOOL, date(2026, 9, 11), "")

LONG = "x" * 1900


def reads(pack: Pack) -> str:
    return in_words(handover_pack.pack(pack)["blocks"])


def test_both_sides_are_there_whatever_each_of_them_wrote():
    said = []
    for side in Side:
        wins, challenges, needs, changes = (f"{side} {word} {LONG}" for word in "abcd")
        said.append(Said(side, wins, challenges, needs, changes))
    text = reads(replace(EMPTY, check_ins=[CheckedIn("Quarter 1", said)]))
    for side in Side:
        for label, word in (
            ("Wins", "a"),
            ("Challenges", "b"),
            ("What we need from the other side", "c"),
            ("What we will change", "d"),
        ):
            assert f"{label}: {side} {word}" in text


def test_what_was_said_of_a_goal_is_there():
    of_goals = [
        SaidOfGoal("More labs", 78.0, "%", Confidence.AT_RISK, "Since August"),
        SaidOfGoal("Fewer absences", None, "", None, "Hard to say"),
    ]
    said = [Said(Side.SCHOOL, goals=of_goals), Said(Side.PARTNER)]
    text = reads(replace(EMPTY, check_ins=[CheckedIn("Quarter 1", said)]))
    assert "Goal: More labs · 78% · At risk · Since August" in text
    assert "Goal: Fewer absences · Hard to say" in text
    assert "*Quarter 1*, partner side\nNo change since last time." in text


def test_what_has_no_room_is_counted():
    long = Said(Side.SCHOOL, LONG, LONG, LONG, LONG)
    text = reads(
        replace(
            EMPTY,
            goals=[records.goal(ORDINARY, number) for number in range(43)],
            promises=[Promise("Order paint", "U0ANARUIZ", date(2026, 10, 1))] * 41,
            check_ins=[CheckedIn("Quarter 2", [long] * 20), CheckedIn("Quarter 1", [long] * 13)],
        )
    )
    assert "and 3 more\n" in text
    assert "and 1 more\n" in text
    assert "and 3 more answers" in text


def test_nothing_to_say_is_said():
    text = reads(EMPTY)
    assert text.count("Nothing yet.") == 5


def test_no_list_takes_the_room_of_the_last():
    for words in (LONGEST, only_ampersands()):
        view = SAMPLES["handover_pack.pack"](words)
        assert isinstance(view, dict)
        assert len(view["blocks"]) < MAX_VIEW_BLOCKS
        assert not any("…" in one.get("text", {}).get("text", "")[2990:] for one in view["blocks"])
