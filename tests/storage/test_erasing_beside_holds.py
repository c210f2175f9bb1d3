"""Erasing somebody who has no part in what is under a legal hold: that stays as it is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.rules.pulse import Mode, WaveState
from bot.rules.vocabulary import AdjustmentKind, MessageStatus, Side
from bot.services import personal, retention
from storage.database import Database
from storage.models import (
    Adjustment,
    CheckIn,
    LegalHold,
    OutboxMessage,
    Person,
    PulseAsking,
    PulseNamedAnswer,
    PulseWave,
)
from storage.outbox import SEALED, enqueue
from tests import factories
from tests.factories import NOW, WORKSPACE, Cast

SAID = "Our nurse told me so on Tuesday"
NAMED = "Dev Patel was here, <@UDEV> too"
FORMER = "a former member of the partner side"

# The key, where it went, what it said, and whether it is over.
MESSAGES = (
    ("held:room", "CMERCY2", f"{NAMED}: {SAID}", True),
    ("held:room:waits", "CMERCY2", NAMED, False),
    ("both:told", "UBEN", f"Dev Patel: {SAID}", True),
    ("both:waits", "UBEN", f"Dev Patel: {SAID}", False),
    ("both:sealed", SEALED, f"Dev Patel: {SAID}", True),
    ("theirs:room", "CMERCY", "The digest", True),
    ("theirs:told", "UCARA", f"Dev Patel: {SAID}", True),
)


def write_down(session: Session, cast: Cast, said: str) -> None:
    """Let the school's lead name somebody in every kind of record."""
    cycle = factories.make_cycle(session, cast.partnership)
    wave = PulseWave(
        mode=Mode.NAMED,
        state=WaveState.OPEN,
        mark="x",
        opens_at=NOW,
        closes_at=NOW,
        fewest=5,
        asked={"open": said},
    )
    session.add(wave)
    session.flush()
    ours = {"person_id": cast.ana.id, "side": Side.SCHOOL}
    theirs = {"person_id": cast.dev.id, "side": Side.PARTNER}
    session.add_all(
        [
            CheckIn(cycle_id=cycle.id, wins=said, submitted_at=NOW, **ours),
            CheckIn(cycle_id=cycle.id, wins=SAID, submitted_at=NOW, **theirs),
            Adjustment(
                partnership_id=cast.partnership.id,
                kind=AdjustmentKind.OTHER,
                at=NOW,
                what=said,
                why=said,
                **ours,
            ),
            PulseAsking(wave_id=wave.id, partnership_id=cast.partnership.id),
            PulseNamedAnswer(wave_id=wave.id, scores={}, words=said, **ours),
        ]
    )


@pytest.fixture
def casts(database: Database) -> tuple[Cast, Cast]:
    """Dev's partnership, and another one under a legal hold; Ben is in both."""
    factories.make_workspace(database)
    factories.make_workspace(database, "T9")
    with database.unit_of_work(WORKSPACE) as session:
        own, held = (
            factories.make_partnership(session),
            factories.make_partnership(session, suffix="2"),
        )
        factories.make_member(session, held.partnership, own.ben, held.hospital, side=Side.PARTNER)
        for cast in (own, held):
            write_down(session, cast, NAMED)
        for key, channel, text, is_over in MESSAGES:
            enqueue(
                session,
                key=key,
                channel=channel,
                payload={"text": text},
                now=NOW,
                best_before=NOW + timedelta(days=1),
            )
            if is_over:
                message = session.scalars(select(OutboxMessage).filter_by(key=key)).one()
                message.status, message.finished_at = MessageStatus.SENT, NOW
        number = held.partnership.id
        retention.hold(session, partnership_id=number, by="Ben", because=NAMED, now=NOW)
    with database.unit_of_work("T9") as session:
        retention.hold(session, partnership_id=None, by="Eve", because="a case", now=NOW)
    return own, held


def forget(database: Database, person: Person) -> str:
    with database.unit_of_work(WORKSPACE) as session:
        row = session.get_one(Person, person.id)
        assert not personal.outlook(session, row).is_held
        personal.erase(session, row, now=NOW)
        return row.user_id


def words(session: Session, cast: Cast) -> Iterator[str]:
    """Return what the lead of the school wrote in a partnership."""
    yield session.scalars(select(CheckIn.wins).filter_by(person_id=cast.ana.id)).one()
    adjustment = session.scalars(select(Adjustment).filter_by(person_id=cast.ana.id)).one()
    yield from (adjustment.what, adjustment.why)
    answer = session.scalars(select(PulseNamedAnswer).filter_by(person_id=cast.ana.id)).one()
    yield from (answer.words, session.get_one(PulseWave, answer.wave_id).asked["open"])


def messages(session: Session) -> dict[str, str | None]:
    found = session.scalars(select(OutboxMessage).where(OutboxMessage.key.contains(":")))
    return {one.key: one.payload.get("text") for one in found}


def test_what_is_held_stays_and_all_else_goes(database, casts):
    own, held = casts
    former = forget(database, own.dev)

    renamed = f"{FORMER} was here, <@{former}> too"
    with database.reading(WORKSPACE) as session:
        assert set(words(session, held)) == {NAMED}
        assert set(words(session, own)) == {renamed}
        assert session.scalars(select(LegalHold.because)).all() == [NAMED]
        assert session.scalars(select(CheckIn.wins).filter_by(person_id=own.dev.id)).all() == [""]
        assert session.scalars(select(CheckIn.wins).filter_by(person_id=held.dev.id)).all() == [
            SAID
        ]
        told = {key: messages(session)[key] for key, *_more in MESSAGES}
    assert told == {
        "held:room": f"{NAMED}: {SAID}",
        "held:room:waits": NAMED,
        # Nobody can tell of which partnership it was; their words were said in the other.
        "both:told": "Dev Patel: …",
        "both:waits": f"{FORMER}: …",
        "both:sealed": "Dev Patel: …",
        "theirs:room": None,
        "theirs:told": None,
    }


def test_nothing_is_spared_once_the_hold_is_lifted(database, casts):
    own, held = casts
    with database.unit_of_work(WORKSPACE) as session:
        hold = session.scalars(select(LegalHold)).one()
        retention.lift(session, hold.id, by="Ben", now=NOW)
    former = forget(database, own.dev)

    with database.reading(WORKSPACE) as session:
        assert set(words(session, held)) == {f"{FORMER} was here, <@{former}> too"}
        told = {key: messages(session)[key] for key, *_more in MESSAGES}
    assert {key for key, text in told.items() if text is None} == {
        key for key, _channel, _text, is_over in MESSAGES if is_over
    }
    assert told["held:room:waits"] == f"{FORMER} was here, <@{former}> too"
