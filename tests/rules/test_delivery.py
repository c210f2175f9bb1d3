"""When an unsent message is tried again, and by which id Slack knows it."""

from datetime import timedelta

from bot.rules import delivery


def test_the_same_message_has_the_same_id_on_every_try_and_no_other_has_it():
    one = delivery.client_msg_id("T1", "cycle:42:digest")

    assert one == delivery.client_msg_id("T1", "cycle:42:digest")
    assert one == "08949c41-0ed3-5884-80e3-0a492bd6241c"
    assert one != delivery.client_msg_id("T2", "cycle:42:digest")
    assert one != delivery.client_msg_id("T1", "cycle:42:invitation")


def test_waits_double_up_to_a_quarter_of_an_hour():
    waits = [delivery.retry_after(attempts) for attempts in range(1, 10)]

    assert waits[:4] == [timedelta(seconds=seconds) for seconds in (5, 10, 20, 40)]
    assert waits[-1] == delivery.retry_after(10_000) == timedelta(minutes=15)
    assert delivery.retry_after(0) == waits[0]


def test_others_wait_behind_a_failing_message_for_a_minute_at_most():
    assert delivery.standstill(timedelta(seconds=20)) == timedelta(seconds=20)
    assert delivery.standstill(timedelta(minutes=15)) == timedelta(minutes=1)


def test_a_change_in_place_is_no_message_about_an_action():
    given = delivery.action_key(5, 7)
    put_off = delivery.action_reminder_key(5, "after", "2026-09-18", 7)

    assert [delivery.action_named(key) for key in (given, put_off)] == [5, 5]
    for key in (given, put_off):
        assert delivery.action_named(delivery.action_change_key(key, 99)) is None
    assert delivery.action_named(delivery.digest_key(5)) is None


def test_a_lease_outlasts_two_calls_of_slack():
    assert timedelta(seconds=2 * 20) < delivery.LEASE
