"""Workspaces that shut the bot out, and let it in again."""

from datetime import timedelta

from slack_sdk import WebClient

from bot.playground import Playground
from bot.slack.gateway import Gateway
from scheduler.workspaces import knock
from storage import lanes, workspaces
from tests.factories import NOW, WORKSPACE, make_workspace
from tests.gateways import Everywhere
from tests.messages import claim, keys, later, queue


def test_it_goes_on_at_once_when_the_token_works_again(database, caplog):
    make_workspace(database)
    queue(database, "hello")
    with database.unit_of_work(WORKSPACE) as session:
        assert workspaces.shut_out(session, because="token_revoked", now=NOW)
        assert not workspaces.shut_out(session, because="account_inactive", now=later(300))
        lanes.hold(session, {lanes.WORKSPACE: later(300)})

    with Playground() as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        gateway = Everywhere(Gateway(client))
        slack.installation.dead = "token_revoked"
        assert knock(database, gateway, later(60)) == 0
        slack.installation.dead = ""
        slack.scopes.remove("chat:write")
        assert knock(database, gateway, later(120)) == 0
        slack.trouble.down()
        assert knock(database, gateway, later(120)) == 0
        slack.trouble.up()
        slack.scopes.add("chat:write")
        caplog.set_level("INFO")
        assert knock(database, gateway, later(180)) == 1
        assert knock(database, gateway, later(240)) == 0

    assert [line.msg for line in caplog.records if line.name == "scheduler.workspaces"] == [
        "let_in"
    ]
    with database.reading_across_workspaces() as session:
        assert workspaces.those_shut_out(session) == []
    assert keys(claim(database, later(181))) == ["hello"]


def test_a_token_set_by_hand_that_stays_dead_is_no_installation_any_more(database, caplog):
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        workspaces.shut_out(session, because="account_inactive", now=NOW)
    week = NOW + timedelta(days=7)

    with Playground() as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        gateway = Everywhere(Gateway(client))
        slack.installation.dead = "account_inactive"
        assert knock(database, gateway, week) == 0
        assert knock(database, gateway, week + timedelta(minutes=1)) == 0
        with database.reading_across_workspaces() as session:
            (workspace,) = workspaces.those_shut_out(session)
            assert workspace.uninstalled_at == week
        assert [line.msg for line in caplog.records].count("uninstalled") == 1

        # It is tried for ever, and goes on when it works again.
        slack.installation.dead = ""
        assert knock(database, gateway, week + timedelta(days=1)) == 1
    with database.reading_across_workspaces() as session:
        assert workspaces.those_shut_out(session) == []
