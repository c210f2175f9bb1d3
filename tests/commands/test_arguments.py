"""What was typed and cannot be is refused in a sentence, on either kind of database."""

import os

import pytest

from tests.factories import WORKSPACE, make_workspace
from tests.operating import run_apart

HUGE = "99999999999999999999"
LONG = "Ana" * 100


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (["audit", "--partnership", HUGE], "--partnership"),
        (["audit", "--partnership", f"-{HUGE}"], "--partnership"),
        (["audit", "--limit", HUGE], "--limit"),
        (["calendar", "list", "--partnership", HUGE], "--partnership"),
        (["calendar", "import", __file__, "--partnership", HUGE], "--partnership"),
        (["export", "out", "--partnership", HUGE], "--partnership"),
        (["hold", "set", "--by", "a", "--because", "b", "--partnership", HUGE], "--partnership"),
        (["hold", "set", "--by", LONG, "--because", "b"], "--by"),
        (["hold", "set", "--by", "a", "--because", " "], "--because"),
        (["hold", "lift", HUGE, "--by", "a"], "ID"),
        (["hold", "lift", "1", "--by", LONG], "--by"),
        (["hold", "lift", "1", "--by", " "], "--by"),
        (["outbox", "--limit", HUGE], "--limit"),
        (["outbox", "drop", "card", "--by", LONG, "--because", "b"], "--by"),
    ],
)
def test_it_is_said_which_one_is_wrong(bot, typed, wrong):
    done = bot(*typed)

    assert (done.code, done.out) == (2, "")
    assert f"Invalid value for '{wrong}'" in done.err


@pytest.mark.parametrize("command", ["hold set --by a --because", "outbox show", "export"])
def test_what_is_no_text_is_refused(bot, command):
    done = bot(*command.split(), os.fsdecode(b"b\xff"))

    assert (done.code, done.out) == (2, "")
    assert "not in UTF-8" in done.err


def test_a_name_as_long_as_can_be_is_kept(bot, database):
    make_workspace(database)
    name, number = "é" * 200, str(2**31 - 1)

    assert (
        bot("hold", "set", "--by", name, "--because", "a case", "--workspace", WORKSPACE).err == ""
    )
    assert name in bot("hold", "list", "--json").out
    assert bot("audit", "--partnership", number, "--limit", number).code == 0
    assert "was already lifted" in bot("hold", "lift", number, "--by", name).err


def test_who_thinks_again_while_it_loads_sees_no_traceback(tmp_path):
    # The folder one is in comes first where modules are looked for.
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt", "utf-8")

    done = run_apart(tmp_path, "policy", PYTHONDONTWRITEBYTECODE="1")

    assert (done.code, done.out, done.err) == (130, "", "")
