"""Letting the bot in and out: what is kept, who is told once, and what rests."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

import storage.coordinators
import storage.installations
import storage.outbox
import storage.workspaces
from bot.rules.vocabulary import PauseReason
from bot.services import installations
from storage.installations import Granted
from storage.models import OutboxMessage, Partnership, Workspace
from tests.factories import NOW, WORKSPACE, make_partnership

OTHER, GRID, MEMBER = "T9", "E1", "T5"
GRANTED = Granted(
    id=WORKSPACE,
    enterprise_id=None,
    name="Riverside School District",
    bot_user_id="UBOT",
    token="encrypted",
    scopes=frozenset({"chat:write", "commands"}),
    installed_by="UANA",
)
ORGANISATION = replace(GRANTED, id=GRID, enterprise_id=GRID, name="Grid")
LATER = NOW + timedelta(hours=1)


def install(database, granted=GRANTED, now=NOW):
    with database.unit_of_work(granted.id) as session:
        installations.install(session, granted, now=now)


def end(database, scope=WORKSPACE, *, told_at=LATER, because="app_uninstalled", now=LATER):
    with database.unit_of_work(scope) as session:
        return sorted(installations.end(session, because=because, told_at=told_at, now=now))


def meet(database, workspace_id=MEMBER, enterprise_id=GRID):
    with database.unit_of_work(workspace_id) as session:
        installations.meet(session, enterprise_id, now=NOW)


def messages(database):
    with database.reading_across_workspaces() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [(row.workspace_id, row.channel, row.payload["text"]) for row in rows]


def serving(database, workspace_id, hint=None):
    with database.reading_across_workspaces() as session:
        found = storage.installations.serving(session, workspace_id, hint)
    return None if found is None else (found.id, found.is_known)


def resting(database):
    with database.reading_across_workspaces() as session:
        return {row.id: row.shut_out_because for row in session.scalars(select(Workspace))}


def test_the_first_time_the_installer_is_told_the_first_step(database):
    install(database)
    install(database, replace(GRANTED, installed_by="UCARA", token="newer"), now=LATER)

    ((workspace_id, channel, words),) = messages(database)
    assert (workspace_id, channel) == (WORKSPACE, "UANA")
    assert "The first step" in words
    assert "You are the first coordinator here" in words


def test_who_installs_for_a_whole_organization_is_not_called_a_coordinator(database):
    install(database, ORGANISATION)

    ((_workspace, _channel, words),) = messages(database)
    assert "Whoever sets up the first partnership of a workspace" in words
    assert "You are the first coordinator" not in words


def test_the_installer_is_the_first_coordinator_and_no_second_one_is(database):
    install(database)
    install(database, replace(GRANTED, installed_by="UCARA"), now=LATER)

    with database.reading(WORKSPACE) as session:
        current = storage.coordinators.current(session)
        assert [person.user_id for _office, person in current] == ["UANA"]


def test_a_partnership_that_was_there_before_says_welcome_back(database):
    install(database)
    with database.unit_of_work(WORKSPACE) as session:
        make_partnership(session, suffix="2")
    assert end(database) == [WORKSPACE]

    install(database, replace(GRANTED, installed_by="UCARA"), now=LATER + timedelta(days=1))

    (_workspace, channel, words) = messages(database)[-1]
    assert channel == "UCARA"
    assert "Everything is as it was" in words
    assert resting(database) == {WORKSPACE: None}


@pytest.mark.parametrize("kinds", [("a", "b"), ("b", "a"), ("a", "a"), ("a", "b", "a", "b")])
def test_told_twice_nothing_more_happens(database, kinds):
    install(database)
    for number, kind in enumerate(kinds):
        end(database, because=kind, now=LATER + timedelta(hours=number))

    with database.reading(WORKSPACE) as session:
        workspace = storage.workspaces.find(session)
        assert workspace is not None
        assert workspace.uninstalled_at == workspace.shut_out_at == LATER
        assert workspace.shut_out_because == kinds[0]
    assert serving(database, WORKSPACE) is None


def test_news_of_an_older_token_change_nothing(database):
    install(database, now=LATER)

    assert end(database, told_at=LATER - timedelta(minutes=6)) == []
    assert serving(database, WORKSPACE) == (WORKSPACE, True)
    assert resting(database) == {WORKSPACE: None}


def test_news_of_an_end_just_before_the_token_leave_it_to_slack(database):
    """Our clock may be ahead, and Slack tells whole seconds: the news may be of this token."""
    install(database, now=LATER)

    assert end(database, told_at=LATER - timedelta(minutes=5)) == []
    assert serving(database, WORKSPACE) == (WORKSPACE, True)
    assert resting(database) == {WORKSPACE: "perhaps_uninstalled"}

    assert over(database, "no_answer") is None
    assert over(database, "account_inactive") == WORKSPACE


def over(database, because, *, workspace_id=WORKSPACE, now=LATER):
    with database.unit_of_work(workspace_id) as session:
        return installations.over(session, because=because, now=now)


def shut_out(database, because, *, workspace_id=WORKSPACE, now=NOW):
    with database.unit_of_work(workspace_id) as session:
        storage.workspaces.shut_out(session, because=because, now=now)


def test_a_token_that_stays_dead_for_days_says_that_the_bot_was_taken_out(database):
    install(database)
    shut_out(database, "token_revoked")

    week = NOW + timedelta(days=7)
    assert over(database, "account_inactive", now=week - timedelta(seconds=1)) is None
    assert over(database, "ratelimited", now=week) is None
    assert over(database, "account_inactive", now=week) == WORKSPACE

    end(database, told_at=week, now=week)
    assert over(database, "account_inactive", now=week) is None


def test_the_days_count_only_while_the_token_is_dead(database):
    install(database)
    shut_out(database, "missing_scope")

    week = NOW + timedelta(days=7)
    # Slack says this also where the bot asks from an address that is not allowed.
    assert over(database, "invalid_auth", now=week) is None
    assert resting(database) == {WORKSPACE: "missing_scope"}
    assert over(database, "token_revoked", now=week) is None
    assert resting(database) == {WORKSPACE: "token_revoked"}
    assert over(database, "token_revoked", now=week + timedelta(days=6)) is None
    assert over(database, "token_revoked", now=week + timedelta(days=7)) == WORKSPACE


def test_of_an_organisation_the_whole_installation_is_over(database):
    install(database, ORGANISATION)
    meet(database)
    shut_out(database, "account_inactive", workspace_id=MEMBER)

    week = NOW + timedelta(days=7)
    assert over(database, "account_inactive", workspace_id=MEMBER, now=week) == GRID


def test_a_token_set_by_hand_is_over_where_it_was_set(database):
    with database.across_workspaces() as session:
        storage.workspaces.remember(session, WORKSPACE, name="", bot_user_id="UBOT", now=NOW)
    shut_out(database, "account_inactive")

    assert over(database, "account_inactive", now=NOW + timedelta(days=7)) == WORKSPACE


def test_nothing_is_over_where_it_never_was(database):
    assert over(database, "account_inactive") is None


def test_a_workspace_with_one_token_set_by_hand_rests_too(database):
    with database.across_workspaces() as session:
        storage.workspaces.remember(session, WORKSPACE, name="", bot_user_id="UBOT", now=NOW)

    assert end(database) == [WORKSPACE]
    with database.unit_of_work(WORKSPACE) as session:
        installations.let_in(session, now=LATER)
    with database.reading(WORKSPACE) as session:
        workspace = storage.workspaces.find(session)
        assert workspace is not None
        assert workspace.uninstalled_at is None


def test_who_is_let_in_again_gives_way_to_the_bot_that_took_over(database):
    """Two bots never speak in one channel, whichever way the first one comes back."""
    with database.across_workspaces() as session:
        for workspace_id in (WORKSPACE, OTHER):
            storage.workspaces.remember(session, workspace_id, name="", bot_user_id="U", now=NOW)
    end(database)
    for workspace_id in (WORKSPACE, OTHER):
        with database.unit_of_work(workspace_id) as session:
            make_partnership(session)

    with database.unit_of_work(WORKSPACE) as session:
        installations.let_in(session, now=LATER)

    with database.reading_across_workspaces() as session:
        found = {
            one.workspace_id: one.paused_because for one in session.scalars(select(Partnership))
        }
    assert found == {WORKSPACE: PauseReason.ELSEWHERE, OTHER: None}


def test_an_organisation_serves_its_workspaces_once_they_are_met(database):
    install(database, ORGANISATION)
    assert serving(database, MEMBER) is None
    assert serving(database, MEMBER, "E2") is None
    assert serving(database, MEMBER, GRID) == (GRID, False)

    meet(database)

    assert serving(database, MEMBER) == (GRID, True)
    assert serving(database, MEMBER, GRID) == (GRID, True)
    assert serving(database, OTHER) is None
    with database.reading(MEMBER) as session:
        assert storage.workspaces.bot_user_id(session) == "UBOT"
    # Nobody is made coordinator of a whole organisation by installing.
    with database.reading(GRID) as session:
        assert storage.coordinators.current(session) == []


def test_an_organisation_that_is_not_known_is_not_met(database):
    meet(database)

    assert resting(database) == {}


def test_a_workspace_of_its_own_goes_before_its_organisation(database):
    install(database, ORGANISATION)
    install(database, replace(GRANTED, id=MEMBER, enterprise_id=GRID, bot_user_id="UOWN"))
    assert serving(database, MEMBER, GRID) == (MEMBER, True)

    # The organisation goes on serving it, by its own bot.
    assert end(database, MEMBER) == []
    assert serving(database, MEMBER) == (GRID, True)
    assert resting(database)[MEMBER] is None
    with database.reading(MEMBER) as session:
        assert storage.workspaces.bot_user_id(session) == "UBOT"


def test_an_organisation_that_ends_takes_along_those_without_their_own(database):
    install(database, ORGANISATION)
    install(database, replace(GRANTED, id=OTHER, enterprise_id=GRID))
    install(database)
    meet(database)

    assert end(database, GRID) == [GRID, MEMBER]

    assert serving(database, MEMBER) is None
    assert serving(database, OTHER) == (OTHER, True)
    assert serving(database, WORKSPACE) == (WORKSPACE, True)


@pytest.mark.parametrize(
    ("ids", "org_wide", "expected"),
    [
        ([WORKSPACE, GRID], False, WORKSPACE),
        ([WORKSPACE, GRID], True, GRID),
        ([WORKSPACE], True, WORKSPACE),
        ([MEMBER, GRID], False, GRID),
        ([OTHER], False, None),
        ([], False, None),
    ],
)
def test_which_installation_slack_speaks_of(database, ids, org_wide, expected):
    install(database)
    install(database, ORGANISATION)

    with database.reading_across_workspaces() as session:
        assert storage.installations.ended_by(session, ids, org_wide=org_wide) == expected


def test_a_workspace_without_a_token_waits(database):
    install(database)
    with database.unit_of_work(WORKSPACE) as session:
        installations.without_token(session, now=NOW)
        installations.without_token(session, now=LATER)

    assert resting(database) == {WORKSPACE: "no_token"}


def test_scopes_are_asked_for_once_for_each_new_thing(database):
    install(database)

    def ask(*needed):
        with database.reading_across_workspaces() as session:
            (live,) = storage.installations.live(session)
        with database.unit_of_work(WORKSPACE) as session:
            return installations.ask_for_scopes(
                session, live, needed=needed, link="https://x.org/a?b&c", now=NOW
            )

    assert not ask("chat:write")
    assert ask("chat:write", "users:read")
    assert ask("chat:write", "users:read")
    assert ask("users:read", "team:read")

    asked = messages(database)[1:]
    assert [channel for _workspace, channel, _words in asked] == ["UANA", "UANA"]
    assert "users:read" in asked[0][2]
    assert "team:read, users:read" in asked[1][2]


def test_the_last_installer_and_who_coordinates_are_asked_for_scopes(database):
    install(database)
    install(database, replace(GRANTED, installed_by="UEVE"), now=LATER)
    with database.reading_across_workspaces() as session:
        (live,) = storage.installations.live(session)
    with database.unit_of_work(WORKSPACE) as session:
        installations.ask_for_scopes(
            session, live, needed={"users:read"}, link="https://x.org", now=LATER
        )

    asked = [who for _workspace, who, words in messages(database) if "users:read" in words]
    assert sorted(asked) == ["UANA", "UEVE"]


def join(database, workspace_id=MEMBER, enterprise_id=GRID):
    with database.unit_of_work(workspace_id) as session:
        installations.join(session, enterprise_id, now=LATER)


def leave(database, workspace_id=MEMBER):
    with database.unit_of_work(workspace_id) as session:
        installations.leave(session, now=LATER)


def test_an_organisation_takes_a_workspace_out_and_in(database):
    install(database, ORGANISATION)
    meet(database)

    leave(database)
    assert serving(database, MEMBER) is None
    assert resting(database) == {GRID: None, MEMBER: "team_access_revoked"}

    join(database)
    assert serving(database, MEMBER) == (GRID, True)
    assert resting(database) == {GRID: None, MEMBER: None}


def test_a_workspace_with_its_own_stays_as_it_is(database):
    install(database, ORGANISATION)
    install(database, replace(GRANTED, id=MEMBER, enterprise_id=GRID, bot_user_id="UOWN"))

    leave(database)
    join(database)

    assert serving(database, MEMBER) == (MEMBER, True)
    assert resting(database)[MEMBER] is None
    with database.reading(MEMBER) as session:
        assert storage.workspaces.bot_user_id(session) == "UOWN"


def test_nobody_joins_what_is_not_installed(database):
    install(database, ORGANISATION)
    end(database, GRID)

    join(database)

    assert serving(database, MEMBER) is None
    assert MEMBER not in resting(database)
