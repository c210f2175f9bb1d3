"""Nobody new is taken for somebody who is there already."""

import pytest

from bot.rules.namesakes import Named, alike, ensure_nobody_is_called
from bot.rules.refusals import Refusal

IDA = Named("XLINK1", "Maria García")
ANA = Named("UANA", "Ana Ruiz")
GONE = Named("UGONE", "Ben Okafor", is_deactivated=True)
NAMELESS = Named("UNEW", "")
ALL = [IDA, ANA, GONE, NAMELESS]


@pytest.mark.parametrize(
    "name",
    [
        "maria garcía",
        " Maria   García ",
        "MARIA GARCI\u0301A",
        "Maria\u00a0García",
        "Mari\u200ba García",
    ],
)
def test_names_that_look_alike_are_one_name(name):
    assert alike(name) == alike("Maria García")
    with pytest.raises(Refusal):
        ensure_nobody_is_called(name, ALL)


@pytest.mark.parametrize("name", ["Maria García, parent", "Mario García", "María", "राम", "रमा"])
def test_other_names_are_free(name):
    ensure_nobody_is_called(name, [*ALL, Named("XLINK2", "रम")])


@pytest.mark.parametrize(
    ("name", "others", "advice"),
    [
        ("maria garcía", ALL, "Choose them in the list if it is the same person"),
        ("Ana Ruiz", ALL, "checks in with Slack"),
        ("ben okafor", ALL, "tells the two apart, such as “ben okafor, parent”"),
        ("Ana Ruiz", [ANA, Named("XLINK2", "ana ruiz")], "Choose them in the list"),
        ("Ana Ruiz", [ANA, Named("U2", "Ana Ruiz", is_deactivated=True)], "checks in with Slack"),
    ],
)
def test_it_is_said_what_to_do(name, others, advice):
    with pytest.raises(Refusal) as refused:
        ensure_nobody_is_called(name, others)
    assert advice in refused.value.sentence
    assert refused.value.field == "name"
