"""Sending through the outbox, beside the pace that Slack allows and beside threads without one."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import perf_counter

from slack_sdk import WebClient

from bot.rules.pacing import AT_ONCE, Pace, Rate
from bot.slack.gateway import Gateway
from scheduler.outbox import Delivery
from scheduler.runner import Runner
from storage import outbox, schema
from storage.database import Database
from tests.benchmarks.answering import LATENCY_SECONDS, server
from tests.benchmarks.measuring import Measured
from tests.databases import postgres_server
from tests.factories import WORKSPACE, make_workspace
from tests.gateways import Everywhere

CHANNELS = 200
ROUNDS = 6
SENDERS = 64

# The workspace's own limit is far below what one process can do: without it we see the process.
_CHANNELS_ONLY = Pace(workspace=Rate(timedelta(0)), methods={})
_PAYLOAD = {
    "text": "Check-in is open",
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*Check-in is open*"}}] * 5,
}


def run() -> Iterator[Measured]:
    """Time both databases; each run is preceded by the threads without an outbox."""
    with server() as address:
        gateway = Gateway(WebClient("xoxb-1", base_url=address, retry_handlers=[]))
        with tempfile.TemporaryDirectory() as folder:
            yield from _on(f"sqlite:///{Path(folder) / 'touchstone.db'}", "SQLite", gateway)
        with postgres_server() as url:
            yield from _on(url, "PostgreSQL", gateway)


def _on(url: str, name: str, gateway: Gateway) -> Iterator[Measured]:
    with _opened(url) as database:
        messages = CHANNELS * ROUNDS
        bare = _without_outbox(gateway, messages)
        _queue(database, "flat out")
        flat_out = _until_empty(database, gateway, AT_ONCE)
        yield Measured(
            f"sending {messages} messages flat out, {name}",
            messages / flat_out,
            messages / bare,
            "messages/s",
            flat_out / bare,
            f"{SENDERS} threads without an outbox",
        )
        _queue(database, "at pace")
        ideal = (ROUNDS - 1) * _CHANNELS_ONLY.channel_gap.total_seconds() + LATENCY_SECONDS
        paced = _until_empty(database, gateway, _CHANNELS_ONLY)
        yield Measured(
            f"sending {messages} messages to {CHANNELS} channels, {name}",
            paced,
            ideal,
            "s",
            paced / ideal,
            "one message every 1.1 s in each channel",
        )


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    schema.migrate(database.engine)
    make_workspace(database)
    yield database
    database.close()


def _queue(database: Database, what: str) -> None:
    now = _now()
    with database.unit_of_work(WORKSPACE) as session:
        for number in range(CHANNELS * ROUNDS):
            outbox.enqueue(
                session,
                key=f"{what}:{number}",
                channel=f"C{number % CHANNELS}",
                payload=_PAYLOAD,
                now=now,
                best_before=now + timedelta(hours=1),
            )


def _without_outbox(gateway: Gateway, messages: int) -> float:
    began = perf_counter()
    with ThreadPoolExecutor(SENDERS) as pool:
        for number in range(messages):
            pool.submit(
                gateway.send,
                outbox.POST,
                f"C{number % CHANNELS}",
                _PAYLOAD,
                client_msg_id=str(number),
            )
    return perf_counter() - began


def _until_empty(database: Database, gateway: Gateway, pace: Pace) -> float:
    """Tick as often as the timetable does until everything is sent."""
    everywhere = Everywhere(gateway)
    between = Runner(database, everywhere, _now).jobs[-1].seconds
    began = perf_counter()
    left = CHANNELS * ROUNDS
    sending = Delivery(database, everywhere, _now, pace=pace, senders=SENDERS)
    while True:
        left -= sending.run()
        if not left:
            return perf_counter() - began
        Event().wait(between)


def _now() -> datetime:
    return datetime.now(UTC)
