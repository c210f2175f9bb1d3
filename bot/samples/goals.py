"""Samples of goals: the list, the forms, the history."""

from bot.rules.goals import GoalDraft
from bot.rules.vocabulary import Confidence, GoalStatus, RevisionKind, Side
from bot.samples import records
from bot.samples.words import ANA, BEN, CARA, OPENED, PARTNERSHIP, TODAY, ZONE, Sample, Words
from bot.views import goal_forms, goal_history, goals
from bot.views.goal_forms import GoalForm
from bot.views.goal_history import PAGE, GoalHistory, Revision, Update
from bot.views.goals import GoalList


def _list(words: Words) -> GoalList:
    return GoalList(
        partnership_id=PARTNERSHIP,
        partnership=words.partnership,
        today=TODAY,
        goals=[
            *(records.goal(words, number) for number in range(1, words.many)),
            records.draft(words, words.many),
            records.goal(words, words.many + 1, GoalStatus.RETIRED),
        ],
        may_update=True,
        may_edit=True,
    )


def _no_goals(words: Words) -> GoalList:
    return GoalList(PARTNERSHIP, words.partnership, TODAY, [], may_update=True, may_edit=True)


def _history(words: Words) -> GoalHistory:
    baseline, now, target = words.numbers
    written = Revision(
        OPENED,
        ANA,
        RevisionKind.CREATED,
        "",
        before={},
        after={"status": "live", "target": target, "due_on": "2027-06-15"},
    )
    revised = Revision(
        OPENED,
        ANA,
        RevisionKind.REVISED,
        words.reason,
        before={"target": target, "due_on": "2027-06-15", "school_owner": None},
        after={"target": now, "due_on": "2027-08-31", "school_owner": CARA},
    )
    update = Update(OPENED, BEN, Side.PARTNER, now, Confidence.AT_RISK, words.note)
    return GoalHistory(
        goal=records.goal(words),
        zone=ZONE,
        today=TODAY,
        entries=[revised, *[update] * min(words.many, PAGE - 2), written],
        values=[baseline, now],
        page=int(words.many > PAGE),
        has_older=words.many > PAGE,
    )


SAMPLES: dict[str, Sample] = {
    "goals.goals_list": lambda words: goals.goals_list(
        _list(words), page=0, retired=False, metadata="{}"
    ),
    "goals.goals_list.retired": lambda words: goals.goals_list(
        _list(words), page=words.many, retired=True, metadata="{}"
    ),
    "goals.goals_list.empty": lambda words: goals.goals_list(
        _no_goals(words), page=0, retired=False, metadata="{}"
    ),
    "goals.goal_help": lambda words: goals.goal_help(PARTNERSHIP, unknown=words.mistyped),
    "goal_forms.new_goal": lambda words: goal_forms.new_goal(
        GoalForm(words.partnership, GoalDraft()), metadata="{}"
    ),
    "goal_forms.draft_goal": lambda words: goal_forms.draft_goal(
        GoalForm(words.partnership, records.plan(words)), metadata="{}"
    ),
    "goal_forms.update_goal": lambda words: goal_forms.update_goal(
        records.goal(words), TODAY, metadata="{}"
    ),
    "goal_forms.revise_goal": lambda words: goal_forms.revise_goal(
        records.goal(words), metadata="{}"
    ),
    "goal_forms.retire_goal": lambda words: goal_forms.retire_goal(
        records.goal(words), metadata="{}"
    ),
    "goal_history.goal_history": lambda words: goal_history.goal_history(
        _history(words), metadata="{}"
    ),
}
