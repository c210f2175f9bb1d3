"""A lead who has no time this quarter: a colleague answers, and the lead hears no more of it."""


def test_a_lead_asks_a_colleague_who_asks_to_be_left_out(stage):
    ana, ben, dev = stage.ana, stage.ben, stage.dev
    stage.set_up()
    stage.live_through(1)
    stage.live_through(5)

    # The reminder says why Ben gets it, and has the way out. Dev has never heard of the bot.
    assert "because you lead the partnership for Mercy Hospital" in ben.sees("dm")
    ben.clicks("Ask a colleague", "dm")
    ben.fills({"Colleague": dev})
    ben.submits()
    ben.closes()
    stage.tick()
    assert "because @Ben Okafor asked you to answer for Mercy Hospital" in dev.sees("dm")
    assert "You asked @Dev Patel" in ben.sees("dm")

    # Dev cannot, so it comes back to Ben, who can ask again: not Dev, and nobody of the other side.
    dev.clicks("Not this quarter", "dm")
    stage.tick()
    assert "Noted: no check-in from you" in dev.sees("dm")
    assert "Time to check in" in ben.sees("dm")
    ben.clicks("Ask a colleague", "dm")
    ben.fills({"Colleague": dev})
    ben.submits()
    assert "already said no to this one" in str(ben.modal.errors)
    eli = stage.slack.person("Eli Moss", stage.hospital)
    eli.joins(stage.room)
    ben.fills({"Colleague": eli})
    ben.submits()
    ben.closes()
    stage.tick()

    assert "You asked @Eli Moss" in ben.sees("dm")

    # Eli answers in one tap, days later; nobody on that side is asked any more.
    stage.live_through(2)
    eli.clicks("Check in", "dm")
    eli.fills({"Wins": "The lab opens in the evening."})
    eli.submits()
    eli.closes()
    stage.tick()
    asked = [len(person.direct_messages) for person in (ben, dev, eli)]
    stage.live_through(7)
    assert [len(person.direct_messages) for person in (ben, dev, eli)] == asked
    for person in (ben, eli):
        assert "Time to check in" not in person.sees("dm")

    # The channel was never told who was asked and said no; the digest names whose words they are.
    assert "asked" not in ana.sees(stage.room)
    stage.live_through(2)
    assert "Eli Moss, Mercy Hospital" in ana.sees(stage.room)
    assert not stage.slack.refusals
