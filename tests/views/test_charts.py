import pytest

from bot.playground.validation import check_blocks
from bot.rules.trends import Line, Trend
from bot.views import charts


def trend_of(moments: list[str], *names: str) -> Trend:
    values = [float(n) for n in range(len(moments))]
    return Trend("How far", "%", moments, [Line(name, values) for name in names])


LONGEST = trend_of(
    ["Start", *(f"Quarter {n} of 2026–27 and on" for n in range(8))],
    *("More ninth-graders attend nine days out of ten" for _ in range(6)),
)


@pytest.mark.parametrize(
    "trend",
    [
        LONGEST,
        Trend("T" * 300, "", ["Start", "Start"], [Line("", [1e12, -1e12])]),
        trend_of(["Start"], "One", "Target"),
    ],
)
def test_slack_takes_chart_and_table(trend):
    for block in (charts.chart(trend), charts.table(trend)):
        assert check_blocks([block], "message") == []


def test_names_that_become_the_same_are_told_apart():
    series = charts.chart(LONGEST)["chart"]["series"]
    names = [one["name"] for one in series]
    assert len(set(names)) == len(names) == 6
    assert names[:2] == ["More ninth-graders…", "More ninth-grad… (2)"]


def test_two_points_are_bars_and_more_a_line():
    assert charts.chart(trend_of(["Start", "Q1"], "One"))["chart"]["type"] == "bar"
    assert charts.chart(trend_of(["Start", "Q1", "Q2"], "One"))["chart"]["type"] == "line"


def test_the_words_say_every_number():
    assert charts.words(trend_of(["Start", "Q1"], "A & B", "C")) == (
        "How far\nA &amp; B: Start 0%, Q1 1%\nC: Start 0%, Q1 1%"
    )
