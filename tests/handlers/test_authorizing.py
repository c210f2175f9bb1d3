"""Where a request comes from: the workspace that installed the bot, from every shape of payload."""

import pytest

from bot.slack.gateways import Origin
from handlers.authorizing import origin_of

E2 = {"id": "E2", "name": "Food Bank Network"}


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
        (
            {
                "team": None,
                "enterprise": {"id": "E1"},
                "is_enterprise_install": True,
                "user": {"team_id": "T1"},
            },
            Origin("T1", "E1", org_wide=True),
        ),
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
