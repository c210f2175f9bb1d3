"""How tests have people answer a pulse."""

from bot.playground import Channel, Person
from tests.stage import Stage

POINTS = {
    5: "5 · I fully agree",
    4: "4 · I mostly agree",
    3: "3 · Partly",
    2: "2 · I mostly disagree",
    1: "1 · I do not agree at all",
}


def answers(person: Person, room: Channel, score: int, *, words: str = "") -> None:
    """Have somebody answer all statements of the open pulse alike."""
    person.clicks("Answer the pulse", room)
    fill(person, score, words=words)
    person.submits()


def fill(person: Person, score: int, *, words: str = "") -> None:
    """Have somebody fill in the form that is open."""
    for label in statements(person):
        person.fills({label: POINTS[score]})
    if words:
        person.fills({open_question(person): words})


def statements(person: Person) -> list[str]:
    """Return what a person is asked to agree with."""
    return _labels(person, "radio_buttons")


def open_question(person: Person) -> str:
    return _labels(person, "plain_text_input")[0]


def crowd(stage: Stage, school: int, partner: int) -> tuple[list[Person], list[Person]]:
    """Set up a partnership of so many people a side; the leads are the first of them."""
    slack, room = stage.slack, stage.room
    sides = (
        [stage.ana, *(slack.person(f"Teacher {n}") for n in range(1, school))],
        [stage.ben, *(slack.person(f"Nurse {n}", stage.hospital) for n in range(1, partner))],
    )
    stage.set_up()
    stage.ana.closes()
    names = ("School side: Riverside School District", "Partner side: Mercy Hospital")
    for side, name in zip(sides, names, strict=True):
        for person in side[1:]:
            person.joins(room)
            stage.ana.types("/partner people", room)
            stage.ana.clicks("Add a person")
            stage.ana.fills({"Person": person, "Side": name})
            stage.ana.submits()
            stage.ana.closes(everything=True)
    stage.tick()

    return sides


def _labels(person: Person, kind: str) -> list[str]:
    assert person.modal is not None
    return [
        block["label"]["text"]
        for block in person.modal.blocks
        if block["type"] == "input" and block["element"]["type"] == kind
    ]
