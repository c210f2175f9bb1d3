"""The link to a message that somebody uses a shortcut on."""

import pytest

from handlers import links

WHOLE = {
    "team": {"domain": "riverside"},
    "channel": {"id": "CMERCY"},
    "message": {"ts": "1757422800.000100"},
}
LINK = "https://riverside.slack.com/archives/CMERCY/p1757422800000100"


def test_a_message_has_a_link():
    assert links.of_message(WHOLE) == LINK


def test_one_in_a_thread_names_its_thread():
    message = {**WHOLE["message"], "thread_ts": "1757400000.000200"}
    assert links.of_message({**WHOLE, "message": message}) == (
        f"{LINK}?thread_ts=1757400000.000200&cid=CMERCY"
    )
    begins = {**WHOLE["message"], "thread_ts": WHOLE["message"]["ts"]}
    assert links.of_message({**WHOLE, "message": begins}) == LINK


@pytest.mark.parametrize(
    "broken",
    [
        {"team": None},
        {"team": {"domain": "evil.example/"}},
        {"channel": "CMERCY"},
        {"channel": {"id": "c|<!channel>"}},
        {"message": {}},
        {"message": {"ts": 7}},
        {"message": {"ts": "now"}},
    ],
)
def test_what_slack_does_not_send_has_none(broken):
    assert links.of_message({**WHOLE, **broken}) == ""
