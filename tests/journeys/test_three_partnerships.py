"""A coordinator of three partnerships: asked for each, written to about one a day at most."""

from collections import Counter


def test_three_partnerships_and_one_coordinator(stage):
    ana = stage.ana
    names = ("Riverside and Mercy", "Farm to school", "College days")
    for name in names:
        partner = stage.slack.person(f"Lead of {name}")
        room = stage.slack.channel(name.lower().replace(" ", "-"), ana, partner)
        stage.set_up(
            room,
            partner_lead=partner,
            **{"Partnership name": name, "Partner organization": f"Partner of {name}"},
        )
        ana.closes()

    # A command that could mean any of them asks which; in a channel it means that one.
    staff = stage.slack.channel("staff", ana, bot=False)
    stage.live_through(1)
    ana.types("/checkin", staff)
    assert all(name in ana.sees() for name in names)
    ana.clicks("Choose", under="College days")
    assert "*College days*" in ana.sees()
    ana.closes()

    # Home has all three in order; what she did leaves the list.
    ana.opens_home()
    assert ana.sees("home").count("*Check in* for") == 3
    ana.clicks("Check in", "home", under="Check in* for Farm to school")
    ana.clicks("No change since last time")
    ana.closes()
    ana.opens_home()
    assert ana.sees("home").count("*Check in* for") == 2

    # For the two that are left she is written to on different days.
    days: Counter[str] = Counter()
    for _day in range(20):
        before = len(ana.direct_messages)
        stage.live_through(1)
        reminders = [m for m in ana.direct_messages[before:] if "Time to check in" in m.text]
        days[f"{stage.now:%F}"] += len(reminders)
    assert max(days.values()) == 1
    assert 2 <= sum(days.values()) <= 6
    assert "Farm to school" not in " ".join(
        message.text for message in ana.direct_messages if "Time to check in" in message.text
    )
    assert not stage.slack.refusals
