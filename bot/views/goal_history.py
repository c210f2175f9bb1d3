"""What a goal was, is and became: every value and every change, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.rules import progress
from bot.rules.cadence import local
from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.numbers import write_number
from bot.rules.vocabulary import Confidence, RevisionKind, Side
from bot.views import kit, turning
from bot.views.goals import GoalCard, goal_facts, status_name
from bot.views.kit import Block, Markup, View
from bot.views.words import confidence_name, side_name

OLDER = "goals.older"
NEWER = "goals.newer"
HISTORY_VIEW = "goals.history_view"

PAGE = 20
_LONGEST_ANSWER = 500


@dataclass(frozen=True, slots=True)
class Update:
    """What somebody (a Slack user id) said of the goal."""

    at: datetime
    who: str
    side: Side
    value: float | None
    confidence: Confidence | None
    note: str


@dataclass(frozen=True, slots=True)
class Revision:
    """How somebody changed the goal; what changed, before and after, with dates as ISO text."""

    at: datetime
    who: str
    kind: RevisionKind
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turning:
    """What somebody said of how to turn the goal's curve."""

    at: datetime
    who: str
    side: Side
    story: str
    helpers: str
    what_works: str


@dataclass(frozen=True, slots=True)
class GoalHistory:
    """One page of a goal's history, entries newest first, `values` oldest first."""

    goal: GoalCard
    zone: str
    today: date
    entries: Sequence[Update | Revision | Turning]
    values: Sequence[float]
    page: int
    has_older: bool


def goal_history(history: GoalHistory, *, metadata: str) -> View:
    blocks = _about(history)
    for entry in history.entries:
        blocks.append(_shown(entry, history))
    blocks += _foot(history)
    return kit.modal(
        _("History"), blocks, callback_id=HISTORY_VIEW, close=_("Close"), metadata=metadata
    )


def _about(history: GoalHistory) -> list[Block]:
    goal = history.goal
    title = kit.say(
        "*{statement}* ({status})",
        statement=" ".join(goal.plan.statement.split()),
        status=status_name(goal.status),
    )
    blocks = [kit.section(title)]
    if goal.plan.why:
        blocks.append(kit.section(kit.say(_("Why it matters: {why}"), why=goal.plan.why)))
    blocks.append(kit.section(kit.join(goal_facts(goal, history.today))))
    if len(history.values) > 1:
        line = progress.spark(history.values, goal.plan.unit)
        blocks.append(
            kit.section(kit.say(_("Values: {bars} {words}"), bars=line.bars, words=line.words))
        )
    blocks.append(kit.divider())
    return blocks


def _shown(entry: Update | Revision | Turning, history: GoalHistory) -> Block:
    unit = history.goal.plan.unit
    if isinstance(entry, Update):
        lines = _update_lines(entry, unit)
    elif isinstance(entry, Turning):
        lines = _turning_lines(entry)
    else:
        lines = _revision_lines(entry, unit)
    when = kit.say(
        "{when} · {what}", when=_moment(entry.at, history.zone), what=kit.join(lines[:1])
    )
    return kit.section(kit.join([when, *lines[1:]]))


def _moment(at: datetime, zone: str) -> Markup:
    wall = local(at, zone)
    fallback = _("{day} at {time} ({zone})").format(
        day=say_day(wall.date()), time=f"{wall:%H:%M}", zone=zone
    )
    return kit.at_moment(at, fallback)


def _update_lines(entry: Update, unit: str) -> list[Markup]:
    said = []
    if entry.value is not None:
        said.append(kit.escape(write_number(entry.value, unit)))
    if entry.confidence is not None:
        said.append(kit.escape(confidence_name(entry.confidence)))
    who = kit.say("{who} ({side})", who=kit.mention(entry.who), side=side_name(entry.side))
    lines = [kit.say("{who}: {said}", who=who, said=kit.join(said, ", ")) if said else who]
    if entry.note:
        lines.append(kit.say(_("Note: {note}"), note=entry.note))
    return lines


def _turning_lines(entry: Turning) -> list[Markup]:
    who = kit.say("{who} ({side})", who=kit.mention(entry.who), side=side_name(entry.side))
    said = (entry.story, entry.helpers, entry.what_works)
    return [
        kit.say(_("{who}: how to turn the curve"), who=who),
        *(
            kit.say("{label}: {text}", label=label, text=kit.clip(text, _LONGEST_ANSWER))
            for label, text in zip(turning.labels().values(), said, strict=True)
            if text
        ),
    ]


def _revision_lines(entry: Revision, unit: str) -> list[Markup]:
    lines = [kit.say(_what_happened(entry), who=kit.mention(entry.who))]
    lines += _differences(entry, unit)
    if entry.reason:
        lines.append(kit.say(_("Reason: {reason}"), reason=entry.reason))
    return lines


def _what_happened(entry: Revision) -> str:
    if entry.kind is RevisionKind.CREATED:
        live = entry.after.get("status") == "live"
        return _("{who} wrote this goal") if live else _("{who} wrote this goal as a draft")
    return {
        RevisionKind.EDITED: _("{who} worked on the draft"),
        RevisionKind.WENT_LIVE: _("{who} made it live"),
        RevisionKind.REVISED: _("{who} revised it"),
        RevisionKind.RETIRED: _("{who} retired it"),
    }[entry.kind]


def _differences(entry: Revision, unit: str) -> list[Markup]:
    return [
        kit.say(
            _("{field}: {after} (before: {before})")
            if name in entry.before
            else "{field}: {after}",
            field=field,
            before=_written(name, entry.before.get(name), unit),
            after=_written(name, entry.after[name], unit),
        )
        for name, field in _fields().items()
        if name in entry.after
    ]


def agreed_anew(before: Mapping[str, Any], after: Mapping[str, Any], unit: str) -> str:
    """Say in plain words what a revision changed of target and date; nothing for owners alone."""
    names = _fields()
    return "; ".join(
        _("{field}: {after} (before: {before})").format(
            field=names[name],
            after=_written(name, after[name], unit),
            before=_written(name, before.get(name), unit),
        )
        for name in ("target", "due_on")
        if name in after
    )


def _fields() -> dict[str, str]:
    return {
        "target": _("Target"),
        "due_on": _("Due"),
        "school_owner": _("Owner on the school side"),
        "partner_owner": _("Owner on the partner side"),
    }


def _written(name: str, value: Any, unit: str) -> str:
    if value is None:
        return _("nothing yet")
    if name == "target":
        return write_number(float(value), unit)
    if name == "due_on":
        return say_day(date.fromisoformat(value))
    return kit.mention(str(value))


def _foot(history: GoalHistory) -> list[Block]:
    buttons = []
    if history.page > 0:
        buttons.append(kit.button(_("Newer"), NEWER, history.page - 1))
    if history.has_older:
        buttons.append(kit.button(_("Older"), OLDER, history.page + 1))
    return [kit.actions(*buttons)] if buttons else []
