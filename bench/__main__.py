"""
`make bench`: measure, print, and write docs/performance.md.

    python -m bench                        everything, about ten minutes on two idle cores
    python -m bench --only rules replay    some parts
    python -m bench --compiled             the same with compiled rules, by default what hangs on them most
    python -m bench --quick                smaller sizes, nothing written
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench import (
    failover,
    growth,
    latency,
    recovery,
    replay_speed,
    report,
    rules_alone,
    tariffs_alone,
    tariffs_on_the_bus,
    throughput,
)
from bench.bus import warm_broker
from bench.machine import describe, load_average
from deploy import compile_rules
from kontor.compiled_rules import how_rules_run
from streams.settings import Settings

SESSION_S: Final = Settings.model_fields["session_s"].default
OF_COMPILED: Final = ("rules", "replay", "throughput")
"""What is measured of compiled rules where nothing is asked for."""


def main() -> int:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").strip().partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=report.PARTS, help="parts to run")
    parser.add_argument("--compiled", action="store_true", help="with compiled rules (a C compiler is needed)")
    parser.add_argument("--quick", action="store_true", help="small sizes and two repeats; the page is not written")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--contacts", type=int, default=30_000, help="of each run on the bus")
    parser.add_argument("--partitions", type=int, default=8, help="KONTOR_PARTITIONS of the installations measured")
    parser.add_argument("--brokers", help="a broker to use instead of an embedded one")
    args = parser.parse_args()
    if args.compiled and how_rules_run() != "compiled":
        return _with_compiled_rules(sys.argv[1:])
    everything = args.only is None and not args.compiled
    args.only = args.only or list(OF_COMPILED if args.compiled else report.PARTS)
    if args.quick:
        args.contacts, args.repeats = min(args.contacts, 5000), min(args.repeats, 2)
    print(f"{describe()}; load average {load_average()}", flush=True)
    sections: dict[str, str] = {}
    with ExitStack() as stack:
        for part, measure in _parts(args, stack):
            if part in args.only:
                sections[part] = measure()
                print(f"\n{sections[part]}load average {load_average()}", flush=True)
    if not args.quick:
        report.write(sections, " ".join(["python -m bench", *sys.argv[1:]]))
        print(f"written: {os.path.relpath(report.PAGE)}")
    return _with_compiled_rules([*sys.argv[1:], "--compiled"]) if everything else 0


def _with_compiled_rules(arguments: list[str]) -> int:
    """Compile the rules unless they are as they were, and run again with them before the checkout's own."""
    made = subprocess.run([sys.executable, compile_rules.__file__, compile_rules.COMPILED], check=False)
    if made.returncode:
        print("The rules could not be compiled, so nothing is measured of that; is there a C compiler?", flush=True)
        return made.returncode
    environment = os.environ | compile_rules.ENVIRONMENT
    return subprocess.run([sys.executable, "-m", "bench", *arguments], env=environment, check=False).returncode


def _parts(args: argparse.Namespace, stack: ExitStack) -> Iterator[tuple[str, Callable[[], str]]]:
    """Parts in order: first those without a broker."""
    yield "rules", lambda: report.rules(_rules(args))
    yield "replay", lambda: report.replay(replay_speed.measure(args.contacts, args.repeats))
    yield "tariffs", lambda: report.tariffs([tariffs_alone.measure(m, args.repeats) for m in tariffs_alone.MONTHS])
    if not {"throughput", "activity", "latency", "recovery", "failover", "growth"} & set(args.only):
        return
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="kontor-bench-")))
    brokers = stack.enter_context(warm_broker(folder, args.brokers))
    sizes = (brokers, args.contacts, args.repeats, args.partitions)
    yield "throughput", lambda: report.throughput(throughput.measure(*sizes), args.contacts, args.partitions)
    yield "activity", lambda: report.activity(tariffs_on_the_bus.measure(*sizes), args.contacts, args.partitions)
    seconds = 5.0 if args.quick else 20.0
    yield (
        "latency",
        lambda: report.latency([latency.measure(brokers, r, seconds, args.partitions) for r in latency.RATES]),
    )
    yield "recovery", lambda: report.recovery(recovery.measure(*sizes))
    yield "failover", lambda: report.failover(failover.measure(brokers, args.repeats, args.partitions), SESSION_S)
    grown = growth.SIZES[:2] if args.quick else growth.SIZES
    yield "growth", lambda: report.growth(growth.measure(brokers, args.partitions, grown))


def _rules(args: argparse.Namespace) -> list[rules_alone.Setting]:
    contacts, most = (2000, 1000) if args.quick else (3000, max(rules_alone.WAITING))
    sizes = [(managers, 0) for managers in rules_alone.MANAGERS]
    sizes += [(20, waiting) for waiting in rules_alone.WAITING[1:] if waiting <= most]
    return rules_alone.measure(sizes, contacts, args.repeats)


if __name__ == "__main__":
    sys.exit(main())
