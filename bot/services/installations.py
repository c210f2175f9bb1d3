"""Letting the bot in and out: what is kept of it, who is told, and what rests meanwhile."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

import storage.coordinators
import storage.elsewhere
import storage.installations
import storage.lanes
import storage.outbox
import storage.people
import storage.workspaces
from bot.rules import delivery
from bot.rules.people import PersonKey
from bot.rules.vocabulary import PauseReason
from bot.services import channels, coordinators
from bot.views import welcome
from storage.database import workspace_of
from storage.installations import Granted, Live

_WORTH_SENDING = timedelta(days=7)
# How long messages rest before anybody looks again whether there is a token.
_REST = timedelta(minutes=5)
# Slack tells for two hours that the app was taken out, and never again; its words for a dead token
# mean the same when they stay. `invalid_auth` does not: it is also said of an address that may not
# ask, which somebody mends.
_OVER_AFTER = timedelta(days=7)
_DEAD = frozenset({"account_inactive", "token_revoked"})
# How far Slack's clock and ours may be apart.
_CLOCKS_DIFFER = timedelta(minutes=5)

NO_TOKEN = "no_token"  # noqa: S105  # a word for why
REVOKED = "token_revoked"  # as above
UNINSTALLED = "app_uninstalled"
TAKEN_OUT = "team_access_revoked"
IN_DOUBT = "perhaps_uninstalled"


def install(session: Session, granted: Granted, *, now: datetime) -> bool:
    """Keep what Slack gave, let everything go on, and welcome who installed it, once.

    Returns whether they are welcomed: not where it was installed all the time.
    """
    first_time = storage.workspaces.find(session) is None
    since = storage.installations.save(session, granted, now=now)
    storage.workspaces.remember(
        session,
        granted.id,
        name=granted.name,
        bot_user_id=granted.bot_user_id,
        now=now,
        enterprise_id=granted.enterprise_id,
    )
    storage.lanes.open_workspace(session, now)
    _give_way(session, now)
    # Of an installer who gets no office nothing is kept but the id, which Slack is asked by.
    if not granted.is_org_wide and not storage.coordinators.were_any(session):
        installer = storage.people.known_as(
            session,
            PersonKey(granted.id, granted.installed_by),
            in_enterprise=granted.enterprise_id is not None,
        )
        coordinators.begin_with(session, storage.people.find_or_add(session, installer), now=now)
    if since != now:
        return False
    message = welcome.first_step(org_wide=granted.is_org_wide) if first_time else welcome.again()
    storage.outbox.enqueue(
        session,
        key=delivery.welcome_key(granted.id, since),
        channel=granted.installed_by,
        payload=message.payload(),
        now=now,
        best_before=now + _WORTH_SENDING,
    )
    return True


def meet(session: Session, enterprise_id: str, *, now: datetime) -> None:
    """Get to know a workspace, when somebody in it first uses what its organisation installed."""
    installation = storage.installations.find(session, enterprise_id)
    if installation is not None:
        storage.workspaces.remember(
            session,
            workspace_of(session),
            name=installation.name,
            bot_user_id=installation.bot_user_id,
            now=now,
            enterprise_id=enterprise_id,
        )
        _give_way(session, now)


def _give_way(session: Session, now: datetime) -> None:
    """Let rest what the bot of another workspace took over while this one was out."""
    # Where another begins at this moment is known only once it has.
    storage.elsewhere.reserve_own(session)
    for channel_id in storage.elsewhere.taken_over(session):
        channels.gone(session, channel_id=channel_id, because=PauseReason.ELSEWHERE, now=now)


def end(session: Session, *, because: str, told_at: datetime, now: datetime) -> Collection[str]:
    """Forget the token of the session's installation and let its clock rest; return where.

    `told_at` is when Slack says that it ended. Where it was installed again since, nothing changes;
    told twice, or of both kinds of end in any order, nothing more does. A workspace whose
    organisation let the bot in too goes on with the organisation's.
    """
    installation_id = workspace_of(session)
    storage.installations.revoke(session, installation_id, told_at=told_at)
    serving = storage.installations.serving(session, installation_id)
    if serving is None:
        return storage.workspaces.uninstalled(session, because=because, now=now)
    if serving.id != installation_id:
        meet(session, serving.id, now=now)
    elif serving.token_at - told_at <= _CLOCKS_DIFFER:
        # Of this token or of the one before it: Slack is asked soon, as where the bot is shut out.
        storage.workspaces.shut_out(session, because=IN_DOUBT, now=now)
    return []


def over(session: Session, *, because: str, now: datetime) -> str | None:
    """Return which installation has ended unheard of in a workspace that shuts the bot out.

    `because` is Slack's word now. It has to say that the token is dead, and to have said so for
    days, unless Slack told of the end and only the clocks left a doubt.
    """
    workspace = storage.workspaces.find(session)
    if workspace is None or workspace.uninstalled_at or because not in _DEAD:
        return None
    if workspace.shut_out_because not in (*_DEAD, IN_DOUBT):
        # It was something else until now: the days begin to count.
        storage.workspaces.let_in(session)
        storage.workspaces.shut_out(session, because=because, now=now)
        return None
    since = workspace.shut_out_at or now
    if workspace.shut_out_because != IN_DOUBT and now - since < _OVER_AFTER:
        return None
    serving = storage.installations.serving(session, workspace.id)
    return workspace.id if serving is None else serving.id


def join(session: Session, enterprise_id: str, *, now: datetime) -> None:
    """Let a workspace go on that an organisation lets use what it installed."""
    organisation = storage.installations.serving(session, enterprise_id)
    if organisation and storage.installations.serving(session, workspace_of(session)) is None:
        meet(session, enterprise_id, now=now)


def leave(session: Session, *, now: datetime) -> None:
    """Let a workspace rest that its organisation took out, unless it has installed the app too."""
    storage.workspaces.leave_organisation(session)
    if storage.installations.serving(session, workspace_of(session)) is None:
        storage.workspaces.uninstalled(session, because=TAKEN_OUT, now=now)


def without_token(session: Session, *, now: datetime) -> None:
    """Let everything of a workspace rest for which there is no token."""
    storage.workspaces.shut_out(session, because=NO_TOKEN, now=now)
    storage.lanes.hold(session, {storage.lanes.WORKSPACE: now + _REST})


def let_in(session: Session, *, now: datetime) -> None:
    """Let everything of a workspace go on."""
    storage.workspaces.let_in(session)
    storage.lanes.open_workspace(session, now)
    _give_way(session, now)


def ask_for_scopes(
    session: Session,
    installation: Live,
    *,
    needed: Collection[str],
    link: str,
    now: datetime,
) -> bool:
    """Ask to let the app do what it has learnt since, once for each new thing.

    Asked are the last installer, who may be gone, and the coordinators.
    """
    missing = missing_scopes(installation, needed)
    if not missing:
        return False
    coordinators = [person.user_id for _office, person in storage.coordinators.current(session)]
    message = welcome.more_scopes(missing, link)
    storage.outbox.enqueue_many(
        session,
        [
            storage.outbox.Outgoing(
                delivery.scopes_key(installation.id, missing, user_id),
                user_id,
                message.payload(),
                now + _WORTH_SENDING,
            )
            for user_id in dict.fromkeys([installation.installed_by, *coordinators])
        ],
        now=now,
    )
    return True


def missing_scopes(installation: Live, needed: Collection[str]) -> list[str]:
    """Return what the token may not do yet, in the order of the alphabet."""
    return sorted(set(needed) - installation.scopes)
