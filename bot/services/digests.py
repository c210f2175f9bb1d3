"""Use cases around digests: post what is due, bring late answers into it, show it to a person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

import storage.digests
import storage.outbox
import storage.partnerships
from bot.rules import delivery
from bot.rules.cadence import next_working_moment
from bot.rules.digests import NEWS_FOR
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.permissions import Right
from bot.rules.refusals import Refusal
from bot.services import cycles, digest_composing, private_messages, school_calendars, seats
from bot.services.digest_composing import Composed
from bot.views import digest_details, digests
from bot.views.digest_lines import Digest
from storage.models import Cycle
from storage.outbox import Outgoing

# No single answer fills as many parts of a thread.
_MOST_PARTS_OF_ONE = 30


def post_due(session: Session, cycle_ids: Sequence[int], *, now: datetime) -> int:
    """Queue the digests of cycles for which one is due; return for how many it was.

    Where nothing happened the leads are asked whether to pause instead; and a digest that would
    come more than a week late is not made any more.
    """
    mine = storage.digests.take(session, cycle_ids, now)
    silent: list[Composed] = []
    posted: list[Outgoing] = []
    for composed in digest_composing.compose(session, mine, now=now):
        if _best_before(composed.cycle) <= now:
            continue
        if composed.is_worth_posting:
            posted += _posts(composed)
        else:
            silent.append(composed)
    storage.outbox.enqueue_many(session, posted, now=now)
    _ask_whether_to_pause(session, silent, now)
    return len(mine)


def refresh_newest(session: Session, partnership_id: int, *, change: str, now: datetime) -> None:
    """Bring what changed, other than an answer, into a partnership's newest digest."""
    cycle = storage.digests.newest_cycle(session, partnership_id)
    if cycle is not None and cycle.digested_at is not None and now < _best_before(cycle):
        refresh(session, cycle.id, change=change, now=now)


def refresh(session: Session, cycle_id: int, *, change: str, now: datetime) -> None:
    """Bring what came or changed after the digest into it; before it there is none.

    Where nothing had happened until now, the digest is due after all.
    """
    for composed in digest_composing.compose(session, [cycle_id], now=now):
        if composed.cycle.digested_at is None or _best_before(composed.cycle) <= now:
            continue
        if storage.outbox.queued(session, [delivery.digest_key(cycle_id)]):
            changes = _changes(session, composed, change, now)
            storage.outbox.enqueue_many(session, changes, now=now)
        else:
            # As for any digest, it is looked up first who would read it.
            composed.cycle.digested_at = None


def show(session: Session, partnership_id: int, *, key: PersonKey, now: datetime) -> Digest:
    """Return the digest as it would be now, of the open cycle or else of the last."""
    partnership = seats.take(session, key, partnership_id, Right.READ).partnership
    cycle = storage.digests.newest_cycle(session, partnership_id)
    if cycle is not None:
        [composed] = digest_composing.compose(session, [cycle.id], now=now)
        return composed.digest
    upcoming = cycles.next_or_current(session, partnership_id)
    if upcoming is None:
        raise Refusal(_("This partnership closed before its first check-in."))
    raise Refusal(
        _("There is nothing to sum up yet. {when}.").format(
            when=cycles.in_words(partnership, upcoming)
        )
    )


def _best_before(cycle: Cycle) -> datetime:
    return cycle.digest_at + NEWS_FOR


def _posts(composed: Composed) -> list[Outgoing]:
    """Return the digest and what goes into its thread."""
    cycle_id = composed.cycle.id
    digest_key = delivery.digest_key(cycle_id)
    posts = [_outgoing(composed, _payload(composed.digest), key=digest_key)]
    for number, part in enumerate(digest_details.parts(composed.digest), 1):
        key = delivery.digest_details_key(cycle_id, number)
        posts.append(_outgoing(composed, part.payload(), key=key, after_key=digest_key))
    return posts


def _changes(session: Session, composed: Composed, change: str, now: datetime) -> list[Outgoing]:
    """Replace the digest and the parts of its thread; what they cannot hold gets new parts."""
    cycle_id = composed.cycle.id
    digest_key = delivery.digest_key(cycle_id)
    parts = [part.payload() for part in digest_details.parts(composed.digest)]
    keys = [
        delivery.digest_details_key(cycle_id, number)
        for number in range(1, len(parts) + _MOST_PARTS_OF_ONE)
    ]
    posted = len(storage.outbox.queued(session, keys))
    parts += [digest_details.emptied().payload()] * (posted - len(parts))
    changed = [(digest_key, _payload(composed.digest)), *zip(keys, parts[:posted], strict=False)]
    changes = [
        _outgoing(
            composed,
            payload,
            key=delivery.late_digest_key(cycle_id, change, now, number),
            after_key=after_key,
            method=storage.outbox.UPDATE,
        )
        for number, (after_key, payload) in enumerate(changed)
    ]
    changes += [
        _outgoing(composed, payload, key=key, after_key=digest_key)
        for key, payload in zip(keys[posted:], parts[posted:], strict=False)
    ]
    return changes


def _outgoing(
    composed: Composed,
    payload: dict[str, Any],
    *,
    key: str,
    after_key: str | None = None,
    method: str = storage.outbox.POST,
) -> Outgoing:
    return Outgoing(
        key=key,
        channel=composed.partnership.channel_id,
        payload=payload,
        best_before=_best_before(composed.cycle),
        after_key=after_key,
        method=method,
    )


def _payload(digest: Digest) -> dict[str, Any]:
    """Return the message, and other blocks for a workspace that refuses its chart."""
    message, without_chart = digests.channel_and_fallback(digest)
    if without_chart is None:
        return message.payload()
    return {**message.payload(), storage.outbox.FALLBACK: without_chart}


def _ask_whether_to_pause(session: Session, silent: Sequence[Composed], now: datetime) -> None:
    if not silent:
        return
    asked = {composed.partnership.id: composed for composed in silent}
    partnerships = [composed.partnership for composed in silent]
    calendars = school_calendars.of(session, partnerships, now)
    questions = []
    for partnership_id, lead in storage.partnerships.leads_of(session, asked):
        composed = asked[partnership_id]
        partnership = composed.partnership
        hours = private_messages.hours_in(lead, partnership, calendars[partnership_id])
        at = next_working_moment(now, hours)
        questions.append(
            Outgoing(
                key=delivery.pause_question_key(composed.cycle.id, lead.id),
                channel=lead.user_id,
                payload=digests.pause_question(partnership_id, partnership.name).payload(),
                due_at=at,
                best_before=at + NEWS_FOR,
            )
        )
    storage.outbox.enqueue_many(session, questions, now=now)
