"""What people of the district said and did in their year, told as a list."""

from bot.demo.acts import (
    Act,
    ChecksIn,
    Goal,
    HasNothingNew,
    Keeps,
    KeepsPromise,
    MakesTheme,
    RecordsChange,
    Revises,
    Says,
    SpeaksUp,
)
from bot.demo.agreements import ASTHMA, BEDS, LABS, WASTE

NEEDS, CHANGES = "What we need from the other side", "What we will change"

_MERCY: tuple[Act, ...] = (
    Says("2025-11-03 08:40", "ana", "mercy", "Good morning, Ben. The goals are in, have a look."),
    Says("2025-11-03 08:52", "ben", "mercy", "They read well. Let us begin with the three labs."),
    ChecksIn(
        "2025-11-05 10:20",
        "ana",
        "mercy",
        (Goal(LABS, "52"), Goal(ASTHMA, "304")),
        {
            "Wins": "The first class was there, and talks of nothing else.",
            "Challenges": "Buses are short on Fridays.",
            NEEDS: "A list of the days on which labs can take a class.",
        },
        ("Ask the transport office for a Thursday bus", "ana", "2025-11-21"),
    ),
    ChecksIn(
        "2025-11-06 11:05",
        "ben",
        "mercy",
        (Goal(LABS, "52"), Goal(ASTHMA, "304", "At risk", "The first inhalers come in January.")),
        {
            "Wins": "Two nurses offer to lead the visits.",
            "Challenges": "Nobody may be in the lab without a badge.",
        },
        ("Have visitor badges made for thirty students", "ben", "2025-12-05"),
    ),
    KeepsPromise("2025-11-19 15:10", "ana", "mercy", "Ask the transport office for a Thursday bus"),
    KeepsPromise(
        "2025-12-04 09:30", "ben", "mercy", "Have visitor badges made for thirty students"
    ),
    ChecksIn(
        "2026-02-04 09:15",
        "ana",
        "mercy",
        (Goal(LABS, "96"), Goal(ASTHMA, "318", "At risk", "The cold weeks were hard.")),
        {
            "Wins": "Thursday buses run, and every class got a day.",
            "Challenges": "Parents do not know whom to ask about inhalers.",
            NEEDS: "A page for parents in plain words, also in Spanish.",
        },
        ("Write a page about inhalers for parents", "ben", "2026-02-27"),
    ),
    ChecksIn(
        "2026-02-10 12:40",
        "ben",
        "mercy",
        (Goal(LABS, "96"), Goal(ASTHMA, "318", "Off track", "Inhalers came three weeks late.")),
        {"Challenges": "Flu season took the nurses who lead the visits.", CHANGES: "Two stand in."},
        turn={
            "The story behind it": "The order waits for one signature, each time for weeks.",
            "What works elsewhere": "The county orders for a whole year at once.",
        },
    ),
    RecordsChange(
        "2026-02-11 09:10",
        "ben",
        "mercy",
        {
            "What changes": "A service or program",
            "The change": "Inhalers are ordered once, for the whole year",
            "Why": "Each order lost three weeks.",
            "On what evidence": "Emergency visits rose while we waited.",
        },
    ),
    KeepsPromise("2026-02-26 16:05", "ben", "mercy", "Write a page about inhalers for parents"),
    ChecksIn(
        "2026-05-06 10:50",
        "ana",
        "mercy",
        (Goal(LABS, "151"), Goal(ASTHMA, "262")),
        {
            "Did it help?": "Yes, it helped",
            "Wins": "Eleven students asked for a summer place at the hospital.",
            NEEDS: "Somebody to talk to about summer places.",
        },
    ),
    ChecksIn(
        "2026-05-07 08:55",
        "ben",
        "mercy",
        (Goal(LABS, "151"), Goal(ASTHMA, "262")),
        {"Wins": "The page for parents hangs in every ward now."},
        ("Find six summer places in the wards", "ben", "2026-06-05"),
    ),
    KeepsPromise("2026-06-03 11:20", "ben", "mercy", "Find six summer places in the wards"),
    ChecksIn(
        "2026-08-06 13:30",
        "ben",
        "mercy",
        (Goal(LABS, "168", "At risk", "The labs are closed for rebuilding until September."),),
        {"Wins": "Six students worked with us over the summer.", CHANGES: "Two days a week."},
    ),
    ChecksIn(
        "2026-08-17 09:40",
        "ana",
        "mercy",
        (Goal(LABS, "168"), Goal(ASTHMA, "228")),
        {"Challenges": "New teachers do not know about the lab days yet."},
        ("Present the lab days to the new teachers", "ana", "2026-11-06"),
    ),
    SpeaksUp("2026-09-15 10:05", "omar", "mercy", "Volunteers never hear when a lab day is moved."),
    MakesTheme(
        "2026-09-16 09:20",
        "ana",
        "mercy",
        "Word of moved lab days comes too late",
        "Being done",
        "From October on we say it in this channel a week before.",
    ),
    SpeaksUp("2026-09-29 13:40", "omar", "mercy", "Nobody knows whom to call during a visit."),
    MakesTheme("2026-09-30 10:10", "ben", "mercy", "Whom to call during a visit", "Heard"),
    Says("2026-11-03 08:20", "ben", "mercy", "Labs are open again, all three of them."),
    ChecksIn(
        "2026-11-03 14:10",
        "ana",
        "mercy",
        (Goal(LABS, "203"), Goal(ASTHMA, "204")),
        {
            "Wins": "Mr. Hall's class measured their own lungs and made a poster of it.",
            "Challenges": "Two classes still wait for a day.",
            NEEDS: "Two more Thursdays before the holidays.",
        },
        ("Offer two more Thursdays before the holidays", "ben", "2026-11-20"),
        at_first={"Challenges": "Jaylen Brooks, who has an IEP, still waits for a day."},
    ),
)


def _month(
    year_and_month: str, days: tuple[int, int], kilos: str, beds: str, wins: str = ""
) -> tuple[Act, ...]:
    """Return a usual month of the farm: the school answers one day, the farm another."""
    said = {"Wins": wins} if wins else {}
    return (
        ChecksIn(
            f"{year_and_month}-{days[0]:02} 13:20",
            "elena",
            "lincoln",
            (Goal(WASTE, kilos), Goal(BEDS, beds)),
            said,
        ),
        HasNothingNew(f"{year_and_month}-{days[1]:02} 15:15", "gus", "lincoln"),
    )


_LINCOLN: tuple[Act, ...] = (
    *_month("2025-11", (4, 5), "118", "2", "The third grade weighs what is left, every Friday."),
    *_month("2025-12", (2, 3), "112", "2"),
    *_month("2026-01", (6, 8), "114", "3", "Beans grow on every window sill."),
    *_month("2026-02", (3, 5), "109", "3"),
    ChecksIn(
        "2026-03-03 09:20",
        "elena",
        "lincoln",
        (Goal(WASTE, "101"), Goal(BEDS, "5")),
        {"Challenges": "There are not enough small spades.", NEEDS: "Twenty small spades."},
        ("Borrow twenty small spades", "gus", "2026-03-20"),
    ),
    ChecksIn(
        "2026-03-04 18:30",
        "gus",
        "lincoln",
        (Goal(BEDS, "5"),),
        {"Wins": "Six raised beds are built."},
    ),
    KeepsPromise("2026-03-18 17:45", "gus", "lincoln", "Borrow twenty small spades"),
    *_month("2026-04", (2, 6), "94", "8", "Grandparents come along to help."),
    *_month("2026-05", (4, 5), "83", "10"),
    Revises(
        "2026-05-19 10:10",
        "gus",
        "lincoln",
        BEDS,
        "16",
        "Two more classes asked for a bed, and there is room.",
    ),
    ChecksIn(
        "2026-06-02 09:20",
        "elena",
        "lincoln",
        (Goal(WASTE, "79"), Goal(BEDS, "12")),
        {"Wins": "Our own lettuce was on the menu.", "Challenges": "Who waters in the summer?"},
        ("Make a watering plan for the holidays", "elena", "2026-06-12"),
    ),
    HasNothingNew("2026-06-03 12:15", "gus", "lincoln"),
    KeepsPromise("2026-06-11 10:15", "elena", "lincoln", "Make a watering plan for the holidays"),
    # Nobody answers in the holidays, and the leads are asked whether the partnership shall rest.
    Keeps("2026-07-20 09:05", "elena", "lincoln"),
    ChecksIn(
        "2026-08-05 12:00",
        "gus",
        "lincoln",
        (Goal(BEDS, "12"),),
        {"Wins": "Families watered all summer, and took home what was ripe."},
    ),
    *_month("2026-09", (2, 4), "88", "13", "The new first grade has a bed."),
    ChecksIn(
        "2026-10-02 09:20",
        "elena",
        "lincoln",
        (
            Goal(WASTE, "91", "At risk", "New children, new habits: we start over."),
            Goal(BEDS, "14"),
        ),
        {
            "Challenges": "The new caterer fills the plates before children can say how much.",
            CHANGES: "Children take their own portion, on Mondays first.",
        },
        ("Talk to the caterer about smaller portions", "elena", "2026-11-13"),
    ),
    ChecksIn(
        "2026-10-06 19:10",
        "gus",
        "lincoln",
        (Goal(WASTE, "91", "At risk", "We see it in the compost too."), Goal(BEDS, "14")),
        {"Wins": "We sold pumpkins that children grew."},
    ),
)

YEAR: tuple[Act, ...] = _MERCY + _LINCOLN
