"""The columns of the files that a coordinator fills in a spreadsheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.coordinators import GIVEN
from bot.rules.language import _
from bot.rules.vocabulary import (
    Cadence,
    Confidence,
    Direction,
    OrganizationKind,
    Side,
)

PARTNERSHIPS, PEOPLE = "partnerships.csv", "people.csv"
GOALS, VALUES = "goals.csv", "values.csv"

# Rows that agree in these are about the same thing, and have to say the same of it.
SAME = {
    PARTNERSHIPS: ("channel", "partnership"),
    PEOPLE: ("person", "partnership"),
    GOALS: ("goal", "partnership"),
    VALUES: ("goal", "partnership", "day", "person"),
}


class SaveAs(StrEnum):
    """Whether a goal goes live at once."""

    LIVE = "live"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: what it is for, an example, and how a form calls the same."""

    name: str
    meaning: str
    example: str
    field: str = ""
    is_needed: bool = True


def columns_of(file: str) -> tuple[Column, ...]:
    """Return the columns of a file, in the order in which templates have them."""
    return {
        PARTNERSHIPS: _partnership_columns,
        PEOPLE: _people_columns,
        GOALS: _goal_columns,
        VALUES: _value_columns,
    }[file]()


def _words(words: Iterable[StrEnum]) -> str:
    names = ", ".join(word.value.replace("_", " ") for word in words)
    return _("one of: {words}").format(words=names)


def _partnership() -> Column:
    return Column("partnership", _("its name"), "Riverside and Mercy", "name")


def _partnership_columns() -> tuple[Column, ...]:
    lead = _("member ID, also in people.csv if Touchstone does not know them yet")
    kinds = _words(OrganizationKind)
    return (
        _partnership(),
        Column("channel", _("ID of its Slack channel"), "C0123ABCD"),
        Column(
            "school", _("school or district"), "Riverside School District", "school_organization"
        ),
        Column("kind of school", _("district or school"), "district", "school_kind"),
        Column("school lead", lead, "U0123ANAR", "school_lead"),
        Column(
            "partner", _("the partner's organization"), "Mercy Hospital", "partner_organization"
        ),
        Column("kind of partner", kinds, "hospital", "partner_kind"),
        Column("partner lead", lead, "U0123BENO", "partner_lead"),
        Column("check-ins", _words(Cadence), "quarterly", "cadence"),
        Column("time zone", _("such as America/Chicago"), "America/Chicago", "time_zone"),
        Column("school year starts in", _("a month"), "August", "year_starts_in"),
        Column("first check-in", _("today or a later day"), "", "first_day"),
    )


def _people_columns() -> tuple[Column, ...]:
    return (
        Column("person", _("member ID in Slack"), "U0123BENO"),
        _may_miss("name", _("as Slack shows it"), "Ben Okafor"),
        Column(
            "workspace", _("ID of their own workspace, if another"), "T0456MERC", is_needed=False
        ),
        _partnership(),
        Column("side", _words(Side), "partner"),
        Column("role", _words(GIVEN), "lead"),
    )


def _goal_columns() -> tuple[Column, ...]:
    statement, why = (
        "More ninth-graders attend nine days out of ten",
        "Days in class are for learning.",
    )
    counted = "Ninth-graders with 90% attendance"
    return (
        _partnership(),
        Column("goal", _("who or what will change, and how"), statement, "statement"),
        _may_miss("why it matters", _("to your students"), why, "why"),
        _may_miss("indicator", _("what you count: totals only"), counted),
        _may_miss("unit", _("such as % or students"), "%"),
        Column("direction", _words(Direction), "increase"),
        _may_miss("baseline", _("where you are"), "70"),
        _may_miss("target", _("where you want to be"), "85"),
        _may_miss("stay within", _("only to maintain: how far it may move"), "", "band"),
        _may_miss("start", _("a day"), "2026-09-01", "starts_on"),
        _may_miss("due", _("a day"), "", "due_on"),
        _may_miss("school owner", _("member ID"), "U0123ANAR", "school_owner"),
        _may_miss("partner owner", _("member ID"), "U0123BENO", "partner_owner"),
        _may_miss("save as", _words(SaveAs) + _("; empty means live"), "live"),
    )


def _may_miss(name: str, meaning: str, example: str, field: str = "") -> Column:
    return Column(name, meaning, example, field, is_needed=False)


def _value_columns() -> tuple[Column, ...]:
    return (
        _partnership(),
        Column(
            "goal",
            _("the goal's words, as in goals.csv or in Slack"),
            "More ninth-graders attend nine days out of ten",
        ),
        Column("day", _("the day it is from, today at the latest"), "2026-09-07"),
        Column("value", _("a number, in the goal's unit"), "71.5"),
        _may_miss("confidence", _words(Confidence), "on track"),
        _may_miss("note", _("why, when it is not on track"), ""),
        _may_miss("person", _("member ID of whoever says so; empty means the school lead"), ""),
    )
