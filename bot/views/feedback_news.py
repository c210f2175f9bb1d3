"""What people are told, privately, of feedback: leads what was said, its author what is asked."""

from bot.rules.language import _
from bot.views import feedback_lines as lines
from bot.views import kit, themes
from bot.views.feedback_lines import Conversation, Heard
from bot.views.kit import Block, Message


def received(heard: Heard) -> Message:
    """Bring to a lead, privately, what somebody says; its thread is the conversation."""
    head = (
        kit.say(
            _("*Feedback for {partnership}*, without a name"),
            partnership=lines.short(heard.partnership),
        )
        if heard.note.writer is None
        else kit.say(
            _("*Feedback for {partnership}* from {person}"),
            partnership=lines.short(heard.partnership),
            person=kit.mention(heard.note.writer),
        )
    )
    unknown = _(
        "Who wrote it is sealed: nobody in the partnership can look it up. Please do not guess."
    )
    return kit.message(
        kit.section(head),
        kit.section(lines.quote(heard.note.said)),
        *([kit.context(lines.about(heard.link))] if heard.link else []),
        _lead_buttons(heard.feedback_id),
        *([kit.context(unknown)] if heard.is_anonymous else []),
        kit.context(_("You get this as a lead. All leads of both sides get it, and nobody else.")),
    )


def followed(heard: Heard) -> Message:
    """Bring to a lead, in the thread, what was said since."""
    if heard.note.closes:
        return kit.message(kit.section(lines.closed_words(heard.note)))
    return kit.message(
        kit.section(kit.join([lines.writer(heard.note, mine=False), lines.quote(heard.note.said)])),
        _lead_buttons(heard.feedback_id),
    )


def answered(heard: Heard) -> Message:
    """Bring to whoever gave feedback, privately, what a lead says back."""
    about = kit.say(
        _("*Your feedback for {partnership}*"), partnership=lines.short(heard.partnership)
    )
    if heard.note.closes:
        return kit.message(kit.section(kit.join([about, lines.closed_words(heard.note)])))
    return kit.message(
        kit.section(about),
        kit.section(kit.join([lines.writer(heard.note, mine=True), lines.quote(heard.note.said)])),
        kit.actions(
            kit.button(_("Answer"), lines.SAY, heard.feedback_id, style="primary"),
            kit.button(_("Read it all"), lines.READ, heard.feedback_id),
            lines.close_button(heard.feedback_id),
        ),
        kit.context(lines.answer_words(heard.is_anonymous)),
    )


def closed(conversation: Conversation) -> Message:
    """Take the place of a message whose conversation was closed there."""
    return kit.message(
        kit.section(
            kit.say(
                _("This conversation in *{partnership}* is closed. Nothing more is sent in it."),
                partnership=lines.short(conversation.partnership),
            )
        )
    )


def _lead_buttons(feedback_id: int) -> Block:
    return kit.actions(
        kit.button(_("Follow up"), lines.SAY, feedback_id, style="primary"),
        themes.from_feedback_button(feedback_id),
        kit.button(_("Read it all"), lines.READ, feedback_id),
        lines.close_button(feedback_id),
    )
