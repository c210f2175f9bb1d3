"""Themes in the rows: made of what was said, answered, kept in every step, and told once a day."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.rules.refusals import FormRefusal, NotFound, Refusal
from bot.rules.themes import Wording
from bot.rules.vocabulary import Side, ThemeState
from bot.services import feedback, theme_news, themes
from bot.services.themes import Piece
from storage.database import Database
from storage.models import (
    CheckIn,
    Feedback,
    Membership,
    OutboxMessage,
    Person,
    SealedDay,
    Theme,
    ThemeSource,
)
from tests import factories
from tests.factories import NOW, WORKSPACE, key_of
from tests.messages import queued_by

HEARD = Wording("Buses leave too early", ThemeState.HEARD, "")
PLANNED = Wording("Buses leave too early", ThemeState.PLANNED, "We ask for a later one.")
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def cast(database: Database, cast: factories.Cast) -> factories.Cast:
    with database.unit_of_work(WORKSPACE) as session:
        factories.make_crowd(session, cast)
    return cast


def give(
    database: Database, cast: factories.Cast, who: Person, once: str, *, anonymous: bool = False
) -> Piece:
    with database.unit_of_work(WORKSPACE) as session:
        feedback.give(
            session,
            cast.partnership.id,
            "The bus leaves at three.",
            anonymous=anonymous,
            link="",
            once=once,
            key=key_of(who),
            now=NOW,
        )
        given = session.scalars(select(Feedback.id).where(Feedback.once == once)).one()
        return Piece(feedback_id=given)


def check_in(database: Database, cast: factories.Cast, who: Person, challenges: str) -> Piece:
    with database.unit_of_work(WORKSPACE) as session:
        cycle = factories.make_cycle(session, cast.partnership)
        said = CheckIn(
            cycle_id=cycle.id,
            person_id=who.id,
            side=Side.PARTNER,
            challenges=challenges,
            submitted_at=NOW,
        )
        session.add(said)
        session.flush()
        return Piece(check_in_id=said.id)


def make(
    database: Database,
    cast: factories.Cast,
    piece: Piece,
    wording: Wording = HEARD,
    *,
    who: Person | None = None,
    once: str = "theme-1",
) -> int:
    with database.unit_of_work(WORKSPACE) as session:
        key = key_of(who or cast.ana)
        themes.make(session, piece, wording, once=once, key=key, now=NOW)
        return session.scalars(select(Theme.id).where(Theme.once == once)).one()


def change(
    database: Database, cast: factories.Cast, theme_id: int, wording: Wording, now: datetime = NOW
) -> None:
    with database.unit_of_work(WORKSPACE) as session:
        themes.change(session, theme_id, wording, key=key_of(cast.ana), now=now)


def tell(database: Database, now: datetime = NOW) -> list[OutboxMessage]:
    """Let the clock tell what is due by now; return the new messages."""
    with database.unit_of_work(WORKSPACE) as session:
        ids = list(session.scalars(select(ThemeSource.id)))
        return queued_by(session, lambda: theme_news.tell_due(session, ids, now=now))


def due(database: Database) -> Sequence[datetime | None]:
    with database.reading(WORKSPACE) as session:
        return session.scalars(select(ThemeSource.tell_at).order_by(ThemeSource.id)).all()


def test_a_theme_is_seen_by_everybody_and_made_by_leads(database, cast):
    piece = Piece(partnership_id=cast.partnership.id)
    theme_id = make(database, cast, piece)
    assert make(database, cast, piece, PLANNED) == theme_id  # the same form again
    with pytest.raises(Refusal, match="Only a lead"):
        make(database, cast, piece, who=cast.dev, once="theme-2")
    with database.reading(WORKSPACE) as session:
        shown = themes.ledger(session, cast.partnership.id, key=key_of(cast.dev), now=NOW)
    assert not shown.is_lead
    assert [(one.title, one.state, one.answer) for one in shown.themes] == [tuple(HEARD)]
    assert due(database) == []


def test_a_theme_without_words_is_refused(database, cast):
    with pytest.raises(FormRefusal):
        make(database, cast, Piece(cast.partnership.id), Wording("", ThemeState.DONE, ""))


def test_feedback_proposes_no_title_and_a_challenge_does(database, cast):
    hidden = give(database, cast, cast.dev, "f1", anonymous=True)
    said = check_in(database, cast, cast.ben, "The bus was cut.")
    make(database, cast, Piece(cast.partnership.id))
    with database.reading(WORKSPACE) as session:
        key = key_of(cast.ana)
        _id, from_feedback = themes.origin(session, hidden, key=key)
        _id, from_challenge = themes.origin(session, said, key=key)
        _id, by_hand = themes.origin(session, Piece(cast.partnership.id), key=key)
        [challenge] = themes.challenges(session, cast.partnership.id, key=key)
    assert (from_feedback.title, from_feedback.is_anonymous) == ("", True)
    assert (from_challenge.title, from_challenge.is_anonymous) == ("The bus was cut.", False)
    assert [title for _id, title in from_challenge.others] == [HEARD.title]
    assert (by_hand.title, by_hand.others) == ("", ())
    assert (challenge.text, challenge.by) == ("The bus was cut.", "UBEN")


def test_a_challenge_in_a_theme_is_offered_no_more(database, cast):
    said = check_in(database, cast, cast.ben, "The bus was cut.")
    make(database, cast, said)
    with database.reading(WORKSPACE) as session:
        assert themes.challenges(session, cast.partnership.id, key=key_of(cast.ana)) == []


def test_pieces_of_others_are_not_there(database, cast):
    hidden = give(database, cast, cast.dev, "f1", anonymous=True)
    named = give(database, cast, cast.cara, "f2")
    with database.unit_of_work(WORKSPACE) as session:
        elsewhere = factories.make_partnership(session, suffix="-2")
    other = make(database, elsewhere, Piece(elsewhere.partnership.id), once="theme-9")
    for piece in (hidden, named, Piece(check_in_id=999), Piece(feedback_id=999)):
        with pytest.raises(NotFound):
            make(database, cast, piece, who=elsewhere.ana, once="theme-2")
    # Whoever gave it does not lead: that they wrote it makes it no theme.
    with pytest.raises(Refusal):
        make(database, cast, hidden, who=cast.dev, once="theme-2")
    with database.unit_of_work(WORKSPACE) as session, pytest.raises(NotFound):
        themes.add_to(session, hidden, other, key=key_of(cast.ana), now=NOW)
    with database.reading(WORKSPACE) as session, pytest.raises(NotFound):
        themes.look(session, 999, key=key_of(cast.ana), now=NOW)
    with database.reading(WORKSPACE) as session, pytest.raises(NotFound):
        themes.history(session, 999, key=key_of(cast.ana))
    with database.reading(WORKSPACE) as session, pytest.raises(NotFound):
        themes.history(session, other, key=key_of(cast.ana))


def test_every_change_is_kept(database, cast):
    theme_id = make(database, cast, Piece(cast.partnership.id))
    change(database, cast, theme_id, PLANNED)
    change(database, cast, theme_id, PLANNED)
    change(database, cast, theme_id, PLANNED._replace(title="Late buses"))
    change(database, cast, theme_id, HEARD._replace(title="Buses"))
    with database.reading(WORKSPACE) as session:
        kept = themes.history(session, theme_id, key=key_of(cast.dev))
        shown = themes.look(session, theme_id, key=key_of(cast.ana), now=NOW)
    assert [(one.by, one.title, one.state, one.answer) for one in kept] == [
        ("UANA", *HEARD),
        ("UANA", *PLANNED),
        ("UANA", *PLANNED._replace(title="Late buses")),
        ("UANA", "Buses", ThemeState.HEARD, ""),
    ]
    assert (shown.title, shown.answered_on) == ("Buses", None)


def test_all_who_fed_it_hear_of_the_answer_and_nobody_of_who_they_are(database, cast):
    hidden = give(database, cast, cast.dev, "f1", anonymous=True)
    theme_id = make(database, cast, hidden)
    for piece in (give(database, cast, cast.cara, "f2"), check_in(database, cast, cast.ben, "Bus")):
        for _twice in range(2):
            with database.unit_of_work(WORKSPACE) as session:
                themes.add_to(session, piece, theme_id, key=key_of(cast.ana), now=NOW)
    assert tell(database) == []
    change(database, cast, theme_id, PLANNED)
    told = {one.channel: one for one in tell(database)}
    assert set(told) == {"sealed", "UBEN", "UCARA"}
    assert database.seal.open(told["sealed"].sealed_to or "") == "T2/UDEV"
    assert "We ask for a later one." in told["UCARA"].payload["text"]
    assert tell(database) == []
    with database.reading(WORKSPACE) as session:
        shown = themes.ledger(session, cast.partnership.id, key=key_of(cast.ana), now=NOW)
    assert [one.fed_by for one in shown.themes] == [3]


def test_who_answered_is_not_told_of_it(database, cast):
    said = check_in(database, cast, cast.ana, "The bus was cut.")
    make(database, cast, said, PLANNED)
    assert tell(database) == []
    assert due(database) == [None]


def test_what_feeds_an_answered_theme_is_told_its_answer(database, cast):
    theme_id = make(database, cast, Piece(cast.partnership.id), PLANNED)
    piece = give(database, cast, cast.cara, "f1")
    with database.unit_of_work(WORKSPACE) as session:
        themes.add_to(session, piece, theme_id, key=key_of(cast.ana), now=NOW)
    assert [one.channel for one in tell(database)] == ["UCARA"]


@pytest.mark.parametrize("anonymous", [False, True])
def test_once_a_day_at_most(database, cast, anonymous):
    # Without a name each is told apart, or one message would tell that two are of one person.
    for number in range(2):
        piece = give(database, cast, cast.dev, f"f{number}", anonymous=anonymous)
        make(database, cast, piece, PLANNED, once=f"theme-{number}")
        assert len(tell(database)) == (1 if number == 0 else 0)
    assert len(tell(database, TOMORROW)) == 1
    with database.reading(WORKSPACE) as session:
        days = session.scalars(select(SealedDay.token)).all()
    assert len(set(days)) == (2 if anonymous else 0)


def test_what_is_answered_on_one_day_is_told_in_one_message(database, cast):
    for number in range(2):
        piece = give(database, cast, cast.cara, f"f{number}")
        make(
            database,
            cast,
            piece,
            PLANNED._replace(title=f"Theme {number}"),
            once=f"theme-{number}",
        )
    [message] = tell(database)
    assert "Theme 0" in message.payload["text"]
    assert "Theme 1" in message.payload["text"]


@pytest.mark.parametrize("anonymous", [False, True])
def test_nobody_is_told_at_night(database, cast, anonymous):
    piece = give(database, cast, cast.dev, "f1", anonymous=anonymous)
    make(database, cast, piece, PLANNED)
    night = NOW + timedelta(hours=12)
    assert tell(database, night) == []
    [at] = due(database)
    assert at is not None
    assert tell(database, at - timedelta(seconds=1)) == []
    assert len(tell(database, at)) == 1


def test_who_is_away_hears_of_it_when_they_are_back(database, cast):
    make(database, cast, give(database, cast, cast.cara, "f1"), PLANNED)
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Person, cast.cara.id).away_until = TOMORROW
    assert tell(database) == []
    assert due(database) == [TOMORROW]
    assert [one.channel for one in tell(database, TOMORROW)] == ["UCARA"]


def test_who_left_is_not_told(database, cast):
    named = give(database, cast, cast.cara, "f1")
    hidden = give(database, cast, cast.dev, "f2", anonymous=True)
    make(database, cast, named, PLANNED, once="theme-1")
    make(database, cast, hidden, PLANNED, once="theme-2")
    with database.unit_of_work(WORKSPACE) as session:
        for seat in session.scalars(
            select(Membership).where(Membership.person_id.in_([cast.cara.id, cast.dev.id]))
        ):
            seat.ended_at = NOW
    [message] = tell(database)
    assert message.channel == "sealed"
    assert database.seal.open(message.sealed_to or "") == ""


def test_an_author_whom_no_key_names_any_more_is_told_nothing(database, cast):
    hidden = give(database, cast, cast.dev, "f1", anonymous=True)
    make(database, cast, hidden, PLANNED)
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Feedback, hidden.feedback_id).sealed_author = "broken"
    assert tell(database) == []
    assert due(database) == [None]
