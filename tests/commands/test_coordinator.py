"""`python -m bot coordinator`: listed, named when Slack knows them, and let go."""

from functools import partial

import pytest

from bot import manifest
from bot.playground import Playground
from storage import installations
from storage.encryption import Keys
from storage.installations import Granted
from storage.models import Coordinator
from storage.sealing import Seal
from tests.factories import NOW, make_person, make_workspace
from tests.operating import Done


@pytest.fixture
def slack():
    with Playground(manifest=manifest.read(), team="Riverside School District") as playground:
        yield playground


@pytest.fixture
def coordinator(bot, database, slack):
    """Run `python -m bot coordinator …` with the token of one workspace."""
    make_workspace(database, slack.team_id)
    settings = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
    }
    return partial(bot, "coordinator", **settings)


def test_somebody_is_named_listed_by_name_and_let_go(coordinator, slack):
    eve = f"{slack.team_id}/{slack.person('Eve Stone').id}"
    assert coordinator("add", eve).code == 0
    assert coordinator("add", eve).code == 0
    listed = coordinator("list").out
    assert listed.count(eve) == 1
    assert "Eve Stone" in listed

    gone = coordinator("remove", eve)
    assert (gone.code, "Nobody coordinates there now" in gone.err) == (0, True)
    assert eve not in coordinator("list").out
    again = coordinator("remove", eve)
    assert (again.code, "do not coordinate there" in again.err) == (1, True)


def test_who_cannot_be_named_is_said(coordinator, slack):
    def refused(person: str) -> str:
        done: Done = coordinator("add", person)
        assert done.code == 1
        return done.err

    here, elsewhere = slack.team_id, slack.workspace("Mercy Hospital")
    gone = slack.person("Fay Hill", deactivated=True)
    ben = slack.person("Ben Okafor", elsewhere)
    slack.channel("shared", ben, shared_with=[elsewhere])
    assert "TEAM/USER" in refused("UEVE")
    assert "does not know this person" in refused(f"{here}/not a user!")
    assert "a bot" in refused(f"{here}/{slack.bot_user_id}")
    assert "switched off" in refused(f"{here}/{gone.id}")
    assert "from this Slack workspace" in refused(f"{here}/{ben.id}")
    assert "do not know that Slack workspace" in refused("T404/UEVE")
    slack.trouble.next("users.info", error="internal_error")
    assert "Slack did not answer" in refused(f"{here}/{gone.id}")


def test_a_phantom_of_before_is_let_go_while_another_stays(coordinator, slack, database):
    coordinator("add", f"{slack.team_id}/{slack.person('Eve Stone').id}")
    with database.unit_of_work(slack.team_id) as session:
        phantom = make_person(session, "not a user!", "", team_id=slack.team_id)
        session.add(Coordinator(person_id=phantom.id, started_at=NOW))

    gone = coordinator("remove", f"{slack.team_id}/not a user!")

    assert (gone.code, gone.err) == (0, "")
    assert "Eve Stone" in coordinator("list").out


def test_without_settings_nobody_is_named_but_all_are_listed(bot, database):
    make_workspace(database)
    refused = bot("coordinator", "add", "T1/UEVE")
    assert refused.code == 2
    assert "SLACK_BOT_TOKEN" in refused.err
    assert bot("coordinator", "list").code == 0


def test_a_token_that_slack_does_not_know_is_said(coordinator, slack):
    refused = coordinator("add", f"{slack.team_id}/UEVE", SLACK_BOT_TOKEN="xoxb-another")
    assert refused.code == 2
    assert "SLACK_BOT_TOKEN" in refused.err


def test_where_many_have_installed_the_bot_each_has_its_own_token(bot, database, slack):
    make_workspace(database, slack.team_id)
    eve, key = slack.person("Eve Stone"), Seal.new_key()
    granted = Granted(
        id=slack.team_id,
        name="Riverside School District",
        enterprise_id=None,
        bot_user_id=slack.bot_user_id,
        installed_by=eve.id,
        token=Keys.from_setting(key).encrypt(slack.bot_token),
        scopes=manifest.scopes(),
    )
    with database.unit_of_work(slack.team_id) as session:
        installations.save(session, granted, now=NOW)
    done = bot(
        *("coordinator", "add", f"{slack.team_id}/{eve.id}"),
        SLACK_CLIENT_ID="1.2",
        SLACK_CLIENT_SECRET="secret",
        SLACK_SIGNING_SECRET="secret",
        ENCRYPTION_KEYS=key,
        PUBLIC_URL="https://bot.example.org",
        SLACK_API_URL=slack.api_url,
    )
    assert done.code == 0, done.err
