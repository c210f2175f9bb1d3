"""`python -m bot preview`: every view as JSON that Block Kit Builder takes."""

import json
from functools import partial

from bot.samples import SAMPLES
from tests.operating import run

preview = partial(run, "preview")


def test_a_message_is_printed_as_its_blocks():
    done = preview("partnerships.card")

    assert done.code == 0
    assert list(json.loads(done.out)) == ["blocks"]


def test_a_modal_and_a_home_are_printed_whole():
    modal, home = (json.loads(preview(name).out) for name in ("setup.form", "home.home"))

    assert (modal["type"], modal["callback_id"]) == ("modal", "partnerships.save")
    assert home["type"] == "home"


def test_every_view_has_its_name_in_the_list():
    done = preview()

    assert done.code == 0
    assert done.out.split() == list(SAMPLES)


def test_an_unknown_name_is_answered_with_the_list():
    done = preview("goals.lits")

    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("There is no view goals.lits. Choose one of these:\n")
    assert "goals.goals_list\n" in done.err
