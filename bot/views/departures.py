"""What is said to those who stay when somebody's Slack account is gone."""

from bot.rules.language import _
from bot.rules.vocabulary import Side
from bot.views import kit, partnerships
from bot.views.kit import Message
from bot.views.words import side_name


def lead_left(partnership_id: int, partnership: str, person: str, side: Side) -> Message:
    """Ask who could lead a side now, privately, with the way to choose them."""
    return kit.message(
        kit.section(
            kit.say(
                _(
                    "*{partnership}*: the Slack account of {person}, who leads the {side}, is "
                    "no longer active. I no longer ask anything of them; a deputy is asked "
                    "instead, if there is one. Who could lead that side now?"
                ),
                partnership=partnership,
                person=person,
                side=side_name(side),
            )
        ),
        kit.actions(
            kit.button(_("Choose under People"), partnerships.PEOPLE, partnership_id),
            partnerships.details_button(partnership_id),
        ),
        kit.context(_("You get this because you look after this partnership.")),
    )
