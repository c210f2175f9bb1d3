"""What people see of goals: a line each, or the partnership's list with a button for each step."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules import progress
from bot.rules.dates import say_day
from bot.rules.goals import GoalDraft
from bot.rules.language import _, ngettext
from bot.rules.numbers import write_number
from bot.rules.progress import Aim, Pace, Standing
from bot.rules.vocabulary import Confidence, Direction, GoalStatus, Side
from bot.views import kit
from bot.views.kit import Block, Markup, Message, View
from bot.views.words import confidence_name, side_name

LIST = "goals.list"
NEW = "goals.new"
UPDATE = "goals.update"
REVISE = "goals.revise"
HISTORY = "goals.history"
RETIRE = "goals.retire"
GO_LIVE = "goals.go_live"
EARLIER = "goals.earlier"
LATER = "goals.later"
SHOW_RETIRED = "goals.show_retired"

PAGE = 10
_LONGEST_NAME = 120
_LONGEST_WORD = 40
_ORDER = (GoalStatus.LIVE, GoalStatus.DRAFT, GoalStatus.RETIRED)


@dataclass(frozen=True, slots=True)
class GoalCard:
    """One goal as people see it; the owners in `plan` are Slack user ids."""

    goal_id: int
    status: GoalStatus
    plan: GoalDraft
    current: float | None = None
    confidence: Confidence | None = None
    updated_on: date | None = None


@dataclass(frozen=True, slots=True)
class GoalList:
    """A partnership's goals, and what the reader may do with them."""

    partnership_id: int
    partnership: str
    today: date
    goals: Sequence[GoalCard]
    may_update: bool
    may_edit: bool


def goal_line(goal: GoalCard, today: date) -> Markup:
    """Say in one line what the goal is, where it stands at today's pace, and how sure we are."""
    parts = [kit.say("*{name}*", name=goal_name(goal))]
    if goal.status is not GoalStatus.LIVE:
        parts.append(kit.escape(status_name(goal.status)))
    elif goal.plan.aim is not None:
        aim = goal.plan.aim
        parts.append(kit.escape(_value_against_target(aim, goal.current, goal.plan.unit)))
        parts.append(kit.escape(pace_words(aim, goal.current, today)))
    if goal.status is GoalStatus.LIVE and goal.confidence is not None:
        parts.append(kit.escape(confidence_name(goal.confidence)))
    return kit.join(parts, " · ")


def goal_name(goal: GoalCard) -> str:
    """Return the statement on one line, cut where there is little room."""
    return kit.clip(" ".join(goal.plan.statement.split()), _LONGEST_NAME)


def status_name(status: GoalStatus) -> str:
    return {
        GoalStatus.LIVE: _("Live"),
        GoalStatus.DRAFT: _("Draft"),
        GoalStatus.RETIRED: _("Retired"),
    }[status]


def pace_words(aim: Aim, current: float | None, today: date) -> str:
    """Say how a value compares with a steady pace, in words that need no colour."""
    pace = progress.pace(aim, current, today)
    if pace is Pace.NOT_STARTED:
        return _("Starts on {day}").format(day=say_day(aim.starts_on))
    if current is None:
        return _("No value yet")
    done = progress.progress(aim, current)
    if aim.direction is Direction.MAINTAIN:
        return _("Within its range") if done.reached else _("Outside its range")
    if done.reached:
        return _("Beyond the target") if done.standing is Standing.BEYOND else _("Target reached")
    if today > aim.due_on:
        return _("Target not reached by its date")
    return {
        Pace.AHEAD: _("Ahead of the expected pace"),
        Pace.BEHIND: _("Behind the expected pace"),
    }.get(pace, _("At the expected pace"))


def target_words(aim: Aim, unit: str) -> str:
    """Say what is aimed at: a target, or the range to stay in."""
    if aim.direction is Direction.MAINTAIN:
        return _("range {range}").format(range=_range(aim, unit))
    return _("target {target}").format(target=write_number(aim.target, unit))


def expected_words(aim: Aim, unit: str, today: date) -> str:
    """Say which value a steady pace would have reached by today, as finely as matters."""
    if aim.direction is Direction.MAINTAIN:
        return _("Expected by today: {value}").format(value=_range(aim, unit))
    value = progress.expected_value(aim, today)
    if value != aim.target:
        value = round(value, _decimals_that_matter(abs(aim.target - aim.baseline)))
    return _("Expected by today: {value}").format(value=write_number(value, unit))


def _range(aim: Aim, unit: str) -> str:
    room = progress.allowance(aim.target, aim.band)
    return _("{low} to {high}").format(
        low=write_number(aim.target - room, unit), high=write_number(aim.target + room, unit)
    )


def _decimals_that_matter(way: float) -> int:
    """Return the decimals that show a hundredth of the whole way, or less."""
    return max(2 - math.floor(math.log10(way)), 0) if way else 0


def goals_list(listing: GoalList, *, page: int, retired: bool, metadata: str) -> View:
    """List the goals, ten a page, retired ones last and only when asked for."""
    shown = sorted(
        (one for one in listing.goals if retired or one.status is not GoalStatus.RETIRED),
        key=lambda one: _ORDER.index(one.status),
    )
    pages = max(-(-len(shown) // PAGE), 1)
    page = min(max(page, 0), pages - 1)
    blocks = _opening(listing, shown)
    for goal in shown[page * PAGE : (page + 1) * PAGE]:
        blocks += _entry(goal, listing)
    blocks += _foot(listing, page, pages, retired=retired)
    return kit.modal(_("Goals"), blocks, callback_id=LIST, close=_("Close"), metadata=metadata)


def goals_button(partnership_id: int) -> Block:
    """The way to the list, from wherever it is offered."""
    return kit.button(_("Goals"), LIST, partnership_id)


def new_button(partnership_id: int) -> Block:
    return kit.button(_("New goal"), NEW, partnership_id, style="primary")


def goal_help(partnership_id: int | None, *, unknown: str = "") -> Message:
    """Say what `/goal` can do, with the way to the goals of the one partnership meant here."""
    blocks = [
        kit.section(
            _(
                "`/goal` shows where your goals stand, with buttons to update and change them\n"
                "`/goal new` writes a new goal, complete or as a draft\nBoth are also behind "
                "the *Goals* button on the partnership's card."
            )
        )
    ]
    if unknown:
        known = _("`/goal` does not know “{word}”. Here is what it can do.")
        blocks.insert(0, kit.section(kit.say(known, word=kit.clip(unknown, _LONGEST_WORD))))
    if partnership_id is not None:
        blocks.append(kit.actions(goals_button(partnership_id)))
    return kit.message(*blocks)


def _opening(listing: GoalList, shown: Sequence[GoalCard]) -> list[Block]:
    live = sum(one.status is GoalStatus.LIVE for one in shown)
    drafts = sum(one.status is GoalStatus.DRAFT for one in shown)
    counts = [ngettext("{count} live goal", "{count} live goals", live).format(count=live)]
    if drafts:
        counts.append(ngettext("{count} draft", "{count} drafts", drafts).format(count=drafts))
    lines = [kit.bold(listing.partnership), kit.escape(", ".join(counts))]
    if not listing.goals:
        lines[1:] = [kit.escape(_no_goals(may_edit=listing.may_edit))]
    blocks = [kit.section(kit.join(lines))]
    if listing.may_edit:
        blocks.append(kit.actions(new_button(listing.partnership_id)))
    return blocks


def _no_goals(*, may_edit: bool) -> str:
    if may_edit:
        return _("No goals yet. Write the first one: what should be different for your students?")
    return _("No goals yet. Leads and deputies write them; your side's lead can start one.")


def _entry(goal: GoalCard, listing: GoalList) -> list[Block]:
    title = kit.bold(" ".join(goal.plan.statement.split()))
    if goal.status is not GoalStatus.LIVE:
        title = kit.say("{status}: {title}", status=status_name(goal.status), title=title)
    return [
        kit.section(title),
        kit.section(kit.join(goal_facts(goal, listing.today))),
        kit.actions(*_buttons(goal, listing)),
    ]


def goal_facts(goal: GoalCard, today: date) -> list[Markup]:
    """Say, a line each, where a goal stands, who owns it and when it is due."""
    aim, unit, lines = goal.plan.aim, goal.plan.unit, []
    if aim is not None:
        lines.append(
            kit.say(
                _("{indicator}: {now}, started at {baseline}"),
                indicator=goal.plan.indicator,
                now=_value_against_target(aim, goal.current, unit),
                baseline=write_number(aim.baseline, unit),
            )
        )
    if aim is not None and goal.status is GoalStatus.LIVE:
        lines.append(
            kit.say(
                "{expected}. {pace}.",
                expected=expected_words(aim, unit, today),
                pace=pace_words(aim, goal.current, today),
            )
        )
        lines.append(_confidence_line(goal))
    lines.append(_owners_line(goal.plan))
    if goal.plan.due_on is not None:
        lines.append(kit.say(_("Due {day}"), day=say_day(goal.plan.due_on)))
    return lines


def _value_against_target(aim: Aim, current: float | None, unit: str) -> str:
    target = target_words(aim, unit)
    if current is None:
        return target
    return _("{value} now, {target}").format(value=write_number(current, unit), target=target)


def _confidence_line(goal: GoalCard) -> Markup:
    named = _("not given yet") if goal.confidence is None else confidence_name(goal.confidence)
    line = kit.say(_("Confidence: {confidence}"), confidence=named)
    if goal.updated_on is None:
        return line
    return kit.say(_("{line}. Updated {day}"), line=line, day=say_day(goal.updated_on))


def _owners_line(plan: GoalDraft) -> Markup:
    owners = [
        kit.say(
            "{who} ({side})",
            who=kit.mention(str(owner)) if owner else _("nobody yet"),
            side=side_name(side),
        )
        for owner, side in ((plan.school_owner, Side.SCHOOL), (plan.partner_owner, Side.PARTNER))
    ]
    return kit.say(_("Owners: {owners}"), owners=kit.join(owners, ", "))


def _buttons(goal: GoalCard, listing: GoalList) -> list[Block]:
    offered = [(_("History"), HISTORY, True)]
    if goal.status is GoalStatus.LIVE:
        offered = [
            (_("Update"), UPDATE, listing.may_update),
            (_("Revise"), REVISE, listing.may_edit),
            *offered,
        ]
    if goal.status is GoalStatus.DRAFT:
        offered = [(_("Make it live"), GO_LIVE, listing.may_edit), *offered]
    if goal.status is not GoalStatus.RETIRED:
        offered.append((_("Retire"), RETIRE, listing.may_edit))
    return [
        kit.button(text, action_id, goal.goal_id, label=f"{text}: {goal_name(goal)}")
        for text, action_id, allowed in offered
        if allowed
    ]


def _foot(listing: GoalList, page: int, pages: int, *, retired: bool) -> list[Block]:
    buttons = []
    if page > 0:
        buttons.append(kit.button(_("Earlier goals"), EARLIER, page - 1))
    if page < pages - 1:
        buttons.append(kit.button(_("More goals"), LATER, page + 1))
    hidden = sum(one.status is GoalStatus.RETIRED for one in listing.goals)
    if hidden and not retired:
        text = ngettext("Show {count} retired goal", "Show {count} retired goals", hidden)
        buttons.append(kit.button(text.format(count=hidden), SHOW_RETIRED, listing.partnership_id))
    blocks = [kit.actions(*buttons)] if buttons else []
    if pages > 1:
        where = _("Page {page} of {pages}").format(page=page + 1, pages=pages)
        blocks.insert(0, kit.context(where))
    return blocks
