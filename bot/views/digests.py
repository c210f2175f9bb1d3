"""The digest of a cycle: about twelve lines for the channel, each naming where it comes from."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from bot.rules import digests
from bot.rules.dates import say_day
from bot.rules.digests import Section
from bot.rules.language import _, ngettext
from bot.rules.trends import Trend
from bot.rules.vocabulary import Side
from bot.views import charts, checkins, feedback_lines, goals, kit, themes
from bot.views.digest_lines import (
    Digest,
    GoalNews,
    Quote,
    Source,
    action_line,
    change_line,
    cited,
    goal_head,
    one_line,
    section_label,
    source_words,
    theme_line,
)
from bot.views.kit import Block, Markup, Message

SHOW = "digests.show"
FULL = "digests.full"
PAUSE = "digests.pause"
KEEP = "digests.keep"

_LONGEST_GOAL = 90
_LONGEST_ANSWER = 140
_MOST_SOURCES = 6


class Figure(Enum):
    """How the trend is shown: what a workspace may refuse first, then what none refuses."""

    CHART = "chart"
    TABLE = "table"
    WORDS = "words"


def show_button(partnership_id: int) -> Block:
    """The way to the digest of now, for one person alone."""
    return kit.button(_("Digest"), SHOW, partnership_id)


def channel(digest: Digest, figure: Figure = Figure.CHART) -> Message:
    """Say it to the channel."""
    return _with_figure(digest, figure, _channel_buttons(digest))


def channel_and_fallback(digest: Digest) -> tuple[Message, list[Block] | None]:
    """Say it to the channel, and once more without its chart for those who refuse charts."""
    message = channel(digest)
    if digest.trend is None:
        return message, None
    table = charts.table(digest.trend)
    return message, [table if block["type"] == charts.CHART else block for block in message.blocks]


def private(digest: Digest, figure: Figure = Figure.CHART) -> Message:
    """Say the same to one person, with the way to every answer, which has no thread to be in."""
    full = kit.button(_("Every answer"), FULL, digest.partnership_id)
    return _with_figure(digest, figure, kit.actions(full))


def summary(digest: Digest) -> list[Block]:
    """Return the lines alone, for a modal, where no figure can be."""
    before, after = _lines_around_figure(digest)
    return [*before, *after]


def pause_question(partnership_id: int, partnership: str) -> Message:
    """Ask a lead, privately, whether a partnership in which nothing happened should rest."""
    return kit.message(
        kit.section(
            kit.say(
                _(
                    "*{partnership}* was quiet this time: no check-in, no new number. Would "
                    "you like to pause it for a while? Nothing is lost, and it can continue at "
                    "any time."
                ),
                partnership=partnership,
            )
        ),
        kit.actions(
            kit.button(_("Pause it"), PAUSE, partnership_id),
            kit.button(_("Keep going"), KEEP, partnership_id),
        ),
        kit.context(_("Only its leads are asked. The channel is not told anything about this.")),
    )


def kept(partnership: str) -> Message:
    """Take the place of the question once a lead has said to go on."""
    return kit.message(
        kit.section(
            kit.say(
                _("*{partnership}* continues as planned. Late answers are still welcome."),
                partnership=partnership,
            )
        )
    )


def _with_figure(digest: Digest, figure: Figure, buttons: Block) -> Message:
    before, after = _lines_around_figure(digest)
    after.append(buttons)
    if digest.trend is None:
        return kit.message(*before, *after)
    drawn = {
        Figure.CHART: charts.chart,
        Figure.TABLE: charts.table,
        Figure.WORDS: _figure_in_words,
    }[figure](digest.trend)
    # Charts and tables have no words of their own for a screen reader.
    told = kit.message(*before, *after, _figure_in_words(digest.trend))
    return Message(text=told.text, blocks=[*before, drawn, *after])


def _figure_in_words(trend: Trend) -> Block:
    return kit.section(charts.words(trend))


def _lines_around_figure(digest: Digest) -> tuple[list[Block], list[Block]]:
    """Return what stands before the figure, the goals, and what stands after it, the rest."""
    title = kit.header(
        _("Digest of {partnership}: {period}").format(
            partnership=kit.clip(digest.partnership, 100), period=digest.period
        )
    )
    before = [title, kit.section(_sides_line(digest))]
    after: list[Block] = []
    for part in digests.choose(_lines(digest)):
        lines = list(part.shown)
        if part.more:
            lines[-1] = kit.say("{line} {more}", line=lines[-1], more=_more(part.more))
        block = kit.section(kit.join(lines))
        if part.section is Section.THEMES:
            # The digest opens with what became of what people said.
            before.insert(1, block)
        else:
            (before if part.section is Section.GOALS else after).append(block)
    return before, [*after, kit.section(_next_line(digest))]


def _more(count: int) -> str:
    return ngettext("(and {count} more)", "(and {count} more)", count).format(count=count)


def _lines(digest: Digest) -> Mapping[Section, Sequence[Markup]]:
    lines: dict[Section, list[Markup]] = {section: [] for section in Section}
    for theme in digest.themes:
        answer = one_line(theme.answer, _LONGEST_ANSWER)
        lines[Section.THEMES].append(theme_line(theme, digest.today, answer))
    for news in digest.goals:
        lines[Section.GOALS].append(_goal_line(news))
    for change in digest.changes:
        line = change_line(change, one_line(change.what, _LONGEST_GOAL))
        lines[Section.CHANGES].append(line)
    for quote in _in_turn(digest.quotes):
        text = kit.say(
            "*{label}* {text}", label=section_label(quote.section), text=one_line(quote.text)
        )
        lines[quote.section].append(cited(text, quote.source))
    for action in digest.actions:
        line = action_line(action, digest.today, one_line(action.what))
        lines[Section.ACTIONS].append(cited(line, action.source))
    return lines


def _goal_line(news: GoalNews) -> Markup:
    return cited(goal_head(news, one_line(news.statement, _LONGEST_GOAL)), news.source)


def _in_turn(quotes: Iterable[Quote]) -> list[Quote]:
    """Let each side be heard once before any is heard twice."""
    turns: dict[tuple[Section, Side], int] = {}
    ranked = []
    for quote in quotes:
        place = (quote.section, quote.source.side)
        turns[place] = turns.get(place, 0) + 1
        ranked.append((turns[place], quote))
    return [quote for _turn, quote in sorted(ranked, key=lambda pair: pair[0])]


def _sides_line(digest: Digest) -> Markup:
    sides = {source.side for source in digest.check_ins}
    who = "; ".join(_who(digest.check_ins))
    if len(sides) == len(Side):
        return kit.say(_("*Both sides are in:* {who}"), who=who)
    if sides:
        return kit.say(_("*1 of 2 sides is in:* {who}"), who=who)
    return kit.say(_("*No check-in yet this time.*"))


def _who(sources: Sequence[Source]) -> list[str]:
    named = [
        _("{source} (no change)").format(source=source_words(source))
        if source.no_change
        else source_words(source)
        for source in sources
    ]
    distinct = list(dict.fromkeys(named))
    if len(distinct) > _MOST_SOURCES:
        return [*distinct[:_MOST_SOURCES], _more(len(distinct) - _MOST_SOURCES)]
    return distinct


def _next_line(digest: Digest) -> Markup:
    parts = []
    if digest.answers_until is not None:
        parts.append(
            _("Answers are still welcome until {day}.").format(day=say_day(digest.answers_until))
        )
    if digest.next_opens_on is not None:
        parts.append(
            _("The next check-in opens on {day}.").format(day=say_day(digest.next_opens_on))
        )
    return kit.escape(" ".join(parts) or _("No further check-in is planned."))


def _channel_buttons(digest: Digest) -> Block:
    buttons = [
        goals.goals_button(digest.partnership_id),
        themes.list_button(digest.partnership_id),
        feedback_lines.give_button(digest.partnership_id),
    ]
    if digest.answers_until is not None:
        buttons.insert(0, checkins.open_button(digest.partnership_id))
    return kit.actions(*buttons)
