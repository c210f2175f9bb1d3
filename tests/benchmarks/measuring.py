"""Two ways of doing one thing, timed in turns in one run, so that a busy machine slows both."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """One line of the table: what a path costs, and what it is held against costs.

    `ratio` says how many times as much ours takes: 1 is as good, 2 is twice as slow. For rates,
    where more is better, give the ratio yourself the same way round.
    """

    path: str
    ours: float
    against: float
    unit: str
    ratio: float
    note: str = ""


def compare(
    path: str,
    ours: Callable[[], object],
    against: Callable[[], object],
    *,
    times: int,
    warm_up: int = 3,
    note: str = "",
) -> Measured:
    """Do both things `times` times in turns and compare the medians, in milliseconds."""
    for _round in range(warm_up):
        ours()
        against()
    taken: tuple[list[float], list[float]] = ([], [])
    with _undisturbed():
        for turn in range(times):
            # Who goes first takes turns too: what the first leaves in caches helps the second.
            for which in (0, 1) if turn % 2 else (1, 0):
                taken[which].append(milliseconds((ours, against)[which]))
    mine, theirs = statistics.median(taken[0]), statistics.median(taken[1])
    return Measured(path, mine, theirs, "ms", mine / theirs, note)


def milliseconds(act: Callable[[], object]) -> float:
    """Do something once and return how long it took."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the collector from walking what was made before; the bot freezes it at start too."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
