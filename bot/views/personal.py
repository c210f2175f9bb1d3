"""What a person sees of all that is kept about them: pages to read, and the question to erase."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.rules.language import _, ngettext
from bot.views import kit, notices
from bot.views.kit import Block, Message, View
from bot.views.partnerships import MY_DATA, details_button

SHOW = MY_DATA
SEND = "personal.send"
ERASE = "personal.erase"

# As many letters as a page holds comfortably, each text a block of its own; besides them it says
# which page it is, and turns to others.
_PAGE = 30_000
_TEXTS = kit.MAX_VIEW_BLOCKS - 2


@dataclass(frozen=True)
class Outlook:
    """What erasing somebody would do; `leads_alone` are partnerships without another lead.

    `is_held` is about what they had a part in, `others_are_held` about anything else.
    """

    partnerships: Sequence[str]
    goals: int
    actions: int
    leads_alone: Sequence[str]
    coordinates_alone: bool
    is_held: bool
    others_are_held: bool = False

    @property
    def is_alone(self) -> bool:
        return bool(self.leads_alone) or self.coordinates_alone


def mine_button() -> Block:
    return kit.button(_("My data"), SHOW)


def mine(outlook: Outlook, metadata: str) -> View:
    """Offer to show everything, and to erase it, and say what either does."""
    return kit.modal(
        _("My data"),
        [
            kit.section(_("*What I keep about you*\nYou can read all of it here, word for word.")),
            kit.actions(kit.button(_("Show me everything"), SEND, 0)),
            kit.divider(),
            kit.section(kit.join([_("*Erase me*"), *consequences(outlook)])),
            *_way_to_erase(outlook),
        ],
        callback_id=SHOW,
        close=_("Close"),
        metadata=metadata,
    )


def _way_to_erase(outlook: Outlook) -> list[Block]:
    if outlook.is_held:
        return [kit.section(held())]
    if outlook.is_alone:
        return [kit.section(kit.escape(alone(outlook)))]
    question = kit.confirm(
        _("Erase me?"),
        _("Your name and everything you wrote are deleted at once. This cannot be undone."),
        _("Erase me"),
        _("Keep everything"),
    )
    return [kit.actions(kit.button(_("Erase me"), ERASE, style="danger", confirm=question))]


def consequences(outlook: Outlook) -> list[str]:
    """Say what erasing does, one sentence each."""
    said = [
        _(
            "Your name, your settings and everything you wrote are deleted, here and in "
            "what is waiting to be sent."
        ),
        _(
            "Numbers, dates and what was agreed on, such as goals and actions, stay as those "
            "of a former member, so that the partnership's record stays right. If you come "
            "back, nobody can tell that it is you."
        ),
    ]
    if outlook.partnerships:
        count = len(outlook.partnerships)
        words = ngettext("You leave {count} partnership.", "You leave {count} partnerships.", count)
        said.append(words.format(count=count))
    if outlook.goals or outlook.actions:
        said.append(
            _(
                "Your goals ({goals}) and open actions ({actions}) go to whoever leads there."
            ).format(goals=outlook.goals, actions=outlook.actions)
        )
    if outlook.others_are_held:
        said.append(_others_held())
    said += [
        _("Each Slack workspace that uses me keeps its own records: erase yourself in each one."),
        _("What was posted in Slack itself stays there; your Slack admins can delete it."),
    ]
    return said


def _others_held() -> str:
    return _(
        "Records of others that must be kept for a legal reason just now stay as they are, also "
        "where they name you."
    )


def for_operator(outlook: Outlook) -> list[str]:
    """Say to IT what erasing this person would do, and what to see to."""
    said = [
        _("Partnerships that they leave: {names}.").format(
            names=", ".join(outlook.partnerships) or _("none")
        ),
        _("Goals ({goals}) and open actions ({actions}) go to whoever leads there.").format(
            goals=outlook.goals, actions=outlook.actions
        ),
        _(
            "What they wrote, their name and their Slack ID are deleted; numbers, dates, sides "
            "and what was agreed on stay."
        ),
    ]
    if outlook.leads_alone:
        names = ", ".join(outlook.leads_alone)
        said.append(
            _(
                "Nobody else leads their side of {names}. Ask somebody to name a new lead there."
            ).format(names=names)
        )
    if outlook.coordinates_alone:
        said.append(_("They are the only coordinator: name one with python -m bot coordinator."))
    if outlook.is_held:
        said.append(_("A legal hold is on their records: nothing is erased until it is lifted."))
    elif outlook.others_are_held:
        said.append(_others_held_for_operator())
    return said


def _others_held_for_operator() -> str:
    return _(
        "A legal hold is on other records. Where those name this person, they stay as they are. To "
        "take the name out of them too, erase the person once the hold is lifted, not now."
    )


def alone(outlook: Outlook) -> str:
    """Say why somebody cannot go yet, and what to do first."""
    if outlook.leads_alone:
        names = ", ".join(outlook.leads_alone)
        return _(
            "Nobody else leads your side of {names}. Name another lead first, under Details and "
            "then People; or close the partnership."
        ).format(names=names)
    return _("You are the only coordinator here. Name another one first.")


def held() -> str:
    """Say that a legal hold forbids to delete anything."""
    return _(
        "The records of your partnership must be kept for a legal reason at the moment, so "
        "nothing can be erased. Your IT team knows more, and can do it once that is over."
    )


def everything(found: Mapping[str, Any], page: int) -> View:
    """Show one page of everything about a person."""
    pages = _pages(found)
    page = min(page, len(pages) - 1)
    turns = []
    if page > 0:
        turns.append(kit.button(_("Back"), SEND, page - 1, label=_("Previous page")))
    if page + 1 < len(pages):
        turns.append(kit.button(_("More"), SEND, page + 1, label=_("Next page")))
    where = _("Page {page} of {pages}. Select the text to copy it.")
    return kit.modal(
        _("My data"),
        [
            kit.context(where.format(page=page + 1, pages=len(pages))),
            *(kit.section(text) for text in pages[page]),
            *([kit.actions(*turns)] if turns else []),
        ],
        callback_id=SEND,
        close=_("Close"),
    )


def _pages(found: Mapping[str, Any]) -> list[list[str]]:
    pages: list[list[str]] = [[]]
    for text in _texts(found):
        if len(pages[-1]) == _TEXTS or sum(map(len, pages[-1])) + len(text) > _PAGE:
            pages.append([])
        pages[-1].append(text)
    return pages


def _texts(found: Mapping[str, Any]) -> list[str]:
    texts: list[str] = []
    for title, rows in found.items():
        if not isinstance(rows, list):
            continue
        texts.append(kit.say("*{title}*", title=title))
        for row in rows:
            words = "\n".join(f"{name}: {value}" for name, value in row.items())
            texts += _cut(words)
    return texts


def _cut(words: str) -> list[str]:
    """Cut words into texts that a block takes whole; to be safe, some letters take more room."""
    text = kit.escape(words)
    if len(text) <= kit.MAX_SECTION:
        return [text]
    half = len(words) // 2
    return [*_cut(words[:half]), *_cut(words[half:])]


def erased() -> View:
    """Say goodbye."""
    return notices.notice(_("You are erased: I no longer know you. Thank you for all you did."))


def handed_over(partnership_id: int, partnership: str, goals: int, actions: int) -> Message:
    """Tell a lead what came to them from somebody who has left for good."""
    lines = []
    if goals:
        words = ngettext("{count} goal is yours now.", "{count} goals are yours now.", goals)
        lines.append(words.format(count=goals))
    if actions:
        words = ngettext(
            "{count} open action is yours now.", "{count} open actions are yours now.", actions
        )
        lines.append(words.format(count=actions))
    return kit.message(
        kit.section(kit.say(_("Somebody has left *{partnership}*."), partnership=partnership)),
        kit.section(kit.join(lines)),
        kit.actions(details_button(partnership_id)),
        kit.context(_("You get this because you lead there. You can hand them on to others.")),
    )
