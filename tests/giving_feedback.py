"""How people in tests give feedback and let it arrive, by what the bot shows them."""

from bot.playground import Channel, Person
from tests.stage import Stage

WORDS = "The bus leaves before the last class ends."

NAMES = ("Eli Moss", "Fay Reed", "Gil Stone", "Hana Cole")


def of_eight(stage: Stage) -> list[Person]:
    """Set up a partnership of two leads and six others, of both sides; return the newcomers."""
    stage.set_up()
    stage.ana.closes()
    newcomers = [
        stage.slack.person(name, stage.hospital if number % 2 else None)
        for number, name in enumerate(NAMES)
    ]
    for person in newcomers:
        stage.ana.invites(person, stage.room)
    for person in (stage.cara, stage.dev, *newcomers):
        add(stage, person)
    return newcomers


def add(stage: Stage, person: Person) -> None:
    """Let Ana add somebody on the side of their workspace."""
    side = "Partner side: Mercy Hospital"
    if person.team_id == stage.district.id:
        side = "School side: Riverside School District"
    stage.ana.types("/partner people", stage.room)
    stage.ana.clicks("Add a person")
    stage.ana.fills({"Person": person, "Side": side})
    stage.ana.submits()
    stage.ana.closes(everything=True)


def give(person: Person, room: Channel, said: str = WORDS, *, anonymous: bool = False) -> None:
    """Say something by the button on the card."""
    person.clicks("Give feedback", room)
    person.fills({"What I want to say": said})
    if anonymous:
        person.fills({"How": "Without my name"})
    person.submits()


def next_morning(stage: Stage) -> None:
    """Let the next morning come, ten o'clock in Chicago."""
    stage.advance(days=1)
    stage.clock.now = stage.now.replace(hour=15, minute=0)
    stage.tick()
