"""What the district and its partners agreed on at first: who they are, and their goals."""

LABS = "Every tenth-grader spends a day in a hospital lab"
ASTHMA = "Asthma keeps fewer children out of class"
WASTE = "Less food from the cafeteria is thrown away"
BEDS = "Every class looks after a bed of its own on the farm"

PARTNERSHIPS = {
    "mercy": {
        "Partnership name": "Riverside and Mercy",
        "School or district": "Riverside School District",
        "Kind of school organization": "School district",
        "School lead": "ana",
        "Partner organization": "Mercy Hospital",
        "Kind of partner": "Hospital",
        "Partner lead": "ben",
    },
    "lincoln": {
        "Partnership name": "Lincoln grows",
        "School or district": "Lincoln Elementary",
        "Kind of school organization": "School",
        "School lead": "elena",
        "Partner organization": "Green Acres",
        "Kind of partner": "Farm",
        "Partner lead": "gus",
        "How often": "Every month",
    },
}

GOALS: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "mercy",
        "ana",
        {
            "Goal": LABS,
            "Why it matters": "Students who have seen the work choose science more often.",
            "Indicator": "Tenth-graders who spent a day in a lab",
            "Unit": "students",
            "Baseline": "40",
            "Target": "240",
            "Direction": "Increase",
            "Starts": "2025-11-03",
            "Due": "2026-12-18",
            "Owner on the school side": "ana",
            "Owner on the partner side": "ben",
        },
    ),
    (
        "mercy",
        "ben",
        {
            "Goal": ASTHMA,
            "Why it matters": "A child who breathes well is a child who learns.",
            "Indicator": "Class days missed because of asthma, a quarter",
            "Unit": "days",
            "Baseline": "310",
            "Target": "180",
            "Direction": "Decrease",
            "Starts": "2025-11-03",
            "Due": "2027-06-11",
            "Owner on the school side": "ana",
            "Owner on the partner side": "ben",
        },
    ),
    (
        "lincoln",
        "elena",
        {
            "Goal": WASTE,
            "Why it matters": "Children who grow food waste less of it.",
            "Indicator": "Food thrown away in a week",
            "Unit": "kg",
            "Baseline": "120",
            "Target": "60",
            "Direction": "Decrease",
            "Starts": "2025-11-03",
            "Due": "2027-06-11",
            "Owner on the school side": "elena",
            "Owner on the partner side": "gus",
        },
    ),
    (
        "lincoln",
        "gus",
        {
            "Goal": BEDS,
            "Why it matters": "What children plant themselves, they taste.",
            "Indicator": "Classes with a bed",
            "Unit": "classes",
            "Baseline": "2",
            "Target": "14",
            "Direction": "Increase",
            "Starts": "2025-11-03",
            "Due": "2027-06-11",
            "Owner on the school side": "elena",
            "Owner on the partner side": "gus",
        },
    ),
)
