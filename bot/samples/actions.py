"""Samples of actions: what an owner reads, the list, one with its log, the forms."""

from dataclasses import replace
from datetime import date

from bot.rules.vocabulary import ActionStatus, Side
from bot.samples import records
from bot.samples.words import ANA, BEN, NEXT, PARTNERSHIP, PERIOD, TODAY, Sample, Words
from bot.views import action_forms, action_list, actions
from bot.views.action_forms import ActionForm
from bot.views.action_list import Logged
from bot.views.actions import ActionItem

LINK = "https://riverside.slack.com/archives/C0RIVERSIDE/p1795420800000100"


def _item(words: Words) -> ActionItem:
    return replace(
        records.action(words),
        partnership_id=PARTNERSHIP,
        from_check_in=True,
        side=Side.PARTNER,
        goal=words.statement,
        theme=words.statement,
        link=LINK,
    )


def _decide(words: Words) -> ActionItem:
    return replace(_item(words), due_on=date(2026, 9, 1), decide=True, carry_to=NEXT)


def _done(words: Words) -> ActionItem:
    return replace(_item(words), status=ActionStatus.DONE)


def _list(words: Words) -> list[ActionItem]:
    items = [_item(words), _decide(words), replace(_item(words), owner_left=True, may_tick=False)]
    return [*items * words.many, *[_done(words)] * words.many]


def _form(words: Words) -> ActionForm:
    return ActionForm(
        partnership=words.partnership,
        what=words.action,
        owner=BEN,
        due_on=NEXT,
        goals=dict.fromkeys(range(1, words.many + 1), words.statement),
        goal_id=1,
        themes=dict.fromkeys(range(1, words.many + 1), words.statement),
        theme_id=2,
        link=LINK,
    )


def _from_message(words: Words) -> ActionForm:
    which = dict.fromkeys(range(1, words.many + 1), words.partnership)
    return replace(_form(words), partnership="", goals={}, themes={}, partnerships=which)


def _log(words: Words) -> list[Logged]:
    one = Logged(TODAY, ANA, "changed it", reason=words.reason, details=["For another goal"])
    return [one] * min(words.many, 30)


SAMPLES: dict[str, Sample] = {
    "actions.given": lambda words: actions.given(_item(words)),
    "actions.reminder": lambda words: actions.reminder(_item(words)),
    "actions.reminder.after": lambda words: actions.reminder(_decide(words)),
    "actions.ticked": lambda words: actions.ticked(_done(words)),
    "actions.dropped": lambda words: actions.dropped(_item(words)),
    "actions.passed_on": lambda words: actions.passed_on(_item(words)),
    "actions.current": lambda words: actions.current(_item(words)),
    "actions.review": lambda words: actions.review(
        [_done(words), *[_decide(words)] * words.many], words.partnership, PERIOD
    ),
    "actions.review.decided": lambda words: actions.review([], words.partnership, PERIOD),
    "action_list.listing": lambda words: action_list.listing(
        _list(words), several=True, metadata="{}", add_to=PARTNERSHIP
    ),
    "action_list.listing.empty": lambda _words: action_list.listing(
        [], several=False, metadata="{}"
    ),
    "action_list.shown": lambda words: action_list.shown(
        _decide(words), _log(words), metadata="{}"
    ),
    "action_forms.new": lambda words: action_forms.new(_form(words), metadata="{}"),
    "action_forms.new.from_message": lambda words: action_forms.new(
        _from_message(words), metadata="{}"
    ),
    "action_forms.change": lambda words: action_forms.change(_form(words), metadata="{}"),
    "action_forms.drop": lambda words: action_forms.drop(_item(words), metadata="{}"),
}
