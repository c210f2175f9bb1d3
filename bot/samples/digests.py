"""Samples of what becomes of check-ins: the digest and its details, actions, Home."""

from datetime import date

from bot.rules.digests import Section
from bot.rules.progress import Movement
from bot.rules.themes import Standing
from bot.rules.trends import MOST_LINES, MOST_MOMENTS, Line, Trend
from bot.rules.vocabulary import Confidence, PartnershipStatus, Side, ThemeState
from bot.samples import records
from bot.samples.words import (
    BEN,
    CLOSES,
    DUE,
    HOURS,
    NEXT,
    NEXT_CHECK_IN,
    PARTNERSHIP,
    PERIOD,
    TODAY,
    Sample,
    Words,
)
from bot.views import digest_details, digests, home
from bot.views.availability import Availability
from bot.views.digest_lines import ActionNews, Digest, GoalEntry, GoalNews, Quote, Source
from bot.views.digests import Figure
from bot.views.home import Home, OpenCheckIn, PartnershipCard

_SAID = (Section.WINS, Section.CHALLENGES, Section.NEEDS, Section.CHANGES)


def _school(words: Words) -> Source:
    return Source(words.school, Side.SCHOOL, TODAY, person=words.person)


def _partner(words: Words) -> Source:
    return Source(words.partner, Side.PARTNER, TODAY, person=words.person, late=True)


def _news(words: Words, number: int) -> GoalNews:
    before, value, _target = words.numbers
    return GoalNews(
        goal_id=number,
        statement=words.statement,
        unit=words.unit,
        aim=records.aim(words),
        before=before,
        value=value,
        movement=Movement.IMPROVED,
        entries=[GoalEntry(_school(words), value, Confidence.AT_RISK, words.note)],
        number=number,
    )


def _trend(words: Words) -> Trend:
    moments = ["Start", *(f"Q{number} 2026–27" for number in range(1, MOST_MOMENTS + 1))]
    moments = moments[: words.many + 1]
    return Trend(
        title="How far each goal has come, in %",
        unit="%",
        moments=moments,
        lines=[
            Line(words.statement, [float(step * 11 + goal) for step, _ in enumerate(moments)])
            for goal in range(min(words.many, MOST_LINES))
        ],
    )


def _digest(words: Words) -> Digest:
    done = ActionNews(words.action, BEN, TODAY, done=True, source=_school(words))
    return Digest(
        partnership_id=PARTNERSHIP,
        partnership=words.partnership,
        period=PERIOD,
        today=TODAY,
        check_ins=[_school(words), _partner(words)],
        goals=[_news(words, number) for number in range(1, words.many + 1)],
        quotes=[
            Quote(section, words.said, source)
            for section in _SAID
            for source in (_school(words), _partner(words))
        ],
        themes=[
            Standing(words.action, state, words.said if answered else "", date(2026, 8, 1), None)
            for state, answered in ((ThemeState.PLANNED, True), (ThemeState.HEARD, False))
        ]
        * words.many,
        actions=[done, *[done._replace(done=False, due_on=NEXT)] * words.many],
        answers_until=CLOSES,
        next_opens_on=NEXT,
        trend=_trend(words),
    )


def _channel(figure: Figure) -> Sample:
    return lambda words: digests.channel(_digest(words), figure)


def _quiet(words: Words) -> Digest:
    return Digest(PARTNERSHIP, words.partnership, PERIOD, TODAY, next_opens_on=NEXT)


def _home(words: Words) -> Home:
    return Home(
        to_answer=[OpenCheckIn(PARTNERSHIP, words.partnership, PERIOD, DUE, CLOSES)] * words.many,
        to_do=[records.action(words)] * words.many,
        partnerships=[
            PartnershipCard(
                PARTNERSHIP,
                words.partnership,
                PartnershipStatus.ACTIVE,
                NEXT_CHECK_IN,
                TODAY,
                [records.goal(words)] * words.many,
                words.many,
            )
        ]
        * words.many,
        mine=Availability(HOURS, CLOSES, TODAY),
    )


SAMPLES: dict[str, Sample] = {
    **{f"digests.channel.{figure.value}": _channel(figure) for figure in Figure},
    "digests.channel.quiet": lambda words: digests.channel(_quiet(words)),
    "digests.private": lambda words: digests.private(_digest(words)),
    "digests.pause_question": lambda words: digests.pause_question(PARTNERSHIP, words.partnership),
    "digests.kept": lambda words: digests.kept(words.partnership),
    "digest_details.parts": lambda words: digest_details.parts(_digest(words))[0],
    "digest_details.emptied": lambda _words: digest_details.emptied(),
    "digest_details.modal": lambda words: digest_details.modal(_digest(words)),
    "home.home": lambda words: home.home(_home(words)),
    "home.home.welcome": lambda _words: home.home(Home()),
}
