"""The web form on which somebody without Slack checks in: every field with its label and hints."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from bot.rules import answers
from bot.rules.dates import say_day
from bot.rules.language import _
from bot.rules.vocabulary import Confidence, Helped
from bot.views.adjustments import helped_name
from bot.views.answer_page import heading, page, paragraphs
from bot.views.checkin_form import ChangeLine, Filled, Form, GoalLine
from bot.views.checkins import text_labels
from bot.views.guard import Question
from bot.views.words import confidence_name

PROMISE = "promise"


@dataclass(frozen=True)
class Shown:
    """What a page shows: the form, what stands in it, what is to be mended, what is asked."""

    name: str
    form: Form
    values: Mapping[str, str]
    promise: str
    problems: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[Question] = ()
    ticked: frozenset[str] = frozenset()


def form(shown: Shown) -> str:
    """Ask somebody how it is going; with something to mend, all they typed is still there."""
    mending = bool(shown.problems or shown.questions)
    title = _("Check-in for {partnership}").format(partnership=shown.form.partnership)
    if mending:
        title = _("Please look again: {title}").format(title=title)
    return page(
        title,
        "".join(
            [
                *_summary(shown),
                *_head(shown),
                '<form method="post" accept-charset="utf-8" novalidate>',
                f'<input type="hidden" name="{PROMISE}" value="{escape(shown.promise)}">',
                *(part for goal in shown.form.goals for part in _goal(shown, goal)),
                *(part for change in shown.form.changes for part in _change(shown, change)),
                *_texts(shown),
                *_action(shown),
                f'<p><button type="submit">{escape(_send(shown))}</button></p></form>',
            ]
        ),
    )


def _head(shown: Shown) -> Iterator[str]:
    form = shown.form
    title = _("Check-in for {partnership}").format(partnership=form.partnership)
    yield heading(title)
    when = (
        _("Answers were due on {due}; yours still counts until {closes}.")
        if form.is_late
        else _("Please answer by {due}. You can change it until {closes}.")
    )
    sentences = [
        _("You are answering as {name}, for {period}.").format(name=shown.name, period=form.period),
        when.format(due=say_day(form.due_on), closes=say_day(form.closes_on)),
        _("Leave empty what you have nothing to say about. Please do not name any student."),
    ]
    if form.filled is Filled.ALREADY_SENT and form.filled_on is not None:
        sent = _("You checked in on {day}. Change what is different.")
        sentences.append(sent.format(day=say_day(form.filled_on)))
    yield paragraphs(sentences)


def _summary(shown: Shown) -> Iterator[str]:
    """Name first what is to be mended, each with a link to its field."""
    fields = _fields(shown.form)
    # In the order of the form; what is about none of its fields comes first.
    place = {name: number for number, name in enumerate(fields)}
    to_mend = [*shown.problems.items(), *((one.field, one.suggestion) for one in shown.questions)]
    to_mend.sort(key=lambda one: place.get(one[0], -1))
    if not to_mend:
        return
    yield '<div role="alert" id="mend" tabindex="-1">'
    yield f"<h2>{escape(_('Nothing is saved yet. Please look at this:'))}</h2><ul>"
    for name, sentence in to_mend:
        said = escape(sentence)
        if name in fields:
            said = f'<a href="#{escape(name)}">{escape(fields[name])}</a>: {said}'
        yield f"<li>{said}</li>"
    yield "</ul></div>"


def _fields(form: Form) -> dict[str, str]:
    """Name every field of the form, in its order."""
    named: dict[str, str] = {}
    for goal in form.goals:
        about = _("{goal}: {field}")
        named |= {
            answers.value_field(goal.goal_id): about.format(
                goal=goal.statement, field=_value_now(goal)
            ),
            answers.confidence_field(goal.goal_id): about.format(
                goal=goal.statement, field=_("Confidence")
            ),
            answers.note_field(goal.goal_id): about.format(goal=goal.statement, field=_("Note")),
        }
    for change in form.changes:
        named[answers.helped_field(change.adjustment_id)] = _("Did it help?")
        named[answers.helped_note_field(change.adjustment_id)] = _("Did it help: in a line")
    return (
        named
        | text_labels()
        | {
            answers.ACTION_WHAT: _("Action: what"),
            answers.ACTION_DUE: _("Action: by when"),
        }
    )


def field_names(form: Form) -> list[str]:
    """Return the names of the form's fields, in its order."""
    return list(_fields(form))


def _value_now(goal: GoalLine) -> str:
    return _("Value now ({unit})").format(unit=goal.unit) if goal.unit else _("Value now")


def _goal(shown: Shown, goal: GoalLine) -> Iterator[str]:
    yield f"<fieldset><legend>{escape(goal.statement)}</legend>"
    yield _line(shown, answers.value_field(goal.goal_id), _value_now(goal))
    yield _list(
        shown,
        answers.confidence_field(goal.goal_id),
        _("Confidence"),
        [(one.value, confidence_name(one)) for one in Confidence],
    )
    hint = _("If it is not on track, please say why.")
    yield _box(shown, answers.note_field(goal.goal_id), _("Note"), hint)
    yield "</fieldset>"


def _change(shown: Shown, change: ChangeLine) -> Iterator[str]:
    legend = _("Last time you changed: {what}").format(what=" ".join(change.what.split()))
    yield f"<fieldset><legend>{escape(legend)}</legend>"
    yield _list(
        shown,
        answers.helped_field(change.adjustment_id),
        _("Did it help?"),
        [(one.value, helped_name(one)) for one in Helped],
    )
    note = answers.helped_note_field(change.adjustment_id)
    yield _line(shown, note, _("Did it help: in a line"))
    yield "</fieldset>"


def _texts(shown: Shown) -> Iterator[str]:
    yield f"<fieldset><legend>{escape(_('In your words'))}</legend>"
    for name, label in text_labels().items():
        yield _box(shown, name, label)
    yield "</fieldset>"


def _action(shown: Shown) -> Iterator[str]:
    yield f"<fieldset><legend>{escape(_('Turn a challenge into an action'))}</legend>"
    whose = _("A lead of the partnership will look after it.")
    yield _box(shown, answers.ACTION_WHAT, _("Action: what"), whose)
    yield _line(shown, answers.ACTION_DUE, _("Action: by when"), kind="date")
    yield "</fieldset>"


def _line(shown: Shown, name: str, label: str, *, kind: str = "text") -> str:
    value = escape(shown.values.get(name, ""))
    control = f'<input type="{kind}" value="{value}" autocomplete="off" {_tied(shown, name)}>'
    return _labelled(shown, name, label, control)


def _box(shown: Shown, name: str, label: str, hint: str = "") -> str:
    # The first line end of a box is not shown; one more keeps what was typed whole.
    text = escape(shown.values.get(name, ""))
    control = f'<textarea rows="4" {_tied(shown, name, hint=bool(hint))}>\n{text}</textarea>'
    return _labelled(shown, name, label, control, hint)


def _list(shown: Shown, name: str, label: str, options: Sequence[tuple[str, str]]) -> str:
    chosen = shown.values.get(name, "")
    listed = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(text)}</option>"
        for value, text in [("", _("No answer")), *options]
    )
    return _labelled(shown, name, label, f"<select {_tied(shown, name)}>{listed}</select>")


def _tied(shown: Shown, name: str, *, hint: bool = False) -> str:
    """Name a field, and tie to it what is said about it."""
    wrong = name in shown.problems
    asked = [f"why-{one.block_id}" for one in shown.questions if one.field == name]
    about = [f"hint-{name}"] * hint + [f"why-{name}"] * wrong + asked
    tied = f' aria-describedby="{escape(" ".join(about))}"' if about else ""
    invalid = ' aria-invalid="true"' if wrong else ""
    return f'id="{escape(name)}" name="{escape(name)}"{tied}{invalid}'


def _labelled(shown: Shown, name: str, label: str, control: str, hint: str = "") -> str:
    at = escape(name)
    parts = [f'<label for="{at}">{escape(label)}</label>']
    if hint:
        parts.append(f'<p class="hint" id="hint-{at}">{escape(hint)}</p>')
    why = shown.problems.get(name)
    if why:
        parts.append(f'<p class="why" id="why-{at}">{escape(why)}</p>')
    asked = [one for one in shown.questions if one.field == name]
    parts += [control, *(_tick(shown, one) for one in asked)]
    mend = " mend" if why or asked else ""
    return f'<div class="box{mend}">{"".join(parts)}</div>'


def _tick(shown: Shown, question: Question) -> str:
    at = escape(question.block_id)
    ticked = " checked" if question.block_id in shown.ticked else ""
    keep = escape(_("It is not about a student: save it as it is"))
    return (
        f'<p class="why" id="why-{at}">{escape(question.suggestion)}</p>'
        f'<label for="{at}"><input type="checkbox" id="{at}" name="{at}" value="yes"'
        f' aria-describedby="why-{at}"{ticked}>{keep}</label>'
    )


def _send(shown: Shown) -> str:
    return _("Save changes") if shown.form.filled is Filled.ALREADY_SENT else _("Send")
