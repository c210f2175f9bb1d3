"""What a sample is made from: the words that people wrote, and the days and ids around them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.rules.cadence import WorkingHours
from bot.rules.vocabulary import Side
from bot.views.kit import Message, View


@dataclass(frozen=True)
class Words:
    """All that differs between two samples of one view; `many` is how long its lists are."""

    partnership: str
    school: str
    partner: str
    person: str
    statement: str
    why: str
    indicator: str
    unit: str
    # Where a goal began, stands now and should be.
    numbers: tuple[float, float, float]
    note: str
    reason: str
    said: str
    action: str
    mistyped: str
    many: int

    @property
    def organizations(self) -> dict[Side, str]:
        return {Side.SCHOOL: self.school, Side.PARTNER: self.partner}


Sample = Callable[[Words], Message | View]

ORDINARY = Words(
    partnership="Riverside and Mercy Hospital",
    school="Riverside School District",
    partner="Mercy Hospital",
    person="Ana Ruiz",
    statement="More ninth-graders attend nine days out of ten",
    why="Days in class are days of learning.",
    indicator="Ninth-graders with 90% attendance",
    unit="%",
    numbers=(70.0, 78.0, 85.0),
    note="The late bus is full since August.",
    reason="The new bus line starts in January.",
    said="Twelve nurses signed up as mentors.",
    action="Ask the bus company for a second late bus",
    mistyped="setpu",
    many=3,
)

ANA, BEN, CARA = "U0ANARUIZ", "U0BENOKAFOR", "U0CARALIND"
ROOM = "C0RIVERSIDE"
PARTNERSHIP = 12
ZONE = "America/Chicago"
HOURS = WorkingHours(ZONE)
PERIOD = "Quarter 1 of 2026–27"

OPENED = datetime(2026, 9, 8, 14, 0, tzinfo=UTC)
TODAY = date(2026, 9, 11)
DUE = date(2026, 9, 22)
CLOSES = date(2026, 9, 29)
NEXT = date(2026, 11, 2)
NEXT_CHECK_IN = "Quarter 2 of 2026–27: check-in opens on Monday, November 2, 2026"
MOVED = "The check-in would fall in winter break, so it opens on Tuesday, January 5, 2027."
