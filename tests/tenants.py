"""Ours between others' partnerships, and every payload that names a record of theirs.

Ids are small numbers here, and the neighbours moved in first: theirs are the smallest of each noun.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, select

from bot.playground import Person
from bot.rules.answer_links import Signer
from bot.rules.vocabulary import Role
from bot.views import personal
from handlers.router import ACTION, CLOSED, COMMAND, OPTIONS, SHORTCUT, VIEW
from handlers.routes import router_of_all
from storage.models import Cycle, Membership, Partnership
from storage.models import Person as Holder
from tests.factories import make_workspace
from tests.furnishing import SECRET
from tests.handlers.test_forged import REMEMBERED
from tests.installing import PUBLIC
from tests.neighbours import Neighbour, move_in
from tests.stage import Stage
from tests.whose import Map

OURS = "Riverside and Mercy"
ELSEWHERE = "T0ELSEWHERE"
ABSENT = 999_999
ROUTES = sorted(router_of_all().routes)
COMMANDS = [name for kind, name in ROUTES if kind == COMMAND]
INTERACTIVE = [
    (kind, name)
    for kind, name in ROUTES
    if kind in (ACTION, VIEW, CLOSED, OPTIONS, SHORTCUT)
    # Whoever erases themselves goes on as a stranger, who is tried elsewhere.
    and name != personal.ERASE
]
# Fields of forms that are named after a record, and lists of which one is chosen.
NAMED_AFTER = ("value", "confidence", "note", "helped", "helped_note")
CHOSEN_IN = ("goal", "theme", "into", "which")
# What these keep is ours, and more is shown of it each time.
MAKES_MORE = {"goals.new", "answer_links.make"}
# What a partnership's card says to everybody in its channel.
ON_THE_CARD = re.compile(f"(Riverside and Mercy|U(ANA|BEN)){SECRET}")
LISTS = ("partnerships", "goals")
TEXTS = """
    wins challenges needs changes action_what what why evidence title answer said note statement
    story helpers what_works name reason words label
"""
# So that a form gets as far as the record.
FILLED_IN = {
    "side": "school",
    "role": "contributor",
    "state": "planned",
    "how": "named",
    "kind": "rhythm",
    "construct": "openness",
    "confidence": "at_risk",
    "direction": "increase",
    "save_as": "draft",
    "cadence": "monthly",
    "fewest": "5",
    **dict.fromkeys(["action_due", "due_on", "first_day", "last_day"], "2026-11-02"),
    **dict.fromkeys(TEXTS.split(), "Twelve more labs"),
}


@dataclass(frozen=True)
class Town:
    """Our partnership, another one of the same workspace, and one of another workspace."""

    stage: Stage
    signer: Signer
    neighbours: list[Neighbour]
    own: int
    own_cycle: int

    def of_others(self) -> list[tuple[str, RowMapping]]:
        with self.stage.database.engine.connect() as connection:
            return Map(connection).of_others(self.own, SECRET)

    def numbers(self) -> list[int]:
        """Return every number by which a record of others could be asked for."""
        return sorted(
            {
                row["id"]
                for name, row in self.of_others()
                if isinstance(row.get("id"), int) and name != "audit_events"
            }
        )

    def own_numbers(self) -> set[int]:
        """Return every number that a record of ours has."""
        with self.stage.database.engine.connect() as connection:
            whole = Map(connection)
        theirs = whole.of_others(self.own, SECRET)
        ours = [row for name, row in whole if (name, row) not in theirs]
        return {row["id"] for row in ours if isinstance(row.get("id"), int)}

    def mixed_up(self) -> list[str]:
        """Return what belongs to two partnerships at once."""
        with self.stage.database.engine.connect() as connection:
            whole = Map(connection)
        return [name for name, row in whole if len(whole.partnerships(name, row)) > 1]

    def takes_role(self, person: Person, role: Role) -> None:
        with self.stage.database.unit_of_work(self.stage.workspace_id) as session:
            seat = session.scalars(
                select(Membership)
                .join(Holder, Holder.id == Membership.person_id)
                .where(Membership.partnership_id == self.own, Holder.user_id == person.id)
            ).one()
            seat.role = role


def raise_town(stage: Stage, *workspaces: str) -> Town:
    """Let others move in, and then our own partnership begin its first check-in."""
    make_workspace(stage.database, ELSEWHERE)
    signer = Signer.from_secret(PUBLIC, stage.slack.signing_secret)
    neighbours = []
    for workspace_id in workspaces:
        with stage.database.unit_of_work(workspace_id) as session:
            neighbours.append(move_in(session, signer))
    deputies: dict[str, Any] = {"School deputy": stage.cara, "Partner deputy": stage.dev}
    stage.set_up(**deputies)
    stage.ana.closes()
    with stage.database.reading(stage.workspace_id) as session:
        own = session.scalars(select(Partnership).where(Partnership.name == OURS)).one()
        cycle = session.scalars(select(Cycle).where(Cycle.partnership_id == own.id)).one()
    stage.clock.now = cycle.first_reminder_at or stage.now
    stage.tick()
    return Town(stage, signer, neighbours, own.id, cycle.id)


def state_of(*numbers: int) -> dict[str, Any]:
    """Return a filled-in form whose fields and choices name these records."""
    typed = dict(FILLED_IN)
    for number in numbers:
        typed |= {f"{name}:{number}": FILLED_IN.get(name, "7") for name in NAMED_AFTER}
        typed |= dict.fromkeys(CHOSEN_IN, str(number))
    return {
        "values": {
            field: {"x": {"type": "plain_text_input", "value": value}}
            for field, value in typed.items()
        }
    }


def payload_of(
    kind: str, name: str, number: int, remembered: Mapping[str, int], shown_in: str | None
) -> dict[str, Any]:
    """Return a payload in which every id is `number`, but for what the form remembers besides."""
    memory: dict[str, Any] = {**dict.fromkeys(REMEMBERED, number), **remembered}
    memory |= {many: [memory.get(many.removesuffix("s"), number)] for many in LISTS}
    memory |= dict.fromkeys(["once", "random"], f"{number:032x}")
    view = {
        "type": shown_in,
        "callback_id": name if kind in (VIEW, CLOSED) else "x",
        "private_metadata": json.dumps(memory),
        "state": state_of(number),
    }
    block = {"block_id": f"value:{number}", "action_id": name}
    pressed = {**block, "type": "button", "value": str(number)}
    return {
        **block,
        "actions": [pressed] if kind == ACTION else [],
        "value": "Chicago",
        "view": view if shown_in else None,
    }


def ways(town: Town, kind: str, name: str) -> list[Callable[[int], dict[str, Any]]]:
    """Return how a payload may name a record: alone, or as if it were of our own partnership."""
    partnership = {"partnership": town.own}
    places: list[tuple[dict[str, int], str | None]] = [({}, "modal"), (partnership, "modal")]
    if kind in (VIEW, CLOSED):
        places.append(({**partnership, "cycle": town.own_cycle}, "modal"))
    else:
        places += [({}, None), (partnership, "home")]
    return [
        lambda number, place=place: payload_of(kind, name, number, *place)  # type: ignore[misc]
        for place in places
    ]


def alike(shown: str) -> str:
    """Return what is the same each time of what somebody is shown: no view is called as before."""
    return re.sub(r"[0-9a-f]{6,}|[A-Za-z0-9_-]{24,}|V[A-Z0-9]+|\d+\.\d+", "*", shown)
