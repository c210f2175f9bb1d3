"""The environment variables about how long records are kept, each in days."""

from pydantic import BaseModel, Field

_LONGEST = 36_500


def _days(days: int, what: str) -> int:
    found: int = Field(default=days, ge=1, le=_LONGEST, description=f"How many days {what}")
    return found


class RetentionSettings(BaseModel):
    """How long each class of records is kept; see `python -m bot policy`."""

    keep_records_days: int = _days(
        2555, "a partnership's record stays after it was closed: goals, people, calendar"
    )
    keep_check_ins_days: int = _days(
        1825, "check-ins, values of goals and finished actions are kept"
    )
    keep_feedback_days: int = _days(1095, "feedback is kept")
    keep_ballots_days: int = _days(180, "the ballots of a pulse are kept after its end")
    keep_audit_days: int = _days(1095, "the audit log is kept")
    keep_messages_days: int = _days(
        400,
        (
            "the fact that a message was sent is kept, after which nothing more follows in "
            "its thread"
        ),
    )
    keep_message_words_days: int = _days(30, "what a sent message said is kept")
    keep_drafts_days: int = _days(30, "unsent drafts are kept")
    keep_former_members_days: int = _days(
        730, "somebody is still known by name after their last partnership"
    )
    keep_uninstalled_days: int = _days(
        90, "everything about a workspace is kept after it has uninstalled the bot"
    )

    @property
    def days_kept(self) -> dict[str, int]:
        """The days by the names of the classes of retention."""
        return {
            name.removeprefix("keep_").removesuffix("_days"): getattr(self, name)
            for name in RetentionSettings.model_fields
        }
