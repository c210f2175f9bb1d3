"""Partnerships, people, goals and past values from a coordinator's files, by the forms' rules."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

import storage.partnerships
import storage.people
import storage.spreadsheets
import storage.workspaces
from bot.rules.cadence import local_day
from bot.rules.goals import GoalDraft
from bot.rules.importing import Problem
from bot.rules.language import _
from bot.rules.partnerships import SetUpAnswers, SideAnswers
from bot.rules.people import PersonKey, Profile
from bot.rules.permissions import Right, may
from bot.rules.refusals import Refusal
from bot.rules.spreadsheet_columns import GOALS, PARTNERSHIPS, PEOPLE, VALUES, SaveAs
from bot.rules.spreadsheets import Row
from bot.rules.text import meaningful
from bot.rules.vocabulary import (
    Cadence,
    Confidence,
    Direction,
    OrganizationKind,
    Role,
    Side,
)
from bot.rules.zones import is_zone
from bot.services import goal_changes, goals, membership, partnerships, spreadsheet_files
from bot.services.importing import Brought
from bot.views.goal_forms import LIMITS
from storage.database import workspace_of
from storage.models import Partnership

_NOON = time(12)


@dataclass
class _Import:
    session: Session
    now: datetime
    added: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    # What people.csv says of somebody, by their user id: workspace and name.
    known: dict[str, tuple[str | None, str]] = field(default_factory=dict)

    def count(self, file: str, *, is_new: bool) -> None:
        (self.added if is_new else self.there)[file.removesuffix(".csv")] += 1

    def profile(self, user_id: str | None) -> Profile | None:
        """Return who that is, as far as it is known without asking Slack."""
        if user_id is None:
            return None
        person = storage.people.by_user_id(self.session, user_id)
        team_id, name = self.known.get(user_id, (None, ""))
        if person is not None:
            key = person.key
            return Profile(
                key, person.name or name, None, None, person.is_bot, person.is_deactivated
            )
        key = PersonKey(team_id or workspace_of(self.session), user_id)
        is_bot = user_id == storage.workspaces.bot_user_id(self.session)
        return Profile(key, name, None, None, is_bot, is_deactivated=False)

    def key(self, user_id: str | None) -> PersonKey | None:
        profile = self.profile(user_id)
        return None if profile is None else profile.key


def bring(session: Session, folder: Path, *, now: datetime) -> Brought:
    """Bring the files of a folder, in one go; what is there already stays as it is.

    With problems, whoever called has to roll everything back.
    """
    found, problems = spreadsheet_files.read(folder)
    if problems:
        return Brought({}, {}, problems)
    bringing = _Import(session, now)
    for row in found.get(PEOPLE, ()):
        bringing.known[row.text("person")] = (
            row.slack_id("workspace", "workspace"),
            row.line_of_text("name"),
        )
    for rows in found.values():
        for row in rows:
            problems += _take(bringing, row)
    return Brought(dict(bringing.added), dict(bringing.there), problems)


def _take(bringing: _Import, row: Row) -> list[Problem]:
    takers: dict[str, Callable[[_Import, Row], bool]] = {
        PARTNERSHIPS: _take_partnership,
        PEOPLE: _take_person,
        GOALS: _take_goal,
        VALUES: _take_value,
    }
    try:
        is_new = takers[row.file](bringing, row)
        bringing.count(row.file, is_new=is_new)
    except Refusal as refusal:
        row.refused(refusal.problems)
    return row.said()


def _take_partnership(bringing: _Import, row: Row) -> bool:
    session, channel = bringing.session, row.slack_id("channel", "channel")
    name = row.line_of_text("partnership")
    there = storage.partnerships.in_channel(session, channel) if channel else None
    if there is not None and there.name == name:
        return False
    if channel is None:
        raise Refusal(_("Please write the ID of its channel."), field="channel")
    answers = SetUpAnswers(
        name=name,
        school=_side(bringing, row, "school"),
        partner=_side(bringing, row, "partner"),
        cadence=row.word("check-ins", Cadence),
        time_zone=row.text("time zone"),
        year_starts_in=row.month("school year starts in"),
        first_day=row.day("first check-in"),
    )
    if not is_zone(answers.time_zone):
        row.problems["time zone"] = _("Please write a time zone such as America/Chicago.")
    lead = answers.school.lead
    key = PersonKey(workspace_of(session), "") if lead is None else lead.key
    _known = {one.key for one in (answers.school.lead, answers.partner.lead) if one is not None}
    strangers = [one for one in _known if storage.people.find(session, one) is None]
    partnerships.set_up(session, key=key, channel_id=channel, answers=answers, now=bringing.now)
    _ask_slack_of(session, strangers)
    return True


def _side(bringing: _Import, row: Row, side: str) -> SideAnswers:
    return SideAnswers(
        organization=row.line_of_text(side),
        kind=row.word(f"kind of {side}", OrganizationKind),
        lead=bringing.profile(row.slack_id(f"{side} lead", "person")),
    )


def _ask_slack_of(session: Session, strangers: list[PersonKey]) -> None:
    """Let Slack be asked soon who somebody is of whom only a file has told."""
    session.flush()
    for key in strangers:
        storage.people.find_or_add(session, key).seen_at = None


def _take_person(bringing: _Import, row: Row) -> bool:
    session, partnership = bringing.session, _partnership(bringing, row)
    profile = bringing.profile(row.slack_id("person", "person"))
    row.slack_id("workspace", "workspace")
    side, role = row.word("side", Side), row.word("role", Role)
    row.ensure_filled("person", "side", "role")
    if row.problems or profile is None or side is None or role is None:
        return False
    if membership.is_in(session, profile.key, partnership.id):
        return False
    is_known = storage.people.find(session, profile.key) is not None
    membership.add_person(
        session,
        key=_lead(session, partnership),
        partnership_id=partnership.id,
        profile=profile,
        side=side,
        role=role,
        now=bringing.now,
    )
    _ask_slack_of(session, [] if is_known else [profile.key])
    return True


def _take_goal(bringing: _Import, row: Row) -> bool:
    session, partnership = bringing.session, _partnership(bringing, row)
    plan = _plan(bringing, row)
    if storage.spreadsheets.goal_that_says(session, partnership.id, plan.statement) is not None:
        return False
    save_as = row.word("save as", SaveAs, SaveAs.LIVE)
    goal_changes.create(
        session,
        partnership.id,
        plan=plan,
        live=save_as is SaveAs.LIVE,
        unreadable={},
        form_token=_token("goal", partnership.id, plan.statement),
        key=_lead(session, partnership, Right.EDIT_GOALS),
        now=bringing.now,
    )
    return True


def _plan(bringing: _Import, row: Row) -> GoalDraft:
    unit = row.words("unit", LIMITS["unit"])
    return GoalDraft(
        statement=row.words("goal", LIMITS["statement"]),
        why=row.words("why it matters", LIMITS["why"]),
        indicator=row.words("indicator", LIMITS["indicator"]),
        unit=unit,
        direction=row.word("direction", Direction),
        baseline=row.number("baseline", unit),
        target=row.number("target", unit),
        band=row.number("stay within", unit),
        starts_on=row.day("start"),
        due_on=row.day("due"),
        school_owner=bringing.key(row.slack_id("school owner", "person")),
        partner_owner=bringing.key(row.slack_id("partner owner", "person")),
    )


def _take_value(bringing: _Import, row: Row) -> bool:
    session, partnership = bringing.session, _partnership(bringing, row)
    goal = storage.spreadsheets.goal_meant(session, partnership.id, row.text("goal"))
    if goal is None:
        raise Refusal(
            _("This partnership has no goal with these words, here or in goals.csv."), field="goal"
        )
    day, value = row.day("day"), row.number("value", goal.unit)
    row.ensure_filled("day", "value")
    if day is None or value is None:
        return False
    if day > local_day(bringing.now, partnership.time_zone):
        raise Refusal(_("That day is in the future."), field="day")
    person = bringing.key(row.slack_id("person", "person"))
    key = person or _lead(session, partnership)
    if not membership.is_in(session, key, partnership.id):
        raise Refusal(_("This person is not in the partnership."), field="person")
    token = _token("value", goal.id, f"{day} {key.team_id}/{key.user_id}")
    if storage.spreadsheets.is_value_known(session, token):
        return False
    at = datetime.combine(day, _NOON, ZoneInfo(partnership.time_zone))
    goals.update(
        session,
        goal.id,
        value=value,
        confidence=row.word("confidence", Confidence),
        note=row.words("note", LIMITS["note"]),
        unreadable={},
        form_token=token,
        key=key,
        now=min(at, bringing.now),
    )
    return True


def _partnership(bringing: _Import, row: Row) -> Partnership:
    name = row.line_of_text("partnership")
    found = storage.spreadsheets.partnerships_called(bringing.session, name)
    if not meaningful(name) or not found:
        raise Refusal(
            _("There is no partnership with this name, here or in partnerships.csv."), field="name"
        )
    if len(found) > 1:
        raise Refusal(
            _("Several partnerships have this name. Write the ID of its channel."), field="name"
        )
    return found[0]


def _lead(
    session: Session, partnership: Partnership, right: Right = Right.MANAGE_PEOPLE
) -> PersonKey:
    """Return in whose name something is done: the first who may, on the school side if there."""
    for one in storage.partnerships.members_of(session, partnership.id):
        if may(one.membership.role, right):
            return one.person.key
    raise Refusal(_("Nobody in this partnership may do that. It needs a lead."), field="name")


def _token(kind: str, number: int, words: str) -> str:
    """Return what makes the same row count once: a name for the fact, as short as a form's."""
    told = hashlib.sha256(f"{kind}:{number}:{words}".encode()).hexdigest()
    return f"import:{told[:32]}"
