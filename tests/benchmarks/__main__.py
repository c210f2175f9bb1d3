"""Runs every benchmark, or those that are named, and prints what each path costs as a ratio."""

import sys
import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.table import Table

from tests.benchmarks import (
    bench_ack,
    bench_digests,
    bench_guard,
    bench_http,
    bench_idle_tick,
    bench_planning,
    bench_quarter_day,
    bench_sending,
    bench_start,
    bench_submission,
    bounds,
)
from tests.benchmarks.measuring import Measured

BENCHMARKS: dict[str, Callable[[], Iterator[Measured]]] = {
    "ack": bench_ack.run,
    "http": bench_http.run,
    "submission": bench_submission.run,
    "guard": bench_guard.run,
    "planning": bench_planning.run,
    "quarter_day": bench_quarter_day.run,
    "digests": bench_digests.run,
    "idle_tick": bench_idle_tick.run,
    "sending": bench_sending.run,
    "start": bench_start.run,
}

# Of each, on a machine that is far slower than it should be.
_MOST_SECONDS = 300


def main(names: list[str]) -> int:
    """Measure, and print a line as soon as it is known and the table at the end."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
        return 2
    out = Console(width=150, highlight=False)
    table = Table("Path", "Ours", "Against", "", "Ratio", "Held against", title="make bench")
    began = time.monotonic()
    for name in names or BENCHMARKS:
        for line in _measured(name):
            out.print(f"{line.path}: {line.ratio:.2f}", style="dim")
            table.add_row(*_cells(line))
    out.print(table)
    out.print("A ratio of 1 is as fast; 2 takes twice as long. Medians, taken in turns in one run.")
    out.print(f"Measured in {time.monotonic() - began:.0f} seconds.")
    return 0


def _measured(name: str) -> Iterator[Measured]:
    with bounds.within(_MOST_SECONDS, f"the benchmark {name}"):
        yield from BENCHMARKS[name]()


def _cells(line: Measured) -> tuple[str, ...]:
    return (
        line.path,
        _number(line.ours),
        _number(line.against),
        line.unit,
        f"{line.ratio:.2f}",
        line.note,
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
