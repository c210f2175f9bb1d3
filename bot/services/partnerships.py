"""A partnership's life: set up in a channel, paused, resumed, and closed for good."""

from datetime import datetime
from typing import cast

from sqlalchemy.orm import Session

import storage.channels
import storage.elsewhere
import storage.newcomers
import storage.organizations
import storage.partnerships
import storage.people
from bot.rules import delivery
from bot.rules import partnerships as rules
from bot.rules.language import _
from bot.rules.partnerships import SetUpAnswers, SideAnswers
from bot.rules.people import PersonKey, Profile
from bot.rules.permissions import Right
from bot.rules.readers import UNTIL_A_LEAD_AGREES
from bot.rules.refusals import FormRefusal, Refusal
from bot.rules.vocabulary import OrganizationKind, PartnershipStatus, PauseReason, Role, Side
from bot.services import cards, coordinators, cycles, handover_requests, school_calendars, seats
from bot.views import channels
from bot.views.setup import Saved
from storage.models import Organization, Partnership, Person

_STAYS = frozenset({PauseReason.ASKED, PauseReason.ELSEWHERE, *UNTIL_A_LEAD_AGREES})


def ensure_channel_is_free(session: Session, channel_id: str) -> None:
    """Refuse a second partnership in a channel before anybody fills in a form for it."""
    if storage.partnerships.in_channel(session, channel_id) is not None:
        raise _taken()
    ensure_kept_by_nobody_else(session, channel_id)


def ensure_kept_by_nobody_else(session: Session, channel_id: str) -> None:
    """Refuse a channel that the bot of another workspace looks after."""
    keeper = storage.elsewhere.keeper_of(session, channel_id)
    if keeper is not None:
        raise Refusal(channels.kept_elsewhere(keeper.name))


def set_up(
    session: Session, *, key: PersonKey, channel_id: str, answers: SetUpAnswers, now: datetime
) -> Saved:
    """Found a partnership in a channel, seat its people, plan its first check-in, post its card.

    The same answers from the same person again change nothing and give the same outcome. Raises
    FormRefusal by field, or Refusal when the channel has another partnership.
    """
    problems = rules.problems(answers, now)
    if problems:
        raise FormRefusal(problems)
    storage.elsewhere.reserve(session, channel_id)
    # Which channel it is comes from the form, and proves nobody to be in it: no name is told.
    if storage.elsewhere.keeper_of(session, channel_id) is not None:
        raise Refusal(_("Another Touchstone already looks after this channel, and one is enough."))
    setter = storage.people.find_or_add(session, key)
    partnership = _found(session, setter, channel_id, answers, now)
    if partnership is None:
        return _outcome(session, _already_there(session, setter, channel_id, answers))
    _seat_everyone(session, partnership, setter, answers, now)
    coordinators.begin_with(session, setter, now=now)
    coordinators.join(session, partnership.id, now=now)
    cycles.plan_first(session, partnership, now=now)
    cards.post(session, partnership, now)
    return _outcome(session, partnership)


def pause(session: Session, *, key: PersonKey, partnership_id: int, now: datetime) -> Partnership:
    """Let a partnership rest until somebody resumes it; paused already is fine."""
    partnership = _take(session, key, partnership_id)
    # Who rests until a lead agrees to who reads along is asked that, whoever pauses it meanwhile;
    # and who gave way to another bot must be known to it by that.
    if partnership.paused_because not in _STAYS:
        rest(session, partnership, PauseReason.ASKED, now)
        cards.refresh(session, partnership, delivery.changed_at("paused", now), now)
    return partnership


def resume(session: Session, *, key: PersonKey, partnership_id: int, now: datetime) -> Partnership:
    """Let a partnership go on from today; one that runs already is fine."""
    partnership = _take(session, key, partnership_id)
    if partnership.status is PartnershipStatus.PAUSED:
        storage.elsewhere.reserve(session, partnership.channel_id)
        ensure_kept_by_nobody_else(session, partnership.channel_id)
        wake(session, partnership, now)
    return partnership


def close(session: Session, *, key: PersonKey, partnership_id: int, now: datetime) -> Partnership:
    """End a partnership for good; its history stays readable. Closed already is fine."""
    seat = seats.take_to_change(session, key, partnership_id, Right.MANAGE_PARTNERSHIP)
    partnership = seat.partnership
    if partnership.status is not PartnershipStatus.CLOSED:
        partnership.status = PartnershipStatus.CLOSED
        partnership.closed_at = now
        cycles.end(session, partnership)
        handover_requests.end_all(session, now=now, partnership_id=partnership.id)
        session.flush()
        cards.refresh(session, partnership, "closed", now)
    return partnership


def rest(
    session: Session, partnership: Partnership, because: PauseReason, now: datetime
) -> PauseReason:
    """Stop the clock of a partnership; remember why, and return it.

    Where another bot began while this one had lost the channel, that is why from then on.
    """
    if partnership.paused_because in storage.elsewhere.LETS_GO:
        storage.elsewhere.reserve(session, partnership.channel_id)
        if storage.elsewhere.keeper_of(session, partnership.channel_id) is not None:
            because = PauseReason.ELSEWHERE
    partnership.status = PartnershipStatus.PAUSED
    partnership.paused_because = because
    partnership.paused_at = now
    session.flush()
    return because


def wake(session: Session, partnership: Partnership, now: datetime) -> None:
    """Start the clock again: cycles are planned from now, and no missed one is made up for.

    Only what was refused because the channel was lost, or waited for a lead to agree to who reads
    along, and is still worth saying, is said now.
    """
    partnership.status = PartnershipStatus.ACTIVE
    partnership.paused_because = None
    partnership.paused_at = None
    cycles.replan(session, partnership, now=now)
    session.flush()
    storage.channels.say_again(session, partnership.channel_id, now)
    storage.newcomers.let_read(session, partnership.channel_id, now)
    cards.refresh(session, partnership, delivery.changed_at("resumed", now), now)


def _take(session: Session, key: PersonKey, partnership_id: int) -> Partnership:
    seat = seats.take_to_change(session, key, partnership_id, Right.MANAGE_PARTNERSHIP)
    rules.ensure_not_closed(seat.partnership.status)
    return seat.partnership


def _found(
    session: Session, setter: Person, channel_id: str, answers: SetUpAnswers, now: datetime
) -> Partnership | None:
    return storage.partnerships.add(
        session,
        name=answers.name,
        channel_id=channel_id,
        channel_teams=" ".join(sorted(answers.channel_teams)),
        time_zone=answers.time_zone,
        cadence=answers.cadence,
        year_starts_in=answers.year_starts_in,
        first_day=answers.first_day,
        status=PartnershipStatus.ACTIVE,
        set_up_by_id=setter.id,
        created_at=now,
    )


def _already_there(
    session: Session, setter: Person, channel_id: str, answers: SetUpAnswers
) -> Partnership:
    """Return the channel's partnership if these very answers made it; else refuse."""
    there = storage.partnerships.holder_of_channel(session, channel_id)
    made_from = (there.set_up_by_id, there.name, there.first_day)
    if made_from != (setter.id, answers.name, answers.first_day):
        raise _taken()
    return there


def _taken() -> Refusal:
    return Refusal(
        _(
            "This channel already has a partnership. Press Details on its card to see it. Another "
            "partnership can have a channel of its own."
        )
    )


def _seat_everyone(
    session: Session,
    partnership: Partnership,
    setter: Person,
    answers: SetUpAnswers,
    now: datetime,
) -> None:
    """Seat leads and deputies, and whoever set it up as coordinator if they are none of these."""
    organizations, leads, seats_taken = {}, {}, []
    for side, said in ((Side.SCHOOL, answers.school), (Side.PARTNER, answers.partner)):
        organizations[side] = _organization(session, said, setter)
        leads[side] = storage.people.save_profile(session, cast(Profile, said.lead), now)
        seats_taken.append((leads[side], side, Role.LEAD))
        if said.deputy is not None:
            deputy = storage.people.save_profile(session, said.deputy, now)
            seats_taken.append((deputy, side, Role.DEPUTY))
    if setter.id not in {person.id for person, _side, _role in seats_taken}:
        side = rules.coordinates_for(
            setter.team_id, leads[Side.SCHOOL].team_id, leads[Side.PARTNER].team_id
        )
        seats_taken.append((setter, side, Role.COORDINATOR))
    for person, side, role in seats_taken:
        storage.partnerships.add_member(
            session,
            partnership_id=partnership.id,
            person_id=person.id,
            organization_id=organizations[side].id,
            side=side,
            role=role,
            now=now,
        )


def _organization(session: Session, said: SideAnswers, setter: Person) -> Organization:
    """Return the organization that the setter means; a name alone gives nobody another's."""
    known = storage.organizations.known_to(
        session,
        said.organization,
        setter.key,
        knows_all=coordinators.coordinates(session, setter.key),
    )
    return known or storage.organizations.add(
        session, said.organization, cast(OrganizationKind, said.kind)
    )


def _outcome(session: Session, partnership: Partnership) -> Saved:
    cycle = cycles.next_or_current(session, partnership.id)
    moved = cycle and rules.moved_first_day(
        partnership.first_day,
        cycle.opens_at,
        partnership.time_zone,
        school_calendars.of_one(session, partnership, cycle.opens_at),
    )
    return Saved(
        partnership_id=partnership.id,
        name=partnership.name,
        channel_id=partnership.channel_id,
        next_check_in=cycles.in_words(partnership, cycle) if cycle else "",
        moved=moved or None,
    )
