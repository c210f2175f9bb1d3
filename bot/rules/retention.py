"""How long each class of records is kept, and when its time is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum


class Retention(StrEnum):
    """A class of records that are kept equally long."""

    RECORDS = "records"
    CHECK_INS = "check_ins"
    FEEDBACK = "feedback"
    BALLOTS = "ballots"
    AUDIT = "audit"
    MESSAGES = "messages"
    MESSAGE_WORDS = "message_words"
    DRAFTS = "drafts"
    FORMER_MEMBERS = "former_members"
    UNINSTALLED = "uninstalled"
    # The bot's own clockwork: no words and no people in it, each row replaced by the next.
    CLOCKWORK = "clockwork"


Periods = Mapping[Retention, timedelta]

DEFAULT_DAYS: Mapping[Retention, int] = {
    Retention.RECORDS: 2555,
    Retention.CHECK_INS: 1825,
    Retention.FEEDBACK: 1095,
    Retention.BALLOTS: 180,
    Retention.AUDIT: 1095,
    Retention.MESSAGES: 400,
    Retention.MESSAGE_WORDS: 30,
    Retention.DRAFTS: 30,
    Retention.FORMER_MEMBERS: 730,
    Retention.UNINSTALLED: 90,
}

DEFAULTS: Periods = {kind: timedelta(days=days) for kind, days in DEFAULT_DAYS.items()}


def periods(days: Mapping[str, int]) -> Periods:
    """Return the periods that were set, in days, by the names of their classes."""
    return {Retention(name): timedelta(days=count) for name, count in days.items()}


# A purge is due once a day; a little less, so that its hour does not wander.
BETWEEN_PURGES = timedelta(hours=23, minutes=30)


def over_before(periods: Periods, kind: Retention, now: datetime) -> datetime | None:
    """Return the instant before which records of a class are over; None for those that stay."""
    period = periods.get(kind)
    return None if period is None else now - period
