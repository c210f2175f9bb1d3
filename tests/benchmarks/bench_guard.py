"""How well the guard for pupils' data tells pupils from everything else, and what it costs.

The sentences are our own, written before the guard was. Every third is kept out of tuning.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.rules import pupil_guard
from tests.benchmarks.measuring import Measured, compare

_SENTENCES = Path(__file__).with_name("guard_sentences.tsv")
_HELD_OUT = 3
HARMLESS, SOFT, HARD = "ok", "soft", "hard"


@dataclass(frozen=True)
class Sentence:
    """One line: whether it is harmless or what should be found in it, its language, the words."""

    is_a: str
    language: str
    text: str


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1: recall of hard hits, found as such; precision of all that is questioned;
    harmless sentences questioned; soft hits found."""

    recall: float
    precision: float
    questioned: float
    soft_recall: float

    def __str__(self) -> str:
        return (
            f"recall {self.recall:.2f}, precision {self.precision:.2f}, "
            f"harmless questioned {100 * self.questioned:.1f} %"
        )


def sentences(*, held_out: bool = False) -> list[Sentence]:
    """Return all sentences, or only those that nobody looks at while tuning."""
    lines = _SENTENCES.read_text("utf-8").splitlines()
    found = [Sentence(*line.split("\t")) for line in lines]
    return found[_HELD_OUT - 1 :: _HELD_OUT] if held_out else found


def score(judged: Sequence[Sentence]) -> Score:
    """Let the guard look at each sentence, and count."""
    found = {one.text: pupil_guard.findings(one.text) for one in judged}
    by_kind = {
        kind: [found[one.text] for one in judged if one.is_a == kind]
        for kind in (HARMLESS, SOFT, HARD)
    }
    hit = sum(any(finding.is_hard for finding in one) for one in by_kind[HARD])
    wrong = sum(map(bool, by_kind[HARMLESS]))
    right = sum(map(bool, (*by_kind[SOFT], *by_kind[HARD])))
    return Score(
        recall=hit / len(by_kind[HARD]),
        precision=right / (right + wrong),
        questioned=wrong / len(by_kind[HARMLESS]),
        soft_recall=sum(map(bool, by_kind[SOFT])) / len(by_kind[SOFT]),
    )


def run() -> Iterator[Measured]:
    """Print how well it judges, and measure a long field against splitting it into words."""
    print(f"guard: {score(sentences())}")
    print(f"of them held out from tuning: {score(sentences(held_out=True))}")
    harmless = " ".join(one.text for one in sentences() if one.is_a == HARMLESS)[:3000]
    yield compare(
        "looking at 3,000 characters for pupils",
        lambda: pupil_guard.findings(harmless),
        lambda: [word.casefold() for word in harmless.split()],
        times=100,
        note="the same text split into words",
    )
