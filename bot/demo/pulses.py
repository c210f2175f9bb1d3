"""The act about the pulse: sealed where eight are asked, with names where they are two."""

from collections.abc import Sequence

from bot.demo.theatre import Theatre
from bot.playground import Channel, Person

_POINTS = (
    "1 · I do not agree at all",
    "2 · I rather disagree",
    "3 · Partly",
    "4 · I rather agree",
    "5 · I fully agree",
)
_WISH = "More notice before a lab day moves."


def ask_the_many(theatre: Theatre, lead: Person, channel: Channel) -> None:
    """Let a lead ask where enough people are: nobody will see who answered what."""
    lead.types("/partner pulse", channel)
    lead.clicks("Ask now")
    theatre.settle()


def ask_the_few(theatre: Theatre, lead: Person, channel: Channel) -> None:
    """Let a lead hear that two are too few, and choose to ask with names."""
    lead.types("/partner pulse", channel)
    lead.clicks("Ask now")
    lead.clicks("Ask with names")
    lead.closes(everything=True)
    theatre.settle()


def answer(theatre: Theatre, people: Sequence[Person], channel: Channel) -> None:
    """Let everybody answer in their own way; most of them write something too."""
    for number, person in enumerate(people):
        person.clicks("Answer the pulse", channel)
        for place, statement in enumerate(_labels(person, "radio_buttons")):
            person.fills({statement: _POINTS[(2 * number + place) % 3 + 2]})
        if number % 4:
            person.fills({_labels(person, "plain_text_input")[0]: _WISH})
        person.submits()
        person.closes(everything=True)
    theatre.settle()


def read(theatre: Theatre, person: Person, channel: Channel) -> None:
    """Let somebody look at what came of it."""
    person.clicks("Details", channel)
    person.clicks("Pulse")
    person.closes(everything=True)
    theatre.settle()


def _labels(person: Person, kind: str) -> list[str]:
    blocks = person.modal.blocks if person.modal is not None else []
    return [
        block["label"]["text"]
        for block in blocks
        if block["type"] == "input" and block["element"]["type"] == kind
    ]
