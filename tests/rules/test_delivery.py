"""By which id Slack knows a message, and what its key tells."""

from bot.rules import delivery


def test_the_same_message_has_the_same_id_on_every_try_and_no_other_has_it():
    one = delivery.client_msg_id("T1", "cycle:42:digest")

    assert one == delivery.client_msg_id("T1", "cycle:42:digest")
    assert one == "08949c41-0ed3-5884-80e3-0a492bd6241c"
    assert one != delivery.client_msg_id("T2", "cycle:42:digest")
    assert one != delivery.client_msg_id("T1", "cycle:42:invitation")


def test_a_change_in_place_is_no_message_about_an_action():
    given = delivery.action_key(5, 7)
    put_off = delivery.action_reminder_key(5, "after", "2026-09-18", 7)

    assert [delivery.action_named(key) for key in (given, put_off)] == [5, 5]
    for key in (given, put_off):
        assert delivery.action_named(delivery.action_change_key(key, 99)) is None
    assert delivery.action_named(delivery.digest_key(5)) is None
