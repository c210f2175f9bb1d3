"""What is said in the check-in in hand, and when, in each reader's own time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rules.cadence import local
from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.timeline import Coming, Moment
from bot.rules.zones import zone_label
from bot.views import kit, partnerships
from bot.views.kit import Block, Markup, View
from bot.views.partnerships import details_button

SHOW = partnerships.SCHEDULE


@dataclass(frozen=True)
class Schedule:
    """What is to come in one partnership; `period` is empty when nothing is planned any more.

    `mine_at` is when the reader is reminded next, when they are asked to check in.
    """

    partnership_id: int
    name: str
    time_zone: str
    is_paused: bool
    period: str = ""
    coming: Sequence[Coming] = ()
    moved: str | None = None
    mine_at: datetime | None = None


def schedule(shown: Schedule) -> View:
    """Say what comes when, in the order of time."""
    return kit.modal(
        _("Schedule"),
        [kit.header(shown.name), *_body(shown), kit.actions(*_buttons(shown))],
        callback_id=SHOW,
        close=_("Close"),
    )


def _body(shown: Schedule) -> list[Block]:
    if not shown.period:
        return [kit.section(_("This partnership is closed. Nothing more will be said."))]
    blocks = [kit.section(kit.bold(shown.period))]
    if shown.is_paused:
        blocks.append(
            kit.section(
                _(
                    "It is paused: nothing is said until a lead resumes it, and then the "
                    "dates are new."
                )
            )
        )
    if shown.moved:
        blocks.append(kit.section(kit.escape(shown.moved)))
    blocks += [kit.section(_line(one, shown.time_zone)) for one in shown.coming]
    if shown.mine_at is not None:
        mine = kit.say(
            _("*Your* next reminder: {moment}, unless your side has checked in by then."),
            moment=_moment(shown.mine_at, shown.time_zone),
        )
        blocks.append(kit.section(mine))
    return [*blocks, kit.context(_("Times are shown in your own time zone."))]


def _line(one: Coming, zone: str) -> Markup:
    return kit.say("*{moment}*\n{what}", moment=_moment(one.at, zone), what=_what(one.what))


def _moment(at: datetime, zone: str) -> Markup:
    wall = local(at, zone)
    fallback = _("{day}, {time} ({zone})").format(
        day=say_day(wall.date()), time=f"{wall:%H:%M}", zone=zone_label(zone)
    )
    return kit.at_moment(at, fallback)


def _what(what: Moment) -> str:
    return {
        Moment.OPENS: _("The check-in opens. The channel gets an invitation."),
        Moment.REMINDER: _(
            "Each lead whose side has not checked in gets a private reminder: in their own "
            "working hours, and one a day at most. Where a lead is away, the deputy gets it."
        ),
        Moment.DUE: _("Answers are due. Nothing is said; late ones still count."),
        Moment.DIGEST: _(
            "The channel gets the digest. If nobody said anything, the leads are asked "
            "privately whether to pause."
        ),
        Moment.CLOSES: _("The check-in closes. The card in the channel shows the next one."),
        Moment.PULSE_REMINDER: _(
            "Whoever has not answered the pulse is reminded, privately and only this once."
        ),
        Moment.PULSE_RESULTS: _("The pulse ends. The channel gets what may be shown of it."),
    }[what]


def _buttons(shown: Schedule) -> list[Block]:
    return [
        kit.button(_("Calendar"), partnerships.CALENDAR, shown.partnership_id),
        details_button(shown.partnership_id),
    ]
