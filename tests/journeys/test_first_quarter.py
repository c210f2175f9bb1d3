"""A partnership's first quarter, from the invitation to the day the next check-in opens."""

from datetime import date, timedelta

GOAL = "More ninth-graders attend nine days out of ten"


def test_the_first_quarter(stage):
    ana, ben = stage.ana, stage.ben
    room = stage.slack.channel(
        "riverside-mercy-clinic", ana, ben, shared_with=[stage.hospital], bot=False
    )

    # Ana invites the bot, presses its one button, and fills in one form.
    ana.invites_bot(room)
    stage.tick()
    assert "I ask little" in ana.sees(room)
    ana.clicks("Set up a partnership", room)
    ana.fills(
        {
            "Partnership name": "Riverside and Mercy",
            "School or district": "Riverside School District",
            "School lead": ana,
            "Partner organization": "Mercy Hospital",
            "Kind of partner": "Hospital",
            "Partner lead": ben,
        }
    )
    ana.submits()
    stage.tick()
    assert "Its card is in #riverside-mercy-clinic" in ana.sees()

    # The way to a first goal begins in the thanks. She misses a few things, and is told where.
    ana.clicks("Goals")
    ana.clicks("New goal")
    ana.fills({"Goal": GOAL, "Why it matters": "Days in class are days of learning."})
    ana.submits()
    assert set(ana.modal.errors) == {
        "indicator", "unit", "baseline", "target", "due_on", "partner_owner"
    }  # fmt: skip
    ana.fills(
        {
            "Indicator": "Ninth-graders with 90% attendance",
            "Unit": "%",
            "Baseline": "70",
            "Target": "85%",
            "Due": date(2027, 6, 15),
            "Owner on the partner side": ben,
        }
    )
    ana.submits()
    assert "Expected by today: 70%" in ana.sees()
    ana.closes(everything=True)

    # Next morning the channel is invited, once. Ben answers from his own workspace, by button.
    stage.live_through(1)
    assert ben.sees(room).count("is open.") == 1
    ben.clicks("Check in", room)
    ben.fills(
        {
            f"{GOAL}: value now": "72",
            f"{GOAL}: confidence": "At risk",
            f"{GOAL}: note": "The bus from the east side comes late.",
            "Wins": "Nurses visited two classes.",
            "Action: what": "Ask the city about the bus",
            "Action: who": ana,
            "Action: by when": stage.now.date() + timedelta(days=9),
        }
    )
    ben.submits()
    assert "The bus from the east side comes late." in ben.sees()
    stage.tick()
    assert "1 of 2 sides in" in ana.sees(room)
    assert "bus" not in ana.sees(room)
    assert "because @Ben Okafor named you" in ana.sees("dm")

    # Ana is reminded once; she sends her own view, and is asked no more.
    stage.live_through(6)
    assert ana.sees("dm").count("Time to check in") == 1
    ana.clicks("Check in", "dm")
    assert "Last: 72%" in ana.sees()
    ana.fills({f"{GOAL}: value now": "73", "What we will change": "First lesson starts later."})
    ana.submits()
    ana.closes()
    stage.tick()
    assert "2 of 2 sides in" in ana.sees(room)
    ana.clicks("Done", "dm")
    stage.live_through(8)
    assert "Time to check in" not in ana.sees("dm")
    assert "Time to check in" not in ben.sees("dm")

    # The day after the due date everybody reads one digest, with everything in its thread.
    stage.live_through(1)
    seen = ben.sees(room)
    assert seen.count("Digest of Riverside and Mercy") == 1
    for words in (
        "Both sides are in",
        "from 70% to 73%, closer to the target",
        "Nurses visited two classes.",
        "First lesson starts later.",
        "*Done:* Ask the city about the bus, @Ana Ruiz",
        "The next check-in opens on Monday, November 2, 2026",
    ):
        assert words in seen

    # In November it begins again, with what was said last time.
    ana.opens_home()
    assert "Nothing at the moment" in ana.sees("home")
    while stage.now.date() < date(2026, 11, 3):
        stage.live_through(1)
    ana.opens_home()
    assert "*Check in* for Riverside and Mercy, Quarter 2 of 2026–27" in ana.sees("home")
    ana.clicks("Check in", "home")
    assert "Filled in with what was said last time" in ana.sees()
    assert "First lesson starts later." in ana.sees()
    assert not stage.slack.refusals
    assert not stage.slack.warnings
    assert not stage.slack.repeats
