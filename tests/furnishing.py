"""What somebody else's partnership has of each noun."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.rules.audit import Origin, Verb
from bot.rules.pulse import Construct, Fallback, Mode, WaveState
from bot.rules.thresholds import Shown
from bot.rules.vocabulary import (
    ActionChange,
    ActionStatus,
    AdjustmentKind,
    CalendarKind,
    Confidence,
    ExpectationState,
    HandoverState,
    Helped,
    JoinState,
    MessageStatus,
    OutboxEventKind,
    Party,
    RevisionKind,
    Side,
    ThemeState,
)
from storage.models import (
    Action,
    ActionEvent,
    Adjustment,
    AdjustmentReview,
    AuditEvent,
    CalendarEntry,
    CheckIn,
    ConfidenceGap,
    Cycle,
    Draft,
    Expectation,
    Feedback,
    FeedbackNote,
    Goal,
    GoalRevision,
    GoalUpdate,
    Handover,
    JoinRequest,
    LegalHold,
    OutboxEvent,
    OutboxMessage,
    PulseAsking,
    PulseChoice,
    PulseNamedAnswer,
    PulseQuestion,
    PulseTurn,
    PulseWave,
    Theme,
    ThemeChange,
    ThemeSource,
    TurningNote,
)
from tests.factories import (
    NOW,
    Cast,
)

SECRET = "ZEBRA"


def checked_in(session: Session, cast: Cast, cycle: Cycle, goal: Goal) -> CheckIn:
    """Let one side check in to the open cycle, and the other be asked."""
    check_in = CheckIn(
        cycle_id=cycle.id,
        person_id=cast.ben.id,
        side=Side.PARTNER,
        challenges=f"{SECRET} parking",
        submitted_at=NOW,
    )
    session.add(check_in)
    session.flush()
    said: dict[str, Any] = {
        "goal_id": goal.id,
        "check_in_id": check_in.id,
        "person_id": cast.ben.id,
        "side": Side.PARTNER,
        "at": NOW,
    }
    session.add_all(
        [
            Expectation(
                cycle_id=cycle.id,
                person_id=cast.cara.id,
                side=Side.SCHOOL,
                state=ExpectationState.OPEN,
            ),
            Draft(
                person_id=cast.cara.id,
                form=f"checkin:{cycle.id}",
                typed={"wins": SECRET},
                saved_at=NOW,
            ),
            GoalUpdate(**said, value=71.0, confidence=Confidence.OFF_TRACK, note=SECRET),
            TurningNote(**said, story=f"{SECRET} buses"),
            ConfidenceGap(cycle_id=cycle.id, goal_id=goal.id, found_at=NOW),
            PulseTurn(cycle_id=cycle.id),
            GoalRevision(
                goal_id=goal.id,
                person_id=cast.ana.id,
                kind=RevisionKind.REVISED,
                at=NOW,
                reason=SECRET,
            ),
        ]
    )
    return check_in


def heard(session: Session, cast: Cast, check_in: CheckIn) -> Theme:
    """Let somebody say something, and a theme grow out of it."""
    feedback = Feedback(
        partnership_id=cast.partnership.id,
        person_id=cast.dev.id,
        given_on=NOW.date(),
        once=f"feedback {SECRET}",
    )
    theme = Theme(
        partnership_id=cast.partnership.id,
        title=f"{SECRET} theme",
        state=ThemeState.HEARD,
        heard_on=date(2026, 9, 1),
        changed_at=NOW,
        once=f"theme {SECRET}",
    )
    session.add_all([feedback, theme])
    session.flush()
    session.add_all(
        [
            FeedbackNote(
                feedback_id=feedback.id,
                by=Party.AUTHOR,
                person_id=cast.dev.id,
                said=f"{SECRET} lunches",
                shown_from=NOW,
                once=f"note {SECRET}",
            ),
            ThemeChange(
                theme_id=theme.id,
                person_id=cast.ana.id,
                at=NOW,
                title=f"{SECRET} theme",
                state=ThemeState.HEARD,
            ),
            ThemeSource(theme_id=theme.id, feedback_id=feedback.id),
            ThemeSource(theme_id=theme.id, check_in_id=check_in.id),
        ]
    )
    return theme


def agreed(session: Session, cast: Cast, goal: Goal, check_in: CheckIn, theme: Theme) -> None:
    """Let both sides promise and change something."""
    action = Action(
        partnership_id=cast.partnership.id,
        what=f"{SECRET} paint",
        owner_id=cast.ana.id,
        side=Side.SCHOOL,
        due_on=date(2026, 10, 1),
        status=ActionStatus.OPEN,
        created_at=NOW,
        goal_id=goal.id,
        theme_id=theme.id,
    )
    adjustment = Adjustment(
        partnership_id=cast.partnership.id,
        kind=AdjustmentKind.RHYTHM,
        person_id=cast.ana.id,
        side=Side.SCHOOL,
        at=NOW,
        what=f"{SECRET} Tuesdays",
    )
    session.add_all([action, adjustment])
    session.flush()
    session.add_all(
        [
            ActionEvent(
                action_id=action.id,
                kind=ActionChange.CHANGED,
                at=NOW,
                person_id=cast.ana.id,
                reason=SECRET,
            ),
            AdjustmentReview(
                adjustment_id=adjustment.id,
                check_in_id=check_in.id,
                person_id=cast.ben.id,
                side=Side.PARTNER,
                at=NOW,
                helped=Helped.PARTLY,
                note=SECRET,
            ),
        ]
    )


def asked(session: Session, cast: Cast, cycle: Cycle) -> None:
    """Let a pulse have been asked, with names."""
    wave = PulseWave(
        mode=Mode.NAMED,
        state=WaveState.CLOSED,
        mark=SECRET,
        opens_at=NOW - timedelta(days=30),
        closes_at=NOW - timedelta(days=9),
        fewest=5,
        asked={"questions": [], "open": f"{SECRET}?"},
        shown=Shown.TOGETHER,
        results={"words": [SECRET]},
    )
    session.add(wave)
    session.flush()
    session.add_all(
        [
            PulseAsking(wave_id=wave.id, partnership_id=cast.partnership.id),
            PulseNamedAnswer(
                wave_id=wave.id,
                person_id=cast.cara.id,
                side=Side.SCHOOL,
                scores={},
                words=f"{SECRET} meetings",
            ),
            PulseChoice(partnership_id=cast.partnership.id, fallback=Fallback.NAMED),
            PulseQuestion(
                partnership_id=cast.partnership.id,
                code=f"own.{SECRET}",
                construct=Construct.OPENNESS,
                statement=f"{SECRET} is easy to talk about",
            ),
        ]
    )


def left(session: Session, cast: Cast) -> None:
    """Let a lead hand over, and somebody ask to join."""
    session.add_all(
        [
            Handover(
                partnership_id=cast.partnership.id,
                leaver_id=cast.ana.id,
                side=Side.SCHOOL,
                successor_id=cast.cara.id,
                note=f"{SECRET} mornings",
                state=HandoverState.ASKED,
                begun_at=NOW,
            ),
            JoinRequest(
                partnership_id=cast.partnership.id,
                person_id=cast.dev.id,
                state=JoinState.ASKED,
                asked_at=NOW,
            ),
        ]
    )


def noted(session: Session, cast: Cast) -> None:
    """Fill the calendar, the outbox, the audit log, and set a hold."""
    session.add_all(
        [
            CalendarEntry(
                organization_id=cast.district.id,
                kind=CalendarKind.BREAK,
                label=f"{SECRET} break",
                first_day=date(2026, 12, 21),
                last_day=date(2027, 1, 2),
            ),
            OutboxMessage(
                key=f"partnership:{cast.partnership.id}:{SECRET}",
                method="chat.postMessage",
                channel=cast.partnership.channel_id,
                payload={"text": f"{SECRET} news"},
                status=MessageStatus.REJECTED,
                due_at=NOW,
                best_before=NOW + timedelta(days=1),
                created_at=NOW,
                finished_at=NOW,
            ),
            OutboxEvent(
                key=f"partnership:{cast.partnership.id}:{SECRET}",
                kind=OutboxEventKind.RETRIED,
                at=NOW,
                by="it",
                because=SECRET,
                status=MessageStatus.REJECTED,
            ),
            AuditEvent(
                at=NOW,
                origin=Origin.OPERATOR,
                operator=SECRET,
                verb=Verb.EXPORTED,
                record="partnerships",
                record_id=cast.partnership.id,
                partnership_id=cast.partnership.id,
            ),
            LegalHold(
                partnership_id=cast.partnership.id, set_at=NOW, set_by="counsel", because=SECRET
            ),
        ]
    )
