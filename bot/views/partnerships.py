"""The partnership as people see it: the card in its channel, its record, the way to close it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.rules.dates import month_name
from bot.rules.language import _, ngettext
from bot.rules.permissions import Right, may
from bot.rules.vocabulary import Cadence, PartnershipStatus, PauseReason, Role, Side
from bot.rules.zones import zone_label
from bot.views import (
    actions,
    adjustments,
    checkins,
    digests,
    feedback_lines,
    goals,
    kit,
    pulse,
    themes,
)
from bot.views.kit import Block, Markup, Message, View
from bot.views.words import cadence_name, role_name, status_name

# Each carries the partnership's id as its value.
DETAILS = "partnerships.details"
PAUSE = "partnerships.pause"
RESUME = "partnerships.resume"
CLOSE = "partnerships.close"
PEOPLE = "people.list"
CALENDAR = "calendar.show"
SCHEDULE = "schedule.show"
AUDIT = "audit.list"
# Of the person who presses it, whatever the partnership.
MY_DATA = "personal.show"
# Set-up begins in a channel, not with a record.
SET_UP = "partnerships.set_up"

_MOST_NAMED_ON_CARD = 8
_MOST_NAMED_IN_DETAILS = 30


@dataclass(frozen=True)
class Member:
    """One current member; `user_id` is their Slack id, `name` empty until Slack told it."""

    membership_id: int
    user_id: str
    name: str
    side: Side
    role: Role


@dataclass(frozen=True)
class Record:
    """All that is shown of one partnership; `next_check_in` is a sentence, empty when closed.

    `moved` says why the check-in to come opens later than meant, when it does.
    """

    partnership_id: int
    name: str
    status: PartnershipStatus
    paused_because: str | None
    organizations: Mapping[Side, str]
    members: Sequence[Member]
    cadence: Cadence
    time_zone: str
    year_starts_in: int
    next_check_in: str
    moved: str | None
    live_goals: int


def card(record: Record) -> Message:
    """Show in its channel who is in it, when the next check-in is, and the ways in."""
    return kit.message(
        kit.header(record.name),
        *_sides(record, _MOST_NAMED_ON_CARD),
        kit.section(kit.join([_rhythm(record), status(record)])),
        kit.actions(*_ways_in(record)),
    )


def details(record: Record, role: Role, *, coordinates: bool = False) -> View:
    """Show the whole record to one member, with what their role may do about it.

    Whoever `coordinates` all partnerships also reads who changed what.
    """
    facts = kit.fields(
        kit.say(_("*Check-ins*\n{often}"), often=cadence_name(record.cadence)),
        kit.say(_("*Live goals*\n{count}"), count=record.live_goals),
        kit.say(_("*Time zone*\n{zone}"), zone=zone_label(record.time_zone)),
        kit.say(_("*School year starts in*\n{month}"), month=month_name(record.year_starts_in)),
    )
    blocks = [
        kit.header(record.name),
        kit.section(kit.join([line for line in (status(record), _next(record)) if line])),
        *_sides(record, _MOST_NAMED_IN_DETAILS),
        facts,
        kit.actions(
            *details_buttons(record, role),
            *([audit_button(record.partnership_id)] if coordinates else []),
        ),
    ]
    return kit.modal(_("Partnership"), blocks, callback_id=DETAILS, close=_("Close"))


def closing(partnership_id: int, name: str, metadata: str) -> View:
    """Ask before a partnership is closed for good."""
    question = kit.say(_("*Close {name}?*"), name=name)
    meaning = _(
        "Check-ins and reminders stop for good, and this cannot be undone. Everything that was "
        "said can still be read here."
    )
    back = kit.button(_("Back"), DETAILS, partnership_id)
    return kit.modal(
        _("Close partnership"),
        [kit.section(question), kit.section(meaning), kit.actions(back)],
        callback_id=CLOSE,
        submit=_("Close it for good"),
        close=_("Keep it"),
        metadata=metadata,
    )


def paused(partnership_id: int, name: str) -> Message:
    """Confirm to who paused it, with the way back."""
    return kit.message(
        kit.section(
            kit.say(_("*{name}* is paused. Nothing is asked until somebody resumes it."), name=name)
        ),
        kit.actions(_resume_button(partnership_id)),
    )


def resumed(record: Record) -> Message:
    """Confirm to who resumed it, with what comes next."""
    goes_on = kit.say(_("*{name}* continues."), name=record.name)
    return kit.message(
        kit.section(kit.join([goes_on, kit.escape(record.next_check_in)], " ")),
        kit.actions(details_button(record.partnership_id)),
    )


def closed(name: str) -> Message:
    """Confirm to who closed it."""
    return kit.message(
        kit.section(
            kit.say(_("*{name}* is closed. Thank you for what you did together."), name=name)
        )
    )


def details_buttons(record: Record, role: Role) -> list[Block]:
    """Return every way on from the record that this role has, as buttons."""
    return [
        *_ways_in(record)[:-1],
        kit.button(_("Digest"), digests.SHOW, record.partnership_id),
        pulse.show_button(record.partnership_id),
        kit.button(_("Actions"), actions.LIST, record.partnership_id),
        adjustments.learning_button(record.partnership_id),
        themes.list_button(record.partnership_id),
        feedback_lines.inbox_button(record.partnership_id),
        kit.button(_("People"), PEOPLE, record.partnership_id),
        kit.button(_("Calendar"), CALENDAR, record.partnership_id),
        kit.button(_("Schedule"), SCHEDULE, record.partnership_id),
        kit.button(_("My data"), MY_DATA),
        *_managing(record, role),
    ]


def audit_button(partnership_id: int) -> Block:
    """Make the way to the log of who changed what."""
    return kit.button(_("Who changed what"), AUDIT, partnership_id)


def details_button(partnership_id: int, name: str = "") -> Block:
    """The way to the record; `name` tells several such buttons apart for screen readers."""
    label = _("Details of {name}").format(name=name) if name else None
    return kit.button(_("Details"), DETAILS, partnership_id, label=label)


def status(record: Record) -> Markup:
    """Say how the partnership stands, and what would change it."""
    if record.status is not PartnershipStatus.PAUSED:
        return kit.say(_("*Status* {status}"), status=status_name(record.status))
    return kit.say(_("*Status* paused: {why}"), why=why_paused(record.paused_because))


def why_paused(because: str | None) -> str:
    """Say why a partnership rests, and what would change it."""
    return {
        PauseReason.ARCHIVED: _("the channel was archived. It continues when the channel is back."),
        PauseReason.REMOVED: _("Touchstone left the channel. It continues when invited back."),
        PauseReason.UNREACHABLE: _("Touchstone cannot write to the channel."),
        PauseReason.SHARED: _("one more organization can read the channel. A lead can resume it."),
        PauseReason.UNSHARED: _("one side can no longer read the channel. A lead can resume it."),
        PauseReason.ELSEWHERE: _("the Touchstone of the other side looks after the channel."),
    }.get(PauseReason(because or PauseReason.ASKED), _("a lead can resume it at any time."))


def _ways_in(record: Record) -> list[Block]:
    """Check in while it runs, goals and feedback while it lasts, details always and always last."""
    buttons = []
    if record.status is PartnershipStatus.ACTIVE:
        buttons.append(checkins.open_button(record.partnership_id))
    if record.status is not PartnershipStatus.CLOSED:
        buttons.append(goals.goals_button(record.partnership_id))
        buttons.append(feedback_lines.give_button(record.partnership_id))
    return [*buttons, details_button(record.partnership_id)]


def _managing(record: Record, role: Role) -> list[Block]:
    if not may(role, Right.MANAGE_PARTNERSHIP) or record.status is PartnershipStatus.CLOSED:
        return []
    if record.status is PartnershipStatus.ACTIVE:
        rest = kit.button(_("Pause"), PAUSE, record.partnership_id)
    else:
        rest = _resume_button(record.partnership_id)
    return [rest, kit.button(_("Close partnership"), CLOSE, record.partnership_id, style="danger")]


def _resume_button(partnership_id: int) -> Block:
    return kit.button(_("Resume"), RESUME, partnership_id)


def _rhythm(record: Record) -> Markup:
    line = kit.say(_("*Check-ins* {often}"), often=cadence_name(record.cadence))
    following = _next(record)
    return kit.join([line, following]) if following else line


def _next(record: Record) -> Markup | None:
    if not record.next_check_in or record.status is not PartnershipStatus.ACTIVE:
        return None
    line = kit.say(_("*Next* {sentence}"), sentence=record.next_check_in)
    return kit.join([line, record.moved]) if record.moved else line


def _sides(record: Record, most: int) -> list[Block]:
    return [_side(record, side, most) for side in Side]


def _side(record: Record, side: Side, most: int) -> Block:
    title = (
        _("*School side* {organization}")
        if side is Side.SCHOOL
        else _("*Partner side* {organization}")
    )
    people = [member for member in record.members if member.side is side]
    lines = [
        kit.say(title, organization=record.organizations[side]),
        kit.join([_named(member) for member in people[:most]], ", "),
    ]
    if len(people) > most:
        more = len(people) - most
        lines.append(
            kit.escape(
                ngettext("and {count} more person", "and {count} more people", more).format(
                    count=more
                )
            )
        )
    return kit.section(kit.join(lines))


def _named(member: Member) -> Markup:
    return kit.say(
        _("{person} ({role})"), person=kit.mention(member.user_id), role=role_name(member.role)
    )
