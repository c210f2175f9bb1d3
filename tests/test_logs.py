"""The log: one line an event, and nothing secret in it."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot import logs

SECRETS = [
    "xoxb-1234-5678-AbCd",
    "xoxe.xoxb-1-Mi0yLUFiQ2Q",
    "xapp-1-A0-123-abc",
    "https://hooks.slack.com/actions/T1/2/abc",
    "1234567.8901.0123456789abcdef",
    "v0=" + "a1" * 32,
]


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the log goes during the test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_event_is_one_line_with_its_ids(stream, form):
    logs.configure("info", form, stream)

    logging.getLogger("handlers.checkins").info("saved", extra={"cycle": 42, "late": True})

    line = stream.getvalue()
    assert line.count("\n") == 1
    if form == "json":
        event = json.loads(line)
        assert (event["event"], event["cycle"], event["late"]) == ("saved", 42, True)
        assert (event["level"], event["logger"]) == ("info", "handlers.checkins")
    else:
        assert "level=info logger=handlers.checkins event=saved cycle=42 late" in line


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_stays_on_the_line(stream, form):
    logs.configure("info", form, stream)

    try:
        raise ValueError("with xoxb-123-abc in it")
    except ValueError:
        logging.getLogger("bot").exception("failed")

    assert stream.getvalue().count("\n") == 1
    assert "ValueError" in stream.getvalue()
    assert "xoxb" not in stream.getvalue()


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_are_hidden_wherever_they_stand(stream, secret):
    logs.configure("info", "text", stream)

    logging.getLogger("x").info("told %s", secret, extra={"inside": {"deep": [secret]}})

    assert secret not in stream.getvalue()
    assert stream.getvalue().count("[hidden]") == 2


def test_response_urls_and_trigger_ids_are_hidden_by_name(stream):
    logs.configure("info", "text", stream)

    extra = {"response_url": "http://127.0.0.1:1/x", "trigger_id": "short"}
    logging.getLogger("x").info("told", extra=extra)

    assert "127.0.0.1" not in stream.getvalue()
    assert "short" not in stream.getvalue()


def test_a_database_address_loses_its_password_and_a_refused_row_its_words(stream):
    logs.configure("info", "text", stream)

    logging.getLogger("x").info("postgresql://me:secret@host/db")
    logging.getLogger("x").info("duplicate key\nDETAIL:  Key (name)=(St. Mary) already exists.")

    assert "secret" not in stream.getvalue()
    assert "@host/db" in stream.getvalue()
    assert "Mary" not in stream.getvalue()


def test_libraries_that_print_payloads_are_quiet_even_when_debugging(stream):
    logs.configure("debug", "text", stream)

    logging.getLogger("slack_sdk.web.base_client").debug("Sending a request - body: words")
    logging.getLogger("slack_bolt.App").debug("Applying slack_bolt.middleware")
    logging.getLogger("slack_bolt.App").warning(
        "As you gave `client` as well, `token` will be unused."
    )
    logging.getLogger("slack_bolt.App").info(
        "As you've set SLACK_CLIENT_ID, Bolt has enabled the file-based InstallationStore for you."
    )
    logging.getLogger("apscheduler.executors.default").info("Running job")
    assert stream.getvalue() == ""

    logging.getLogger("slack_bolt.App").warning("something else")
    assert "something else" in stream.getvalue()
