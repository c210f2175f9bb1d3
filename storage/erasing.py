"""Queries that take what a person said, and how they are called, out of the whole record."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Select,
    String,
    Table,
    and_,
    cast,
    delete,
    exists,
    false,
    func,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.orm import Session

from bot.rules.erasing import Said, is_telling, without_id, without_name
from bot.rules.people import PersonKey
from bot.rules.vocabulary import MessageStatus
from storage.base import Base
from storage.database import workspace_of
from storage.keeping import PEOPLE, tables
from storage.models import (
    Draft,
    Handover,
    Lane,
    Membership,
    OutboxMessage,
    Partnership,
    Person,
    PulseAsking,
    PulseWave,
    ReminderDay,
)
from storage.outbox import HAS_WORDS, SEALED
from storage.retention import is_held

Change = Callable[[str], str]

_MESSAGES = Base.metadata.tables[OutboxMessage.__tablename__]
_PARTNERSHIPS = Base.metadata.tables[Partnership.__tablename__]


def forget_words(session: Session, person_id: int, *, now: datetime) -> None:
    """Empty what a person wrote, wherever it is; that they wrote, when and the numbers stay."""
    for model in (Draft, ReminderDay):
        table = Base.metadata.tables[model.__tablename__]
        session.execute(delete(table).where(table.c.person_id == person_id))
    _forget_quotes(session, person_id, Said(_texts_of(session, person_id)), now)
    for table, own, theirs in _written_by(person_id):
        empty = {column.name: _nothing_in(column) for column in own}
        session.execute(update(table).where(theirs).values(empty))


def _written_by(
    person_id: int,
) -> Iterator[tuple[Table, Sequence[Column[Any]], ColumnElement[bool]]]:
    """Return every table with a person's words: in which columns, and in which rows."""
    for table, kept in tables():
        if kept.author is not None and table.name != PEOPLE:
            own = [table.c[name] for name in sorted(kept.own)]
            yield table, own, table.c[kept.author] == person_id


def _texts_of(session: Session, person_id: int) -> Iterator[str]:
    for _table, own, theirs in _written_by(person_id):
        for row in session.execute(select(*own).where(theirs)):
            yield from (said for said in row if isinstance(said, str))


def _nothing_in(column: Column[Any]) -> Any:
    if column.nullable:
        return None
    return {} if isinstance(column.type, JSON) else ""


def _forget_quotes(session: Session, person_id: int, said: Said, now: datetime) -> None:
    """Empty what was told in a person's partnerships, and quote them in nothing still to be.

    What may have been told under a legal hold is not emptied, but does not quote them any more.
    """
    theirs = select(Membership.partnership_id).where(Membership.person_id == person_id)
    to_them = and_(or_(_MESSAGES.c.channel == SEALED, _told_in(theirs)), ~_is_in_held_room(session))
    told = _in_workspace(session, _MESSAGES, to_them)
    is_over = and_(_is_over(now), ~_may_be_held(session))
    session.execute(update(_MESSAGES).where(told, is_over, HAS_WORDS).values(payload={}))
    query = select(_MESSAGES.c.id, _MESSAGES.c.payload).where(told, ~is_over)
    for message_id, payload in session.execute(query).all():
        new = _in_quotes(payload, said.out_of)
        if new != payload:
            session.execute(
                update(_MESSAGES).where(_MESSAGES.c.id == message_id).values(payload=new)
            )


def _is_over(now: datetime) -> ColumnElement[bool]:
    """Return which messages are never sent any more; one that was refused may be said again."""
    comes_back = and_(_MESSAGES.c.status == MessageStatus.REJECTED, _MESSAGES.c.best_before > now)
    return and_(_MESSAGES.c.finished_at.is_not(None), ~comes_back)


def _told_in(partnerships: Select[int]) -> ColumnElement[bool]:
    """Return which messages went to these partnerships, or to anybody who is or was in them.

    What they say leads nowhere else: their keys name records of all kinds.
    """
    members = (
        select(Person.user_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.partnership_id.in_(partnerships))
    )
    # Who is asked to lead after them may be in nothing yet.
    successors = (
        select(Person.user_id)
        .join(Handover, Handover.successor_id == Person.id)
        .where(Handover.partnership_id.in_(partnerships))
    )
    rooms = select(Partnership.channel_id).where(Partnership.id.in_(partnerships))
    return _MESSAGES.c.channel.in_(union(rooms, members, successors))


def _held(session: Session) -> Select[int]:
    """Return the partnerships under a legal hold."""
    where = _in_workspace(session, _PARTNERSHIPS, is_held(_PARTNERSHIPS))
    return select(_PARTNERSHIPS.c.id).where(where)


def _is_in_held_room(session: Session) -> ColumnElement[bool]:
    """Return which messages surely are of a held partnership."""
    rooms = select(_PARTNERSHIPS.c.channel_id).where(_PARTNERSHIPS.c.id.in_(_held(session)))
    return _MESSAGES.c.channel.in_(rooms)


def _may_be_held(session: Session) -> ColumnElement[bool]:
    """Return which messages may be of a held partnership: its people may be in others too."""
    held = _held(session)
    return or_(_told_in(held), and_(_MESSAGES.c.channel == SEALED, exists(held)))


def _is_spared(session: Session, table: Table, now: datetime) -> ColumnElement[bool]:
    """Return which rows stay as they are, since they are, or were told, under a legal hold."""
    if table is _MESSAGES:
        return or_(_is_in_held_room(session), and_(_is_over(now), _may_be_held(session)))
    wave = table.c.id if table.name == PulseWave.__tablename__ else table.c.get("wave_id")
    if wave is not None:
        asked = PulseAsking.partnership_id.in_(_held(session))
        return wave.in_(select(PulseAsking.wave_id).where(asked))
    return is_held(table) if "workspace_id" in table.c else false()


def _in_quotes(part: Any, change: Change) -> Any:
    """Change what a message says, and none of the names by which it is put together."""
    if isinstance(part, list):
        return [_in_quotes(one, change) for one in part]
    if not isinstance(part, dict):
        return part
    new = {name: _in_quotes(one, change) for name, one in part.items()}
    # The message's own text has no type; what has another one was written by nobody.
    if isinstance(part.get("text"), str) and part.get("type", "mrkdwn") == "mrkdwn":
        new["text"] = change(part["text"])
    return new


def has_twin(session: Session, person: Person) -> bool:
    """Say whether another row has the person's Slack id: of somebody seen in another team too."""
    others = select(Person.id).where(Person.user_id == person.user_id, Person.id != person.id)
    return session.scalar(others.limit(1)) is not None


def forget_messages(session: Session, user_id: str) -> None:
    """Delete what waits for a person, and what was said to them alone."""
    for model in (OutboxMessage, Lane):
        table = Base.metadata.tables[model.__tablename__]
        own = _in_workspace(session, table, table.c.channel == user_id)
        session.execute(delete(table).where(own))


def rename(
    session: Session,
    before: PersonKey,
    name: str,
    after: PersonKey,
    called: str,
    *,
    keep_id: bool,
    now: datetime,
) -> None:
    """Take a person's id and name out of whatever others wrote, and out of messages to others.

    What is under a legal hold stays as it is.
    `called` takes the place of the name, when that can be told from other words; `keep_id` leaves
    the id, which is somebody else's too.
    """

    def change(text: str) -> str:
        if not keep_id:
            text = without_id(text, before.user_id, after.user_id)
        return without_name(text, name, called)

    for table, kept in tables():
        if table.name == PEOPLE:
            continue
        is_free = ~_is_spared(session, table, now)
        for column in (table.c[one] for one in sorted(kept.own | kept.shared)):
            which = _in_workspace(session, table, and_(_names(column, before, name), is_free))
            _change_in(session, column, which, change, now)
        for column in (table.c[one] for one in kept.slack_ids if not keep_id):
            where = _in_workspace(session, table, column == before.user_id)
            session.execute(update(table).where(where).values({column.name: after.user_id}))


def _names(column: Column[Any], key: PersonKey, name: str) -> ColumnElement[bool]:
    """Return which rows have a person's id or name in them, and perhaps others."""
    text = cast(column, String)
    found = text.contains(key.user_id, autoescape=True)
    return or_(found, func.lower(text).like(_like(name))) if is_telling(name) else found


def _like(name: str) -> str:
    """Return a pattern that fits every way to write a name, and other texts too.

    Of small letters both databases know those of the English alphabet, but for an i without a dot;
    and one of them keeps documents with all other letters written as numbers.
    """
    letters = [one if one.isascii() and one.isalnum() else "%" for one in name.lower()]
    return f"%{''.join(letters).replace('i', '%')}%"


def _change_in(
    session: Session,
    column: Column[Any],
    which: ColumnElement[bool],
    change: Change,
    now: datetime,
) -> None:
    table = column.table
    keys = list(table.primary_key.columns)
    is_over = _is_over(now) if table is _MESSAGES else false()
    for row in session.execute(select(*keys, column, is_over).where(which)).all():
        at = [key == value for key, value in zip(keys, row, strict=False)]
        said = row[len(keys)]
        new = _everywhere(said, change)
        if isinstance(new, str):
            # What is called instead may be longer than the name.
            new = new[: getattr(column.type, "length", None)]
        if new != said:
            new = {} if row[-1] else new
            session.execute(update(table).where(*at).values({column.name: new}))


def _everywhere(said: Any, change: Change) -> Any:
    if isinstance(said, str):
        return change(said)
    if isinstance(said, list):
        return [_everywhere(one, change) for one in said]
    if isinstance(said, dict):
        return {change(name): _everywhere(one, change) for name, one in said.items()}
    return said


def _in_workspace(
    session: Session, table: Table, which: ColumnElement[bool]
) -> ColumnElement[bool]:
    own: Column[str] | None = table.c.get("workspace_id")
    return which if own is None else (own == workspace_of(session)) & which
