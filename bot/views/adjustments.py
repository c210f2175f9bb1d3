"""What a partnership changed and learned: the form that records it, and the history of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules import adjustments, answers
from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.vocabulary import AdjustmentKind, Helped, Side
from bot.views import inputs, kit
from bot.views.inputs import Choice
from bot.views.kit import Block, Markup, View
from bot.views.words import side_name

# The partnership's id is their value; of the second the check-in's, of the pages a number.
RECORD = "adjustments.record"
RECORD_SAID = "adjustments.record_said"
LEARNING = "adjustments.learning"
OLDER = "adjustments.older"
NEWER = "adjustments.newer"

PAGE = 10
_LONGEST_TEXT = 500
_LONGEST_GOAL = 200


@dataclass(frozen=True)
class AdjustmentForm:
    """A change to record; `goals` are the live ones, by id, `what` is what was said of it."""

    partnership: str
    goals: Mapping[int, str]
    what: str = ""


@dataclass(frozen=True)
class Verdict:
    """What one check-in says of whether a change helped."""

    side: Side
    on: date
    helped: Helped | None
    note: str


@dataclass(frozen=True)
class Change:
    """One recorded change; `who` is a Slack user id."""

    kind: AdjustmentKind
    what: str
    why: str
    evidence: str
    goal: str
    who: str
    on: date
    verdicts: Sequence[Verdict] = ()


def record_button(partnership_id: int) -> Block:
    return kit.button(_("Record a change"), RECORD, partnership_id)


def record_said_button(check_in_id: int) -> Block:
    """The way to record what a check-in said will change."""
    return kit.button(_("Record what we change"), RECORD_SAID, check_in_id)


def learning_button(partnership_id: int) -> Block:
    """The way to what a partnership changed and learned."""
    return kit.button(_("Learning"), LEARNING, partnership_id)


def kind_name(kind: AdjustmentKind) -> str:
    return {
        AdjustmentKind.GOAL: _("A goal"),
        AdjustmentKind.SERVICE: _("A service or program"),
        AdjustmentKind.RHYTHM: _("How and when we meet"),
        AdjustmentKind.OTHER: _("Something else"),
    }[kind]


def helped_name(helped: Helped) -> str:
    return {
        Helped.YES: _("Yes, it helped"),
        Helped.PARTLY: _("Partly"),
        Helped.NO: _("No, it did not"),
        Helped.TOO_EARLY: _("Too early to say"),
    }[helped]


def record(form: AdjustmentForm, *, metadata: str) -> View:
    """Ask what changes, why, and on what evidence."""
    kinds = [Choice(kind_name(kind), kind.value) for kind in AdjustmentKind]
    blocks = [
        kit.context(kit.escape(form.partnership)),
        inputs.choice(adjustments.KIND, _("What changes"), kinds),
        _box(adjustments.WHAT, _("The change"), form.what),
        _box(adjustments.WHY, _("Why"), hint=_("What should be different because of it?")),
        _box(
            adjustments.EVIDENCE,
            _("On what evidence"),
            hint=_("A number, what people said, what was tried elsewhere."),
            optional=True,
        ),
    ]
    if form.goals:
        choices = [Choice(statement, str(row_id)) for row_id, statement in form.goals.items()]
        blocks.append(inputs.choice(adjustments.GOAL, _("For the goal"), choices, optional=True))
    blocks.append(kit.context(_("The next check-in asks both sides whether it helped.")))
    return kit.modal(
        _("Record a change"),
        blocks,
        callback_id=RECORD,
        submit=_("Save"),
        close=_("Cancel"),
        metadata=metadata,
    )


def learning(
    partnership: str,
    changes: Sequence[Change],
    *,
    page: int,
    has_older: bool,
    record_in: int | None,
    metadata: str,
) -> View:
    """Show one page of what a partnership changed, and whether it helped, newest first."""
    blocks: list[Block] = [kit.section(kit.bold(kit.escape(partnership)))]
    if record_in is not None:
        blocks.append(kit.actions(record_button(record_in)))
    if not changes:
        nothing = _(
            "Nothing recorded yet. When you change a goal, a service or how you meet, record "
            "what and why; the next check-in asks whether it helped."
        )
        blocks.append(kit.section(nothing))
    for change in changes:
        blocks += [kit.divider(), *_shown(change)]
    turning = []
    if page > 0:
        turning.append(kit.button(_("Newer"), NEWER, page - 1))
    if has_older:
        turning.append(kit.button(_("Older"), OLDER, page + 1))
    if turning:
        blocks.append(kit.actions(*turning))
    return kit.modal(
        _("Learning"), blocks, callback_id=LEARNING, close=_("Close"), metadata=metadata
    )


def _shown(change: Change) -> list[Block]:
    head = kit.say(
        _("*{what}*\n{kind}, {day}, recorded by {who}"),
        what=kit.clip(" ".join(change.what.split()), _LONGEST_TEXT),
        kind=kind_name(change.kind),
        day=say_day(change.on),
        who=kit.mention(change.who),
    )
    lines = [head]
    if change.goal:
        goal = kit.clip(" ".join(change.goal.split()), _LONGEST_GOAL)
        lines.append(kit.say(_("For the goal: {goal}"), goal=goal))
    if change.why:
        lines.append(kit.say(_("Why: {why}"), why=kit.clip(change.why, _LONGEST_TEXT)))
    if change.evidence:
        evidence = kit.clip(change.evidence, _LONGEST_TEXT)
        lines.append(kit.say(_("Evidence: {evidence}"), evidence=evidence))
    blocks = [kit.section(kit.join(lines))]
    if change.verdicts:
        verdicts = [_verdict(one) for one in change.verdicts]
        blocks.append(kit.section(kit.join([_("Did it help?"), *verdicts])))
    return blocks


def _verdict(one: Verdict) -> Markup:
    said = _("a note") if one.helped is None else helped_name(one.helped)
    line = kit.say(
        _("• {side}, {day}: {said}"), side=side_name(one.side), day=say_day(one.on), said=said
    )
    return kit.say("{line}: {note}", line=line, note=kit.clip(one.note, 250)) if one.note else line


def _box(
    field: str, label: str, initial: str = "", *, hint: str = "", optional: bool = False
) -> Block:
    return inputs.text_input(
        field,
        label,
        initial=initial,
        hint=hint,
        limit=answers.LONGEST,
        multiline=True,
        optional=optional,
    )
