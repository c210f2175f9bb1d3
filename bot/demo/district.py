"""A small district and its year: two partnerships and six people, all of it played."""

from datetime import UTC, datetime

from bot.demo import agreements, history
from bot.demo.acts import ZONE, Cast
from bot.demo.theatre import Theatre

# A Monday before breakfast; the first check-ins open at nine.
OPENING = datetime(2025, 11, 3, 7, 30, tzinfo=ZONE).astimezone(UTC)
# A Wednesday morning: one side has answered, the first reminder comes tomorrow.
NOW = datetime(2026, 11, 4, 11, 0, tzinfo=ZONE).astimezone(UTC)

READER = "Reader: follows along"


def seed(theatre: Theatre) -> Cast:
    """Play the year, which takes seconds, and return who and what is there at its end.

    The clock must not be past the opening yet.
    """
    theatre.clock.move(OPENING)
    cast = _arrive(theatre)
    _set_up(theatre, cast)
    for act in sorted(history.YEAR, key=lambda act: act.moment):
        act.play(theatre, cast)
    theatre.pass_until(NOW)
    return cast


def _arrive(theatre: Theatre) -> Cast:
    slack = theatre.slack
    mercy = slack.workspace("Mercy Hospital")
    mei, omar = slack.person("Mei Tanaka", admin=True), slack.person("Omar Haddad")
    ana, ben = slack.person("Ana Ruiz"), slack.person("Ben Okafor", mercy)
    elena, gus = slack.person("Elena Soto"), slack.person("Gus Lindqvist", guest=True)
    return Cast(
        {"mei": mei, "ana": ana, "elena": elena, "ben": ben, "gus": gus, "omar": omar},
        {
            "mercy": slack.channel(
                "riverside-mercy", mei, ana, ben, omar, shared_with=[mercy], bot=False
            ),
            "lincoln": slack.channel("lincoln-green-acres", mei, elena, gus, omar, bot=False),
        },
    )


def _set_up(theatre: Theatre, cast: Cast) -> None:
    """Let the coordinator set both partnerships up, with a reader, and the leads their goals."""
    mei = cast.people["mei"]
    for name, form in agreements.PARTNERSHIPS.items():
        channel = cast.channels[name]
        mei.invites_bot(channel)
        mei.types("/partner setup", channel)
        mei.fills({label: cast.people.get(said, said) for label, said in form.items()})
        mei.submits()
        mei.types("/partner people", channel)
        mei.clicks("Add a person")
        side = f"School side: {form['School or district']}"
        mei.fills({"Person": cast.people["omar"], "Side": side, "Role": READER})
        mei.submits()
        mei.closes(everything=True)
        theatre.settle()
    for name, who, form in agreements.GOALS:
        lead = cast.people[who]
        lead.clicks("Goals", cast.channels[name])
        lead.clicks("New goal")
        lead.fills({label: cast.people.get(said, said) for label, said in form.items()})
        lead.submits()
        lead.closes(everything=True)
        theatre.settle()
