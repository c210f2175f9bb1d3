"""A partnership from set-up to its first digest, as people see it in the browser."""

import re

from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

GOAL = "Every tenth-grader spends a day in a hospital lab"
SET_UP = {
    "Partnership name": "Riverside and Mercy",
    "School or district": "Riverside School District",
    "Kind of school organization": "School district",
    "School lead": "Ana Ruiz",
    "Partner organization": "Mercy Hospital",
    "Kind of partner": "Hospital",
    "Partner lead": "Ben Okafor",
}
NEW_GOAL = {
    "Goal": GOAL,
    "Why it matters": "Students who have seen the work choose science more often.",
    "Indicator": "Tenth-graders who spent a day in a lab",
    "Unit": "students",
    "Baseline": "40",
    "Target": "240",
    "Starts": "2025-11-03",
    "Due": "2026-06-12",
    "Owner on the school side": "Ana Ruiz",
    "Owner on the partner side": "Ben Okafor",
}


def set_up(visitor: Visitor) -> None:
    visitor.presses("Add Touchstone to this channel")
    visitor.presses("Set up a partnership")
    visitor.fills(SET_UP)
    visitor.submits("Set up")
    expect(visitor.modal).to_contain_text("is set up")
    visitor.leaves()


def check_in(visitor: Visitor, value: str, words: str) -> None:
    visitor.presses("Check in")
    visitor.fills({f"{GOAL}: value now": value, f"{GOAL}: confidence": "On track", "Wins": words})
    visitor.submits("Send")
    expect(visitor.modal).to_contain_text("Thank you")
    visitor.leaves()


def test_from_set_up_to_the_digest_with_its_chart(visitor):
    set_up(visitor)
    card = visitor.message("Riverside and Mercy")
    expect(card).to_contain_text("@Ana Ruiz (lead)")
    expect(card).to_contain_text("@Ben Okafor (lead)")

    visitor.types("/goal new")
    visitor.fills(NEW_GOAL)
    visitor.submits("Save")
    expect(visitor.modal).to_contain_text("target 240 students, started at 40 students")
    visitor.leaves()

    visitor.lets_pass("Next event")
    expect(visitor.message("the check-in for Riverside and Mercy is open")).to_be_visible()
    check_in(visitor, "96", "Three lab days are booked.")
    expect(visitor.message("1 of 2 sides in")).to_be_visible()

    # Ben's own workspace has not installed the bot: buttons are all he has.
    visitor.acts_as("Ben Okafor")
    expect(visitor.link("Touchstone Home")).to_be_visible()
    check_in(visitor, "96", "Nurses ask to host a class again.")
    expect(visitor.message("2 of 2 sides in")).to_be_visible()

    visitor.lets_pass("Next event")
    digest = visitor.message("Digest of Riverside and Mercy")
    expect(digest).to_contain_text("Three lab days are booked.")
    expect(digest).to_contain_text("Nurses ask to host a class again.")
    chart = digest.get_by_role("figure", name=re.compile("Every tenth-grader"))
    expect(chart.get_by_role("img")).to_be_visible()
    chart.get_by_text("Values").click()
    expect(chart.get_by_role("row").filter(has_text="Every")).to_contain_text("96")


def test_a_command_is_not_there_for_a_workspace_without_the_bot(visitor):
    set_up(visitor)
    visitor.acts_as("Ben Okafor")
    visitor.types("/goal new")

    expect(visitor.page.get_by_role("alert")).to_contain_text("Mercy Hospital has not installed")
    expect(visitor.modal).to_have_count(0)
    visitor.presses("Goals")
    expect(visitor.modal).to_contain_text("No goals yet")


def test_what_is_refused_is_said_on_its_field(visitor):
    visitor.presses("Add Touchstone to this channel")
    visitor.presses("Set up a partnership")
    visitor.fills({**SET_UP, "Partner lead": "Ana Ruiz"})
    visitor.submits("Set up")

    lead = visitor.field("Partner lead")
    expect(lead).to_have_attribute("aria-invalid", "true")
    expect(lead).to_have_accessible_description(re.compile("One person cannot lead both sides"))
    expect(lead).to_be_focused()
    expect(visitor.field("Partnership name")).to_have_value("Riverside and Mercy")

    visitor.fills({"Partner lead": "Ben Okafor"})
    visitor.submits("Set up")
    expect(visitor.message("Riverside and Mercy")).to_be_visible()


def test_what_the_client_finds_missing_is_said_before_the_bot_hears_of_it(visitor, house):
    visitor.presses("Add Touchstone to this channel")
    visitor.presses("Set up a partnership")
    visitor.submits("Set up")

    lead = visitor.field("School lead")
    expect(lead).to_have_accessible_description(re.compile("complete this required field"))
    assert house.slack.records.wire[-1].name != "view_submission"
