"""A partnership with an open check-in, leads who make links to it, and the pages behind them."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from slack_bolt import App

from bot.rules.answer_links import Signer, fingerprint
from bot.rules.vocabulary import Side
from bot.services import answer_links
from bot.transports import WebApplication, web_application
from handlers.answer_page import AnswerPages
from storage.database import Database
from storage.models import Cycle, Goal, Person
from tests.factories import (
    NOW,
    WORKSPACE,
    Cast,
    key_of,
    make_cycle,
    make_goal,
    make_partnership,
    make_workspace,
)
from tests.installing import PUBLIC

_SECRET = "a-signing-secret"


@dataclass
class Desk:
    """The pages alone, without Slack."""

    database: Database
    cast: Cast
    goal: Goal
    cycle: Cycle
    now: datetime = NOW
    signer: Signer = field(init=False)
    web: WebApplication = field(init=False)

    def __post_init__(self) -> None:
        self.serves_at(PUBLIC)

    def serves_at(self, address: str) -> None:
        """Answer people there."""
        self.signer = Signer.from_secret(address, _SECRET)
        pages = AnswerPages(self.database, self.signer, lambda: self.now)
        self.web = web_application(cast(App, None), _SECRET, lambda: self.now, forms=pages.answer)

    def link_for(
        self,
        name: str = "Ida Moss",
        lead: Person | None = None,
        *,
        side: Side | None = None,
        again: bool = False,
    ) -> str:
        """Make a link as a lead does: for somebody new, or `again` for who is in the list."""
        token = self.signer.token(secrets.token_urlsafe(24))
        about = self.cast.partnership.id
        with self.database.unit_of_work(WORKSPACE) as session:
            key = key_of(lead or self.cast.ana)
            found = answer_links.known(session, about, matching=name, key=key) if again else []
            answer_links.make(
                session,
                about,
                person_id=found[0].person_id if found else None,
                name="" if found else name,
                side=side,
                token_hash=fingerprint(token),
                key=key,
                now=self.now,
            )
        return self.signer.address(token)

    def revokes(self, link_id: int, lead: Person | None = None) -> None:
        """Revoke a link as a lead does."""
        key = key_of(lead or self.cast.ana)
        with self.database.unit_of_work(WORKSPACE) as session:
            answer_links.revoke(session, link_id, key=key, now=self.now)


def desk(database: Database) -> Desk:
    """Fill an empty database."""
    make_workspace(database)
    with database.unit_of_work(WORKSPACE) as session:
        people = make_partnership(session)
        goal = make_goal(session, people)
        cycle = make_cycle(session, people.partnership)
    return Desk(database, people, goal, cycle)
