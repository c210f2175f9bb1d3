"""A partnership that is asked how it is doing, without Slack: ask, answer, count."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

import storage.ballots
import storage.pulses
from bot.rules.people import PersonKey
from bot.rules.pulse import Ballot, Fallback, Question
from bot.rules.vocabulary import Side
from bot.services import pulse_ballots, pulse_choices, pulse_questions, pulse_results, pulse_waves
from bot.services.pulse_ballots import Urn
from bot.services.pulse_waves import Begun
from bot.views.pulse_questions import Listed
from bot.views.pulse_results import Standing
from storage.database import Database
from storage.models import Cycle, Membership, Organization, OutboxMessage, Person, PulseWave
from tests.factories import (
    NOW,
    WORKSPACE,
    key_of,
    make_cycle,
    make_member,
    make_partnership,
    make_person,
    make_workspace,
)

END = NOW + timedelta(days=16)


class Pulse:
    """One partnership; Ana leads its school side, Ben its partner side."""

    def __init__(
        self, database: Database, *, school: int = 2, partner: int = 2, suffix: str = ""
    ) -> None:
        self.database = database
        self.now, self.end = NOW, END
        if not suffix:
            make_workspace(database)
        with database.unit_of_work(WORKSPACE) as session:
            cast = make_partnership(session, suffix=suffix)
            self.cast = cast
            self.school = [cast.ana, cast.cara]
            self.partner = [cast.ben, cast.dev]
            for side, people, wanted in (
                (Side.SCHOOL, self.school, school),
                (Side.PARTNER, self.partner, partner),
            ):
                home = cast.district if side is Side.SCHOOL else cast.hospital
                for number in range(2, wanted):
                    person = make_person(session, f"U{side[0]}{number}{suffix}".upper(), "")
                    make_member(session, cast.partnership, person, home, side=side)
                    people.append(person)
        self.partnership_id = cast.partnership.id

    @property
    def people(self) -> list[Person]:
        return [*self.school, *self.partner]

    def beside(self, suffix: str = "-2") -> "Pulse":
        """Return another partnership of the same school side, with other people."""
        other = Pulse(self.database, suffix=suffix)
        with self.database.unit_of_work(WORKSPACE) as session:
            mine = session.get_one(Organization, self.cast.district.id)
            for seat in session.scalars(
                select(Membership).where(
                    Membership.partnership_id == other.partnership_id,
                    Membership.side == Side.SCHOOL,
                )
            ):
                seat.organization_id = mine.id
        return other

    def joins(self, user_id: str, side: Side) -> Person:
        """Let somebody join."""
        home = self.cast.district if side is Side.SCHOOL else self.cast.hospital
        with self.database.unit_of_work(WORKSPACE) as session:
            person = make_person(session, user_id, "")
            make_member(session, self.cast.partnership, person, home, side=side)
        (self.school if side is Side.SCHOOL else self.partner).append(person)
        return person

    def stranger(self) -> Person:
        return Person(team_id="T9", user_id="USTRANGER")

    def cycle(self, number: int, **columns: Any) -> Cycle:
        with self.database.unit_of_work(WORKSPACE) as session:
            return make_cycle(session, self.cast.partnership, number=number, **columns)

    def ask(self, who: Person | None = None) -> Begun:
        with self.database.unit_of_work(WORKSPACE) as session:
            return pulse_waves.ask_now(
                session, self.partnership_id, key=self._key(who), now=self.now
            )

    def again(self, *, after: timedelta = timedelta(days=90)) -> Begun:
        """Ask once more, a quarter later."""
        self.now += after
        self.end = self.now + timedelta(days=18)
        return self.ask()

    def decide(self, wish: Fallback, who: Person | None = None) -> Begun:
        with self.database.unit_of_work(WORKSPACE) as session:
            return pulse_waves.decide(
                session, self.partnership_id, wish, key=self._key(who), now=self.now
            )

    def choose(
        self,
        *,
        with_cycles: bool = True,
        fallback: Fallback = Fallback.UNDECIDED,
        fewest: int = 5,
    ) -> None:
        with self.database.unit_of_work(WORKSPACE) as session:
            pulse_choices.choose(
                session,
                self.partnership_id,
                with_cycles=with_cycles,
                fallback=fallback,
                fewest=fewest,
                key=self._key(None),
            )

    def wave(self) -> PulseWave:
        """Return the newest wave."""
        with self.database.reading(WORKSPACE) as session:
            return storage.pulses.waves_of(session, [self.partnership_id])[-1]

    def codes(self) -> list[str]:
        return [question.code for question in pulse_questions.asked_in(self.wave())]

    def form(self, person: Person) -> object:
        with self.database.reading(WORKSPACE) as session:
            return pulse_ballots.form(
                session, self.partnership_id, key=key_of(person), now=self.now
            )

    def vote(
        self,
        person: Person,
        score: int,
        words: str = "",
        *,
        wave_id: int | None = None,
        at: datetime | None = None,
    ) -> bool:
        """Let somebody answer all alike; return whether they had answered before."""
        codes = self.codes() if wave_id is None else []
        ballot = Ballot(dict.fromkeys(codes, score), words or "Well." * (not codes))
        return self.cast_ballot(person, ballot, wave_id=wave_id, at=at)

    def cast_ballot(
        self,
        person: Person,
        ballot: Ballot,
        *,
        wave_id: int | None = None,
        at: datetime | None = None,
    ) -> bool:
        wave_id = self.wave().id if wave_id is None else wave_id
        with self.database.unit_of_work(WORKSPACE) as session:
            _asking, again = pulse_ballots.vote(
                session,
                self.partnership_id,
                wave_id,
                ballot,
                key=key_of(person),
                now=at or self.now,
            )
        return again

    def urn(self, side: Side) -> Urn:
        """Return what the bot can read in an urn, as nobody else can."""
        assert self.database.seal is not None
        with self.database.reading(WORKSPACE) as session:
            return Urn.open(
                self.database.seal, storage.ballots.urns_of(session, self.wave().id)[side]
            )

    def standing(self, person: Person) -> Standing:
        with self.database.reading(WORKSPACE) as session:
            return pulse_results.standing_of(
                session, self.partnership_id, key=key_of(person), now=self.now
            )

    def turn(self) -> list[Question]:
        with self.database.reading(WORKSPACE) as session:
            return pulse_questions.turn_of(session, self.partnership_id)[0]

    def listed(self) -> list[Listed]:
        with self.database.reading(WORKSPACE) as session:
            return pulse_questions.listed(session, self.partnership_id, key=self._key(None))

    def retire(self, code: str, *, back: bool = False, who: Person | None = None) -> None:
        with self.database.unit_of_work(WORKSPACE) as session:
            pulse_questions.retire(
                session, self.partnership_id, code, key=self._key(who), back=back
            )

    def queued(self) -> list[str]:
        """Return the keys of what was queued."""
        with self.database.reading(WORKSPACE) as session:
            return list(session.scalars(select(OutboxMessage.key).order_by(OutboxMessage.key)))

    def said(self, key: str) -> str:
        """Return what a message says whose key is like this."""
        with self.database.reading(WORKSPACE) as session:
            row = session.scalars(select(OutboxMessage).where(OutboxMessage.key.like(key))).first()
            assert row is not None, key
            return str(row.payload["text"])

    def rows(self, table: type) -> list[Any]:
        with self.database.reading(WORKSPACE) as session:
            return list(session.scalars(select(table)))

    def _key(self, who: Person | None) -> PersonKey:
        return key_of(who or self.cast.ana)
