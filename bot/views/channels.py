"""What the bot says when it comes to a channel, and to the leads when it cannot stay there."""

from bot.rules.language import _
from bot.rules.vocabulary import PauseReason
from bot.views import digests, kit, partnerships
from bot.views import help as helping
from bot.views.kit import Message


def greeting() -> Message:
    """Introduce the bot in a channel that has no partnership yet."""
    return kit.message(
        kit.section(
            _(
                "Hello, I am Touchstone. I help a school and its partner keep in touch: you agree "
                "on goals, both sides check in a few times a year, and everybody reads one short "
                "digest."
            )
        ),
        kit.section(
            _(
                "I ask little and at good times, I never name anyone who has not answered, and "
                "I keep nothing about individual students. Setting up takes about three "
                "minutes."
            )
        ),
        kit.actions(helping.set_up_button(), helping.help_button()),
    )


def second_bot(keeper: str) -> Message:
    """Say in a channel that the bot of another workspace looks after it already."""
    return kit.message(kit.section(kit.escape(kept_elsewhere(keeper))))


def kept_elsewhere(keeper: str) -> str:
    """Say whose bot looks after a channel that two workspaces share, and what to do."""
    sentence = _(
        "The Touchstone of {keeper} already looks after this channel, and one is enough, so I "
        "stay silent here. Its buttons work for you too; one of the partnership's leads can "
        "add you."
    )
    return sentence.format(keeper=keeper)


def welcome_back(partnership_id: int, name: str, next_check_in: str) -> Message:
    """Say that a partnership goes on, when the bot is invited to its channel again."""
    return kit.message(
        kit.section(
            kit.say(
                _("Thank you for having me back. *{name}* continues. {next_check_in}"),
                name=name,
                next_check_in=next_check_in,
            )
        ),
        kit.actions(partnerships.details_button(partnership_id)),
    )


def still_paused(partnership_id: int, name: str, because: str | None) -> Message:
    """Say why a partnership still rests, when the bot is invited to its channel again."""
    return kit.message(
        kit.section(
            kit.say(
                _("Thank you for having me back. *{name}* is paused: {why}"),
                name=name,
                why=partnerships.why_paused(because),
            )
        ),
        kit.actions(partnerships.details_button(partnership_id)),
    )


def digest_waits(partnership_id: int, name: str) -> Message:
    """Tell a lead, privately, that a digest is not posted before it is known who would read it."""
    return kit.message(
        kit.section(
            kit.say(
                _(
                    "The digest of *{name}* is waiting: Slack is not telling me at the moment "
                    "who can read its channel. I will keep asking for a week, and post it as "
                    "soon as I know. You can already see it under *Digest*."
                ),
                name=name,
            )
        ),
        kit.actions(
            digests.show_button(partnership_id), partnerships.details_button(partnership_id)
        ),
        kit.context(_("You get this because you lead one side of it.")),
    )


def trouble(partnership_id: int, name: str, reason: PauseReason) -> Message:
    """Tell a lead, privately, why a partnership rests and what wakes it."""
    what = {
        PauseReason.ARCHIVED: _(
            "*{name}* is paused, because its channel was archived. When somebody unarchives "
            "the channel, it continues by itself. If the work is done, you can close it in the "
            "details."
        ),
        PauseReason.REMOVED: _(
            "*{name}* is paused, because I was removed from its channel. When somebody types "
            "`/invite @Touchstone` there, it continues by itself. If the work is done, you can "
            "close it in the details."
        ),
        PauseReason.SHARED: _(
            "*{name}* is paused: its channel is now shared with one more organization, whose "
            "people would read what I post there. If that is right, press *Resume* in the details."
        ),
        PauseReason.UNSHARED: _(
            "*{name}* is paused: its channel is no longer shared with one side's organization, so "
            "its people would not read what I post there. Share the channel again, or set up a "
            "partnership in another one; then press *Resume* in the details."
        ),
        PauseReason.ELSEWHERE: _(
            "*{name}* is paused: while I was away, the other side's Touchstone began to look "
            "after its channel, and one is enough. Everything that was said here is kept. When "
            "the other one is closed, press *Resume* in the details."
        ),
    }.get(
        reason,
        _(
            "*{name}* is paused, because I cannot write to its channel. Please check that the "
            "channel is there and that I am in it: `/invite @Touchstone`. Then press *Resume* in "
            "the details."
        ),
    )
    return kit.message(
        kit.section(kit.say(what, name=name)),
        kit.actions(partnerships.details_button(partnership_id)),
        kit.context(_("You get this because you lead one side of it.")),
    )
