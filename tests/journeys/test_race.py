"""Two people who set up the same channel, and how the second one gets in after all."""

from threading import Thread

ANSWERS = {
    "School or district": "Riverside School District",
    "Partner organization": "Mercy Hospital",
    "Kind of partner": "Hospital",
}


def test_two_people_set_up_the_same_channel(stage):
    ana, ben, cara, room = stage.ana, stage.ben, stage.cara, stage.room
    eli = stage.slack.person("Eli Moss")
    room.members.add(eli.id)
    for person, name, lead in ((ana, "Riverside and Mercy", ana), (eli, "Clinic days", cara)):
        person.types("/partner setup", room)
        person.fills(
            {"Partnership name": name, "School lead": lead, "Partner lead": ben, **ANSWERS}
        )

    threads = [Thread(target=person.submits) for person in (ana, eli)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stage.tick()

    # One of them got it; the other keeps the form, and reads which one is there.
    (late,) = (person for person in (ana, eli) if person.modal.errors)
    (first,) = {ana, eli} - {late}
    assert "already has a partnership" in str(late.modal.errors)
    assert "is set up" in first.sees()
    assert len(room.messages) == 1
    late.closes()
    first.closes()

    # The card is there for everybody in the channel, but it lets in only members.
    late.clicks("Details", room)
    assert "I have asked its leads" in late.sees()
    late.types("/partner", room)
    assert "One of its leads can add you" in late.sees(room)

    # They are added, and are in.
    first.clicks("Details", room)
    first.clicks("People")
    first.clicks("Add a person")
    first.fills({"Person": late, "Side": "School side: Riverside School District"})
    first.submits()
    if late.modal is not None:
        late.closes()
    late.clicks("Details", room)
    assert late.modal.title == "Partnership"
    assert not stage.slack.refusals
