"""Who looks after all partnerships of a workspace: the list, naming another, stepping down."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.language import _, ngettext
from bot.views import inputs, kit
from bot.views.kit import Block, Markup, View

SHOW = "coordinators.show"
NAME = "coordinators.name"
STEP_DOWN = "coordinators.step_down"
# It asks first in which partnership.
AUDIT = "audit.choose"
AUDIT_OUTSIDE = "audit.outside"

_MOST_LISTED = 50


@dataclass(frozen=True)
class Coordinates:
    """One person who coordinates."""

    user_id: str
    name: str


@dataclass(frozen=True)
class Coordinators:
    """Everybody who coordinates, and whether the reader may name others and step down."""

    everybody: Sequence[Coordinates]
    may_change: bool


def listing(shown: Coordinators, *, news: str = "") -> View:
    """List who coordinates; whoever does can name another there; `news` comes first."""
    blocks: list[Block] = [kit.alert(news, "success")] if news else []
    blocks.append(kit.section(_meaning()))
    blocks += _people(shown.everybody)
    if not shown.may_change:
        return kit.modal(_("Coordinators"), blocks, callback_id=SHOW, close=_("Close"))
    blocks += [
        inputs.person("person", _("Name another"), hint=_("Somebody from this Slack workspace.")),
        kit.actions(
            kit.button(_("Who changed what"), AUDIT),
            audit_outside_button(),
            _step_down(),
        ),
    ]
    return kit.modal(
        _("Coordinators"), blocks, callback_id=NAME, submit=_("Name"), close=_("Close")
    )


def named(user_id: str) -> Markup:
    """Confirm that somebody coordinates now."""
    return kit.say(_("{person} now coordinates all partnerships."), person=kit.mention(user_id))


def stepped_down() -> Markup:
    """Confirm that the reader coordinates no longer."""
    return kit.escape(_("You are no longer a coordinator. Where you lead a side, you still do."))


def show_button() -> Block:
    """Make the way to the list."""
    return kit.button(_("Coordinators"), SHOW)


def audit_outside_button() -> Block:
    """Make the way to what was done outside of all partnerships."""
    return kit.button(_("Who exported what"), AUDIT_OUTSIDE)


def _meaning() -> str:
    return _(
        "They look after all partnerships of this Slack workspace: they see each record and can "
        "change who is in it. In each partnership they are on the list of people."
    )


def _people(everybody: Sequence[Coordinates]) -> list[Block]:
    if not everybody:
        return [
            kit.section(_("Nobody at the moment. Whoever runs Touchstone for you can name one."))
        ]
    lines = [
        kit.say("• {person}", person=kit.mention(one.user_id)) for one in everybody[:_MOST_LISTED]
    ]
    blocks = [kit.section(kit.join(lines))]
    more = len(everybody) - _MOST_LISTED
    if more > 0:
        words = ngettext("And {count} more person.", "And {count} more people.", more)
        blocks.append(kit.context(words.format(count=more)))
    return blocks


def _step_down() -> Block:
    return kit.button(
        _("Step down"),
        STEP_DOWN,
        style="danger",
        confirm=kit.confirm(
            _("Step down?"),
            _("You leave the partnerships that you see only because you coordinate."),
            _("Step down"),
            _("Stay"),
        ),
    )
