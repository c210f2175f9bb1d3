"""A pulse as people meet it: the question in the channel, the reminder, the leads' decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.dates import say_day
from bot.rules.language import _, ngettext
from bot.rules.pulse import Fallback, Mode
from bot.views import inputs, kit
from bot.views.inputs import Choice
from bot.views.kit import Block, Markup, Message, View

# Each carries the partnership's id as its value.
SHOW = "pulse.show"
ANSWER = "pulse.answer"
ASK_NOW = "pulse.ask_now"
NAMED = "pulse.named"
POOLED = "pulse.pooled"
NOT_AT_ALL = "pulse.not_at_all"
CHOOSE = "pulse.choose"
SAVE_CHOICE = "pulse.save_choice"
DECIDED = "pulse.decided"

WITH_CYCLES_FIELD = "with_cycles"
FALLBACK_FIELD = "fallback"
FEWEST_FIELD = "fewest"
YES, NO = "yes", "no"

FEWEST_CHOICES = (5, 6, 8, 10, 15, 20)


@dataclass(frozen=True)
class Asking:
    """What the people of one partnership are asked; `leads` are Slack user ids.

    `pool` names the school side whose partnerships pool their answers.
    """

    partnership_id: int
    partnership: str
    mode: Mode
    closes_on: date
    fewest: int
    leads: Sequence[str] = ()
    pool: str = ""


@dataclass(frozen=True)
class Offer:
    """What leads can choose where too few people are asked to keep them anonymous."""

    partnership_id: int
    partnership: str
    people: int
    fewest: int
    can_seal: bool
    pool: str = ""
    pool_people: int = 0

    @property
    def can_pool(self) -> bool:
        return self.can_seal and self.pool_people >= self.fewest


@dataclass(frozen=True)
class Choices:
    """How the leads want it to be asked."""

    partnership_id: int
    with_cycles: bool
    fallback: Fallback
    fewest: int


@dataclass(frozen=True)
class Expected:
    """A pulse that this person can answer."""

    partnership_id: int
    partnership: str
    closes_on: date


def on_home(shown: Expected) -> Block:
    """Say on somebody's Home that they can answer."""
    line = kit.say(
        _("*Pulse* of {partnership}\nOpen until {day}; it takes two minutes."),
        partnership=shown.partnership,
        day=say_day(shown.closes_on),
    )
    return kit.section(line, button=answer_button(shown.partnership_id))


def show_button(partnership_id: int) -> Block:
    """The way to the last results, and to what can be answered now."""
    return kit.button(_("Pulse"), SHOW, partnership_id)


def answer_button(partnership_id: int) -> Block:
    return kit.button(_("Answer the pulse"), ANSWER, partnership_id, style="primary")


def who_sees(asking: Asking) -> Markup:
    """Say exactly what others can see of an answer, before and after it is given."""
    if asking.mode is Mode.NAMED:
        return kit.say(
            _("*Who sees it:* the leads, {leads}, see your answers with your name. Nobody else."),
            leads=kit.join([kit.mention(one) for one in asking.leads], ", "),
        )
    whose = (
        kit.say(_("of all partnerships of {pool} that answer together"), pool=asking.pool)
        if asking.mode is Mode.POOLED
        else kit.escape(_("of this partnership"))
    )
    return kit.say(
        _(
            "*Who sees it:* nobody sees who answered, or what anybody answered. Others see "
            "averages {whose}, and what was written, in random order and without names: each "
            "only when at least {fewest} people answered it, and for one side only when that "
            "many answered on both sides."
        ),
        whose=whose,
        fewest=asking.fewest,
    )


def asking(shown: Asking) -> Message:
    """Ask the people of a partnership, in its channel."""
    head = kit.say(
        _("*How is {partnership} doing?* A few statements, two minutes, until {day}."),
        partnership=shown.partnership,
        day=say_day(shown.closes_on),
    )
    return kit.message(
        kit.section(head),
        kit.context(who_sees(shown)),
        kit.actions(answer_button(shown.partnership_id)),
    )


def reminder(shown: Asking) -> Message:
    """Remind somebody, privately and once."""
    head = kit.say(
        _("*The pulse of {partnership}* is open until {day}, and your view counts."),
        partnership=shown.partnership,
        day=say_day(shown.closes_on),
    )
    once = _(
        "This is the only reminder. If you have answered in the meantime, thank you: there is "
        "nothing to do."
    )
    return kit.message(
        kit.section(head),
        kit.context(who_sees(shown)),
        kit.actions(answer_button(shown.partnership_id)),
        kit.context(once),
    )


def offer(shown: Offer) -> Message:
    """Tell a lead that too few are asked, before anybody is asked, and what can be done."""
    return kit.message(*_offered(shown))


def offer_form(shown: Offer) -> View:
    """The same to a lead who asks for a pulse."""
    return kit.modal(_("Pulse"), _offered(shown), callback_id=DECIDED, close=_("Close"))


def offer_answered(told: Message) -> View:
    """Take the place of the form with the offer."""
    return kit.modal(_("Pulse"), told.blocks, callback_id=DECIDED, close=_("Close"))


def chosen(sentence: str) -> Message:
    """Take the place of the offer."""
    return kit.message(kit.section(sentence))


def has_begun(shown: Asking | None, waits_for: str = "") -> Markup:
    """Say to a lead what became of their choice."""
    if shown is not None:
        return kit.say(
            _("The pulse of *{partnership}* is open until {day}. The channel is being asked."),
            partnership=shown.partnership,
            day=say_day(shown.closes_on),
        )
    if waits_for:
        return kit.say(
            _(
                "Your answers will be pooled. The pulse begins once enough people from the "
                "partnerships of {pool} are in it; their leads decide that."
            ),
            pool=waits_for,
        )
    return kit.escape(_("Your choice is kept. You can change it any time under *Pulse*."))


def choosing(choices: Choices, metadata: str) -> View:
    """Let leads choose how it is asked."""
    return kit.modal(
        _("How the pulse is asked"),
        [
            inputs.choice(
                WITH_CYCLES_FIELD,
                _("With each quarter’s check-in"),
                [Choice(_("Yes"), YES), Choice(_("No, only when a lead asks"), NO)],
                initial=YES if choices.with_cycles else NO,
            ),
            inputs.choice(
                FALLBACK_FIELD,
                _("If too few people are asked for it to be anonymous"),
                [Choice(text, one.value) for one, text in _fallbacks()],
                initial=choices.fallback.value,
            ),
            inputs.choice(
                FEWEST_FIELD,
                _("Answers needed to show results"),
                [Choice(str(count), str(count)) for count in FEWEST_CHOICES],
                initial=str(choices.fewest),
                hint=_(
                    "Results from fewer than five are never shown. A change counts from "
                    "the next pulse on."
                ),
            ),
        ],
        callback_id=SAVE_CHOICE,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def _fallbacks() -> list[tuple[Fallback, str]]:
    return [
        (Fallback.UNDECIDED, _("Ask the leads each time")),
        (Fallback.NAMED, _("With names, for the leads")),
        (Fallback.POOLED, _("Together with the school side’s other partnerships")),
        (Fallback.NONE, _("Do not ask at all")),
    ]


def _offered(shown: Offer) -> list[Block]:
    buttons = [kit.button(_("Ask with names"), NAMED, shown.partnership_id)]
    ways = [_("*With names:* the leads see every answer with its name, and everybody is told so.")]
    if shown.can_pool:
        buttons.append(kit.button(_("Pool the answers"), POOLED, shown.partnership_id))
        together = _(
            "*Pooled:* answers count together with the other partnerships of {pool}. "
            "Results are for all of them, not for yours alone."
        )
        ways.append(kit.say(together, pool=shown.pool))
    buttons.append(kit.button(_("Do not ask"), NOT_AT_ALL, shown.partnership_id))
    return [
        kit.section(_why(shown)),
        kit.section(kit.join(ways)),
        kit.actions(*buttons),
        kit.context(
            _("Nobody has been asked yet. One lead decides for both sides; it can be changed.")
        ),
    ]


def _why(shown: Offer) -> Markup:
    if not shown.can_seal:
        return kit.say(
            _(
                "*A pulse for {partnership}* cannot be anonymous here: your IT team has not "
                "given Touchstone a key for it."
            ),
            partnership=shown.partnership,
        )
    sentence = ngettext(
        "*A pulse for {partnership}* cannot be anonymous: you are {n} person, and with fewer "
        "than {fewest} an average would tell who said what.",
        "*A pulse for {partnership}* cannot be anonymous: you are {n} people, and with fewer "
        "than {fewest} an average would tell who said what.",
        shown.people,
    )
    return kit.say(sentence, partnership=shown.partnership, n=shown.people, fewest=shown.fewest)
