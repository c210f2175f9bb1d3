"""What somebody reads who is asked to check in: the reminder, its forms, what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.rules.cadence import WorkingHours
from bot.rules.dates import say_day
from bot.rules.language import _, ngettext
from bot.rules.reminders import MOST_REMINDERS, Why
from bot.rules.vocabulary import Cadence
from bot.views import availability, inputs, kit
from bot.views.checkins import open_button
from bot.views.kit import Block, Markup, Message, View

# The buttons carry the id of what is asked of the person.
NO_CHANGE = "reminders.no_change"
SNOOZE = "reminders.snooze"
DECLINE = "reminders.decline"
TAKE_BACK = "reminders.take_back"
ASK_COLLEAGUE = "reminders.ask_colleague"
WHY = "reminders.why"
SHOW = "reminders.show"

SNOOZE_FORM = "reminders.snooze_form"
COLLEAGUE_FORM = "reminders.colleague_form"
WHY_SHOWN = "reminders.why_shown"
SNOOZE_FIELD = "snooze"
COLLEAGUE_FIELD = "colleague"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of one person, and why of them; the asker is a Slack user id."""

    expectation_id: int
    partnership_id: int
    partnership: str
    organization: str
    period: str
    cadence: Cadence
    why: Why
    asker: str | None
    due_on: date
    closes_on: date
    next_working_day: date
    is_overdue: bool
    is_last: bool
    hours: WorkingHours


def reminder(request: Request) -> Message:
    """Remind one person, and say why them."""
    return kit.message(
        kit.section(
            kit.say(
                _("*Time to check in: {partnership}*\n{period}"),
                partnership=request.partnership,
                period=request.period,
            )
        ),
        kit.section(kit.join([_when(request), _why(request)])),
        kit.actions(*_buttons(request)),
        kit.actions(
            availability.away_button(),
            kit.button(_("Why am I getting this?"), WHY, request.expectation_id),
        ),
    )


def mention(user_id: str, record_id: int, *, opens: str = SHOW) -> Message:
    """Call somebody who cannot be written to privately; what it is about they alone see.

    `opens` is what the button does with the record: SHOW with a person's part in a check-in.
    """
    words = _("{person}, I have something for you and cannot write to you privately.")
    return kit.message(
        kit.section(kit.say(words, person=kit.mention(user_id))),
        kit.actions(kit.button(_("Show it only to me"), opens, record_id)),
    )


def why(request: Request) -> View:
    """Say why this person is reminded, how often and when, and what they can change about it."""
    few = ngettext(
        "You get at most {count} reminder of one check-in, none once your side has answered, "
        "and never two on one day, no matter how many partnerships you are in.",
        "You get at most {count} reminders of one check-in, none once your side has answered, "
        "and never two on one day, no matter how many partnerships you are in.",
        MOST_REMINDERS,
    ).format(count=MOST_REMINDERS)
    change = _(
        "To change it, use the buttons on the reminder: snooze it, say that you cannot this "
        "time, or ask a colleague. If somebody else should be asked from now on, a lead can "
        "change that under *People* in the details of the partnership."
    )
    return kit.modal(
        _("Why you get this"),
        [
            kit.section(_about(request)),
            kit.section(_why(request)),
            kit.section(kit.join([few, availability.hours_line(request.hours)], " ")),
            kit.section(change),
            kit.actions(availability.hours_button(), availability.away_button()),
        ],
        callback_id=WHY_SHOWN,
        close=_("Close"),
    )


def _when(request: Request) -> Markup:
    sentence = (
        _("Answers were due on {due}; yours still counts until {closes}.")
        if request.is_overdue
        else _("It takes about three minutes. Please answer by {due}.")
    )
    return kit.say(sentence, due=say_day(request.due_on), closes=say_day(request.closes_on))


def _why(request: Request) -> Markup:
    if request.why is Why.WAS_ASKED and request.asker is not None:
        return kit.say(
            _("You get this because {asker} asked you to answer for {organization}."),
            asker=kit.mention(request.asker),
            organization=request.organization,
        )
    sentence = (
        _("You get this because you lead the partnership for {organization}.")
        if request.why is Why.LEADS
        else _("You get this because you stand in for the lead of {organization}.")
    )
    return kit.say(sentence, organization=request.organization)


def _buttons(request: Request) -> Iterator[Block]:
    yield open_button(request.partnership_id, style="primary")
    yield kit.button(_("No change since last time"), NO_CHANGE, request.expectation_id)
    if not request.is_last:
        yield kit.button(_("Snooze until …"), SNOOZE, request.expectation_id)
    yield kit.button(_not_this(request.cadence), DECLINE, request.expectation_id)
    yield kit.button(_("Ask a colleague"), ASK_COLLEAGUE, request.expectation_id)


def _not_this(cadence: Cadence) -> str:
    return {
        Cadence.MONTHLY: _("Not this month"),
        Cadence.QUARTERLY: _("Not this quarter"),
        Cadence.TERM: _("Not this term"),
        Cadence.YEARLY: _("Not this year"),
    }[cadence]


def snooze_form(request: Request, *, metadata: str) -> View:
    """Ask for the day on which to remind again."""
    return kit.modal(
        _("Remind me later"),
        [
            kit.section(_about(request)),
            inputs.day(
                SNOOZE_FIELD,
                _("Snooze until"),
                initial=request.next_working_day,
                hint=_("During your working hours that day. The check-in closes on {day}.").format(
                    day=say_day(request.closes_on)
                ),
            ),
        ],
        callback_id=SNOOZE_FORM,
        submit=_("Snooze"),
        close=_("Cancel"),
        metadata=metadata,
    )


def colleague_form(request: Request, *, metadata: str) -> View:
    """Ask which colleague answers instead."""
    return kit.modal(
        _("Ask a colleague"),
        [
            kit.section(_about(request)),
            inputs.person(
                COLLEAGUE_FIELD,
                _("Colleague"),
                hint=_(
                    "They get a private message now that says you asked. "
                    "You get no more reminders of this check-in."
                ),
            ),
        ],
        callback_id=COLLEAGUE_FORM,
        submit=_("Ask"),
        close=_("Cancel"),
        metadata=metadata,
    )


def side_is_in(partnership_id: int, partnership: str, period: str) -> Message:
    """Say that nothing is asked any more, with the way back in for who wants to add something."""
    sentence = _("Your side of {partnership} has checked in for {period}. Nothing more to do.")
    return kit.message(
        kit.section(kit.say(sentence, partnership=partnership, period=period)),
        kit.actions(open_button(partnership_id)),
    )


def snoozed(request: Request, until: date) -> Message:
    """Say when the next reminder comes, with the way in for who is ready sooner."""
    sentence = _("Snoozed until {day}: the check-in for {partnership}, {period}.")
    said = kit.say(
        sentence,
        day=say_day(until),
        partnership=request.partnership,
        period=request.period,
    )
    return kit.message(kit.section(said), kit.actions(open_button(request.partnership_id)))


def declined(request: Request) -> Message:
    """Say that no more is asked, and offer to take that back."""
    sentence = _(
        "Noted: no check-in from you for {partnership}, {period}. You get no more reminders of it."
    )
    said = kit.say(sentence, partnership=request.partnership, period=request.period)
    return kit.message(
        kit.section(said),
        kit.actions(kit.button(_("Undo"), TAKE_BACK, request.expectation_id)),
    )


def passed_on(request: Request, colleague: str) -> Message:
    """Say who is asked instead; `colleague` is a Slack user id."""
    sentence = _("You asked {colleague} to check in for {partnership}, {period}.")
    return kit.message(
        kit.section(
            kit.say(
                sentence,
                colleague=kit.mention(colleague),
                partnership=request.partnership,
                period=request.period,
            )
        )
    )


def _about(request: Request) -> Markup:
    return kit.say(
        "*{partnership}*\n{period}", partnership=request.partnership, period=request.period
    )
