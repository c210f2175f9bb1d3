"""Every answer behind a digest, in full: in the digest's thread, or in a modal for one person."""

from itertools import groupby

from bot.rules.language import _
from bot.rules.numbers import write_number
from bot.views import digest_lines, digests, kit, turning
from bot.views.digest_lines import ChangeNews, Digest, GoalEntry, GoalNews, Source
from bot.views.kit import Block, Markup, Message, View
from bot.views.words import confidence_name

_PIECE = 2500
# What fits into one message together with its text, which Slack cuts at 4,000 characters.
_ROOM = 3800
_MODAL_ROOM = 60_000
MODAL = "digests.modal"


def parts(digest: Digest) -> list[Message]:
    """Split every answer over as many messages as it takes; none when there is nothing."""
    messages: list[Message] = []
    held: list[Block] = []
    length = 0
    for block in _details(digest):
        size = len(kit.in_words([block])) + 1
        if held and (length + size > _ROOM or len(held) == kit.MAX_MESSAGE_BLOCKS):
            messages.append(kit.message(*held))
            held, length = [], 0
        held.append(block)
        length += size
    return [*messages, kit.message(*held)] if held else messages


def emptied() -> Message:
    """Take the place of a part that a shorter answer left over."""
    return kit.message(kit.section(_("An answer was changed; see above.")))


def modal(digest: Digest) -> View:
    """Show the digest and every answer to one person."""
    blocks: list[Block] = []
    room = _MODAL_ROOM
    for block in [*digests.summary(digest), kit.divider(), *_details(digest)]:
        room -= len(kit.in_words([block]))
        if room < 0 or len(blocks) == kit.MAX_VIEW_BLOCKS - 1:
            blocks.append(kit.context(_("There is more in the thread of the channel's digest.")))
            break
        blocks.append(block)
    return kit.modal(_("Digest"), blocks, callback_id=MODAL, close=_("Close"))


def pieces(text: str, limit: int = _PIECE) -> list[Markup]:
    """Cut a long text where its lines or words end, so that each piece fits once it is escaped."""
    left, found = text.strip(), []
    while left:
        size = min(len(left), limit)
        while len(kit.escape(left[:size])) > limit:
            size -= max((len(kit.escape(left[:size])) - limit) // 5, 1)
        if size < len(left):
            size = max(left.rfind("\n", 1, size), left.rfind(" ", 1, size), 0) or size
        found.append(kit.escape(left[:size].rstrip()))
        left = left[size:].lstrip()
    return found


def _details(digest: Digest) -> list[Block]:
    blocks: list[Block] = []
    for theme in digest.themes:
        if not theme.waits:
            blocks += _whole(digest_lines.theme_line(theme, digest.today, ""), theme.answer)
    for news in digest.goals:
        blocks += _goal(news)
    for source, quotes in groupby(digest.quotes, key=lambda quote: quote.source):
        blocks.append(kit.section(kit.bold(_who_said(source))))
        for quote in quotes:
            blocks += _whole(kit.bold(digest_lines.section_label(quote.section)), quote.text)
    for change in digest.changes:
        blocks += _change(change)
    for action in digest.actions:
        line = digest_lines.action_line(action, digest.today, digest_lines.one_line(action.what))
        blocks += _head(digest_lines.cited(line, action.source), action.what)
    return blocks


def _goal(news: GoalNews) -> list[Block]:
    head = digest_lines.goal_head(news, digest_lines.one_line(news.statement))
    blocks = _head(head, news.statement)
    for entry in news.entries:
        blocks += _whole(_entry_line(news, entry), entry.note)
    for turned in news.turned:
        title = kit.say(_("• *Turn the curve* {who}"), who=_who_said(turned.source))
        blocks.append(kit.section(title))
        said = (turned.story, turned.helpers, turned.what_works)
        for label, text in zip(turning.labels().values(), said, strict=True):
            blocks += _whole(kit.bold(label), text) if text else []
    return blocks


def _change(change: ChangeNews) -> list[Block]:
    """Show a change in full, with why and on what evidence, and what was said of it since."""
    line = digest_lines.change_line(change, digest_lines.one_line(change.what))
    blocks = _head(line, change.what)
    for label, text in ((_("Why:"), change.why), (_("Evidence:"), change.evidence)):
        blocks += _whole(kit.bold(label), text) if text else []
    for verdict in change.verdicts:
        if verdict.note:
            said = digest_lines.verdict_words(verdict)
            who = kit.say(_("• {who}: {said}"), who=_who_said(verdict.source), said=said)
            blocks += _whole(who, verdict.note)
    return blocks


def _entry_line(news: GoalNews, entry: GoalEntry) -> Markup:
    said = []
    if entry.value is not None:
        said.append(write_number(entry.value, news.unit))
    if entry.confidence is not None:
        said.append(confidence_name(entry.confidence))
    return kit.say(
        _("• {who}: {said}"),
        who=_who_said(entry.source),
        said=", ".join(said) or _("no number, only a note"),
    )


def _who_said(source: Source) -> str:
    named = digest_lines.source_words(source)
    if not source.person:
        return named
    return _("{person}, {source}").format(person=source.person, source=named)


def _head(line: Markup, text: str) -> list[Block]:
    """Show a line that may have been cut, and below it the whole text if it was."""
    short = digest_lines.one_line(text) == kit.escape(" ".join(text.split()))
    return [kit.section(line)] if short else _whole(line, text)


def _whole(line: Markup, text: str) -> list[Block]:
    first, *rest = pieces(text) or [Markup("")]
    return [
        kit.section(kit.join([line, first] if first else [line])),
        *(kit.section(piece) for piece in rest),
    ]
