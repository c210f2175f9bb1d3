"""Links for people without Slack: the list with a way to revoke each, and a new one, shown once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _, ngettext
from bot.rules.vocabulary import Side
from bot.views import inputs, kit
from bot.views.inputs import Choice
from bot.views.kit import Block, Markup, View
from bot.views.partnerships import PEOPLE
from bot.views.words import side_name

# With the partnership's id as value.
OPEN = "answer_links.open"
# With the link's id as value.
REVOKE = "answer_links.revoke"
MAKE = "answer_links.make"
MADE = "answer_links.made"
# Looks for somebody who had a link before.
FIND = "answer_links.find"

LONGEST_NAME = 100
_MOST_LISTED = 40


@dataclass(frozen=True)
class Line:
    """A link that works: for whom, by whom, and whether it was used."""

    link_id: int
    name: str
    made_by: str
    made_on: date
    used_on: date | None


@dataclass(frozen=True)
class Known:
    """Somebody without Slack who is in the partnership."""

    person_id: int
    name: str
    side: Side

    @property
    def described(self) -> str:
        """Return how they stand in the list, by which they are also looked for."""
        return _("{name}, {side}").format(name=self.name, side=side_name(self.side))


@dataclass(frozen=True)
class Links:
    """The links to one open check-in; `side` is the reader's own."""

    partnership_id: int
    partnership: str
    period: str
    side: Side
    organizations: Mapping[Side, str]
    closes_on: date
    lines: Sequence[Line]
    # Whether anybody without Slack is in it, so that one of them can be chosen.
    any_known: bool


@dataclass(frozen=True)
class Made:
    """A link that was just made."""

    partnership_id: int
    name: str
    side: Side
    period: str
    closes_on: date


def open_button(partnership_id: int) -> Block:
    """Offer to let somebody answer who has no Slack."""
    return kit.button(_("Send a link"), OPEN, partnership_id)


def listing(links: Links, metadata: str) -> View:
    """Show the links that work, and ask for whom a new one shall be."""
    about = kit.say(
        _(
            "Somebody without Slack can check in on a web page. A link is for one person and "
            "this one check-in, *{period}*; it ends on {day}, or when you revoke it. Anyone "
            "who has it can answer for them, so send it only to them."
        ),
        period=links.period,
        day=say_day(links.closes_on),
    )
    return kit.modal(
        _("Send a link"),
        [
            kit.header(links.partnership),
            kit.section(about),
            *_whom(links),
            *(_listed(line) for line in links.lines[:_MOST_LISTED]),
            *_hidden(len(links.lines) - _MOST_LISTED),
            kit.actions(kit.button(_("Back"), PEOPLE, links.partnership_id)),
        ],
        callback_id=MAKE,
        submit=_("Make a link"),
        close=_("Close"),
        metadata=metadata,
    )


def made(link: Made, address: str) -> View:
    """Show a link, this once and to this person alone."""
    sentence = _("This is the link for *{name}*, {side}, to check in for {period} until {day}:")
    return kit.modal(
        _("A link"),
        [
            kit.section(
                kit.say(
                    sentence,
                    name=link.name,
                    side=side_name(link.side),
                    period=link.period,
                    day=say_day(link.closes_on),
                )
            ),
            kit.section(kit.say("`{address}`", address=address)),
            kit.alert(
                _(
                    "Copy it now: it is shown only this once, and is not kept anywhere. A new "
                    "link for the same person ends this one."
                ),
                "warning",
            ),
            kit.actions(kit.button(_("All links"), OPEN, link.partnership_id)),
        ],
        callback_id=MADE,
        close=_("Close"),
    )


def known(people: Sequence[Known]) -> list[Block]:
    """Return who can be chosen; however long a name is, its side stands beside it."""
    short = [replace(one, name=kit.clip(one.name, inputs.LONGEST_NAME)) for one in people]
    return inputs.options([Choice(one.described, str(one.person_id)) for one in short])


def _whom(links: Links) -> Iterator[Block]:
    """Ask for somebody who is known, or else for a new name and its side."""
    if links.any_known:
        same = _(
            "Only if it is the same person: they will find what they said in this check-in, "
            "and the link they have now will end."
        )
        yield inputs.search("who", _("Who is it for?"), FIND, hint=same, optional=True)
    yield inputs.text_input(
        "name",
        _("Or somebody new: their name") if links.any_known else _("Who is it for?"),
        hint=_("Their name, as it should appear next to their words."),
        limit=LONGEST_NAME,
        optional=links.any_known,
    )
    yield inputs.radio(
        "side",
        _("Somebody new answers for") if links.any_known else _("They answer for"),
        inputs.sides(links.organizations),
        initial=links.side,
    )


def _listed(line: Line) -> Block:
    made = kit.say(
        _("*{name}*\nMade by {person} on {day}. {used}"),
        name=line.name,
        person=kit.mention(line.made_by),
        day=say_day(line.made_on),
        used=_used(line),
    )
    revoke = kit.button(
        _("Revoke"),
        REVOKE,
        line.link_id,
        label=kit.clip(_("Revoke the link for {name}").format(name=line.name), 75),
        confirm=kit.confirm(
            _("Revoke this link?"),
            _("It will no longer open anything. What was said through it stays."),
            _("Revoke"),
            _("Keep"),
        ),
    )
    return kit.section(made, button=revoke)


def _used(line: Line) -> Markup:
    if line.used_on is None:
        return kit.escape(_("Not used yet."))
    return kit.say(_("They checked in on {day}."), day=say_day(line.used_on))


def _hidden(count: int) -> list[Block]:
    if count <= 0:
        return []
    sentence = ngettext("And {count} more link.", "And {count} more links.", count)
    return [kit.context(sentence.format(count=count))]
