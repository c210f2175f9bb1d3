"""What Slack's answers mean for a message."""

from datetime import timedelta

import pytest

from bot.slack.errors import LimitReached, Rejected, ShutOut, Unconfirmed, meaning


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (200, "channel_not_found", Rejected),
        (200, "is_archived", Rejected),
        (200, "not_in_channel", Rejected),
        (200, "invalid_blocks", Rejected),
        (200, "msg_too_long", Rejected),
        (200, "message_not_found", Rejected),
        (200, "duplicate_channel_not_found", Rejected),
        (200, "a_code_of_next_year", Rejected),
        (200, "internal_error", Unconfirmed),
        (200, "fatal_error", Unconfirmed),
        (200, "service_unavailable", Unconfirmed),
        (200, "request_timeout", Unconfirmed),
        (200, "duplicate_message_not_found", Unconfirmed),
        (500, "channel_not_found", Unconfirmed),
        (503, None, Unconfirmed),
        (200, None, Unconfirmed),
        (404, None, Unconfirmed),
        (200, "ratelimited", LimitReached),
        (200, "rate_limited", LimitReached),
        (429, None, LimitReached),
        (200, "invalid_auth", ShutOut),
        (200, "token_revoked", ShutOut),
        (200, "account_inactive", ShutOut),
        (200, "missing_scope", ShutOut),
    ],
)
def test_meaning(status, code, kind):
    assert type(meaning(status, code, {})) is kind


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "30"}, 30),
        ({"retry-after": "7"}, 7),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "-5"}, 1),
        ({"Retry-After": "86400"}, 3600),
        ({"Retry-After": "9" * 30}, 30),
        ({"Retry-After": "Wed, 09 Sep 2026 15:00:00 GMT"}, 30),
        ({}, 30),
    ],
)
def test_slack_says_how_long_to_wait_within_reason(headers, seconds):
    error = meaning(429, "ratelimited", headers)

    assert isinstance(error, LimitReached)
    assert error.retry_after == timedelta(seconds=seconds)


def test_a_page_in_the_place_of_a_code_is_not_kept():
    error = meaning(200, "Received a response in a non-JSON format: <!DOCTYPE html>…", {})

    assert isinstance(error, Unconfirmed)
    assert error.code == "http_200"
