"""What becomes of partnerships when their channel comes, goes or gets another id."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

import storage.channels
import storage.elsewhere
import storage.outbox
import storage.partnerships
import storage.workspaces
from bot.rules import delivery, readers
from bot.rules.vocabulary import PartnershipStatus, PauseReason, Role
from bot.services import cards, cycles, partnerships
from bot.views import channels
from bot.views.kit import Message
from storage.channels import Waiting
from storage.database import workspace_of
from storage.models import Partnership

# A greeting or a word about trouble helps only while people wonder.
_WORTH_SENDING = timedelta(days=2)

GONE = frozenset({PauseReason.ARCHIVED, PauseReason.REMOVED, PauseReason.UNREACHABLE})


def arrive(
    session: Session,
    *,
    channel_id: str,
    user_id: str,
    event_ts: str,
    teams: Collection[str],
    now: datetime,
) -> None:
    """When it is the bot that joined a channel: go on with its partnership, or say hello, once.

    `teams` read along. A partnership that rests for another reason, or where one of them came
    while the bot was away, goes on resting, and its channel hears why.
    """
    if user_id != storage.workspaces.bot_user_id(session):
        return
    there = storage.partnerships.in_channel(session, channel_id, lock=True)
    if there is not None:
        _meet(session, there, teams, now)
    partnership = back(session, channel_id=channel_id, ends=GONE, now=now)
    keeper = storage.elsewhere.keeper_of(session, channel_id)
    if keeper is not None:
        message = channels.second_bot(keeper.name)
    elif partnership is None:
        message = channels.greeting()
    elif partnership.status is PartnershipStatus.PAUSED:
        message = channels.still_paused(
            partnership.id, partnership.name, partnership.paused_because
        )
    else:
        cycle = cycles.next_or_current(session, partnership.id)
        words = cycles.in_words(partnership, cycle) if cycle else ""
        message = channels.welcome_back(partnership.id, partnership.name, words)
    storage.outbox.enqueue(
        session,
        key=delivery.greeting_key(channel_id, event_ts),
        channel=channel_id,
        payload=message.payload(),
        now=now,
        best_before=now + _WORTH_SENDING,
    )


def gone(session: Session, *, channel_id: str, because: PauseReason, now: datetime) -> None:
    """Pause the partnership of a channel that cannot be written to, and tell its leads once."""
    partnership = storage.partnerships.in_channel(session, channel_id, lock=True)
    if partnership is not None and partnership.status is PartnershipStatus.ACTIVE:
        _pause(session, partnership, because, now)


def seen(session: Session, *, channel_id: str, teams: Collection[str], now: datetime) -> None:
    """Keep that it was looked up whose people read along, and pause where some are new."""
    partnership = storage.partnerships.in_channel(session, channel_id, lock=True)
    if partnership is not None:
        partnership.channel_looked_at = now
        _meet(session, partnership, teams, now)


def unseen(session: Session, waiting: Waiting, *, now: datetime) -> None:
    """Tell the leads, once, that a digest waits if Slack has long not said who would read it."""
    partnership = storage.partnerships.in_channel(session, waiting.channel_id)
    if partnership is None or now < waiting.digest_at + readers.PATIENCE:
        return
    _tell_leads(
        session,
        partnership,
        channels.digest_waits(partnership.id, partnership.name),
        partial(delivery.digest_waits_key, waiting.cycle_id),
        now,
    )


def shared(session: Session, *, channel_id: str, team_id: str, now: datetime) -> None:
    """Pause where people of a workspace begin to read along; the next digest waits for a look."""
    partnership = storage.partnerships.in_channel(session, channel_id, lock=True)
    if partnership is not None:
        partnership.channel_looked_at = None
        _meet(session, partnership, [team_id], now)


def unshared(session: Session, *, channel_id: str, team_id: str, now: datetime) -> None:
    """Pause where one side may not read along any more; the next digest waits for a look."""
    partnership = storage.partnerships.in_channel(session, channel_id, lock=True)
    if partnership is None:
        return
    known = readers.still_known(partnership.channel_teams.split(), team_id)
    partnership.channel_teams = " ".join(sorted(known))
    partnership.channel_looked_at = None
    sides = storage.channels.teams_in(session, partnership.id)
    is_new = partnership.paused_because not in {PauseReason.UNSHARED, PauseReason.ELSEWHERE}
    if is_new and readers.may_be_a_side(team_id, sides, own=workspace_of(session)):
        _pause(session, partnership, PauseReason.UNSHARED, now)


def renumbered(session: Session, *, old: str, new: str, now: datetime) -> None:
    """Follow a channel to its new id, also if sending to the old one has failed by now."""
    storage.channels.renumber(session, old, new)
    back(session, channel_id=new, ends={PauseReason.UNREACHABLE}, now=now)


def back(
    session: Session, *, channel_id: str, ends: Collection[PauseReason], now: datetime
) -> Partnership | None:
    """Let the channel's partnership go on if it rests for one of these reasons; return it."""
    partnership = storage.partnerships.in_channel(session, channel_id, lock=True)
    if partnership is None:
        return None
    if partnership.status is PartnershipStatus.PAUSED and partnership.paused_because in ends:
        storage.elsewhere.reserve(session, channel_id)
        if storage.elsewhere.keeper_of(session, channel_id) is not None:
            partnerships.rest(session, partnership, PauseReason.ELSEWHERE, now)
            return partnership
        partnerships.wake(session, partnership, now)
        # Nobody told the bot who came while it was away.
        partnership.channel_looked_at = None
    return partnership


def _meet(
    session: Session, partnership: Partnership, teams: Collection[str], now: datetime
) -> None:
    """Pause where one of these workspaces is new, whatever the partnership rests for already.

    Whoever wakes the partnership has agreed: the same workspace is not asked about again.
    """
    agreed = partnership.channel_teams.split()
    sides = storage.channels.teams_in(session, partnership.id)
    unknown = set(teams) - {workspace_of(session), *agreed} - sides
    if unknown:
        partnership.channel_teams = " ".join(sorted({*agreed, *unknown}))
        _pause(session, partnership, PauseReason.SHARED, now)


def _pause(session: Session, partnership: Partnership, because: PauseReason, now: datetime) -> None:
    """Let a partnership rest, say so on its card if that can be reached, and tell its leads.

    Who gave way to another bot goes on doing so: by that alone the other one knows.
    """
    if partnership.paused_because != PauseReason.ELSEWHERE:
        because = partnerships.rest(session, partnership, because, now)
        if because in readers.UNTIL_A_LEAD_AGREES:
            cards.refresh(session, partnership, delivery.changed_at("paused", now), now)
    _tell_leads(
        session,
        partnership,
        channels.trouble(partnership.id, partnership.name, because),
        lambda person_id: delivery.channel_trouble_key(partnership.id, person_id, now),
        now,
    )


def _tell_leads(
    session: Session,
    partnership: Partnership,
    message: Message,
    key_for: Callable[[int], str],
    now: datetime,
) -> None:
    for one in storage.partnerships.members_of(session, partnership.id):
        if one.membership.role is not Role.LEAD:
            continue
        storage.outbox.enqueue(
            session,
            key=key_for(one.person.id),
            channel=one.person.user_id,
            payload=message.payload(),
            now=now,
            best_before=now + _WORTH_SENDING,
        )
