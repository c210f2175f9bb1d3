"""A person's own working hours and absences: the forms, and what they read afterwards."""

from dataclasses import dataclass
from datetime import date, time

from bot.rules.cadence import WorkingHours
from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.zones import zone_label
from bot.views import inputs, kit
from bot.views.inputs import Choice
from bot.views.kit import Block, Markup, Message, View

AWAY = "availability.away"
HERE = "availability.here"
HOURS = "availability.hours"
SAVE_AWAY = "availability.save_away"
SAVE_HOURS = "availability.save_hours"

_HALF_HOURS = [time(hour, minute) for hour in range(5, 23) for minute in (0, 30)]


@dataclass(frozen=True)
class Availability:
    """When one person can be written to; `back_on` is their first day back, None when here."""

    hours: WorkingHours
    back_on: date | None
    today: date


def away_form(mine: Availability, metadata: str) -> View:
    """Ask for the first day back; to who is away already, offer the way back too."""
    blocks = [
        kit.section(
            _(
                "While you are away you get no reminders, and whoever stands in for you is asked "
                "instead. Nobody is told that you did not answer."
            )
        ),
        inputs.day("back_on", _("I am back on"), initial=mine.back_on),
    ]
    if mine.back_on is not None:
        blocks.insert(0, kit.section(_until(mine.back_on), button=here_button()))
    return kit.modal(
        _("I am away"),
        blocks,
        callback_id=SAVE_AWAY,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def away(mine: Availability) -> Message:
    """Confirm an absence, with the way to undo it."""
    meaning = _(
        "No reminders until then. In check-ins you would miss, whoever stands in for you is asked; "
        "where nobody does, you are asked when you are back."
    )
    return kit.message(
        kit.section(_until(mine.back_on or mine.today)),
        kit.section(meaning),
        kit.actions(here_button()),
    )


def here() -> Message:
    """Confirm that somebody is back."""
    return kit.message(
        kit.section(
            _("Welcome back. Reminders come to you again, whatever your Slack status says.")
        ),
        kit.actions(away_button()),
    )


def hours_form(mine: Availability, metadata: str) -> View:
    """Ask between which hours somebody may be written to."""
    choices = [Choice(f"{at:%H:%M}", f"{at:%H:%M}") for at in _HALF_HOURS]
    return kit.modal(
        _("Working hours"),
        [
            kit.section(
                kit.say(
                    _(
                        "Reminders come on school days between these hours, in your own time "
                        "zone: {zone}, as in your Slack profile."
                    ),
                    zone=zone_label(mine.hours.zone),
                )
            ),
            inputs.choice("start", _("From"), choices, initial=f"{mine.hours.start:%H:%M}"),
            inputs.choice("end", _("Until"), choices, initial=f"{mine.hours.end:%H:%M}"),
        ],
        callback_id=SAVE_HOURS,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def hours_saved(mine: Availability) -> Message:
    """Confirm the hours."""
    return kit.message(kit.section(hours_line(mine.hours)))


def hours_line(hours: WorkingHours) -> Markup:
    """Say when somebody is reminded."""
    return kit.say(
        _("Reminders come to you on school days between {start} and {end}, {zone}."),
        start=f"{hours.start:%H:%M}",
        end=f"{hours.end:%H:%M}",
        zone=zone_label(hours.zone),
    )


def on_home(mine: Availability) -> list[Block]:
    """Show on a Home when its owner is written to, and the ways to change it."""
    if mine.back_on is not None:
        return [kit.section(_until(mine.back_on)), kit.actions(here_button(), hours_button())]
    return [kit.section(hours_line(mine.hours)), kit.actions(away_button(), hours_button())]


def away_button() -> Block:
    return kit.button(_("I am away"), AWAY)


def here_button() -> Block:
    return kit.button(_("I am back"), HERE)


def hours_button() -> Block:
    return kit.button(_("Working hours"), HOURS)


def _until(back_on: date) -> Markup:
    return kit.say(_("You are *away* and back on {day}."), day=say_day(back_on))
