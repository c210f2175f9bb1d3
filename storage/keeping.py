"""How each table is kept: its class of retention, whose words are in it, whether it is audited."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Table

from bot.rules.retention import Retention
from storage.base import Base

PEOPLE = "people"


@dataclass(frozen=True)
class Keeping:
    """How the rows of one table are kept.

    `since` is the column from which the period counts, or with a dot between them a column and
    that of the row that it refers to. While it is empty, or where there is none, a row stays as
    long as what it belongs to. Every column that holds text is in one of the sets.
    """

    retention: Retention
    since: str | None = None
    # The column that says whose the words in `own` are; they go when that person is erased.
    author: str | None = None
    own: frozenset[str] = frozenset()
    # Words of the partnership or of an operator: of an erased person only the name goes.
    shared: frozenset[str] = frozenset()
    # Text that no person wrote and that names nobody: keys, codes, zones.
    plain: frozenset[str] = frozenset()
    # Slack's ids of people, and of their direct messages.
    slack_ids: frozenset[str] = frozenset()
    audited: bool = False
    # What the clock keeps up to date: a change of these alone is nobody's doing.
    derived: frozenset[str] = frozenset()
    # Nobody may ever learn who stands behind a row: no person beside it, and never in the audit.
    sealed: bool = False


def _of(*names: str) -> frozenset[str]:
    return frozenset(names)


_FORM = _of("form_token")

KEPT: Mapping[str, Keeping] = {
    "workspaces": Keeping(
        Retention.UNINSTALLED,
        since="uninstalled_at",
        shared=_of("name"),
        plain=_of("id", "bot_user_id", "shut_out_because", "enterprise_id"),
    ),
    "installations": Keeping(
        Retention.UNINSTALLED,
        shared=_of("name"),
        plain=_of("id", "enterprise_id", "bot_user_id", "token", "scopes"),
        slack_ids=_of("installed_by"),
    ),
    "install_attempts": Keeping(Retention.DRAFTS, since="expires_at", plain=_of("state_hash")),
    "organizations": Keeping(Retention.RECORDS, shared=_of("name"), audited=True),
    "public_holidays": Keeping(Retention.RECORDS, plain=_of("country", "state"), audited=True),
    "calendar_entries": Keeping(Retention.RECORDS, shared=_of("label"), audited=True),
    "people": Keeping(
        Retention.FORMER_MEMBERS,
        author="id",
        own=_of("name", "time_zone", "locale"),
        slack_ids=_of("team_id", "user_id"),
    ),
    "coordinators": Keeping(Retention.RECORDS, since="ended_at", audited=True),
    "partnerships": Keeping(
        Retention.RECORDS,
        since="closed_at",
        shared=_of("name"),
        plain=_of("channel_id", "time_zone", "paused_because", "channel_teams"),
        audited=True,
        derived=_of("unowned_asked_at", "channel_looked_at"),
    ),
    "memberships": Keeping(Retention.RECORDS, audited=True),
    "join_requests": Keeping(Retention.RECORDS, since="decided_at", audited=True),
    "handovers": Keeping(
        Retention.RECORDS, since="decided_at", author="leaver_id", own=_of("note"), audited=True
    ),
    "cycles": Keeping(Retention.RECORDS, shared=_of("term")),
    "expectations": Keeping(Retention.RECORDS),
    "goals": Keeping(
        Retention.RECORDS,
        shared=_of("statement", "why", "indicator", "unit"),
        plain=_FORM,
        audited=True,
        derived=_of("current_value", "confidence", "updated_at"),
    ),
    "goal_revisions": Keeping(
        Retention.RECORDS,
        author="person_id",
        own=_of("reason"),
        shared=_of("before", "after"),
        plain=_FORM,
    ),
    "goal_updates": Keeping(
        Retention.CHECK_INS,
        since="at",
        author="person_id",
        own=_of("note"),
        plain=_FORM,
        audited=True,
    ),
    "check_ins": Keeping(
        Retention.CHECK_INS,
        since="submitted_at",
        author="person_id",
        own=_of("wins", "challenges", "needs", "changes"),
        audited=True,
    ),
    "turning_notes": Keeping(
        Retention.CHECK_INS,
        since="at",
        author="person_id",
        own=_of("story", "helpers", "what_works"),
        audited=True,
    ),
    "confidence_gaps": Keeping(Retention.CHECK_INS, since="found_at"),
    "adjustments": Keeping(
        Retention.RECORDS, shared=_of("what", "why", "evidence"), plain=_FORM, audited=True
    ),
    "adjustment_reviews": Keeping(
        Retention.CHECK_INS, since="at", author="person_id", own=_of("note"), audited=True
    ),
    "actions": Keeping(
        Retention.CHECK_INS,
        since="finished_at",
        shared=_of("what"),
        plain=_of("link", "form_token"),
        audited=True,
        derived=_of("next_step", "next_reminder_at", "reviewed_at", "review_at", "review_cycle_id"),
    ),
    "action_events": Keeping(
        Retention.CHECK_INS,
        author="person_id",
        own=_of("reason"),
        shared=_of("before", "after"),
        plain=_FORM,
    ),
    "feedback": Keeping(
        Retention.FEEDBACK,
        since="given_on",
        plain=_of("sealed_author", "link", "once"),
        sealed=True,
    ),
    "feedback_notes": Keeping(
        Retention.FEEDBACK,
        since="shown_from",
        author="person_id",
        own=_of("said"),
        plain=_of("once"),
        sealed=True,
    ),
    "themes": Keeping(
        Retention.RECORDS, shared=_of("title", "answer"), plain=_of("once"), audited=True
    ),
    "theme_changes": Keeping(Retention.RECORDS, shared=_of("title", "answer")),
    "theme_sources": Keeping(Retention.FEEDBACK, sealed=True),
    "sealed_days": Keeping(Retention.CLOCKWORK, plain=_of("token"), sealed=True),
    "pulse_choices": Keeping(Retention.RECORDS, audited=True),
    "pulse_questions": Keeping(
        Retention.RECORDS, shared=_of("statement"), plain=_of("code"), audited=True
    ),
    "pulse_turns": Keeping(Retention.RECORDS),
    "pulse_waves": Keeping(
        Retention.CHECK_INS,
        since="closes_at",
        shared=_of("asked", "results"),
        plain=_of("mark"),
        audited=True,
    ),
    "pulse_askings": Keeping(Retention.CHECK_INS),
    # No answer is in it, and later waves are compared with it: their people must differ enough.
    "pulse_rolls": Keeping(
        Retention.CHECK_INS, since="wave_id.closes_at", plain=_of("tokens"), sealed=True
    ),
    "pulse_urns": Keeping(
        Retention.BALLOTS, since="wave_id.closes_at", plain=_of("sealed"), sealed=True
    ),
    # Not audited: it would say when somebody answered, which is nobody's business either.
    "pulse_named_answers": Keeping(
        Retention.BALLOTS,
        since="wave_id.closes_at",
        author="person_id",
        own=_of("words"),
        plain=_of("scores"),
    ),
    "answer_links": Keeping(
        Retention.DRAFTS, since="cycle_id.closes_at", plain=_of("token_hash"), audited=True
    ),
    "drafts": Keeping(
        Retention.DRAFTS, since="saved_at", author="person_id", own=_of("typed"), plain=_of("form")
    ),
    "reminder_days": Keeping(Retention.DRAFTS, since="day"),
    "outbox_messages": Keeping(
        Retention.MESSAGES,
        since="finished_at",
        shared=_of("payload"),
        plain=_of("key", "after_key", "method", "sealed_to", "last_error", "slack_ts"),
        slack_ids=_of("channel", "slack_channel"),
    ),
    "outbox_events": Keeping(
        Retention.AUDIT,
        since="at",
        shared=_of("by", "because"),
        plain=_of("key", "error"),
        audited=True,
    ),
    "audit_events": Keeping(Retention.AUDIT, since="at", plain=_of("record", "fields", "operator")),
    "legal_holds": Keeping(
        Retention.AUDIT, since="lifted_at", shared=_of("set_by", "because", "lifted_by")
    ),
    "ticks": Keeping(Retention.CLOCKWORK, plain=_of("job")),
    "failures": Keeping(Retention.CLOCKWORK, plain=_of("job", "error")),
    "lanes": Keeping(Retention.CLOCKWORK, slack_ids=_of("channel")),
}


def tables() -> Iterator[tuple[Table, Keeping]]:
    """Return every table with how it is kept, what others refer to first."""
    for table in Base.metadata.sorted_tables:
        if table.name in KEPT:
            yield table, KEPT[table.name]


def person_columns(table: Table) -> list[Column[int]]:
    """Return the columns of a table that name a person."""
    return [column for column in table.columns if _refers_to(column, PEOPLE)]


def references_to(name: str) -> Iterator[tuple[Table, Column[int]]]:
    """Return every column of any table that refers to rows of the named one."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if _refers_to(column, name):
                yield table, column


def _refers_to(column: Column[int], name: str) -> bool:
    return any(key.column.table.name == name for key in column.foreign_keys)
