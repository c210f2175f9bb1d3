"""All tables: rows and their constraints, never policy."""

from storage.models.actions import Action, ActionEvent
from storage.models.adjustments import Adjustment, AdjustmentReview
from storage.models.audit import AuditEvent, LegalHold
from storage.models.calendars import CalendarEntry, PublicHolidays
from storage.models.checkins import CheckIn, Draft
from storage.models.confidence_gaps import ConfidenceGap
from storage.models.coordinators import Coordinator
from storage.models.cycles import Cycle, Expectation, ReminderDay
from storage.models.feedback import Feedback, FeedbackNote
from storage.models.goals import Goal, GoalRevision, GoalUpdate
from storage.models.handovers import Handover
from storage.models.installations import Installation, InstallAttempt
from storage.models.joining import JoinRequest
from storage.models.links import AnswerLink
from storage.models.outbox import Lane, OutboxEvent, OutboxMessage
from storage.models.partnerships import Membership, Partnership
from storage.models.people import Organization, Person
from storage.models.pulses import (
    PulseAsking,
    PulseChoice,
    PulseNamedAnswer,
    PulseQuestion,
    PulseRoll,
    PulseTurn,
    PulseUrn,
    PulseWave,
)
from storage.models.themes import SealedDay, Theme, ThemeChange, ThemeSource
from storage.models.turning import TurningNote
from storage.models.workspaces import Failure, Tick, Workspace

__all__ = [
    "Action",
    "ActionEvent",
    "Adjustment",
    "AdjustmentReview",
    "AnswerLink",
    "AuditEvent",
    "CalendarEntry",
    "CheckIn",
    "ConfidenceGap",
    "Coordinator",
    "Cycle",
    "Draft",
    "Expectation",
    "Failure",
    "Feedback",
    "FeedbackNote",
    "Goal",
    "GoalRevision",
    "GoalUpdate",
    "Handover",
    "InstallAttempt",
    "Installation",
    "JoinRequest",
    "Lane",
    "LegalHold",
    "Membership",
    "Organization",
    "OutboxEvent",
    "OutboxMessage",
    "Partnership",
    "Person",
    "PublicHolidays",
    "PulseAsking",
    "PulseChoice",
    "PulseNamedAnswer",
    "PulseQuestion",
    "PulseRoll",
    "PulseTurn",
    "PulseUrn",
    "PulseWave",
    "ReminderDay",
    "SealedDay",
    "Theme",
    "ThemeChange",
    "ThemeSource",
    "Tick",
    "TurningNote",
    "Workspace",
]
