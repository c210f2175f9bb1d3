"""One quarter of two partnerships, played on a Slack of its own in seconds."""

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot import logs
from bot.demo import databases, report, theatre
from bot.demo.play import perform


def show(database_url: str | None, *, over_http: bool, out: Console) -> bool:
    """Play, print what everybody sees and the sums, and say whether all went well.

    `database_url` is a PostgreSQL server, on which the play makes and drops a database of its own,
    or a SQLite file, which must not be there yet.
    """
    logs.configure("error", "text")
    with (
        databases.of_its_own(database_url) as url,
        theatre.opened(url, over_http=over_http) as stage,
    ):
        perform(stage)
        for heading, text in report.pages(stage):
            # Where lines are left as they are, a panel would cut them off.
            page = Panel(Text(text), title=Text(heading), title_align="left")
            out.print(page, soft_wrap=False)
        problems = list(report.problems(stage))
        for problem in problems:
            out.print(problem, markup=False)
        sums = report.sums(stage)
    out.print(sums.line, markup=False)
    return not problems and not (sums.refused or sums.repeated or sums.lost)
