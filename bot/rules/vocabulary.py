"""The closed lists of words that rules, rows and forms share."""

from enum import StrEnum


class Side(StrEnum):
    """Which half of a partnership somebody stands on."""

    SCHOOL = "school"
    PARTNER = "partner"


class Role(StrEnum):
    """What a member does in a partnership."""

    COORDINATOR = "coordinator"
    LEAD = "lead"
    DEPUTY = "deputy"
    CONTRIBUTOR = "contributor"
    READER = "reader"


class OrganizationKind(StrEnum):
    DISTRICT = "district"
    SCHOOL = "school"
    NONPROFIT = "nonprofit"
    HOSPITAL = "hospital"
    COLLEGE = "college"
    BUSINESS = "business"
    AGENCY = "agency"
    COMMUNITY = "community"
    FARM = "farm"
    OTHER = "other"


class PartnershipStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class PauseReason(StrEnum):
    """Why the clock of a partnership rests."""

    ASKED = "asked"
    ARCHIVED = "archived"
    REMOVED = "removed"
    UNREACHABLE = "unreachable"
    SHARED = "shared"
    UNSHARED = "unshared"
    ELSEWHERE = "elsewhere"


class Cadence(StrEnum):
    """How often both sides check in."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    TERM = "term"
    YEARLY = "yearly"


class CalendarKind(StrEnum):
    """What some days of a school calendar are."""

    TERM = "term"
    BREAK = "break"
    NO_SCHOOL = "no_school"


class CycleState(StrEnum):
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


class ExpectationState(StrEnum):
    """What became of the wish that one person checks in for one cycle."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"
    PASSED_ON = "passed_on"
    LAPSED = "lapsed"


class GoalStatus(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"


class Direction(StrEnum):
    """Which way the indicator should go."""

    INCREASE = "increase"
    DECREASE = "decrease"
    MAINTAIN = "maintain"


class Confidence(StrEnum):
    """A person's judgement of a goal, not arithmetic."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"


class RevisionKind(StrEnum):
    """Why a goal's wording, target or status is different from before."""

    CREATED = "created"
    EDITED = "edited"
    WENT_LIVE = "went_live"
    REVISED = "revised"
    RETIRED = "retired"


class ActionStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class ActionStep(StrEnum):
    """The two reminders of an action, each once: before its day, and after it."""

    BEFORE = "before"
    AFTER = "after"


class ActionChange(StrEnum):
    """What was done to an action, as its log says it."""

    GIVEN = "given"
    CHANGED = "changed"
    CARRIED_OVER = "carried_over"
    DONE = "done"
    REOPENED = "reopened"
    DROPPED = "dropped"


class JoinState(StrEnum):
    """What became of somebody's wish to be in a partnership."""

    ASKED = "asked"
    ADDED = "added"
    DECLINED = "declined"


class HandoverState(StrEnum):
    """What became of asking somebody to lead a side in another's place."""

    ASKED = "asked"
    TAKEN = "taken"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class AdjustmentKind(StrEnum):
    """What a partnership can decide to change."""

    GOAL = "goal"
    SERVICE = "service"
    RHYTHM = "rhythm"
    OTHER = "other"


class Helped(StrEnum):
    """Whether something that was changed helped, in the view of one person."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    TOO_EARLY = "too_early"


class Party(StrEnum):
    """The two ends of a conversation about somebody's feedback."""

    AUTHOR = "author"
    LEADS = "leads"


class ThemeState(StrEnum):
    """What becomes of something that people said."""

    HEARD = "heard"
    PLANNED = "planned"
    DOING = "doing"
    DONE = "done"
    NOT_NOW = "not_now"


class MessageStatus(StrEnum):
    """Where an outbox message stands."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    DROPPED = "dropped"


class OutboxEventKind(StrEnum):
    """How an operator stepped in on a message."""

    RETRIED = "retried"
    DROPPED = "dropped"
