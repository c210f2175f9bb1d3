"""Samples of feedback and of what becomes of it: the form, conversations, themes, the news."""

from datetime import date

from bot.rules.feedback import Anonymity
from bot.rules.vocabulary import Party, ThemeState
from bot.samples.words import ANA, BEN, CARA, PARTNERSHIP, TODAY, Sample, Words
from bot.views import feedback, feedback_conversations, feedback_news, theme_forms, themes
from bot.views.feedback import Form
from bot.views.feedback_conversations import Inbox
from bot.views.feedback_lines import Conversation, Heard, Note
from bot.views.kit import View
from bot.views.theme_forms import Origin
from bot.views.themes import ChallengeItem, Change, Ledger, ThemeItem

_LINK = "https://riverside.slack.com/archives/C0RIVERSIDE/p1757422800000100"
_HEARD_ON = date(2026, 8, 1)


def _form(anonymity: Anonymity) -> Sample:
    def shown(words: Words) -> View:
        leads = [ANA, BEN] * words.many
        return feedback.form(
            Form(PARTNERSHIP, words.partnership, leads, anonymity, 6, _LINK), metadata="{}"
        )

    return shown


def _note(words: Words, by: Party, writer: str | None) -> Note:
    return Note(by, writer, words.said, TODAY)


def _closing(by: Party, writer: str | None) -> Note:
    return Note(by, writer, "", TODAY, closes=True)


def _heard(words: Words, note: Note, *, is_anonymous: bool) -> Heard:
    return Heard(1, PARTNERSHIP, words.partnership, is_anonymous, _LINK, note)


def _conversation(words: Words, *, mine: bool, closed_by: Party | None = None) -> Conversation:
    author = _note(words, Party.AUTHOR, None)
    lead = _note(words, Party.LEADS, ANA)
    closing = [] if closed_by is None else [_closing(closed_by, ANA)]
    return Conversation(
        feedback_id=1,
        partnership_id=PARTNERSHIP,
        partnership=words.partnership,
        is_anonymous=True,
        given_on=TODAY,
        link=_LINK,
        mine=mine,
        is_closed=closed_by is not None,
        notes=[*[author, lead] * words.many, *closing],
    )


def _inbox(words: Words, *, is_lead: bool) -> Inbox:
    shown = _conversation(words, mine=not is_lead)
    return Inbox(PARTNERSHIP, words.partnership, is_lead, [shown] * words.many)


def _theme(words: Words, state: ThemeState) -> ThemeItem:
    answer = "" if state is ThemeState.HEARD else words.said
    return ThemeItem(1, words.action, state, answer, _HEARD_ON, TODAY if answer else None, TODAY, 3)


def _ledger(words: Words, *, is_lead: bool) -> Ledger:
    each = [_theme(words, state) for state in ThemeState]
    return Ledger(PARTNERSHIP, words.partnership, is_lead, each * words.many)


_FEEDBACK: dict[str, Sample] = {
    **{f"feedback.form.{one.value}": _form(one) for one in Anonymity},
    "feedback.thanks": lambda words: feedback.thanks(words.partnership, anonymous=False),
    "feedback.thanks.anonymous": lambda words: feedback.thanks(words.partnership, anonymous=True),
    "feedback_news.received": lambda words: feedback_news.received(
        _heard(words, _note(words, Party.AUTHOR, CARA), is_anonymous=False)
    ),
    "feedback_news.received.anonymous": lambda words: feedback_news.received(
        _heard(words, _note(words, Party.AUTHOR, None), is_anonymous=True)
    ),
    "feedback_news.followed": lambda words: feedback_news.followed(
        _heard(words, _note(words, Party.AUTHOR, None), is_anonymous=True)
    ),
    "feedback_news.followed.closed": lambda words: feedback_news.followed(
        _heard(words, _closing(Party.AUTHOR, None), is_anonymous=True)
    ),
    "feedback_news.answered": lambda words: feedback_news.answered(
        _heard(words, _note(words, Party.LEADS, ANA), is_anonymous=True)
    ),
    "feedback_news.answered.closed": lambda words: feedback_news.answered(
        _heard(words, _closing(Party.LEADS, ANA), is_anonymous=False)
    ),
    "feedback_news.closed": lambda words: feedback_news.closed(_conversation(words, mine=True)),
    "feedback_conversations.listing": lambda words: feedback_conversations.listing(
        _inbox(words, is_lead=True)
    ),
    "feedback_conversations.listing.nothing": lambda words: feedback_conversations.listing(
        Inbox(PARTNERSHIP, words.partnership, is_lead=False, conversations=[])
    ),
    "feedback_conversations.conversation": lambda words: feedback_conversations.conversation(
        _conversation(words, mine=False)
    ),
    "feedback_conversations.conversation.closed": lambda words: feedback_conversations.conversation(
        _conversation(words, mine=True, closed_by=Party.LEADS)
    ),
    "feedback_conversations.say_form": lambda words: feedback_conversations.say_form(
        _conversation(words, mine=False), metadata="{}"
    ),
    "feedback_conversations.say_form.answer": lambda words: feedback_conversations.say_form(
        _conversation(words, mine=True), metadata="{}"
    ),
}
_THEMES: dict[str, Sample] = {
    "themes.ledger": lambda words: themes.ledger(_ledger(words, is_lead=True)),
    "themes.ledger.nothing": lambda words: themes.ledger(
        Ledger(PARTNERSHIP, words.partnership, is_lead=False, themes=[])
    ),
    "theme_forms.new": lambda words: theme_forms.new(
        Origin(words.said, True, words.said, [(1, words.action)] * words.many), metadata="{}"
    ),
    "theme_forms.new.by_hand": lambda _words: theme_forms.new(Origin(), metadata="{}"),
    "theme_forms.change": lambda words: theme_forms.change(
        _theme(words, ThemeState.DOING), metadata="{}"
    ),
    "themes.history": lambda words: themes.history(
        [Change(ANA, TODAY, words.action, state, words.said) for state in ThemeState] * words.many
    ),
    "themes.challenges": lambda words: themes.challenges(
        PARTNERSHIP, [ChallengeItem(1, BEN, words.said, TODAY)] * words.many
    ),
    "themes.challenges.nothing": lambda _words: themes.challenges(PARTNERSHIP, []),
    "themes.news": lambda words: themes.news(
        words.partnership, PARTNERSHIP, [_theme(words, ThemeState.DONE)] * words.many
    ),
}

SAMPLES: dict[str, Sample] = {**_FEEDBACK, **_THEMES}
