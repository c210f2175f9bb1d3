"""What people read for the words of our closed lists."""

from bot.rules.language import _
from bot.rules.vocabulary import (
    Cadence,
    CalendarKind,
    Confidence,
    OrganizationKind,
    PartnershipStatus,
    Role,
    Side,
    ThemeState,
)


def side_name(side: Side) -> str:
    return _("school side") if side is Side.SCHOOL else _("partner side")


def role_name(role: Role) -> str:
    return {
        Role.COORDINATOR: _("coordinator"),
        Role.LEAD: _("lead"),
        Role.DEPUTY: _("deputy"),
        Role.CONTRIBUTOR: _("contributor"),
        Role.READER: _("reader"),
    }[role]


def role_meaning(role: Role) -> str:
    """Say what somebody with the role does, in a few words."""
    return {
        Role.COORDINATOR: _("looks after the partnership"),
        Role.LEAD: _("checks in and decides for the side"),
        Role.DEPUTY: _("stands in for the lead, writes goals"),
        Role.CONTRIBUTOR: _("checks in when there is something to say"),
        Role.READER: _("follows along"),
    }[role]


def cadence_name(cadence: Cadence) -> str:
    return {
        Cadence.MONTHLY: _("every month"),
        Cadence.QUARTERLY: _("every quarter"),
        Cadence.TERM: _("every term"),
        Cadence.YEARLY: _("once a year"),
    }[cadence]


def calendar_kind_name(kind: CalendarKind) -> str:
    return {
        CalendarKind.TERM: _("Term, semester or trimester"),
        CalendarKind.BREAK: _("Break"),
        CalendarKind.NO_SCHOOL: _("No-school day"),
    }[kind]


def kind_name(kind: OrganizationKind) -> str:
    return {
        OrganizationKind.DISTRICT: _("School district"),
        OrganizationKind.SCHOOL: _("School"),
        OrganizationKind.NONPROFIT: _("Nonprofit"),
        OrganizationKind.HOSPITAL: _("Hospital"),
        OrganizationKind.COLLEGE: _("College"),
        OrganizationKind.BUSINESS: _("Business"),
        OrganizationKind.AGENCY: _("Public agency"),
        OrganizationKind.COMMUNITY: _("Community group"),
        OrganizationKind.FARM: _("Farm"),
        OrganizationKind.OTHER: _("Something else"),
    }[kind]


def status_name(status: PartnershipStatus) -> str:
    return {
        PartnershipStatus.ACTIVE: _("active"),
        PartnershipStatus.PAUSED: _("paused"),
        PartnershipStatus.CLOSED: _("closed"),
    }[status]


def confidence_name(confidence: Confidence) -> str:
    return {
        Confidence.ON_TRACK: _("On track"),
        Confidence.AT_RISK: _("At risk"),
        Confidence.OFF_TRACK: _("Off track"),
    }[confidence]


def theme_state_name(state: ThemeState) -> str:
    return {
        ThemeState.HEARD: _("Heard"),
        ThemeState.PLANNED: _("Planned"),
        ThemeState.DOING: _("Being done"),
        ThemeState.DONE: _("Done"),
        ThemeState.NOT_NOW: _("Not now"),
    }[state]


def capital(words: str) -> str:
    """Begin with a capital letter, where words of ours begin a line."""
    return words[:1].upper() + words[1:]
