"""Samples of partnerships: the card, the record, its people, set-up, help and the channel."""

from bot.rules.vocabulary import PauseReason, Role, Side
from bot.samples import records
from bot.samples.words import (
    ANA,
    BEN,
    CARA,
    MOVED,
    NEXT_CHECK_IN,
    PARTNERSHIP,
    ROOM,
    TODAY,
    ZONE,
    Sample,
    Words,
)
from bot.views import (
    channels,
    checkins,
    chooser,
    departures,
    help,
    notices,
    partnerships,
    people,
    setup,
)
from bot.views.help import Listed
from bot.views.inputs import Choice
from bot.views.people import Seat
from bot.views.setup import Saved


def _listed(words: Words) -> list[Listed]:
    return [Listed(PARTNERSHIP + number, words.partnership) for number in range(words.many)]


def _choices(words: Words) -> list[Choice]:
    return [Choice(words.partnership, str(number)) for number in range(words.many)]


def _seat(words: Words, role: Role = Role.CONTRIBUTOR) -> Seat:
    member = records.member(words, CARA, Side.SCHOOL, role)
    return Seat(PARTNERSHIP, member, words.organizations)


def _refusal(words: Words) -> str:
    return f"{words.partnership} is paused. Once a lead resumes it, you can check in."


def _trouble(reason: PauseReason) -> Sample:
    return lambda words: channels.trouble(PARTNERSHIP, words.partnership, reason)


_CARD: dict[str, Sample] = {
    "partnerships.card": lambda words: partnerships.card(records.record(words)),
    "partnerships.card.paused": lambda words: partnerships.card(
        records.record(words, PauseReason.ASKED)
    ),
    "partnerships.details": lambda words: partnerships.details(records.record(words), Role.LEAD),
    "partnerships.details.coordinator": lambda words: partnerships.details(
        records.record(words), Role.COORDINATOR, coordinates=True
    ),
    "partnerships.details.reader": lambda words: partnerships.details(
        records.record(words, PauseReason.ARCHIVED), Role.READER
    ),
    "partnerships.closing": lambda words: partnerships.closing(
        PARTNERSHIP, words.partnership, "{}"
    ),
    "partnerships.paused": lambda words: partnerships.paused(PARTNERSHIP, words.partnership),
    "partnerships.resumed": lambda words: partnerships.resumed(records.record(words)),
    "partnerships.closed": lambda words: partnerships.closed(words.partnership),
}
_PEOPLE: dict[str, Sample] = {
    "people.listing": lambda words: people.listing(records.record(words), Role.LEAD),
    "people.listing.changed": lambda words: people.listing(
        records.record(words),
        Role.LEAD,
        news=people.joined(CARA, Side.SCHOOL, Role.DEPUTY),
    ),
    "people.adding": lambda words: people.adding(PARTNERSHIP, words.organizations, "{}"),
    "people.changing.coordinator": lambda words: people.changing(
        _seat(words, Role.COORDINATOR), "{}"
    ),
    "people.changing": lambda words: people.changing(_seat(words), "{}"),
}
_SET_UP: dict[str, Sample] = {
    "setup.moment": lambda _words: setup.moment(),
    "setup.form": lambda words: setup.form(
        "{}", name=words.partnership, time_zone=ZONE, first_day=TODAY
    ),
    "setup.saved": lambda words: setup.saved(
        Saved(PARTNERSHIP, words.partnership, ROOM, NEXT_CHECK_IN, MOVED)
    ),
    "departures.lead_left": lambda words: departures.lead_left(
        PARTNERSHIP, words.partnership, words.person, Side.SCHOOL
    ),
    "channels.greeting": lambda _words: channels.greeting(),
    "channels.second_bot": lambda words: channels.second_bot(words.school),
    "channels.welcome_back": lambda words: channels.welcome_back(
        PARTNERSHIP, words.partnership, NEXT_CHECK_IN
    ),
    "channels.still_paused": lambda words: channels.still_paused(
        PARTNERSHIP, words.partnership, PauseReason.SHARED
    ),
    "channels.digest_waits": lambda words: channels.digest_waits(PARTNERSHIP, words.partnership),
    **{
        f"channels.trouble.{reason.value}": _trouble(reason)
        for reason in PauseReason
        if reason is not PauseReason.ASKED
    },
}
_HELP: dict[str, Sample] = {
    "help.of_member": lambda words: help.of_member(
        records.record(words), Side.SCHOOL, Role.LEAD, unknown=words.mistyped
    ),
    "help.of_onlooker": lambda words: help.of_onlooker(
        words.partnership, [ANA, BEN], unknown=words.mistyped
    ),
    "help.of_channel": lambda words: help.of_channel(
        Listed(PARTNERSHIP, words.partnership), _listed(words), unknown=words.mistyped
    ),
    "help.elsewhere": lambda words: help.elsewhere(_listed(words), unknown=words.mistyped),
    "help.elsewhere.nothing": lambda _words: help.elsewhere([]),
    "chooser.choose_partnership": lambda words: chooser.choose_partnership(
        checkins.OPEN, _choices(words)
    ),
    "notices.sentence": lambda words: notices.sentence(_refusal(words)),
    "notices.notice": lambda words: notices.notice(_refusal(words)),
    "notices.notice_of": lambda words: notices.notice_of(partnerships.closed(words.partnership)),
}

SAMPLES: dict[str, Sample] = {**_CARD, **_PEOPLE, **_SET_UP, **_HELP}
