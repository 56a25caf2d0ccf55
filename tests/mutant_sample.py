"""
Keeps a random sample of the mutants that cosmic-ray is to try, and says how many of them were found out.

`python -m tests.mutant_sample keep FILE SIZE SEED` passes over all but SIZE of those in the session FILE, the same for
the same SEED and code; `… rate FILE` says how many of those that were tried made a test fail.
"""

import sys
from pathlib import Path
from random import Random

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult


def keep(session: WorkDB, size: int, seed: int) -> int:
    """Pass over all but `size`; gives how many are kept. A size of 0 keeps all."""
    jobs = sorted(
        session.work_items,
        key=lambda each: [(str(m.module_path), m.start_pos, m.operator_name, m.occurrence) for m in each.mutations],
    )
    kept = {each.job_id for each in Random(seed).sample(jobs, min(size or len(jobs), len(jobs)))}
    for each in jobs:
        if each.job_id not in kept:
            session.set_result(each.job_id, WorkResult(output="not sampled", worker_outcome=WorkerOutcome.SKIPPED))
    return len(kept)


def rate(session: WorkDB) -> tuple[int, int]:
    """Of the mutants that were tried: how many made a test fail, and how many there were."""
    tried = [result for _, result in session.results if result.worker_outcome is not WorkerOutcome.SKIPPED]
    return sum(each.test_outcome is not TestOutcome.SURVIVED for each in tried), len(tried)


def main(arguments: list[str]) -> int:
    """The two commands of the module's page."""
    what, file, *numbers = arguments
    with use_db(Path(file), WorkDB.Mode.open) as session:
        if what == "keep":
            size, seed = map(int, numbers)
            sys.stdout.write(f"{keep(session, size, seed)} mutants are tried (seed {seed})\n")
        else:
            found, tried = rate(session)
            sys.stdout.write(f"{found} of {tried} mutants were found out\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
