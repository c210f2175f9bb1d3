"""What is asked about sides, goals and actions that nobody looks after any more."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.language import _, ngettext
from bot.rules.vocabulary import Side
from bot.views import actions, goals, handovers, kit
from bot.views.kit import Markup, Message
from bot.views.words import side_name

_MOST_NAMED = 8
_LONGEST_NAME = 100


@dataclass(frozen=True)
class NoOwner:
    """What nobody looks after; a goal comes with the sides on which it has no owner."""

    partnership_id: int
    partnership: str
    sides: Sequence[Side] = ()
    goals: Sequence[tuple[str, Sequence[Side]]] = ()
    actions: Sequence[str] = ()


def no_owner(shown: NoOwner, *, may_choose: bool) -> Message:
    """Ask about all that nobody looks after, with the ways to change it.

    `may_choose` is who leads; whoever may not is asked because nobody who may is there.
    """
    lines = [
        *(
            kit.escape(_("• The {side} has no lead.").format(side=side_name(side)))
            for side in shown.sides
        ),
        *_first([_goal(name, sides) for name, sides in shown.goals]),
        *_first([_action(what) for what in shown.actions]),
    ]
    words = ngettext(
        "*{partnership}*: nobody looks after this:",
        "*{partnership}*: nobody looks after these:",
        len(shown.sides) + len(shown.goals) + len(shown.actions),
    )
    buttons = [
        kit.button(_("Goals"), goals.LIST, shown.partnership_id),
        kit.button(_("Actions"), actions.LIST, shown.partnership_id),
    ]
    if may_choose:
        buttons.insert(0, handovers.people_button(shown.partnership_id))
    return kit.message(
        *kit.sections([kit.say(words, partnership=shown.partnership), *lines]),
        kit.actions(*buttons),
        kit.context(_why(may_choose=may_choose)),
    )


def _why(*, may_choose: bool) -> str:
    if may_choose:
        return _("You get this, once a week, because you look after this partnership.")
    return _(
        "You get this, once a week, because nobody who leads this partnership is still there. "
        "Whoever coordinates the partnerships in your workspace can name a lead; where nobody "
        "does, whoever runs this bot can name a coordinator."
    )


def _first(lines: Sequence[Markup]) -> list[Markup]:
    more = len(lines) - _MOST_NAMED
    if more <= 0:
        return list(lines)
    words = ngettext("• and {count} more", "• and {count} more", more).format(count=more)
    return [*lines[:_MOST_NAMED], kit.escape(words)]


def _goal(name: str, sides: Sequence[Side]) -> Markup:
    name = kit.clip(" ".join(name.split()), _LONGEST_NAME)
    if len(sides) > 1:
        return kit.say(_("• Goal: {name} (no owner on either side)"), name=name)
    return kit.say(
        _("• Goal: {name} (no owner on the {side})"), name=name, side=side_name(sides[0])
    )


def _action(what: str) -> Markup:
    return kit.say(_("• Action: {what}"), what=actions.what(what, _LONGEST_NAME))
