"""Somebody else's partnership, with a record of every noun, told by a word of its own."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.rules.answer_links import Signer, fingerprint
from bot.rules.audit import Origin, Verb
from bot.rules.people import key_without_slack
from bot.rules.pulse import Construct, Fallback, Mode, WaveState
from bot.rules.thresholds import Shown
from bot.rules.vocabulary import (
    ActionChange,
    ActionStatus,
    AdjustmentKind,
    CalendarKind,
    Confidence,
    CycleState,
    ExpectationState,
    HandoverState,
    Helped,
    JoinState,
    MessageStatus,
    OutboxEventKind,
    Party,
    RevisionKind,
    Role,
    Side,
    ThemeState,
)
from storage import portable
from storage.base import Base
from storage.models import (
    Action,
    ActionEvent,
    Adjustment,
    AdjustmentReview,
    AnswerLink,
    AuditEvent,
    CalendarEntry,
    CheckIn,
    ConfidenceGap,
    Coordinator,
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
    Membership,
    OutboxEvent,
    OutboxMessage,
    Person,
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
    make_cycle,
    make_goal,
    make_member,
    make_partnership,
    make_person,
)

SECRET = "ZEBRA"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Neighbour:
    """Somebody else's partnership, and the last part of the link by which one of them answers."""

    cast: Cast
    token: str


def move_in(session: Session, signer: Signer) -> Neighbour:
    """Add a partnership in the middle of a check-in, with something of each noun."""
    cast = make_partnership(session, suffix=SECRET)
    goal = make_goal(session, cast, statement=f"{SECRET} labs", why=SECRET, indicator=SECRET)
    cycle = make_cycle(session, cast.partnership, state=CycleState.OPEN, term=SECRET)
    check_in = _checked_in(session, cast, cycle, goal)
    theme = _heard(session, cast, check_in)
    _agreed(session, cast, goal, check_in, theme)
    _asked(session, cast, cycle)
    _left(session, cast)
    _noted(session, cast)
    return Neighbour(cast, _linked(session, cast, cycle, signer))


def _linked(session: Session, cast: Cast, cycle: Cycle, signer: Signer) -> str:
    token = signer.token(secrets.token_urlsafe(24))
    key = key_without_slack("5" * 20)
    guest = make_person(session, key.user_id, f"{SECRET} Moss", team_id=key.team_id)
    make_member(session, cast.partnership, guest, cast.hospital, side=Side.PARTNER)
    session.add(
        AnswerLink(
            cycle_id=cycle.id,
            person_id=guest.id,
            made_by_id=cast.ben.id,
            token_hash=fingerprint(token),
            made_at=NOW,
        )
    )
    session.flush()
    return token


def _checked_in(session: Session, cast: Cast, cycle: Cycle, goal: Goal) -> CheckIn:
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


def _heard(session: Session, cast: Cast, check_in: CheckIn) -> Theme:
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


def _agreed(session: Session, cast: Cast, goal: Goal, check_in: CheckIn, theme: Theme) -> None:
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


def _asked(session: Session, cast: Cast, cycle: Cycle) -> None:
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


def _left(session: Session, cast: Cast) -> None:
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


def _noted(session: Session, cast: Cast) -> None:
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


def look_after_all(session: Session, neighbour: Neighbour, person: Person) -> None:
    """Make somebody the coordinator of the neighbour's workspace."""
    session.add(Coordinator(person_id=person.id, started_at=NOW))
    session.add(
        Membership(
            partnership_id=neighbour.cast.partnership.id,
            person_id=person.id,
            organization_id=neighbour.cast.district.id,
            side=Side.SCHOOL,
            role=Role.COORDINATOR,
            started_at=NOW,
        )
    )


class Map:
    """Every row there is, and to which partnerships it belongs: its own, or its parents'."""

    def __init__(self, connection: Connection) -> None:
        self.rows: dict[str, list[Row]] = {
            table.name: list(connection.execute(table.select()).mappings())
            for table in Base.metadata.sorted_tables
        }
        self._belongs: dict[tuple[str, int], frozenset[int]] = {}
        for name, row in self:
            if "id" in row:
                self._belongs[name, row["id"]] = self.partnerships(name, row)

    def __iter__(self) -> Iterator[tuple[str, Row]]:
        for name, rows in self.rows.items():
            for row in rows:
                yield name, row

    def partnerships(self, name: str, row: Row) -> frozenset[int]:
        """Return to which partnerships a row belongs; people and organizations are in several."""
        if name == "partnerships":
            return frozenset([row["id"]])
        found: set[int] = set()
        for column in Base.metadata.tables[name].columns:
            parent, value = portable.parent_of(column), row[column.name]
            if parent is not None and value is not None:
                found |= self._belongs.get((parent.name, value), frozenset())
        if name == "audit_events" and row["partnership_id"] is not None:
            found.add(row["partnership_id"])
        return frozenset(found)

    def of_others(self, own: int) -> list[tuple[str, Row]]:
        """Return the rows that belong to other partnerships than `own`, or speak of one."""
        return [
            (name, row)
            for name, row in self
            if self.partnerships(name, row) - {own} or SECRET in repr(row)
        ]
