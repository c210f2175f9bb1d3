"""What a digest knows, and each thing it says as one line that names where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from bot.rules.dates import month_name
from bot.rules.digests import Section
from bot.rules.language import _, language
from bot.rules.numbers import write_number
from bot.rules.progress import Aim, Movement, progress
from bot.rules.themes import Standing, waiting_words
from bot.rules.trends import Trend
from bot.rules.vocabulary import Confidence, Helped, Side
from bot.views import actions, goals, kit
from bot.views.adjustments import helped_name
from bot.views.kit import Markup
from bot.views.words import confidence_name, side_name, theme_state_name

LONGEST_LINE = 180
_LONGEST_NAME = 60
_LONGEST_TITLE = 90


class Source(NamedTuple):
    """Where a line comes from: whose check-in, or update between two, and of which day."""

    organization: str
    side: Side
    said_on: date
    person: str = ""
    in_check_in: bool = True
    late: bool = False
    no_change: bool = False
    via_link: bool = False


class GoalEntry(NamedTuple):
    """What one source said of a goal."""

    source: Source
    value: float | None
    confidence: Confidence | None
    note: str


class Turned(NamedTuple):
    """What one source said of how to turn a goal's curve."""

    source: Source
    story: str
    helpers: str
    what_works: str


class VerdictNews(NamedTuple):
    """What one source said of whether a change helped."""

    source: Source
    helped: Helped | None
    note: str


class ChangeNews(NamedTuple):
    """Something that was changed since the last cycle; or earlier, with whether it helped."""

    what: str
    why: str = ""
    evidence: str = ""
    source: Source | None = None
    verdicts: Sequence[VerdictNews] = ()


class GoalNews(NamedTuple):
    """A goal in this cycle; `before` is its value as the last cycle ended, or its baseline."""

    goal_id: int
    statement: str
    unit: str
    aim: Aim
    before: float
    value: float | None
    movement: Movement | None
    entries: Sequence[GoalEntry] = ()
    # Its place in the digest, by which the chart names it too.
    number: int = 0
    turned: Sequence[Turned] = ()
    # The leads want it told that the sides see it differently.
    differs: bool = False

    @property
    def confidence(self) -> Confidence | None:
        """How sure whoever spoke last of it is."""
        said = [one.confidence for one in self.entries if one.confidence is not None]
        return said[-1] if said else None

    @property
    def source(self) -> Source | None:
        """Who gave the newest number, or else the newest judgement."""
        numbers = [one.source for one in self.entries if one.value is not None]
        sources = numbers or [one.source for one in self.entries]
        return sources[-1] if sources else None

    @property
    def has_new_number(self) -> bool:
        return any(one.value is not None for one in self.entries)


class Quote(NamedTuple):
    """What somebody wrote in one box of a check-in."""

    section: Section
    text: str
    source: Source


class ActionNews(NamedTuple):
    """An open action, or one done since the last cycle; `owner` is a Slack user id."""

    what: str
    owner: str
    due_on: date
    done: bool
    source: Source | None = None


@dataclass(frozen=True)
class Digest:
    """All that a digest says; `answers_until` is set while the check-in is still open."""

    partnership_id: int
    partnership: str
    period: str
    today: date
    check_ins: Sequence[Source] = ()
    goals: Sequence[GoalNews] = ()
    quotes: Sequence[Quote] = ()
    actions: Sequence[ActionNews] = ()
    themes: Sequence[Standing] = ()
    changes: Sequence[ChangeNews] = ()
    answers_until: date | None = None
    next_opens_on: date | None = None
    trend: Trend | None = None


def source_words(source: Source) -> str:
    """Name the record that a line comes from."""
    template = (
        _("{organization}, check-in of {day}")
        if source.in_check_in
        else _("{organization}, update of {day}")
    )
    named = template.format(
        organization=kit.clip(source.organization, _LONGEST_NAME), day=short_day(source.said_on)
    )
    if source.via_link:
        named = _("{source}, via link").format(source=named)
    return _("{source}, late").format(source=named) if source.late else named


def short_day(day: date) -> str:
    return _("{month} {day}").format(month=month_name(day.month), day=day.day)


def movement_words(news: GoalNews) -> str:
    """Say where a goal's number stands and which way it moved since the last cycle."""
    if news.value is None:
        return _("no number yet")
    value = write_number(news.value, news.unit)
    if not news.has_new_number:
        return _("no new number, last {value}").format(value=value)
    if news.value == news.before:
        return _("still {value}").format(value=value)
    way = _("from {before} to {value}").format(
        before=write_number(news.before, news.unit), value=value
    )
    if progress(news.aim, news.value).reached:
        return _("{way}, where it should be").format(way=way)
    if news.movement is Movement.IMPROVED:
        return _("{way}, closer to the target").format(way=way)
    return _("{way}, further from the target").format(way=way)


def one_line(text: str, limit: int = LONGEST_LINE) -> Markup:
    """Bring somebody's words to one short line."""
    # Cut after escaping: five characters for an ampersand must not push the end off the line.
    return kit.clip(kit.escape(" ".join(text.split())), limit)


def section_label(section: Section) -> str:
    return _section_labels(language())[section]


# Looked up once a language: a digest asks for twenty.
@cache
def _section_labels(_language: str) -> dict[Section, str]:
    return {
        Section.THEMES: _("You said:"),
        Section.GOALS: _("Goal:"),
        Section.WINS: _("Win:"),
        Section.CHALLENGES: _("Challenge:"),
        Section.NEEDS: _("Needed from the other side:"),
        Section.CHANGES: _("Change agreed:"),
        Section.ACTIONS: _("Action:"),
    }


def goal_head(news: GoalNews, name: str) -> Markup:
    """Say what a goal is called in the digest and where it stands."""
    said = [movement_words(news), goals.target_words(news.aim, news.unit)]
    if news.differs:
        said.append(_("the two sides see it differently"))
    elif news.confidence is not None:
        said.append(confidence_name(news.confidence).lower())
    return kit.say(
        _("*Goal {number}.* {name}: {standing}"),
        number=news.number,
        name=name,
        standing=", ".join(said),
    )


def theme_line(theme: Standing, today: date, answer: str | Markup) -> Markup:
    """Say what people said, and what was done about it or how long it has waited."""
    label, title = section_label(Section.THEMES), one_line(theme.title, _LONGEST_TITLE)
    if theme.waits:
        waits = waiting_words(theme.heard_on, today)
        return kit.say("*{label}* {title}, {waits}", label=label, title=title, waits=waits)
    return kit.say(
        "*{label}* {title} → *{state}:* {answer}",
        label=label,
        title=title,
        state=theme_state_name(theme.state),
        answer=answer,
    )


def action_line(action: ActionNews, today: date, what: str | Markup) -> Markup:
    """Say who does what by when, or that it is done."""
    if action.done:
        return kit.say(_("*Done:* {what}, {owner}"), what=what, owner=kit.mention(action.owner))
    return kit.say(
        _("*Action:* {what}, {owner}, {due}"),
        what=what,
        owner=kit.mention(action.owner),
        due=actions.due_words(action.due_on, today),
    )


def change_line(change: ChangeNews, what: str | Markup) -> Markup:
    """Say what was changed, or of an earlier change whether it helped."""
    if not change.verdicts:
        return cited(kit.say(_("*Change agreed:* {what}"), what=what), change.source)
    return kit.say(
        _("*Did it help?* {what}: {said}"),
        what=what,
        said="; ".join(verdict_words(one) for one in change.verdicts),
    )


def verdict_words(verdict: VerdictNews) -> str:
    """Say from which side what was said of whether a change helped."""
    said = _("see the note") if verdict.helped is None else helped_name(verdict.helped)
    return _("{said} ({side})").format(said=said, side=side_name(verdict.source.side))


def cited(line: Markup, source: Source | None) -> Markup:
    """Add to a line where it comes from."""
    if source is None:
        return line
    return kit.say("{line} _({source})_", line=line, source=source_words(source))
