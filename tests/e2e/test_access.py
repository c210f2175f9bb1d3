"""The page for everybody: by keyboard alone, on a phone, in the dark, and with names for all."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import House, Visit
from tests.e2e.test_partnership import set_up
from tests.e2e.visitor import Visitor

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}

# What a person can use but a screen reader cannot tell the name of.
_NAMELESS = """
() => [...document.querySelectorAll("button, a, input, select, textarea, [role=img]")]
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim() || one.title
    || one.getAttribute("aria-labelledby") || one.labels?.length))
  .map((one) => one.outerHTML)
"""


def test_a_goal_is_written_with_the_keyboard_alone(visitor):
    set_up(visitor)
    keys = visitor.page.keyboard
    box = visitor.main.get_by_label("Message #")
    box.focus()
    keys.type("/goal new")
    keys.press("Enter")

    goal = visitor.field("Goal")
    expect(goal).to_be_focused()
    keys.type("More ninth-graders attend nine days out of ten")
    for _field in range(20):
        keys.press("Tab")
        if visitor.page.evaluate("document.activeElement.labels?.[0]?.textContent") == "Save as":
            break
    keys.press("ArrowDown")
    expect(visitor.field("Save as")).to_be_focused()
    save = visitor.modal.get_by_role("button", name="Save")
    for _button in range(3):
        keys.press("Tab")
        if save.evaluate("(one) => one === document.activeElement"):
            break
    keys.press("Enter")

    expect(visitor.modal).to_contain_text("More ninth-graders attend nine days out of ten")
    keys.press("Escape")
    expect(visitor.modal).to_have_count(0)
    expect(box).to_be_focused()


def test_the_keyboard_does_not_leave_an_open_modal(visitor):
    set_up(visitor)
    visitor.presses("Details")
    expect(visitor.modal).to_be_visible()

    for _step in range(30):
        visitor.page.keyboard.press("Tab")
        outside = "!document.activeElement.closest('dialog') && document.activeElement.tagName"
        assert visitor.page.evaluate(outside) in (False, "BODY")


@pytest.fixture(params=["light", "dark"])
def on_a_phone(request: pytest.FixtureRequest, visit: Visit, district_house: House) -> Visitor:
    return visit(district_house, color_scheme=request.param, **PHONE)


def test_nothing_on_a_phone_is_wider_than_the_screen(on_a_phone):
    visitor = on_a_phone
    visitor.acts_as("Elena Soto")
    expect(visitor.message("Digest of Lincoln grows")).to_be_visible()
    _ensure_fits(visitor)
    visitor.presses("Check in")
    expect(visitor.modal).to_be_visible()
    _ensure_fits(visitor)
    visitor.leaves()
    visitor.page.get_by_role("button", name="Channels").click()
    visitor.goes_to("Touchstone Home")
    expect(visitor.main).to_contain_text("Your partnerships")
    _ensure_fits(visitor)


def test_everything_that_can_be_used_has_a_name(late_visitor):
    visitor = late_visitor
    visitor.acts_as("Ana Ruiz")
    assert visitor.page.evaluate(_NAMELESS) == []
    visitor.presses("Check in")
    expect(visitor.modal).to_be_visible()
    assert visitor.page.evaluate(_NAMELESS) == []


def _ensure_fits(visitor: Visitor) -> None:
    wide = """() => [...document.querySelectorAll("body, body *")]
      .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1
        && ["auto", "scroll"].includes(getComputedStyle(one).overflowX)
        && !one.closest(".scrolls"))
      .map((one) => one.className || one.tagName)"""
    assert visitor.page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    assert visitor.page.evaluate(wide) == []
