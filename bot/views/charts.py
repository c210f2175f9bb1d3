"""A trend as Slack can draw it: a native chart, the same as a table, the same in words."""

from collections.abc import Iterable, Sequence

from bot.rules.language import _
from bot.rules.numbers import write_number
from bot.rules.trends import Trend
from bot.views import kit
from bot.views.kit import Block, Markup

CHART = "data_visualization"
MAX_TITLE = 50
MAX_AXIS_LABEL = 50
MAX_NAME = 20
# Two points make no line worth the name.
_FEWEST_FOR_A_LINE = 3


def chart(trend: Trend) -> Block:
    """Draw the trend; workspaces that do not know charts yet refuse the whole message."""
    moments = distinct(trend.moments)
    names = distinct(line.name for line in trend.lines)
    return {
        "type": CHART,
        "title": kit.clip(trend.title, MAX_TITLE),
        "chart": {
            "type": "line" if len(moments) >= _FEWEST_FOR_A_LINE else "bar",
            "series": [
                {
                    "name": name,
                    "data": [
                        {"label": moment, "value": value}
                        for moment, value in zip(moments, line.values, strict=True)
                    ],
                }
                for name, line in zip(names, trend.lines, strict=True)
            ],
            "axis_config": {
                "categories": moments,
                "y_label": kit.clip(trend.unit or _("Value"), MAX_AXIS_LABEL),
            },
        },
    }


def table(trend: Trend) -> Block:
    """Write the trend as rows: a goal each, with a column a moment."""
    rows = [[trend.title, *trend.moments]]
    rows += [
        [line.name, *(write_number(value, trend.unit) for value in line.values)]
        for line in trend.lines
    ]
    return {
        "type": "table",
        "column_settings": [{"is_wrapped": True}],
        "rows": [[{"type": "raw_text", "text": text or "–"} for text in row] for row in rows],
    }


def words(trend: Trend) -> Markup:
    """Say the trend for whoever does not see it."""
    lines = [
        kit.say(
            "{name}: {values}",
            name=line.name,
            values=", ".join(
                f"{moment} {write_number(value, trend.unit)}"
                for moment, value in zip(trend.moments, line.values, strict=True)
            ),
        )
        for line in trend.lines
    ]
    return kit.join([kit.escape(trend.title), *lines])


def distinct(names: Iterable[str]) -> Sequence[str]:
    """Cut names to what a chart holds, and tell apart those that became the same."""
    taken: list[str] = []
    for name in names:
        shown, number = kit.clip(name, MAX_NAME) or "–", 2
        while shown in taken:
            mark = f" ({number})"
            shown = kit.clip(name, MAX_NAME - len(mark)) + mark
            number += 1
        taken.append(shown)
    return taken
