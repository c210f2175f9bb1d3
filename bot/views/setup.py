"""The form that sets a partnership up, and what its sender reads afterwards."""

from dataclasses import dataclass
from datetime import date

from bot.rules.dates import month_name
from bot.rules.language import _
from bot.rules.partnerships import KINDS, LONGEST_NAME, LONGEST_ORGANIZATION
from bot.rules.vocabulary import Cadence, OrganizationKind, Side
from bot.rules.zones import zone_label
from bot.views import goals, inputs, kit, partnerships
from bot.views.inputs import Choice
from bot.views.kit import Block, Message, View
from bot.views.words import cadence_name, capital, kind_name

SAVE = "partnerships.save"
ZONES = "zones.search"
_MOMENT = "partnerships.moment"

_USUAL_YEAR_START = 8


@dataclass(frozen=True)
class Saved:
    """What became of a set-up; `moved` says why the first day is another than was asked for."""

    partnership_id: int
    name: str
    channel_id: str
    next_check_in: str
    moved: str | None


def moment() -> View:
    """Hold the door open while we look something up: a door opens for three seconds only."""
    words = _("One moment, the form is coming.")
    return kit.modal(_("Set up a partnership"), [kit.section(words)], callback_id=_MOMENT)


def form(metadata: str, *, name: str, time_zone: str | None, first_day: date) -> View:
    """Ask for everything a partnership needs; `time_zone` is the person's own when it is known."""
    return kit.modal(
        _("Set up a partnership"),
        [
            inputs.text_input(
                "name",
                _("Partnership name"),
                initial=name,
                limit=LONGEST_NAME,
                placeholder=_("Such as Riverside and Mercy Hospital"),
            ),
            *_school(),
            *_partner(),
            *_rhythm(time_zone, first_day),
        ],
        callback_id=SAVE,
        submit=_("Set up"),
        close=_("Cancel"),
        metadata=metadata,
    )


def saved(outcome: Saved) -> Message:
    """Say that it worked, where the card is, and when it begins."""
    where = kit.say(
        _("*{name}* is set up. Its card is in {channel}, for both sides to see."),
        name=outcome.name,
        channel=kit.channel_link(outcome.channel_id),
    )
    when = kit.join([part for part in (outcome.next_check_in, outcome.moved) if part], " ")
    following = _("Now agree on a first goal, or add colleagues with *People* in the details.")
    return kit.message(
        kit.section(where),
        kit.section(when),
        kit.section(following),
        kit.actions(
            goals.goals_button(outcome.partnership_id),
            partnerships.details_button(outcome.partnership_id),
        ),
    )


def _school() -> list[Block]:
    return [
        inputs.text_input(
            "school_organization", _("School or district"), limit=LONGEST_ORGANIZATION
        ),
        _kind("school_kind", _("Kind of school organization"), Side.SCHOOL),
        inputs.person(
            "school_lead",
            _("School lead"),
            hint=_("Checks in for the school side and decides for it."),
        ),
        _deputy("school_deputy", _("School deputy")),
    ]


def _partner() -> list[Block]:
    return [
        inputs.text_input(
            "partner_organization", _("Partner organization"), limit=LONGEST_ORGANIZATION
        ),
        _kind("partner_kind", _("Kind of partner"), Side.PARTNER),
        inputs.person(
            "partner_lead",
            _("Partner lead"),
            hint=_("Checks in for the partner side and decides for it."),
        ),
        _deputy("partner_deputy", _("Partner deputy")),
    ]


def _deputy(field: str, label: str) -> Block:
    return inputs.person(
        field, label, hint=_("Stands in when the lead is away or leaves."), optional=True
    )


def _rhythm(time_zone: str | None, first_day: date) -> list[Block]:
    zone = Choice(zone_label(time_zone), time_zone) if time_zone else None
    return [
        inputs.choice(
            "cadence",
            _("How often"),
            [Choice(capital(cadence_name(cadence)), cadence) for cadence in Cadence],
            initial=Cadence.QUARTERLY,
        ),
        inputs.search(
            "time_zone",
            _("Time zone"),
            ZONES,
            initial=zone,
            hint=_("Type a city near you. Check-ins open in the morning there."),
        ),
        inputs.choice(
            "year_starts_in",
            _("School year starts in"),
            [Choice(month_name(month), str(month)) for month in range(1, 13)],
            initial=str(_USUAL_YEAR_START),
        ),
        inputs.day(
            "first_day",
            _("First check-in opens on"),
            initial=first_day,
            hint=_(
                "Today or later, within a year. A weekend, a public holiday or a break "
                "moves to the next school day."
            ),
        ),
    ]


def _kind(field: str, label: str, side: Side) -> Block:
    kinds: tuple[OrganizationKind, ...] = KINDS[side]
    initial = kinds[0] if side is Side.SCHOOL else None
    return inputs.choice(
        field, label, [Choice(kind_name(kind), kind) for kind in kinds], initial=initial
    )
