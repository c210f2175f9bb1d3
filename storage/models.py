"""All tables: rows and their constraints, never policy."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.vocabulary import (
    ActionStatus,
    Cadence,
    CalendarKind,
    Confidence,
    CycleState,
    Direction,
    ExpectationState,
    GoalStatus,
    MessageStatus,
    OrganizationKind,
    OutboxEventKind,
    PartnershipStatus,
    RevisionKind,
    Role,
    Side,
)
from storage.base import Base, RowId, SlackId, WorkspaceOwned, words


class Workspace(Base):
    """One Slack workspace that installed the bot; its Slack team id is its key."""

    __tablename__ = "workspaces"

    id: Mapped[SlackId] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    bot_user_id: Mapped[SlackId]
    added_at: Mapped[datetime]
    # Some workspaces refuse native charts; a day later the bot tries again.
    charts_refused_until: Mapped[datetime | None]
    # Since when Slack lets the bot do nothing here, and its word for why: so long the clock rests.
    shut_out_at: Mapped[datetime | None]
    shut_out_because: Mapped[str | None] = mapped_column(String(80))


class Organization(WorkspaceOwned, Base):
    """A school district, hospital, nonprofit, college, business … as the workspace names it."""

    __tablename__ = "organizations"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[OrganizationKind] = mapped_column(words(OrganizationKind))


class PublicHolidays(WorkspaceOwned, Base):
    """Whose public holidays a school keeps: a country and state, or with no country none."""

    __tablename__ = "public_holidays"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    country: Mapped[str] = mapped_column(String(2), default="")
    state: Mapped[str] = mapped_column(String(8), default="")


class CalendarEntry(WorkspaceOwned, Base):
    """A term, a break or a no-school day of a school; both ends belong to it.

    The school owns it and not the partnership: its partnerships share one calendar, so that a
    break is entered once and is the same for all of them.
    """

    __tablename__ = "calendar_entries"
    __table_args__ = (UniqueConstraint("organization_id", "kind", "first_day", "last_day"),)

    id: Mapped[RowId]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    kind: Mapped[CalendarKind] = mapped_column(words(CalendarKind))
    label: Mapped[str] = mapped_column(String(80))
    first_day: Mapped[date]
    last_day: Mapped[date]


class Person(WorkspaceOwned, Base):
    """A Slack user, (team, user), as this workspace last saw them."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("workspace_id", "team_id", "user_id"),)

    id: Mapped[RowId]
    team_id: Mapped[SlackId]
    user_id: Mapped[SlackId]
    name: Mapped[str] = mapped_column(String(200), default="")
    time_zone: Mapped[str | None] = mapped_column(String(64))
    locale: Mapped[str | None] = mapped_column(String(16))
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_deactivated: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime | None]
    # Their own working hours on their own clock, when they chose others than the usual ones.
    hours_start: Mapped[time | None]
    hours_end: Mapped[time | None]
    # What they say themselves counts more than their Slack status, which counts again from then on.
    away_until: Mapped[datetime | None]
    status_counts_from: Mapped[datetime | None]


class Partnership(WorkspaceOwned, Base):
    """The record of one collaboration, bound to one channel."""

    __tablename__ = "partnerships"
    __table_args__ = (
        Index(
            "uq_partnerships_open_channel",
            "workspace_id",
            "channel_id",
            unique=True,
            sqlite_where=text("status != 'closed'"),
            postgresql_where=text("status != 'closed'"),
        ),
    )

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(150))
    channel_id: Mapped[SlackId]
    time_zone: Mapped[str] = mapped_column(String(64))
    cadence: Mapped[Cadence] = mapped_column(words(Cadence))
    year_starts_in: Mapped[int]
    first_day: Mapped[date]
    status: Mapped[PartnershipStatus] = mapped_column(words(PartnershipStatus))
    # Why the clock rests while paused: a lead asked, or the channel cannot be written to.
    paused_because: Mapped[str | None] = mapped_column(String(40))
    set_up_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Membership(WorkspaceOwned, Base):
    """A person in a partnership, for an organization, on a side, with a role, from–to."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "uq_memberships_current",
            "partnership_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_memberships_partnership_id", "partnership_id"),
        Index("ix_memberships_person_id", "person_id"),
    )

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    role: Mapped[Role] = mapped_column(words(Role))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Cycle(WorkspaceOwned, Base):
    """One check-in period of one partnership; its instants are when the clock acts."""

    __tablename__ = "cycles"
    __table_args__ = (
        UniqueConstraint("partnership_id", "number"),
        Index(
            "ix_cycles_opening",
            "opens_at",
            sqlite_where=text("state = 'upcoming'"),
            postgresql_where=text("state = 'upcoming'"),
        ),
        Index(
            "ix_cycles_closing",
            "closes_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_cycles_digest",
            "digest_at",
            sqlite_where=text("digested_at IS NULL"),
            postgresql_where=text("digested_at IS NULL"),
        ),
    )

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    number: Mapped[int]
    state: Mapped[CycleState] = mapped_column(words(CycleState))
    opens_at: Mapped[datetime]
    due_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    digest_at: Mapped[datetime]
    first_reminder_at: Mapped[datetime | None]
    second_reminder_at: Mapped[datetime | None]
    last_reminder_at: Mapped[datetime | None]
    digested_at: Mapped[datetime | None]
    # The day it was meant to open, when a break, a holiday or a weekend moved it.
    wanted_on: Mapped[date | None]
    # What the school calls the term it belongs to, when check-ins follow the school's own terms.
    term: Mapped[str] = mapped_column(String(80), default="")


class Expectation(WorkspaceOwned, Base):
    """That one person is asked to check in for one cycle, and what became of it."""

    __tablename__ = "expectations"
    __table_args__ = (
        UniqueConstraint("cycle_id", "person_id"),
        Index("ix_expectations_person_id", "person_id"),
        Index(
            "ix_expectations_reminders",
            "next_reminder_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[RowId]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    state: Mapped[ExpectationState] = mapped_column(words(ExpectationState))
    reminders_sent: Mapped[int] = mapped_column(default=0)
    next_reminder_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class ReminderDay(WorkspaceOwned, Base):
    """That a person was reminded on one day of their own: the day can be taken only once."""

    __tablename__ = "reminder_days"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class CheckIn(WorkspaceOwned, Base):
    """What one person said in one cycle, for their side; per-goal answers are goal updates."""

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("cycle_id", "person_id"),
        Index("ix_check_ins_person_id", "person_id"),
    )

    id: Mapped[RowId]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    wins: Mapped[str] = mapped_column(Text, default="")
    challenges: Mapped[str] = mapped_column(Text, default="")
    needs: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[str] = mapped_column(Text, default="")
    no_change: Mapped[bool] = mapped_column(default=False)
    is_late: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class Goal(WorkspaceOwned, Base):
    """What the partnership agreed to reach, with its latest value; a draft may have gaps."""

    __tablename__ = "goals"
    __table_args__ = (
        UniqueConstraint("workspace_id", "form_token"),
        Index("ix_goals_partnership_id", "partnership_id"),
    )

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    status: Mapped[GoalStatus] = mapped_column(words(GoalStatus))
    statement: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text, default="")
    indicator: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(40), default="")
    direction: Mapped[Direction] = mapped_column(words(Direction))
    baseline: Mapped[float | None]
    target: Mapped[float | None]
    # How far from the target still counts as maintained; only for that direction.
    band: Mapped[float | None]
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    school_owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    partner_owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    # The newest update's, so that lists need no search through the updates.
    current_value: Mapped[float | None]
    confidence: Mapped[Confidence | None] = mapped_column(words(Confidence))
    updated_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    # The form it came from: submitted twice, it is still one goal.
    form_token: Mapped[str | None] = mapped_column(String(40))


class GoalUpdate(WorkspaceOwned, Base):
    """What one person said of one goal at one time, in a check-in or outside one."""

    __tablename__ = "goal_updates"
    __table_args__ = (
        UniqueConstraint("check_in_id", "goal_id"),
        UniqueConstraint("workspace_id", "form_token"),
        Index("ix_goal_updates_goal_id_at", "goal_id", "at"),
    )

    id: Mapped[RowId]
    goal_id: Mapped[int] = mapped_column(ForeignKey("goals.id"))
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("check_ins.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    at: Mapped[datetime]
    value: Mapped[float | None]
    confidence: Mapped[Confidence | None] = mapped_column(words(Confidence))
    note: Mapped[str] = mapped_column(Text, default="")
    # The form it came from when there was no check-in.
    form_token: Mapped[str | None] = mapped_column(String(40))


class GoalRevision(WorkspaceOwned, Base):
    """One change of a goal's wording, target, dates or status: before, after, who and why."""

    __tablename__ = "goal_revisions"
    __table_args__ = (
        UniqueConstraint("workspace_id", "form_token"),
        Index("ix_goal_revisions_goal_id_at", "goal_id", "at"),
    )

    id: Mapped[RowId]
    goal_id: Mapped[int] = mapped_column(ForeignKey("goals.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[RevisionKind] = mapped_column(words(RevisionKind))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    form_token: Mapped[str | None] = mapped_column(String(40))


class Action(WorkspaceOwned, Base):
    """Who does what by when, from which check-in's challenge."""

    __tablename__ = "actions"
    __table_args__ = (
        UniqueConstraint("check_in_id"),
        Index("ix_actions_partnership_id", "partnership_id"),
        Index("ix_actions_owner_id", "owner_id"),
    )

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("check_ins.id"))
    what: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date]
    status: Mapped[ActionStatus] = mapped_column(words(ActionStatus))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Draft(WorkspaceOwned, Base):
    """What somebody typed into a form that is not submitted yet."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "form"),)

    id: Mapped[RowId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    form: Mapped[str] = mapped_column(String(60))
    typed: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class OutboxMessage(WorkspaceOwned, Base):
    """What the bot will say, said, or could not say, unprompted."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index(
            "ix_outbox_messages_due",
            "workspace_id",
            "due_at",
            "id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index(
            "ix_outbox_messages_after_key",
            "workspace_id",
            "after_key",
            sqlite_where=text("after_key IS NOT NULL"),
            postgresql_where=text("after_key IS NOT NULL"),
        ),
        Index(
            "ix_outbox_messages_trouble",
            "status",
            "finished_at",
            sqlite_where=text("status IN ('rejected', 'uncertain')"),
            postgresql_where=text("status IN ('rejected', 'uncertain')"),
        ),
    )

    id: Mapped[RowId]
    key: Mapped[str] = mapped_column(String(120))
    # The key of the message that this one answers in its thread, or changes in place.
    after_key: Mapped[str | None] = mapped_column(String(120))
    method: Mapped[str] = mapped_column(String(40))
    channel: Mapped[SlackId]
    payload: Mapped[dict[str, Any]]
    status: Mapped[MessageStatus] = mapped_column(words(MessageStatus))
    attempts: Mapped[int] = mapped_column(default=0)
    # When to try next; while sending, when the claim lapses.
    due_at: Mapped[datetime]
    best_before: Mapped[datetime]
    last_error: Mapped[str] = mapped_column(String(200), default="")
    slack_channel: Mapped[str | None] = mapped_column(String(32))
    slack_ts: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    # When it last was not known whether Slack had taken it, whatever became of it since.
    uncertain_at: Mapped[datetime | None]


class OutboxEvent(WorkspaceOwned, Base):
    """That an operator stepped in on a message, who and why: added, never changed."""

    __tablename__ = "outbox_events"
    __table_args__ = (Index("ix_outbox_events_key", "workspace_id", "key"),)

    id: Mapped[RowId]
    # Not the message's row: this stays when that is cleared away.
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[OutboxEventKind] = mapped_column(words(OutboxEventKind))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(200))
    because: Mapped[str] = mapped_column(Text)
    # Of the message, before.
    status: Mapped[MessageStatus] = mapped_column(words(MessageStatus))
    error: Mapped[str] = mapped_column(String(200), default="")


class Lane(WorkspaceOwned, Base):
    """When a channel, the workspace (`*`) or a method (its name) may be written to again."""

    __tablename__ = "lanes"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    channel: Mapped[SlackId] = mapped_column(primary_key=True)
    free_at: Mapped[datetime]


class Failure(WorkspaceOwned, Base):
    """That a job could not be done for a row, how often in a row, and when it is tried again."""

    __tablename__ = "failures"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    row_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    times: Mapped[int]
    error: Mapped[str] = mapped_column(String(80))
    failed_at: Mapped[datetime]
    try_after: Mapped[datetime]


class Tick(Base):
    """When a job of the clock last came through in any process, to the minute."""

    __tablename__ = "ticks"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime]
