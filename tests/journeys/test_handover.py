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
            "And you": "I am staying as reader",
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
    cara.clicks("See everything", inbox)
    assert "@Ben Okafor" in cara.sees()
    cara.closes()
    cara.clicks("I will take over", inbox)
    assert "You now lead the school side" in cara.sees(inbox)
    stage.tick()
    assert "@Cara Lind now leads the school side" in ana.sees(ana.dm)
    ana.clicks("Details", room)
    ana.clicks("People")
    # She looks after all partnerships still, and speaks for no side.
    assert "@Ana Ruiz\ncoordinator, school side" in ana.sees()
    assert "Hand over" not in ana.sees()
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


def asks(lead, successor, room):
    """Let a lead ask somebody to lead the side, and leave the partnership with their yes."""
    lead.types("/partner handover", room)
    lead.fills({"Who leads after you": successor})
    lead.submits()
    lead.closes()


def test_who_leaves_with_it_hears_that_it_is_done(stage):
    stage.set_up()
    stage.ana.closes()
    asks(stage.ana, stage.cara, stage.room)
    stage.tick()
    stage.cara.clicks("I will take over", stage.cara.dm)
    stage.tick()
    assert "@Cara Lind now leads the school side" in stage.ana.sees(stage.ana.dm)


def test_a_partnership_that_is_closed_meanwhile_is_taken_over_by_nobody(stage):
    ana, cara = stage.ana, stage.cara
    stage.set_up()
    ana.closes()
    asks(ana, cara, stage.room)
    stage.tick()
    ana.clicks("Details", stage.room)
    ana.clicks("Close partnership")
    ana.submits()
    cara.clicks("I will take over", cara.dm)
    assert "You are no longer being asked to take this over" in cara.sees(cara.dm)
    stage.tick()
    assert "you are no longer being asked to lead the school side" in cara.sees(cara.dm)
    assert stage.slack.refusals == []


def test_a_request_that_slack_does_not_deliver_comes_back_to_who_asked(stage):
    stage.set_up()
    stage.ana.closes()
    asks(stage.ana, stage.cara, stage.room)
    stage.slack.trouble.next(
        "chat.postMessage", error="messages_tab_disabled", channel=stage.cara.id
    )
    stage.tick()
    stage.tick()
    assert "my message did not reach them" in stage.ana.sees(stage.ana.dm)


def test_with_both_leads_gone_their_deputies_are_asked_and_asked_again(stage):
    stage.set_up(**{"School deputy": stage.cara, "Partner deputy": stage.dev})
    stage.ana.closes()
    for lead in (stage.ana, stage.ben):
        stage.slack.change_person(lead, deleted=True)
    stage.tick()
    stage.live_through(8)
    heard = [message.text for message in stage.dev.direct_messages]
    assert any("nobody who leads this partnership is still there" in one for one in heard)
    assert any("I am asking this one more time" in one for one in heard)
    stage.dev.clicks("I will take over", stage.dev.dm)
    assert "You now lead the partner side" in stage.dev.sees(stage.dev.dm)
