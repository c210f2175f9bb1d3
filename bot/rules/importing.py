"""What is wrong in a file that somebody brings, said so that they find the cell."""

from dataclasses import dataclass

from bot.rules.language import _
from bot.rules.people import is_workspace_id
from bot.rules.refusals import Refusal

# What a spreadsheet takes for the beginning of a formula, also as phones write it.
_FORMULA = frozenset("=+-@＝＋－＠")  # noqa: RUF001
_MARK = "'"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: in which file, in which line and column where that is known."""

    file: str
    line: int = 0
    column: str = ""
    sentence: str = ""

    def __str__(self) -> str:
        if not self.line:
            return f"{self.file}: {self.sentence}"
        if not self.column:
            words = _("{file} line {line}: {sentence}")
        else:
            words = _("{file} line {line}, “{column}”: {sentence}")
        return words.format(
            file=self.file, line=self.line, column=self.column, sentence=self.sentence
        )


def ensure_is_workspace(workspace_id: str) -> None:
    """Refuse what cannot be the ID of a Slack workspace: records under it would never be found."""
    if not is_workspace_id(workspace_id):
        sentence = _("{id} is not the ID of a Slack workspace: those look like T012AB34C.")
        raise Refusal(sentence.format(id=workspace_id))


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before it."""
    begins = text.lstrip()[:1]
    if begins in _FORMULA - {""} or text[:1] in {_MARK, "\t", "\r", "\n"}:
        return _MARK + text
    return text


def unguarded(cell: str) -> str:
    """Return the text that `guarded` made the cell of; an apostrophe alone is the empty text."""
    return cell.removeprefix(_MARK)
