"""`python -m bot preview`: every view as JSON that Block Kit Builder takes."""

import json

from typer.testing import CliRunner

from bot.cli import cli
from bot.samples import SAMPLES


def preview(*names: str):
    return CliRunner().invoke(cli, ["preview", *names])


def test_a_message_is_printed_as_its_blocks():
    done = preview("partnerships.card")

    assert done.exit_code == 0
    assert list(json.loads(done.stdout)) == ["blocks"]


def test_a_modal_and_a_home_are_printed_whole():
    modal, home = (json.loads(preview(name).stdout) for name in ("setup.form", "home.home"))

    assert (modal["type"], modal["callback_id"]) == ("modal", "partnerships.save")
    assert home["type"] == "home"


def test_every_view_has_its_name_in_the_list():
    done = preview()

    assert done.exit_code == 0
    assert done.stdout.split() == list(SAMPLES)


def test_an_unknown_name_is_answered_with_the_list():
    done = preview("goals.lits")

    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("There is no view goals.lits, but these:\n")
    assert "goals.goals_list\n" in done.stderr
