"""The act about feedback: somebody speaks up without a name, is asked back, and is answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.demo.theatre import Theatre
from bot.playground import Channel, Person, Workspace

TITLE = "Visits are hard to plan around exams"


@dataclass(frozen=True)
class Voices:
    """A lead of the partnership, and the many who do not lead it."""

    ana: Person
    dev: Person
    channel: Channel
    others: Sequence[Person]


def bring_in(theatre: Theatre, ana: Person, channel: Channel, mercy: Workspace) -> Voices:
    """Let a lead add six who do not lead, so that nobody can tell which of them speaks."""
    slack = theatre.slack
    dev = slack.person("Dev Patel", mercy)
    of_hospital = [dev, slack.person("Fay Reed", mercy), slack.person("Hana Cole", mercy)]
    of_school = [slack.person(name) for name in ("Cara Lind", "Eli Moss", "Gil Stone")]
    for side, people in (
        ("Partner side: Mercy Hospital", of_hospital),
        ("School side: Riverside School District", of_school),
    ):
        for person in people:
            ana.invites(person, channel)
            ana.types("/partner people", channel)
            ana.clicks("Add a person")
            ana.fills({"Person": person, "Side": side})
            ana.submits()
            ana.closes(everything=True)
    theatre.settle()
    return Voices(ana, dev, channel, [*of_school, *of_hospital])


def speak(theatre: Theatre, cast: Voices) -> None:
    """Let somebody from the other workspace say something without a name, by button."""
    cast.dev.clicks("Give feedback", cast.channel)
    cast.dev.fills(
        {
            "What I want to say": "Classes come in the week before exams, and nobody listens.",
            "How": "Without my name",
        }
    )
    cast.dev.submits()
    cast.dev.closes()
    theatre.settle()


def ask_back(theatre: Theatre, cast: Voices) -> None:
    """Let a lead ask back without learning whom, and be answered."""
    cast.ana.clicks("Follow up", "dm")
    cast.ana.fills({"What I want to ask or say": "Would two weeks earlier be better?"})
    cast.ana.submits()
    cast.ana.closes()
    theatre.settle()
    cast.dev.clicks("Answer", "dm")
    cast.dev.fills({"My answer": "Yes, or right after them."})
    cast.dev.submits()
    cast.dev.closes()
    theatre.settle()


def answer(theatre: Theatre, cast: Voices) -> None:
    """Let the lead make a theme of it in words of their own, and say what is done."""
    cast.ana.clicks("Make a theme", "dm")
    cast.ana.fills(
        {
            "What was said": TITLE,
            "Where it stands": "Planned",
            "Our answer": "From October on, no lab day in the two weeks before exams.",
        }
    )
    cast.ana.submits()
    cast.ana.closes()
    theatre.settle()
