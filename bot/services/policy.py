"""The text that says what is kept for how long, from the real tables and periods."""

from bot.rules.retention import Periods, Retention
from bot.views import policy, records
from storage.keeping import KEPT


def text(periods: Periods) -> str:
    """Return the policy in plain words."""
    contents: dict[Retention, list[str]] = {kind: [] for kind in Retention}
    for table, kept in KEPT.items():
        contents[kept.retention].append(records.many(table))
    sealed = [records.many(table) for table, kept in KEPT.items() if kept.sealed]
    return policy.text(periods, contents, sealed)
