"""The policy on records in plain words, for whoever asks: IT, lawyers, parents, partners."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.rules.language import _, ngettext
from bot.rules.retention import Periods, Retention

_A_YEAR, _A_MONTH = 365, 30
_MONTHS_FROM = 60


def text(
    periods: Periods, contents: Mapping[Retention, Sequence[str]], sealed: Sequence[str]
) -> str:
    """Return the whole policy; `contents` are the kinds of records in each class."""
    parts = [
        _("# What Touchstone keeps, and for how long"),
        _("This text is made from the settings and the tables of this installation."),
        _("## What is kept"),
        *(_kept(kind, period, contents.get(kind, ())) for kind, period in periods.items()),
        _(
            "Besides that, the bot keeps what its clock needs: {these}. No words and no names."
        ).format(these=_listed(contents.get(Retention.CLOCKWORK, ()))),
        _("Once a day, whatever is past its time is deleted for good."),
        _("## What is never kept"),
        *_never(sealed),
        _("## Where it is, and who reads it"),
        *_where(),
        _("## What everybody can ask for"),
        *_rights(),
    ]
    return "\n\n".join(parts) + "\n"


def _kept(kind: Retention, period: timedelta, these: Sequence[str]) -> str:
    said = _("- {since}: **{period}**.").format(since=_since(kind), period=how_long(period))
    return f"{said} {_these(these)}" if these else said


def _these(these: Sequence[str]) -> str:
    return _("These are {these}.").format(these=_listed(these))


def _listed(these: Sequence[str]) -> str:
    return ", ".join(sorted(these))


def _since(kind: Retention) -> str:
    return {
        Retention.RECORDS: _("The record of a partnership, after it was closed"),
        Retention.CHECK_INS: _("What was said in check-ins, and finished actions"),
        Retention.FEEDBACK: _("Feedback"),
        Retention.BALLOTS: _("Ballots of a pulse, after its end"),
        Retention.AUDIT: _("The log of who changed what, without a word of what was said"),
        Retention.MESSAGES: _("That a message was sent"),
        Retention.MESSAGE_WORDS: _("What a sent message said"),
        Retention.DRAFTS: _("What was typed and not sent, and days of reminders"),
        Retention.FORMER_MEMBERS: _(
            "A person's name, after their last partnership, or their request to be in one"
        ),
        Retention.UNINSTALLED: _("Everything, after a workspace has uninstalled the bot"),
    }[kind]


def how_long(period: timedelta) -> str:
    """Say a period as people do, and in days where it is rounded."""
    days = period.days
    if days % _A_YEAR == 0:
        years = days // _A_YEAR
        return ngettext("{count} year", "{count} years", years).format(count=years)
    if days >= _MONTHS_FROM and days % _A_MONTH == 0:
        months = days // _A_MONTH
        return ngettext("{count} month", "{count} months", months).format(count=months)
    return ngettext("{count} day", "{count} days", days).format(count=days)


def _never(sealed: Sequence[str]) -> list[str]:
    return [
        _(
            "- Nothing about an individual student. There is no field for it, and forms "
            "ask when something looks like it."
        ),
        _("- No messages that people write to each other in Slack: the bot cannot read them."),
        _("- No files, no email addresses, no phone numbers."),
        _(
            "- Not who said something anonymously, nor who voted how: what would tell is "
            "sealed with a key that is in no database, and the log of who changed what is "
            "silent about {these}."
        ).format(these=_listed(sealed)),
    ]


def _where() -> list[str]:
    return [
        _("- In the database of whoever runs this bot. It sends nothing anywhere except to Slack."),
        _(
            "- What was posted in Slack stays there as long as each side's Slack keeps messages; "
            "deleting it is up to the Slack administrators of each side."
        ),
        _("- Each person reads the partnerships that they are in, and no others."),
        _("- Nobody is shown who has not answered: the channel sees how many sides are in."),
        _("- Copies of the database keep what was in it that day. Delete them on time, too."),
    ]


def _rights() -> list[str]:
    return [
        _(
            "- *My data* on Touchstone's Home, or `/partner mydata`: read everything about "
            "yourself, or have it erased. IT can do the same: `python -m bot person`."
        ),
        _(
            "- A person who is erased stays in the record as a former member of a side. What "
            "they wrote and their name are deleted; numbers, dates and what was agreed on, "
            "such as goals and actions, stay, so that the record stays right."
        ),
        _(
            "- Each workspace has records of its own. Anyone who is known in several of them "
            "asks in each one, or has IT erase them in all at once."
        ),
        _(
            "- What must be kept for a legal reason is put under a hold: `python -m bot hold`. "
            "For that long, nothing in it is deleted, and nobody in it can be erased."
        ),
    ]
