"""How a partnership is asked how it feels: in which way, when, and what in which turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.cadence import END_OF_DAY, MID_MORNING, local_day, to_utc
from bot.rules.language import _
from bot.rules.refusals import FormRefusal, Refusal
from bot.rules.school_days import ONE_DAY, SchoolCalendar

SCALE = range(1, 6)
"""From "not at all" to "fully"."""

FEWEST_STATEMENTS, MOST_STATEMENTS = 3, 6
# A year of quarters asks all questions once.
_ROUNDS = 4
MOST_QUESTIONS = _ROUNDS * MOST_STATEMENTS

LONGEST_STATEMENT = 150
LONGEST_OPEN_ANSWER = 500

# A partnership that has just begun has nothing to say about itself yet.
_FIRST_CYCLE = 2
_APART = timedelta(days=75)
_SHORTEST = timedelta(days=2)
_USUAL = timedelta(days=12)
_REMINDED_BEFORE = timedelta(days=3)


class Mode(StrEnum):
    """Who can see an answer: nobody, nobody among several partnerships, or both leads."""

    SEALED = "sealed"
    POOLED = "pooled"
    NAMED = "named"


class Fallback(StrEnum):
    """What the leads want where too few are asked for an anonymous pulse."""

    UNDECIDED = "undecided"
    NAMED = "named"
    POOLED = "pooled"
    NONE = "none"


class WaveState(StrEnum):
    """Whether people can answer: not before enough partnerships pool, not after the end."""

    GATHERING = "gathering"
    OPEN = "open"
    CLOSED = "closed"


class Construct(StrEnum):
    """What research on partnerships measures."""

    OPENNESS = "openness"
    RELIABILITY = "reliability"
    PURPOSE = "purpose"
    RESOURCES = "resources"
    INVOLVEMENT = "involvement"
    INFLUENCE = "influence"
    LEADERSHIP = "leadership"
    EXPECTATIONS = "expectations"
    COMMUNICATION = "communication"
    EVIDENCE = "evidence"
    SUSTAINABILITY = "sustainability"


@dataclass(frozen=True)
class Question:
    """One statement to agree with or not; its code stays when its words are translated."""

    code: str
    construct: Construct
    statement: str


@dataclass(frozen=True)
class Ballot:
    """What one person answers: 1 to 5 by a statement's code, left out where skipped."""

    scores: Mapping[str, int]
    words: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.scores and not self.words


def way_of_asking(people: int, fewest: int, *, can_seal: bool, wish: Fallback) -> Mode | Fallback:
    """Return how these people are asked; `Fallback.UNDECIDED` when the leads have to say first.

    Where an answer can be kept anonymous it is, whatever the leads want where it cannot.
    """
    if can_seal and people >= fewest:
        return Mode.SEALED
    if wish is Fallback.NAMED:
        return Mode.NAMED
    if wish is Fallback.POOLED:
        return Mode.POOLED if can_seal else Fallback.UNDECIDED
    return wish


def goes_with_cycle(number: int, last_opened_at: datetime | None, now: datetime) -> bool:
    """Say whether a cycle that opens brings a pulse: one a quarter, also where cycles are months.

    Not the first cycle: there is nothing to say yet.
    """
    if number < _FIRST_CYCLE:
        return False
    return last_opened_at is None or now - last_opened_at >= _APART


def closes_at(
    due_at: datetime | None, *, calendar: SchoolCalendar, zone: str, now: datetime
) -> datetime:
    """Return when a pulse ends: when check-ins are due, or in about two weeks of its own."""
    if due_at is not None and due_at - now >= _SHORTEST:
        return due_at
    return to_utc(calendar.next_school_day(local_day(now + _USUAL, zone)), END_OF_DAY, zone)


def remind_at(
    closes_at: datetime, *, calendar: SchoolCalendar, zone: str, now: datetime
) -> datetime | None:
    """Return when who has not answered is reminded once, if there is a day for it."""
    day = calendar.previous_school_day(local_day(closes_at - _REMINDED_BEFORE, zone))
    if day <= local_day(now + ONE_DAY, zone):
        return None
    return to_utc(day, MID_MORNING, zone)


def draw(questions: Sequence[Question], last_asked: Mapping[str, int]) -> list[Question]:
    """Return the questions whose turn it is, of each construct one at most.

    `last_asked` has the number of the wave that last asked a code; what waited longest comes first.
    """
    wanted = min(max(-(-len(questions) // _ROUNDS), FEWEST_STATEMENTS), MOST_STATEMENTS)
    drawn: dict[Construct, Question] = {}
    for question in sorted(questions, key=lambda one: last_asked.get(one.code, 0)):
        if len(drawn) < wanted:
            drawn.setdefault(question.construct, question)
    return list(drawn.values())


def ensure_room(questions: int) -> None:
    """Refuse one question more than can be asked within a year."""
    if questions >= MOST_QUESTIONS:
        raise Refusal(
            _("There are {n} questions, as many as a year has room for. Retire one first.").format(
                n=questions
            )
        )


def ensure_statement(statement: str) -> str:
    """Return a statement as it is kept, or refuse one that is none."""
    tidy = " ".join(statement.split())
    if not tidy:
        raise Refusal(_("Please write a statement."), field="statement")
    if len(tidy) > LONGEST_STATEMENT:
        raise Refusal(_("Please shorten it."), field="statement")
    return tidy


def ensure_ballot(ballot: Ballot, asked: Sequence[Question]) -> None:
    """Refuse a ballot that says nothing, or answers what was not asked."""
    if ballot.is_empty:
        raise FormRefusal({asked[0].code: _("Please answer at least one of these.")})
    known = {question.code for question in asked}
    if not set(ballot.scores) <= known or not set(ballot.scores.values()) <= set(SCALE):
        raise Refusal(_("That is no longer there. Please close this and open it again."))
    if len(ballot.words) > LONGEST_OPEN_ANSWER:
        raise Refusal(_("Please shorten it."), field="words")
