"""Feedback in the rows: what is kept of whom, who may read it, and who is told what."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.rules.feedback import Anonymity
from bot.rules.people import PersonKey
from bot.rules.refusals import NotFound, Refusal
from bot.rules.vocabulary import PartnershipStatus, Party, Role, Side
from bot.services import feedback, feedback_reading, feedback_telling
from storage.database import Database
from storage.models import Feedback, FeedbackNote, Membership, OutboxMessage, Person
from storage.sealing import Seal
from tests import factories
from tests.factories import NOW, WORKSPACE, key_of
from tests.messages import queued_by

WORDS = "The bus leaves before the last class ends."
TOMORROW = datetime(2026, 9, 9, 14, 0, tzinfo=UTC)  # nine in Chicago
LATER = TOMORROW + timedelta(hours=1)


@pytest.fixture
def cast(database: Database, cast: factories.Cast) -> factories.Cast:
    """Two leads, and six others who have been there for a day."""
    with database.unit_of_work(WORKSPACE) as session:
        factories.make_crowd(session, cast)
    return cast


def give(database: Database, cast: factories.Cast, who: Person, **other: object) -> int:
    """Give feedback; return the conversation's id."""
    values = {"anonymous": False, "link": "", "once": "form-1", "now": NOW, **other}
    said = str(values.pop("said", WORDS))
    with database.unit_of_work(WORKSPACE) as session:
        feedback.give(
            session,
            cast.partnership.id,
            said,
            key=key_of(who),
            **values,  # type: ignore[arg-type]
        )
        once = values["once"]
        return session.scalars(select(Feedback.id).where(Feedback.once == once)).one()


def say(database: Database, feedback_id: int, who: Person, said: str, **other: object) -> None:
    values = {"once": f"say-{said}", "now": LATER, **other}
    with database.unit_of_work(WORKSPACE) as session:
        feedback.say(session, feedback_id, said, key=key_of(who), **values)  # type: ignore[arg-type]


def tell(database: Database, now: datetime = LATER) -> list[OutboxMessage]:
    """Let the clock tell what is due; return the new messages."""
    with database.unit_of_work(WORKSPACE) as session:
        ids = list(session.scalars(select(FeedbackNote.id)))
        return queued_by(session, lambda: feedback_telling.tell_due(session, ids, now=now))


def leave(database: Database, *people: Person) -> None:
    with database.unit_of_work(WORKSPACE) as session:
        for person in people:
            seat = session.scalars(
                select(Membership).where(Membership.person_id == person.id)
            ).one()
            seat.ended_at = NOW


def row(database: Database, feedback_id: int) -> Feedback:
    with database.reading(WORKSPACE) as session:
        return session.get_one(Feedback, feedback_id)


def notes(database: Database) -> list[FeedbackNote]:
    with database.reading(WORKSPACE) as session:
        return list(session.scalars(select(FeedbackNote).order_by(FeedbackNote.id)))


def test_with_a_name_all_leads_hear_it_at_once(database, cast):
    given = give(database, cast, cast.dev)
    assert row(database, given).person_id == cast.dev.id
    messages = tell(database, NOW)
    assert [one.channel for one in messages] == ["UANA", "UBEN"]
    assert all("<@UDEV>" in one.payload["text"] for one in messages)
    assert tell(database) == []


def test_without_a_name_nothing_of_who_is_kept_and_it_waits_for_the_morning(database, cast):
    given = give(database, cast, cast.dev, anonymous=True)
    kept = row(database, given)
    assert (kept.person_id, kept.given_on) == (None, NOW.date())
    assert kept.is_anonymous
    [note] = notes(database)
    assert (note.person_id, note.shown_from) == (None, TOMORROW)
    assert tell(database, TOMORROW - timedelta(seconds=1)) == []
    messages = tell(database, LATER)
    assert [one.channel for one in messages] == ["UANA", "UBEN"]
    assert not [one for one in messages if "UDEV" in str(one.payload)]


def test_a_lead_who_is_away_reads_it_when_they_are_back(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.get_one(Person, cast.ben.id).away_until = LATER
    give(database, cast, cast.dev)
    assert [(one.channel, one.due_at) for one in tell(database, NOW)] == [
        ("UANA", NOW),
        ("UBEN", LATER),
    ]


def test_the_same_form_counts_once(database, cast):
    first = give(database, cast, cast.dev)
    assert give(database, cast, cast.dev, said="Something else") == first
    say(database, first, cast.ana, "Which day?")
    say(database, first, cast.ana, "Which day?")
    assert [one.said for one in notes(database)] == [WORDS, "Which day?"]


def test_what_cannot_be_kept_anonymous_is_not_sent(database, cast):
    leave(database, cast.cara, cast.dev)
    with database.unit_of_work(WORKSPACE) as session:
        more = session.scalars(select(Person).where(Person.user_id == "UMORE0")).one()
    with pytest.raises(Refusal, match="can no longer be kept anonymous"):
        give(database, cast, more, anonymous=True)
    assert notes(database) == []


def test_outsiders_and_those_who_left_give_nothing(database, cast):
    leave(database, cast.dev)
    with pytest.raises(NotFound):
        give(database, cast, cast.dev)
    with database.unit_of_work(WORKSPACE) as session, pytest.raises(NotFound):
        feedback.take(session, 999, key_of(cast.ana))


def test_a_question_goes_to_the_other_leads_and_sealed_to_who_began(database, cast):
    given = give(database, cast, cast.dev, anonymous=True)
    tell(database)
    say(database, given, cast.ana, "Which day?")
    to_ben, to_dev = tell(database)
    assert (to_ben.channel, to_dev.channel) == ("UBEN", "sealed")
    assert to_ben.after_key is not None
    assert to_dev.sealed_to is not None
    assert database.seal.open(to_dev.sealed_to) == "T2/UDEV"
    assert "<@UANA> replied" in to_dev.payload["text"]


def test_an_answer_waits_too_and_has_no_name(database, cast):
    given = give(database, cast, cast.dev, anonymous=True)
    tell(database)
    say(database, given, cast.dev, "Fridays.")
    assert tell(database) == []
    messages = tell(database, LATER + timedelta(days=1))
    assert [one.channel for one in messages] == ["UANA", "UBEN"]
    assert "The person who gave the feedback" in messages[0].payload["text"]


def test_a_named_author_is_told_in_clear_and_not_once_they_left(database, cast):
    given = give(database, cast, cast.dev)
    tell(database)
    say(database, given, cast.ana, "Which day?")
    assert [one.channel for one in tell(database)] == ["UBEN", "UDEV"]
    leave(database, cast.dev)
    say(database, given, cast.ana, "Hello?")
    assert [one.channel for one in tell(database)] == ["UBEN"]


def test_a_lead_who_gives_feedback_is_at_the_other_end(database, cast):
    given = give(database, cast, cast.ana)
    assert [one.channel for one in tell(database)] == ["UBEN"]
    say(database, given, cast.ana, "And Mondays.")
    assert [one.channel for one in tell(database)] == ["UBEN"]
    say(database, given, cast.ben, "Noted.")
    assert [one.channel for one in tell(database)] == ["UANA"]


def test_to_somebody_unknown_who_left_a_message_goes_to_nobody_and_looks_the_same(database, cast):
    given = give(database, cast, cast.dev, anonymous=True)
    tell(database)
    leave(database, cast.dev)
    say(database, given, cast.ana, "Which day?")
    _to_ben, to_dev = tell(database)
    assert database.seal.open(to_dev.sealed_to) == ""
    staying = give(database, cast, cast.cara, anonymous=True, once="form-2")
    tell(database)
    say(database, staying, cast.ana, "And you?")
    _to_ben, to_cara = tell(database)
    assert len(to_dev.sealed_to or "") == len(to_cara.sealed_to or "")


def test_who_became_a_lead_meanwhile_gets_the_rest_as_a_beginning(database, cast):
    given = give(database, cast, cast.dev)
    tell(database, NOW)
    with database.unit_of_work(WORKSPACE) as session:
        seat = session.scalars(select(Membership).where(Membership.person_id == cast.cara.id)).one()
        seat.role = Role.LEAD
    say(database, given, cast.dev, "And Mondays.")
    followed = {one.channel: one.after_key is not None for one in tell(database)}
    assert followed == {"UANA": True, "UBEN": True, "UCARA": False}


def test_either_end_closes_for_good(database, cast):
    given = give(database, cast, cast.dev, anonymous=True)
    tell(database)
    for _twice in range(2):
        with database.unit_of_work(WORKSPACE) as session:
            feedback.close(session, given, key=key_of(cast.dev), now=LATER)
    assert row(database, given).closed_by is Party.AUTHOR
    assert tell(database) == []
    messages = tell(database, LATER + timedelta(days=1))
    assert [one.channel for one in messages] == ["UANA", "UBEN"]
    assert "closed it" in messages[0].payload["text"]
    for person in (cast.ana, cast.dev):
        with pytest.raises(Refusal, match="closed"):
            say(database, given, person, "One more thing")


def test_a_lead_closes_and_who_began_is_told(database, cast):
    given = give(database, cast, cast.dev)
    tell(database)
    with database.unit_of_work(WORKSPACE) as session:
        feedback.close(session, given, key=key_of(cast.ben), now=LATER)
    told = {one.channel: one.payload["text"] for one in tell(database)}
    assert set(told) == {"UANA", "UDEV"}
    assert "<@UBEN> closed the conversation" in told["UDEV"]


def test_an_answer_is_refused_when_too_few_are_left_who_could_give_it(database, cast):
    given = give(database, cast, cast.dev, anonymous=True)
    with database.unit_of_work(WORKSPACE) as session:
        for number in range(3):
            new = factories.make_person(session, f"UNEW{number}", "New")
            seat = factories.make_member(
                session, cast.partnership, new, cast.district, side=Side.SCHOOL
            )
            # Who came later cannot have written the beginning, and hides nobody.
            seat.started_at = NOW + timedelta(days=2)
        more = list(session.scalars(select(Person).where(Person.user_id.like("UMORE%"))))
    leave(database, more[0], more[1])
    with database.reading(WORKSPACE) as session, pytest.raises(Refusal, match="give you away"):
        feedback_reading.to_say(session, given, key=key_of(cast.dev), now=LATER)
    with pytest.raises(Refusal, match="give you away"):
        say(database, given, cast.dev, "Fridays.", now=NOW + timedelta(days=3))
    say(database, given, cast.ana, "Which day?")


def test_nobody_else_is_at_an_end(database, cast):
    given = give(database, cast, cast.dev, anonymous=True)
    for person in (cast.cara,):
        with database.reading(WORKSPACE) as session, pytest.raises(NotFound):
            feedback_reading.conversation(session, given, key=key_of(person), now=LATER)
    with pytest.raises(NotFound):
        say(database, given, cast.cara, "Me too")


def test_leads_read_everything_from_its_time_on_and_others_their_own(database, cast):
    hidden = give(database, cast, cast.dev, anonymous=True)
    named = give(database, cast, cast.cara, once="form-2")

    def listed(who: Person, now: datetime) -> list[tuple[int, bool]]:
        with database.reading(WORKSPACE) as session:
            inbox = feedback_reading.inbox(session, cast.partnership.id, key=key_of(who), now=now)
        return [(one.feedback_id, one.mine) for one in inbox.conversations]

    assert listed(cast.ana, NOW) == [(named, False)]
    assert listed(cast.ana, LATER) == [(named, False), (hidden, False)]
    assert listed(cast.dev, NOW) == [(hidden, True)]
    assert listed(cast.cara, NOW) == [(named, True)]
    with database.reading(WORKSPACE) as session:
        for read in (feedback_reading.to_say, feedback_reading.conversation):
            shown = read(session, hidden, key=key_of(cast.ana), now=LATER)
            assert [one.writer for one in shown.notes] == [None]


def test_before_they_write_people_hear_who_reads_it(database, cast):
    def standing(who: Person) -> tuple[Anonymity, int, list[str]]:
        with database.reading(WORKSPACE) as session:
            form = feedback_reading.form(
                session, cast.partnership.id, link="", key=key_of(who), now=NOW
            )
        return form.anonymity, form.could_be, list(form.leads)

    assert standing(cast.dev) == (Anonymity.OFFERED, 6, ["UANA", "UBEN"])
    assert standing(cast.ana) == (Anonymity.LEAD, 0, ["UBEN"])


def test_a_closed_partnership_hears_nothing(database, cast):
    with database.unit_of_work(WORKSPACE) as session:
        session.merge(cast.partnership).status = PartnershipStatus.CLOSED
    with pytest.raises(Refusal, match="has closed"):
        give(database, cast, cast.dev)


@pytest.fixture
def keyless(database: Database) -> Iterator[Database]:
    """The same database to somebody who has lost the key."""
    url = database.engine.url.render_as_string(hide_password=False)
    with closing(Database(url)) as opened:
        yield opened


def test_without_the_key_nobody_is_the_author_and_nobody_is_written_to(database, cast, keyless):
    given = give(database, cast, cast.dev, anonymous=True)
    tell(database)
    say(keyless, given, cast.ana, "Which day?")
    assert [one.channel for one in tell(keyless)] == ["UBEN"]
    with keyless.reading(WORKSPACE) as session:
        assert feedback.author_of(session, session.get_one(Feedback, given)) is None
        form = feedback_reading.form(
            session, cast.partnership.id, link="", key=key_of(cast.dev), now=NOW
        )
    assert form.anonymity is Anonymity.NO_KEY


def test_another_key_opens_nothing(database, cast):
    given = give(database, cast, cast.dev, anonymous=True)
    url = database.engine.url.render_as_string(hide_password=False)
    with closing(Database(url, seal=Seal([Seal.new_key()]))) as other:
        with other.reading(WORKSPACE) as session:
            assert feedback.author_of(session, session.get_one(Feedback, given)) is None
        say(other, given, cast.ana, "Which day?")
        told = tell(other)
        assert [one.channel for one in told if one.channel == "sealed"] == ["sealed"]


def test_a_stranger_learns_nothing(database, cast):
    given = give(database, cast, cast.dev)
    with database.reading(WORKSPACE) as session, pytest.raises(NotFound):
        feedback_reading.conversation(session, given, key=PersonKey("T9", "UNOBODY"), now=LATER)
