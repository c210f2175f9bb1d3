"""A lead goes and another comes: nothing that was agreed, promised or said is lost."""


def test_a_lead_hands_the_side_over_to_a_colleague(stage):
    ana, cara, room = stage.ana, stage.cara, stage.room
    stage.set_up()
    ana.closes()
    ana.clicks("Details", room)
    ana.clicks("People")
    ana.clicks("Hand over")
    ana.fills(
        {
            "Who leads after you": cara,
            "And you": "I stay as reader",
            "What they should know": "The principal likes mornings.",
        }
    )
    ana.submits()
    assert "I have asked @Cara Lind" in ana.sees()
    ana.closes()
    stage.tick()

    inbox = cara.dm
    assert "Ana Ruiz would like you to lead the school side" in cara.sees(inbox)
    assert "The principal likes mornings." in cara.sees(inbox)
    cara.clicks("See all there is", inbox)
    assert "@Ben Okafor" in cara.sees()
    cara.closes()
    cara.clicks("I take over", inbox)
    assert "You lead the school side" in cara.sees(inbox)
    stage.tick()
    assert "@Cara Lind leads the school side now" in ana.sees(ana.dm)
    ana.clicks("Details", room)
    ana.clicks("People")
    assert "Add a person" not in ana.sees()
    assert stage.slack.refusals == []


def test_whoever_cannot_says_so_and_the_leads_look_further(stage):
    stage.set_up()
    stage.ana.closes()
    stage.ana.types("/partner handover", stage.room)
    stage.ana.fills({"Who leads after you": stage.cara})
    stage.ana.submits()
    stage.ana.closes()
    stage.tick()
    stage.cara.clicks("I cannot", stage.cara.dm)
    stage.tick()
    assert "@Cara Lind cannot lead the school side" in stage.ana.sees(stage.ana.dm)
    assert stage.slack.refusals == []
