"""Who changed what and when, as coordinators read it: never a word of what it said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.rules.audit import Origin, Verb
from bot.rules.cadence import local
from bot.rules.dates import say_day
from bot.rules.language import _
from bot.views import coordinators, kit, partnerships, records
from bot.views.kit import Block, Markup, View
from bot.views.partnerships import details_button

LIST = partnerships.AUDIT
OLDER = "audit.older"
# What belongs to no partnership.
OUTSIDE = coordinators.AUDIT_OUTSIDE
OLDER_OUTSIDE = "audit.older_outside"

MOST_LISTED = 20


@dataclass(frozen=True)
class Change:
    """One event; without a `user_id` the bot's clock or an operator did it."""

    event_id: int
    at: datetime
    user_id: str
    origin: Origin
    verb: Verb
    record: str
    record_id: int | None
    rows: int
    fields: Sequence[str]


@dataclass(frozen=True)
class AuditLog:
    """A page of the log of one partnership, or of what belongs to none, the newest first."""

    partnership_id: int | None
    name: str
    time_zone: str
    changes: Sequence[Change]
    has_more: bool


def listing(log: AuditLog, metadata: str, *, came_from: int | None = None) -> View:
    """List the changes of a page; outside of all, `came_from` is the partnership to go back to."""
    lines = [kit.section(_line(one, log.time_zone)) for one in log.changes]
    buttons = [*_older(log), *_ways_on(log.partnership_id, came_from)]
    return kit.modal(
        _("Who changed what"),
        [
            kit.header(log.name),
            *([kit.section(_outside())] if log.partnership_id is None else []),
            kit.context(_("Who, when and what; what was said is not in this log.")),
            *(lines or [kit.section(_("Nothing further back."))]),
            kit.actions(*buttons),
        ],
        callback_id=LIST,
        close=_("Close"),
        metadata=metadata,
    )


def _outside() -> str:
    return _(
        "This belongs to no single partnership: exports of everything or of one person, who "
        "coordinates, and what the clock removed when its time was up."
    )


def _older(log: AuditLog) -> list[Block]:
    if not log.has_more:
        return []
    action_id = OLDER_OUTSIDE if log.partnership_id is None else OLDER
    return [kit.button(_("Older"), action_id, log.changes[-1].event_id)]


def _ways_on(partnership_id: int | None, came_from: int | None) -> list[Block]:
    if partnership_id is not None:
        ways = [details_button(partnership_id), coordinators.audit_outside_button()]
    else:
        ways = [] if came_from is None else [partnerships.audit_button(came_from)]
    return [*ways, coordinators.show_button()]


def _line(one: Change, time_zone: str) -> Markup:
    there = local(one.at, time_zone)
    return kit.say(
        _("{when}, {who} ({where})\n{what}"),
        when=kit.at_moment(one.at, f"{say_day(there.date())}, {there:%H:%M}"),
        who=_who(one),
        where=origin_words(one.origin),
        what=what_words(one),
    )


def _who(one: Change) -> str:
    if one.user_id:
        return kit.mention(one.user_id)
    return _("IT") if one.origin is Origin.OPERATOR else _("Touchstone")


class _Told(Protocol):
    """What was done to which record."""

    @property
    def verb(self) -> Verb: ...
    @property
    def record(self) -> str: ...
    @property
    def record_id(self) -> int | None: ...
    @property
    def rows(self) -> int: ...
    @property
    def fields(self) -> Sequence[str]: ...


def what_words(one: _Told) -> str:
    """Say what was done to which record, and which of its fields changed."""
    if one.record_id is None:
        record = f"{one.rows} × {records.many(one.record)}"
    else:
        record = f"{records.one(one.record)} {one.record_id}"
    said = f"{record}: {verb_words(one.verb)}"
    if not one.fields:
        return said
    return f"{said} ({', '.join(records.field(name) for name in one.fields)})"


def verb_words(verb: Verb) -> str:
    return {
        Verb.ADDED: _("added"),
        Verb.CHANGED: _("changed"),
        Verb.SAVED: _("saved"),
        Verb.REMOVED: _("removed"),
        Verb.EXPORTED: _("exported"),
        Verb.RESTORED: _("restored over what was here"),
        Verb.ERASED: _("erased"),
        Verb.HELD: _("put under a legal hold"),
        Verb.RELEASED: _("released from a legal hold"),
    }[verb]


def origin_words(origin: Origin) -> str:
    return {
        Origin.COMMAND: _("command"),
        Origin.BUTTON: _("button"),
        Origin.FORM: _("form"),
        Origin.SHORTCUT: _("shortcut"),
        Origin.EVENT: _("reported by Slack"),
        Origin.WEB: _("web page"),
        Origin.OPERATOR: _("command line"),
        Origin.CLOCK: _("by the clock"),
    }[origin]
