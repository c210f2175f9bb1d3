"""The values that several features show: a goal, a partnership's record, an action, a digest."""

from datetime import date

from bot.rules.goals import GoalDraft
from bot.rules.progress import Aim
from bot.rules.vocabulary import (
    Cadence,
    Confidence,
    Direction,
    GoalStatus,
    PartnershipStatus,
    PauseReason,
    Role,
    Side,
)
from bot.samples.words import ANA, BEN, CARA, MOVED, NEXT_CHECK_IN, PARTNERSHIP, TODAY, ZONE, Words
from bot.views.actions import ActionItem
from bot.views.goals import GoalCard
from bot.views.partnerships import Member, Record


def aim(words: Words) -> Aim:
    baseline, _now, target = words.numbers
    return Aim(Direction.INCREASE, baseline, target, date(2026, 9, 1), date(2027, 6, 15))


def plan(words: Words) -> GoalDraft:
    wanted = aim(words)
    return GoalDraft(
        statement=words.statement,
        why=words.why,
        indicator=words.indicator,
        unit=words.unit,
        direction=wanted.direction,
        baseline=wanted.baseline,
        target=wanted.target,
        starts_on=wanted.starts_on,
        due_on=wanted.due_on,
        school_owner=ANA,
        partner_owner=BEN,
    )


def goal(words: Words, goal_id: int = 1, status: GoalStatus = GoalStatus.LIVE) -> GoalCard:
    return GoalCard(
        goal_id=goal_id,
        status=status,
        plan=plan(words),
        current=words.numbers[1],
        confidence=Confidence.AT_RISK,
        updated_on=TODAY,
    )


def draft(words: Words, goal_id: int = 2) -> GoalCard:
    return GoalCard(goal_id, GoalStatus.DRAFT, GoalDraft(statement=words.statement))


def member(words: Words, user_id: str, side: Side, role: Role, seat: int = 1) -> Member:
    return Member(seat, user_id, words.person, side, role)


def record(words: Words, paused: PauseReason | None = None) -> Record:
    return Record(
        partnership_id=PARTNERSHIP,
        name=words.partnership,
        status=PartnershipStatus.PAUSED if paused else PartnershipStatus.ACTIVE,
        paused_because=paused,
        organizations=words.organizations,
        members=[
            member(words, ANA, Side.SCHOOL, Role.LEAD, 1),
            member(words, BEN, Side.PARTNER, Role.LEAD, 2),
            *(
                member(words, CARA, side, Role.CONTRIBUTOR, 3 + seat)
                for seat in range(words.many // 2)
                for side in Side
            ),
        ],
        cadence=Cadence.QUARTERLY,
        time_zone=ZONE,
        year_starts_in=8,
        next_check_in=NEXT_CHECK_IN,
        moved=MOVED,
        live_goals=words.many,
    )


def action(words: Words, action_id: int = 1) -> ActionItem:
    return ActionItem(
        action_id=action_id,
        what=words.action,
        due_on=date(2026, 10, 15),
        today=TODAY,
        partnership=words.partnership,
        owner=BEN,
        giver=ANA,
    )
