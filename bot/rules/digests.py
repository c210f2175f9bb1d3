"""What a digest of about twelve lines shows, and whether there is anything to post."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from bot.rules.progress import Movement
from bot.rules.vocabulary import Confidence

# Twelve, less the line with the sides in and the one with the next date.
ROOM = 10
# After that a digest is no news any more.
NEWS_FOR = timedelta(days=7)
# What people said and what was done opens the digest, and must not fill it.
MOST_THEMES = 3

Item = TypeVar("Item")


class Section(StrEnum):
    """The parts of a digest between its first and its last line, in order."""

    THEMES = "themes"
    GOALS = "goals"
    WINS = "wins"
    CHALLENGES = "challenges"
    NEEDS = "needs"
    CHANGES = "changes"
    ACTIONS = "actions"


class Chosen(NamedTuple, Generic[Item]):
    """One section: what the channel sees, and how many more wait in the thread."""

    section: Section
    shown: Sequence[Item]
    more: int


def choose(items: Mapping[Section, Sequence[Item]]) -> list[Chosen[Item]]:
    """Choose what to show, each section's items best first, one of each before a second of any."""
    places = _places({section: len(items.get(section, ())) for section in Section})
    return [
        Chosen(section, items[section][: places[section]], len(items[section]) - places[section])
        for section in Section
        if places[section]
    ]


def goal_order(movement: Movement | None, confidence: Confidence | None) -> int:
    """Rank a goal for the digest, least first: what to talk about, what moved, then the rest."""
    if movement is Movement.WORSENED or confidence is Confidence.OFF_TRACK:
        return 0
    if confidence is Confidence.AT_RISK:
        return 1
    return 2 if movement is Movement.IMPROVED else 3


def is_worth_posting(
    *, sides_in: int, goal_values: int, actions_ticked: int, themes_answered: int
) -> bool:
    """Say whether anything happened in the cycle; if not, the leads are asked privately instead."""
    return sides_in > 0 or goal_values > 0 or actions_ticked > 0 or themes_answered > 0


def _places(waiting: Mapping[Section, int]) -> dict[Section, int]:
    """Deal the room out like cards: each section in turn, as long as it has more to show."""
    places = dict.fromkeys(Section, 0)
    most = {**waiting, Section.THEMES: min(waiting[Section.THEMES], MOST_THEMES)}
    for _place in range(min(ROOM, sum(most.values()))):
        hungry = [section for section in Section if places[section] < most[section]]
        places[min(hungry, key=lambda section: places[section])] += 1
    return places
