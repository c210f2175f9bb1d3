"""What people of a play do at a moment: say something, check in, keep a promise."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.demo.theatre import Theatre
from bot.playground import Channel, Person

ZONE = ZoneInfo("America/Chicago")

# A form opens with what was said last time; who has nothing to say to it empties it.
_NOTHING_TO_SAY = dict.fromkeys(
    ("Wins", "Challenges", "What we need from the other side", "What we will change")
)


@dataclass(frozen=True)
class Cast:
    """Everybody and every channel of a play, by a short name."""

    people: Mapping[str, Person]
    channels: Mapping[str, Channel]


@dataclass(frozen=True)
class Act:
    """Something that one person does, at a time on the wall clock in Chicago."""

    at: str
    who: str
    channel: str

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at).replace(tzinfo=ZONE).astimezone(UTC)

    def play(self, theatre: Theatre, cast: Cast) -> None:
        """Wait until the moment, do it, and let the bot do what follows from it."""
        theatre.pass_until(self.moment)
        self.perform(cast)
        theatre.settle()

    @abstractmethod
    def perform(self, cast: Cast) -> None:
        """Do it, with what the person has before their eyes."""


@dataclass(frozen=True)
class Says(Act):
    """Writes something into the channel, to the others."""

    words: str

    def perform(self, cast: Cast) -> None:
        person = cast.people[self.who]
        person.types(self.words, cast.channels[self.channel])


@dataclass(frozen=True)
class Goal:
    """What is said of one goal in a check-in."""

    statement: str
    value: str
    confidence: str = "On track"
    note: str | None = None


@dataclass(frozen=True)
class ChecksIn(Act):
    """Fills in the check-in form; `promise` is what, who and by when.

    `at_first` is sent first, questioned at its field, and said otherwise in `words`; `turn` answers
    what is asked about a goal that is off its way.
    """

    goals: tuple[Goal, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    promise: tuple[str, str, str] | None = None
    at_first: Mapping[str, str] = field(default_factory=dict)
    turn: Mapping[str, str] = field(default_factory=dict)

    def perform(self, cast: Cast) -> None:
        person = cast.people[self.who]
        person.clicks("Check in", cast.channels[self.channel])
        for goal in self.goals:
            said = {"value now": goal.value, "confidence": goal.confidence, "note": goal.note}
            person.fills({f"{goal.statement}: {label}": box for label, box in said.items()})
        if self.at_first:
            person.fills(self.at_first)
            person.submits()
        person.fills({**_NOTHING_TO_SAY, **self.words})
        if self.promise is not None:
            what, who, by = self.promise
            owner = cast.people[who]
            person.fills({"Action: what": what, "Action: who": owner, "Action: by when": by})
        person.submits()
        if self.turn:
            person.fills(self.turn)
            person.submits()
        person.closes()


@dataclass(frozen=True)
class HasNothingNew(Act):
    """Says with one click that nothing has changed."""

    def perform(self, cast: Cast) -> None:
        person = cast.people[self.who]
        person.clicks("No change since last time", cast.channels[self.channel])


@dataclass(frozen=True)
class KeepsPromise(Act):
    """Ticks off an action in the partnership's list, the way that is open to everybody."""

    what: str

    def perform(self, cast: Cast) -> None:
        person = cast.people[self.who]
        person.clicks("Details", cast.channels[self.channel])
        person.clicks("Actions")
        person.clicks("Done", under=self.what)
        person.closes(everything=True)


@dataclass(frozen=True)
class RecordsChange(Act):
    """Records what the partnership changes; the next check-in asks whether it helped."""

    form: Mapping[str, str]

    def perform(self, cast: Cast) -> None:
        person = cast.people[self.who]
        person.clicks("Details", cast.channels[self.channel])
        person.clicks("Learning")
        person.clicks("Record a change")
        person.fills(self.form)
        person.submits()
        person.closes(everything=True)


@dataclass(frozen=True)
class Keeps(Act):
    """Says that a partnership goes on, when asked whether it should rest."""

    def perform(self, cast: Cast) -> None:
        person = cast.people[self.who]
        person.clicks("Keep going", "dm")


@dataclass(frozen=True)
class SpeaksUp(Act):
    """Says something to the leads, by the button on the card."""

    words: str

    def perform(self, cast: Cast) -> None:
        person = cast.people[self.who]
        person.clicks("Give feedback", cast.channels[self.channel])
        person.fills({"What I want to say": self.words})
        person.submits()
        person.closes()


@dataclass(frozen=True)
class MakesTheme(Act):
    """Makes a theme of the feedback that came last, with an answer where there is one already."""

    title: str
    state: str
    answer: str | None = None

    def perform(self, cast: Cast) -> None:
        person = cast.people[self.who]
        person.clicks("Make a theme", "dm")
        said = {"What was said": self.title, "Where it stands": self.state}
        person.fills({**said, "Our answer": self.answer})
        person.submits()
        person.closes()


@dataclass(frozen=True)
class Revises(Act):
    """Agrees on another target for a goal, and says why."""

    statement: str
    target: str
    because: str

    def perform(self, cast: Cast) -> None:
        person = cast.people[self.who]
        person.clicks("Goals", cast.channels[self.channel])
        person.clicks("Revise", under=self.statement)
        person.fills({"Target": self.target, "Reason": self.because})
        person.submits()
        person.closes(everything=True)
