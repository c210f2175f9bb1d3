"""What is chosen from a list can be told apart, however long the names in it are."""

from bot.rules.partnerships import LONGEST_ORGANIZATION
from bot.rules.vocabulary import Side
from bot.views import answer_links, inputs, kit
from bot.views.answer_links import LONGEST_NAME, Known

LONG = "Parent representative of the eleventh grade at the Riverside North school, "


def test_two_long_names_that_begin_alike_keep_their_sides():
    names = [LONG.ljust(LONGEST_NAME, end) for end in "ab"]

    first, second = answer_links.known(
        [Known(1, names[0], Side.SCHOOL), Known(2, names[1], Side.PARTNER)]
    )

    assert first["text"]["text"].endswith("…, school side")
    assert second["text"]["text"].endswith("…, partner side")
    assert max(len(one["text"]["text"]) for one in (first, second)) <= kit.MAX_OPTION
    assert [first["value"], second["value"]] == ["1", "2"]


def test_a_short_name_stands_whole():
    (one,) = answer_links.known([Known(1, "Ida Moss", Side.SCHOOL)])

    assert one["text"]["text"] == "Ida Moss, school side"


def test_a_long_name_is_still_looked_for_whole():
    name = "a" * LONGEST_NAME

    assert Known(1, name, Side.SCHOOL).described == f"{name}, school side"


def test_both_sides_are_named_in_full_beside_long_organizations():
    school, partner = inputs.sides(dict.fromkeys(Side, "x" * LONGEST_ORGANIZATION))

    assert school.text.startswith("School side: xxx")
    assert partner.text.startswith("Partner side: xxx")
    for one in (school, partner):
        assert one.text.endswith("…")
        assert len(one.text) <= kit.MAX_OPTION
