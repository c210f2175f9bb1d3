"""What people of the play make of words: a curve to turn, an action from a message, a change."""

from bot.demo.theatre import Theatre
from bot.playground import Channel, Person


def turn_the_curve(theatre: Theatre, person: Person, helper: Person) -> None:
    """Answer what a saved check-in asks about a goal off track; the next step is the helper's."""
    person.fills(
        {
            "The story behind it": "Two supervisors leave in October, and nobody follows them.",
            "Who could help": "Retired nurses, and the college's teachers in training.",
            "Next step": "Ask the college for two teachers in training",
            "Next step: who": helper,
            "Next step: by when": "2026-09-25",
        }
    )
    person.submits()
    person.clicks("Record what we change")
    person.fills({"What changes": "A service or program", "Why": "Afternoons have no supervisor."})
    person.submits()
    person.closes(everything=True)
    theatre.settle()


def make_an_action(theatre: Theatre, person: Person, channel: Channel) -> None:
    """Turn something that was said in the channel into an action, with its link."""
    person.types("Somebody should print the lab safety sheet in Spanish, too.", channel)
    person.uses_shortcut("Make an action", channel.messages[-1])
    person.fills({"Action: by when": "2026-09-28"})
    person.submits()
    person.closes(everything=True)
    theatre.settle()
