"""How people call what is kept: each kind of record, and each of its fields, in plain words."""

from collections.abc import Collection

from bot.rules.language import _


def one(table: str) -> str:
    """Call one record of a table."""
    return _names().get(table, (table.replace("_", " "), ""))[0]


def many(table: str) -> str:
    """Call several records of a table."""
    return _names().get(table, ("", table.replace("_", " ")))[1]


def field(column: str) -> str:
    """Call a field of a record."""
    return column.removesuffix("_id").replace("_", " ")


def fields(columns: Collection[str]) -> dict[str, str]:
    """Call all fields of a record, each in a way of its own."""
    beside = {one for one in columns if one != one.removesuffix("_id") in columns}
    return {one: one.replace("_", " ") if one in beside else field(one) for one in columns}


def is_named(table: str) -> bool:
    """Say whether people have a word for this table."""
    return table in _names()


def _names() -> dict[str, tuple[str, str]]:
    return {**_agreed(), **_said(), **_kept_by_the_bot()}


def _agreed() -> dict[str, tuple[str, str]]:
    return {
        "workspaces": (_("workspace"), _("workspaces")),
        "organizations": (_("organization"), _("organizations")),
        "public_holidays": (_("choice of public holidays"), _("choices of public holidays")),
        "calendar_entries": (_("calendar entry"), _("calendar entries")),
        "people": (_("person"), _("people")),
        "coordinators": (_("coordinator"), _("coordinators")),
        "partnerships": (_("partnership"), _("partnerships")),
        "memberships": (_("seat in a partnership"), _("seats in partnerships")),
        "answer_links": (_("link to check in"), _("links to check in")),
        "handovers": (_("handover"), _("handovers")),
        "join_requests": (_("request to join"), _("requests to join")),
        "cycles": (_("check-in period"), _("check-in periods")),
        "goals": (_("goal"), _("goals")),
        "goal_revisions": (_("change of a goal"), _("changes of goals")),
        "actions": (_("action"), _("actions")),
        "action_events": (_("change of an action"), _("changes of actions")),
        "adjustments": (_("adjustment"), _("adjustments")),
        "themes": (_("feedback theme"), _("feedback themes")),
        "theme_changes": (_("change of a feedback theme"), _("changes of feedback themes")),
        "pulse_choices": (_("way of asking a pulse"), _("ways of asking a pulse")),
        "pulse_questions": (_("pulse statement"), _("pulse statements")),
        "pulse_waves": (_("pulse"), _("pulses")),
        "pulse_askings": (_("partnership asked in a pulse"), _("partnerships asked in pulses")),
        "pulse_turns": (_("decision about a pulse"), _("decisions about pulses")),
    }


def _said() -> dict[str, tuple[str, str]]:
    return {
        "check_ins": (_("check-in"), _("check-ins")),
        "goal_updates": (_("value of a goal"), _("values of goals")),
        "turning_notes": (_("note on turning a goal"), _("notes on turning goals")),
        "adjustment_reviews": (_("review of an adjustment"), _("reviews of adjustments")),
        "confidence_gaps": (
            _("goal that the sides see differently"),
            _("goals that the sides see differently"),
        ),
        "feedback": (_("feedback"), _("feedback")),
        "feedback_notes": (_("note in a feedback conversation"), _("notes in feedback")),
        "theme_sources": (_("source of a feedback theme"), _("sources of feedback themes")),
        "pulse_named_answers": (_("pulse answer with a name"), _("pulse answers with a name")),
        "pulse_rolls": (_("sealed list of who voted"), _("sealed lists of who voted")),
        "pulse_urns": (_("sealed ballots of a side"), _("sealed ballots")),
        "drafts": (_("unsent draft"), _("unsent drafts")),
    }


def _kept_by_the_bot() -> dict[str, tuple[str, str]]:
    return {
        "expectations": (_("request to check in"), _("requests to check in")),
        "reminder_days": (_("day of a reminder"), _("days of reminders")),
        "outbox_messages": (_("message from the bot"), _("messages from the bot")),
        "outbox_events": (_("IT intervention"), _("IT interventions")),
        "audit_events": (_("entry in the audit log"), _("entries in the audit log")),
        "legal_holds": (_("legal hold"), _("legal holds")),
        "installations": (_("installation"), _("installations")),
        "database": (_("copy of the database"), _("copies of the whole database")),
        "install_attempts": (_("installation in progress"), _("installations in progress")),
        "sealed_days": (_("sealed day"), _("sealed days")),
        "ticks": (_("tick of the clock"), _("ticks of the clock")),
        "failures": (_("failed task"), _("failed tasks")),
        "lanes": (_("pause between messages"), _("pauses between messages")),
    }
