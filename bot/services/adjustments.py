"""What a partnership decides to change: recorded with why, asked about later, learned from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

import storage.adjustments
import storage.goals
from bot.rules import adjustments, permissions
from bot.rules.answers import HelpedAnswer
from bot.rules.cadence import local_day
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.refusals import FormRefusal, Refusal
from bot.rules.vocabulary import AdjustmentKind, PartnershipStatus
from bot.services import digests, seats
from bot.services.seats import Seat
from bot.views.adjustments import PAGE, AdjustmentForm, Change, Verdict
from bot.views.checkin_copy import HelpedCopy
from storage.models import Adjustment, AdjustmentReview, CheckIn, Cycle, Goal, Person

# More than a check-in ever asks about; older ones are in the history.
_MOST_LOOKED_AT = 20


@dataclass(frozen=True)
class Wish:
    """A change as somebody records it; `texts` are by field of the rules."""

    kind: AdjustmentKind | None
    texts: Mapping[str, str]
    goal_id: int | None = None


@dataclass(frozen=True)
class Learning:
    """One page of what a partnership changed; `record_in` is set for who may record more."""

    partnership: str
    changes: Sequence[Change]
    has_older: bool
    record_in: int | None


def blank(session: Session, partnership_id: int, *, key: PersonKey) -> AdjustmentForm:
    """Return an empty form to record a change with."""
    seat = _take(session, key, partnership_id)
    return AdjustmentForm(seat.partnership.name, storage.goals.live(session, partnership_id))


def from_check_in(
    session: Session, check_in_id: int, *, key: PersonKey
) -> tuple[AdjustmentForm, int]:
    """Return a form with what a check-in of the person's own said will change."""
    found = storage.adjustments.cycle_of_check_in(session, check_in_id)
    if found is None:
        raise permissions.not_a_member()
    check_in, cycle = found
    seat = _take(session, key, cycle.partnership_id)
    if check_in.person_id != seat.person.id:
        raise permissions.not_a_member()
    goals = storage.goals.live(session, cycle.partnership_id)
    return AdjustmentForm(seat.partnership.name, goals, check_in.changes), cycle.partnership_id


def record(
    session: Session,
    partnership_id: int,
    wish: Wish,
    *,
    form_token: str,
    key: PersonKey,
    now: datetime,
) -> None:
    """Record what the partnership changes; a form counts once however often it comes."""
    seat = _take(session, key, partnership_id)
    found = adjustments.problems(wish.kind, dict(wish.texts))
    if wish.goal_id is not None and wish.goal_id not in storage.goals.live(session, partnership_id):
        found[adjustments.GOAL] = _(
            "That goal was retired in the meantime. Choose another, or none."
        )
    if found or wish.kind is None:
        raise FormRefusal(found)
    storage.adjustments.add(
        session,
        form_token=form_token,
        partnership_id=partnership_id,
        kind=wish.kind,
        goal_id=wish.goal_id,
        person_id=seat.person.id,
        side=seat.membership.side,
        at=now,
        **wish.texts,
    )
    digests.refresh_newest(session, partnership_id, change=f"adjustment-{form_token}", now=now)


def record_revision(
    session: Session,
    seat: Seat,
    goal: Goal,
    *,
    what: str,
    why: str,
    form_token: str,
    now: datetime,
) -> None:
    """Record a goal's new target or date, which is something that the partnership changed."""
    storage.adjustments.add(
        session,
        form_token=form_token,
        partnership_id=goal.partnership_id,
        kind=AdjustmentKind.GOAL,
        goal_id=goal.id,
        person_id=seat.person.id,
        side=seat.membership.side,
        at=now,
        what=what,
        why=why,
        evidence="",
    )


def to_ask(session: Session, cycle: Cycle, *, now: datetime) -> list[Adjustment]:
    """Return the changes that a check-in asks about: did they help? The newest first."""
    earlier = storage.adjustments.of_partnership(
        session, cycle.partnership_id, limit=_MOST_LOOKED_AT
    )
    known = [adjustment for adjustment, _who, _goal in earlier if adjustment.at < cycle.opens_at]
    if not known:
        return []
    said = storage.adjustments.reviews_of(session, [one.id for one in known])
    asked = [
        one
        for one in known
        if adjustments.is_still_asked(
            one.at,
            opens_at=cycle.opens_at,
            earlier=[
                review.helped
                for review, cycle_id in said
                if review.adjustment_id == one.id and cycle_id != cycle.id
            ],
            now=now,
        )
    ]
    return asked[: adjustments.MOST_ASKED]


def said_before(session: Session, check_in: CheckIn | None) -> dict[int, AdjustmentReview]:
    """Return what a check-in says already of whether changes helped, by change."""
    if check_in is None:
        return {}
    reviews = storage.adjustments.reviews_in(session, check_in.id)
    return {adjustment.id: review for review, adjustment in reviews}


def news(
    session: Session,
    partnership_id: int,
    filled: Sequence[HelpedAnswer],
    before: CheckIn | None,
) -> list[HelpedAnswer]:
    """Return what a form says of changes and is not kept yet; of foreign ones it says nothing."""
    if not filled:
        return []
    said = said_before(session, before)
    known = storage.adjustments.by_id(session, [one.adjustment_id for one in filled])
    return [
        one
        for one in filled
        if one.adjustment_id in known
        and known[one.adjustment_id].partnership_id == partnership_id
        and _differs(one, said.get(one.adjustment_id))
    ]


def _differs(filled: HelpedAnswer, before: AdjustmentReview | None) -> bool:
    if before is None:
        return not filled.is_empty
    return (filled.helped, filled.note) != (before.helped, before.note)


def save_reviews(
    session: Session,
    said: Sequence[HelpedAnswer],
    *,
    check_in_id: int,
    seat: Seat,
    now: datetime,
) -> None:
    """Keep what a check-in says of whether changes helped."""
    if said:
        storage.adjustments.save_reviews(
            session,
            [
                {
                    "adjustment_id": one.adjustment_id,
                    "check_in_id": check_in_id,
                    "person_id": seat.person.id,
                    "side": seat.membership.side,
                    "at": now,
                    "helped": one.helped,
                    "note": one.note,
                }
                for one in said
            ],
        )


def copies(session: Session, check_in_id: int) -> list[HelpedCopy]:
    """Return what a check-in says of whether changes helped, as people read it."""
    return [
        HelpedCopy(adjustment.what, review.helped, review.note)
        for review, adjustment in storage.adjustments.reviews_in(session, check_in_id)
    ]


def learning(session: Session, partnership_id: int, *, page: int, key: PersonKey) -> Learning:
    """Return one page of what a partnership changed and whether it helped."""
    seat = seats.take(session, key, partnership_id, Right.READ)
    rows = storage.adjustments.of_partnership(
        session, partnership_id, limit=PAGE + 1, skip=page * PAGE
    )
    shown = rows[:PAGE]
    said = storage.adjustments.reviews_of(session, [one.id for one, _who, _goal in shown])
    may_record = (
        permissions.may(seat.membership.role, Right.CHECK_IN)
        and seat.partnership.status is not PartnershipStatus.CLOSED
    )
    return Learning(
        partnership=seat.partnership.name,
        changes=[
            _change(
                one,
                who,
                goal,
                [review for review, _cycle_id in said if review.adjustment_id == one.id],
                seat.partnership.time_zone,
            )
            for one, who, goal in shown
        ],
        has_older=len(rows) > PAGE,
        record_in=partnership_id if may_record else None,
    )


def _change(
    one: Adjustment,
    who: Person,
    goal: Goal | None,
    reviews: Sequence[AdjustmentReview],
    zone: str,
) -> Change:
    return Change(
        kind=one.kind,
        what=one.what,
        why=one.why,
        evidence=one.evidence,
        goal="" if goal is None else goal.statement,
        who=who.mentioned,
        on=local_day(one.at, zone),
        verdicts=[
            Verdict(review.side, local_day(review.at, zone), review.helped, review.note)
            for review in reviews
        ],
    )


def _take(session: Session, key: PersonKey, partnership_id: int) -> Seat:
    seat = seats.take(session, key, partnership_id, Right.CHECK_IN)
    if seat.partnership.status is PartnershipStatus.CLOSED:
        raise Refusal(_("This partnership is closed. What it learned can still be read here."))
    return seat
