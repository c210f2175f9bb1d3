"""What came of a pulse, for the channel and for one person, with a chart and what they can do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.vocabulary import Side
from bot.views import charts, kit, pulse, themes
from bot.views.kit import Block, Markup, Message, View
from bot.views.pulse_lines import WRITTEN_IN_MESSAGE, Report, construct_name, results
from bot.views.words import capital, side_name

QUESTIONS = "pulse.questions"
RESULTS = "pulse.results"


@dataclass(frozen=True)
class Standing:
    """What a partnership's pulse offers one person now."""

    partnership_id: int
    partnership: str
    report: Report | None = None
    open_until: date | None = None
    may_answer: bool = False
    is_lead: bool = False
    # The school side whose partnerships a pool waits for.
    waits_for: str = ""


def channel(report: Report) -> Message:
    """Tell everybody who was asked, in the channel."""
    return _message(report, [kit.actions(pulse.show_button(report.partnership_id))])


def channel_and_fallback(report: Report) -> tuple[Message, list[Block] | None]:
    """Say it, and once more without a chart for workspaces that refuse charts."""
    message = channel(report)
    if chart(report) is None:
        return message, None
    return message, [block for block in message.blocks if block["type"] != charts.CHART]


def private(standing: Standing, *, with_chart: bool = True) -> Message:
    """Say it to one person, with what they can do."""
    if standing.report is None:
        return kit.message(*_lines(standing), *_ways(standing))
    head = [kit.section(kit.join(_now(standing)))] if _now(standing) else []
    return _message(standing.report, [*head, *_ways(standing)], with_chart=with_chart)


def modal(standing: Standing) -> View:
    """The same, where no chart can be."""
    return kit.modal(
        _("Pulse"),
        [*_lines(standing), *_ways(standing)],
        callback_id=RESULTS,
        close=_("Close"),
    )


def chart(report: Report) -> Block | None:
    """Draw what may be shown: a bar a construct, and one a side where both may be."""
    items = [item for item in report.items if item.together is not None]
    if not items:
        return None
    names = charts.distinct([construct_name(item.construct) for item in items])
    both = all(item.sides for item in items)
    series = (
        [(capital(side_name(side)), [item.sides[side].value for item in items]) for side in Side]
        if both
        else [(_("Everybody"), [item.together.value for item in items if item.together])]
    )
    return {
        "type": charts.CHART,
        "title": kit.clip(_("Pulse, from 1 to 5"), charts.MAX_TITLE),
        "chart": {
            "type": "bar",
            "series": [
                {
                    "name": kit.clip(name, charts.MAX_NAME),
                    "data": [
                        {"label": label, "value": value}
                        for label, value in zip(names, values, strict=True)
                    ],
                }
                for name, values in series
            ],
            "axis_config": {"categories": list(names), "y_label": _("Average")},
        },
    }


def _message(report: Report, after: Sequence[Block], *, with_chart: bool = True) -> Message:
    drawn = chart(report) if with_chart else None
    lines = results(report, WRITTEN_IN_MESSAGE)
    told = kit.message(*lines, *after)
    if drawn is None:
        return told
    return Message(text=told.text, blocks=[*lines[:2], drawn, *lines[2:], *after])


def _lines(standing: Standing) -> list[Block]:
    now = _now(standing)
    blocks = [kit.section(kit.join(now))] if now else []
    if standing.report is not None:
        return [*blocks, *results(standing.report)]
    if now:
        return blocks
    none = kit.say(_("*{name}* has not had a pulse yet."), name=standing.partnership)
    return [kit.section(none)]


def _now(standing: Standing) -> list[Markup]:
    if standing.waits_for:
        return [pulse.has_begun(None, standing.waits_for)]
    if standing.open_until is None:
        return []
    open_now = kit.say(_("A pulse is open until {day}."), day=say_day(standing.open_until))
    if standing.may_answer:
        return [open_now]
    return [kit.join([open_now, kit.escape(_("You have answered it."))], " ")]


def _ways(standing: Standing) -> list[Block]:
    buttons = []
    if standing.may_answer:
        buttons.append(pulse.answer_button(standing.partnership_id))
    if standing.is_lead:
        if standing.open_until is None and not standing.waits_for:
            buttons.append(kit.button(_("Ask now"), pulse.ASK_NOW, standing.partnership_id))
        buttons += [
            kit.button(_("Questions"), QUESTIONS, standing.partnership_id),
            kit.button(_("How it is asked"), pulse.CHOOSE, standing.partnership_id),
            themes.new_button(standing.partnership_id),
        ]
    return [kit.actions(*buttons)] if buttons else []
