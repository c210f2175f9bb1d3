"""What the play showed: every channel, every person's own messages, and one line of sums."""

from collections.abc import Iterator
from dataclasses import dataclass

import storage.outbox
from bot.demo.theatre import Theatre
from bot.playground import Channel, Person


@dataclass(frozen=True)
class Sums:
    """How the play went for the bot."""

    posted: int
    refused: int
    repeated: int
    lost: int

    @property
    def line(self) -> str:
        return (
            f"demo: {self.posted} messages posted, {self.refused} refused by Slack's limits, "
            f"{self.repeated} repeated, {self.lost} lost"
        )


def sums(theatre: Theatre) -> Sums:
    """Count what people got against what the bot meant to say."""
    slack = theatre.slack
    with theatre.application.database.reading_across_workspaces() as session:
        lost = len(storage.outbox.not_delivered(session))
    return Sums(
        posted=slack.posted,
        refused=len(slack.refusals),
        repeated=len(slack.repeats),
        lost=lost,
    )


def problems(theatre: Theatre) -> Iterator[str]:
    """Say what went wrong, a line each."""
    slack = theatre.slack
    for refusal in slack.refusals:
        yield f"Slack would refuse {refusal.method}: {refusal.error} {refusal.pointers}"
    for failure in slack.failures:
        yield f"the bot did not take a delivery: {failure}"
    for warning in slack.warnings:
        yield f"hard to read for some: {warning}"
    with theatre.application.database.reading_across_workspaces() as session:
        for message in storage.outbox.not_delivered(session):
            yield f"not delivered: {message.key} ({message.status}: {message.last_error})"


def pages(theatre: Theatre) -> Iterator[tuple[str, str]]:
    """Return a heading and a text for everything that somebody can see at the end."""
    slack = theatre.slack
    for channel in slack.channels:
        if not channel.is_im:
            yield f"#{channel.name}", slack.text_of(channel)
    for person in slack.people:
        yield from _own(theatre, person)


def _own(theatre: Theatre, person: Person) -> Iterator[tuple[str, str]]:
    slack = theatre.slack
    direct: Channel = person.dm
    if direct.messages:
        yield f"{person.name}, direct messages", slack.text_of(direct, person)
    if person.ephemerals:
        shown = "\n".join(slack.text_of(message, person) for message in person.ephemerals)
        yield f"{person.name}, shown to them alone", shown
    if person.home is not None:
        yield f"{person.name}, Home", slack.text_of(person.home, person)
