"""What a partnership needs before it can begin, and who must stay in it."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from bot.rules import cadence
from bot.rules.cadence import ensure_first_day
from bot.rules.language import _
from bot.rules.people import Profile, is_without_slack
from bot.rules.refusals import Refusal
from bot.rules.school_days import SchoolCalendar
from bot.rules.text import meaningful
from bot.rules.vocabulary import Cadence, OrganizationKind, PartnershipStatus, Role, Side
from bot.rules.zones import is_zone

_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

LONGEST_NAME = 150
LONGEST_ORGANIZATION = 200

KINDS = {
    Side.SCHOOL: (OrganizationKind.DISTRICT, OrganizationKind.SCHOOL),
    Side.PARTNER: (
        OrganizationKind.NONPROFIT,
        OrganizationKind.HOSPITAL,
        OrganizationKind.COLLEGE,
        OrganizationKind.BUSINESS,
        OrganizationKind.AGENCY,
        OrganizationKind.COMMUNITY,
        OrganizationKind.FARM,
        OrganizationKind.OTHER,
    ),
}


@dataclass(frozen=True, slots=True)
class SideAnswers:
    """What the set-up form says of one side; a lead unknown to Slack is None."""

    organization: str
    kind: OrganizationKind | None
    lead: Profile | None
    # Asked for, and not needed.
    deputy: Profile | None = None


@dataclass(frozen=True, slots=True)
class SetUpAnswers:
    """The set-up form as it was filled in; what was left out or cannot be read is None."""

    name: str
    school: SideAnswers
    partner: SideAnswers
    cadence: Cadence | None
    time_zone: str
    year_starts_in: int | None
    first_day: date | None
    # Slack workspaces that the channel was shared with when the form was opened.
    channel_teams: frozenset[str] = frozenset()


def one_line(text: str | None) -> str:
    """Return a name without line breaks, doubled spaces and signs that nobody sees."""
    visible = (sign for sign in text or "" if sign.isspace() or not _is_unseen(sign))
    return " ".join("".join(visible).split())


def _is_unseen(sign: str) -> bool:
    # Marks that turn the direction of all the text after them; joiners stay, scripts need them.
    return unicodedata.category(sign) == "Cc" or sign in _DIRECTION_MARKS


def problems(answers: SetUpAnswers, now: datetime) -> dict[str, str]:
    """Return the sentence for each field that keeps the partnership from being set up."""
    return {
        **_named(answers.name),
        **_side_problems(Side.SCHOOL, answers.school),
        **_side_problems(Side.PARTNER, answers.partner),
        **_same_on_both_sides(answers.school, answers.partner),
        **_unfit_deputies(answers.school, answers.partner),
        **_rhythm(answers, now),
    }


def person_problem(profile: Profile | None) -> str | None:
    """Say why somebody cannot be in a partnership; None when they can."""
    if profile is None:
        return _("Slack does not know this person. Please choose somebody else.")
    if profile.is_bot:
        return _("That is a bot. Please choose a person.")
    if profile.is_deactivated:
        return _("This account has been switched off in Slack. Please choose somebody else.")
    return None


def ensure_role_without_slack(user_id: str, role: Role) -> None:
    """Refuse a role with more than answering to somebody who answers by a link."""
    if is_without_slack(user_id) and role is not Role.CONTRIBUTOR:
        raise Refusal(
            _("Somebody without Slack can only be a contributor, who checks in by a link."),
            field="role",
        )


def moved_first_day(
    chosen: date, opens_at: datetime, zone: str, calendar: SchoolCalendar
) -> str | None:
    """Say why the first check-in opens on another day than the chosen one; None if it does not."""
    opens_on = cadence.local_day(opens_at, zone)
    if opens_on == chosen:
        return None
    why = calendar.why_it_opens_later(chosen, opens_on)
    return why or _("The morning of the day you chose is over, so it moved to the next school day.")


def ensure_not_closed(status: PartnershipStatus) -> None:
    """Refuse to change a partnership that is over."""
    if status is PartnershipStatus.CLOSED:
        raise Refusal(_("This partnership is closed. Its record can still be read here."))


def ensure_side_keeps_lead(role: Role, other_leads: int) -> None:
    """Refuse to let a side's last lead go."""
    if role is Role.LEAD and other_leads == 0:
        raise Refusal(
            _("This is the side's only lead. Name another lead first, then change this one."),
            field="role",
        )


def coordinates_for(setter_team: str, school_team: str, partner_team: str) -> Side:
    """Choose the side of a person who sets up and leads neither: that of their own workspace."""
    ours = setter_team == partner_team and setter_team != school_team
    return Side.PARTNER if ours else Side.SCHOOL


def _named(name: str) -> dict[str, str]:
    if not meaningful(name):
        return {"name": _("Please give the partnership a name in letters or numbers.")}
    if len(name) > LONGEST_NAME:
        return {
            "name": _("Please shorten the name to {count} characters.").format(count=LONGEST_NAME)
        }
    return {}


def _side_problems(side: Side, answers: SideAnswers) -> dict[str, str]:
    found: dict[str, str] = {}
    if not meaningful(answers.organization):
        found["organization"] = _("Please write the organization's name in letters or numbers.")
    elif len(answers.organization) > LONGEST_ORGANIZATION:
        found["organization"] = _("Please shorten the name to {count} characters.").format(
            count=LONGEST_ORGANIZATION
        )
    if answers.kind not in KINDS[side]:
        found["kind"] = _("Please choose what kind of organization it is.")
    unfit = person_problem(answers.lead)
    if unfit is not None:
        found["lead"] = unfit
    return {f"{side}_{field}": sentence for field, sentence in found.items()}


def _same_on_both_sides(school: SideAnswers, partner: SideAnswers) -> dict[str, str]:
    found: dict[str, str] = {}
    if school.lead and partner.lead and school.lead.key == partner.lead.key:
        found["partner_lead"] = _(
            "One person cannot lead both sides. Please choose somebody from the partner side."
        )
    if school.organization.casefold() == partner.organization.casefold() != "":
        found["partner_organization"] = _(
            "That is the school side's name too. Please write the partner's own name."
        )
    return found


def _unfit_deputies(school: SideAnswers, partner: SideAnswers) -> dict[str, str]:
    found: dict[str, str] = {}
    taken = {one.lead.key for one in (school, partner) if one.lead is not None}
    for field, deputy in (("school_deputy", school.deputy), ("partner_deputy", partner.deputy)):
        if deputy is None:
            continue
        unfit = person_problem(deputy)
        if unfit is None and deputy.key in taken:
            unfit = _(
                "This person already has a role here. Choose somebody else, or nobody for now."
            )
        if unfit is not None:
            found[field] = unfit
        taken.add(deputy.key)
    return found


def _rhythm(answers: SetUpAnswers, now: datetime) -> dict[str, str]:
    found: dict[str, str] = {}
    if answers.cadence is None:
        found["cadence"] = _("Please choose how often you want to check in.")
    if answers.year_starts_in not in range(1, 13):
        found["year_starts_in"] = _("Please choose the month in which the school year starts.")
    if not is_zone(answers.time_zone):
        found["time_zone"] = _("Please choose a time zone from the list: type a city near you.")
    elif answers.first_day is None:
        found["first_day"] = _("Please choose the day on which the first check-in opens.")
    else:
        try:
            ensure_first_day(answers.first_day, answers.time_zone, now)
        except Refusal as refusal:
            found |= refusal.problems
    return found
