"""What is still to come in a cycle."""

from datetime import UTC, datetime, timedelta

from bot.rules.timeline import Moment, still_to_come

OPENS = datetime(2026, 9, 8, 14, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def moments(now, *, digest_at=OPENS + 15 * DAY):
    coming = still_to_come(
        opens_at=OPENS,
        reminders=(OPENS + 3 * DAY, None, OPENS + 20 * DAY),
        due_at=OPENS + 14 * DAY,
        digest_at=digest_at,
        closes_at=OPENS + 21 * DAY,
        now=now,
    )
    return [one.what.value for one in coming]


def test_everything_comes_in_the_order_of_time():
    assert moments(OPENS - DAY) == ["opens", "reminder", "due", "digest", "reminder", "closes"]


def test_what_was_comes_no_more():
    assert moments(OPENS + 14 * DAY) == [Moment.DIGEST, Moment.REMINDER, Moment.CLOSES]


def test_a_digest_is_made_once():
    assert moments(OPENS + 14 * DAY, digest_at=None) == [Moment.REMINDER, Moment.CLOSES]
