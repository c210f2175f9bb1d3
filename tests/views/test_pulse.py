"""What people read of a pulse: means in words, gaps, trends, charts, and why one is not there."""

from dataclasses import replace

import pytest

from bot.playground import limits
from bot.playground.validation import check_blocks
from bot.rules.pulse import Construct, Mode
from bot.rules.thresholds import Bound, Mean, Shown
from bot.rules.vocabulary import Side
from bot.samples import ORDINARY
from bot.samples.words import CLOSES
from bot.views.kit import in_words
from bot.views.pulse import Offer, offer_form
from bot.views.pulse_lines import Item, NamedAnswer, Report, mean_words, results
from bot.views.pulse_results import channel, channel_and_fallback, chart

STATEMENT = "We laugh together."


def report(item: Item, **other: object) -> Report:
    made = Report(
        partnership_id=12,
        partnership=ORDINARY.partnership,
        mode=Mode.SEALED,
        closed_on=CLOSES,
        fewest=5,
        voted=11,
        asked=14,
        shown=Shown.SIDES,
        items=[item],
        open_question="What should we keep?",
    )
    return replace(made, **other)  # type: ignore[arg-type]


def item(
    value: float = 3.0,
    *,
    before: float | None = None,
    sides: tuple[Mean, Mean] | None = None,
) -> Item:
    by_side = {} if sides is None else dict(zip(Side, sides, strict=True))
    return Item(Construct.OPENNESS, STATEMENT, Mean(value), by_side, before)


def said(shown: Report) -> str:
    return in_words(results(shown))


def test_an_offer_to_pool_says_nothing_of_how_many_others_there_are():
    made = Offer(12, "Riverside and Mercy", 4, 5, True, pool="Riverside", pool_people=5731)

    shown = in_words(offer_form(made)["blocks"])

    assert "together with the other partnerships of Riverside" in shown
    assert "5731" not in shown


@pytest.mark.parametrize(
    ("mean", "words"),
    [
        (Mean(3.0), "3"),
        (Mean(4.2, Bound.OR_HIGHER), "4.2 or higher"),
        (Mean(1.8, Bound.OR_LOWER), "1.8 or lower"),
    ],
)
def test_a_mean_says_when_it_only_lies_at_an_end(mean, words):
    assert mean_words(mean) == words


@pytest.mark.parametrize(
    ("value", "level"),
    [
        (4.5, "strong"),
        (3.6, "fairly strong"),
        (3.0, "in the middle"),
        (2.0, "fairly weak"),
        (1.2, "weak"),
    ],
)
def test_a_number_has_words(value, level):
    assert f"{value:g}, {level}. “{STATEMENT}”" in said(report(item(value)))


@pytest.mark.parametrize(
    ("before", "words"),
    [(None, "in the middle."), (3.0, ", as before"), (2.5, ", up from 2.5"), (4.0, "down from 4")],
)
def test_a_trend_goes_by_the_last_time(before, words):
    assert words in said(report(item(3.0, before=before)))


@pytest.mark.parametrize(
    ("school", "partner", "words"),
    [(3.0, 3.4, "both sides see it alike"), (2.0, 4.0, "a gap of about 2, worth talking about")],
)
def test_a_gap_is_named(school, partner, words):
    assert words in said(report(item(sides=(Mean(school), Mean(partner)))))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"shown": Shown.NOTHING, "voted": 4}, "Fewer than 5 people answered"),
        ({"shown": Shown.NOTHING, "voted": 9}, "almost the same people"),
        ({"items": [Item(Construct.OPENNESS, STATEMENT)]}, "1 statement is not shown"),
        ({"words": ()}, "only when at least 5 people wrote"),
        ({"words": ["More <time>."] * 5}, "• More &lt;time&gt;."),
        ({"words": ["long " * 90] * 30}, "And 25 more, under *Pulse*."),
        ({"mode": Mode.NAMED, "leads": ["U1"]}, "have the answers with their names"),
        ({"pool": "Riverside"}, "Pulse of all partnerships of Riverside"),
    ],
)
def test_what_is_not_shown_is_explained(other, words):
    message = channel(report(item(), **other))

    assert words in message.text
    assert check_blocks(message.blocks, limits.MESSAGE) == []


def test_leads_read_answers_with_their_names():
    named = [NamedAnswer("U1", {STATEMENT: 4}, "More time."), NamedAnswer("U2", {}, "")]
    shown = report(item(), mode=Mode.NAMED, named=named)

    assert "<@U1> 4" in said(shown)
    assert "<@U1> More time." in said(shown)
    assert "<@U2>" not in said(shown)
    assert "nobody answered" in said(replace(shown, named=named[1:]))


def test_a_chart_has_a_bar_a_side_only_where_all_statements_have_both():
    both = item(sides=(Mean(3.0), Mean(4.0)))

    drawn = chart(report(both))
    assert drawn is not None
    names = [one["name"] for one in drawn["chart"]["series"]]
    assert names == ["School side", "Partner side"]

    drawn = chart(report(both, items=[both, item()]))
    assert drawn is not None
    assert [one["name"] for one in drawn["chart"]["series"]] == ["Everybody"]
    assert chart(report(Item(Construct.OPENNESS, STATEMENT))) is None


def test_a_workspace_that_refuses_charts_gets_the_words():
    message, plain = channel_and_fallback(report(item()))

    assert plain == [one for one in message.blocks if one["type"] != "data_visualization"]
    assert channel_and_fallback(report(Item(Construct.OPENNESS, STATEMENT)))[1] is None
