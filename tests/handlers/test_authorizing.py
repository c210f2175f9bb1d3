"""Where a request comes from: the workspace that installed the bot, from every shape of payload."""

from datetime import timedelta

import pytest

from bot.services import installations
from bot.slack.gateways import Origin
from handlers.authorizing import StoredTokens, origin_of
from handlers.interaction import metadata
from storage.encryption import Keys
from storage.installations import Granted
from storage.sealing import Seal
from tests.factories import NOW

E2 = {"id": "E2", "name": "Food Bank Network"}


def form(workspace_id="T1", **more):
    """A form that the installation of a whole organisation opened."""
    return {
        "team_id": "E1",
        "app_installed_team_id": "E1",
        "private_metadata": metadata(workspace=workspace_id, partnership=7),
        **more,
    }


@pytest.mark.parametrize(
    ("body", "origin"),
    [
        # A command: a form, in which everything is text.
        (
            {"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "true"},
            Origin("T1", "E1", org_wide=True),
        ),
        ({"team_id": "T1", "is_enterprise_install": "false"}, Origin("T1")),
        # A press by somebody of another workspace: `team` is where the message is from.
        (
            {"team": {"id": "T1"}, "user": {"id": "U9", "team_id": "T2"}, "enterprise": None},
            Origin("T1"),
        ),
        # Of one whose organisation Slack names too: the message is not from there.
        (
            {"team": {"id": "T1"}, "user": {"id": "U9", "team_id": "T2"}, "enterprise": E2},
            Origin("T1"),
        ),
        (
            {
                "team": {"id": "T1"},
                "user": {"id": "U9", "team_id": "T2"},
                "enterprise": E2,
                "is_enterprise_install": True,
            },
            Origin("T1", None, org_wide=True),
        ),
        # Their form: `team` and `enterprise` are their own.
        (
            {
                "team": {"id": "T2"},
                "enterprise": E2,
                "is_enterprise_install": True,
                "view": {"app_installed_team_id": "T1"},
            },
            Origin("T1"),
        ),
        # A form of somebody at home.
        (
            {
                "team": {"id": "T1"},
                "enterprise": {"id": "E1"},
                "is_enterprise_install": True,
                "view": {"app_installed_team_id": "T1"},
            },
            Origin("T1", "E1", org_wide=True),
        ),
        # Where all of an organisation installed it Slack may leave the workspace out.
        (
            {
                "team": None,
                "enterprise": {"id": "E1"},
                "is_enterprise_install": True,
                "message": {"team": "T1"},
                "user": {"team_id": "T1"},
            },
            Origin("T1", "E1", org_wide=True),
        ),
        # Then it is where the person is at home, if that is known to be in that organisation.
        (
            {
                "team": None,
                "enterprise": {"id": "E1"},
                "is_enterprise_install": True,
                "user": {"team_id": "T1"},
            },
            Origin("T1", "E1", org_wide=True, perhaps=("T1",)),
        ),
        (
            {
                "team": None,
                "enterprise": {"id": "E1"},
                "is_enterprise_install": True,
                "user": {"team_id": "E1"},
            },
            Origin(None, "E1", org_wide=True),
        ),
        # Of forms it names the organisation: they remember where they were opened.
        (
            {
                "team": {"id": "T1"},
                "enterprise": {"id": "E1"},
                "is_enterprise_install": True,
                "user": {"team_id": "T5"},
                "view": form("T1"),
            },
            Origin("T1", "E1", org_wide=True, perhaps=("T1", "T5")),
        ),
        (
            {"team": None, "user": {"team_id": "T2"}, "enterprise": E2, "view": form("T1")},
            Origin("T1", "E1", org_wide=True, perhaps=("T1", "T2")),
        ),
        (
            {"team": None, "user": {"team_id": "E1"}, "view": form(private_metadata="?")},
            Origin(None, "E1", org_wide=True),
        ),
        (
            {"team": {"id": "T1"}, "user": {"team_id": "T1"}, "view": form(private_metadata="")},
            Origin("T1", "E1", org_wide=True, perhaps=("T1",)),
        ),
        # What a form remembers counts for nothing where Slack says where it is.
        (
            {"team": {"id": "T2"}, "view": form("T5", app_installed_team_id="T1")},
            Origin("T1"),
        ),
        # An event of the organisation itself.
        ({"team_id": "E1"}, Origin(None, "E1")),
        ({"team_id": "E1", "enterprise_id": "E1"}, Origin(None, "E1")),
        # Events: what is authorized counts, not where it was done.
        (
            {
                "team_id": "T2",
                "authorizations": [
                    {"team_id": "T1", "enterprise_id": None, "is_enterprise_install": False}
                ],
            },
            Origin("T1"),
        ),
        (
            {
                "team_id": "T5",
                "context_team_id": "T1",
                "authorizations": [
                    {"team_id": None, "enterprise_id": "E1", "is_enterprise_install": True}
                ],
            },
            Origin("T1", "E1", org_wide=True),
        ),
        (
            {
                "team_id": "T1",
                "authorizations": [
                    {"team_id": None, "enterprise_id": "E1", "is_enterprise_install": True}
                ],
            },
            Origin("T1", "E1", org_wide=True),
        ),
        # Nonsense.
        ({}, Origin(None)),
        ({"authorizations": []}, Origin(None)),
        ({"authorizations": "x", "team": [], "view": 1, "enterprise": 2}, Origin(None)),
        (
            {"authorizations": [None], "user": "U1", "message": "m", "team": {"id": {}}},
            Origin(None),
        ),
    ],
)
def test_where_it_comes_from(body, origin):
    assert origin_of(body) == origin


@pytest.fixture
def tokens(database):
    """Tokens of two organisations, which serve a workspace each, and of a workspace alone."""
    keys = Keys([Seal.new_key()])
    for here, within, member in (("E1", "E1", "T1"), ("E2", "E2", "T2"), ("T9", None, None)):
        granted = Granted(
            here, within, "Name", "UBOT", keys.encrypt(f"xoxb-{here}"), frozenset(), "UANA"
        )
        with database.unit_of_work(here) as session:
            installations.install(session, granted, now=NOW)
        if member is not None:
            with database.unit_of_work(member) as session:
                installations.meet(session, here, now=NOW)
    return StoredTokens(database, keys)


@pytest.mark.parametrize(
    ("perhaps", "found"),
    [
        (("T1",), "T1"),
        (("T5", "T1"), "T1"),
        # Not known to be in it, of another organisation, of nobody's, and the organisation itself.
        (("T5",), None),
        (("T2", "T9", "T1"), "T1"),
        (("T2",), None),
        (("T9",), None),
    ],
)
def test_a_form_acts_only_where_the_installation_serves_that_opened_it(tokens, perhaps, found):
    access = tokens.access(Origin(perhaps[0], "E1", org_wide=True, perhaps=perhaps))

    assert (access and (access.workspace_id, access.token, access.new_in)) == (
        found and (found, "xoxb-E1", None)
    )


def test_where_the_organisation_took_a_workspace_out_its_forms_do_nothing(tokens):
    with tokens.database.unit_of_work("T1") as session:
        installations.leave(session, now=NOW + timedelta(days=1))

    assert tokens.access(Origin("T1", "E1", org_wide=True, perhaps=("T1", "T2"))) is None


def test_a_form_of_an_organisation_whose_token_cannot_be_read_does_nothing(tokens):
    blind = StoredTokens(tokens.database, Keys([Seal.new_key()]))

    assert blind.access(Origin("T1", "E1", org_wide=True, perhaps=("T1",))) is None
