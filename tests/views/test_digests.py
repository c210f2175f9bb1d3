"""The digest as people read it, within Slack's limits whatever was written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.validation import check_blocks, check_view, text_length, view_bytes
from bot.rules.digests import Section
from bot.rules.progress import Aim, Movement
from bot.rules.trends import Line, Trend
from bot.rules.vocabulary import Confidence, Direction, Side
from bot.views import digest_details, digests, kit
from bot.views.digest_lines import (
    LONGEST_LINE,
    ActionNews,
    Digest,
    GoalEntry,
    GoalNews,
    Quote,
    Source,
    movement_words,
)
from bot.views.digests import Figure

AIM = Aim(Direction.INCREASE, 70.0, 85.0, date(2026, 9, 1), date(2027, 6, 15))
SCHOOL = Source("Riverside School District", Side.SCHOOL, date(2026, 12, 1), person="Ana Ruiz")
PARTNER = Source("Mercy Hospital", Side.PARTNER, date(2026, 12, 3), late=True)


def news(**changed: object) -> GoalNews:
    values: dict[str, object] = {
        "goal_id": 1,
        "number": 1,
        "statement": "More ninth-graders attend",
        "unit": "%",
        "aim": AIM,
        "before": 70.0,
        "value": 74.0,
        "movement": Movement.IMPROVED,
        "entries": [GoalEntry(SCHOOL, 74.0, Confidence.AT_RISK, "Flu.")],
        **changed,
    }
    return GoalNews(**values)  # type: ignore[arg-type]


def digest(**parts: object) -> Digest:
    known: dict[str, object] = {
        "partnership_id": 1,
        "partnership": "Riverside and Mercy",
        "period": "Quarter 2 of 2026–27",
        "today": date(2026, 12, 4),
        **parts,
    }
    return Digest(**known)  # type: ignore[arg-type]


def longest(text: str) -> Digest:
    """Return a digest in which eight people filled every box of forty goals and fifty actions."""
    sources = [
        Source(text[:200], side, date(2026, 9, 30), person=text[:200], late=True)
        for side in Side
        for _number in range(4)
    ]
    return digest(
        partnership=text[:150],
        check_ins=sources,
        goals=[
            news(
                number=number,
                statement=text,
                unit=text[:40],
                entries=[GoalEntry(one, -1e12, Confidence.OFF_TRACK, text) for one in sources[:2]],
            )
            for number in range(1, 41)
        ],
        quotes=[
            Quote(section, text, source)
            for source in sources
            for section in (Section.WINS, Section.CHALLENGES, Section.NEEDS, Section.CHANGES)
        ],
        actions=[
            ActionNews(text, "U" * 11, date(2026, 9, 30), number % 2 == 0, sources[0])
            for number in range(50)
        ],
        answers_until=date(2026, 9, 30),
        next_opens_on=date(2026, 9, 30),
        trend=Trend(
            text[:60],
            text[:40],
            [f"Quarter {n} of 2026–27" for n in range(9)],
            [Line(text[:60], [-1e12 / 3] * 9)] * 6,
        ),
    )


LONGEST = [longest("&" * 3000), longest("word " * 600), longest("ש" * 3000)]


@pytest.mark.parametrize("one", LONGEST)
@pytest.mark.parametrize("figure", Figure)
@pytest.mark.parametrize("show", [digests.channel, digests.private])
def test_slack_takes_the_longest(one, figure, show):
    message = show(one, figure)
    assert check_blocks(message.blocks, "message") == []
    assert text_length(message.blocks) <= 12_000
    assert len(message.text) <= kit.MAX_MESSAGE_TEXT


@pytest.mark.parametrize("one", LONGEST)
def test_slack_takes_every_part_of_the_thread_and_the_modal(one):
    parts = digest_details.parts(one)
    assert len(parts) > 10
    for part in [*parts, digest_details.emptied()]:
        assert check_blocks(part.blocks, "message") == []
        assert part.text == kit.in_words(part.blocks)
        assert len(part.text) <= kit.MAX_MESSAGE_TEXT
    modal = digest_details.modal(one)
    assert check_view(modal, "modal") == []
    assert view_bytes(modal) <= 250_000
    assert "There is more in the thread" in kit.in_words(modal["blocks"])


@pytest.mark.parametrize("one", LONGEST)
def test_the_channel_sees_about_twelve_lines(one):
    sections = [block for block in digests.summary(one) if block["type"] == "section"]
    lines = [line for block in sections for line in block["text"]["text"].splitlines()]
    assert len(lines) == 12
    assert all("(and " in block["text"]["text"] for block in sections[1:-1])


def test_both_sides_are_heard_before_one_is_heard_twice():
    said = digest(
        quotes=[
            Quote(Section.WINS, "first", SCHOOL),
            Quote(Section.WINS, "second", SCHOOL),
            Quote(Section.WINS, "third", PARTNER),
        ]
    )
    text = digests.channel(said).text
    assert text.index("first") < text.index("third") < text.index("second")


def test_what_was_cut_in_the_line_is_whole_in_the_thread():
    whole = "x" * LONGEST_LINE + " the end"
    said = digest(
        goals=[news(statement=whole, entries=())],
        quotes=[Quote(Section.WINS, whole, SCHOOL)],
        actions=[
            ActionNews(whole, "UBEN", date(2026, 12, 5), False),
            ActionNews("Short", "UBEN", date(2026, 12, 4), False),
        ],
    )
    line = digests.channel(said).text
    assert "the end" not in line
    assert "<@UBEN>, due tomorrow" in line
    assert "Short, <@UBEN>, due today" in line
    [details] = digest_details.parts(said)
    assert details.text.count("the end") == 3
    assert "*Ana Ruiz, Riverside School District, check-in of December 1*" in details.text


def test_an_entry_without_words_says_so():
    said = digest(goals=[news(entries=[GoalEntry(PARTNER, None, None, "Only this")])])
    [details] = digest_details.parts(said)
    assert (
        "Mercy Hospital, check-in of December 3, late: no number, only a note\nOnly this"
        in details.text
    )


def test_nothing_said_makes_no_thread():
    assert digest_details.parts(digest()) == []


def test_with_no_dates_to_come_it_says_so_and_offers_no_check_in():
    message = digests.channel(digest())
    assert "No further check-in is planned." in message.text
    assert [button["text"]["text"] for button in message.blocks[-1]["elements"]] == [
        "Goals",
        "You said → we did",
        "Give feedback",
    ]
    asked = digests.channel(digest(answers_until=date(2026, 12, 9)))
    assert "welcome until Wednesday, December 9, 2026" in asked.text
    assert asked.blocks[-1]["elements"][0]["text"]["text"] == "Check in"


def test_a_digest_of_nothing_fits_a_modal():
    assert check_view(digest_details.modal(digest()), "modal") == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"value": None, "movement": None, "entries": ()}, "no number yet"),
        ({"entries": ()}, "no new number, last 74%"),
        ({"before": 74.0, "movement": Movement.HELD}, "still 74%"),
        ({}, "from 70% to 74%, closer to the target"),
        ({"value": 86.0}, "from 70% to 86%, where it should be"),
        (
            {"value": 60.0, "movement": Movement.WORSENED},
            "from 70% to 60%, further from the target",
        ),
    ],
)
def test_movement_is_said_in_words(changed, words):
    assert movement_words(news(**changed)) == words


def test_a_line_without_a_number_names_who_judged():
    said = news(entries=[GoalEntry(PARTNER, None, Confidence.ON_TRACK, "")])
    assert said.source is PARTNER
    assert "on track _(Mercy Hospital" in digests.channel(digest(goals=[said])).text


def test_of_many_who_checked_in_some_are_named_and_the_rest_counted():
    many = [SCHOOL._replace(organization=f"School {n}") for n in range(9)]
    text = digests.channel(digest(check_ins=many)).text
    assert "School 5, check-in of December 1; (and 3 more)" in text
    assert "School 6" not in text


def test_names_cannot_shout():
    loud = SCHOOL._replace(organization="<!channel>")
    text = digests.channel(digest(check_ins=[loud], partnership="<!here>")).text
    assert "<!" not in text


@pytest.mark.parametrize("message", [digests.pause_question(1, "&" * 150), digests.kept("&" * 150)])
def test_the_question_to_leads_fits(message):
    assert check_blocks(message.blocks, "message") == []


@given(st.text(max_size=3000), st.integers(min_value=20, max_value=2500))
def test_pieces_fit_and_lose_no_word(text, limit):
    pieces = digest_details.pieces(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(kit.escape(text).split())
