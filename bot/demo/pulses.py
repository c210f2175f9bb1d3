"""The act about the pulse: sealed where eight are asked, with names where they are two."""

from collections.abc import Sequence

from bot.demo.theatre import Theatre
from bot.playground import Channel, Person

_POINTS = (
    "1 · I do not agree at all",
    "2 · I mostly disagree",
    "3 · Partly",
    "4 · I mostly agree",
    "5 · I fully agree",
)
_WISHES = (
    "More notice before a lab day moves.",
    "Somebody to call when a bus is late.",
    "A look at the numbers together, not each on our own.",
    "Fewer meetings, and shorter ones.",
    "Let the new teachers see the lab first.",
    "Tell us what became of what we said.",
    "More time to prepare the classes.",
)


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
    """Let everybody answer in their own way; all but one write something too."""
    for number, person in enumerate(people):
        person.clicks("Answer the pulse", channel)
        for place, statement in enumerate(_labels(person, "radio_buttons")):
            person.fills({statement: _POINTS[(2 * number + place) % 3 + 2]})
        if number:
            wish = _WISHES[number % len(_WISHES)]
            person.fills({_labels(person, "plain_text_input")[0]: wish})
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
