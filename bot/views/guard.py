"""A form that asks, behind a field, whether what was typed there is about one student."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.rules.language import _
from bot.views import kit
from bot.views.kit import Block, View

QUESTION = "guard:"
TICKED = "not_about_a_student"

# What Slack takes back of a view that it sent.
_OURS = ("type", "callback_id", "title", "submit", "close", "private_metadata", "external_id")
_SWITCHES = ("notify_on_close", "clear_on_close")
_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask behind a field; `words` tells what was found from anything else."""

    field: str
    suggestion: str
    words: str

    @property
    def block_id(self) -> str:
        return f"{QUESTION}{self.words}:{self.field}"


def is_question(block_id: str) -> bool:
    """Say whether a field is one of ours, and none of the form's own."""
    return block_id.startswith(QUESTION)


def asked(form: View, questions: Sequence[Question]) -> View:
    """Show a form again as somebody sent it, each question behind the field that it is about.

    Slack keeps what stands in fields whose ids stay the same.
    """
    blocks = _own_blocks(form)
    by_field = {one.field: one for one in questions}
    shown: View = {name: form[name] for name in _OURS if form.get(name)}
    shown |= {name: True for name in _SWITCHES if form.get(name)}
    return {**shown, "blocks": [_head(blocks, by_field), *_with_questions(blocks, by_field)]}


def has_room(form: View, questions: Sequence[Question]) -> bool:
    """Say whether a form can take so many questions: Slack shows no more than a hundred blocks."""
    return len(_own_blocks(form)) + 1 + len(questions) <= kit.MAX_VIEW_BLOCKS


def _own_blocks(form: View) -> list[Block]:
    return [block for block in form["blocks"] if not is_question(block.get("block_id", ""))]


def _head(blocks: Sequence[Block], by_field: Mapping[str, Question]) -> Block:
    labels = (block["label"]["text"] for block in blocks if block.get("block_id") in by_field)
    sentence = _("Nothing is saved yet. There is a question below “{field}”.")
    said = kit.say(sentence, field=kit.clip(next(labels, ""), _LONGEST_LABEL))
    return {**kit.alert(said, "warning"), "block_id": f"{QUESTION}head"}


def _with_questions(blocks: Sequence[Block], by_field: Mapping[str, Question]) -> list[Block]:
    shown: list[Block] = []
    for block in blocks:
        shown.append(block)
        question = by_field.get(block.get("block_id", ""))
        if question is not None:
            shown.append(_tick(question))
    return shown


def _tick(question: Question) -> Block:
    keep = kit.plain_text(_("It is not about a student: save it as it is"), kit.MAX_OPTION)
    return {
        "type": "input",
        "block_id": question.block_id,
        "label": kit.plain_text(question.suggestion, 2000),
        "hint": kit.plain_text(
            _("Say it differently above, or check the box, and send again."), 2000
        ),
        "element": {
            "type": "checkboxes",
            "action_id": "value",
            "options": [{"text": keep, "value": TICKED}],
        },
        "optional": True,
    }
