"""Tables of pulses: what is asked, who was asked, and ballots that name nobody."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.pulse import Construct, Fallback, Mode, WaveState
from bot.rules.thresholds import FLOOR, Shown
from bot.rules.vocabulary import Side
from storage.base import Base, RowId, WorkspaceOwned, words


class PulseChoice(WorkspaceOwned, Base):
    """How the leads of a partnership want it to be asked, where it differs from the usual."""

    __tablename__ = "pulse_choices"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), primary_key=True)
    with_cycles: Mapped[bool] = mapped_column(default=True)
    fallback: Mapped[Fallback] = mapped_column(words(Fallback), default=Fallback.UNDECIDED)
    fewest: Mapped[int] = mapped_column(default=FLOOR)


class PulseQuestion(WorkspaceOwned, Base):
    """A statement that leads added; or one, of theirs or of the bank, that they retired."""

    __tablename__ = "pulse_questions"
    __table_args__ = (UniqueConstraint("partnership_id", "code"),)

    id: Mapped[RowId]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    code: Mapped[str] = mapped_column(String(60))
    construct: Mapped[Construct] = mapped_column(words(Construct))
    # Empty for one of the bank, whose words are in the code.
    statement: Mapped[str] = mapped_column(String(200), default="")
    is_retired: Mapped[bool] = mapped_column(default=False)


class PulseTurn(WorkspaceOwned, Base):
    """That it was decided whether a cycle brings a pulse."""

    __tablename__ = "pulse_turns"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycles.id"), primary_key=True)


class PulseWave(WorkspaceOwned, Base):
    """One time of asking: one partnership, or several of a school side that pool their answers."""

    __tablename__ = "pulse_waves"
    __table_args__ = (
        Index(
            "ix_pulse_waves_closing",
            "closes_at",
            sqlite_where=text("state != 'closed'"),
            postgresql_where=text("state != 'closed'"),
        ),
    )

    id: Mapped[RowId]
    mode: Mapped[Mode] = mapped_column(words(Mode))
    state: Mapped[WaveState] = mapped_column(words(WaveState))
    # Goes into the tokens of who has voted, so that those of two waves differ wherever they lie.
    mark: Mapped[str] = mapped_column(String(32))
    # Whose partnerships pool their answers.
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    # What was promised when it was asked.
    fewest: Mapped[int]
    # The statements as they were asked, and the open question.
    asked: Mapped[dict[str, Any]]
    shown: Mapped[Shown] = mapped_column(words(Shown), default=Shown.NOTHING)
    # What may be shown, and nothing else; nothing before it has closed.
    results: Mapped[dict[str, Any] | None]


class PulseAsking(WorkspaceOwned, Base):
    """That the people of one partnership are asked in a wave."""

    __tablename__ = "pulse_askings"
    __table_args__ = (
        UniqueConstraint("wave_id", "partnership_id"),
        Index("ix_pulse_askings_partnership_id", "partnership_id"),
        Index(
            "ix_pulse_askings_reminder",
            "remind_at",
            sqlite_where=text("remind_at IS NOT NULL"),
            postgresql_where=text("remind_at IS NOT NULL"),
        ),
    )

    id: Mapped[RowId]
    wave_id: Mapped[int] = mapped_column(ForeignKey("pulse_waves.id"))
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"))
    # When who has not answered is reminded; nothing once that is done.
    remind_at: Mapped[datetime | None]


class PulseRoll(WorkspaceOwned, Base):
    """Who of a side has voted: tokens in their own order, which name nobody without a key.

    One row for all of them, so that a new one has no place, no transaction and no number of its
    own by which its turn could be told.
    """

    __tablename__ = "pulse_rolls"

    wave_id: Mapped[int] = mapped_column(ForeignKey("pulse_waves.id"), primary_key=True)
    side: Mapped[Side] = mapped_column(words(Side), primary_key=True)
    tokens: Mapped[str] = mapped_column(Text)


class PulseUrn(WorkspaceOwned, Base):
    """What a side has answered: counts and shuffled words, closed with a key; gone with the end.

    One row for all of them, closed anew with each ballot, for the same reason.
    """

    __tablename__ = "pulse_urns"

    wave_id: Mapped[int] = mapped_column(ForeignKey("pulse_waves.id"), primary_key=True)
    side: Mapped[Side] = mapped_column(words(Side), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)


class PulseNamedAnswer(WorkspaceOwned, Base):
    """What somebody answered with their name, for the leads to read."""

    __tablename__ = "pulse_named_answers"
    __table_args__ = (UniqueConstraint("wave_id", "person_id"),)

    id: Mapped[RowId]
    wave_id: Mapped[int] = mapped_column(ForeignKey("pulse_waves.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    side: Mapped[Side] = mapped_column(words(Side))
    scores: Mapped[dict[str, Any]]
    words: Mapped[str] = mapped_column(Text, default="")
