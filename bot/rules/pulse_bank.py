"""The statements that a pulse asks about, in our own words, a few for everything it measures."""

from bot.rules.language import _
from bot.rules.pulse import Construct, Question


def bank() -> list[Question]:
    """Return all statements, in the order in which a year asks them."""
    return [Question(code, Construct(code.partition(".")[0]), words) for code, words in _words()]


def open_question(wave: int) -> str:
    """Return the open question of a partnership's wave, counted from one."""
    questions = (
        _("What should we do differently in the coming weeks?"),
        _("What works so well that we should keep it?"),
        _("What would make working together easier for you?"),
        _("What do we not talk about enough?"),
    )
    return questions[(wave - 1) % len(questions)]


def _words() -> list[tuple[str, str]]:
    return [
        ("openness.hard_things", _("We can tell each other when something goes wrong.")),
        ("reliability.promises", _("What I am promised here gets done.")),
        ("purpose.same_aim", _("Both sides want the same for the students.")),
        ("resources.worth_it", _("What both sides contribute is worth the effort.")),
        ("involvement.takes_part", _("The right people from both sides take part.")),
        ("influence.heard", _("What I say changes what we do.")),
        ("leadership.decided_together", _("Important things are decided by both sides together.")),
        ("expectations.my_part", _("I know what is expected of me here.")),
        ("communication.in_time", _("I hear what I need to know in time.")),
        ("evidence.numbers_talked_over", _("We look at the numbers together before we decide.")),
        ("sustainability.outlasts", _("This would continue if one of us left.")),
        ("openness.questions", _("Questions are welcome here, even awkward ones.")),
        ("reliability.no_surprises", _("I can plan with what the other side tells me.")),
        ("purpose.why", _("I could explain to a parent why we do this together.")),
        ("resources.fair_share", _("The work is shared fairly between both sides.")),
        ("involvement.early", _("I am asked before things are settled.")),
        ("influence.equal_weight", _("Both sides have equal weight in what happens.")),
        ("leadership.someone_cares", _("On each side somebody looks after this partnership.")),
        ("expectations.other_side", _("I know what the other side can and cannot do.")),
        ("communication.same_language", _("We understand each other's words and ways.")),
        ("evidence.learning", _("When something does not work, we change it.")),
        ("sustainability.time", _("There is enough time for this in my working week.")),
    ]
