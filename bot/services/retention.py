"""What is kept no longer goes, and what is under a legal hold stays."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

import storage.holds
import storage.leftovers
import storage.retention
from bot.rules import pupil_guard
from bot.rules.audit import Verb
from bot.rules.language import _
from bot.rules.refusals import Refusal
from bot.rules.retention import BETWEEN_PURGES, Periods, Retention, over_before
from bot.services import personal
from storage import auditing
from storage.models import LegalHold, Partnership, Person

# So many rows share a transaction, for which whoever saves something has to wait.
AT_ONCE = 500

Step = Callable[[Session], int]


def take_turn(session: Session, workspace_id: str, *, now: datetime) -> bool:
    """Take the day's purge of a workspace; whoever comes second gets none."""
    return storage.retention.claim(session, workspace_id, now - BETWEEN_PURGES, now)


def steps(periods: Periods, now: datetime) -> Iterator[Step]:
    """Return what to do until it returns less than AT_ONCE, each time in its own transaction."""
    gone = over_before(periods, Retention.UNINSTALLED, now)
    if gone is not None:
        yield partial(_leave, before=gone)
    words = over_before(periods, Retention.MESSAGE_WORDS, now)
    if words is not None:
        yield partial(storage.retention.clear_words, before=words, limit=AT_ONCE)
    for table, kind, since in storage.retention.timed():
        before = over_before(periods, kind, now)
        if before is not None:
            yield partial(
                storage.retention.remove_over,
                table=table,
                since=since,
                before=before,
                limit=AT_ONCE,
            )
    if Retention.RECORDS in periods:
        yield partial(storage.leftovers.remove_organizations, limit=AT_ONCE)


def _leave(session: Session, before: datetime) -> int:
    if not storage.retention.left_before(session, before):
        return 0
    # It is all in one transaction: half a workspace would be of no use to one that comes back.
    storage.retention.remove_workspace(session)
    return 1


def next_former(session: Session, periods: Periods, now: datetime, *, after: int) -> int | None:
    """Return the next person, by the id of their row, who was in nothing for too long."""
    before = over_before(periods, Retention.FORMER_MEMBERS, now)
    person = before and storage.leftovers.former_member(session, before, after=after)
    return person.id if person else None


def forget_former(session: Session, periods: Periods, now: datetime, person_id: int) -> int:
    """Forget a person, unless they came back meanwhile; return how many went."""
    if next_former(session, periods, now, after=person_id - 1) != person_id:
        return 0
    personal.forget(session, session.get_one(Person, person_id), now=now)
    return 1


def hold(
    session: Session, *, partnership_id: int | None, by: str, because: str, now: datetime
) -> LegalHold:
    """Keep all records of a partnership, or of the whole workspace, until somebody lifts it."""
    if partnership_id is not None and session.get(Partnership, partnership_id) is None:
        raise Refusal(_("There is no partnership {id} here.").format(id=partnership_id))
    pupil_guard.ensure_may_be_kept(because)
    made = storage.holds.add(
        session, partnership_id=partnership_id, by=by, because=because, now=now
    )
    _note(session, Verb.HELD, made)
    return made


def lift(session: Session, hold_id: int, *, by: str, now: datetime) -> LegalHold:
    """End a hold; what was over meanwhile goes with the next purge."""
    found = storage.holds.find(session, hold_id)
    if found is None:
        raise Refusal(_("There is no hold {id}, or it was already lifted.").format(id=hold_id))
    found.lifted_at, found.lifted_by = now, by
    _note(session, Verb.RELEASED, found)
    return found


def _note(session: Session, verb: Verb, hold: LegalHold) -> None:
    auditing.note(
        session, verb, LegalHold.__tablename__, hold.id, partnership_id=hold.partnership_id
    )
