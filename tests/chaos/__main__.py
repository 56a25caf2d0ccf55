"""`python -m tests.chaos --rounds 20 --seed 1`: rounds of faults, each verified; ends with 1 when one failed."""

import argparse
import itertools
import signal
import sys
import tempfile
from pathlib import Path

from kontor.entry import put_rooms_first


def main() -> int:
    put_rooms_first()
    from tests.chaos.series import Series

    told = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    told.add_argument("--rounds", type=int, default=10, help="how many rounds (default 10)")
    told.add_argument("--seed", type=int, default=1, help="seed of the first; the next ones follow it (default 1)")
    told.add_argument("--brokers", type=int, choices=(1, 3), default=1, help="one broker, or a cluster of three")
    told.add_argument("--alone", help="a fault that needs a round of its own; `all` for each of them in turn")
    told.add_argument("--folder", type=Path, help="where brokers and failed rounds are kept (default: a new one)")
    told.add_argument("--results", type=Path, help="JSON-lines file to append a line a round to")
    told.add_argument("--mutants", nargs="*", help="deliberately broken workers, to be rejected; none named: all")
    told.add_argument("--control", action="store_true", help="with --mutants: their rounds with sound workers")
    told.add_argument("--keep", action="store_true", help="keep the folders of good rounds too")
    given = told.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing of it goes on
    folder = given.folder or Path(tempfile.mkdtemp(prefix="kontor-chaos-"))
    alone = _alone(given.alone)
    failed = 0
    if given.mutants is not None:
        return _mutants(folder, given)
    with Series(folder, given.brokers, results=given.results, keep=given.keep) as series:
        for seed, fault in zip(range(given.seed, given.seed + given.rounds), itertools.cycle(alone), strict=False):
            failed += not series.round(seed, fault)
    print(f"{given.rounds} rounds, {failed} failed; {folder}")  # noqa: T201  # reason: a tool for the keyboard
    return 1 if failed else 0


def _mutants(folder: Path, given: argparse.Namespace) -> int:
    """Each mutant in its directed round; 1 when one survives (or, with sound workers, when a round fails)."""
    from tests.chaos.drawing import directed
    from tests.chaos.mutants import NAMES, steps_of, with_tariffs
    from tests.chaos.series import Series

    wrong = []
    with Series(folder, results=given.results, keep=given.keep) as series:
        for name in given.mutants or NAMES:
            mistake = None if given.control else name
            good = series.play(directed(given.seed, steps_of(name), mistake, tariffs=with_tariffs(name)))
            if good is not given.control:
                wrong.append(name)
    told = "failed" if given.control else "survived"
    print(f"{len(given.mutants or NAMES)} mutants, {len(wrong)} {told}: {', '.join(wrong)}; {folder}")  # noqa: T201  # reason: the same
    return 1 if wrong else 0


def _alone(asked: str | None) -> list[str | None]:
    from tests.chaos.fault import ALONE
    from tests.chaos.faults import CATALOGUE

    if asked == "all":
        return [fault.name for fault in CATALOGUE if ALONE in fault.needs]
    return [asked]


if __name__ == "__main__":
    sys.exit(main())
