"""What digests tell of learning: how curves are to be turned, what was changed, and what helped."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

import storage.adjustments
import storage.confidence_gaps
import storage.turning
from bot.rules import confidence_gap
from bot.rules.confidence_gap import Spoken
from bot.rules.vocabulary import Side
from bot.views.digest_lines import ChangeNews, GoalEntry, Source, Turned, VerdictNews
from storage.digest_checkins import Answer
from storage.digest_goals import Update
from storage.models import Adjustment, AdjustmentReview, TurningNote

SourceOf = Callable[[int | None, int, Side, datetime], Source]
"""Say where something comes from: its check-in if in one, the person, their side, and when."""


@dataclass(frozen=True)
class Learned:
    """What one cycle's digest tells beside numbers and words."""

    # The goals over which both sides' leads want the channel to know that they differ.
    shared: frozenset[int]
    turned: Mapping[int, Sequence[TurningNote]]
    changed: Sequence[Adjustment]
    reviewed: Sequence[tuple[AdjustmentReview, Adjustment]]


def gather(
    session: Session, cycles: Mapping[int, int], since: Mapping[int, datetime]
) -> dict[int, Learned]:
    """Return what there is to tell, by cycle; `cycles` and `since` are by cycle too.

    Four queries, whatever the number of cycles; `cycles` names the partnership of each.
    """
    shared: defaultdict[int, set[int]] = defaultdict(set)
    for gap in storage.confidence_gaps.of_cycles(session, cycles):
        if gap.school_agreed_by_id is not None and gap.partner_agreed_by_id is not None:
            shared[gap.cycle_id].add(gap.goal_id)
    turned: defaultdict[int, defaultdict[int, list[TurningNote]]]
    turned = defaultdict(lambda: defaultdict(list))
    for cycle_id, note in storage.turning.of_cycles(session, cycles):
        turned[cycle_id][note.goal_id].append(note)
    oldest = min(since.values(), default=None)
    changed = storage.adjustments.since(session, set(cycles.values()), oldest) if oldest else []
    reviewed: defaultdict[int, list[tuple[AdjustmentReview, Adjustment]]] = defaultdict(list)
    for cycle_id, review, adjustment in storage.adjustments.reviews_in_cycles(session, cycles):
        reviewed[cycle_id].append((review, adjustment))
    return {
        cycle_id: Learned(
            frozenset(shared[cycle_id]),
            turned[cycle_id],
            [
                one
                for one in changed
                if one.partnership_id == partnership_id and one.at > since[cycle_id]
            ],
            reviewed[cycle_id],
        )
        for cycle_id, partnership_id in cycles.items()
    }


@dataclass(frozen=True)
class Judged:
    """What a channel may read of one goal: by whom what was said, and how to turn it."""

    entries: Sequence[GoalEntry]
    turned: Sequence[Turned]
    differs: bool


def judged(
    learned: Learned,
    goal_id: int,
    updates: Sequence[Update],
    answers: Mapping[int, Answer],
    digested_at: datetime | None,
    source_of: SourceOf,
) -> Judged:
    """Leave out what would tell the channel that the sides see a goal very differently.

    Unless both leads want it told: then everything is there, and a line that says so.
    """

    def first_at(update: Update) -> datetime:
        answer = answers.get(update.check_in_id or 0)
        return update.at if answer is None else answer.submitted_at

    spoken = [
        Spoken(one.side, one.confidence, one.at, first_at(one))
        for one in updates
        if one.confidence is not None
    ]
    by_side = confidence_gap.by_side(spoken)
    is_gap, is_told = confidence_gap.is_gap(by_side), goal_id in learned.shared
    word = confidence_gap.for_channel(spoken, digested_at)
    entries = []
    for one in updates:
        says_it = is_told or one.confidence == word
        held = is_gap and not says_it and one.confidence is not None
        entry = GoalEntry(
            source_of(one.check_in_id, one.person_id, one.side, one.at),
            one.value,
            one.confidence if says_it else None,
            "" if held else one.note,
        )
        if (entry.value, entry.confidence, entry.note) != (None, None, ""):
            entries.append(entry)
    turned = [
        Turned(
            source_of(one.check_in_id, one.person_id, one.side, one.at),
            one.story,
            one.helpers,
            one.what_works,
        )
        for one in learned.turned.get(goal_id, ())
        if is_told or not is_gap or by_side[one.side] == word
    ]
    return Judged(entries, turned, differs=is_gap and is_told)


def changes(learned: Learned, source_of: SourceOf) -> list[ChangeNews]:
    """Return what was changed since the last cycle, and what this one says of whether it helped."""
    news = [
        ChangeNews(
            one.what,
            one.why,
            one.evidence,
            source_of(None, one.person_id, one.side, one.at),
        )
        for one in learned.changed
    ]
    verdicts: defaultdict[int, list[VerdictNews]] = defaultdict(list)
    known: dict[int, Adjustment] = {}
    for review, adjustment in learned.reviewed:
        known[adjustment.id] = adjustment
        source = source_of(review.check_in_id, review.person_id, review.side, review.at)
        verdicts[adjustment.id].append(VerdictNews(source, review.helped, review.note))
    asked = [ChangeNews(known[row_id].what, verdicts=of_one) for row_id, of_one in verdicts.items()]
    return [*news, *asked]
