"""What becomes of partnerships when their channel comes, goes or gets another id."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.channels
import storage.elsewhere
import storage.outbox
import storage.partnerships
import storage.workspaces
from bot.rules import delivery
from bot.rules.vocabulary import PartnershipStatus, PauseReason, Role
from bot.services import cycles, partnerships
from bot.views import channels
from storage.database import workspace_of
from storage.models import Partnership

# A greeting or a word about trouble helps only while people wonder.
_WORTH_SENDING = timedelta(days=2)

GONE = frozenset({PauseReason.ARCHIVED, PauseReason.REMOVED, PauseReason.UNREACHABLE})


def arrive(
    session: Session, *, channel_id: str, user_id: str, event_ts: str, now: datetime
) -> None:
    """When it is the bot that joined a channel: go on with its partnership, or say hello, once."""
    if user_id != storage.workspaces.bot_user_id(session):
        return
    partnership = back(session, channel_id=channel_id, ends=GONE, now=now)
    keeper = storage.elsewhere.keeper_of(session, channel_id)
    if partnership is None and keeper is not None:
        message = channels.second_bot(keeper.name)
    elif partnership is None:
        message = channels.greeting()
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
    if partnership is None or partnership.status is not PartnershipStatus.ACTIVE:
        return
    partnerships.rest(session, partnership, because, now)
    message = channels.trouble(partnership.id, partnership.name, because)
    for one in storage.partnerships.members_of(session, partnership.id):
        if one.membership.role is not Role.LEAD:
            continue
        storage.outbox.enqueue(
            session,
            key=delivery.channel_trouble_key(partnership.id, one.person.id, now),
            channel=one.person.user_id,
            payload=message.payload(),
            now=now,
            best_before=now + _WORTH_SENDING,
        )


def seen(session: Session, *, channel_id: str, teams: Collection[str], now: datetime) -> None:
    """Pause where people of a workspace read along who could not before, until a lead agrees.

    Whoever wakes the partnership has agreed: the same workspace is not asked about again.
    """
    partnership = storage.partnerships.in_channel(session, channel_id, lock=True)
    if partnership is None:
        return
    partnership.channel_looked_at = now
    known = {workspace_of(session), *partnership.channel_teams.split()}
    unknown = set(teams) - known - storage.channels.teams_in(session, partnership.id)
    if unknown:
        partnership.channel_teams = " ".join(sorted({*partnership.channel_teams.split(), *unknown}))
        gone(session, channel_id=channel_id, because=PauseReason.SHARED, now=now)


def unshared(session: Session, *, channel_id: str, team_id: str, now: datetime) -> None:
    """Pause where one side's workspace does not read along any more, and tell the leads."""
    partnership = storage.partnerships.in_channel(session, channel_id, lock=True)
    if partnership is None:
        return
    left = [team for team in partnership.channel_teams.split() if team != team_id]
    partnership.channel_teams = " ".join(left)
    if team_id in storage.channels.teams_in(session, partnership.id):
        gone(session, channel_id=channel_id, because=PauseReason.UNSHARED, now=now)


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
        partnerships.wake(session, partnership, now)
    return partnership
