"""`make chaos`: every fault at length, a line of a table each, and what became of the messages."""

import argparse
import logging
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from storage.database import Database
from tests.chaos import answers, destinations, kills, lives, outages, places, poison, scene
from tests.chaos.scene import Stuck
from tests.chaos.tally import Broken, Tally
from tests.chaos.wire import Wire

_IN_PROCESS = {**answers.ANSWERS, **lives.LIVES, **destinations.DESTINATIONS, **poison.POISON}
_FEWEST = 24
_COLUMNS = f"{'fault':<48}{'on':<16}{'tried':>6}{'delivered':>10}{'lost':>6}{'repeated':>9}"
_COLUMNS += f"{'uncertain':>10}"
_ENDED_WELL = (
    "neither delivered nor lost: out of date, refused with a reason, or said by a newer message"
)

Try = Callable[[], Tally]


class Run:
    """One run of everything that was asked for; it prints as it goes."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.dice = random.Random(options.seed)
        self.tallies: list[Tally] = []
        self.broken = 0

    def everything(self) -> bool:
        """Try every fault on every database; return whether all went well."""
        print(_COLUMNS)
        drops = not self.options.no_drop
        for kind in self._kinds():
            self._with_bots(kind, list(kills.MOMENTS), drop_repeats=drops)
            if drops:
                self._with_bots(kind, ["kill -9 at any moment"], drop_repeats=False)
            self._in_process(kind)
        if self.options.as_shipped:
            self._as_shipped()
        return self._sum_up()

    def _kinds(self) -> Sequence[str]:
        wanted = self.options.database
        return places.KINDS if wanted == "both" else [wanted]

    def _with_bots(self, kind: str, moments: Sequence[str], *, drop_repeats: bool) -> None:
        """Try what needs bots in processes of their own."""
        options = self.options
        each = max(options.messages // len(kills.MOMENTS), 1)
        deaths = max(options.kills // len(kills.MOMENTS), 1)
        with places.new(kind, self.folder) as url:
            wire = Wire(url) if kind == "postgresql" else None
            with scene.opened(
                url,
                self.folder,
                replicas=options.replicas if kind == "postgresql" else 1,
                drop_repeats=drop_repeats,
                dice=self.dice,
                bots_url="" if wire is None else wire.url,
            ) as there:
                for fault in moments:
                    name = fault if drop_repeats else f"{fault}, no drop"
                    self._try(name, partial(kills.tried, there, fault, messages=each, kills=deaths))
                for fault in outages.of(kind) if drop_repeats else ():
                    outage = {"messages": each, "seconds": options.seconds, "wire": wire}
                    self._try(fault, partial(outages.tried, there, fault, **outage))
            if wire is not None:
                wire.close()

    def _as_shipped(self) -> None:
        """Kill the very process that an operator starts, with the lease that it has."""
        fault = "kill -9 after Slack took it, before the reply"
        with (
            places.new("sqlite", self.folder) as url,
            scene.opened(
                url,
                self.folder,
                replicas=1,
                drop_repeats=not self.options.no_drop,
                dice=self.dice,
                as_shipped=True,
            ) as there,
        ):
            tried = partial(kills.tried, there, fault, messages=_FEWEST, kills=1)
            self._try("python -m bot run, killed before the reply", tried)

    def _in_process(self, kind: str) -> None:
        """Try what needs a clock that is moved."""
        messages = max(self.options.messages // len(_IN_PROCESS), _FEWEST)
        with places.new(kind, self.folder) as url, closing(Database(url)) as database:
            for fault, tried in _IN_PROCESS.items():
                self._try(fault, partial(tried, fault, database, messages))
                places.clear(database)

    def _try(self, fault: str, tried: Try) -> None:
        try:
            tally = tried()
        except (Broken, Stuck) as problem:
            self.broken += 1
            print(f"{fault:<48}broken: {problem}", flush=True)
            return
        self.tallies.append(tally)
        print(
            f"{fault:<48}{tally.where:<16}{tally.tried:>6}{tally.delivered:>10}{tally.lost:>6}"
            f"{tally.repeated:>9}{tally.uncertain:>10}",
            flush=True,
        )

    def _sum_up(self) -> bool:
        print(_ENDED_WELL)
        twice = sum(tally.twice for tally in self.tallies)
        if twice:
            print(
                f"{twice} came twice where Slack drops no repeats: each was in hand at a kill or a "
                "sleep, and is recorded as having been uncertain"
            )
        if self.broken:
            print(f"{self.broken} broken promises")
        messages, deaths, lost, repeated = (
            sum(getattr(tally, name) for tally in self.tallies)
            for name in ("tried", "kills", "lost", "repeated")
        )
        print(f"chaos: {messages} messages, {deaths} kills, {lost} lost, {repeated} repeated")
        return not (lost or repeated or self.broken)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--messages", type=int, default=900, help="about so many a database")
    parser.add_argument("--kills", type=int, default=27, help="so many a database")
    parser.add_argument("--replicas", type=int, default=3, help="bots on PostgreSQL")
    parser.add_argument("--database", choices=[*places.KINDS, "both"], default="both")
    parser.add_argument("--no-drop", action="store_true", help="Slack drops no repeats")
    parser.add_argument("--seconds", type=float, default=5, help="how long an outage takes")
    parser.add_argument(
        "--as-shipped",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="kill `python -m bot run` too, which takes a minute and more",
    )
    parser.add_argument("--seed", type=int, default=1, help="of what is random")
    return parser.parse_args()


def main() -> int:
    logging.disable()
    with tempfile.TemporaryDirectory(prefix="touchstone-chaos-") as folder:
        return 0 if Run(_options(), Path(folder)).everything() else 1


if __name__ == "__main__":
    sys.exit(main())
