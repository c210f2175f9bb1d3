"""A quarter of two partnerships, as `make demo` prints it."""

import re
from io import StringIO

from rich.console import Console

from bot import demo


def test_the_play_goes_well_and_every_word_of_it_is_printed():
    out = StringIO()
    assert demo.show(None, over_http=False, out=Console(file=out, width=80, soft_wrap=True))
    printed = out.getvalue()
    assert re.search(
        r"\ndemo: \d+ messages posted, 0 refused by Slack's limits, 0 repeated, 0 lost\n$", printed
    )
    words = " ".join(line.strip("│ ") for line in printed.splitlines())
    assert "and I keep nothing about individual students. Setting up takes about" in words
