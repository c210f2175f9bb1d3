"""Samples of the log of who changed what."""

from datetime import timedelta

from bot.rules.audit import Origin, Verb
from bot.samples.words import ANA, OPENED, PARTNERSHIP, ZONE, Sample, Words
from bot.views import audit
from bot.views.audit import MOST_LISTED, AuditLog, Change


def _log(words: Words, partnership_id: int | None = PARTNERSHIP) -> AuditLog:
    kinds = [
        (ANA, Origin.FORM, Verb.CHANGED, "goals", 12, 1, ("target", "due_on")),
        ("", Origin.CLOCK, Verb.REMOVED, "check_ins", None, 40, ()),
        ("", Origin.OPERATOR, Verb.HELD, "legal_holds", 1, 1, ()),
        ("XFORMERP0123456789ABCDEF", Origin.BUTTON, Verb.ERASED, "people", 7, 1, ()),
    ]
    return AuditLog(
        partnership_id=partnership_id,
        name=words.partnership,
        time_zone=ZONE,
        changes=[
            Change(100 - n, OPENED - timedelta(hours=n), *kinds[n % len(kinds)])
            for n in range(min(words.many, MOST_LISTED))
        ],
        has_more=words.many > MOST_LISTED,
    )


SAMPLES: dict[str, Sample] = {
    "audit.listing": lambda words: audit.listing(_log(words), "{}"),
    "audit.listing.empty": lambda words: audit.listing(
        AuditLog(PARTNERSHIP, words.partnership, ZONE, [], has_more=False), "{}"
    ),
    "audit.listing.outside": lambda words: audit.listing(_log(words, None), "{}"),
    "audit.listing.outside.from_a_partnership": lambda words: audit.listing(
        _log(words, None), "{}", came_from=PARTNERSHIP
    ),
    "audit.listing.outside.empty": lambda words: audit.listing(
        AuditLog(None, words.school, ZONE, [], has_more=False), "{}"
    ),
}
