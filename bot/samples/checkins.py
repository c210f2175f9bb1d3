"""Samples of the check-in: its invitation, its form, the thanks, the reminders and their forms."""

from dataclasses import replace

from bot.rules import answers
from bot.rules.reminders import Why
from bot.rules.vocabulary import Cadence, Confidence, Helped
from bot.samples.words import (
    ANA,
    BEN,
    CARA,
    CLOSES,
    DUE,
    HOURS,
    NEXT,
    PARTNERSHIP,
    PERIOD,
    TODAY,
    Sample,
    Words,
)
from bot.views import checkin_copy, checkin_form, checkins, reminders
from bot.views.checkin_copy import ActionCopy, Copy, GoalCopy, HelpedCopy, TurnedCopy
from bot.views.checkin_form import ChangeLine, Filled, Form, GoalLine
from bot.views.reminders import Request


def _form(words: Words, filled: Filled = Filled.LAST_TIME) -> Form:
    goal_ids = range(1, min(words.many, answers.MOST_GOALS) + 1)
    value = f"{words.numbers[1]:g}"
    initial = {answers.value_field(goal_id): value for goal_id in goal_ids}
    initial |= {answers.confidence_field(goal_id): Confidence.AT_RISK for goal_id in goal_ids}
    initial |= {answers.note_field(goal_id): words.note for goal_id in goal_ids}
    initial |= dict.fromkeys(answers.TEXTS, words.said)
    initial |= {
        answers.ACTION_WHAT: words.action,
        answers.ACTION_OWNER: BEN,
        answers.ACTION_DUE: NEXT.isoformat(),
    }
    return Form(
        partnership_id=PARTNERSHIP,
        cycle_id=5,
        partnership=words.partnership,
        period=PERIOD,
        due_on=DUE,
        closes_on=CLOSES,
        is_late=False,
        goals=[
            GoalLine(
                goal_id,
                words.statement,
                f"Target: {words.numbers[2]:g} {words.unit}",
                words.unit,
            )
            for goal_id in goal_ids
        ],
        more_goals=words.many - len(goal_ids),
        initial=initial,
        filled=filled,
        filled_on=TODAY,
        changes=[ChangeLine(1, words.said), ChangeLine(2, words.said)],
    )


def _empty_form(words: Words) -> Form:
    return replace(_form(words), initial={}, filled=Filled.EMPTY, filled_on=None)


def _copy(words: Words) -> Copy:
    said = GoalCopy(
        words.statement, f"{words.numbers[1]:g} {words.unit}", Confidence.AT_RISK, words.note
    )
    return Copy(
        partnership_id=PARTNERSHIP,
        partnership=words.partnership,
        period=PERIOD,
        closes_on=CLOSES,
        sides_in=1,
        is_late=True,
        goals=[said] * min(words.many, answers.MOST_GOALS - 1),
        retired=[said],
        texts=dict.fromkeys(answers.TEXTS, words.said),
        action=ActionCopy(words.action, BEN, NEXT),
        turned=[TurnedCopy(words.statement, words.said, "", words.said)] * min(words.many, 3),
        helped=[HelpedCopy(words.said, Helped.PARTLY, words.note)],
        check_in_id=1,
        to_turn=[1],
    )


def _brief(words: Words) -> Copy:
    return replace(_copy(words), no_change=True, is_late=False)


def _request(words: Words) -> Request:
    return Request(
        expectation_id=7,
        partnership_id=PARTNERSHIP,
        partnership=words.partnership,
        organization=words.school,
        period=PERIOD,
        cadence=Cadence.QUARTERLY,
        why=Why.LEADS,
        asker=None,
        due_on=DUE,
        closes_on=CLOSES,
        next_working_day=TODAY,
        is_overdue=False,
        is_last=False,
        hours=HOURS,
    )


def _last_request(words: Words) -> Request:
    asked = replace(_request(words), why=Why.WAS_ASKED, asker=ANA)
    return replace(asked, is_overdue=True, is_last=True)


SAMPLES: dict[str, Sample] = {
    "checkins.invitation": lambda words: checkins.invitation(
        PARTNERSHIP, words.partnership, PERIOD, due_on=DUE
    ),
    "checkins.sides_in": lambda _words: checkins.sides_in(1, PERIOD),
    "checkins.sides_in.both": lambda _words: checkins.sides_in(2, PERIOD),
    "checkin_form.form": lambda words: checkin_form.form(_form(words), metadata="{}"),
    "checkin_form.form.empty": lambda words: checkin_form.form(_empty_form(words), metadata="{}"),
    "checkin_form.form.draft": lambda words: checkin_form.form(
        _form(words, Filled.DRAFT), metadata="{}"
    ),
    "checkin_form.form.sent": lambda words: checkin_form.form(
        _form(words, Filled.ALREADY_SENT), metadata="{}"
    ),
    "checkin_copy.thanks": lambda words: checkin_copy.thanks(_copy(words)),
    "checkin_copy.thanks_briefly": lambda words: checkin_copy.thanks_briefly(_brief(words)),
    "checkin_copy.thanks_briefly.already": lambda words: checkin_copy.thanks_briefly(
        replace(_brief(words), already_on=TODAY)
    ),
    "reminders.reminder": lambda words: reminders.reminder(_request(words)),
    "reminders.reminder.last": lambda words: reminders.reminder(_last_request(words)),
    "reminders.mention": lambda _words: reminders.mention(CARA, 1),
    "reminders.why": lambda words: reminders.why(_request(words)),
    "reminders.snooze_form": lambda words: reminders.snooze_form(_request(words), metadata="{}"),
    "reminders.colleague_form": lambda words: reminders.colleague_form(
        _request(words), metadata="{}"
    ),
    "reminders.side_is_in": lambda words: reminders.side_is_in(
        PARTNERSHIP, words.partnership, PERIOD
    ),
    "reminders.snoozed": lambda words: reminders.snoozed(_request(words), TODAY),
    "reminders.declined": lambda words: reminders.declined(_request(words)),
    "reminders.passed_on": lambda words: reminders.passed_on(_request(words), BEN),
}
