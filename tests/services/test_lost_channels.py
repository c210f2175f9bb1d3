"""A channel that one bot has lost: that of another workspace may begin there, and then stays."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

import storage.elsewhere
from bot.rules.people import PersonKey
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import PauseReason
from bot.services import channels, partnerships
from storage.database import Database
from storage.models import OutboxMessage, Partnership
from tests.factories import NOW, WORKSPACE, make_partnership, make_workspace

OTHER = "T9"
ANA = PersonKey(WORKSPACE, "UANA")
LOST = sorted(storage.elsewhere.LETS_GO - {PauseReason.ELSEWHERE})
KEPT = [PauseReason.ASKED, PauseReason.ARCHIVED, PauseReason.SHARED]


@pytest.fixture
def home(database: Database) -> Database:
    make_workspace(database)
    make_workspace(database, OTHER)
    with database.unit_of_work(WORKSPACE) as session:
        make_partnership(session)
    return database


def rest(home: Database, because: PauseReason, workspace_id: str = WORKSPACE) -> None:
    with home.unit_of_work(workspace_id) as session:
        partnerships.rest(session, session.scalars(select(Partnership)).one(), because, NOW)


def others_begin(home: Database) -> None:
    with home.unit_of_work(OTHER) as session:
        partnerships.ensure_channel_is_free(session, "CMERCY")
        make_partnership(session)


def reasons(home: Database) -> Mapping[str, str | None]:
    with home.reading_across_workspaces() as session:
        rows = session.scalars(select(Partnership))
        return {one.workspace_id: one.paused_because for one in rows}


def ours(home: Database) -> int:
    with home.reading(WORKSPACE) as session:
        return session.scalars(select(Partnership.id)).one()


@pytest.mark.parametrize("because", LOST)
def test_whose_bot_is_not_there_does_not_keep_the_channel(home, because):
    rest(home, because)

    others_begin(home)

    with home.reading(OTHER) as session:
        assert storage.elsewhere.keeper_of(session, "CMERCY") is None
        assert storage.elsewhere.taken_over(session) == []


@pytest.mark.parametrize("because", KEPT)
def test_whose_bot_is_there_keeps_the_channel_while_it_rests(home, because):
    rest(home, because)

    with pytest.raises(Refusal, match="already looks after this channel"):
        others_begin(home)


@pytest.mark.parametrize("because", LOST)
def test_a_lead_resumes_nothing_where_another_began(home, because):
    rest(home, because)
    others_begin(home)

    with (
        home.unit_of_work(WORKSPACE) as session,
        pytest.raises(Refusal, match="already looks after this channel"),
    ):
        partnerships.resume(session, key=ANA, partnership_id=ours(home), now=NOW)
    assert reasons(home)[OTHER] is None


@pytest.mark.parametrize("because", channels.GONE - {PauseReason.ARCHIVED})
def test_a_bot_that_comes_back_gives_way_to_the_one_that_began(home, because):
    rest(home, because)
    others_begin(home)

    with home.unit_of_work(WORKSPACE) as session:
        channels.back(session, channel_id="CMERCY", ends=channels.GONE, now=NOW)

    assert reasons(home) == {WORKSPACE: PauseReason.ELSEWHERE, OTHER: None}


def test_where_nobody_began_it_rests_for_what_it_is_asked_to(home):
    rest(home, PauseReason.REMOVED)

    with home.unit_of_work(WORKSPACE) as session:
        partnerships.pause(session, key=ANA, partnership_id=ours(home), now=NOW)

    assert reasons(home) == {WORKSPACE: PauseReason.ASKED}


def test_paused_by_hand_it_does_not_take_the_channel_back(home):
    rest(home, PauseReason.REMOVED)
    others_begin(home)

    with home.unit_of_work(WORKSPACE) as session:
        partnerships.pause(session, key=ANA, partnership_id=ours(home), now=NOW)

    assert reasons(home) == {WORKSPACE: PauseReason.ELSEWHERE, OTHER: None}
    rest(home, PauseReason.ASKED, OTHER)
    with home.unit_of_work(OTHER) as session:
        their_id = session.scalars(select(Partnership.id)).one()
        partnerships.resume(session, key=ANA, partnership_id=their_id, now=NOW)
    assert reasons(home) == {WORKSPACE: PauseReason.ELSEWHERE, OTHER: None}


@pytest.mark.parametrize("because", LOST)
def test_who_reads_along_is_not_asked_where_another_began(home, because):
    rest(home, because)
    others_begin(home)

    with home.unit_of_work(WORKSPACE) as session:
        channels.shared(session, channel_id="CMERCY", team_id="T0CLINIC", now=NOW)
        told = [one.payload["text"] for one in session.scalars(select(OutboxMessage))]

    assert reasons(home) == {WORKSPACE: PauseReason.ELSEWHERE, OTHER: None}
    assert len(told) == 2
    assert all("began to look after its channel" in words for words in told)
