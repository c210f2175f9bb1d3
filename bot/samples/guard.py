"""A sample of a form that asks whether what was typed is about one student."""

from bot.rules.pupil_guard import findings
from bot.samples import records
from bot.samples.words import TODAY, Sample, Words
from bot.views import goal_forms, guard
from bot.views.guard import Question
from bot.views.kit import View


def _asked(words: Words) -> View:
    form = goal_forms.update_goal(records.goal(words), TODAY, metadata="{}")
    (found,) = findings("Jaylen in fourth grade likes the lab.")
    return guard.asked(form, [Question("note", found.suggestion, "1f2e3d4c5b6a")])


SAMPLES: dict[str, Sample] = {"guard.asked": _asked}
