"""The small district as a visitor finds it: a day later a reminder, at the due date a digest."""

from playwright.sync_api import expect


def test_a_reminder_comes_after_a_day_and_opens_the_check_in(late_visitor):
    visitor = late_visitor
    visitor.acts_as("Ben Okafor")
    expect(visitor.link("Touchstone Messages")).not_to_contain_text("unread")

    visitor.lets_pass("+1 day")
    expect(visitor.link("Touchstone Messages")).to_contain_text("unread")
    visitor.goes_to("Touchstone Messages")
    expect(visitor.link("Touchstone Messages")).not_to_contain_text("unread")
    reminder = visitor.message("Riverside and Mercy")
    reminder.get_by_role("button", name="Check in").click()

    expect(visitor.modal).to_contain_text("Filled in with what was said last time")


def test_home_shows_a_promise_that_one_press_keeps(late_visitor):
    visitor = late_visitor
    visitor.acts_as("Ana Ruiz")
    visitor.goes_to("Touchstone Home")
    promise = "Present the lab days to the new teachers"
    expect(visitor.main).to_contain_text(promise)

    visitor.main.get_by_role("button", name=f"Done: {promise}").click()

    expect(visitor.main).not_to_contain_text(promise)


def test_what_somebody_says_shows_to_others_without_reloading(visit, district_house):
    ana, ben = visit(district_house), visit(district_house)
    ana.acts_as("Ana Ruiz")
    ben.acts_as("Ben Okafor")

    ana.types("Shall we meet on Thursday?")

    expect(ben.message("Shall we meet on Thursday?")).to_be_visible()


def test_the_wire_shows_what_went_between_slack_and_the_bot(late_visitor):
    visitor = late_visitor
    visitor.page.get_by_role("button", name="Wire").click()
    wire = visitor.page.get_by_role("complementary")
    visitor.acts_as("Ana Ruiz")
    visitor.types("/partner details")
    expect(visitor.modal).to_be_visible()
    visitor.leaves()

    opening = wire.get_by_role("button").filter(has_text="views.open").first
    opening.click()

    expect(wire).to_contain_text("Limits")
    expect(wire.locator(".wrong")).to_have_count(0)
