"""What is wrong is said with its place, and no text becomes a formula."""

import pytest

from bot.rules.importing import Problem, ensure_is_workspace, guarded, unguarded
from bot.rules.refusals import Refusal


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("goals.csv", 7, "due", "Later."), "goals.csv line 7, “due”: Later."),
        (Problem("goals.csv", 7, sentence="Later."), "goals.csv line 7: Later."),
        (Problem("goals.csv", sentence="Later."), "goals.csv: Later."),
    ],
)
def test_a_problem_names_its_place(problem, said):
    assert str(problem) == said


@pytest.mark.parametrize("text", ["=1+1", "+1", "-3 days", "@all", "  =1", "\t1", "\r1", "'x", "'"])
def test_a_formula_is_guarded_and_comes_back(text):
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["", " ", "More labs", "1 = 1", "Ana's class"])
def test_other_texts_stay_as_they_are(text):
    assert guarded(text) == unguarded(text) == text


@pytest.mark.parametrize("workspace_id", ["T1", "T012AB34C", "E0ORGANIZATION"])
def test_a_workspace_is_called_as_slack_calls_it(workspace_id):
    ensure_is_workspace(workspace_id)


@pytest.mark.parametrize(
    "word",
    ["", "T", "C012AB34C", "t012ab34c", "T012AB34C ", "T1\n", "not a workspace; x", "T" * 33],
)
def test_another_word_is_no_workspace(word):
    with pytest.raises(Refusal, match="not the ID of a Slack workspace"):
        ensure_is_workspace(word)
