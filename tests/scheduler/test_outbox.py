"""Delivery from the rows to Slack's people: in order, at their pace, in time, where it belongs."""

from datetime import timedelta
from threading import Event, Thread

from bot.rules import retries
from bot.rules.pacing import Pace, Rate
from bot.rules.vocabulary import MessageStatus
from scheduler.outbox import Delivery
from storage import outbox
from storage.database import Database
from storage.models import Workspace
from tests import messages
from tests.factories import NOW
from tests.gateways import Everywhere
from tests.messages import later

REFUSES_CHARTS = ("data_visualization", "message")


def test_what_is_queued_arrives_once_and_in_order(office):
    for number in range(5):
        office.queue(f"m{number}")

    assert office.deliver() == 5
    assert office.deliver() == 0
    assert office.texts() == ["m0", "m1", "m2", "m3", "m4"]
    assert office.slack.repeats == []
    assert office.row("m0").slack_ts == office.room.messages[-5].ts
    assert office.row("m0").finished_at == NOW


def test_a_channel_gets_about_one_message_a_second(office):
    for number in range(3):
        office.queue(f"m{number}")
    arrived = []
    for _ in range(30):
        arrived.append(office.deliver(pace=Pace()))
        office.wait(0.1)

    assert sum(arrived) == 3
    assert [tick for tick, count in enumerate(arrived) if count] == [0, 11, 22]


def test_a_reminder_that_comes_too_late_is_not_sent(office):
    office.queue("reminder", best_before=later(60))
    office.wait(60)

    assert office.deliver() == 0
    assert office.status("reminder") is MessageStatus.EXPIRED
    assert office.texts() == []


def test_details_go_into_the_thread_and_a_card_is_changed_in_place(office):
    office.queue("digest")
    office.queue("details", after_key="digest")
    office.queue("changed", after_key="digest", method=outbox.UPDATE)

    assert office.deliver() == 3
    digest, details = (m for m in office.room.messages if m.bot_id)
    assert digest.text == "changed"
    assert details.thread_ts == digest.ts


def test_a_thread_in_a_direct_message(office):
    messages.queue(office.database, "dm", office.ana.id, workspace_id=office.slack.team_id)
    messages.queue(
        office.database, "more", office.ana.id, workspace_id=office.slack.team_id, after_key="dm"
    )

    assert office.deliver() == 2
    assert office.row("more").slack_channel.startswith("D")


def test_a_workspace_that_refuses_charts_reads_the_table_and_is_not_asked_for_a_day(office):
    words = [{"type": "section", "text": {"type": "plain_text", "text": "Up by 4"}}]
    chart = {
        "type": "data_visualization",
        "title": "Attendance",
        "chart": {"type": "pie", "segments": [{"label": "Present", "value": 9}]},
    }
    payload = {"text": "Up by 4", "blocks": [*words, chart], outbox.FALLBACK: words}
    office.slack.slack.refused_blocks.add(REFUSES_CHARTS)
    office.queue("first", payload=payload, best_before=later(10**6))
    office.queue("second", payload=payload, best_before=later(10**6))

    assert office.deliver() == 2
    assert office.calls() == 3, "the second did not ask"
    assert [len(m.blocks) for m in office.room.messages if m.bot_id] == [1, 1]

    office.slack.slack.refused_blocks.clear()
    office.now += retries.CHARTS_REST
    office.queue("third", payload=payload, best_before=later(10**6))
    assert office.deliver() == 1
    assert len(office.room.messages[-1].blocks) == 2


def test_blocks_that_are_wrong_without_charts_too_are_refused(office):
    wrong = [{"type": "section"}]
    office.queue("wrong", payload={"text": "x", "blocks": wrong, outbox.FALLBACK: wrong})

    assert office.deliver() == 0
    assert office.row("wrong").last_error == "invalid_blocks"
    office.queue("fine")
    office.deliver()
    with office.database.reading(office.slack.team_id) as session:
        assert session.get_one(Workspace, office.slack.team_id).charts_refused_until is None


def test_a_large_workspace_does_not_keep_a_small_one_waiting(office):
    office.add_workspace("TSMALL")
    for number in range(60):
        office.queue(f"m{number}", office.slack.channel(f"room-{number}", office.ana))
    small = office.slack.channel("small", office.ana)
    for number in range(2):
        office.queue(f"s{number}", small, workspace_id="TSMALL")

    office.deliver(senders=1)

    wire = [e.request["text"] for e in office.slack.records.calls(outbox.POST)]
    assert {wire.index("s0"), wire.index("s1")} <= {0, 1, 2, 3}
    assert len(wire) == 62


def test_two_processes_send_each_message_once_and_keep_the_pace(office):
    rooms = [office.slack.channel(f"room-{number}", office.ana) for number in range(6)]
    for number in range(30):
        office.queue(f"m{number}", rooms[number % 6])
    pace = Pace(workspace=Rate(timedelta(0)), methods={})
    counts: list[int] = []

    def run() -> None:
        other = Database(office.database.engine.url.render_as_string(hide_password=False))
        counts.append(
            Delivery(
                other, Everywhere(office.gateway), lambda: office.now, pace=pace, senders=4
            ).run()
        )
        other.close()

    for second in range(5):
        threads = [Thread(target=run) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(len(office.texts(room)) <= second + 1 for room in rooms)
        office.wait(1.1)

    assert sum(counts) == 30
    assert office.slack.repeats == []
    for number, room in enumerate(rooms):
        assert office.texts(room) == [f"m{n}" for n in range(number, 30, 6)]


def test_after_being_asked_to_stop_nothing_new_is_begun(office):
    office.queue("m0")
    stopping = Event()
    stopping.set()

    assert office.deliver(stopping=stopping) == 0
    assert office.status("m0") is MessageStatus.PENDING
    assert office.row("m0").attempts == 0
