"""You said → we did: themes with their state and answer, where they come from, and the news."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _, ngettext
from bot.rules.themes import LONGEST_TITLE, waiting_words
from bot.rules.vocabulary import ThemeState
from bot.views import kit
from bot.views.kit import Block, Markup, Message, View
from bot.views.words import theme_state_name

# With the partnership's id as value.
LIST = "themes.list"
NEW = "themes.new"
CHALLENGES = "themes.challenges"
# With the id of what it is made from, or of the theme.
FROM_FEEDBACK = "themes.from_feedback"
FROM_CHALLENGE = "themes.from_challenge"
CHANGE = "themes.change"
HISTORY = "themes.history"

LEDGER = "themes.ledger"
FOUND = "themes.found"

_LONGEST_SHOWN = 900
_MOST_LISTED = 30
_MOST_NEWS = 5
_MOST_CHANGES = 40
MOST_CHALLENGES = 20


@dataclass(frozen=True)
class ThemeItem:
    """A theme as people read it; `fed_by` is how many pieces fed it."""

    theme_id: int
    title: str
    state: ThemeState
    answer: str
    heard_on: date
    answered_on: date | None
    today: date
    fed_by: int = 0


@dataclass(frozen=True)
class Ledger:
    """What people of a partnership said and what was done about it."""

    partnership_id: int
    partnership: str
    is_lead: bool
    themes: Sequence[ThemeItem]


@dataclass(frozen=True)
class Change:
    """A theme as somebody left it; `by` is a Slack user id."""

    by: str
    on: date
    title: str
    state: ThemeState
    answer: str


@dataclass(frozen=True)
class ChallengeItem:
    """A challenge that somebody wrote in a check-in; `by` is a Slack user id."""

    check_in_id: int
    by: str
    text: str
    on: date


def list_button(partnership_id: int) -> Block:
    """The way to what was said and what was done."""
    return kit.button(_("You said → we did"), LIST, partnership_id)


def new_button(partnership_id: int) -> Block:
    """The way for a lead to make a theme by hand, of a pulse or of a talk."""
    return kit.button(_("New theme"), NEW, partnership_id)


def from_feedback_button(feedback_id: int) -> Block:
    return kit.button(_("Make a theme"), FROM_FEEDBACK, feedback_id)


def ledger(shown: Ledger) -> View:
    """List the themes of a partnership to one of its people."""
    head = kit.say(
        _(
            "*{partnership}*: what people said, and what is being done about it. All of "
            "you see this."
        ),
        partnership=kit.clip(shown.partnership, 100),
    )
    blocks = [kit.section(head)]
    if shown.is_lead:
        blocks.append(
            kit.actions(
                new_button(shown.partnership_id),
                kit.button(_("From a challenge"), CHALLENGES, shown.partnership_id),
            )
        )
    if not shown.themes:
        blocks.append(
            kit.section(_("No themes yet. Leads make them from feedback and from challenges."))
        )
    for one in shown.themes[:_MOST_LISTED]:
        blocks += _listed(one, is_lead=shown.is_lead)
    if len(shown.themes) > _MOST_LISTED:
        blocks.append(kit.context(_("Older themes are not listed here.")))
    return kit.modal(_("You said → we did"), blocks, callback_id=LEDGER, close=_("Close"))


def history(changes: Sequence[Change]) -> View:
    """Show how a theme came to be what it is, the newest last."""
    blocks = [kit.section(_changed(one)) for one in changes[-_MOST_CHANGES:]]
    return kit.modal(_("History"), blocks, callback_id=HISTORY, close=_("Back"))


def challenges(partnership_id: int, found: Sequence[ChallengeItem]) -> View:
    """List challenges from check-ins that no theme has taken up."""
    blocks = [kit.actions(list_button(partnership_id))]
    if not found:
        blocks.append(kit.section(_("There is no challenge that is not already in a theme.")))
    blocks += [
        kit.section(
            kit.join(
                [
                    cut(one.text),
                    kit.say("{by} · {day}", by=kit.mention(one.by), day=say_day(one.on)),
                ]
            ),
            button=kit.button(
                _("Make a theme"),
                FROM_CHALLENGE,
                one.check_in_id,
                label=_("Make a theme: {text}").format(text=" ".join(one.text.split())),
            ),
        )
        for one in found[:MOST_CHALLENGES]
    ]
    return kit.modal(_("From a challenge"), blocks, callback_id=FOUND, close=_("Close"))


def news(partnership: str, partnership_id: int, told: Sequence[ThemeItem]) -> Message:
    """Tell somebody, privately, what became of what they said."""
    head = kit.say(
        _("*You said something in {partnership}, and there is an answer.*"),
        partnership=kit.clip(partnership, 100),
    )
    more = len(told) - _MOST_NEWS
    return kit.message(
        kit.section(head),
        *(kit.section(told_line(one)) for one in told[:_MOST_NEWS]),
        *([kit.context(_more_words(more))] if more > 0 else []),
        kit.actions(list_button(partnership_id)),
        kit.context(
            _("You get this because you brought it up; news like this comes once a day at most.")
        ),
    )


def _more_words(count: int) -> str:
    return ngettext(
        "And {count} more theme was answered.", "And {count} more themes were answered.", count
    ).format(count=count)


def told_line(one: ThemeItem) -> Markup:
    """Say a theme and its answer in two lines, or how long it has waited."""
    said = kit.say(
        _("*You said:* {title}"), title=kit.clip(" ".join(one.title.split()), LONGEST_TITLE)
    )
    return kit.join([said, _standing(one)])


def _standing(one: ThemeItem) -> Markup:
    state = theme_state_name(one.state)
    if not one.answer:
        return kit.say(
            "*{state}:* {waits}", state=state, waits=waiting_words(one.heard_on, one.today)
        )
    answer = kit.say("*{state}:* {answer}", state=state, answer=cut(one.answer))
    if one.answered_on is None:
        return answer
    return kit.say(_("{answer} _({day})_"), answer=answer, day=say_day(one.answered_on))


def _listed(one: ThemeItem, *, is_lead: bool) -> list[Block]:
    words = " ".join(one.title.split())
    block = kit.section(told_line(one))
    buttons = [
        kit.button(_("History"), HISTORY, one.theme_id, label=_("History: {it}").format(it=words))
    ]
    if is_lead:
        answer = _("Change") if one.answer else _("Answer")
        label = f"{answer}: {words}"
        style = None if one.answer else "primary"
        buttons.insert(0, kit.button(answer, CHANGE, one.theme_id, label=label, style=style))
    fed = ngettext("from {count} source", "from {count} sources", one.fed_by).format(
        count=one.fed_by
    )
    return [block, kit.actions(*buttons), *([kit.context(fed)] if one.fed_by > 1 else [])]


def _changed(one: Change) -> Markup:
    head = kit.say(
        _("{day}, {person}: *{state}*"),
        day=say_day(one.on),
        person=kit.mention(one.by),
        state=theme_state_name(one.state),
    )
    lines = [head, kit.escape(" ".join(one.title.split()))]
    return kit.join([*lines, cut(one.answer)] if one.answer else lines)


def cut(text: str) -> Markup:
    """Say on one line, and not at length, what somebody wrote."""
    return kit.clip(kit.escape(" ".join(text.split())), _LONGEST_SHOWN)
