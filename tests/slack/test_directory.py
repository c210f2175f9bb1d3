"""People as Slack describes them."""

from datetime import UTC, datetime

import pytest

from bot.rules.people import PersonKey, Profile, Status
from bot.slack.directory import profile_of

ANA = {"id": "U1", "team_id": "T1", "name": "ana", "tz": "America/Chicago", "locale": "en-US"}


def test_a_profile_has_what_decides_when_somebody_is_written_to():
    until = datetime(2026, 9, 21, 14, 0, tzinfo=UTC)
    profile = {
        "real_name": "Ana Ruiz",
        "display_name": "Ana",
        "status_text": "Vacationing",
        "status_emoji": ":palm_tree:",
        "status_expiration": int(until.timestamp()),
    }

    assert profile_of({**ANA, "deleted": False, "profile": profile}) == Profile(
        key=PersonKey("T1", "U1"),
        name="Ana",
        time_zone="America/Chicago",
        locale="en-US",
        is_bot=False,
        is_deactivated=False,
        status=Status("Vacationing", ":palm_tree:", until),
    )


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        ({}, None),
        ({"status_text": "", "status_emoji": "", "status_expiration": 0}, Status()),
        ({"status_text": "Away"}, Status("Away")),
    ],
)
def test_a_status_that_is_hidden_is_not_one_that_is_empty(shown, status):
    assert profile_of({**ANA, "profile": shown}).status == status
