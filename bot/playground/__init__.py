"""A Slack on your own machine: a server on loopback that behaves like Slack to a bot.

    with Playground(now=clock, manifest=manifest, deliver=deliver) as slack:
        ana = slack.person("Ana Ruiz", zone="America/Chicago")
        room = slack.channel("partners-food-bank", ana)
        ana.types("/checkin", room)
        ana.fills({"What went well": "Two new tutors"})
        ana.submits()
        assert "1 of 2" in ana.sees(room)

Entry points: `Playground` (start and stop it, add workspaces, people and channels, script trouble,
count refusals), `Person` (what somebody does and sees), `NotPossible` (Slack does not let them),
`Ack` (how the bot answered), `Channel`, `Message` and `View` (what is there), `Refusal` (a payload
that breaks Slack's limits). Importing does nothing.
"""

from bot.playground.answers import Ack
from bot.playground.looking import NotPossible
from bot.playground.people import Person
from bot.playground.playground import Playground
from bot.playground.records import Refusal
from bot.playground.world import Channel, Message, View, Workspace

__all__ = [
    "Ack",
    "Channel",
    "Message",
    "NotPossible",
    "Person",
    "Playground",
    "Refusal",
    "View",
    "Workspace",
]
