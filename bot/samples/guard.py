"""A sample of a form that asks whether what was typed is about one student."""

from bot.samples import records
from bot.samples.words import TODAY, Sample, Words
from bot.views import goal_forms, guard
from bot.views.guard import Question
from bot.views.kit import View

_SUGGESTION = "This seems to name a student. Say “a student in grade 4” instead of the name."


def _asked(words: Words) -> View:
    form = goal_forms.update_goal(records.goal(words), TODAY, metadata="{}")
    return guard.asked(form, [Question("note", _SUGGESTION, "1f2e3d4c5b6a")])


SAMPLES: dict[str, Sample] = {"guard.asked": _asked}
