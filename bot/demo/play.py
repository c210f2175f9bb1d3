"""What people do in the play: two partnerships, one school quarter, told in clicks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.demo import deeds, pulses, voices
from bot.demo.theatre import Theatre
from bot.playground import Channel, Person, Workspace

# A Tuesday at half past seven in the morning in Chicago, before the school year's first check-in.
OPENING = datetime(2026, 9, 8, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Hospital:
    """A district and a hospital that has its own Slack, in a shared channel."""

    ana: Person
    ben: Person
    channel: Channel
    mercy: Workspace


@dataclass(frozen=True)
class Farm:
    """An elementary school and a farm, whose people are guests of the district's Slack."""

    elena: Person
    gus: Person
    channel: Channel


def perform(theatre: Theatre) -> None:
    """Play the quarter from the first set-up to the digests."""
    theatre.clock.move(OPENING)
    hospital, farm = _arrive(theatre)
    _set_up_hospital(theatre, hospital)
    _set_up_farm(theatre, farm)
    _agree_on_goals(theatre, hospital, farm)
    many = voices.bring_in(theatre, hospital.ana, hospital.channel, hospital.mercy)
    theatre.pass_time(days=1, hours=4)
    voices.speak(theatre, many)
    pulses.ask_the_many(theatre, hospital.ana, hospital.channel)
    pulses.ask_the_few(theatre, farm.elena, farm.channel)
    _school_checks_in(theatre, hospital)
    theatre.pass_time(days=5, hours=2)
    _partner_answers_the_reminder(theatre, hospital)
    voices.ask_back(theatre, many)
    _farm_checks_in(theatre, farm)
    pulses.answer(theatre, [hospital.ana, hospital.ben, *many.others], hospital.channel)
    pulses.answer(theatre, [farm.elena, farm.gus], farm.channel)
    theatre.pass_time(days=1)
    voices.answer(theatre, many)
    theatre.pass_time(days=9)
    _read_the_digest(theatre, hospital)
    _late_answer(theatre, farm)
    theatre.pass_time(days=8)
    pulses.read(theatre, hospital.ben, hospital.channel)
    pulses.read(theatre, farm.elena, farm.channel)
    _look_home(theatre, hospital)


def _arrive(theatre: Theatre) -> tuple[Hospital, Farm]:
    slack = theatre.slack
    mercy = slack.workspace("Mercy Hospital")
    ana = slack.person("Ana Ruiz")
    ben = slack.person("Ben Okafor", mercy)
    elena = slack.person("Elena Soto")
    gus = slack.person("Gus Lindqvist", guest=True)
    return (
        Hospital(
            ana,
            ben,
            slack.channel("riverside-mercy", ana, ben, shared_with=[mercy], bot=False),
            mercy,
        ),
        Farm(elena, gus, slack.channel("lincoln-green-acres", elena, gus)),
    )


def _set_up_hospital(theatre: Theatre, cast: Hospital) -> None:
    cast.ana.invites_bot(cast.channel)
    theatre.settle()
    cast.ana.clicks("Set up a partnership", cast.channel)
    cast.ana.fills(
        {
            "Partnership name": "Riverside and Mercy",
            "School or district": "Riverside School District",
            "Kind of school organization": "School district",
            "School lead": cast.ana,
            "Partner organization": "Mercy Hospital",
            "Kind of partner": "Hospital",
            "Partner lead": cast.ben,
        }
    )
    cast.ana.submits()
    theatre.settle()


def _set_up_farm(theatre: Theatre, cast: Farm) -> None:
    cast.elena.types("/partner setup", cast.channel)
    cast.elena.fills(
        {
            "Partnership name": "Lincoln grows",
            "School or district": "Lincoln Elementary",
            "Kind of school organization": "School",
            "School lead": cast.elena,
            "Partner organization": "Green Acres",
            "Kind of partner": "Farm",
            "Partner lead": cast.gus,
        }
    )
    cast.elena.submits()
    theatre.settle()


def _agree_on_goals(theatre: Theatre, hospital: Hospital, farm: Farm) -> None:
    _write_goal(
        hospital.ana,
        hospital.channel,
        {
            "Goal": "Every tenth-grader spends a day in a hospital lab",
            "Why it matters": "Students who have seen the work choose science more often.",
            "Indicator": "Tenth-graders who spent a day in a lab",
            "Unit": "students",
            "Baseline": "40",
            "Target": "240",
            "Direction": "Increase",
            "Owner on the school side": hospital.ana,
            "Owner on the partner side": hospital.ben,
        },
    )
    hospital.ben.clicks("Goals", hospital.channel)
    theatre.settle()
    _write_goal(
        farm.elena,
        farm.channel,
        {
            "Goal": "Less food from the cafeteria is thrown away",
            "Why it matters": "Children who grow food waste less of it.",
            "Indicator": "Food thrown away in a week",
            "Unit": "kg",
            "Baseline": "120",
            "Target": "60",
            "Direction": "Decrease",
            "Owner on the school side": farm.elena,
            "Owner on the partner side": farm.gus,
        },
    )
    theatre.settle()


def _write_goal(person: Person, channel: Channel, goal: dict[str, Any]) -> None:
    person.types("/goal new", channel)
    person.fills({**goal, "Starts": "2026-09-08", "Due": "2027-06-11"})
    person.submits()


def _school_checks_in(theatre: Theatre, cast: Hospital) -> None:
    goal = "Every tenth-grader spends a day in a hospital lab"
    cast.ana.types("/checkin", cast.channel)
    cast.ana.fills(
        {
            f"{goal}: value now": "96",
            f"{goal}: confidence": "On track",
            "Wins": "Three lab days are booked, and Mr. Hall's class has been there.",
            "Challenges": "Jaylen Brooks, who has an IEP, cannot come on Fridays.",
            "What we need from the other side": "A second supervisor on lab days.",
            "Action: what": "Ask the transport office for a Thursday bus",
            "Action: who": cast.ana,
            "Action: by when": "2026-10-02",
        }
    )
    # The form asks her not to name a student, so she says what holds for all.
    cast.ana.submits()
    cast.ana.fills({"Challenges": "Buses are short on Fridays."})
    cast.ana.submits()
    theatre.settle()


def _partner_answers_the_reminder(theatre: Theatre, cast: Hospital) -> None:
    goal = "Every tenth-grader spends a day in a hospital lab"
    cast.ben.clicks("Check in", "dm")
    cast.ben.fills(
        {
            f"{goal}: value now": "96",
            f"{goal}: confidence": "Off track",
            f"{goal}: note": "Two supervisors leave in October.",
            "Wins": "Nurses ask to host a class again.",
            "Challenges": "Flu season starts early.",
            "What we will change": "Lab days move to the mornings.",
        }
    )
    cast.ben.submits()
    deeds.turn_the_curve(theatre, cast.ben, cast.ana)
    deeds.make_an_action(theatre, cast.ana, cast.channel)


def _farm_checks_in(theatre: Theatre, cast: Farm) -> None:
    goal = "Less food from the cafeteria is thrown away"
    cast.elena.clicks("Check in", cast.channel)
    cast.elena.fills(
        {
            f"{goal}: value now": "104",
            f"{goal}: confidence": "On track",
            "Wins": "The third grade built six raised beds.",
        }
    )
    cast.elena.submits()
    theatre.settle()


def _read_the_digest(theatre: Theatre, cast: Hospital) -> None:
    cast.ana.types("/partner digest", cast.channel)
    theatre.settle()


def _late_answer(theatre: Theatre, cast: Farm) -> None:
    cast.gus.clicks("No change since last time", "dm")
    theatre.settle()


def _look_home(theatre: Theatre, cast: Hospital) -> None:
    cast.ana.opens_home()
    cast.ana.clicks("Done", "home")
    theatre.settle()
